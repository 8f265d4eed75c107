// Rows of access/: people, tokens, idempotency.
import type { Defaulted, DefaultMoment, Json, JsonOrNull, Moment, MomentOrNull } from './columns.ts'

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
  rotated_from: Defaulted<string | null>
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

export type ProposalState = 'open' | 'approved' | 'done' | 'rejected' | 'stale'

export interface ProposalTable {
  id: string
  kind: string
  target: string
  subject: Json<Record<string, unknown>>
  reason: string
  author_person: string | null
  proposer: string | null
  /** Filled by the database from the token. */
  proposer_person: Defaulted<string | null>
  base: string | null
  state: Defaulted<ProposalState>
  created_at: DefaultMoment
  expires_at: Moment
  decided_at: MomentOrNull
}

export interface ApprovalTable {
  proposal_id: string
  approver: string
  /** This and the two below are filled by the database. */
  approver_person: Defaulted<string>
  author_person: Defaulted<string | null>
  proposer_person: Defaulted<string | null>
  decision: 'approve' | 'reject'
  note: string | null
  at: DefaultMoment
}
