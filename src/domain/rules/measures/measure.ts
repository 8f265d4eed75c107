// What every measure is made of: its view of a key, and the functions that an operator has to give.
import type { Instant } from '../../time.ts'
import type { EntityMember, KeyValues, LaneCalendar } from '../lane.ts'
import type { Measure, Rule } from '../rule.ts'
import type { Item, Series, YieldListener } from '../series.ts'

export interface Observation {
  readonly observedAt: Instant
  readonly pos: number
  readonly value: number
}

/** What all keys of a lane share. Replaced piece by piece as entries arrive. */
export interface LaneFacts {
  readonly process: string
  readonly timeZone: string
  readonly periodOrigin: Instant
  /** From when on the data of the process count as complete. */
  readonly monitoringStart: Instant
  calendar: LaneCalendar
  /** Set → members. */
  readonly entities: Map<string, readonly EntityMember[]>
  /** Series → place → observations by (observed, pos). */
  readonly indicators: Map<string, Map<string, Observation[]>>
}

/** One key of one rule as measures see it. */
export interface KeyView {
  readonly facts: LaneFacts
  readonly rule: Rule
  readonly params: Readonly<Record<string, number>>
  readonly values: KeyValues
  /** The key's place, then what contains it, the country last. */
  readonly lineage: readonly string[]
  readonly series: Readonly<Record<string, Series>>
}

export type MeasureOf<K extends Measure['kind']> = Measure & { readonly kind: K }

/** Reads another measure of the same key at the same instant. */
export type ReadMeasure = (name: string) => number | null

/** Every instant of [from, to]. */
export interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** The incremental form of a measure: told of the yield, asked at any instant; the nearer to the last one, the cheaper. */
export interface Accumulator extends YieldListener {
  valueAt(at: Instant): number
}

export interface Operator<M extends Measure> {
  /** The selectors that it reads. */
  readonly selectors: (measure: M) => readonly string[]
  /** The value at an instant from the stored contributions alone, unrounded; null = unknown. */
  readonly scan: (measure: M, key: KeyView, at: Instant, read: ReadMeasure) => number | null
  /** The same value kept up to date; left out where the scan does not depend on the number of signals. */
  readonly start?: (measure: M, key: KeyView) => Accumulator
  /** The first instant after `at` at which the value may change without an entry; Infinity = none. */
  readonly nextChange: (measure: M, key: KeyView, at: Instant) => Instant
  /** The signals that the value at `at` rests on. */
  readonly evidence: (measure: M, key: KeyView, at: Instant) => readonly Item[]
  /** The time span that a signal is in the measure. */
  readonly window: (measure: M) => number
  /** How far back contributions are read; Infinity = to the first. */
  readonly reach: (measure: M) => number
  /**
   * A number that the value does not exceed at any instant of the span, from a few binary searches; −Infinity when it is unknown throughout,
   * Infinity when nothing is known of it. `most` says the same of another measure.
   */
  readonly atMost: (measure: M, key: KeyView, span: Span, most: (name: string) => number) => number
  /** Whether time alone can only lower the value, and it is never unknown. */
  readonly onlyFalls: boolean
  /** Whether the value is a whole number. */
  readonly isWhole: boolean
}
