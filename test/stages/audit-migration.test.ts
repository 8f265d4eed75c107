// An installation with a record from before: nothing is lost, texts leave the record for notes, and what was there is sealed with the rest.
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { afterAll, expect, test } from 'vitest'
import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import { sealEvents } from '#audit/seal-events.ts'
import { openPglite } from '#platform/database/pglite.ts'
import { sha256 } from '#platform/ids.ts'
import { testAuditKey } from '../support/audit-key.ts'

const db = await openPglite()
afterAll(() => db.destroy())

test('events of the older form become events of the new one', async () => {
  const migrationFolder = path.join(import.meta.dirname, '../../migrations')
  const migrator = new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) })
  expect((await migrator.migrateTo('0015_rule_backtests')).error).toBeUndefined()
  const [person, token] = ['018f6d2e-0000-7000-8000-00000000000a', '018f6d2e-0000-7000-8000-00000000000b']
  await sql`insert into person (id, label) values (${person}, 'Ana')`.execute(db)
  await sql`
    insert into api_token (id, person_id, label, prefix, hash, role, scopes, marking, expires_at)
    values (${token}, ${person}, 'x', 'x', 'x', 'auditor', '{}', 'TLP:CLEAR', now())`.execute(db)
  await sql`
    insert into audit_event (actor, act, target, details) values
      (null, 'token.issued', ${token}, '{"role": "auditor"}'),
      (${token}, 'silence.ended', 's1', '{"reason": "Ana asked", "code": "X"}')`.execute(db)
  expect((await migrator.migrateToLatest()).error).toBeUndefined()
  const rows = await db.selectFrom('audit_event').selectAll().orderBy('id').execute()
  const note = await db.selectFrom('audit_note').selectAll().executeTakeFirstOrThrow()
  expect(note).toMatchObject({ text: 'Ana asked', hash: sha256(`${note.salt}Ana asked`) })
  expect(rows).toMatchObject([
    { actor_token: null, actor_person: null, action: 'token.issued', object_kind: 'token', object_id: token },
    { actor_token: token, actor_person: person, object_kind: 'silence', object_id: 's1' },
  ])
  expect(rows.map(({ detail }) => detail)).toEqual([{ role: 'auditor' }, { code: 'X', note: note.hash }])
  await sealEvents({ db, auditKey: testAuditKey })
  expect((await latestCheckpoint(db))?.size).toBe(2)
})
