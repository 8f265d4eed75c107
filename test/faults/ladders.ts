// Ladders under wrong clocks: two workers, one an hour ahead and one an hour behind, climb them. A step comes when the database's clock says so;
// judged by when this run sees it, not by the times that the steps carry.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Scenario } from './arena.ts'
import { plantAlerts } from './planted.ts'
import { file } from './receivers.ts'
import { text } from './row.ts'
import { copyProduct, type Patch } from './snapshot.ts'
import { hasFaketime, preload } from './wrong-clocks.ts'

const within = { text: '6s', ms: 6_000 }
const shortClock: Patch = {
  file,
  find: '  normal: {watch: 24h, warning: 4h, critical: 30m}',
  put: `  normal: {watch: 24h, warning: ${within.text}, critical: 30m}`,
}
const alerts = 12
/** A sweep, and a look of this run. */
const mostLateMs = 5_000
const mostEarlyMs = 500
const patienceMs = 40_000

/** When each alert's first and second telling step was first seen, by the clock of this run; `opened` once all have the first. */
async function watchSteps(
  { ask }: Arena,
  opened: () => void,
): Promise<Map<string, { first?: number; second?: number }>> {
  const seen = new Map<string, { first?: number; second?: number }>()
  for (const began = performance.now(); performance.now() - began < patienceMs; await sleep(50)) {
    const rows = await ask(
      "select alert_id::text as id, count(*)::int as steps from escalation_step where outcome <> 'skipped' group by 1",
    )
    const now = performance.now()
    for (const row of rows) {
      const one = seen.get(text(row['id'])) ?? {}
      one.first ??= now
      if (Number(row['steps']) > 1) one.second ??= now
      seen.set(text(row['id']), one)
    }
    if (seen.size === alerts) opened()
    if (seen.size === alerts && [...seen.values()].every((one) => one.second !== undefined)) break
  }
  return seen
}

async function climb(arena: Arena): Promise<void> {
  const { ask, found, fleet, world } = arena
  if (!hasFaketime()) {
    found.notRun('F51', 'libfaketime is not installed')
    return
  }
  const [process] = world.processes
  const plan = { process, name: 'ladder-', from: 1, to: alerts, audience: 'department-office' } as const
  // The worker behind opens the ladders, while the one ahead sleeps: by its own clock each of them is an hour late when it wakes.
  const opened = Promise.withResolvers<void>()
  const asleep = fleet.workers[0]?.freeze(opened.promise)
  await plantAlerts(ask, plan)
  const seen = await watchSteps(arena, opened.resolve)
  opened.resolve()
  await asleep
  found.count('F51 ladders', seen.size)
  if (seen.size < alerts) found.add('ladder', `${seen.size} of ${alerts} alerts have a ladder`)
  let mostOff = 0
  for (const [id, { first = 0, second }] of seen) {
    if (second === undefined) {
      found.add('ladder', `${id}: no second step within ${patienceMs / 1_000} s`)
      continue
    }
    const off = second - first - within.ms
    mostOff = Math.max(mostOff, Math.abs(off))
    if (off < -mostEarlyMs || off > mostLateMs)
      found.add('ladder', `${id}: the second step came ${Math.round(second - first)} ms after the first`)
  }
  found.count('F51 most ms that a step was off', Math.round(mostOff))
  // Nobody climbs on while the run is judged.
  await ask("update escalation set state = 'stopped', due_at = null, remind_at = null")
}

export const laddersScenario = (id = 'ladders', patches: readonly Patch[] = []): Scenario => ({
  id,
  faults: ['F51'],
  title: 'a worker an hour ahead and one an hour behind climb the ladders of unanswered alerts',
  roles: ['worker', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  setUp: async (campaign) => ({
    root: await copyProduct(campaign.root, `${campaign.folder}/${id}/product`, [...patches, shortClock]),
    ...(hasFaketime()
      ? {
          envOf: {
            worker0: { ...preload, FAKETIME: '+1h' },
            worker1: { ...preload, FAKETIME: '-1h' },
          },
        }
      : {}),
  }),
  inject: climb,
})
