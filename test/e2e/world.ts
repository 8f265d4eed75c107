// Whole products to talk to: embedded, or on PostgreSQL with one process or with several real ones; each with an exercise open today.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { type App, createApp, openCore } from '#app/create-app.ts'
import { type FirstRun, openExercise } from '#app/first-run.ts'
import type { Db } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { testConfig } from '../support/app.ts'
import { testAuditKey } from '../support/audit-key.ts'
import { ownDatabase } from '../support/own-database.ts'
import { silentLogger } from '../support/silent-logger.ts'
import { type Child, startChild } from './child.ts'

export interface World {
  /** The base URL of an API process; another one at each call where there are several. */
  url(): string
  readonly tokens: FirstRun
  /** For what no route does: the clock, a revocation, a look at the rows. */
  db(): Db
  /** Ends every process and starts the same ones again on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function embeddedWorld(): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-e2e-'))
  const open = async () => {
    const opened = await createApp(testConfig({ VIGIA_DATA_DIR: folder }))
    return opened
  }
  let app = await open()
  const tokens = await openExercise(app)
  let { url = '' } = await app.start()
  return {
    url: () => url,
    tokens,
    db: () => app.db,
    async restart() {
      await app.stop()
      app = await open()
      ;({ url = '' } = await app.start())
    },
    async close() {
      await app.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface ServerForm {
  readonly redisUrl: string | undefined
  /** 1: one process that does everything, in this one. 2: two `api` and two `worker` processes of their own. */
  readonly each: 1 | 2
}

interface Running {
  readonly urls: readonly string[]
  stop(): Promise<void>
}

export async function serverWorld({ redisUrl, each }: ServerForm): Promise<World> {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  await migrate(db)
  const env = {
    DATABASE_URL: database.url,
    VIGIA_AUDIT_KEY: testAuditKey,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  }
  const core = await openCore(testConfig(env))
  const tokens = await openExercise(core)
  await core.stack.stop()
  const start = () => (each === 1 ? startHere(env) : startChildren(env, each))
  let running = await start()
  let turn = 0
  return {
    url: () => running.urls[turn++ % running.urls.length] ?? '',
    tokens,
    db: () => db,
    async restart() {
      await running.stop()
      running = await start()
    },
    async close() {
      await running.stop()
      await db.destroy()
      await database.drop()
    },
  }
}

type Environment = Readonly<Record<string, string>>

async function startHere(env: Environment): Promise<Running> {
  const app: App = await createApp(testConfig(env))
  const { url = '' } = await app.start()
  return { urls: [url], stop: () => app.stop() }
}

async function startChildren(env: Environment, each: number): Promise<Running> {
  const roles = (['api', 'worker'] as const).flatMap((role) => Array.from({ length: each }, () => role))
  const children: Child[] = await Promise.all(roles.map((role) => startChild({ ...env, VIGIA_ROLE: role })))
  const urls = children.flatMap((child) => child.url ?? [])
  return { urls, stop: async () => void (await Promise.all(children.map((child) => child.stop()))) }
}

/** Moves the database clock on by an interval such as `2 hours`; it goes on running from there. */
export async function advance(db: Db, interval: string): Promise<void> {
  await sql
    .raw(
      `create or replace function app.now() returns timestamptz language sql stable as 'select now() + interval ''${interval}'''`,
    )
    .execute(db)
}
