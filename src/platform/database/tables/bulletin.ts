// Rows of the stored bulletins: written by bulletin/.
import type { Marking } from '#domain/pack.ts'
import type { Defaulted, DefaultMoment, Json, JsonOrNull, Moment, MomentOrNull } from './columns.ts'

type BulletinKindColumn = 'daily' | 'weekly'
type BulletinStateColumn = 'draft' | 'proposed' | 'published' | 'withdrawn'

export interface BulletinTable {
  id: string
  process: string
  kind: BulletinKindColumn
  place: string
  period_from: Moment
  period_to: Moment
  as_of: Moment
  is_exercise: boolean
  ceiling: Marking
  has_reports: boolean
  marking: Marking
  texts: Json<unknown>
  numbers: Json<unknown>
  hash: string
  checkpoint: JsonOrNull<unknown>
  state: Defaulted<BulletinStateColumn>
  version: Defaulted<number>
  created_token: string
  created_person: string
  created_at: DefaultMoment
  updated_at: DefaultMoment
  proposal_id: string | null
  published_person: string | null
  published_at: MomentOrNull
  withdrawn_at: MomentOrNull
  xid: Defaulted<string>
}

export interface BulletinEventTable {
  bulletin_id: string
  ordinal: number
  kind: string
  token_id: string
  person_id: string
  at: DefaultMoment
  body: Json<unknown>
}
