// What a mail of Vigía looks like on the wire, and that it never leaves in the clear where TLS is asked for.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SendResult } from '#delivery/channels/channel.ts'
import { createEmailChannel } from '#delivery/channels/email.ts'
import { createSmtp, domainOf } from '#platform/smtp.ts'
import { aMessage, aTarget, deliveryId } from '../support/channel-rigs.ts'
import { header, type MailSink, openMailSink } from '../support/mail-sink.ts'

const from = 'vigia@vigia.example.org'
const message = aMessage('email-duty')

function send(url: string, subject?: string): Promise<SendResult> {
  if (message.type !== 'email') throw new Error('not a mail')
  const channel = createEmailChannel(createSmtp({ url, from }), from)
  const target = aTarget('email-office', '{office}@example.org')
  return channel.send(
    { ...message, subject: subject ?? message.subject },
    target,
    AbortSignal.timeout(10_000),
  )
}

describe('in the clear, on this machine', () => {
  let sink: MailSink
  beforeAll(async () => {
    sink = await openMailSink()
  })
  afterAll(() => sink.close())
  const url = () => `smtp://127.0.0.1:${sink.port}?tls=off`

  test('headers: stable id, thread of the alert, automatic, two forms of the text', async () => {
    sink.behave('accept')
    expect(await send(url())).toMatchObject({ outcome: 'accepted', detail: expect.stringMatching(/^250/) })
    const mail = sink.mails.at(-1)
    expect(mail?.to).toEqual(['office-norte@example.org'])
    expect(header(mail, 'message-id')).toBe(`<${deliveryId}@vigia.example.org>`)
    expect(header(mail, 'in-reply-to')).toBe('<018f6d2e-0000-5000-8000-000000000001@vigia.example.org>')
    expect(header(mail, 'references')).toBe(header(mail, 'in-reply-to'))
    expect(header(mail, 'auto-submitted')).toBe('auto-generated')
    expect(header(mail, 'date')).toBe('Fri, 20 Mar 2026 18:31:00 +0000')
    expect(header(mail, 'content-type')).toContain('multipart/alternative')
    expect(mail?.raw.indexOf('text/plain')).toBeLessThan(mail?.raw.indexOf('text/html') ?? 0)
    expect(Buffer.byteLength(mail?.raw ?? '')).toBeLessThan(30_000)
  })

  test.each([
    [421, 'retry'],
    [450, 'retry'],
    [452, 'retry'],
    [550, 'rejected'],
    [552, 'retry'],
    [554, 'rejected'],
  ] as const)('%i to the recipient: %s', async (refuse, outcome) => {
    sink.behave({ refuse })
    expect(await send(url())).toMatchObject({ outcome })
  })

  test.each(['a\r\nBcc: x@example.org', 'a\nX-Injected: 1', 'a\r\n\r\nbody'])(
    'no header can be put in: %j',
    async (subject) => {
      sink.behave('accept')
      await send(url(), subject)
      const mail = sink.mails.at(-1)
      expect(header(mail, 'bcc')).toBeUndefined()
      expect(header(mail, 'x-injected')).toBeUndefined()
      expect(mail?.to).toEqual(['office-norte@example.org'])
    },
  )

  test('ADV2-mail-without-tls: a server that offers no TLS gets nothing when TLS is asked for', async () => {
    const before = sink.mails.length
    expect(await send(`smtp://127.0.0.1:${sink.port}`)).toMatchObject({ outcome: 'retry' })
    expect(sink.mails.length).toBe(before)
  })
})

test('ADV2-forged-certificate: a certificate that nobody vouches for gets nothing', async () => {
  const sink = await openMailSink({})
  expect(await send(`smtp://127.0.0.1:${sink.port}`)).toMatchObject({ outcome: 'retry' })
  expect(sink.mails).toEqual([])
  await sink.close()
})

test('a wrong password is ours to repair, not the recipient’s final no', async () => {
  const sink = await openMailSink({
    authOptional: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
  })
  expect(await send(`smtp://user:wrong@127.0.0.1:${sink.port}?tls=off`)).toMatchObject({ outcome: 'retry' })
  await sink.close()
})

test('nobody listens: tried again', async () => {
  const sink = await openMailSink()
  await sink.close()
  expect(await send(`smtp://127.0.0.1:${sink.port}?tls=off`)).toMatchObject({ outcome: 'retry' })
})

test('the domain of message ids is that of the sender', () => {
  expect(domainOf('Vigía <vigia@alertas.example.org>')).toBe('alertas.example.org')
  expect(domainOf('vigia@localhost')).toBe('localhost')
  expect(domainOf('')).toBe('localhost')
})
