// One exchange with the other side: the challenge where its endpoint is new, then the message. Never throws for what the other side does.
import type { Message } from '#domain/delivery/message.ts'
import type { Db } from '#platform/database/database.ts'
import { keepProof } from './channel-health-store.ts'
import type { SendingChannel, SendResult, Target } from './channels/channel.ts'

export interface Sending {
  readonly channel: SendingChannel
  readonly message: Message
  readonly target: Target
  /** What the endpoint has to prove before this message; undefined = nothing. */
  readonly unproven: string | undefined
}

/** `proofs`: what the endpoints have proven, by channel. */
export function unprovenOf(
  channel: SendingChannel,
  code: string,
  proofs: ReadonlyMap<string, string>,
): string | undefined {
  const subject = channel.handshake?.subjectOf(code)
  return subject === proofs.get(code) ? undefined : subject
}

export async function sendOnce(db: Db, { channel, message, target, unproven }: Sending): Promise<SendResult> {
  const deadline = () => AbortSignal.timeout(channel.deadlineMs)
  try {
    if (unproven !== undefined && channel.handshake !== undefined) {
      const shaken = await channel.handshake.perform(target.channel, deadline())
      if (shaken.outcome !== 'accepted') return { ...shaken, detail: `challenge: ${shaken.detail}` }
      await keepProof(db, target.channel, unproven)
    }
    return await channel.send(message, target, deadline())
  } catch (error) {
    return { outcome: 'retry', detail: error instanceof Error ? error.name : 'failed' }
  }
}
