// Rows of registry/: electoral processes, calendars, rules, places, sources, indicator values.
import type {
  Defaulted,
  DefaultJson,
  DefaultMoment,
  Filled,
  Json,
  JsonOrNull,
  Moment,
  MomentOrNull,
} from './columns.ts'

export interface RegistryVersionTable {
  only_row: Defaulted<boolean>
  version: number
}

export interface ElectoralProcessTable {
  id: string
  country: string
  kind: string
  name: Json<{ es: string; en: string }>
  time_zone: string
  territory: string
  state: 'open' | 'closed'
  is_exercise: boolean
  clock: 'live' | 'record'
  shards: number
  monitoring_start: Moment
  created_at: DefaultMoment
  closed_at: MomentOrNull
  calendar_due: MomentOrNull
  watched_since: DefaultMoment
}

export interface CalendarVersionTable {
  process: string
  version: number
  known_from: Moment
  source: Json<unknown>
  calendar: Json<unknown>
  created_at: DefaultMoment
  proposal_id: Defaulted<string | null>
  reason: Defaulted<string | null>
  is_told: Defaulted<boolean>
}

export interface MilestoneActTable {
  id: string
  process: string
  milestone: string
  round: number | null
  happened_at: Moment
  note: string | null
  actor: string
  recorded_at: DefaultMoment
  withdrawn_at: MomentOrNull
  withdrawn_by: Defaulted<string | null>
}

export interface RuleRevisionTable {
  rule_id: string
  hash: string
  version: number
  state_hash: string
  origin: 'file' | 'api'
  file: string | null
  yaml: string
  document: Json<unknown>
  author: string
  approver: string | null
  reason: string
  author_token: Defaulted<string | null>
  /** Filled by the database from the token. */
  author_person: Defaulted<string | null>
  base: Defaulted<string | null>
  params: DefaultJson<Readonly<Record<string, number>>>
  created_at: DefaultMoment
}

export interface RuleStateTable {
  id: Filled<number>
  rule_id: string
  state_hash: string
}

/** One rule of an activation. */
export interface ActivatedRule {
  readonly rule_id: string
  readonly hash: string
  readonly rule_state: number
  readonly status: 'active' | 'shadow'
  readonly params: Readonly<Record<string, number>>
}

export interface RuleActivationTable {
  id: Filled<number>
  rules: Json<readonly ActivatedRule[]>
  author: string
  reason: string
  act: Defaulted<RuleAct | 'import'>
  rule_id: Defaulted<string | null>
  hash: Defaulted<string | null>
  proposal_id: Defaulted<string | null>
  actor: Defaulted<string | null>
  warnings: DefaultJson<readonly unknown[]>
  created_at: DefaultMoment
}

/** What a person does to one rule in force. */
export type RuleAct = 'activate' | 'shadow' | 'retire' | 'rollback'

export interface RuleTestRunTable {
  id: Filled<number>
  rule_id: string
  hash: string
  passed: number
  failures: Json<readonly unknown[]>
  actor: string | null
  at: DefaultMoment
}

export interface RuleBacktestTable {
  id: string
  rule_id: string
  hash: string
  base: string | null
  days: number
  state: Defaulted<'queued' | 'running' | 'done' | 'failed'>
  result: JsonOrNull<unknown>
  error: Defaulted<string | null>
  actor: string | null
  created_at: DefaultMoment
  started_at: MomentOrNull
  finished_at: MomentOrNull
}

export interface RuleFileTable {
  rule_id: string
  hash: string
  file: string
  seen_at: DefaultMoment
}

export interface RuleScheduleTable {
  id: Filled<number>
  proposal_id: string
  due: Moment
  actor: string
  ended_at: MomentOrNull
  outcome: string | null
}

export interface PlaceTable {
  code: string
  name: string
  level: string
  parent: string
  aliases: Defaulted<string[]>
  gazetteer_version: string
}

export interface SourceTable {
  id: string
  kind: string
  reliability: string
  created_at: DefaultMoment
}

export interface IndicatorValueTable {
  id: Filled<number>
  process: string
  name: string
  place: string
  observed_at: Moment
  value: number
  actor: string | null
  received_at: Moment
}
