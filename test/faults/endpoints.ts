// Webhooks that go wrong, all at once beside each other: one alert goes to an endpoint of each kind. Judged by what arrived there.
import { Webhook } from 'standardwebhooks'
import { scheduleFor } from '#domain/delivery/retry.ts'
import { header } from '../support/mail-sink.ts'
import type { KeptCall } from '../support/webhook-sink.ts'
import type { Arena, Scenario } from './arena.ts'
import {
  newSecret,
  oldSecret,
  openStage,
  redirects,
  routesFor,
  type Seen,
  type Stage,
  writeSettings,
} from './endpoint-stage.ts'
import { tlsKinds } from './local-ca.ts'
import { plantAlerts, runOut, until, untilIdle } from './planted.ts'
import { number, text } from './row.ts'
import { copyProduct } from './snapshot.ts'
import { prepareWorld } from './world.ts'

let stage: Stage | undefined

/** Seconds that the product waits until the next try, by channel, in order. */
const waits = new Map<string, number[]>()

async function noteWaits({ ask }: Arena): Promise<void> {
  const rows = await ask(`
    select d.channel, t.failures, extract(epoch from d.due_at - t.ended_at)::float8 as wait
    from delivery d join lateral (
      select max(ended_at) as ended_at, count(*) filter (where outcome = 'retry')::int as failures from attempt where delivery_id = d.id) t on true
    where d.state = 'retry' and d.channel_type = 'webhook'`)
  for (const row of rows) {
    const kept = waits.get(text(row['channel'])) ?? []
    kept[number(row['failures'])] = number(row['wait'])
    waits.set(text(row['channel']), kept)
  }
}

async function restartWith(arena: Arena, one: Stage, rotated: object): Promise<void> {
  await writeSettings(one, rotated)
  arena.fleet.workers[0]?.kill('new settings')
  await arena.fleet.untilUp()
}

async function inject(arena: Arena): Promise<void> {
  const one = stage
  if (one === undefined) throw new Error('no receivers')
  waits.clear()
  const [process] = arena.world.processes
  await plantAlerts(arena.ask, { process, name: 'endpoints-', from: 1, to: 1, audience: 'ombudsman-duty' })
  const rotations = [
    () =>
      restartWith(arena, one, {
        secret: newSecret,
        previous: { secret: oldSecret, until: '2099-01-01T00:00:00Z' },
      }),
    () =>
      restartWith(arena, one, {
        secret: newSecret,
        previous: { secret: oldSecret, until: '2020-01-01T00:00:00Z' },
      }),
  ]
  await until(arena, () => (one.calls.get('f70-rotated')?.length ?? 0) > 0, 'the alert did not arrive')
  await runOut(arena, {
    onIdle: async () => {
      await noteWaits(arena)
      // Starts are not to disturb what is measured in seconds.
      if (['f57-hang', 'f57-drip-head'].every((name) => (one.calls.get(name)?.length ?? 0) > 1))
        await rotations.shift()?.()
    },
  })
  await untilIdle(arena)
}

async function check(arena: Arena): Promise<void> {
  const one = stage
  if (one === undefined) throw new Error('no receivers')
  const { ask, found } = arena
  const rows = await ask(`
    select d.channel, d.state, (select count(*) from attempt t where t.delivery_id = d.id and t.outcome in ('unknown', 'stale'))::int as cut
    from delivery d where d.ordinal = 1`)
  const stateOf = (channel: string) => text(rows.find((row) => row['channel'] === channel)?.['state'])
  const cutOf = (channel: string) => number(rows.find((row) => row['channel'] === channel)?.['cut'] ?? 0)
  const callsOf = (channel: string) => one.calls.get(channel) ?? []
  const expectThat = (holds: boolean, what: string) => {
    if (!holds) found.add('endpoint', what)
  }
  const expectCalls = (channel: string, count: number, state: string) => {
    const calls = callsOf(channel)
    found.count(`${channel} calls`, calls.length)
    expectThat(
      calls.length >= count && calls.length <= count + cutOf(channel) && stateOf(channel) === state,
      `${channel}: ${calls.length} calls, not ${count}; ${stateOf(channel)}, not ${state}`,
    )
    const ids = new Set(calls.map((call) => `${call.headers['webhook-id']} ${call.body}`))
    expectThat(ids.size === 1, `${channel}: ${ids.size} ids or bodies`)
  }
  const waited = (channel: string, failures: number) => waits.get(channel)?.[failures] ?? Number.NaN
  const isAbout = (seconds: number, ms: number | undefined) =>
    seconds * 1_000 >= (ms ?? 0) * 0.9 - 50 && seconds * 1_000 <= (ms ?? 0) * 1.1 + 50

  const checkSchedule = () => {
    expectCalls('f56-nine', 10, 'accepted')
    const schedule = scheduleFor('webhook', 'warning')
    for (let failures = 1; failures <= 9; failures += 1) {
      const wait = waited('f56-nine', failures)
      // The second try may come before anybody looked.
      if (failures > 2 || !Number.isNaN(wait))
        expectThat(isAbout(wait, schedule[failures]), `f56: ${wait} s after failure ${failures}`)
    }
  }
  const checkHanging = () => {
    for (const channel of ['f57-hang', 'f57-drip-head']) {
      expectCalls(channel, 2, 'accepted')
      const [first, second] = callsOf(channel)
      const seconds = ((second?.at ?? 0) - (first?.at ?? 0)) / 1_000
      found.count(`${channel} seconds to the second call`, Math.round(seconds))
      // The deadline of 15 s, the wait of 5 s, a sweep, and a busy machine.
      expectThat(seconds > 14 && seconds < 60, `${channel}: the second call came after ${seconds} s`)
    }
  }
  checkSchedule()
  checkHanging()
  expectCalls('f57-drip-body', 1, 'accepted')
  expectThat(stateOf('f58-endless') === 'accepted', `f58: ${stateOf('f58-endless')}`)
  const sent = one.endless.sent()
  found.count(
    'f58 kB that left the endless answer',
    Math.round(sent / 1_024 / Math.max(1, one.endless.calls.length)),
  )
  // 64 kB are read; the rest is what the two ends of a connection hold in memory.
  expectThat(sent < 8_388_608 * one.endless.calls.length, `f58: ${sent} bytes were taken`)
  for (const status of redirects) expectCalls(`f59-${status}`, 3, 'failed')
  found.count('f59 connections to the trap', one.trapped())
  expectThat(one.trapped() === 0, `f59: ${one.trapped()} connections to the internal address`)
  expectCalls('f60-gone', 1, 'failed')
  for (const channel of ['f60-seconds', 'f60-date', 'f60-absurd']) expectCalls(channel, 2, 'accepted')
  for (const [channel, least, most] of [
    ['f60-seconds', 599, 601],
    ['f60-date', 780, 901],
    ['f60-absurd', 3_599, 3_601],
  ] as const) {
    const wait = waited(channel, 1)
    found.count(`${channel} waits s`, Math.round(wait))
    expectThat(wait >= least && wait <= most, `${channel}: waited ${wait} s`)
  }
  await checkGone(arena, one)
  checkTls(arena, one, stateOf)
  expectThat(stateOf('f62-name') === 'exhausted', `f62: ${stateOf('f62-name')}`)
  expectThat(
    rows.filter((row) => row['channel'] === 'inbox').length === 1,
    'the inbox has not got the alert once',
  )
  checkRotation(arena, callsOf('f70-rotated'))
  expectCalls('f70-rotated', 7, 'accepted')
}

