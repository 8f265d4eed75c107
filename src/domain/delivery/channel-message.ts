// Messages about a way out itself: the test whose receipt has to be proven, the notice that a channel is being given up, and the news that
// messages by it did not arrive.
import type { Language, Text } from '../text.ts'
import { formatInstant, type Instant } from '../time.ts'
import { mailHtml } from './mail-html.ts'
import { sealLines } from './mail-sections.ts'
import type { Message } from './message.ts'
import { words } from './message-text.ts'
import { messengerText } from './render-short.ts'
import { type Channel, channelType } from './routing.ts'
import { smsText } from './short-text.ts'

/** `exhausted`: every try of a message by this channel failed. */
export type ChannelMessageKind = 'test' | 'notice' | 'exhausted'

/** The message that did not arrive, and how many by this channel nobody has cleared. No word of the alert itself. */
export interface Undelivered {
  readonly deliveryId: string
  readonly alertId: string
  readonly deadLetters: number
}

export interface ChannelMessage {
  readonly id: string
  readonly kind: ChannelMessageKind
  /** The way it goes. */
  readonly channel: Channel
  /** The channel that it is about: for a test the same. */
  readonly about: { readonly channel: string; readonly recipient: string }
  /** Proves the receipt of a test; empty for a notice. */
  readonly token: string
  /** Why a channel is given up. */
  readonly reason: string
  /** With `exhausted`. */
  readonly undelivered?: Undelivered
  readonly at: Instant
  readonly defaultLanguage: Language
  /** Of the audit log; undefined while nothing is sealed. */
  readonly checkpoint?: string | undefined
  /** Without a slash at its end. */
  readonly publicUrl: string
}

const texts = {
  testSubject: { es: 'Prueba de canal', en: 'Channel test' },
  test: {
    es: 'Prueba del canal {channel}. No hay ninguna alerta. Confirme que la recibió.',
    en: 'Test of the channel {channel}. There is no alert. Please confirm that you received it.',
  },
  confirm: { es: 'Confirmar recepción', en: 'Confirm receipt' },
  noticeSubject: { es: 'Un canal se desactiva', en: 'A channel is being disabled' },
  notice: {
    es: 'El canal {channel} deja de usarse: {reason}. Sus avisos pendientes van por otro camino. Repárelo, pruébelo y actívelo de nuevo.',
    en: 'The channel {channel} is no longer used: {reason}. What waits for it goes another way. Repair it, test it, and enable it again.',
  },
  exhaustedSubject: { es: 'Un mensaje no llegó', en: 'A message did not arrive' },
  exhausted: {
    es: 'Un mensaje por el canal {channel} no llegó: se agotaron los intentos. Alerta {alert}, mensaje {delivery}. Sin atender por este canal: {count}. Avise a los destinatarios por otro medio y cierre cada caso con su motivo en la lista de mensajes sin entregar.',
    en: 'A message by the channel {channel} did not arrive: every try failed. Alert {alert}, message {delivery}. Not cleared for this channel: {count}. Tell the recipients by another way, and clear each with its reason in the list of dead letters.',
  },
  console: { es: 'Abrir Vigía', en: 'Open Vigía' },
  replyWith: { es: 'Responda', en: 'Reply' },
} as const satisfies Record<string, Text>

const reasons: Readonly<Record<string, Text>> = {
  gone: { es: 'el receptor dijo que ya no existe', en: 'the receiver said that it is gone' },
  failing_for_days: {
    es: 'falla desde hace cinco días',
    en: 'it has been failing for five days',
  },
}

/** `TEST-` and eight digits: what a person sends back through an adapter. */
export const testReference = (id: string): string => `TEST-${id.slice(-8).toUpperCase()}`

export const confirmLink = (publicUrl: string, token: string): string => `${publicUrl}/confirm/${token}`

