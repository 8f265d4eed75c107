// One rule over a log, without a database, through the same fold as live scoring: what `vigia rules eval RULE.yaml LOG.jsonl` prints.
// The log's form is in log-reader.ts. In the output `key` is an object of group field → value in the order of group_by, `{}` for the national
// key; unknown measures are null; instants are RFC 3339 in UTC; numbers have at most six decimals. The rule is activated after the calendar and
// entities lines at the head of the log, at the logical time of the last of them, or of the first line if there are none.
import { formatInstant, type Instant } from '../time.ts'
import { alertIdentity } from './alert-identity.ts'
import { describeKey, keysOf } from './describe-key.ts'
import type { LabelOf } from './evidence.ts'
import { fold } from './fold.ts'
import type { ActiveRule, Entry, EvaluationEvent, KeyState, KeyValues } from './lane.ts'
import { createLane, type LaneMemory } from './lane-memory.ts'
import { createLogReader, isGroundwork, type LogObject, type LogSettings } from './log-reader.ts'
import { round6 } from './rounding.ts'
import type { Rule } from './rule.ts'

export interface EvalSettings extends LogSettings {
  readonly process: string
  readonly timeZone: string
  /** Default: `received_at` of the first line. */
  readonly monitoringStart?: Instant
  readonly params?: Readonly<Record<string, number>>
  readonly labelOf: LabelOf
  /** UUIDv5 of the identity text in alertNamespace. */
  readonly alertId: (identity: string) => string
}

type Identity = Pick<EvalSettings, 'process' | 'alertId'>

export type Line = Readonly<Record<string, unknown>>

/** The entries of a log with the activation of the rule in its place; `start` is for a log without lines. */
export function logEntries(
  lines: readonly LogObject[],
  settings: LogSettings,
  active: ActiveRule,
  start: Instant = 0,
): readonly Entry[] {
  const reader = createLogReader(settings)
  const entries: Entry[] = []
  let isActive = false
  const activateAt = (lt: Instant) => {
    // it has no line of its own: it takes the position of the entry before it
    entries.push({ kind: 'activation', rules: [active], pos: entries.at(-1)?.pos ?? 0, lt })
    isActive = true
  }
  for (const line of lines) {
    const read = reader.next(line)
    if (read === undefined) continue
    if (!isActive && !isGroundwork(line)) activateAt(entries.at(-1)?.lt ?? read.lt)
    if (read.entry !== undefined) entries.push(read.entry)
  }
  if (!isActive) activateAt(entries.at(-1)?.lt ?? start)
  return entries
}

function activeRule(rule: Rule, params: Readonly<Record<string, number>>): ActiveRule {
  // the only rule of this lane
  return { rule, revision: `${rule.id}@${rule.version}`, ruleState: 1, params }
}

function keyObject(rule: Rule, values: KeyValues): Line {
  return Object.fromEntries(rule.groupBy.map((field, place) => [field, values[place] ?? null]))
}

function timeOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : formatInstant(at)
}

function alertLine(rule: Rule, values: KeyValues, state: KeyState, settings: Identity): Line | null {
  if (state.episode === 0) return null
  return {
    id: settings.alertId(alertIdentity(settings.process, rule.id, values, state.episode)),
    episode: state.episode,
    open: state.isOpen,
    max_level: state.maxLevel ?? null,
    late: state.isLate ?? false,
    as_of: timeOrNull(state.asOf),
    opened_at: timeOrNull(state.openedAt),
    closed_at: timeOrNull(state.closedAt),
  }
}

/** One line per key in memory, in alphabetical order; `at` is not before the lane's logical time. */
export function keyLines(
  lane: LaneMemory,
  { rule, ruleState }: Pick<ActiveRule, 'rule' | 'ruleState'>,
  at: Instant,
  settings: Identity,
): readonly Line[] {
  return keysOf(lane, ruleState).flatMap((values) => {
    const found = describeKey(lane, ruleState, values, at)
    if (found === undefined) return []
    const measures = Object.entries(found.measures).map(([name, value]) => [
      name,
      value === null ? null : round6(value),
    ])
    return [
      {
        at: formatInstant(at),
        process: settings.process,
        rule: rule.id,
        key: keyObject(rule, values),
        state: found.status,
        level: found.level,
        measures: Object.fromEntries(measures),
        evidence: found.evidence,
        alert: alertLine(rule, values, found.state, settings),
        explain: found.explain,
      },
    ]
  })
}

/** The kinds that evaluation has; withdrawn evidence that changes no level is a note in the alert's history. */
const listed = new Set(['fired', 'reopened', 'raised', 'lowered', 'resolved', 'expired'])

export function eventLine(rule: Rule, event: EvaluationEvent, settings: Identity): Line {
  return {
    event: event.kind,
    t: formatInstant(event.lt),
    process: settings.process,
    rule: rule.id,
    key: keyObject(rule, event.key),
    alert_id: settings.alertId(alertIdentity(settings.process, rule.id, event.key, event.episode)),
    episode: event.episode,
    level: event.level,
    as_of: formatInstant(event.asOf),
    late: event.isLate,
    notify: event.notify,
  }
}

export interface EvalResult {
  /** Per instant, in the order asked for, one line per key. */
  readonly states: readonly Line[]
  readonly events: readonly Line[]
}

/** An instant sees all entries with lt ≤ it and all ticks due by it; events go on to the last entry and the last instant. */
export function evalLog(
  rule: Rule,
  lines: readonly LogObject[],
  instants: readonly Instant[],
  settings: EvalSettings,
): EvalResult {
  const active = activeRule(rule, settings.params ?? {})
  const entries = logEntries(lines, settings, active, settings.monitoringStart)
  const first = entries[0]?.lt ?? 0
  const lane = createLane({
    ...settings,
    monitoringStart: settings.monitoringStart ?? first,
    country: settings.geography.country,
    ancestors: settings.geography.ancestors,
  })
  const events: EvaluationEvent[] = []
  const states = new Map<Instant, readonly Line[]>()
  let taken = 0
  for (const at of [...new Set(instants)].toSorted((left, right) => left - right)) {
    const past = entries.findIndex(({ lt }) => lt > at)
    const until = past === -1 ? entries.length : past
    events.push(...fold(lane, entries.slice(taken, until), at).events)
    taken = until
    states.set(at, keyLines(lane, active, at, settings))
  }
  events.push(...fold(lane, entries.slice(taken)).events)
  return {
    states: instants.flatMap((at) => states.get(at) ?? []),
    events: events.filter(({ kind }) => listed.has(kind)).map((event) => eventLine(rule, event, settings)),
  }
}
