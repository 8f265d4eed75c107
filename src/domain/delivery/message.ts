// The messages as they are kept in a delivery row and handed to a channel.
import { z } from 'zod'

const view = z.enum(['full', 'thin'])
const text = z.object({ es: z.string(), en: z.string() })
const lines = z.array(z.string())

const mailMessage = z.object({
  type: z.literal('email'),
  view,
  language: z.enum(['es', 'en']),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** Names the thread of the alert. */
  thread: z.string(),
  /** To whom messages of this kind go, for the List-Id header; rows of older versions have none. */
  list: z.string().optional(),
  /** Of the Date header, so that every try carries the same bytes. */
  date: z.string(),
})
export type MailMessage = z.infer<typeof mailMessage>

const webhookMessage = z.object({
  type: z.literal('webhook'),
  view,
  /** The exact bytes that are signed and sent. */
  body: z.string(),
})

const adapterMessage = z.object({
  type: z.literal('adapter'),
  view,
  format: z.enum(['sms', 'messenger']),
  text: z.string(),
  encoding: z.enum(['gsm7', 'ucs2', 'unicode']),
  language: z.enum(['es', 'en']),
  reference: z.string(),
  /** What a person sends back to acknowledge; null: nothing is asked for. */
  answer: z.string().nullable(),
  at: z.string(),
  /** Of no use afterwards. */
  expiresAt: z.string(),
})
export type AdapterMessage = z.infer<typeof adapterMessage>

const inboxMessage = z.object({
  type: z.literal('inbox'),
  view,
  kind: z.string(),
  title: text,
  lines: z.object({ es: lines, en: lines }),
  link: z.string(),
  /** By when the recipient is asked to acknowledge; null where nothing is asked for, and in rows of older versions. */
  acknowledgeBy: z.string().nullable().default(null),
})
export type InboxMessage = z.infer<typeof inboxMessage>

/** The file itself is kept with the feed that serves it. */
const capMessage = z.object({ type: z.literal('cap'), view, identifier: z.string() })
export type CapMessage = z.infer<typeof capMessage>

export const messageSchema = z.discriminatedUnion('type', [
  mailMessage,
  webhookMessage,
  adapterMessage,
  inboxMessage,
  capMessage,
])
export type Message = z.infer<typeof messageSchema>

/** A message as it was kept; undefined where none was, or where an older version kept it in another shape. */
export function readMessage(kept: unknown): Message | undefined {
  const result = messageSchema.safeParse(kept)
  return result.success ? result.data : undefined
}
