// A CAP feed: the file is published with the claim (feeds/publish-cap.ts), so there is nothing to send. Delivered once its reader fetches it.
import type { SendingChannel } from './channel.ts'

export const capChannel: SendingChannel = {
  deadlineMs: 1_000,
  isOwnRow: false,
  send: (message) =>
    Promise.resolve(
      message.type === 'cap'
        ? { outcome: 'accepted', detail: 'published in the feed' }
        : { outcome: 'rejected', detail: 'not a CAP message' },
    ),
}