/** A final «gone»: the channel is out of use, and the owner has been told by mail. */
async function checkGone({ ask, found }: Arena, { mails }: Stage): Promise<void> {
  const [health] = await ask("select state from channel_health where channel = 'f60-gone'")
  const notices = mails.mails.filter((mail) => mail.raw.includes('f60-gone'))
  found.count('f60 notices to the owner', notices.length)
  if (health?.['state'] !== 'disabled') found.add('endpoint', `f60-gone is ${text(health?.['state'])}`)
  if (notices.length === 0)
    found.add(
      'endpoint',
      `f60: no notice among ${mails.mails.map((mail) => header(mail, 'subject')).join(' | ')}`,
    )
}

function checkTls({ found }: Arena, { tls }: Stage, stateOf: (channel: string) => string): void {
  if (tls === undefined) return found.notRun('F61', 'openssl is not installed')
  for (const kind of tlsKinds) {
    const [count, state] = [tls.countOf(kind), stateOf(`f61-${kind}`)]
    found.count(`f61-${kind} requests`, count)
    const isRight =
      kind === 'good' ? count >= 2 && state === 'accepted' : count === 0 && state === 'exhausted'
    if (!isRight) found.add('endpoint', `f61-${kind}: ${count} requests came through; ${state}`)
  }
}

/** Old, both during the overlap, new. */
function checkRotation({ found }: Arena, calls: readonly Seen[]): void {
  const verified = calls.map((call) =>
    [oldSecret, newSecret].map((secret) => (isVerified(call, secret) ? '1' : '0')).join(''),
  )
  if (!/^(10 )+(11 )+01( 01)*$/.test(verified.join(' ')))
    found.add('endpoint', `f70: verified by old and new: ${verified.join(' ')}`)
}

function isVerified({ body, headers }: KeptCall, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, { ...headers })
    return true
  } catch {
    return false
  }
}

export const endpointsScenario: Scenario = {
  id: 'endpoints',
  faults: ['F56', 'F57', 'F58', 'F59', 'F60', 'F61', 'F62', 'F70'],
  title:
    'webhooks that fail, hang, drip, never end, redirect, are gone, busy, badly certified, unknown; a secret rotated',
  roles: ['worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  async setUp(campaign) {
    const folder = `${campaign.folder}/endpoints`
    const opened = await openStage(folder)
    stage = opened
    await writeSettings(opened, { secret: oldSecret })
    const template = 'endpoints_template'
    await campaign.postgres.createFrom(undefined, template)
    const world = await prepareWorld(campaign.postgres.url(template), 1, false)
    return {
      root: await copyProduct(campaign.root, `${folder}/product`, routesFor(opened.channels)),
      template,
      world,
      env: {
        VIGIA_WEBHOOKS_FILE: opened.settings,
        VIGIA_SMTP_URL: `smtp://127.0.0.1:${opened.mails.port}?tls=off`,
        VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
        ...(opened.tls === undefined ? {} : { NODE_EXTRA_CA_CERTS: opened.tls.authority }),
      },
      close: () => opened.close(),
    }
  },
  inject,
  check,
}
