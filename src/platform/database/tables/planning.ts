// Rows of what keeps a message from being sent at once: conflicts of interest, silences, suppression, drafts.
import type { DefaultMoment, Filled, Json, Moment, MomentOrNull } from './columns.ts'

export interface ExclusionTable {
  id: Filled<number>
  alert_id: string
  ordinal: number
  recipient: string
  audience: string
  institution: string
  form: 'leave_out' | 'redact'
  at: DefaultMoment
}

export interface SilenceTable {
  id: string
  process: string
  territory: string
  matchers: Json<Record<string, unknown>>
  reason: string
  author: string
  author_token: string
  inboxes: string[]
  phase: string | null
  phase_ends_at: MomentOrNull
  starts_at: Moment
  ends_at: Moment
  state: 'proposed' | 'active' | 'ended' | 'rejected'
  proposal_id: string | null
  second_person: string | null
  last_match_at: MomentOrNull
  start_told_at: MomentOrNull
  near_end_told_at: MomentOrNull
  end_told_at: MomentOrNull
  ended_at: MomentOrNull
  ended_by: string | null
  end_reason: string | null
  created_at: DefaultMoment
}

export interface SuppressionTable {
  alert_id: string
  kind: 'silence' | 'inhibition'
  by_id: string
  by_rule: string | null
  level: string
  since: DefaultMoment
  ended_at: MomentOrNull
}

export interface AlertHandlingTable {
  alert_id: string
  do_not_broadcast: boolean
  since: DefaultMoment
}

export interface DraftTable {
  id: string
  alert_id: string
  audience: string
  ordinal: number
  asked_ordinal: number
  state: 'open' | 'released' | 'withheld'
  approvals: number
  due_at: Moment
  overdue_at: MomentOrNull
  proposal_id: string | null
  decided_by: string | null
  comment: string | null
  reason: string | null
  opened_at: DefaultMoment
  decided_at: MomentOrNull
}
