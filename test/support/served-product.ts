// The product as an institution runs it, for one test file: server mode, a PostgreSQL database of its own, pokes over Redis, one process.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { Client } from 'pg'
import { type App, createApp } from '#app/create-app.ts'
import type { Db } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { testConfig } from './app.ts'
import { testAuditKey } from './audit-key.ts'
import { need } from './needs.ts'
import { copyOfDatabase, newDatabase, type OwnDatabase } from './own-database.ts'
import { silentLogger } from './silent-logger.ts'

const migrations = path.join(import.meta.dirname, '../../migrations')

/** Databases of Redis that tests of their own kind use by number: 1 to 3. The others are shared out among the workers of a run. */
const redisFrom = 4
const redisCount = 12

/**
 * Opened and not yet started; its `stop` drops the database. `env`: settings beyond those that a server needs. `prepare`: what is done to the
 * database before the product sees it.
 */
export async function serveProduct(
  env: Readonly<Record<string, string>> = {},
  prepare?: (db: Db) => Promise<void>,
): Promise<App> {
  const database = await migratedDatabase()
  try {
    if (prepare !== undefined) await withDatabase(database.url, prepare)
    const app = await createApp(testConfig({ ...serverSettings(database.url), ...env }))
    return {
      ...app,
      async stop() {
        await app.stop()
        await database.drop()
      },
    }
  } catch (error) {
    await database.drop()
    throw error
  }
}

function serverSettings(databaseUrl: string): Readonly<Record<string, string>> {
  // One file at a time runs in a worker, so that no other product takes its pokes.
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 1)
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: `${need('redis')}/${redisFrom + ((worker - 1) % redisCount)}`,
    VIGIA_AUDIT_KEY: testAuditKey,
    VIGIA_ACCESS_KEY: 'q'.repeat(43),
  }
}

/** A new database with the schema of today: copied from one that the first test file of a run migrates. */
async function migratedDatabase(): Promise<OwnDatabase> {
  const template = await migratedTemplate(need('postgres'))
  return copyOfDatabase(template)
}

/** Its name holds a digest of the migrations: on a server that outlives the run, a changed schema has a template of its own. */
async function migratedTemplate(server: string): Promise<string> {
  const name = `vigia_template_${digestOfMigrations()}`
  const client = new Client(server)
  await client.connect()
  try {
    // Workers that come at the same time wait for the one that makes it.
    await client.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) await makeTemplate(client, server, name)
    return name
  } finally {
    await client.end() // and the lock goes with it
  }
}

/** Made under another name first: a run that is broken off leaves no half template behind. */
async function makeTemplate(client: Client, server: string, name: string): Promise<void> {
  const draft = `${name}_draft`
  await client.query(`drop database if exists ${draft} with (force)`)
  await withDatabase(await newDatabase(server, draft), migrate)
  // Nobody may be connected to what is copied.
  await client.query(`alter database ${draft} with allow_connections false`)
  await client.query(`alter database ${draft} rename to ${name}`)
}

async function withDatabase(url: string, act: (db: Db) => Promise<unknown>): Promise<void> {
  const db = openPostgres(url, silentLogger)
  try {
    await act(db)
  } finally {
    await db.destroy()
  }
}

function digestOfMigrations(): string {
  const digest = createHash('sha256')
  for (const file of readdirSync(migrations).toSorted())
    digest.update(file).update(readFileSync(path.join(migrations, file)))
  return digest.digest('hex').slice(0, 16)
}
