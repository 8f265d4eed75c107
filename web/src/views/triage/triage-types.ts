// What the desk of verification reads of the API.
import type { Page } from '../../api-types.ts'

export interface TriageItem {
  readonly id: string
  readonly revision: number
  readonly etag: string
  readonly received_at: string
  readonly due_at: string
  readonly event_time: string
  readonly place: string
  readonly category: string
  readonly severity: number
  readonly marking: string
  readonly alike: number
  readonly held_by: 'me' | 'other' | null
  readonly snoozed_until: string | null
}

export interface TriagePage extends Page<TriageItem> {
  readonly waiting: number
}

export interface Decided {
  readonly id: string
  readonly signal: string
  readonly decision: 'verified' | 'rejected'
  readonly etag: string
  readonly reliability: string | null
  readonly credibility: number | null
  readonly reason: string | null
  readonly mine: boolean
  readonly at: string
  readonly undone_at: string | null
}

export interface Alike {
  readonly signal: string
  readonly category: string
  readonly place: string
  readonly event_time: string
  readonly severity: number
  readonly verification: string
  readonly text: string | null
  readonly merged_into: string | null
  readonly score: number
  readonly reasons: readonly { readonly code: string; readonly value?: number }[]
}

interface SignalBody {
  readonly title?: string
  readonly narrative?: string
  readonly language?: string
  readonly target?: { readonly kind?: string }
  readonly source?: { readonly root?: string }
  readonly rights?: readonly string[]
  readonly populations?: readonly string[]
  readonly consent?: Readonly<Record<string, boolean>>
}

export interface TriageSignal {
  readonly signal: {
    readonly id: string
    readonly revision: number
    readonly received_at: string
    readonly event_time: string
    readonly place: string
    readonly processes: Readonly<Record<string, { readonly phases: readonly string[] }>>
    readonly category: string
    readonly severity: number
    readonly marking: string
    readonly verification: string
    readonly source: { readonly id: string }
    readonly flags: readonly string[]
    readonly body: SignalBody
    readonly redacted: readonly { readonly field: string; readonly reason: string }[]
  }
  readonly etag: string
  readonly due_at: string
  readonly reliability: string
  readonly credibility: number
  readonly own: boolean
  readonly held_by: 'me' | 'other' | null
  readonly snoozed_until: string | null
  readonly merged_into: string | null
  readonly repeats: readonly { readonly signal: string }[]
  readonly alike: readonly Alike[]
  readonly decisions: readonly Decided[]
}
