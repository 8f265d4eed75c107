// From the answer of a channel to what is written into the delivery row: the end, or when it is tried again.
import { nextTryAfter } from '#domain/delivery/retry.ts'
import type { SendingChannel, SendResult } from './channels/channel.ts'
import type { Claim, Outcome } from './delivery-store.ts'

export function outcomeOf(
  row: Claim,
  channel: Pick<SendingChannel, 'isOwnRow'>,
  result: SendResult,
): Outcome {
  const { detail } = result
  if (result.outcome === 'accepted') {
    return { state: channel.isOwnRow ? 'delivered' : 'accepted', attemptOutcome: 'accepted', detail }
  }
  if (result.outcome === 'rejected')
    return { state: 'failed', reason: 'rejected', attemptOutcome: 'rejected', detail }
  const failures = row.failures + 1
  if (result.finalAfter !== undefined && failures >= result.finalAfter) {
    return { state: 'failed', reason: 'rejected', attemptOutcome: 'rejected', detail }
  }
  const { id: deliveryId, channelType, level } = row
  const asked = result.afterMs === undefined ? {} : { retryAfterMs: result.afterMs }
  const dueInMs = nextTryAfter({ deliveryId, channelType, level, failures, ...asked })
  if (dueInMs === undefined)
    return { state: 'exhausted', reason: 'exhausted', attemptOutcome: 'retry', detail }
  return { state: 'retry', dueInMs, attemptOutcome: 'retry', detail }
}

/** A message that may not be sent now. What is past its useful life was not withheld from anybody: it came to its end without success. */
export function refusalOutcome(reason: string): Outcome {
  return reason === 'past_useful_life'
    ? { state: 'exhausted', reason, attemptOutcome: 'expired', detail: reason }
    : { state: 'withheld', reason, attemptOutcome: 'withheld', detail: reason }
}
