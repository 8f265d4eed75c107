// Everything that a run has computed → the report, with the same bytes for the same inputs.

import type { KeyValues } from '../rules/lane.ts'
import type { Rule } from '../rules/rule.ts'
import { type AlertSpan, dailyLevels } from './alert-spans.ts'
import {
  type Assessing,
  alarmsWithin,
  compareAtEqualRecall,
  judgePredictor,
  scorePredictor,
} from './assess.ts'
import type { DailyValues, ReceivedSignal } from './baselines.ts'
import type { KnownCalendar } from './calendar-as-known.ts'
import { type Day, type DaySpan, dayStart, dayText, localDay } from './day.ts'
import { baseRate, isWithin, type Outcome } from './judge.ts'
import { baselinesOf, type Predictor, rulePredictors, type Score } from './predictors.ts'
import type { BacktestReport, InputFile } from './report-shape.ts'

/** All outcomes, or all but those of some classes. */
interface OutcomeSet {
  readonly name: string
  readonly without: readonly string[]
}

export interface NamedSpan extends DaySpan {
  readonly name: string
}

export interface BacktestPlan {
  readonly title: string
  readonly command: string
  readonly credits: readonly string[]
  readonly inputs: readonly InputFile[]
  readonly process: string
  readonly timeZone: string
  readonly span: DaySpan
  readonly horizonsDays: readonly number[]
  readonly cooldownDays: number
  readonly departments: readonly string[]
  readonly outcomeSets: readonly OutcomeSet[]
  readonly controls: readonly NamedSpan[]
  readonly countCategory: string | undefined
  readonly seed: number
  readonly draws: number
}

/** What came out of the fold and the files. */
export interface BacktestFindings {
  readonly rules: readonly { readonly rule: Rule; readonly revision: string }[]
  readonly spans: readonly AlertSpan[]
  /** Of every measure of every rule, at the end of each local day. */
  readonly measures: readonly Score[]
  readonly signals: readonly ReceivedSignal[]
  readonly outcomes: readonly Outcome[]
  readonly series: DailyValues | undefined
  readonly calendars: readonly KnownCalendar[]
  readonly record: BacktestReport['record']
  /** A rule's key → the departments it speaks of. */
  readonly departmentsOf: (ruleId: string, key: KeyValues) => readonly string[]
  readonly phaseOf: (department: string, day: Day) => string
}

