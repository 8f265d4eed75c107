// Rows of intake/ and scoring/: signals, lanes and the state that follows from their log.
import type { Defaulted, DefaultMoment, Filled, Json, Moment, MomentOrNull } from './columns.ts'

export interface SignalTable {
  id: string
  rev: number
  kind: 'signal' | 'correction' | 'retraction'
  source_id: string
  external_id: string
  processes: string[]
  category: string
  place: string
  department: string | null
  event_time: Moment
  received_at: Moment
  body: Json<Record<string, unknown>>
  derived: Json<Record<string, unknown>>
  body_hash: string
  fingerprint: string
  reason: string | null
  actor: string | null
  xid: Filled<string>
}

/** Kept by a trigger for the policy on signal; nothing else reads or writes the two. */
export interface SignalRevisedTable {
  id: string
}

export interface SignalNewestTable {
  id: string
  rev: number
  source_id: string
  department: string | null
  place: string
  processes: string[]
  marking: string
  ombudsman: boolean
}

export interface LaneTable {
  lane: Filled<number>
  process: string
  shard: number
  pos: Defaulted<number>
  lt: DefaultMoment
  activation: number | null
  calendar_version: number | null
  clock: 'live' | 'record'
  step: Defaulted<number>
  attempts: Defaulted<number>
  batch_limit: number | null
}

export interface InboxTable {
  id: Filled<number>
  lane: number
  kind: string
  ref: string
  rev: number | null
  received_at: Moment
}

export interface LogTable {
  lane: number
  pos: number
  lt: Moment
  kind: string
  ref: string
  rev: number | null
  received_at: Moment
}

export interface RuleKeyTable {
  id: Filled<number>
  lane: number
  rule_state: number
  key: string[]
}

export interface ContributionTable {
  rule_key: number
  selector: string
  event_time: Moment
  pos: number
  signal_id: string
  rev: number
  origin: string
  weight: number
  is_stale: boolean
  values: Json<Record<string, unknown>>
}

export interface KeyStateTable {
  rule_key: number
  state: Json<Record<string, unknown>>
}

export interface TimerTable {
  rule_key: number
  lane: number
  due: Moment
}

export interface QuarantineTable {
  id: Filled<number>
  lane: number
  kind: string
  ref: string
  rev: number | null
  received_at: Moment
  error: string
  at: DefaultMoment
  resolved_by: string | null
  resolved_at: MomentOrNull
}

export interface RuleBuildTable {
  lane: number
  activation: number
  after_pos: Defaulted<number>
  is_released: Defaulted<boolean>
}
