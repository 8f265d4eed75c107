// What goes into one lane and what the fold keeps and gives back, as plain data. A lane is (electoral process, rule shard):
// one totally ordered log of entries. Nothing here does I/O; scoring/ loads and saves these shapes, tests and the CLI hold them in memory.
import type { Text } from '../text.ts'
import type { Instant } from '../time.ts'
import type { Comparison, LevelName, Rule } from './rule.ts'

/** What a rule may read of a signal, by the names of the rule language §2 (`category`, `target.kind`, `counts.killed`, …). Missing = absent key. */
export type FieldValue = string | number | readonly string[]
export interface LaneSignal {
  readonly id: string
  /** 1 for the first, rising with each correction. */
  readonly rev: number
  readonly eventTime: Instant
  /** When the signal was first accepted; a correction keeps it, so that it stays as fresh or stale as it was. */
  readonly receivedAt: Instant
  /** Position of the first revision, for corrections; without it, the old contributions tell, else the entry's own. */
  readonly firstPos?: number
  readonly polarity?: 'risk' | 'mitigating'
  /** reliability × credibility by the discount table in force at intake, 0.04–1. */
  readonly discount: number
  readonly fields: Readonly<Record<string, FieldValue>>
}

export interface CalendarSpan {
  readonly type: 'phase' | 'window'
  readonly code: string
  readonly place: string
  readonly from: Instant
  readonly to: Instant
}

/** The calendar of the process as known now. Milestones are instants (from = to) or spans. */
export interface LaneCalendar {
  readonly spans: readonly CalendarSpan[]
  readonly milestones: Readonly<Record<string, { readonly from: Instant; readonly to: Instant }>>
}

export type EntityMember = Readonly<Record<string, string | readonly string[]>>

export type Entry = { readonly pos: number; readonly lt: Instant } & (
  | { readonly kind: 'signal' | 'correction'; readonly signal: LaneSignal }
  | { readonly kind: 'retraction'; readonly id: string }
  | {
      readonly kind: 'indicator'
      readonly name: string
      readonly place: string
      readonly observedAt: Instant
      readonly value: number
    }
  | { readonly kind: 'calendar'; readonly calendar: LaneCalendar }
  | { readonly kind: 'entities'; readonly set: string; readonly members: readonly EntityMember[] }
  | { readonly kind: 'activation'; readonly rules: readonly ActiveRule[] }
  /** Moves logical time and nothing else: the end of a replay. */
  | { readonly kind: 'clock' }
)

/** A rule revision in force in a lane. */
export interface ActiveRule {
  readonly rule: Rule
  /** Names the revision in alerts: the hash of its canonical form. */
  readonly revision: string
  /** The stored state of the rule (rule id, state hash); a small integer. */
  readonly ruleState: number
  /** Tuned parameter values; durations in milliseconds. */
  readonly params: Readonly<Record<string, number>>
}

/** A signal's place in a selector and key: what evidence, caps, sequences, retractions and window edges are computed from. */
export interface Contribution {
  readonly selector: string
  readonly signalId: string
  readonly rev: number
  readonly eventTime: Instant
  /** Position of the signal's first revision: the order among equal event times. */
  readonly pos: number
  /** `source.root`; whom a cap counts. */
  readonly origin: string
  /** Weight in millionths. */
  readonly weight: number
  /** Older than `lateness.allow` when it was accepted: counts, but raises nothing alone. */
  readonly isStale: boolean
  /** The fields that some measure of this selector reads. */
  readonly values: Readonly<Record<string, FieldValue>>
}

/** One level machine of one key. */
export interface LevelState {
  readonly level: LevelName
  readonly state: 'inactive' | 'pending' | 'firing'
  readonly since?: Instant
  readonly clearingSince?: Instant
  /** `when` became true by stale evidence alone. */
  readonly isHeld?: boolean
  readonly lastFiredUntil?: Instant
}

/** The stored state of one key of one rule: everything that is not a contribution. */
export interface KeyState {
  readonly levels: readonly LevelState[]
  /** Number of the last episode; 0 = none yet. */
  readonly episode: number
  readonly isOpen: boolean
  readonly level?: LevelName
  readonly maxLevel?: LevelName
  readonly isLate?: boolean
  readonly asOf?: Instant
  readonly openedAt?: Instant
  readonly closedAt?: Instant
  readonly closedAs?: 'resolved' | 'expired'
  readonly version: number
}

