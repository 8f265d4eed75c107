// A database of its own with the product in it: migrated, the shipped rules and generated ones in force, an exercise open, tokens issued.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { openForMigration } from '#app/backends.ts'
import { type Core, drain, openCore } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { type Config, readConfig } from '#config/config.ts'
import { inTransaction } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { newKeyRingText } from '#platform/key-ring.ts'
import { createLogger } from '#platform/logger.ts'
import { publishRuleFiles } from '#registry/publish-rules.ts'
import { readRuleText } from '#registry/read-rule-text.ts'
import { testAuditKey } from '../test/support/audit-key.ts'
import { lookFromOutside } from '../test/support/outside-walls.ts'
import type { Settings } from './program.ts'
import type { WorkloadRule } from './workload-rules.ts'

lookFromOutside()

export interface World {
  readonly databaseUrl: string
  readonly core: Core
  /** Secret of a token that posts for several sources. */
  readonly token: string
  close(): Promise<void>
}

export function configFor(
  { redisUrl }: Pick<Settings, 'redisUrl'>,
  databaseUrl: string,
  role: 'api' | 'worker' | 'all',
): Config {
  return readConfig(
    {
      DATABASE_URL: databaseUrl,
      VIGIA_AUDIT_KEY: testAuditKey,
      REDIS_URL: redisUrl,
      VIGIA_ROLE: role,
      LOG_LEVEL: 'error',
      PORT: '0',
      VIGIA_RATE_PER_MINUTE: '0',
      VIGIA_VAULT_KEYS: newKeyRingText(),
    },
    (file) => readFileSync(file, 'utf8'),
  )
}

/** Until nothing waits: the exercise's calendar and rules are in the lane when it returns. */
export async function openWorld(
  settings: Settings,
  rulesBeside: (shipped: number) => readonly WorkloadRule[],
): Promise<World> {
  const databaseUrl = await createDatabase(settings.postgresUrl)
  const config = configFor(settings, databaseUrl, 'worker')
  const empty = await openForMigration(config.backend, createLogger('error'))
  await migrate(empty)
  await empty.destroy()
  const core = await openCore(config)
  const { pack } = core.installed
  const files = rulesBeside(core.installed.rules.rules.length).map(({ document }) => {
    const { read, problems } = readRuleText(
      `${String(document['id'])}.rule.yaml`,
      JSON.stringify(document),
      pack,
    )
    if (read === undefined) throw new Error(JSON.stringify(problems))
    return read
  })
  await inTransaction(core.db, (trx) =>
    publishRuleFiles(trx, files, { gradingVersion: pack.versions.grading, activateFiles: true }),
  )
  const { analyst } = await openExercise(core)
  await drain(core)
  return { databaseUrl, core, token: analyst, close: () => core.stack.stop() }
}

export async function createDatabase(server: string): Promise<string> {
  const name = `vigia_bench_${randomBytes(6).toString('hex')}`
  const client = new Client(server)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
