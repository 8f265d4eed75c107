// One scenario from start to verdict: a database of its own, the fleet, clients at work while faults are injected, the end of all faults,
// the wait until nothing waits, the checks.

import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testAuditKey } from '../support/audit-key.ts'
import { checkAlerts } from './check-alerts.ts'
import { checkDeliveries } from './check-deliveries.ts'
import { checkEffects, checkLanes } from './check-signals.ts'
import { type Fleet, type FleetPlan, type Role, startFleet } from './fleet.ts'
import type { Guard } from './guard.ts'
import type { Ask, Postgres, RedisServer } from './machines.ts'
import { createOperationLog, type OperationLog } from './operations.ts'
import type { Random } from './random.ts'
import { number } from './row.ts'
import { createFindings, type Findings } from './verdict.ts'
import { runWorkload } from './workload.ts'
import type { World } from './world.ts'

/** What all scenarios of a run share. */
export interface Campaign {
  readonly folder: string
  /** Holds src, rules and migrations. */
  readonly root: string
  readonly cache: string
  readonly guard: Guard
  readonly postgres: Postgres
  readonly redis: RedisServer
  /** A prepared database that every scenario starts from. */
  readonly template: string
  readonly world: World
  readonly random: Random
  readonly isQuick: boolean
  /** Sizes that take many minutes. */
  readonly isLong: boolean
  /** The segments of the silence trials that are asked for; all where none is named. */
  readonly segments?: readonly string[] | undefined
}

interface Setting {
  readonly root?: string
  readonly killsItself?: string
  readonly env?: Readonly<Record<string, string>>
  /** On top of it, by the name of a process: role and place in the list, such as worker1. */
  readonly envOf?: FleetPlan['envOf']
  readonly template?: string
  readonly world?: World
  close?(): Promise<void>
}

/** What a fault can reach. */
export interface Arena {
  readonly campaign: Campaign
  readonly database: string
  readonly ask: Ask
  readonly fleet: Fleet
  readonly log: OperationLog
  readonly random: Random
  readonly world: World
  readonly found: Findings
  readonly env: Readonly<Record<string, string>>
}

export interface Scenario {
  readonly id: string
  /** Of the catalogue. */
  readonly faults: readonly string[]
  readonly title: string
  readonly roles: readonly Role[]
  readonly queue: 'redis' | 'database'
  readonly isInQuick: boolean
  readonly clients: number
  /** What it needs beyond the common: another build or database, a sink. */
  setUp?(campaign: Campaign): Promise<Setting>
  /** Before the fleet starts. */
  prepare?(campaign: Campaign, ask: Ask): Promise<unknown>
  inject(arena: Arena): Promise<void>
  /** Entries that may end in quarantine. */
  readonly poisoned?: number
  /** How long to wait for what does not end. */
  readonly patienceMs?: number
  /** After everything has settled. */
  check?(arena: Arena): Promise<void>
}

export interface Result {
  readonly id: string
  readonly faults: readonly string[]
  readonly title: string
  readonly seconds: number
  readonly found: Findings
  readonly kills: ReadonlyMap<string, number>
  readonly drainSeconds: number
  readonly toldSeconds: number
}

/** The promise: after the last fault everything is scored and planned within this time. */
const drainLimitMs = 10_000
/** A delivery whose sender died waits for its lease of 15 s, and a sweep. */
const toldLimitMs = 25_000
const patienceMs = 60_000

export async function runScenario(campaign: Campaign, scenario: Scenario): Promise<Result> {
  const began = performance.now()
  const database = `run_${scenario.id.replaceAll('-', '_')}`
  const folder = path.join(campaign.folder, scenario.id)
  await mkdir(folder, { recursive: true })
  await campaign.redis.start()
  await campaign.redis.command('flushall')
  const setting: Setting = (await scenario.setUp?.(campaign)) ?? {}
  await campaign.postgres.createFrom(setting.template ?? campaign.template, database)
  const ask = campaign.postgres.ask(database)
  await scenario.prepare?.(campaign, ask)
  const env = {
    DATABASE_URL: campaign.postgres.url(database),
    VIGIA_AUDIT_KEY: testAuditKey,
    ...(scenario.queue === 'redis' ? { REDIS_URL: campaign.redis.url } : {}),
    ...setting.env,
  }
  const { guard, cache } = campaign
  const root = setting.root ?? campaign.root
  const { killsItself, envOf } = setting
  const plan = { root, folder, guard, cache, env, envOf, killsItself }
  const fleet = await startFleet({ ...plan, roles: scenario.roles })
  const arena: Arena = {
    campaign,
    database,
    ask,
    fleet,
    env,
    log: createOperationLog(path.join(folder, 'operations.ndjson')),
    random: campaign.random.stream(scenario.id),
    world: setting.world ?? campaign.world,
    found: createFindings(),
  }
  try {
    const times = await act(arena, scenario)
    await judge(arena, scenario)
    const seconds = (performance.now() - began) / 1_000
    const { id, faults, title } = scenario
    return { id, faults, title, seconds, found: arena.found, kills: fleet.kills, ...times }
  } finally {
    await fleet.stop()
    arena.log.close()
    await setting.close?.()
  }
}

