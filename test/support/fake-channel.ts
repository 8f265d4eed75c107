// A channel for the tests of stages: it keeps what it is given and answers as it is told. It passes the suite of the real ones.
import type { SendingChannel, SendResult, Target } from '#delivery/channels/channel.ts'
import type { Message } from '#domain/delivery/message.ts'

export interface FakeChannel {
  readonly channel: SendingChannel
  readonly sent: { readonly message: Message; readonly target: Target }[]
  /** Of the next sends; the last one stays. Without any, everything is accepted. */
  answer(...answers: readonly (SendResult | 'silence')[]): void
}

/** `hold`: awaited between taking the message and answering. */
export function createFakeChannel(hold: () => Promise<void> = () => Promise.resolve()): FakeChannel {
  const sent: { message: Message; target: Target }[] = []
  let answers: readonly (SendResult | 'silence')[] = []
  return {
    sent,
    answer: (...next) => {
      answers = next
    },
    channel: {
      deadlineMs: 10_000,
      isOwnRow: false,
      async send(message, target, deadline) {
        if (message.type === 'inbox') return { outcome: 'rejected', detail: 'not for this channel' }
        sent.push({ message, target })
        await hold()
        const [answer = { outcome: 'accepted', detail: '250' }, ...rest] = answers
        if (rest.length > 0) answers = rest
        if (answer !== 'silence') return answer
        await new Promise((resolve) => deadline.addEventListener('abort', resolve, { once: true }))
        return { outcome: 'retry', detail: 'no answer before the deadline' }
      },
    },
  }
}
