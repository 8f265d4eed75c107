// A real mail server on this machine that keeps what it accepts and answers as it is told.
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface KeptMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly isTls: boolean
}

/** To RCPT: accept, refuse with a code, or say nothing at all. To the message: keep it and break the connection, or refuse it. */
type Manner =
  | 'accept'
  | 'hang'
  | 'drop-after-data'
  | { readonly refuse: number }
  | { readonly refuseMessage: number }

export interface MailSink {
  readonly port: number
  readonly mails: KeptMail[]
  /** Of the next recipients; the last one stays. */
  behave(...manners: readonly Manner[]): void
  close(): Promise<void>
}

export async function openMailSink(
  options: SMTPServerOptions = { disabledCommands: ['STARTTLS'] },
  /** Break the connection after this mail? Where it is not as told by `behave`. */
  drops: (mail: KeptMail) => boolean = () => false,
): Promise<MailSink> {
  const mails: KeptMail[] = []
  let manners: readonly Manner[] = ['accept']
  const ofSession = new Map<string, Manner>()
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 100,
    logger: false,
    ...options,
    onRcptTo(_address, session, done) {
      const [manner = 'accept', ...rest] = manners
      if (rest.length > 0) manners = rest
      if (manner === 'hang') return
      ofSession.set(session.id, manner)
      if (typeof manner === 'string' || 'refuseMessage' in manner) return done()
      return done(Object.assign(new Error('as told'), { responseCode: manner.refuse }))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const manner = ofSession.get(session.id)
        if (typeof manner === 'object' && 'refuseMessage' in manner)
          return done(Object.assign(new Error('as told'), { responseCode: manner.refuseMessage }))
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((one) => one.address),
          raw: Buffer.concat(parts).toString('utf8'),
          isTls: session.secure,
        }
        mails.push(mail)
        if (manner === 'drop-after-data' || drops(mail)) return cut(server, session.id)
        done()
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the mail sink does not listen')
  return {
    port: address.port,
    mails,
    behave: (...next) => {
      manners = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Breaks the connection of a session without another word. */
function cut(server: SMTPServer, session: string): void {
  for (const connection of server.connections) {
    const { id, _socket: socket } = connection as unknown as { id: string; _socket: Socket }
    if (id === session) socket.destroy()
  }
}

/** The value of a header, unfolded. */
export function header(mail: KeptMail | undefined, name: string): string | undefined {
  const head = (mail?.raw.split('\r\n\r\n', 1)[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ')
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim()
}

/** Headers in words of RFC 2047 and bodies in quoted-printable, as text. */
export function plain(raw: string): string {
  const words = raw
    .replaceAll(/\?=\s+=\?UTF-8\?Q\?/g, '')
    .replaceAll(/=\?UTF-8\?Q\?([^?]*)\?=/g, (_all, word: string) => word.replaceAll('_', ' '))
  const bytes = words
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
