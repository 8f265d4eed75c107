// What was there before people could sign in stays: persons, tokens, proposals and approvals go on, and the database still knows the person.
import { readdirSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { expect, test } from 'vitest'
import type { Db } from '#platform/database/database.ts'
import { openPglite } from '#platform/database/pglite.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { ownDatabase } from '../support/own-database.ts'
import { silentLogger } from '../support/silent-logger.ts'

const migrationFolder = path.join(import.meta.dirname, '../../migrations')
const before = readdirSync(migrationFolder)
  .map((file) => file.replace('.ts', ''))
  .filter((name) => name < '0017')
  .toSorted()
  .at(-1)

async function embedded() {
  const db = await openPglite()
  return { db, close: () => db.destroy() }
}

async function postgres() {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  const close = async () => {
    await db.destroy()
    await database.drop()
  }
  return { db, close }
}

const [person, token, proposal] = [1, 2, 3].map((n) => `018f6d2e-0000-7000-8000-00000000000${n}`)

function insertToken(db: Db, id: string | undefined, role: string) {
  return sql`
    insert into api_token (id, person_id, label, prefix, hash, role, scopes, marking, expires_at)
    values (${id}::uuid, ${person}::uuid, 'x', 'x', ${id}, ${role}, '{}', 'TLP:CLEAR', now() + interval '1 day')`.execute(
    db,
  )
}

test.each([
  ['embedded', embedded],
  ['postgres', postgres],
])('%s: a database of the version before keeps its people', async (_name, open) => {
  const { db, close } = await open()
  try {
    const migrator = new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) })
    expect((await migrator.migrateTo(before ?? '')).error).toBeUndefined()
    await sql`insert into person (id, label) values (${person}::uuid, 'de antes')`.execute(db)
    await insertToken(db, token, 'rules_admin')
    await sql`
      insert into proposal (id, kind, target, subject, reason, proposer, expires_at)
      values (${proposal}::uuid, 'rule', 'r', '{}', 'x', ${token}::uuid, now() + interval '1 day')`.execute(
      db,
    )
    expect((await migrator.migrateToLatest()).error).toBeUndefined()

    const { rows } = await sql`
      select p.kind, p.person_id, t.label, app.person_of(t.id) as person, r.proposer_person
      from principal p join api_token t on t.id = p.id join proposal r on r.proposer = p.id`.execute(db)
    expect(rows).toEqual([{ kind: 'token', person_id: person, label: 'x', person, proposer_person: person }])
    const again = sql`
      insert into approval (proposal_id, approver, decision) values (${proposal}::uuid, ${token}::uuid, 'approve')`
    await expect(again.execute(db)).rejects.toThrow(/approval_by_another_person/)
    await expect(insertToken(db, '018f6d2e-0000-7000-8000-000000000009', 'auditor')).rejects.toThrow(
      /role_conflict/,
    )
    await expect(sql`update api_token set person_id = gen_random_uuid()`.execute(db)).rejects.toThrow(
      /changes hands/,
    )
  } finally {
    await close()
  }
})