async function act(arena: Arena, scenario: Scenario): Promise<{ drainSeconds: number; toldSeconds: number }> {
  const { fleet, log, random, world, campaign } = arena
  const stop = new AbortController()
  const [first = 0, ...others] = fleet.apis.map((member) => member.port)
  const working = runWorkload(
    {
      // Two cores that serve many clients start a process slowly, and the quick form starts dozens.
      clients: campaign.isQuick ? Math.min(scenario.clients, 2) : scenario.clients,
      pauseMs: 25,
      world,
      ports: [first, ...others],
      log,
      random: random.stream('workload'),
    },
    stop.signal,
  )
  try {
    await scenario.inject(arena)
  } finally {
    stop.abort()
  }
  // A process that is being started again is part of its fault: the promise counts from when all are up.
  campaign.redis.resume()
  await fleet.untilUp()
  const end = performance.now()
  await working
  const patience = scenario.patienceMs ?? patienceMs
  const drainedMs = await untilNone(arena.ask, waitingWork, end, patience)
  const toldMs = await untilNone(arena.ask, waitingDeliveries, end, patience)
  judgeTimes({ drainedMs, toldMs }, arena.found)
  return { drainSeconds: drainedMs / 1000, toldSeconds: toldMs / 1000 }
}

/** From when all processes are up again. */
export interface Times {
  readonly drainedMs: number
  readonly toldMs: number
}

export function judgeTimes({ drainedMs, toldMs }: Times, found: Findings): void {
  if (drainedMs > drainLimitMs) found.add('late', `drained after ${(drainedMs / 1000).toFixed(1)} s`)
  if (toldMs > toldLimitMs) found.add('late', `deliveries settled after ${(toldMs / 1000).toFixed(1)} s`)
}

const waitingWork = `
  select (select count(*) from inbox)::int + (select count(*) from alert_event where planned_at is null)::int as waiting`
const waitingDeliveries = `
  select count(*)::int as waiting from delivery where due_at <= app.now() or lease_until is not null`

/** For checks in the middle of a scenario: everything scored, planned and delivered. */
export async function untilSettled({ ask }: Arena): Promise<void> {
  await untilNone(ask, waitingWork, performance.now(), patienceMs)
  await untilNone(ask, waitingDeliveries, performance.now(), patienceMs)
}

/** Milliseconds from `since` until nothing waits. */
async function untilNone(ask: Ask, query: string, since: number, patience: number): Promise<number> {
  for (;;) {
    const [row] = await ask(query)
    const passed = performance.now() - since
    if (number(row?.['waiting']) === 0 || passed > patience) return passed
    await sleep(50)
  }
}

export async function judge(
  arena: Arena,
  scenario: Pick<Scenario, 'poisoned' | 'check'> = {},
): Promise<void> {
  const { ask, log, found, fleet } = arena
  await checkEffects(ask, log.all, found)
  await checkLanes(ask, found, scenario.poisoned ?? 0)
  await checkAlerts(ask, found)
  await checkDeliveries(ask, found)
  for (const one of fleet.unexpected) found.add('process ended', one)
  for (const one of log.faultyAnswers) found.add('answer 5xx', one)
  found.count('operations', log.all.length)
  found.count(
    'requests',
    log.all.reduce((sum, one) => sum + one.tries, 0),
  )
  found.count('acknowledged', log.all.filter((one) => one.outcome === 'ok').length)
  found.count('refused', log.all.filter((one) => one.outcome === 'fail').length)
  found.count('unknown outcomes', log.all.filter((one) => one.wasUnknown).length)
  await scenario.check?.(arena)
}
