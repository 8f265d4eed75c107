// The walls suite on the embedded database, on PostgreSQL with a pool, with one connection only, and as a user who is not above the policies.
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Client, Pool } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { type Db, type Executor, inTransaction, type Tables } from '#platform/database/database.ts'
import { discardBroken } from '#platform/database/discard-broken.ts'
import { keptPlan } from '#platform/database/kept-plan.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { refuseOpenWalls } from '#platform/database/wall-check.ts'
import { walledPool } from '#platform/database/walled-pool.ts'
import { anybody, product, runBehind } from '#platform/database/who-asks.ts'
import { pgliteDatabase } from '../support/databases.ts'
import { ownDatabase } from '../support/own-database.ts'
import { silentLogger } from '../support/silent-logger.ts'
import { wallsSuite } from './walls.suite.ts'

const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

describe('embedded', () => {
  wallsSuite(async () => {
    const database = await pgliteDatabase()
    closing.push(() => database.close())
    return database
  })
})

describe('PostgreSQL, one connection for everybody', () => {
  wallsSuite(async () => {
    const database = await ownDatabase()
    const pool = new Pool({ connectionString: database.url, max: 1, pipeline: true })
    const db: Db = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: walledPool(discardBroken(pool)) }),
    })
    closing.push(
      () => database.drop(),
      () => db.destroy(),
    )
    await migrate(db)
    return { db }
  })
})

async function asAdministrator(url: string, ...statements: string[]): Promise<void> {
  const client = new Client(url)
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

function as(url: string, user: string): string {
  const own = new URL(url)
  own.username = user
  own.password = user
  return own.href
}

test('an owner who is no superuser migrates, and a user who owns nothing works in the roles', async () => {
  const database = await ownDatabase()
  const name = new URL(database.url).pathname.slice(1)
  const [owner, worker, stranger] = [`${name}_owner`, `${name}_app`, `${name}_other`]
  await asAdministrator(
    database.url,
    ...['api', 'worker', 'vault', 'audit'].map(
      (role) =>
        `do $$ begin create role vigia_${role} nologin; exception when duplicate_object or unique_violation then null; end $$`,
    ),
    // As docs/operations.md says: what a role may do is done by taking the role, and not by being its member.
    ...[owner, worker, stranger].map((user) => `create role ${user} login noinherit password '${user}'`),
    `grant vigia_api, vigia_worker, vigia_vault, vigia_audit to ${owner}, ${worker}`,
    `alter database ${name} owner to ${owner}`,
    `alter schema public owner to ${owner}`,
  )
  const open = (user: string) => openPostgres(as(database.url, user), silentLogger)
  const dbs = [open(owner), open(worker), open(stranger)] as const
  const [asOwner, asWorker, asStranger] = dbs
  try {
    expect(await migrate(asOwner)).toContain('0021_walls')
    await refuseOpenWalls(asOwner)
    await refuseOpenWalls(asWorker)
    await expect(refuseOpenWalls(asStranger)).rejects.toThrow(
      /may not take the roles vigia_api, vigia_worker/,
    )
    await runBehind(product, async () => {
      await sql`insert into source (id, kind, reliability) values ('s', 'x', 'A')`.execute(asWorker)
      for (const rev of [1, 2]) {
        await sql`
          insert into signal (id, rev, kind, source_id, external_id, processes, category, place, event_time, received_at, body, derived,
            body_hash, fingerprint)
          values ('00000000-0000-7000-8000-000000000001', ${rev}, 'signal', 's', 'e', '{}', 'x', 'XX', app.now(), app.now(), '{}',
            '{"marking": "TLP:RED"}', 'h', 'f')`.execute(asWorker)
      }
      const { rows } = await sql<{ rev: number }>`select rev from signal_newest`.execute(asWorker)
      expect(rows).toEqual([{ rev: 2 }])
    })
    // The owner itself sees nothing without a role: FORCE.
    expect((await sql`select 1 from signal`.execute(asOwner)).rows).toEqual([])
    await expect(sql`select 1 from signal`.execute(asStranger)).rejects.toThrow(/permission denied/)
  } finally {
    for (const db of dbs) await db.destroy()
    await database.drop()
    const server = new URL(database.url)
    server.pathname = '/postgres'
    await asAdministrator(server.href, `drop role ${owner}, ${worker}, ${stranger}`)
  }
})

/** One connection, so that whatever a statement leaves behind meets the next one. */
async function onOneConnection(work: (db: Db) => Promise<void>): Promise<void> {
  const database = await ownDatabase()
  const pool = new Pool({ connectionString: database.url, max: 1, pipeline: true })
  const db: Db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: walledPool(discardBroken(pool)) }),
  })
  try {
    await migrate(db)
    await work(db)
  } finally {
    await db.destroy()
    await database.drop()
  }
}

