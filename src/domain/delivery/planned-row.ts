// A row of a plan, why it is as it is, and what a plan depends on besides the event.
import type { LevelName } from '../rules/rule.ts'
import type { Instant } from '../time.ts'
import type { HoldReason } from './hold.ts'
import type { Channel } from './routing.ts'

export type PlanReason =
  | HoldReason
  | 'planned'
  /** Waits for a person's approval. */
  | 'draft'
  | 'withheld_clearance'
  | 'withheld_consent'
  | 'withheld_conflict_of_interest'
  /** Told in the thin form: its institution is an alleged actor, and the route asks for that form. */
  | 'conflict_redacted'
  /** A silence, or another alert, keeps the news back. */
  | 'silenced'
  | 'inhibited'
  /** The route says that this alert goes to no feed. */
  | 'do_not_broadcast'
  /** Listed by another message, or the message that lists others. */
  | 'storm_list'
  /** An exercise or a replay: nothing leaves but to the inbox. */
  | 'exercise_guard'
  /** The channel has no settings here, or there is no code for it yet. */
  | 'no_usable_channel'
  /** Stands in for channels that are not usable. */
  | 'fallback_inbox'
  /** Nobody inside the institution would have been told otherwise. */
  | 'last_resort'
  | 'below_level'
  | 'audience_not_on_duty'
  /** Another audience of this event has the same address. */
  | 'same_destination'
  /** Told earlier and in the routes no more: hears that an earlier message no longer stands, and nothing of it. */
  | 'former_recipient'
  /** What the recipients were told does not rest on the signal that was corrected. */
  | 'still_stands'
  /** A later change of the same alert, planned at once, says the same and more. */
  | 'overtaken'
  /** A feed that has told nothing of the alert has nothing to cancel. */
  | 'nothing_published'

export interface PlannedRow {
  readonly audience: string
  readonly recipient: string
  readonly channel: string
  readonly channelType: string
  /** Step of an escalation ladder; 0 = the first telling. */
  readonly step: number
  readonly state: 'planned' | 'draft' | 'held' | 'superseded' | 'withheld'
  readonly reason: PlanReason
  readonly level: LevelName
  /** 0 is sent first. */
  readonly priority: number
  readonly dueAt: Instant | null
  /** When a held row goes out at the latest. */
  readonly heldUntil: Instant | null
  /** Rows of one recipient, channel and key may share a digest. */
  readonly groupKey: string | null
  /** Neither counted nor held by the limit per hour. */
  readonly isUncapped: boolean
}

/** Somebody to whom an earlier message of this alert went, or is on its way. */
export interface Told {
  readonly audience: string
  readonly recipient: string
  readonly channel: string
}

export interface World {
  readonly now: Instant
  /** Is there code and settings for this channel, and has it not been given up for this recipient? */
  isUsable(channel: Channel, recipient: string): boolean
  /** Fails again and again at the moment: what goes there goes another way as well. */
  isDegraded?(channel: Channel, recipient: string): boolean
  readonly isTlsEnforced: boolean
  /** A process whose clock is the record's. */
  readonly isReplay: boolean
  readonly told: readonly Told[]
  /** Those for whom a message of this alert waits for a person. */
  readonly waiting?: readonly Told[]
  /** What keeps this event's news back; left out = nothing. */
  readonly suppressed?: 'silenced' | 'inhibited' | undefined
  /** Why a notice that numbers have changed is not given; left out = it is given. */
  readonly needless?: 'still_stands' | 'overtaken' | undefined
}
