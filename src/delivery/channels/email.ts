// E-mail: one message id per delivery and one thread per alert, both stable over retries and restarts.
import { domainOf, type Smtp } from '#platform/smtp.ts'
import type { SendingChannel } from './channel.ts'

export function createEmailChannel(smtp: Smtp, mailFrom: string): SendingChannel {
  const domain = domainOf(mailFrom)
  return {
    deadlineMs: 30_000,
    isOwnRow: false,
    async send(message, target, deadline) {
      const to = target.to?.replaceAll('{office}', target.recipient)
      if (message.type !== 'email' || to === undefined) return { outcome: 'rejected', detail: 'no address' }
      const { subject, text, html, language, date, list } = message
      const ids = { messageId: `${target.deliveryId}@${domain}`, inReplyTo: `${message.thread}@${domain}` }
      const result = await smtp.send({ to, subject, text, html, language, date, list, ...ids }, deadline)
      return result.outcome === 'failed' ? { outcome: 'retry', detail: result.detail } : result
    },
  }
}
