// The silence alarm on trial: each part of the chain killed or frozen must set it off in time; Redis must not, and neither must quiet running.
// What is judged arrived at our own sinks. `npm run test:faults -- --only silence [--quick]`: the long form takes about two hours;
// `--part api,worker` takes some segments of it, so that several runs beside each other share the hours.
import { setTimeout as sleep } from 'node:timers/promises'
import { signWebhook } from '#platform/webhook-signature.ts'
import type { Campaign, Result } from './arena.ts'
import type { ControlResult } from './controls.ts'
import { type Installation, type Part, type Periods, secret, startInstallation } from './silence-parts.ts'
import type { Patch } from './snapshot.ts'
import { createFindings, type Findings } from './verdict.ts'

interface Plan extends Periods {
  readonly limitMs: number
  readonly trials: number
  readonly quietMs: number
}

const long: Plan = { everyMs: 60_000, afterMs: 170_000, limitMs: 180_000, trials: 5, quietMs: 1_800_000 }
// Scaled down; the limit leaves room for a machine that is busy with other things.
const quick: Plan = { everyMs: 1_500, afterMs: 12_000, limitMs: 20_000, trials: 2, quietMs: 30_000 }

interface Beat {
  readonly at: number
  readonly leg: string
  readonly counter: number
  readonly isNew: boolean
}

function beats({ receiver }: Installation): Beat[] {
  return receiver
    .said()
    .split('\n')
    .filter((line) => line.includes('"canary.received"'))
    .map((line) => {
      const { at, ...beat } = JSON.parse(line) as { at: string; leg: string; counter: number; isNew: boolean }
      return { ...beat, at: Date.parse(at) }
    })
}

const states = ({ alarms }: Installation) =>
  alarms.calls.map(({ body }) => (JSON.parse(body) as { state: string }).state)
const alarmsSince = (one: Installation, since: number) =>
  states(one)
    .slice(since)
    .filter((state) => state === 'silent').length

/** True when the condition came to hold within the time. */
async function until(holds: () => boolean, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    if (holds()) return true
    await sleep(20)
  }
  return holds()
}

/** New beats on both ways after this moment, and no alarm that stands. */
async function untilWell(one: Installation, plan: Plan): Promise<boolean> {
  const from = Date.now()
  const hasNew = (leg: string) => beats(one).some((beat) => beat.isNew && beat.leg === leg && beat.at > from)
  return until(
    () => hasNew('webhook') && hasNew('mail') && (states(one).at(-1) ?? 'clear') === 'clear',
    plan.limitMs * 2 + 240_000,
  )
}

export async function runSilence(campaign: Campaign): Promise<Result> {
  const began = performance.now()
  const plan = campaign.isQuick ? quick : long
  const found = createFindings()
  const kills = new Map<string, number>()
  const one = await startInstallation(campaign, 'silence', plan)
  try {
    if (!(await untilWell(one, plan))) found.add('no beat', 'the canary never came through')
    const isAsked = (segment: string) => campaign.segments?.includes(segment) ?? true
    if (isAsked('quiet')) await quietly(one, plan, found)
    for (const part of one.parts.filter(({ name }) => isAsked(name))) {
      for (let trial = 0; trial < plan.trials; trial += 1) {
        const manner = trial % 2 === 0 ? 'kill' : 'freeze'
        kills.set(`${part.name} ${manner}`, (kills.get(`${part.name} ${manner}`) ?? 0) + 1)
        await alarmedBy(one, plan, found, part, manner)
      }
    }
    if (isAsked('redis')) await unmovedByRedis(campaign, one, plan, found)
    if (isAsked('stuck')) await stuck(one, plan, found)
  } finally {
    await one.stop()
  }
  const seconds = (performance.now() - began) / 1_000
  return {
    id: 'silence',
    faults: ['Q20'],
    title: 'the silence alarm',
    seconds,
    found,
    kills,
    drainSeconds: 0,
    toldSeconds: 0,
  }
}

/** No false alarm. */
async function quietly(one: Installation, plan: Plan, found: Findings): Promise<void> {
  const before = states(one).length
  await sleep(plan.quietMs)
  const wrong = alarmsSince(one, before)
  found.count('quiet seconds', plan.quietMs / 1_000)
  if (wrong > 0) found.add('false alarm', `${wrong} in ${plan.quietMs / 1_000} s of normal running`)
}

