// A mail server that misbehaves (F64): the right class for each fault, no copy that cannot be told, and never plain text where TLS is asked for.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SendResult } from '#delivery/channels/channel.ts'
import { createEmailChannel } from '#delivery/channels/email.ts'
import { createSmtp } from '#platform/smtp.ts'
import { aMessage, aTarget } from '../support/channel-rigs.ts'
import { header, type MailSink, openMailSink } from '../support/mail-sink.ts'

const from = 'Vigía <vigia@vigia.example.org>'
const message = aMessage('email-duty')
const target = aTarget('email-office', '{office}@example.org')

function send(url: string, patienceMs = 10_000): Promise<SendResult> {
  const channel = createEmailChannel(createSmtp({ url, from }), from)
  return channel.send(message, target, AbortSignal.timeout(patienceMs))
}

describe('refusals of the message itself', () => {
  let sink: MailSink
  beforeAll(async () => {
    sink = await openMailSink()
  })
  afterAll(() => sink.close())

  test.each([
    [451, 'retry'],
    [452, 'retry'],
    [550, 'rejected'],
    [552, 'retry'],
    [554, 'rejected'],
  ] as const)('%i after DATA: %s', async (refuseMessage, outcome) => {
    sink.behave({ refuseMessage })
    expect(await send(`smtp://127.0.0.1:${sink.port}?tls=off`)).toMatchObject({ outcome })
  })

  test('a connection that drops after DATA is tried again: the same Message-ID and the same bytes', async () => {
    sink.behave('drop-after-data', 'accept')
    const before = sink.mails.length
    expect(await send(`smtp://127.0.0.1:${sink.port}?tls=off`)).toMatchObject({ outcome: 'retry' })
    expect(await send(`smtp://127.0.0.1:${sink.port}?tls=off`)).toMatchObject({ outcome: 'accepted' })
    const [first, second] = sink.mails.slice(before)
    expect(header(second, 'message-id')).toBe(header(first, 'message-id'))
    expect(second?.raw).toBe(first?.raw)
  })

  test('a list and its owner are named, and automatic answers are asked to stay away', async () => {
    sink.behave('accept')
    await send(`smtp://127.0.0.1:${sink.port}?tls=off`)
    const mail = sink.mails.at(-1)
    expect(header(mail, 'list-id')).toBe('<duty.vigia.example.org>')
    expect(header(mail, 'auto-submitted')).toBe('auto-generated')
    expect(header(mail, 'x-auto-response-suppress')).toBe('All')
  })
})

/** A server by hand, for what no honest one does. */
async function openRaw(serve: (socket: Socket) => void): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('a tarpit that says a letter now and then is left at the deadline', async () => {
  const raw = await openRaw((socket) => {
    const timer = setInterval(() => socket.write('2'), 20)
    socket.on('close', () => clearInterval(timer))
  })
  expect(await send(`smtp://127.0.0.1:${raw.port}?tls=off`, 300)).toEqual({
    outcome: 'retry',
    detail: 'no answer before the deadline',
  })
  await raw.close()
})

test('421 as a greeting: tried again', async () => {
  const raw = await openRaw((socket) => socket.end('421 too busy\r\n'))
  expect(await send(`smtp://127.0.0.1:${raw.port}?tls=off`)).toMatchObject({ outcome: 'retry' })
  await raw.close()
})

test('STARTTLS stripped on the way: nothing of the mail, no login and no address goes out', async () => {
  const heard: string[] = []
  const raw = await openRaw((socket) => {
    socket.write('220 mail\r\n')
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk.toString())
      // A man in the middle has taken STARTTLS out of the greeting, and refuses the command.
      socket.write(/^EHLO/i.test(chunk.toString()) ? '250-mail\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n')
    })
  })
  expect(await send(`smtp://user:secret@127.0.0.1:${raw.port}`)).toMatchObject({ outcome: 'retry' })
  const all = heard.join('')
  expect(all).toMatch(/^EHLO/)
  expect(all).not.toMatch(/AUTH|MAIL FROM|RCPT|DATA|secret|example\.org>/i)
  await raw.close()
})

test('a bad login is ours to repair: tried again, and nothing was handed over', async () => {
  const sink = await openMailSink({
    authOptional: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
  })
  expect(await send(`smtp://user:wrong@127.0.0.1:${sink.port}?tls=off`)).toMatchObject({ outcome: 'retry' })
  expect(sink.mails).toEqual([])
  await sink.close()
})
