// The port of a channel: one message to one target, with one answer. What every channel must do is in test/conformance/channel.suite.ts.
import type { Message } from '#domain/delivery/message.ts'

export interface Target {
  readonly deliveryId: string
  /** Channel code of the routing. */
  readonly channel: string
  readonly recipient: string
  /** The address as the routing writes it, `{office}` not yet filled in. */
  readonly to: string | undefined
}

export type SendResult =
  /** The other side took it; nothing is sent again. */
  | {
      readonly outcome: 'accepted'
      readonly detail: string
      /** How its answer began, where there is one to read. */
      readonly answer?: string
    }
  | {
      readonly outcome: 'retry'
      /** The other side asked to wait this long. */
      readonly afterMs?: number
      /** This answer is final when it comes for the n-th time. */
      readonly finalAfter?: number
      readonly detail: string
    }
  /** The final no. `isGone`: not only to this message, the endpoint wants nothing any more. */
  | { readonly outcome: 'rejected'; readonly detail: string; readonly isGone?: boolean }

/** What an endpoint must do before it gets its first message. */
export interface Handshake {
  /** What has to be proven: changes with the endpoint; undefined = there is no endpoint. */
  subjectOf(channel: string): string | undefined
  /** Accepted = proven. */
  perform(channel: string, deadline: AbortSignal): Promise<SendResult>
}

export interface SendingChannel {
  /** For the whole exchange, whatever the other side does. */
  readonly deadlineMs: number
  /** The row itself is the message: accepted means delivered. */
  readonly isOwnRow: boolean
  readonly handshake?: Handshake
  /** Never throws for what the other side does. The same target and message give the same ids and bytes on every try. */
  send(message: Message, target: Target, deadline: AbortSignal): Promise<SendResult>
}
