// The faults as data: what is injected while clients work. Ids are those of the catalogue.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Scenario } from './arena.ts'
import type { Member } from './fleet.ts'
import { shuffled } from './random.ts'

const both = ['api', 'api', 'worker', 'worker'] as const

function kills(arena: Arena): number {
  return [...arena.fleet.kills.values()].reduce((sum, count) => sum + count, 0)
}

const sparesNot = 0.25

/** SIGKILL of one after the other, chosen at random, until so many have died. */
export async function killAtRandom(arena: Arena, count: number, pauseMs: number): Promise<void> {
  const { fleet, random } = arena
  while (kills(arena) < count) {
    const up = fleet.members.filter((member) => member.isUp())
    const victim = up[random.int(0, Math.max(0, up.length - 1))]
    const isLast = up.filter((member) => member.role === victim?.role).length === 1
    // The last of its kind is mostly spared: a fleet that is always down proves little.
    if (victim !== undefined && (!isLast || random.chance(sparesNot))) victim.kill(`random ${victim.role}`)
    await sleep(random.int(pauseMs / 2, pauseMs * 1.5))
  }
}

interface Point {
  readonly name: string
  readonly role: 'api' | 'worker'
  /** Passes before it kills: 1 … most. */
  readonly most: number
}

const points: readonly Point[] = [
  { name: 'intake.before_commit', role: 'api', most: 20 },
  { name: 'intake.after_commit', role: 'api', most: 20 },
  { name: 'scoring.before_commit', role: 'worker', most: 10 },
  { name: 'scoring.after_commit', role: 'worker', most: 10 },
  { name: 'delivery.before_plan_commit', role: 'worker', most: 2 },
  { name: 'delivery.after_claim', role: 'worker', most: 2 },
  { name: 'delivery.after_accept', role: 'worker', most: 2 },
]

async function dieAtPoints(arena: Arena, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const point of shuffled(arena.random, points)) {
      const candidates = point.role === 'api' ? arena.fleet.apis : arena.fleet.workers
      const member: Member | undefined = candidates[arena.random.int(0, candidates.length - 1)]
      const hasDied = await member?.dieAt(`${point.name}:${arena.random.int(1, point.most)}`, 6_000)
      if (hasDied !== true) arena.found.count(`not reached: ${point.name}`, 1)
    }
  }
}

async function repeat(times: number, pauseMs: number, act: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await act()
    await sleep(pauseMs)
  }
}

/** Any of them; the statement that terminates is spared. */
const terminate = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() order by random() limit 3`

export const scenarios: readonly Scenario[] = [
  {
    id: 'kills',
    faults: ['F03', 'F06', 'F12', 'F72', 'F73'],
    title: 'API and workers killed at random',
    roles: both,
    queue: 'redis',
    isInQuick: true,
    clients: 6,
    inject: (arena) => killAtRandom(arena, arena.campaign.isQuick ? 14 : 32, 700),
  },
  {
    id: 'failpoints',
    faults: ['F01', 'F02', 'F03', 'F05', 'F06'],
    title: 'API and workers die at every named failpoint',
    roles: both,
    queue: 'redis',
    isInQuick: true,
    clients: 6,
    inject: (arena) => dieAtPoints(arena, arena.campaign.isQuick ? 1 : 2),
  },
  {
    id: 'redis-lost',
    faults: ['F15', 'F16', 'F18'],
    title: 'Redis emptied, killed, frozen and paused under load',
    roles: both,
    queue: 'redis',
    isInQuick: false,
    clients: 4,
    async inject({ campaign: { redis } }) {
      await repeat(6, 1_000, () => redis.command('flushall'))
      await redis.kill()
      await sleep(2_000)
      await redis.start()
      await sleep(2_000)
      redis.pause()
      await sleep(4_000)
      redis.resume()
      await redis.command('client', 'pause', '3000', 'ALL')
      await sleep(4_000)
    },
  },
  {
    id: 'redis-absent',
    faults: ['F17'],
    title: 'Redis absent at the start and for the whole time, workers killed',
    roles: both,
    queue: 'redis',
    isInQuick: false,
    clients: 4,
    prepare: ({ redis }) => redis.kill(),
    inject: (arena) => killAtRandom(arena, 8, 1_200),
  },
  {
    id: 'postgres',
    faults: ['F24', 'F25', 'F26'],
    title: 'PostgreSQL restarted immediately, killed, its backends terminated, under load',
    roles: both,
    queue: 'redis',
    isInQuick: true,
    clients: 6,
    async inject({ campaign: { postgres, isQuick }, ask }) {
      await sleep(1_500)
      await repeat(isQuick ? 1 : 3, 3_000, () => postgres.restartImmediately())
      await postgres.killAndStart()
      await sleep(3_000)
      await repeat(isQuick ? 20 : 60, 100, () => ask(terminate))
    },
  },
  {
    id: 'queue-in-database',
    faults: ['F12', 'F25'],
    title: 'No Redis at all: kills and restarts on the PostgreSQL backend of the queue',
    roles: both,
    queue: 'database',
    isInQuick: false,
    clients: 4,
    async inject(arena) {
      await killAtRandom(arena, 8, 1_000)
      await arena.campaign.postgres.restartImmediately()
      await sleep(2_000)
    },
  },
  {
    id: 'zombie',
    faults: ['F08'],
    title: 'a worker frozen longer than its leases, then woken',
    roles: both,
    queue: 'redis',
    isInQuick: false,
    clients: 4,
    async inject({ fleet }) {
      await sleep(1_500)
      await fleet.workers[0]?.freeze(sleep(20_000))
      await sleep(1_000)
    },
  },
]
