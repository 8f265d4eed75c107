// What a back-test reports: counts with intervals, never a row of the data that it was judged by.
import type { ForecastQuality } from './forecast.ts'
import type { Proportion, Rate } from './proportion.ts'
import type { Estimate } from './scored-days.ts'

export interface InputFile {
  readonly role:
    | 'rule'
    | 'record'
    | 'mapping'
    | 'outcomes'
    | 'outcome_mapping'
    | 'calendar'
    | 'series'
    | 'history'
  readonly name: string
  readonly sha256: string
}

interface PeriodText {
  readonly from: string
  readonly to: string
}

export interface Slice {
  readonly name: string
  /** Hits of the alarms in the slice. */
  readonly precision: Proportion
  /** Found of the outcomes in the slice. */
  readonly recall: Proportion
  readonly falsePerDepartmentWeek: Rate
}

interface ClassSlice {
  readonly name: string
  readonly recall: Proportion
}

export interface JudgedPredictor {
  readonly predictor: string
  readonly horizonDays: number
  /** Which outcomes count: `all`, or all but some classes. */
  readonly outcomeSet: string
  readonly alarms: number
  readonly hits: number
  readonly falseAlarms: number
  readonly found: number
  readonly missed: number
  readonly sizeFound: number
  readonly precision: Proportion
  readonly recall: Proportion
  readonly falsePerDepartmentWeek: Rate
  /** Days from an alarm that hit to the first outcome after it, ascending. */
  readonly leadDays: readonly number[]
  readonly byDepartment: readonly Slice[]
  readonly byPhase: readonly Slice[]
  readonly byClass: readonly ClassSlice[]
  /** Alarms and hits in each half-year, nothing fitted: does it hold over time? */
  readonly byHalfYear: readonly { readonly name: string; readonly precision: Proportion }[]
}

export interface ScoredPredictor {
  readonly score: string
  readonly horizonDays: number
  readonly outcomeSet: string
  readonly days: number
  /** Department-days on which the score was unknown; they are left out. */
  readonly unknownDays: number
  readonly followedDays: number
  readonly auroc: Estimate
  readonly aupr: Estimate
  readonly forecast: ForecastQuality
}

/** Against a ladder of thresholds of one naive count: the best precision among those that find as many outcomes or more. */
export interface EqualRecall {
  readonly predictor: string
  readonly horizonDays: number
  readonly outcomeSet: string
  readonly found: number
  readonly precision: Proportion
  readonly baseline: string
  /** Null when no threshold finds as many. */
  readonly threshold: number | null
  readonly baselineFound: number | null
  readonly baselinePrecision: Proportion | null
}

interface Control extends PeriodText {
  readonly name: string
  readonly outcomes: number
  readonly alarms: readonly { readonly predictor: string; readonly alarms: number }[]
}

interface ReportedAlarm {
  readonly predictor: string
  readonly department: string
  readonly day: string
  readonly level: string
}

export interface BacktestReport {
  readonly schema: 1
  readonly kind: 'backtest_report'
  readonly title: string
  readonly command: string
  readonly credits: readonly string[]
  readonly inputs: readonly InputFile[]
  readonly settings: {
    readonly process: string
    readonly timeZone: string
    readonly from: string
    readonly to: string
    readonly horizonsDays: readonly number[]
    readonly cooldownDays: number
    readonly departments: readonly string[]
    readonly seed: number
    readonly bootstrapDraws: number
  }
  readonly record: {
    readonly items: number
    readonly taken: number
    readonly repeated: number
    /** Left out because their category is what outcomes are made of. */
    readonly withheld: number
    readonly refused: Readonly<Record<string, number>>
    /** Taken, but without a department: in no key of these rules. */
    readonly withoutDepartment: number
  }
  readonly outcomes: {
    readonly rows: number
    readonly size: number
    readonly byClass: Readonly<Record<string, number>>
    readonly byDepartment: Readonly<Record<string, number>>
    readonly byPhase: Readonly<Record<string, number>>
  }
  readonly rules: readonly { readonly id: string; readonly version: number; readonly revision: string }[]
  readonly baseRates: readonly {
    readonly horizonDays: number
    readonly outcomeSet: string
    readonly departmentDays: Proportion
  }[]
  readonly judged: readonly JudgedPredictor[]
  readonly equalRecall: readonly EqualRecall[]
  readonly scored: readonly ScoredPredictor[]
  readonly controls: readonly Control[]
  readonly timeline: {
    readonly weeks: readonly { readonly from: string; readonly signals: number; readonly outcomes: number }[]
    readonly phases: readonly { readonly code: string; readonly from: string; readonly to: string }[]
    /** Of the rules, before any cool-down: days on which an alert began or rose. */
    readonly alerts: readonly ReportedAlarm[]
  }
}