/** Group values in the order of `group_by`. The national key is the empty list. */
export type KeyValues = readonly string[]

export interface Compared {
  readonly measure: string
  readonly op: Comparison
  /** null = unknown. */
  readonly value: number | null
  readonly threshold: number
  /** Distance to the threshold in the direction of the comparison; null = unknown. */
  readonly margin: number | null
  readonly holds: boolean | null
}

export type EvaluationKind =
  | 'fired'
  | 'reopened'
  | 'raised'
  | 'lowered'
  | 'resolved'
  | 'expired'
  | 'evidence_withdrawn'
  /** A correction of a signal that the alert rests on changed its numbers, and not its level. */
  | 'recounted'

/** One change of an alert that evaluation brought about; stored for ever, so it holds what is needed to recompute it. */
export interface EvaluationEvent {
  readonly kind: EvaluationKind
  readonly ruleId: string
  readonly ruleState: number
  readonly revision: string
  readonly key: KeyValues
  readonly episode: number
  /** Logical time of the lane. */
  readonly lt: Instant
  readonly level: LevelName | null
  readonly previousLevel: LevelName | null
  readonly maxLevel: LevelName
  readonly asOf: Instant
  readonly isLate: boolean
  /** Whether people are told (rule language §9). */
  readonly notify: boolean
  readonly reason?: string
  readonly measures: Readonly<Record<string, number | null>>
  readonly comparisons: readonly Compared[]
  /** The comparisons that, had any of them failed, would have kept the level from firing; each with the change that it takes. */
  readonly prevention: readonly { readonly measure: string; readonly change: number }[]
  /** For composites: each factor's input x, q, weight and share of the value. */
  readonly factors: Readonly<Record<string, readonly FactorShare[]>>
  /** By how much the calendar multiplies the composites; absent where the rule has no such table. */
  readonly phaseWeight?: number
  /** Signal ids, the first 200 by (event time, pos), and how many there are in all. */
  readonly evidence: { readonly ids: readonly string[]; readonly count: number }
  /** Signals in the windows that a cap per source keeps from counting, the first 200; absent where there are none. */
  readonly overCap?: readonly string[]
  readonly withdrawn?: readonly string[]
  /** Of `recounted`: the signals that were corrected. */
  readonly corrected?: readonly string[]
  readonly phase: string | null
  readonly window: string | null
  readonly explain: Text
}

/** An event and where the log stood: what came later in the same batch has no part in it. */
export interface PlacedEvent extends EvaluationEvent {
  /** Of the entry that brought it about, or of the last one before a tick. */
  readonly pos: number
  /** The rule is evaluated and delivers nothing. */
  readonly isShadow: boolean
}

export interface FactorShare {
  readonly measure: string
  readonly nature: 'endogenous' | 'exogenous'
  readonly x: number | null
  readonly q: number | null
  readonly weight: number
  readonly share: number | null
}

/** Where a contribution lives: the primary key of its row. */
export interface ContributionRef {
  readonly ruleState: number
  readonly key: KeyValues
  readonly selector: string
  readonly signalId: string
  readonly eventTime: Instant
  readonly pos: number
}

/** What one fold changed, in plain rows; scoring/ saves it in the same transaction that took the entries. */
export interface FoldDelta {
  readonly contributions: {
    readonly put: readonly {
      readonly ruleState: number
      readonly key: KeyValues
      readonly contribution: Contribution
    }[]
    readonly remove: readonly ContributionRef[]
  }
  /** The last state of every key that changed. */
  readonly keyStates: readonly {
    readonly ruleState: number
    readonly key: KeyValues
    readonly state: KeyState
  }[]
  /** For every key that was evaluated or loaded: the next instant that may change it without an entry; null = none. */
  readonly timers: readonly {
    readonly ruleState: number
    readonly key: KeyValues
    readonly due: Instant | null
  }[]
  /** In the order in which they came about. */
  readonly events: readonly PlacedEvent[]
  /** Logical time after the last entry and tick. */
  readonly lt: Instant
  /** Signals that matched a selector of a rule but lack one of its group_by fields, by rule id. */
  readonly unkeyed: Readonly<Record<string, number>>
}
