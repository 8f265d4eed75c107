// One back-test: history → the same fold as live scoring on the clock of the record → alerts and daily measures × outcomes → the report.
import { alertSpans } from '#domain/backtest/alert-spans.ts'
import { type DailyValues, receivedSignals } from '#domain/backtest/baselines.ts'
import { type BacktestPlan, buildReport } from '#domain/backtest/build-report.ts'
import { type KnownCalendar, phaseAsKnown } from '#domain/backtest/calendar-as-known.ts'
import { type Day, dayStart, daysOf, localDay } from '#domain/backtest/day.ts'
import type { Outcome } from '#domain/backtest/judge.ts'
import type { Score } from '#domain/backtest/predictors.ts'
import type { BacktestReport } from '#domain/backtest/report-shape.ts'
import type { Gazetteer } from '#domain/place.ts'
import { describeKey, keysOf } from '#domain/rules/describe-key.ts'
import type { ActiveRule, KeyValues, LaneSignal } from '#domain/rules/lane.ts'
import type { LaneMemory } from '#domain/rules/lane-memory.ts'
import type { Instant } from '#domain/time.ts'
import { foldHistory, type History } from './memory-state.ts'

export interface BacktestRun {
  readonly plan: BacktestPlan
  readonly rules: readonly ActiveRule[]
  readonly history: History
  /** The signals of the history, by reception. */
  readonly signals: readonly LaneSignal[]
  readonly counted: Omit<BacktestReport['record'], 'withoutDepartment'>
  readonly calendars: readonly KnownCalendar[]
  readonly places: Gazetteer
  readonly outcomes: readonly Outcome[]
  readonly series: DailyValues | undefined
  readonly pause?: () => Promise<void>
}

export async function runBacktest(run: BacktestRun): Promise<BacktestReport> {
  const { plan, rules, history, places } = run
  const { timeZone, span, departments } = plan
  const departmentsOf = createDepartmentsOf(rules, places, departments)
  const sampler = createSampler(run, departmentsOf)
  const { events } = await foldHistory(history, rules, {
    looks: daysOf(span).map((day) => endOf(day, timeZone)),
    look: (lane, at) => sampler.look(lane, at),
    until: endOf(span.to, timeZone),
    ...(run.pause === undefined ? {} : { pause: run.pause }),
  })
  const signals = receivedSignals(run.signals, timeZone)
  return buildReport(plan, {
    rules: rules.map(({ rule, revision }) => ({ rule, revision })),
    spans: alertSpans(events),
    measures: sampler.scores(),
    signals,
    outcomes: run.outcomes,
    series: run.series,
    calendars: run.calendars,
    record: { ...run.counted, withoutDepartment: run.signals.length - signals.length },
    departmentsOf,
    phaseOf: createPhaseOf(run),
  })
}

/** The last instant of a local day. */
function endOf(day: Day, timeZone: string): Instant {
  return dayStart(day + 1, timeZone) - 1
}

/** From the most specific place field of a key to its department; a key without a place speaks of every department. */
function createDepartmentsOf(
  rules: readonly ActiveRule[],
  places: Gazetteer,
  departments: readonly string[],
) {
  const fields = ['place', 'municipality', 'province', 'department']
  const placeAt = new Map(
    rules.map(({ rule }) => [rule.id, rule.groupBy.findIndex((field) => fields.includes(field))]),
  )
  return (ruleId: string, key: KeyValues): readonly string[] => {
    const at = placeAt.get(ruleId) ?? -1
    const place = key[at]
    if (place === undefined) return departments
    const { department } = places.placeLevels(place)
    return department === undefined ? [] : [department]
  }
}

/** What was known on the morning of the day; asked for every department-day many times, so it is kept. */
function createPhaseOf({ calendars, places, plan }: BacktestRun) {
  const kept = new Map<string, string>()
  return (department: string, day: Day): string => {
    const name = `${department} ${day}`
    const found =
      kept.get(name) ?? phaseAsKnown(calendars, places.ancestors(department), dayStart(day, plan.timeZone))
    kept.set(name, found)
    return found
  }
}

type Measures = Readonly<Record<string, number | null>>

/** Reads every measure of every rule at the end of each day; over several keys of a department, the greatest. */
function createSampler(
  { rules, plan }: BacktestRun,
  departmentsOf: (ruleId: string, key: KeyValues) => readonly string[],
) {
  const values = new Map<string, number | null>()
  const note = (name: string, value: number | null) => {
    const before = values.get(name)
    values.set(name, before === undefined || before === null ? value : Math.max(before, value ?? before))
  }
  const noteAll = (rule: string, departments: readonly string[], day: Day, measures: Measures) => {
    for (const department of departments)
      for (const [measure, value] of Object.entries(measures))
        note(`${rule}: ${measure} ${department} ${day}`, value)
  }
  const keysOfRule = (lane: LaneMemory, { rule, ruleState }: ActiveRule): readonly KeyValues[] => {
    if (rule.groupBy.length === 0) return [[]]
    return rule.groupBy.length === 1 && rule.groupBy[0] === 'department'
      ? plan.departments.map((department) => [department])
      : keysOf(lane, ruleState)
  }
  return {
    look(lane: LaneMemory, at: Instant): void {
      const day = localDay(at, plan.timeZone)
      for (const active of rules) {
        for (const key of keysOfRule(lane, active)) {
          const measures = describeKey(lane, active.ruleState, key, at)?.measures ?? {}
          noteAll(active.rule.id, departmentsOf(active.rule.id, key), day, measures)
        }
      }
    },
    scores(): readonly Score[] {
      return rules.flatMap(({ rule }) =>
        Object.keys(rule.measures).map((measure) => ({
          name: `${rule.id}: ${measure}`,
          // a key that nobody has reached yet holds nothing
          valueOf: (department: string, day: Day) => {
            const found = values.get(`${rule.id}: ${measure} ${department} ${day}`)
            return found === undefined ? 0 : found
          },
        })),
      )
    },
  }
}
