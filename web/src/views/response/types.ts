// What the ledger answers, as far as these views read it.
import type { Level } from '../../api-types.ts'

interface Text {
  readonly es: string
  readonly en: string
}

export const measureStates = [
  'recommended',
  'issued',
  'accepted',
  'started',
  'evidenced',
  'rated',
  'declined',
  'taken',
] as const
export type MeasureState = (typeof measureStates)[number]

export interface Measure {
  readonly id: string
  readonly alert_id: string
  readonly process: string
  readonly rule_action: string | null
  readonly place: string
  readonly exercise: boolean
  readonly level: Level
  readonly text: Text
  readonly class: string | null
  readonly line: string | null
  readonly addressee: string
  readonly due_at: string | null
  readonly state: MeasureState
  readonly overdue: boolean
  readonly held_back: string | null
  readonly rating: number | null
  readonly evidence_count: number
  readonly created_at: string
  readonly allows: readonly string[]
  readonly version: number
}

export interface MeasureDetail extends Measure {
  readonly evidence: readonly {
    readonly id: string
    readonly kind: 'document' | 'signal' | 'link'
    readonly ref: string
    readonly sha256: string
    readonly note: string | null
    readonly at: string
  }[]
  readonly ratings: readonly {
    readonly id: string
    readonly rating: number
    readonly reason: string
    readonly at: string
  }[]
  readonly history: readonly {
    readonly ordinal: number
    readonly kind: string
    readonly person: string | null
    readonly at: string
    readonly body: { readonly reason?: string | null }
  }[]
}

export interface Gap {
  readonly alert_id: string
  readonly level: Level | null
  readonly department: string | null
  readonly acknowledged_at: string
}

export interface IndexRow {
  readonly group: string
  readonly n: number
  readonly index: number | null
  readonly low: number
  readonly high: number
  readonly overdue: number
  readonly not_yet_due: number
  readonly held_back: number
  readonly taken: number
}

export interface ResponseIndex {
  readonly at: string
  readonly items: readonly IndexRow[]
}

export interface Agreement {
  readonly id: string
  readonly alert_id: string
  readonly place: string
  readonly kind: string
  readonly text: Text
  readonly parties: readonly string[]
  readonly agreed_at: string
  readonly follow_ups: readonly FollowUp[]
}

export interface FollowUp {
  readonly id: string
  readonly due_at: string
  readonly overdue: boolean
  readonly result: string | null
  readonly note: string | null
}

export interface OutcomeTask {
  readonly alert_id: string
  readonly due_at: string
  readonly overdue: boolean
}

interface Proportion {
  readonly count: number
  readonly of: number
  readonly value: number | null
  readonly low: number
  readonly high: number
}

export interface RuleOutcomes {
  readonly rule: string
  readonly n: number
  readonly confirmed: Proportion
  readonly false_alarm: Proportion
  readonly averted: Proportion
  readonly undetermined: Proportion
  readonly missed: number
}

/** Of what is done with a measure. */
export interface ActProps {
  readonly measure: MeasureDetail
  readonly onDone: () => void
}
