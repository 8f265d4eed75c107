// Clocks that are wrong: an API an hour behind (a day with --long), one worker as much ahead, another whose clock steps back again and again while it evaluates.
// Due times go by the database's clock; judged at a webhook by the clock of this run.
import { readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type KeptCall, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import type { Arena, Campaign, Scenario } from './arena.ts'
import { plantAlerts, runOut, until } from './planted.ts'
import { number, text } from './row.ts'
import { copyProduct } from './snapshot.ts'
import { prepareWorld } from './world.ts'
import { hasFaketime, preload } from './wrong-clocks.ts'

interface Stage {
  readonly sink: WebhookSink
  readonly calls: { readonly id: string; readonly at: number; readonly status: number }[]
  readonly clockFile: string
  readonly isFaked: boolean
}

let stage: Stage | undefined

/** By the real clock, so that the sender's own word is not needed. */
async function openStage(folder: string): Promise<Stage> {
  const calls: { id: string; at: number; status: number }[] = []
  const tries = new Map<string, number>()
  const sink = await openWebhookSink((call: KeptCall) => {
    const id = (call.headers['webhook-id'] ?? '').replace('msg_', '')
    const count = tries.get(id) ?? 0
    tries.set(id, count + 1)
    const status = count < 2 ? 500 : 204
    calls.push({ id, at: performance.now(), status })
    return { status }
  })
  const clockFile = path.join(folder, 'clock')
  return { sink, calls, clockFile, isFaked: hasFaketime() }
}

async function inject(arena: Arena): Promise<void> {
  const one = stage
  if (one === undefined) throw new Error('no receiver')
  const { ask, random, world } = arena
  const [process] = world.processes
  const rounds = arena.campaign.isQuick ? 12 : 40
  for (let round = 0; round < rounds; round += 1) {
    const plan = { process, name: 'clocks-', from: round + 1, to: round + 1, audience: 'ombudsman-duty' }
    if (round < 10) await plantAlerts(ask, plan)
    // Back by up to an hour, and forward again.
    await writeFile(one.clockFile, `${random.chance(0.5) ? '-' : '+'}${random.int(1, 3_600)}`)
    await sleep(1_000)
  }
  await until(
    arena,
    () => one.calls.filter((call) => call.status === 204).length >= 10,
    'the alerts did not arrive',
    120_000,
  )
  await runOut(arena, { seconds: 1 })
}

const offBy = ({ isLong }: Campaign) =>
  isLong ? { text: '1d', ms: 86_400_000 } : { text: '1h', ms: 3_600_000 }

async function checkAhead({ found, campaign }: Arena): Promise<void> {
  for (const name of ['api0', 'worker1']) {
    const log = await readFile(path.join(campaign.folder, 'clocks', `${name}.log`), 'utf8')
    const told = /"databaseAheadMs":(-?\d+)/.exec(log)?.[1]
    found.count(`F51 ${name} tells that the database is ahead by s`, Math.round(Number(told ?? 0) / 1_000))
    if (Math.abs(Math.abs(Number(told ?? 0)) - offBy(campaign).ms) > 60_000)
      found.add('clock', `${name} does not tell of its clock: ${told ?? 'nothing'}`)
  }
}

async function check(arena: Arena): Promise<void> {
  const one = stage
  if (one === undefined) throw new Error('no receiver')
  const { ask, found } = arena
  if (!one.isFaked) {
    found.notRun('F51', 'libfaketime is not installed')
    found.notRun('F52', 'libfaketime is not installed')
    return
  }
  await checkAhead(arena)
  checkWaits(arena, one)
  // F52: the logical time of a lane never goes back, whatever the clocks of those who write it.
  const back = await ask(`
    select lane, pos from (select lane, pos, lt, lag(lt) over (partition by lane order by pos) as before from log) l where lt < before`)
  for (const row of back)
    found.add('clock', `logical time goes back in lane ${text(row['lane'])} at ${text(row['pos'])}`)
  const [entries] = await ask('select count(*)::int as n, count(distinct lane)::int as lanes from log')
  found.count('F52 entries of logs in order of time', number(entries?.['n']))
  const odd = await ask(
    "select 1 from attempt where ended_at < started_at or started_at > app.now() + interval '2 seconds'",
  )
  if (odd.length > 0) found.add('clock', `${odd.length} attempts end before they begin, or lie ahead`)
  const signals = await ask(
    "select 1 from signal where received_at > app.now() + interval '2 seconds' or received_at < app.now() - interval '30 minutes'",
  )
  if (signals.length > 0) found.add('clock', `${signals.length} signals carry the time of a wrong clock`)
}

/** 5 s and then 20 s after the try before, ± a tenth; at most 5 s later. */
function checkWaits({ found }: Arena, { calls }: Stage): void {
  const byId = Map.groupBy(calls, (call) => call.id)
  let slowest = 0
  for (const [id, tries] of byId) {
    for (const [index, wait] of [5_000, 20_000].entries()) {
      const [before, next] = [tries[index], tries[index + 1]]
      if (before === undefined || next === undefined) continue
      const off = next.at - before.at - wait
      slowest = Math.max(slowest, off)
      if (off < -wait * 0.1 - 100 || off > wait * 0.1 + 5_000)
        found.add(
          'late',
          `F51 ${id}: try ${index + 2} came ${Math.round(next.at - before.at)} ms after the one before`,
        )
    }
  }
  found.count('F51 webhooks under wrong clocks', byId.size)
  found.count('F51 most ms off the schedule', Math.round(slowest))
}

export const clocksScenario: Scenario = {
  id: 'clocks',
  faults: ['F51', 'F52'],
  title: 'an API an hour behind, a worker an hour ahead, a worker whose clock steps back while it evaluates',
  roles: ['api', 'worker', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 3,
  async setUp(campaign) {
    const folder = `${campaign.folder}/clocks`
    const opened = await openStage(folder)
    stage = opened
    await writeFile(opened.clockFile, '+0')
    const template = 'clocks_template'
    await campaign.postgres.createFrom(undefined, template)
    const world = await prepareWorld(campaign.postgres.url(template), 2, true)
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    const file = 'rules/bo/routes.yaml'
    return {
      root: await copyProduct(campaign.root, `${folder}/product`, [
        { file, find: 'channels: [inbox, email-duty, sms-duty]', put: 'channels: [inbox, webhook-partner]' },
        { file, find: '  ladder: departmental-then-national\n', put: '  ladder: none\n' },
      ]),
      template,
      world,
      env: {
        VIGIA_WEBHOOKS: JSON.stringify({ 'webhook-partner': { url: opened.sink.url, secret } }),
        VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
      },
      ...(opened.isFaked
        ? {
            envOf: {
              api0: { ...preload, FAKETIME: `-${offBy(campaign).text}` },
              worker1: { ...preload, FAKETIME: `+${offBy(campaign).text}` },
              worker2: { ...preload, FAKETIME_TIMESTAMP_FILE: opened.clockFile },
            },
          }
        : {}),
      close: () => opened.sink.close(),
    }
  },
  inject,
  check,
}
