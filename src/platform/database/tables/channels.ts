// Rows about the ways out: delivery/ writes them, response/ takes up the answers among the callbacks.
import type { Defaulted, DefaultMoment, JsonOrNull, MomentOrNull } from './columns.ts'

export interface ChannelHealthTable {
  channel: string
  recipient: string
  channel_type: string
  state: Defaulted<string>
  reason: string | null
  failures: Defaulted<number>
  failing_since: MomentOrNull
  last_success_at: MomentOrNull
  last_failure_at: MomentOrNull
  last_detail: string | null
  changed_at: DefaultMoment
  tested_at: MomentOrNull
  proven_at: MomentOrNull
  next_test_at: MomentOrNull
}

export interface EndpointProofTable {
  channel: string
  subject: string
  proven_at: DefaultMoment
}

export interface ChannelMessageTable {
  id: string
  kind: string
  channel: string
  recipient: string
  channel_type: string
  about_channel: string
  about_recipient: string
  state: Defaulted<string>
  token_hash: string | null
  requested_by: string | null
  message: JsonOrNull<Record<string, unknown>>
  detail: string | null
  attempts: Defaulted<number>
  fence: Defaulted<number>
  due_at: MomentOrNull
  lease_until: MomentOrNull
  created_at: DefaultMoment
  accepted_at: MomentOrNull
  proven_at: MomentOrNull
  ended_at: MomentOrNull
}

export interface AdapterCallbackTable {
  channel: string
  id: string
  kind: string
  delivery_id: string | null
  alert_id: string | null
  person: string | null
  outcome: string
  received_at: DefaultMoment
  taken_at: MomentOrNull
}
