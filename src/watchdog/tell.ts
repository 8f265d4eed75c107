// The watchdog's own ways out: a minimal mail client and an HTTP POST. None of the product's is used.
import * as net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as tls from 'node:tls'
import type { Counters } from './files.ts'
import { type Leg, log, settings } from './settings.ts'

export interface Notice {
  readonly state: 'silent' | 'clear'
  readonly silent: readonly Leg[]
  readonly seconds: number
  readonly since: string
  readonly number: number
  readonly counters: Counters
}

/** True when it went out by at least one path. */
export async function tell(notice: Notice): Promise<boolean> {
  const jobs = settings.alarmUrls.map((url) => post(url, notice))
  if (settings.smtp !== '' && settings.to.length > 0) jobs.push(mailOut(notice))
  const sent = (await Promise.all(jobs)).filter(Boolean).length
  log(`alarm.${notice.state}`, { ...notice, sent, paths: jobs.length })
  return sent > 0 || jobs.length === 0
}

export async function post(url: string, body: object): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', 'user-agent': 'Vigia-watchdog/1' }
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ source: 'vigia-watchdog', ...body }),
      signal: AbortSignal.timeout(10_000),
    })
    if (!ok) log('post.refused', { host: new URL(url).host, status })
    return ok
  } catch (error) {
    log('post.failed', { error: String(error) })
    return false
  }
}

function textOf({ state, silent, seconds, since }: Notice): { subject: string; lines: string[] } {
  if (state === 'clear')
    return {
      subject: 'VIGIA: la cadena responde de nuevo / the chain answers again',
      lines: [
        `La alarma de silencio de ${since} termina tras ${seconds} s.`,
        `The silence alarm of ${since} is over after ${seconds} s.`,
      ],
    }
  const by = silent.join(', ')
  return {
    subject: 'VIGIA: ALARMA DE SILENCIO / SILENCE ALARM',
    lines: [
      `Desde hace ${seconds} s no llega una prueba nueva (${by}). Las alertas pueden no estar llegando: use el directorio de llamadas y revise /health/pipeline.`,
      `For ${seconds} s no new test has come through (${by}). Alerts may not be arriving: use the call tree and look at /health/pipeline.`,
    ],
  }
}

async function mailOut(notice: Notice): Promise<boolean> {
  const { subject, lines } = textOf(notice)
  const head = [
    `From: ${settings.from}`,
    `To: ${settings.to.join(', ')}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${Date.now()}.${process.pid}@vigia-watchdog>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    'Auto-Submitted: auto-generated',
  ]
  try {
    await Promise.race([
      sendMail(new URL(settings.smtp), [...head, '', ...lines, '', JSON.stringify(notice)].join('\r\n')),
      sleep(20_000, undefined, { ref: false }).then(() => Promise.reject(new Error('no end within 20 s'))),
    ])
    return true
  } catch (error) {
    log('mail.failed', { error: String(error) })
    return false
  }
}

/** smtps:// from the first byte, smtp:// with STARTTLS, and `?tls=off` for a relay on this machine. */
async function sendMail(url: URL, mail: string): Promise<void> {
  const isTls = url.protocol === 'smtps:'
  const at = { host: url.hostname, port: Number(url.port || (isTls ? 465 : 587)) }
  let socket: net.Socket = isTls ? tls.connect({ ...at, servername: at.host }) : net.connect(at)
  const say = async (line: string | undefined, good: RegExp): Promise<void> => {
    if (line !== undefined) socket.write(`${line}\r\n`)
    const got = await reply(socket)
    if (!good.test(got)) throw new Error(`${(line ?? 'greeting').split(' ', 1)[0]}: ${got.slice(0, 200)}`)
  }
  try {
    await say(undefined, /^220/)
    await say('EHLO vigia-watchdog', /^250/)
    if (!isTls && url.searchParams.get('tls') !== 'off') {
      await say('STARTTLS', /^220/)
      socket = tls.connect({ socket, servername: at.host })
      await say('EHLO vigia-watchdog', /^250/)
    }
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    if (user !== '')
      await say(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`, /^235/)
    await say(`MAIL FROM:<${settings.from}>`, /^250/)
    for (const one of settings.to) await say(`RCPT TO:<${one}>`, /^25/)
    await say('DATA', /^354/)
    await say(`${mail}\r\n.`, /^250/)
    socket.write('QUIT\r\n')
  } finally {
    socket.destroy()
  }
}

function reply(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const done = (act: () => void) => {
      socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close')
      socket.on('error', () => undefined)
      act()
    }
    socket.on('data', (chunk) => {
      text += chunk.toString()
      if (/^\d{3} .*\r\n$/m.test(text) && text.endsWith('\r\n')) done(() => resolve(text))
    })
    socket.on('error', (error) => done(() => reject(error)))
    socket.on('close', () => done(() => reject(new Error('the mail server hung up'))))
  })
}