export function renderChannelMessage(message: ChannelMessage): Message {
  const language = message.channel.language ?? message.defaultLanguage
  switch (channelType(message.channel)) {
    case 'email':
      return mailOf(message, language)
    case 'sms':
    case 'adapter':
      return shortOf(message, language)
    default:
      return webhookOf(message)
  }
}

function nameOf({ about }: ChannelMessage): string {
  return about.recipient === '' ? about.channel : `${about.channel} (${about.recipient})`
}

function sentenceOf(message: ChannelMessage, language: Language): string {
  const reason = reasons[message.reason]?.[language] ?? message.reason
  const { deliveryId = '', alertId = '', deadLetters = 0 } = message.undelivered ?? {}
  return texts[message.kind][language]
    .replace('{channel}', nameOf(message))
    .replace('{reason}', reason)
    .replace('{alert}', alertId)
    .replace('{delivery}', deliveryId)
    .replace('{count}', String(deadLetters))
}

function linkOf(message: ChannelMessage): string {
  return message.kind === 'test' ? confirmLink(message.publicUrl, message.token) : `${message.publicUrl}/`
}

function mailOf(message: ChannelMessage, language: Language): Message {
  const isTest = message.kind === 'test'
  const subject = texts[`${message.kind}Subject`][language]
  const sentence = sentenceOf(message, language)
  const label = (isTest ? texts.confirm : texts.console)[language]
  const link = linkOf(message)
  return {
    type: 'email',
    view: 'thin',
    language,
    subject: `Vigía – ${subject} – ${nameOf(message)}`,
    text: [sentence, '', `${label}: ${link}`, ...sealLines(message.checkpoint, language), ''].join('\n'),
    html: mailHtml({
      language,
      title: subject,
      lead: sentence,
      sections: [],
      link: { label, url: link },
      foot: nameOf(message),
      ...(message.checkpoint === undefined
        ? {}
        : { seal: { label: words.auditLog[language], text: message.checkpoint } }),
    }),
    thread: `channel-${message.about.channel}`,
    list: 'channels',
    date: formatInstant(message.at),
  }
}

function shortOf(message: ChannelMessage, language: Language): Message {
  const reference = testReference(message.id)
  const answer = message.kind === 'test' ? `${language === 'es' ? 'SI' : 'YES'} ${reference}` : null
  const format = message.channel.type === 'sms' ? 'sms' : 'messenger'
  const tail = answer === null ? '' : `${texts.replyWith[language]} ${answer}`
  const parts = ['Vigía:', sentenceOf(message, language), tail] as const
  const fitted = format === 'sms' ? smsText(...parts) : messengerText(...parts)
  const at = formatInstant(message.at)
  const expiresAt = formatInstant(message.at + 24 * 3_600_000)
  return { type: 'adapter', view: 'thin', format, ...fitted, language, reference, answer, at, expiresAt }
}

function webhookOf(message: ChannelMessage): Message {
  const { type, data } = payloadOf(message)
  const seal = message.checkpoint === undefined ? {} : { audit_checkpoint: message.checkpoint }
  return {
    type: 'webhook',
    view: 'thin',
    body: JSON.stringify({ type, timestamp: formatInstant(message.at), data: { ...data, ...seal } }),
  }
}

function payloadOf({ kind, about, token, reason, publicUrl, undelivered }: ChannelMessage) {
  const { channel, recipient } = about
  switch (kind) {
    case 'test':
      return {
        type: 'vigia.channel.test',
        data: { channel, confirm: token, confirm_url: confirmLink(publicUrl, token) },
      }
    case 'notice':
      return { type: 'vigia.channel.disabling', data: { channel, recipient, reason } }
    case 'exhausted':
      return {
        type: 'vigia.delivery.exhausted',
        data: {
          channel,
          recipient,
          delivery_id: undelivered?.deliveryId,
          alert_id: undelivered?.alertId,
          dead_letters: undelivered?.deadLetters,
        },
      }
  }
}
