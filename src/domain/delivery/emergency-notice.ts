// The message that one person alone has used an emergency path: to everybody inside, and with nothing that says of whom or why.
import type { Language, Text } from '../text.ts'
import { formatInstant, type Instant } from '../time.ts'
import { mailHtml } from './mail-html.ts'
import type { Message } from './message.ts'
import { messengerText } from './render-short.ts'
import { type Channel, channelType } from './routing.ts'
import { smsText } from './short-text.ts'

/** What one person alone has done: opened the identity of a source, or lifted the change freeze. */
export type EmergencyKind = 'identity' | 'change_freeze'

const console: Text = { es: 'Abrir Vigía', en: 'Open Vigía' }

const texts = {
  identity: {
    subject: {
      es: 'Identidad de una fuente abierta en emergencia',
      en: 'Identity of a source opened in an emergency',
    },
    lead: {
      es: 'Una persona sola abrió en emergencia la identidad de una fuente, por 15 minutos. Ingrese para ver quién y por qué.',
      en: 'One person alone has opened the identity of a source in an emergency, for 15 minutes. Sign in to see who and why.',
    },
  },
  change_freeze: {
    subject: {
      es: 'Veda de cambios levantada en emergencia',
      en: 'Change freeze lifted in an emergency',
    },
    lead: {
      es: 'Una persona sola levantó en emergencia la veda de cambios de reglas y canales, por una hora. Ingrese para ver quién y por qué.',
      en: 'One person alone has lifted the freeze on changes of rules and channels in an emergency, for one hour. Sign in to see who and why.',
    },
  },
} as const satisfies Record<EmergencyKind, Record<'subject' | 'lead', Text>>

/** Mails about the same matter stay in one thread. */
const threads = { identity: 'sources', change_freeze: 'changes' } as const

export interface EmergencyNotice {
  readonly id: string
  readonly kind: EmergencyKind
  readonly channel: Channel
  readonly at: Instant
  readonly defaultLanguage: Language
  /** Without a slash at its end. */
  readonly publicUrl: string
}

/** Undefined where the channel has no form for it: feeds and webhooks of partners are not told. */
export function renderEmergencyNotice(notice: EmergencyNotice): Message | undefined {
  const language = notice.channel.language ?? notice.defaultLanguage
  const type = channelType(notice.channel)
  if (type === 'email') return mailOf(notice, language)
  return type === 'sms' || type === 'adapter' ? shortOf(notice, language) : undefined
}

function mailOf({ kind, at, publicUrl }: EmergencyNotice, language: Language): Message {
  const { subject, lead } = { subject: texts[kind].subject[language], lead: texts[kind].lead[language] }
  const label = console[language]
  const url = `${publicUrl}/`
  return {
    type: 'email',
    view: 'thin',
    language,
    subject: `Vigía – ${subject}`,
    text: [lead, '', `${label}: ${url}`, ''].join('\n'),
    html: mailHtml({ language, title: subject, lead, sections: [], link: { label, url }, foot: subject }),
    thread: threads[kind],
    list: threads[kind],
    date: formatInstant(at),
  }
}

function shortOf({ id, kind, channel, at }: EmergencyNotice, language: Language): Message {
  const format = channel.type === 'sms' ? 'sms' : 'messenger'
  const parts = ['Vigía:', texts[kind].lead[language], ''] as const
  const fitted = format === 'sms' ? smsText(...parts) : messengerText(...parts)
  return {
    type: 'adapter',
    view: 'thin',
    format,
    ...fitted,
    language,
    reference: `${kind === 'identity' ? 'SRC' : 'CHG'}-${id.slice(-8).toUpperCase()}`,
    answer: null,
    at: formatInstant(at),
    expiresAt: formatInstant(at + 24 * 3_600_000),
  }
}
