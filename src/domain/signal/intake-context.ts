// What intake needs to know to judge a signal: the sender, and the registry as of now.

import type { DerivedCalendar } from '../calendar.ts'
import type { CountryPack } from '../pack.ts'
import type { Gazetteer } from '../place.ts'
import type { Instant } from '../time.ts'

export interface SignalSender {
  readonly id: string
  readonly kind: string
  /** The source's letter today. */
  readonly reliability: string
  /** May give reliability, credibility, verification, and a polarity of its own. */
  readonly mayGrade: boolean
  /** Reports for several sources, and may name them. */
  readonly mayAttribute: boolean
  /** The electoral processes that the token is bound to; null = all. */
  readonly processes: readonly string[] | null
}

/** An open electoral process as intake sees it. */
export interface OpenProcess {
  readonly id: string
  readonly territory: string
  readonly isExercise: boolean
  readonly clock: 'live' | 'record'
  /** From the first milestone to the last; a signal without a process goes to every process that is running at its event time. */
  readonly from: Instant
  readonly to: Instant
  readonly electionDay: Instant
  readonly calendarVersion: number
  readonly calendar: DerivedCalendar
}

export interface IntakeContext {
  readonly pack: CountryPack
  readonly places: Gazetteer
  readonly processes: readonly OpenProcess[]
  readonly receivedAt: Instant
  /** SHA-256 of a text, in hexadecimal. */
  readonly hash: (text: string) => string
}
