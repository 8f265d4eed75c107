// The only way out by e-mail: one connection per message, TLS as the settings say and never less, one total deadline.
import MimeNode from 'nodemailer/lib/mime-node'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

export interface SmtpSettings {
  /** `smtp://` (STARTTLS required) or `smtps://`; `?tls=off` sends in the clear, for a mail catcher on the same machine. */
  readonly url: string
  /** `vigia@example.org`, or with a name: `Vigía <vigia@example.org>`. */
  readonly from: string
  /** PEM of a certificate authority to trust besides those of the system. */
  readonly ca?: string
}

interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Without angle brackets. */
  readonly messageId: string
  /** Message-ID that this one answers to; names the thread. */
  readonly inReplyTo: string
  readonly language: string
  /** Name of the list that the mail belongs to, in front of our own domain. */
  readonly list?: string | undefined
  /** RFC 3339. */
  readonly date: string
}

type MailResult =
  | { readonly outcome: 'accepted'; readonly detail: string }
  /** The server's final no to this message or address. */
  | { readonly outcome: 'rejected'; readonly detail: string }
  | { readonly outcome: 'failed'; readonly detail: string }

export interface Smtp {
  /** Mail leaves over TLS or not at all. */
  readonly isTlsEnforced: boolean
  send(mail: Mail, deadline: AbortSignal): Promise<MailResult>
}

export function createSmtp(settings: SmtpSettings): Smtp {
  const url = new URL(settings.url)
  const isTlsEnforced = url.searchParams.get('tls') !== 'off'
  const isImplicit = url.protocol === 'smtps:'
  const options = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isImplicit ? 465 : 587)),
    secure: isImplicit,
    requireTLS: !isImplicit && isTlsEnforced,
    ignoreTLS: !isTlsEnforced,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    socketCloseTimeout: 0,
    name: domainOf(settings.from),
    tls: settings.ca === undefined ? {} : { ca: settings.ca },
  }
  const user = decodeURIComponent(url.username)
  const login = user === '' ? undefined : { user, pass: decodeURIComponent(url.password) }
  return {
    isTlsEnforced,
    send: (mail, deadline) => converse(new SMTPConnection(options), login, settings.from, mail, deadline),
  }
}

export function domainOf(address: string): string {
  return address.replace(/^.*@/, '').replace(/[>\s].*$/, '') || 'localhost'
}

function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from
}

async function converse(
  connection: SMTPConnection,
  login: { user: string; pass: string } | undefined,
  from: string,
  mail: Mail,
  deadline: AbortSignal,
): Promise<MailResult> {
  const cut = () => connection.close()
  deadline.addEventListener('abort', cut, { once: true })
  try {
    deadline.throwIfAborted()
    const result = await Promise.race([dialogue(connection, login, from, mail), lost(connection, deadline)])
    connection.quit()
    return result
  } catch (error) {
    connection.close()
    return deadline.aborted ? { outcome: 'failed', detail: 'no answer before the deadline' } : resultOf(error)
  } finally {
    deadline.removeEventListener('abort', cut)
  }
}

async function dialogue(
  connection: SMTPConnection,
  login: { user: string; pass: string } | undefined,
  from: string,
  mail: Mail,
): Promise<MailResult> {
  const bytes = await compose(from, mail)
  await step((done) => connection.connect(done))
  if (login !== undefined) await step((done) => connection.login(login, done))
  return await new Promise((resolve, reject) => {
    connection.send({ from: addressOf(from), to: [mail.to] }, bytes, (error, info) => {
      if (error === null || error === undefined)
        resolve({ outcome: 'accepted', detail: firstLine(info?.response ?? '250') })
      else reject(error)
    })
  })
}

/** Rejects when the connection breaks or the time is over, so that nothing waits for a callback that never comes. */
function lost(connection: SMTPConnection, deadline: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    connection.on('error', reject)
    deadline.addEventListener('abort', () => reject(new Error('deadline')), { once: true })
  })
}

function step(act: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => (error === undefined || error === null ? resolve() : reject(error)))
  })
}

/** The same mail gives the same bytes: date, ids and boundaries come from the mail, none is drawn here. */
function compose(from: string, mail: Mail): Promise<Buffer> {
  const root = new MimeNode('multipart/alternative', { baseBoundary: mail.messageId })
  root.setHeader({
    from,
    to: mail.to,
    subject: mail.subject,
    'message-id': `<${mail.messageId}>`,
    'in-reply-to': `<${mail.inReplyTo}>`,
    references: `<${mail.inReplyTo}>`,
    date: rfc5322Date(mail.date),
    'auto-submitted': 'auto-generated',
    // Out-of-office replies of Exchange heed this one instead.
    'x-auto-response-suppress': 'All',
    ...(mail.list === undefined ? {} : { 'list-id': `<${mail.list}.${domainOf(from)}>` }),
    'content-language': mail.language,
  })
  root.createChild('text/plain; charset=utf-8').setContent(mail.text)
  root.createChild('text/html; charset=utf-8').setContent(mail.html)
  return root.build()
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function rfc5322Date(text: string): string {
  const utc = Temporal.Instant.from(text).toZonedDateTimeISO('UTC')
  const time = utc.toPlainTime().toString({ smallestUnit: 'second' })
  return `${days[utc.dayOfWeek - 1]}, ${utc.day} ${months[utc.month - 1]} ${utc.year} ${time} +0000`
}

/** 5xx to the address or the message is final, but for 552 (mailbox full); everything else may work later. */
function resultOf(error: unknown): MailResult {
  const known: { code?: unknown; responseCode?: unknown } =
    typeof error === 'object' && error !== null ? error : {}
  const status = typeof known.responseCode === 'number' ? known.responseCode : 0
  const code = typeof known.code === 'string' ? known.code : 'failed'
  const detail = status === 0 ? code : `${code} ${status}`
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  return { outcome: isAboutMail && status >= 500 && status !== 552 ? 'rejected' : 'failed', detail }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) ?? ''
}
