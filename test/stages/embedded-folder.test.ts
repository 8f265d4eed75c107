// The database folder of embedded mode: a first start that was cut off leaves nothing that the next one trips over.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { Db } from '#platform/database/database.ts'
import { openPglite } from '#platform/database/pglite.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'vigia-folder-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function visit<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openPglite(folder)
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

const tables = async (db: Db) => (await db.introspection.getTables()).map(({ name }) => name)

test('a folder that was not whole is begun anew; one that was keeps what is in it', async () => {
  mkdirSync(path.join(folder, 'pglite/base'), { recursive: true })
  writeFileSync(path.join(folder, 'pglite/PG_VERSION'), '18\n')
  writeFileSync(path.join(folder, 'pglite.unfinished'), '')
  await visit((db) => sql`create table kept (id int)`.execute(db))
  expect(existsSync(path.join(folder, 'pglite.unfinished'))).toBe(false)
  expect(await visit(tables)).toEqual(['kept'])
})

test('times are in UTC, whatever the zone of the machine', async () => {
  const { rows } = await visit((db) => sql<{ at: string }>`select now()::text as at`.execute(db))
  expect(rows[0]?.at).toMatch(/\+00$/)
})
