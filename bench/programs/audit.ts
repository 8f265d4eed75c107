// What the audit log costs the intake path: durable POSTs with a sealer beside them, without one, and with nothing recorded at all, in turn
// against the same API process and database.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import * as path from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { createLogger } from '#platform/logger.ts'
import { lookFromOutside } from '../../test/support/outside-walls.ts'
import { loadPosts } from '../load-posts.ts'
import { median, note, rate, readSettings, report, times } from '../program.ts'
import { createRandom } from '../random.ts'
import { startServer } from '../server-process.ts'
import { openWorld } from '../world.ts'

lookFromOutside()

const settings = readSettings()
const seconds = 3
const rounds = 12
const random = createRandom(settings.seed)

const world = await openWorld(settings, () => [])
const { databaseUrl, token } = world
await world.close()
const db = openPostgres(databaseUrl, createLogger('error'))
const api = await startServer({ databaseUrl, redisUrl: settings.redisUrl, role: 'api', isStored: true })
const sealer = fork(path.join(import.meta.dirname, 'audit-sealer.ts'), [databaseUrl])
const answer = z.object({ cpuMs: z.number() })

const load = async () => (await loadPosts(random, api.url, token, seconds)).perSecond

/** Returns the CPU time that the sealer has used until now. */
async function tellSealer(isSealing: boolean): Promise<number> {
  sealer.send(isSealing)
  const [message] = await once(sealer, 'message')
  return answer.parse(message).cpuMs
}

const cpuShares: number[] = []

/** The load with a process beside it that seals each second. */
async function sealed(): Promise<number> {
  const before = await tellSealer(true)
  const found = await load()
  cpuShares.push(((await tellSealer(false)) - before) / (seconds * 1_000))
  return found
}

/** The load while the database drops every audit event: the statement is sent, and nothing is written. */
async function unrecorded(): Promise<number> {
  await sql`create trigger a_drop before insert on audit_event for each row execute function drop_event()`.execute(
    db,
  )
  const found = await load()
  await sql`drop trigger a_drop on audit_event`.execute(db)
  return found
}

/** Whatever a load has left unsealed is sealed before the next one. */
async function unsealed(): Promise<number> {
  const found = await load()
  await tellSealer(false)
  return found
}

const arms = { sealed, unsealed, unrecorded }
type Arm = keyof typeof arms
const turns: readonly (readonly Arm[])[] = [
  ['sealed', 'unsealed', 'unrecorded'],
  ['unrecorded', 'unsealed', 'sealed'],
]
await sql`create function drop_event() returns trigger language plpgsql as 'begin return null; end'`.execute(
  db,
)
await tellSealer(false)
await loadPosts(random, api.url, token, 2)
const figures: Record<Arm, number>[] = []
for (let round = 0; round < rounds; round += 1) {
  const one: Record<Arm, number> = { sealed: 0, unsealed: 0, unrecorded: 0 }
  for (const arm of turns[round % turns.length] ?? []) one[arm] = await arms[arm]()
  note(
    `audit: ${rate(one.sealed)} sealed, ${rate(one.unsealed)} not sealed, ${rate(one.unrecorded)} not recorded`,
  )
  figures.push(one)
}
sealer.disconnect()
const size = (await latestCheckpoint(db))?.size ?? 0
await api.stop()
await db.destroy()
const middle = (key: Arm) => rate(median(figures.map((one) => one[key])))
const sealing = median(figures.map((one) => one.sealed / one.unsealed))
const recording = median(figures.map((one) => one.sealed / one.unrecorded))
report([
  {
    gate: 'A1',
    what: `durable POST /v1/signals while the audit log is sealed each second (${size} events)`,
    measured: middle('sealed'),
    against: `${middle('unsealed')} without a sealer`,
    result: `${times(sealing)}; the sealer used ${(median(cpuShares) * 100).toFixed(1)} % of a core`,
    target: '≥ 0.9 ×',
    isMet: sealing >= 0.9,
  },
  {
    gate: 'A2',
    what: 'the same, recorded and sealed',
    measured: middle('sealed'),
    against: `${middle('unrecorded')} with nothing recorded`,
    result: times(recording),
    target: '≥ 0.9 ×',
    isMet: recording >= 0.9,
  },
])