function countBy<T>(items: readonly T[], nameOf: (item: T) => string): Readonly<Record<string, number>> {
  const groups = [...Map.groupBy(items, nameOf)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(groups.map(([name, all]) => [name, all.length]))
}

interface Parts {
  readonly predictors: readonly Predictor[]
  readonly scores: readonly Score[]
}

function partsOfRules(plan: BacktestPlan, findings: BacktestFindings): Parts {
  const settings = {
    timeZone: plan.timeZone,
    lastDay: plan.span.to,
    departmentsOf: findings.departmentsOf,
  }
  const rules = findings.rules.map(({ rule }) => {
    const own = findings.spans.filter((span) => span.ruleId === rule.id)
    return rulePredictors(rule, dailyLevels(own, settings))
  })
  return {
    predictors: rules.flatMap((one) => one.predictors),
    scores: [...rules.map((one) => one.score), ...findings.measures],
  }
}

function assessAll(plan: BacktestPlan, findings: BacktestFindings, ofRules: Parts) {
  const judged: BacktestReport['judged'][number][] = []
  const equalRecall: BacktestReport['equalRecall'][number][] = []
  const scored: BacktestReport['scored'][number][] = []
  const baseRates: BacktestReport['baseRates'][number][] = []
  for (const horizonDays of plan.horizonsDays) {
    for (const set of plan.outcomeSets) {
      const outcomes = findings.outcomes.filter((one) => !set.without.includes(one.kind))
      const of: Assessing = {
        ...plan,
        horizonDays,
        outcomeSet: set.name,
        outcomes,
        phaseOf: findings.phaseOf,
      }
      const baselines = baselinesOf({ ...findings, ...plan, horizonDays, outcomes })
      const forRules = ofRules.predictors.map((one) => judgePredictor(one, of))
      judged.push(...forRules, ...baselines.predictors.map((one) => judgePredictor(one, of)))
      equalRecall.push(
        ...forRules
          .filter((one) => one.found > 0)
          .flatMap((one) => baselines.ladders.map((ladder) => compareAtEqualRecall(one, ladder, of))),
      )
      scored.push(...[...ofRules.scores, ...baselines.scores].map((one) => scorePredictor(one, of)))
      baseRates.push({ horizonDays, outcomeSet: set.name, departmentDays: baseRate(outcomes, of) })
    }
  }
  return { judged, equalRecall, scored, baseRates }
}

function controlsOf(
  plan: BacktestPlan,
  findings: BacktestFindings,
  ofRules: Parts,
): BacktestReport['controls'] {
  const [horizonDays = 0] = plan.horizonsDays
  const baselines = baselinesOf({ ...findings, ...plan, horizonDays })
  return plan.controls.map((control) => ({
    name: control.name,
    from: dayText(control.from),
    to: dayText(control.to),
    outcomes: findings.outcomes.filter((one) => isWithin(one.day, control)).length,
    alarms: [...ofRules.predictors, ...baselines.predictors].map((one) => ({
      predictor: one.name,
      alarms: alarmsWithin(one, control, plan),
    })),
  }))
}

function timelineOf(plan: BacktestPlan, findings: BacktestFindings): BacktestReport['timeline'] {
  const weeks = []
  for (let from = plan.span.from; from <= plan.span.to; from += 7) {
    const week = { from, to: Math.min(from + 6, plan.span.to) }
    weeks.push({
      from: dayText(from),
      signals: findings.signals.filter((one) => isWithin(one.day, week)).length,
      outcomes: findings.outcomes.filter((one) => isWithin(one.day, week)).length,
    })
  }
  const alerts = findings.spans.flatMap((span) => {
    const day = localDay(span.from, plan.timeZone)
    return isWithin(day, plan.span)
      ? findings.departmentsOf(span.ruleId, span.key).map((department) => ({
          predictor: span.ruleId,
          department,
          day: dayText(day),
          level: span.level,
        }))
      : []
  })
  return { weeks, phases: phasesOf(plan, findings), alerts }
}

/** The phases as last known, cut to the record: for the chart alone; judging goes by what was known on each day. */
function phasesOf(plan: BacktestPlan, { calendars }: BacktestFindings): BacktestReport['timeline']['phases'] {
  const [from, to] = [dayStart(plan.span.from, plan.timeZone), dayStart(plan.span.to + 1, plan.timeZone)]
  const last = calendars.findLast((one) => one.knownFrom < to)
  const seen = new Set<string>()
  return (last?.calendar.spans ?? [])
    .filter((span) => span.type === 'phase' && span.from < to && span.to > from)
    .map((span) => ({
      code: span.code,
      from: dayText(localDay(Math.max(span.from, from), plan.timeZone)),
      to: dayText(localDay(Math.min(span.to, to) - 1, plan.timeZone)),
    }))
    .filter((span) => {
      const name = `${span.code} ${span.from} ${span.to}`
      const isNew = !seen.has(name)
      seen.add(name)
      return isNew
    })
}

export function buildReport(plan: BacktestPlan, findings: BacktestFindings): BacktestReport {
  const ofRules = partsOfRules(plan, findings)
  const outcomes = findings.outcomes.filter((one) => isWithin(one.day, plan.span))
  return {
    schema: 1,
    kind: 'backtest_report',
    title: plan.title,
    command: plan.command,
    credits: plan.credits,
    inputs: plan.inputs,
    settings: {
      process: plan.process,
      timeZone: plan.timeZone,
      from: dayText(plan.span.from),
      to: dayText(plan.span.to),
      horizonsDays: plan.horizonsDays,
      cooldownDays: plan.cooldownDays,
      departments: plan.departments,
      seed: plan.seed,
      bootstrapDraws: plan.draws,
    },
    record: findings.record,
    outcomes: {
      rows: outcomes.length,
      size: outcomes.reduce((sum, one) => sum + one.size, 0),
      byClass: countBy(outcomes, (one) => one.kind),
      byDepartment: countBy(outcomes, (one) => one.department),
      byPhase: countBy(outcomes, (one) => findings.phaseOf(one.department, one.day)),
    },
    rules: findings.rules.map(({ rule, revision }) => ({ id: rule.id, version: rule.version, revision })),
    ...assessAll(plan, findings, ofRules),
    controls: controlsOf(plan, findings, ofRules),
    timeline: timelineOf(plan, findings),
  }
}
