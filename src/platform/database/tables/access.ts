// Rows of access/: people, tokens, idempotency, audit.
import type { Defaulted, DefaultMoment, Filled, Json, JsonOrNull, Moment, MomentOrNull } from './columns.ts'

export interface PersonTable {
  id: string
  label: string
  created_at: DefaultMoment
}

export interface ApiTokenTable {
  id: string
  person_id: string
  label: string
  prefix: string
  hash: string
  role: string
  scopes: string[]
  territory: Defaulted<string[]>
  marking: string
  office: string | null
  source_id: string | null
  processes: string[] | null
  created_at: DefaultMoment
  expires_at: Moment
  revoked_at: MomentOrNull
  last_used_day: Defaulted<Temporal.PlainDate | string | null>
}

export interface IdempotencyKeyTable {
  actor: string
  key: string
  route: string
  body_hash: string
  status: number | null
  answer: JsonOrNull<unknown>
  created_at: DefaultMoment
}

export interface AuditEventTable {
  id: Filled<number>
  at: DefaultMoment
  actor: string | null
  act: string
  target: string
  details: Json<Record<string, unknown>>
}