const write = (executor: Executor, id: string) =>
  sql`insert into source (id, kind, reliability) values (${id}, 'x', 'A')`.execute(executor)

// The statement is on its way before the answer about the role is known, and the user of the connection may do everything here.
test.each([
  ['a role that does not exist', { role: 'vigia_nobody' as never, settings: {} }],
  ['a setting that no message can hold', { role: 'vigia_worker', settings: { 'vigia.actor': 'a\0b' } }],
] as const)(
  '%s: nothing of the flight is done, and the connection serves the next one',
  async (_title, wall) => {
    await onOneConnection(async (db) => {
      await runBehind(wall, async () => {
        await expect(write(db, 'alone')).rejects.toThrow()
        await expect(inTransaction(db, (trx) => write(trx, 'in a transaction'))).rejects.toThrow()
        await expect(
          inTransaction(db, (trx) => Promise.all([write(trx, 'first'), write(trx, 'beside it')])),
        ).rejects.toThrow()
        await expect(inTransaction(db, () => Promise.resolve('asks nothing'))).rejects.toThrow()
      })
      await runBehind(product, async () => {
        await write(db, 'next')
        const { rows } = await sql`select id, current_user as me from source`.execute(db)
        expect(rows).toEqual([{ id: 'next', me: 'vigia_worker' }])
      })
    })
  },
)

test('a setting with quotes and a backslash is one text, and never a statement', async () => {
  await onOneConnection(async (db) => {
    const actor = "a', true), set_config('role', 'vigia_vault', true); --\\"
    await runBehind({ role: 'vigia_worker', settings: { 'vigia.actor': actor } }, async () => {
      const { rows } = await sql`select current_setting('vigia.actor') as actor, current_user as me`.execute(
        db,
      )
      expect(rows).toEqual([{ actor, me: 'vigia_worker' }])
    })
  })
})

test('a kept plan asks the walls of whoever asks now', async () => {
  await onOneConnection(async (db) => {
    const look = () =>
      sql<{ id: string; prepared: number }>`
        ${keptPlan} select id, (select count(*)::int from pg_prepared_statements) as prepared from signal_newest`.execute(
        db,
      )
    await runBehind(product, async () => {
      await write(db, 's')
      for (const rev of [1, 2]) {
        await sql`
          insert into signal (id, rev, kind, source_id, external_id, processes, category, place, event_time, received_at, body, derived,
            body_hash, fingerprint)
          values ('00000000-0000-7000-8000-000000000001', ${rev}, 'signal', 's', 'e', '{}', 'x', 'XX', app.now(), app.now(), '{}',
            '{"marking": "TLP:RED"}', 'h', 'f')`.execute(db)
      }
    })
    for (let time = 0; time < 8; time += 1) {
      expect(await runBehind(product, async () => (await look()).rows)).toMatchObject([{ prepared: 1 }])
      expect(await runBehind(anybody, async () => (await look()).rows)).toEqual([])
    }
  })
})

test('a statement that fails alone leaves no transaction open and nothing half done', async () => {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  try {
    await migrate(db)
    await runBehind(product, async () => {
      await expect(sql`select 1 / 0`.execute(db)).rejects.toThrow(/division by zero/)
      const { rows } = await sql<{ open: number }>`
        select count(*)::int as open from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and state like 'idle in transaction%'`.execute(db)
      expect(rows).toEqual([{ open: 0 }])
    })
  } finally {
    await db.destroy()
    await database.drop()
  }
})
