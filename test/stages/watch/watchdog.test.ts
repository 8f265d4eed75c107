// The watchdog as the process that it is: a receiver that checks signatures, an alarm by its own mail and POST, and what it takes for news.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { signWebhook } from '#platform/webhook-signature.ts'
import { header, type MailSink, openMailSink } from '../../support/mail-sink.ts'
import { openWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts'

const secret = `whsec_${Buffer.from('watchdog-watchdog-watchdog').toString('base64')}`
let folder: string
let port: number
let mailPort: number
let mails: MailSink
let alarms: WebhookSink
let deadMan: WebhookSink
let child: ChildProcess

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigia-watchdog-'))
  ;[port, mailPort] = [await freePort(), await freePort()]
  ;[mails, alarms, deadMan] = [await openMailSink(), await openWebhookSink(), await openWebhookSink()]
})

afterEach(async () => {
  child.kill('SIGKILL')
  await Promise.all([mails.close(), alarms.close(), deadMan.close()])
  await rm(folder, { recursive: true, force: true })
})

async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
  child = spawn(process.execPath, ['src/watchdog.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      VIGIA_TEST: '1',
      VIGIA_WATCHDOG_DIR: folder,
      VIGIA_WATCHDOG_PORT: String(port),
      VIGIA_WATCHDOG_SECRET: secret,
      VIGIA_WATCHDOG_AFTER_MS: '2000',
      VIGIA_WATCHDOG_REPEAT_MS: '600',
      VIGIA_WATCHDOG_ALARM_URL: alarms.url,
      VIGIA_WATCHDOG_DEADMAN_URL: deadMan.url,
      VIGIA_WATCHDOG_SMTP_URL: `smtp://127.0.0.1:${mails.port}?tls=off`,
      VIGIA_WATCHDOG_MAIL_TO: 'duty@example.org,head@example.org',
      ...more,
    },
  })
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await expect.poll(() => said, { timeout: 60_000 }).toContain('watchdog.started')
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}`).then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true)
}

const bodyOf = (counter: number) =>
  JSON.stringify({
    type: 'vigia.alert.fired',
    data: { rule: 'pipeline-canary', comparisons: [{ measure: 'counter', value: counter }] },
  })

async function post(body: string, key = secret, age = 0): Promise<number> {
  const timestamp = Math.floor(Date.now() / 1_000) - age
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1a,AAAA ${signWebhook(key, 'msg_1', timestamp, body)}`,
  }
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status
}

const states = () => alarms.calls.map(({ body }) => (JSON.parse(body) as { state: string }).state)

test('new counters keep it quiet and ping the dead man’s switch; silence alarms by mail and POST, repeats, and ends in an all-clear', async () => {
  await start()
  expect(await post(bodyOf(1))).toBe(204)
  await expect.poll(() => deadMan.calls.length, { timeout: 30_000 }).toBeGreaterThan(0)
  await expect.poll(() => states().length, { timeout: 30_000 }).toBeGreaterThan(1)
  expect(new Set(states())).toEqual(new Set(['silent']))
  await expect.poll(() => mails.mails.length, { timeout: 30_000 }).toBeGreaterThan(0)
  expect(header(mails.mails[0], 'subject')).toContain('ALARMA DE SILENCIO / SILENCE ALARM')
  expect(mails.mails[0]?.to).toEqual(['duty@example.org', 'head@example.org'])
  await post(bodyOf(2))
  await expect
    .poll(() => states().at(-1) === 'clear' || states().includes('clear'), { timeout: 30_000 })
    .toBe(true)
})

test('it sends the challenge of the product back, when that is signed', async () => {
  await start()
  const body = JSON.stringify({ type: 'vigia.endpoint.challenge', data: { challenge: 'abc' } })
  const timestamp = Math.floor(Date.now() / 1_000)
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(secret, 'msg_1', timestamp, body),
  }
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })
  expect(await answer.json()).toEqual({ challenge: 'abc' })
  expect(await post(body, `whsec_${Buffer.from('another-secret-of-another').toString('base64')}`)).toBe(401)
})

test('the same counter again, however often, is no news', async () => {
  await start()
  await post(bodyOf(7))
  await expect
    .poll(
      async () => {
        await post(bodyOf(7))
        return states().length
      },
      { timeout: 30_000, interval: 100 },
    )
    .toBeGreaterThan(0)
  expect(states()[0]).toBe('silent')
})

test('what is not signed by the secret, is old, or is no canary is no news', async () => {
  await start()
  expect(await post(bodyOf(1), `whsec_${Buffer.from('another-another-another-a').toString('base64')}`)).toBe(
    401,
  )
  expect(await post(bodyOf(1), secret, 3_600)).toBe(401)
  expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: bodyOf(1) })).status).toBe(401)
  expect(await post(JSON.stringify({ type: 'vigia.alert.fired', data: { rule: 'other' } }))).toBe(204)
  await expect.poll(states, { timeout: 30_000 }).toContain('silent')
})

function mail(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines = [
      'EHLO x',
      'MAIL FROM:<a@b>',
      'RCPT TO:<c@d>',
      'DATA',
      `Subject: x\r\n\r\n${text}\r\n.`,
      'QUIT',
    ]
    const socket = connect(mailPort, '127.0.0.1')
    socket.on('data', () => {
      const line = lines.shift()
      if (line === undefined) resolve()
      else socket.write(`${line}\r\n`)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}

test('where mail is expected too, each way is watched by itself, and a mail far from the webhook’s counter is not believed', async () => {
  await start({ VIGIA_WATCHDOG_CANARY_MAIL_PORT: String(mailPort) })
  let counter = 0
  const silentLegs = () =>
    alarms.calls.map(({ body }) => (JSON.parse(body) as { silent: string[] }).silent.join())
  await expect
    .poll(
      async () => {
        counter += 1
        await post(bodyOf(counter))
        await mail(`canary ${counter + 900_000}`)
        return silentLegs()
      },
      { timeout: 60_000, interval: 200 },
    )
    .toContain('mail')
  await expect
    .poll(
      async () => {
        counter += 1
        await post(bodyOf(counter))
        await mail(`Por que: canary=\r\n ${counter}`)
        return states()
      },
      { timeout: 60_000, interval: 200 },
    )
    .toContain('clear')
})

test('an unreachable path does not hold the other up', async () => {
  await start({ VIGIA_WATCHDOG_ALARM_URL: 'http://127.0.0.1:9/' })
  await expect.poll(() => mails.mails.length, { timeout: 30_000 }).toBeGreaterThan(0)
})
