// The far end of the chain: takes the canary's webhook, whose signature it checks by itself, and its mail.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type * as net from 'node:net'
import { plain, readReceipts, readState, writeReceipts } from './files.ts'
import { type Leg, log, settings } from './settings.ts'

const startedAt = Date.now()

/** A counter that is not above the last one says that something is stuck, or late: it is never news. */
function receive(leg: Leg, counter: number): void {
  const receipts = readReceipts()
  const isNew = counter > (receipts[leg]?.counter ?? 0)
  log('canary.received', { leg, counter, isNew })
  if (isNew) writeReceipts({ ...receipts, [leg]: { counter, since: Date.now() } })
}

function isSigned(request: IncomingMessage, body: string): boolean {
  const [id, timestamp] = [request.headers['webhook-id'], request.headers['webhook-timestamp']]
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > 300 || typeof id !== 'string') return false
  const key = Buffer.from(settings.secret.replace(/^whsec_/, ''), 'base64')
  const wanted = createHmac('sha256', key)
    .update(`${id}.${String(timestamp)}.${body}`)
    .digest()
  return String(request.headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const given = Buffer.from(one.replace(/^v1,/, ''), 'base64')
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    })
}

export async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > 65_536) return void response.writeHead(413).end()
    parts.push(part)
  }
  if (request.method !== 'POST') return void response.writeHead(isWatched() ? 200 : 503).end()
  const body = Buffer.concat(parts).toString('utf8')
  if (!isSigned(request, body)) return void response.writeHead(401).end()
  const message = plain(JSON.parse(body))
  // Before its first message to a URL the product wants to see that its calls are read.
  if (message['type'] === 'vigia.endpoint.challenge') {
    const { challenge } = plain(message['data'])
    return void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ challenge }))
  }
  const counter = counterOf(message)
  if (counter !== undefined) receive('webhook', counter)
  // The sender learns from this answer that the watchdog is alive: a receiver that nobody reads is not.
  response.writeHead(isWatched() ? 204 : 503).end()
}

function counterOf({ type, data }: Record<string, unknown>): number | undefined {
  const { rule, comparisons } = plain(data)
  if (type !== 'vigia.alert.fired' || rule !== 'pipeline-canary' || !Array.isArray(comparisons))
    return undefined
  const value = comparisons.map(plain).find((one) => one['measure'] === 'counter')?.['value']
  return typeof value === 'number' ? value : undefined
}

function isWatched(): boolean {
  const checkedAt = Math.max(readState().checkedAt, startedAt)
  return Date.now() - checkedAt < settings.afterMs / 3
}

/** Just enough of a mail server for the product's own relay. A mail is believed when its counter is near that of the signed webhook. */
export function serveMail(socket: net.Socket): void {
  let mail: string | undefined
  let rest = ''
  socket.setEncoding('utf8').setTimeout(30_000, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.write('220 watchdog\r\n')
  socket.on('data', (chunk) => {
    rest += String(chunk)
    if (rest.length > 262_144) return void socket.destroy()
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end)
      rest = rest.slice(end + 2)
      if (mail !== undefined && line !== '.') mail += `${line}\r\n`
      else if (mail !== undefined) {
        takeMail(mail)
        mail = undefined
        socket.write('250 taken\r\n')
      } else if (/^DATA/i.test(line)) {
        mail = ''
        socket.write('354 go on\r\n')
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else socket.write('250 ok\r\n')
    }
  })
}

function takeMail(mail: string): void {
  const unfolded = mail.replaceAll(/=\r\n/g, '')
  const coded = [...unfolded.matchAll(/base64\r\n(?:.+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/gi)].map(
    ([, text = '']) => Buffer.from(text, 'base64').toString('utf8'),
  )
  const counter = Number(/canary (\d+)/.exec([unfolded, ...coded].join('\n'))?.[1])
  const known = readReceipts().webhook?.counter
  if (known !== undefined && Math.abs(counter - known) <= 3) receive('mail', counter)
}
