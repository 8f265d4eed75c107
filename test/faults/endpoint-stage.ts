// One endpoint for each way in which a webhook can go wrong, and the settings that name them.
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import * as path from 'node:path'
import { type MailSink, openMailSink } from '../support/mail-sink.ts'
import { type KeptCall, type Manner, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import { openTlsSinks, type TlsSinks, tlsKinds } from './local-ca.ts'
import type { Patch } from './snapshot.ts'

export const redirects = [301, 302, 307, 308] as const
/** How each path answers the first tries of the alert's message; afterwards, and to all others, 204. */
function mannersOf(trap: number): Readonly<Record<string, readonly Manner[]>> {
  const later = new Date(Date.now() + 900_000).toUTCString()
  const busy = (wait: string): Manner => ({ status: 429, headers: { 'retry-after': wait } })
  return {
    'f56-nine': Array.from({ length: 9 }, () => ({ status: 500 })),
    'f57-hang': ['hang'],
    'f57-drip-head': ['drip-head'],
    'f57-drip-body': ['drip-body'],
    'f60-gone': [{ status: 410 }],
    'f60-seconds': [busy('600')],
    'f60-date': [busy(later)],
    'f60-absurd': [busy('999999999')],
    'f70-rotated': Array.from({ length: 6 }, () => ({ status: 500 })),
    ...Object.fromEntries(
      redirects.map((status) => [
        `f59-${status}`,
        Array.from({ length: 20 }, () => ({ status, headers: { location: `http://127.0.0.1:${trap}/` } })),
      ]),
    ),
  }
}

const secretOf = (byte: number) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`
export const [oldSecret, newSecret] = [secretOf(7), secretOf(8)]

export interface Seen extends KeptCall {
  readonly at: number
}

export interface Stage {
  readonly sink: WebhookSink
  readonly endless: WebhookSink
  readonly mails: MailSink
  readonly tls: TlsSinks | undefined
  /** Calls of the alert's own message, by path. */
  readonly calls: Map<string, Seen[]>
  /** Connections to the internal address that redirects point to. */
  trapped(): number
  readonly settings: string
  readonly channels: readonly string[]
  close(): Promise<void>
}

export async function openStage(folder: string): Promise<Stage> {
  let trapped = 0
  const trap = createServer((socket) => {
    trapped += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(trap, 'listening')
  const address = trap.address()
  const manners = mannersOf(address === null || typeof address === 'string' ? 0 : address.port)
  const calls = new Map<string, Seen[]>()
  const sink = await openWebhookSink((call) => {
    const name = call.path.slice(1)
    const kept = calls.get(name) ?? []
    // Notices of other channels that fail come as well, before it or after, and tests, because the clock passes mornings.
    if (name === 'f60-gone' && kept.length > 0) return { status: 410 }
    if (!call.body.includes('"vigia.alert.')) return { status: 204 }
    calls.set(name, [...kept, { ...call, at: performance.now() }])
    return manners[name]?.[kept.length] ?? { status: 204 }
  })
  const endless = await openWebhookSink()
  endless.behave('endless-body')
  const tls = await openTlsSinks(path.join(folder, 'authority'))
  const mails = await openMailSink()
  const others = [
    'f58-endless',
    'f62-name',
    ...(tls === undefined ? [] : tlsKinds.map((kind) => `f61-${kind}`)),
  ]
  return {
    sink,
    endless,
    mails,
    tls,
    calls,
    trapped: () => trapped,
    settings: path.join(folder, 'webhooks.json'),
    channels: [...Object.keys(manners), ...others],
    close: async () => {
      trap.close()
      await Promise.all([sink.close(), endless.close(), mails.close(), tls?.close()])
    },
  }
}

function urlOf({ sink, endless, tls }: Stage, channel: string): string {
  if (channel === 'f58-endless') return endless.url
  if (channel === 'f62-name') return 'http://nobody.invalid/hook'
  const kind = tlsKinds.find((one) => channel === `f61-${one}`)
  return kind === undefined || tls === undefined ? sink.url.replace('/hook', `/${channel}`) : tls.urlOf(kind)
}

/** What an operator writes; `rotated` is that of the channel whose secret changes. */
export async function writeSettings(one: Stage, rotated: object): Promise<void> {
  const entries = one.channels.map((channel) => {
    const signing = channel === 'f70-rotated' ? rotated : { secret: oldSecret }
    return [channel, { url: urlOf(one, channel), ...signing }]
  })
  await writeFile(one.settings, JSON.stringify(Object.fromEntries(entries)))
}

export function routesFor(channels: readonly string[]): Patch[] {
  const file = 'rules/bo/routes.yaml'
  const lines = channels.map(
    (code) => `  - {code: ${code}, type: webhook, signing: standard-webhooks-v1, max_marking: 'TLP:GREEN'}\n`,
  )
  return [
    { file, find: 'audiences:\n', put: `${lines.join('')}audiences:\n` },
    {
      file,
      find: 'channels: [inbox, email-duty, sms-duty]',
      put: `channels: [inbox, email-duty, ${channels.join(', ')}]`,
    },
    { file, find: '  ladder: departmental-then-national\n', put: '  ladder: none\n' },
  ]
}
