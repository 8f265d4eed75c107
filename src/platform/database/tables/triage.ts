// Rows of the desk of verification: written by intake/.
import type { DefaultMoment, MomentOrNull } from './columns.ts'

export interface VerificationTable {
  id: string
  signal_id: string
  on_rev: number
  rev: number
  decision: string
  reliability: string | null
  credibility: number | null
  reason: string | null
  token_id: string
  person_id: string
  created_at: DefaultMoment
  undone_rev: number | null
  undone_at: MomentOrNull
}

export interface SignalMergeTable {
  id: string
  signal_id: string
  into_id: string
  rev: number
  reason: string | null
  token_id: string
  person_id: string
  created_at: DefaultMoment
  ended_person: string | null
  ended_reason: string | null
  ended_at: MomentOrNull
}

export interface TriageHoldTable {
  signal_id: string
  person_id: string | null
  snoozed_until: MomentOrNull
  changed_person: string
  changed_at: DefaultMoment
}
