// Rows of the ladders of alerts, of deliveries that came too late, and of who is on duty.
import type {
  Defaulted,
  DefaultJson,
  DefaultMoment,
  Json,
  JsonOrNull,
  Moment,
  MomentOrNull,
} from './columns.ts'

export interface EscalationTable {
  alert_id: string
  round: number
  state: 'running' | 'answering' | 'stopped'
  reason: string | null
  policy: JsonOrNull<Record<string, unknown>>
  policy_hash: string | null
  opening_ordinal: number | null
  seen_ordinal: number
  step: Defaulted<number>
  due_at: MomentOrNull
  due_because: string | null
  remind_at: MomentOrNull
  opened_at: MomentOrNull
  stopped_at: MomentOrNull
}

export interface EscalationStepTable {
  alert_id: string
  step: number
  round: number
  cycle: number
  ladder_order: number
  audience: string
  role: string | null
  outcome: 'told' | 'told_before' | 'skipped'
  reason: string
  people: Json<readonly Record<string, unknown>[]>
  ordinal: number
  level: string | null
  actor: string | null
  at: DefaultMoment
  due_at: MomentOrNull
}

export interface DeliveryOverdueTable {
  delivery_id: string
  remedy: string
  at: DefaultMoment
}

export interface RotaTable {
  id: string
  owner: string
  role: string | null
  fallback: JsonOrNull<Record<string, unknown>>
  on_duty: DefaultJson<readonly Record<string, unknown>[]>
  changes_at: MomentOrNull
  created_at: DefaultMoment
  created_by: string | null
}

export interface ShiftTable {
  id: string
  rota_id: string
  person: string
  name: string
  channels: string[] | null
  starts_at: Moment
  ends_at: Moment
  created_by: string | null
}

export interface AbsenceTable {
  id: string
  rota_id: string
  person: string
  cover: JsonOrNull<Record<string, unknown>>
  starts_at: Moment
  ends_at: Moment
  created_by: string | null
}

export interface DutyNoticeTable {
  id: string
  rota_id: string
  recipient: string
  role: string | null
  before: Json<readonly Record<string, unknown>[]>
  after: Json<readonly Record<string, unknown>[]>
  at: DefaultMoment
}
