// What a run works on: a migrated database with electoral processes that are open today, and the tokens of the people in it.
import { readFile } from 'node:fs/promises'
import { issueToken } from '#access/issue-token.ts'
import { openForMigration } from '#app/backends.ts'
import { openCore } from '#app/create-app.ts'
import { readConfig } from '#config/config.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import { inTransaction } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openProcess } from '#registry/open-process.ts'
import { readNow } from '#registry/process-store.ts'
import { insertSources } from '#registry/source-store.ts'
import { record, text } from '../support/oracle/plain.ts'
import { lookFromOutside } from '../support/outside-walls.ts'
import { silentLogger } from '../support/silent-logger.ts'

lookFromOutside()

export interface World {
  readonly processes: readonly [string, ...string[]]
  readonly analyst: string
  readonly ombudsman: string
  /** Of an embedded folder, to read its gauges. */
  readonly admin?: string
  /** Of a server: two people who may change rules, so that one can approve what the other proposes. */
  readonly ruleAuthor?: string
  readonly ruleApprover?: string
}

export const sources = ['station-a', 'station-b', 'radio-c', 'office-d'] as const

/** Migrates an empty database and opens the electoral processes in it. */
export async function prepareWorld(
  databaseUrl: string,
  processCount: number,
  isExercise: boolean,
): Promise<World> {
  const config = readConfig({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' }, () => '')
  const bare = await openForMigration(config.backend, silentLogger)
  await migrate(bare)
  await bare.destroy()
  const core = await openCore(config)
  try {
    const { pack, templates } = core.installed
    return await inTransaction(core.db, async (trx) => {
      const { now } = await readNow(trx)
      const today = now.toZonedDateTimeISO(pack.timeZone).toPlainDate().toString()
      const file = exerciseCalendar(templates, pack, today)
      const processes: string[] = []
      for (let index = 1; index <= processCount; index += 1) {
        const id = `faults-${index}`
        const opening = { id, file, kind: 'exercise', isExercise, clock: 'live', shards: 1 } as const
        await openProcess(trx, pack, { ...opening, now: now.epochMilliseconds })
        processes.push(id)
      }
      await insertSources(
        trx,
        sources.slice(0, 2).map((id) => ({ id, kind: 'ombudsman_office', reliability: 'B' })),
      )
      const common = { territory: [pack.country], days: 2, processes }
      const analyst = await issueToken(
        trx,
        {
          ...common,
          label: 'fault suite: analyst',
          role: 'analyst',
          marking: 'TLP:AMBER',
          sourceId: sources[0],
          extraScopes: ['signals:grade', 'signals:attribute'],
        },
        undefined,
      )
      const ombudsman = await issueToken(
        trx,
        {
          ...common,
          label: 'fault suite: ombudsman',
          role: 'ombudsman',
          marking: 'TLP:AMBER+STRICT',
          office: 'ombudsman-duty',
        },
        undefined,
      )
      const rules = { ...common, role: 'rules_admin', marking: 'TLP:GREEN' } as const
      const author = await issueToken(trx, { ...rules, label: 'fault suite: rules, first person' }, undefined)
      const approver = await issueToken(
        trx,
        { ...rules, label: 'fault suite: rules, second person' },
        undefined,
      )
      const [first = '', ...rest] = processes
      return {
        processes: [first, ...rest],
        analyst: analyst.secret,
        ombudsman: ombudsman.secret,
        ruleAuthor: author.secret,
        ruleApprover: approver.secret,
      }
    })
  } finally {
    await core.stack.stop()
  }
}

/** What the first start of an embedded folder wrote for its user. */
export async function readFirstRun(file: string): Promise<World> {
  const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
  const first = record(parsed)
  return {
    processes: [text(first['process'])],
    analyst: text(first['analyst']),
    ombudsman: text(first['ombudsman']),
    admin: text(first['admin']),
  }
}
