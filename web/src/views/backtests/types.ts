// What the console reads of a back-test and of its report; the report's route describes it as an open record.
import type { Answers } from '../../api-schema.ts'

export type Run = Answers['POST /v1/backtests']
export type RunInFull = Answers['GET /v1/backtests/{id}']

export interface Proportion {
  readonly count: number
  readonly of: number
  readonly value: number | null
  readonly low: number
  readonly high: number
}

export interface Rate {
  readonly count: number
  readonly exposure: number
  readonly value: number | null
  readonly low: number
  readonly high: number | null
}

export interface Estimate {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

export interface Slice {
  readonly name: string
  readonly precision: Proportion
  readonly recall: Proportion
  readonly falsePerDepartmentWeek: Rate
}

export interface Judged {
  readonly predictor: string
  readonly horizonDays: number
  readonly outcomeSet: string
  readonly alarms: number
  readonly hits: number
  readonly falseAlarms: number
  readonly found: number
  readonly missed: number
  readonly precision: Proportion
  readonly recall: Proportion
  readonly falsePerDepartmentWeek: Rate
  readonly leadDays: readonly number[]
  readonly byDepartment: readonly Slice[]
  readonly byPhase: readonly Slice[]
}

export interface CalibrationBin {
  readonly said: number
  readonly happened: Proportion
}

interface Scored {
  readonly score: string
  readonly horizonDays: number
  readonly outcomeSet: string
  readonly days: number
  readonly unknownDays: number
  readonly followedDays: number
  readonly auroc: Estimate
  readonly aupr: Estimate
  readonly forecast: {
    readonly days: number
    readonly brier: number | null
    readonly brierOfBaseRate: number | null
    readonly calibration: readonly CalibrationBin[]
  }
}

export interface Report {
  readonly title: string
  readonly command: string
  readonly inputs: readonly { readonly role: string; readonly name: string; readonly sha256: string }[]
  readonly settings: {
    readonly process: string
    readonly from: string
    readonly to: string
    readonly horizonsDays: readonly number[]
    readonly cooldownDays: number
    readonly departments: readonly string[]
    readonly seed: number
    readonly bootstrapDraws: number
  }
  readonly record: { readonly items: number; readonly taken: number; readonly withheld: number }
  readonly outcomes: { readonly rows: number; readonly size: number }
  readonly rules: readonly { readonly id: string; readonly version: number; readonly revision: string }[]
  readonly baseRates: readonly {
    readonly horizonDays: number
    readonly outcomeSet: string
    readonly departmentDays: Proportion
  }[]
  readonly judged: readonly Judged[]
  readonly scored: readonly Scored[]
  readonly controls: readonly {
    readonly name: string
    readonly from: string
    readonly to: string
    readonly outcomes: number
    readonly alarms: readonly { readonly predictor: string; readonly alarms: number }[]
  }[]
  readonly timeline: {
    readonly weeks: readonly { readonly from: string; readonly signals: number; readonly outcomes: number }[]
    readonly phases: readonly { readonly code: string; readonly from: string; readonly to: string }[]
    readonly alerts: readonly {
      readonly predictor: string
      readonly department: string
      readonly day: string
      readonly level: string
    }[]
  }
}

/** One of two runs that are compared. */
export interface Side {
  readonly run: RunInFull
  readonly report: Report
}

/** The longest horizon over all outcomes: where the most can be told. */
export function widest(report: Report): readonly Judged[] {
  const horizon = Math.max(...report.settings.horizonsDays)
  return report.judged.filter((one) => one.horizonDays === horizon && one.outcomeSet === 'all')
}

/** A level of one of the rules under test; undefined: a baseline. */
export function ruleLevel(
  report: Report,
  predictor: string,
): { readonly rule: string; readonly level: string } | undefined {
  const found = report.rules.find(({ id }) => predictor.startsWith(`${id} `))
  return found === undefined ? undefined : { rule: found.id, level: predictor.slice(found.id.length + 1) }
}
