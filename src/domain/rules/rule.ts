// A trigger rule as the engine reads it: defaults filled in, durations in milliseconds, codes as written.
// The YAML form and its errors are in schema.ts and check.ts; docs/rules-reference.md explains every field to its authors.
import type { Text } from '../text.ts'
import type { DurationMs } from '../time.ts'

export const levelNames = ['info', 'watch', 'warning', 'critical'] as const
/** How strongly an alert calls for action, rising. */
export type LevelName = (typeof levelNames)[number]

/** A number, or the name of a parameter that holds it. */
export type Num = number | { readonly param: string }
/** Milliseconds, or the name of a duration parameter. */
export type Dur = DurationMs | { readonly param: string }

export type Param =
  | {
      readonly type: 'number'
      readonly default: number
      readonly min?: number
      readonly max?: number
      readonly byPhase: Readonly<Record<string, number>>
      readonly label?: Text
    }
  | {
      readonly type: 'duration'
      readonly default: DurationMs
      readonly min?: DurationMs
      readonly max?: DurationMs
      readonly label?: Text
    }

export type Scalar = string | number
/** One test of one field. A missing field satisfies none but `exists: false`. */
export type FieldTest =
  | { readonly op: 'in' | 'not_in'; readonly values: readonly Scalar[] } // eq and ne are lists of one
  | { readonly op: 'gt' | 'gte' | 'lt' | 'lte' | 'num_eq' | 'num_ne'; readonly value: Num }
  | { readonly op: 'num_in'; readonly values: readonly Num[] }
  | { readonly op: 'exists'; readonly value: boolean }
  | { readonly op: 'has_any' | 'has_all'; readonly values: readonly string[] }
  | { readonly op: 'factor'; readonly prefixes: readonly string[] } // whole-segment prefixes
  | { readonly op: 'contains_any'; readonly phrases: readonly string[] }

export type Where =
  | { readonly field: string; readonly test: FieldTest }
  | { readonly all: readonly Where[] }
  | { readonly any: readonly Where[] }
  | { readonly not: Where }

export interface Selector {
  readonly where: Where
  readonly polarity: 'risk' | 'mitigating' | 'any'
  readonly weight: 'severity_x_discount' | 'severity' | 'discount' | 'none'
  readonly minDiscount?: number
  readonly capPerSource?: { readonly max: number; readonly per: DurationMs }
}

export interface Anchor {
  readonly milestone: string
  readonly edge: 'start' | 'end'
  /** Calendar days and weeks in the zone of the electoral process, and elapsed milliseconds; both may be negative. */
  readonly offset: { readonly days: number; readonly ms: DurationMs }
}

export type Measure =
  | { readonly kind: 'count'; readonly of: string; readonly window: DurationMs }
  | {
      readonly kind: 'distinct' | 'sum' | 'max'
      readonly field: string
      readonly of: string
      readonly window: DurationMs
    }
  | {
      readonly kind: 'score'
      readonly of: string
      readonly window: DurationMs
      readonly halfLife?: DurationMs
    }
  | {
      readonly kind: 'spike'
      readonly of: string
      readonly window: DurationMs
      readonly baseline: {
        readonly span: DurationMs
        readonly gap: DurationMs
        readonly method: 'median' | 'mean'
        readonly floor: number
        readonly warmup: DurationMs
      }
      readonly stat: 'ratio' | 'poisson_z'
    }
  | {
      readonly kind: 'sequence'
      readonly steps: readonly { readonly signal: string; readonly count: number }[]
      readonly within: DurationMs
      readonly without?: string
    }
  | {
      readonly kind: 'absent'
      readonly of: string
      readonly since: Anchor
      readonly expected: string
      readonly due:
        | { readonly deadline: Anchor }
        | { readonly every: DurationMs; readonly grace: DurationMs; readonly until: Anchor }
    }
  | {
      readonly kind: 'indicator'
      readonly code: string
      readonly maxAge?: DurationMs
      readonly missing: 'unknown' | 'zero' | 'last'
    }
  | {
      readonly kind: 'composite'
      readonly combine: 'weighted_mean' | 'noisy_or'
      readonly minKnown: number
      readonly phaseMultiplier: boolean
      readonly require: { readonly endogenous: number; readonly exogenous: number }
      readonly factors: readonly {
        readonly measure: string
        readonly nature: 'endogenous' | 'exogenous'
        readonly weight: Num
        readonly scale: { readonly from: number; readonly to: number }
      }[]
    }

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte' | 'eq'
export type When =
  | { readonly measure: string; readonly op: Comparison; readonly than: Num }
  | { readonly all: readonly When[] }
  | { readonly any: readonly When[] }
  | { readonly not: When }

export interface Level {
  readonly level: LevelName
  readonly when: When
  readonly for: Dur
  readonly clearWhen?: When
  readonly keepFiringFor: Dur
}

export interface Notify {
  readonly audience: string
  readonly from: LevelName
  readonly ackWithin?: DurationMs
  readonly release: 'automatic' | 'approval'
}

export interface RecommendedAction {
  readonly id: string
  /** An institution or role of the country pack, never a person. */
  readonly to: string
  readonly from: LevelName
  readonly due: DurationMs
  readonly text: Text
}

export interface Suppress {
  readonly rules: readonly string[]
  readonly equal: readonly string[]
  readonly atOrBelow?: LevelName
}

export interface Rule {
  readonly id: string
  readonly version: number
  readonly status: 'draft' | 'shadow' | 'active' | 'retired'
  readonly title: Text
  readonly rationale?: Text
  readonly owner: string
  readonly tags: readonly string[]
  readonly references: readonly string[]
  readonly factors: readonly string[]
  readonly rights: readonly string[]
  readonly populations: readonly string[]
  readonly params: Readonly<Record<string, Param>>
  readonly groupBy: readonly string[]
  readonly phases: {
    readonly only?: readonly string[]
    readonly multiplier: Readonly<Record<string, number>>
  }
  readonly lateness: { readonly allow: DurationMs; readonly beyond: 'count' | 'ignore' }
  readonly signals: Readonly<Record<string, Selector>>
  readonly measures: Readonly<Record<string, Measure>>
  /** Rising. */
  readonly levels: readonly Level[]
  readonly cooldown: Dur
  readonly unknown: 'keep' | 'clear' | 'alert'
  readonly suppress: readonly Suppress[]
  readonly explain: Text
  readonly notify: readonly Notify[]
  readonly actions: readonly RecommendedAction[]
}