async function alarmedBy(
  one: Installation,
  plan: Plan,
  found: Findings,
  part: Part,
  manner: 'kill' | 'freeze',
): Promise<void> {
  const before = states(one).length
  const since = performance.now()
  if (manner === 'kill') await part.kill()
  else part.freeze()
  const isTold = await until(() => alarmsSince(one, before) > 0, plan.limitMs + plan.afterMs)
  const ms = performance.now() - since
  process.stdout.write(
    `    ${part.name} ${manner}: ${isTold ? `alarm after ${(ms / 1_000).toFixed(1)} s` : 'NO ALARM'}\n`,
  )
  if (!isTold) found.add('no alarm', `${part.name} ${manner}`)
  else if (ms > plan.limitMs) found.add('late', `${part.name} ${manner}: ${(ms / 1_000).toFixed(1)} s`)
  found.count('trials', 1)
  await part.heal()
  if (!(await untilWell(one, plan))) found.add('not back', `${part.name} after ${manner}`)
}

/** Redis carries hints only: nobody is alarmed, and no beat is more than 10 s later than it should be. */
async function unmovedByRedis(
  campaign: Campaign,
  one: Installation,
  plan: Plan,
  found: Findings,
): Promise<void> {
  const before = states(one).length
  const from = Date.now()
  await campaign.redis.kill()
  await sleep(plan.afterMs * 1.5)
  await campaign.redis.start()
  const times = [
    from,
    ...beats(one)
      .filter((beat) => beat.isNew && beat.leg === 'webhook' && beat.at > from)
      .map((beat) => beat.at),
    Date.now(),
  ]
  const longest = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)))
  process.stdout.write(`    redis kill: longest pause between beats ${(longest / 1_000).toFixed(1)} s\n`)
  if (alarmsSince(one, before) > 0) found.add('false alarm', 'Redis killed')
  if (longest > plan.everyMs + 10_000) found.add('late', `Redis killed: ${longest} ms between beats`)
  await untilWell(one, plan)
}

/** A chain that sends the last number again and again is as silent as one that sends nothing. */
async function stuck(one: Installation, plan: Plan, found: Findings): Promise<void> {
  const before = states(one).length
  await one.api.kill()
  const end = performance.now() + plan.limitMs + plan.afterMs
  while (performance.now() < end && alarmsSince(one, before) === 0) {
    // Read again each time: a beat that was on its way when the API died still comes.
    await repeat(one.receiverUrl, Math.max(...beats(one).map((beat) => beat.counter)))
    await sleep(plan.everyMs / 3)
  }
  const isTold = alarmsSince(one, before) > 0
  process.stdout.write(`    stuck counter: ${isTold ? 'alarm' : 'NO ALARM'}\n`)
  if (!isTold) found.add('no alarm', 'a counter that repeats')
}

async function repeat(url: string, counter: number): Promise<void> {
  const body = JSON.stringify({
    type: 'vigia.alert.fired',
    data: { rule: 'pipeline-canary', comparisons: [{ measure: 'counter', value: counter }] },
  })
  const timestamp = Math.floor(Date.now() / 1_000)
  const headers = {
    'webhook-id': 'msg_again',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(secret, 'msg_again', timestamp, body),
  }
  await fetch(url, { method: 'POST', headers, body }).catch(() => undefined)
}

const acceptsRepeats: readonly Patch[] = [
  {
    file: 'src/watchdog/receive.ts',
    find: 'const isNew = counter > (receipts[leg]?.counter ?? 0)',
    put: 'const isNew = counter >= (receipts[leg]?.counter ?? 0)',
  },
  {
    file: 'src/watchdog/watch.ts',
    find: 'got.counter > (seen?.counter ?? 0)',
    put: 'got.counter >= (seen?.counter ?? 0)',
  },
  // Only the webhook is watched, so that nothing else saves it.
  { file: 'src/watchdog/settings.ts', find: "env('EXPECT').includes('mail')", put: 'false' },
]

/** Negative control: a watchdog that takes a repeated counter for news must be caught by the trial above. */
export async function controlSilence(campaign: Campaign): Promise<ControlResult> {
  const found = createFindings()
  const one = await startInstallation(campaign, 'control-s13', quick, acceptsRepeats)
  try {
    await until(() => beats(one).some((beat) => beat.leg === 'webhook'), 240_000)
    await stuck(one, quick, found)
  } finally {
    await one.stop()
  }
  const caught = [...found.violations.keys()]
  process.stdout.write(
    `${caught.length === 0 ? 'FAILED' : 'ok'}  S13 repeated counter accepted: ${caught.join(', ') || 'NOT CAUGHT'}\n`,
  )
  return { id: 'S13', title: 'a repeated counter is news', caught }
}
