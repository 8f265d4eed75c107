// The message that one person alone has opened the identity of a source: to everybody inside, and with nothing that says of whom.
import type { Language, Text } from '../text.ts'
import { formatInstant, type Instant } from '../time.ts'
import { mailHtml } from './mail-html.ts'
import type { Message } from './message.ts'
import { messengerText } from './render-short.ts'
import { type Channel, channelType } from './routing.ts'
import { smsText } from './short-text.ts'

const texts = {
  subject: {
    es: 'Identidad de una fuente abierta en emergencia',
    en: 'Identity of a source opened in an emergency',
  },
  lead: {
    es: 'Una persona sola abrió en emergencia la identidad de una fuente, por 15 minutos. Ingrese para ver quién y por qué.',
    en: 'One person alone has opened the identity of a source in an emergency, for 15 minutes. Sign in to see who and why.',
  },
  console: { es: 'Abrir Vigía', en: 'Open Vigía' },
} as const satisfies Record<string, Text>

export interface SourceNotice {
  readonly id: string
  readonly channel: Channel
  readonly at: Instant
  readonly defaultLanguage: Language
  /** Without a slash at its end. */
  readonly publicUrl: string
}

/** Undefined where the channel has no form for it: feeds and webhooks of partners are not told. */
export function renderSourceNotice(notice: SourceNotice): Message | undefined {
  const language = notice.channel.language ?? notice.defaultLanguage
  const type = channelType(notice.channel)
  if (type === 'email') return mailOf(notice, language)
  return type === 'sms' || type === 'adapter' ? shortOf(notice, language) : undefined
}

function mailOf({ at, publicUrl }: SourceNotice, language: Language): Message {
  const [subject, lead, label] = [texts.subject[language], texts.lead[language], texts.console[language]]
  const url = `${publicUrl}/`
  return {
    type: 'email',
    view: 'thin',
    language,
    subject: `Vigía – ${subject}`,
    text: [lead, '', `${label}: ${url}`, ''].join('\n'),
    html: mailHtml({ language, title: subject, lead, sections: [], link: { label, url }, foot: subject }),
    thread: 'sources',
    list: 'sources',
    date: formatInstant(at),
  }
}

function shortOf({ id, channel, at }: SourceNotice, language: Language): Message {
  const format = channel.type === 'sms' ? 'sms' : 'messenger'
  const parts = ['Vigía:', texts.lead[language], ''] as const
  const fitted = format === 'sms' ? smsText(...parts) : messengerText(...parts)
  return {
    type: 'adapter',
    view: 'thin',
    format,
    ...fitted,
    language,
    reference: `SRC-${id.slice(-8).toUpperCase()}`,
    answer: null,
    at: formatInstant(at),
    expiresAt: formatInstant(at + 24 * 3_600_000),
  }
}
