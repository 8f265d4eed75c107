// Rows of response/: decisions, comments, the ledger of measures, agreements, outcomes.
import type { Defaulted, DefaultMoment, Filled, Json, Moment, MomentOrNull } from './columns.ts'

export interface AlertDecisionTable {
  id: string
  alert_id: string
  kind: 'resolved' | 'reopened'
  actor: string
  reason: string
  at: DefaultMoment
}

export interface AcknowledgementWithdrawalTable {
  acknowledgement_id: string
  actor: string
  reason: string
  at: DefaultMoment
}

export interface AlertCommentTable {
  id: string
  alert_id: string
  actor: string
  office: string | null
  text: string
  language: string
  marking: string
  at: DefaultMoment
}

export interface ResponseActionTable {
  id: string
  alert_id: string
  rule_action: string | null
  level: string
  text: Json<{ es: string; en: string }>
  class: string | null
  line: string | null
  addressee: string
  due_at: MomentOrNull
  state: string
  held_reason: string | null
  is_taken: Defaulted<boolean>
  rating: number | null
  evidence_count: Defaulted<number>
  overdue_at: MomentOrNull
  created_by: string | null
  created_at: DefaultMoment
  last_ordinal: Defaulted<number>
  xid: Filled<string>
}

export interface ActionEventTable {
  action_id: string
  ordinal: number
  kind: string
  actor: string | null
  at: DefaultMoment
  body: Json<Record<string, unknown>>
}

export interface ActionEvidenceTable {
  id: string
  action_id: string
  kind: string
  ref: string
  sha256: string
  note: string | null
  actor: string
  at: DefaultMoment
}

export interface ActionRatingTable {
  id: string
  action_id: string
  rating: number
  reason: string
  rater: string
  at: DefaultMoment
}

export interface AgreementTable {
  id: string
  alert_id: string
  kind: string
  text: Json<{ es: string; en: string }>
  parties: string[]
  agreed_at: Moment
  actor: string
  created_at: DefaultMoment
  xid: Filled<string>
}

export interface AgreementFollowUpTable {
  id: string
  agreement_id: string
  due_at: Moment
  result: string | null
  note: string | null
  done_by: string | null
  done_at: MomentOrNull
}

export interface OutcomeTaskTable {
  alert_id: string
  due_at: Moment
  opened_at: DefaultMoment
  done_at: MomentOrNull
}

export interface OutcomeLabelTable {
  id: string
  alert_id: string
  label: string
  lesser: boolean
  definition: string
  reason: string | null
  evidence: Json<readonly Record<string, unknown>[]>
  first_harm_at: MomentOrNull
  lead_from_firing_ms: number | null
  lead_from_receipt_ms: number | null
  note: string | null
  language: string
  labeller: string
  at: DefaultMoment
}

export interface MissedEventTable {
  id: string
  process: string
  place: string
  department: string | null
  marking: string
  definition: string
  happened_at: Moment
  rule_id: string | null
  text: string
  language: string
  actor: string
  at: DefaultMoment
  xid: Filled<string>
}
