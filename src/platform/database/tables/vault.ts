// Rows of the vault of source identity, and what lies beside it in the open part: written by sources/ alone, texts and withdrawals by intake/.
import type { Bytes, DefaultMoment, Filled, MomentOrNull } from './columns.ts'

export interface VaultIdentityTable {
  id: string
  signal_id: string
  source_id: string
  processes: string[]
  wrapping: string
  is_at_risk: boolean
  created_at: DefaultMoment
  shredded_at: MomentOrNull
  shred_reason: string | null
}

export interface VaultIdentityFieldTable {
  identity_id: string
  field: string
  version: number
  alg: string
  key_id: string
  ciphertext: Bytes
}

export interface VaultDataKeyTable {
  id: string
  identity_id: string
  wrapping: string
  wrapping_key: string
  alg: string
  wrapped: Bytes
  created_at: DefaultMoment
}

export interface VaultBlindIndexTable {
  identity_id: string
  kind: string
  key_id: string
  value: string
}

export interface VaultAccessTable {
  id: string
  signal_id: string
  proposal_id: string | null
  purpose: string
  explanation: string
  is_emergency: boolean
  token_id: string
  person_id: string
  approver_person: string | null
  asked_at: DefaultMoment
  opened_at: MomentOrNull
  ends_at: MomentOrNull
}

export interface VaultIdentityReadTable {
  id: Filled<number>
  access_id: string
  identity_id: string
  token_id: string
  person_id: string
  fields: string[]
  at: DefaultMoment
}

export interface VaultLegalHoldTable {
  id: string
  kind: string
  target: string
  reason: string
  placed_by: string
  placed_person: string
  placed_at: DefaultMoment
  lifted_person: string | null
  lifted_at: MomentOrNull
}

export interface VaultShreddingTable {
  identity_id: string
  reason: string
  token_id: string | null
  person_id: string | null
  keys: number
  at: DefaultMoment
}

export interface VaultRetentionTable {
  id: Filled<number>
  days: number
  proposal_id: string
  since: DefaultMoment
}

export interface IdentityNoticeTable {
  id: string
  kind: string
  access_id: string
  signal_id: string
  office: string | null
  at: DefaultMoment
  told_at: MomentOrNull
}

export interface PublicTextTable {
  signal_id: string
  number: number
  body: string
  token_id: string
  person_id: string
  created_at: DefaultMoment
  decision: string | null
  decided_person: string | null
  decided_at: MomentOrNull
  note: string | null
}

export interface ConsentWithdrawalTable {
  id: string
  signal_id: string
  rev: number
  answers: string[]
  token_id: string
  at: DefaultMoment
  told_at: MomentOrNull
}
