// What intake was asked to take, and what it says of each item.
import type { KeyedRequest } from '#access/idempotency.ts'
import type { Actor } from '#domain/actor.ts'
import type { SourceIdentity } from '#domain/do-no-harm/source-identity.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import type { SignalFault } from '#domain/signal/signal-faults.ts'
import type { TextFinding } from '#domain/signal/text-findings.ts'
import type { Instant } from '#domain/time.ts'
import type { AppError } from '#platform/errors.ts'

export interface Submitted {
  readonly body: SignalBody
  /** SHA-256 of the body in canonical form: the same report has the same hash. */
  readonly bodyHash: string
  /** Who is behind the report: for the vault and nobody else. */
  readonly identity?: SourceIdentity | undefined
  /** Only in a replay, and only for an electoral process whose clock is the record's. */
  readonly receivedAt?: Instant
}

/** An item whose shape has faults, and as much of it as can be judged. */
export interface Misread {
  readonly faults: readonly SignalFault[]
  readonly rest: SignalBody | undefined
}

/** One request: a signal or a batch. Items that could not be read carry their refusal. */
export interface Submission {
  readonly actor: Actor
  readonly items: readonly (Submitted | Misread | AppError)[]
  readonly key: KeyedRequest | undefined
  readonly isDryRun: boolean
  /** Verdicts → the answer that is kept under the Idempotency-Key. */
  answer(verdicts: readonly Verdict[]): { readonly status: number; readonly body: unknown }
}

export interface AcceptedSignal {
  readonly id: string
  readonly revision: number
  readonly processes: readonly string[]
  readonly period: string | null
  readonly phases: readonly string[]
  readonly windows: readonly string[]
  readonly received_at: string
  /** Known once a lane has taken the signal up. */
  readonly position: null
  readonly duplicates_suspected: readonly string[]
  readonly warnings: readonly string[]
  /** Where a free text seems to name or locate a person. */
  readonly text_findings: readonly TextFinding[]
}

export type Verdict =
  | { readonly outcome: 'created' | 'duplicate' | 'revised' | 'valid'; readonly signal: AcceptedSignal }
  | { readonly outcome: 'refused'; readonly error: AppError }
