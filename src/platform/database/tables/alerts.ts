// Rows of alerts/, delivery/ and response/.
import type { Defaulted, DefaultMoment, Filled, Json, JsonOrNull, Moment, MomentOrNull } from './columns.ts'

export interface AlertTable {
  id: string
  process: string
  rule_id: string
  rule_revision: string
  key: Json<Record<string, string>>
  episode: number
  state: 'firing' | 'acknowledged' | 'resolved' | 'expired'
  level: string | null
  max_level: string
  acknowledged_level: string | null
  closed_level: string | null
  held_level: string | null
  place: string
  department: string | null
  title: Json<{ es: string; en: string }>
  explain: Json<{ es: string; en: string }>
  factors: string[]
  rights: string[]
  populations: string[]
  tags: string[]
  marking: string
  is_exercise: boolean
  is_shadow: boolean
  is_late: boolean
  as_of: Moment
  fired_at: Moment
  updated_at: Moment
  closed_at: MomentOrNull
  last_ordinal: number
  answered_ordinal: Defaulted<number>
  case_id: string | null
  xid: Filled<string>
}

export interface AlertEventTable {
  alert_id: string
  ordinal: number
  kind: string
  at: DefaultMoment
  lt: Moment
  level: string | null
  as_of: Moment
  is_late: boolean
  notify: boolean
  rule_revision: string
  calendar_version: number | null
  actor: string | null
  body: Json<Record<string, unknown>>
  planned_at: MomentOrNull
  xid: Filled<string>
}

export interface DeliveryTable {
  id: string
  alert_id: string
  ordinal: number
  audience: string
  recipient: string
  channel: string
  channel_type: string
  step: Defaulted<number>
  state: string
  reason: string
  level: string
  priority: number
  due_at: MomentOrNull
  lease_until: MomentOrNull
  fence: Defaulted<number>
  attempts: Defaulted<number>
  message: JsonOrNull<Record<string, unknown>>
  created_at: DefaultMoment
  accepted_at: MomentOrNull
  seen_at: MomentOrNull
  ended_at: MomentOrNull
  held_until: MomentOrNull
  group_key: string | null
  carrier: string | null
  is_list: Defaulted<boolean>
  cleared_at: MomentOrNull
  cleared_by: string | null
  clear_reason: string | null
  tries_before: Defaulted<number>
  xid: Filled<string>
}

export interface AttemptTable {
  delivery_id: string
  ordinal: number
  fence: number
  started_at: DefaultMoment
  ended_at: MomentOrNull
  outcome: string | null
  detail: string | null
}

export interface AcknowledgementTable {
  id: string
  alert_id: string
  actor: string
  audience: string | null
  level: string | null
  note: string | null
  is_first: boolean
  at: DefaultMoment
}
