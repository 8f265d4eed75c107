// The product with a live process, not an exercise: what it sends leaves it. On PostgreSQL, in this process, on a country pack that a test edits.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { createApp, openCore } from '#app/create-app.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { openProcess } from '#registry/open-process.ts'
import { insertSources } from '#registry/source-store.ts'
import { testConfig } from '../support/app.ts'
import { testAuditKey } from '../support/audit-key.ts'
import { ownDatabase } from '../support/own-database.ts'
import { silentLogger } from '../support/silent-logger.ts'

export const liveProcess = 'bo-2099-live'

export interface Edit {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Of the Bolivian pack: threats against candidates are told to the partners too, and to them at once. */
export const partnersAtOnce: readonly Edit[] = [
  // The partners are told of a warning at once, and this rule names them.
  {
    file: 'bo/routes.yaml',
    from: 'digest_after: {warning: 12h, watch: 24h, info: 7d}',
    to: 'digest_after: {watch: 24h, info: 7d}',
  },
  {
    file: 'bo/rules/candidate-threats.rule.yaml',
    from: '  - {audience: un-liaison, from: warning, ack_within: 24h, release: approval}\n',
    to: '  - {audience: un-liaison, from: warning, ack_within: 24h, release: approval}\n  - {audience: partners, from: warning, release: approval}\n',
  },
]

export interface LiveWorld {
  url(): string
  readonly databaseUrl: string
  readonly db: Db
  readonly tokens: Readonly<
    Record<'analyst' | 'verifier' | 'ombudsman' | 'liaison' | 'admin' | 'auditor', string>
  >
  close(): Promise<void>
}

/** `settings`: the environment, from the person behind the Ombudsman's token. */
export async function openLiveWorld(
  edits: readonly Edit[],
  settings: (person: string) => Readonly<Record<string, string>>,
  start: (env: Readonly<Record<string, string>>) => Promise<Served> = serveHere,
): Promise<LiveWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-live-'))
  cpSync('rules', folder, { recursive: true })
  for (const edit of edits) applyEdit(path.join(folder, edit.file), edit)
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  await migrate(db)
  const env = { DATABASE_URL: database.url, VIGIA_AUDIT_KEY: testAuditKey, VIGIA_RULES_DIR: folder }
  const tokens = await openLive(env)
  const { rows } = await sql<{ person: string }>`
    select person_id::text as person from api_token where role = 'ombudsman'`.execute(db)
  const served = await start({ ...env, ...settings(rows[0]?.person ?? '') })
  return {
    url: () => served.url,
    databaseUrl: database.url,
    db,
    tokens,
    async close() {
      await served.stop()
      await db.destroy()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Served {
  readonly url: string
  stop(): Promise<void>
}

async function serveHere(env: Readonly<Record<string, string>>): Promise<Served> {
  const app = await createApp(testConfig(env))
  const { url = '' } = await app.start()
  return { url, stop: () => app.stop() }
}

function applyEdit(file: string, { from, to }: Edit): void {
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
  writeFileSync(file, text.replace(from, to))
}

/** A process whose campaign is open today, and a token for each role of the test. */
async function openLive(env: Readonly<Record<string, string>>): Promise<LiveWorld['tokens']> {
  const core = await openCore(testConfig(env))
  const { pack, templates } = core.installed
  const now = Temporal.Now.instant()
  const today = now.toZonedDateTimeISO(pack.timeZone).toPlainDate().toString()
  const tokens = await inTransaction(core.db, async (trx) => {
    await openProcess(trx, pack, {
      id: liveProcess,
      file: exerciseCalendar(templates, pack, today),
      kind: 'general',
      isExercise: false,
      clock: 'live',
      shards: 1,
      now: now.epochMilliseconds,
    })
    await insertSources(trx, [{ id: 'live-analyst', kind: 'observer_mission', reliability: 'B' }])
    const issue = async (request: Omit<TokenRequest, 'label' | 'territory' | 'days'>) =>
      (await issueToken(trx, { label: request.role, territory: ['BO'], days: 2, ...request }, undefined))
        .secret
    return {
      analyst: await issue({
        role: 'analyst',
        marking: 'TLP:AMBER',
        sourceId: 'live-analyst',
        extraScopes: ['signals:grade', 'signals:attribute'],
      }),
      ombudsman: await issue({ role: 'ombudsman', marking: 'TLP:AMBER+STRICT', office: 'ombudsman-duty' }),
      liaison: await issue({ role: 'un_liaison', marking: 'TLP:AMBER', office: 'un-liaison' }),
      admin: await issue({ role: 'system_admin', marking: 'TLP:CLEAR' }),
      verifier: await issue({ role: 'verifier', marking: 'TLP:RED' }),
      auditor: await issue({ role: 'auditor', marking: 'TLP:CLEAR' }),
    }
  })
  await core.stack.stop()
  return tokens
}
