// Q14: yesterday's full backup, restored, gives back none of the sources that were shredded since. With pg_dump on PostgreSQL.
import { execFileSync } from 'node:child_process'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { newKeyLine, newKeyRingText, parseKeyRing } from '#platform/key-ring.ts'
import { shredIdentities } from '#sources/keeping-store.ts'
import { backupKeys, restoreKeyLines, rewrapKeys } from '#sources/key-table.ts'
import { openIdentity } from '#sources/open-identity.ts'
import { sealIdentities } from '#sources/seal-identity.ts'
import { createVault, type Vault } from '#sources/vault.ts'
import { readFields, readIdentity, readKeys } from '#sources/vault-store.ts'
import { dumpOf } from '../support/dump.ts'
import { ownDatabase } from '../support/own-database.ts'
import { findProgram } from '../support/servers.ts'
import { silentLogger } from '../support/silent-logger.ts'

const count = 1_000
const ringText = newKeyRingText()
const vaultOf = (text: string) => createVault(parseKeyRing(text), undefined, { sealAll: false })
const vault = vaultOf(ringText)

async function opened(): Promise<{ db: Db; url: string; close: () => Promise<void> }> {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  return { db, url: database.url, close: () => db.destroy().then(database.drop) }
}

const nameOf = (index: number) => `Persona Secreta ${index} ñandú`

/** How many of the identities the keys at hand open, and every name that came out. */
async function readable(db: Db, ids: readonly string[], withVault: Vault = vault): Promise<string[]> {
  const fields = await readFields(db, ids)
  const keys = await readKeys(db, ids)
  const names: string[] = []
  for (const id of ids) {
    const identity = await readIdentity(db, id)
    if (identity === undefined) continue
    const read = await openIdentity(withVault, identity, fields, keys).catch(() => undefined)
    if (read?.fields?.['name'] !== undefined) names.push(read.fields['name'])
  }
  return names
}

/** pg_dump | psql into an empty database: what an operator does the day after. */
function restore(from: string, to: string, flags: readonly string[]): string {
  const dump = execFileSync(
    findProgram('pg_dump', 'postgresql-client', 'TEST_DATABASE_URL'),
    [...flags, '--dbname', from],
    {
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  )
  execFileSync(
    findProgram('psql', 'postgresql-client', 'TEST_DATABASE_URL'),
    ['--quiet', '--set', 'ON_ERROR_STOP=1', to],
    {
      input: dump,
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  )
  return dump
}

test('ADV1-restored-backup: Q14: 0 of 1,000 shredded sources readable from a restored backup, by any key that is left', async () => {
  const [live, restored, whole] = [await opened(), await opened(), await opened()]
  try {
    await migrate(live.db)
    await inTransaction(live.db, (trx) =>
      sealIdentities(
        trx,
        vault,
        Array.from({ length: count + 100 }, (_, index) => ({
          identity: { name: nameOf(index), phone: `7${String(index).padStart(7, '0')}` },
          signalId: crypto.randomUUID(),
          sourceId: 's',
          processes: ['p'],
          severity: 3,
        })),
      ),
    )
    const { rows } = await sql<{ id: string }>`select id from vault.identity order by id`.execute(live.db)
    const all = rows.map((row) => row.id)
    const [gone, kept] = [all.slice(0, count), all.slice(count)]
    expect(await readable(live.db, all)).toHaveLength(count + 100)

    // Yesterday: the full backup as docs/security/sources.md says, and the key table apart.
    const dump = restore(live.url, restored.url, ['--exclude-table-data=vault.data_key'])
    for (const word of ['Persona Secreta', nameOf(7)]) expect(dump).not.toContain(word)
    // A backup that somebody made with the key table in it.
    restore(live.url, whole.url, [])
    // Today.
    const shredded = await inTransaction(live.db, (trx) =>
      shredIdentities(trx, gone, { reason: 'source_asked', tokenId: null, personId: null }),
    )
    expect(shredded).toHaveLength(count)
    const keys = (await backupKeys(live.db)).join('\n')

    expect(await readable(restored.db, all)).toEqual([])
    expect(await restoreKeyLines(restored.db, keys)).toEqual({ read: 100, restored: 100 })
    expect(await readable(restored.db, gone)).toEqual([])
    expect(await readable(restored.db, kept)).toHaveLength(100)
    expect(await dumpOf(restored.db)).not.toContain('Persona Secreta')

    // The one with the keys in it opens as long as the wrapping key is there: that is why it is renewed and destroyed.
    expect(await readable(whole.db, gone)).toHaveLength(count)
    const ringNow = `${newKeyLine('wrap')} ${ringText}`
    expect(await rewrapKeys(live.db, vaultOf(ringNow))).toBe(100)
    const ringLater = ringNow
      .split(/\s+/)
      .filter((line) => !line.startsWith(ringText.slice(0, 14)))
      .join(' ')
    expect(await readable(live.db, kept, vaultOf(ringLater))).toHaveLength(100)
    expect(await readable(whole.db, all, vaultOf(ringLater))).toEqual([])
  } finally {
    for (const one of [live, restored, whole]) await one.close()
  }
})

test('a file of keys that was cut is refused', async () => {
  const { db, close } = await opened()
  try {
    await migrate(db)
    for (const text of ['', 'x', '{"keys":3}', '{"id":"1"}\n{"keys":1}'])
      await expect(restoreKeyLines(db, text)).rejects.toThrow('no whole file')
  } finally {
    await close()
  }
})

test('a migrating user who may not create roles is told which it has to be given, and with them has a vault that works', async () => {
  const { db, url, close } = await opened()
  const role = `plain_${crypto.randomUUID().slice(0, 8)}`
  const mine = new URL(url)
  mine.username = role
  await sql`create role ${sql.id(role)} login`.execute(db)
  await sql`grant create on database ${sql.id(mine.pathname.slice(1))} to ${sql.id(role)}`.execute(db)
  await sql`grant create, usage on schema public to ${sql.id(role)}`.execute(db)
  const plain = openPostgres(mine.href, silentLogger)
  try {
    await expect(migrate(plain)).rejects.toThrow(/vigia_\w+/)
    await sql`grant vigia_api, vigia_worker, vigia_vault, vigia_audit to ${sql.id(role)}`.execute(db)
    await migrate(plain)
    const signalId = crypto.randomUUID()
    const one = { identity: { name: 'x y' }, signalId, sourceId: 's', processes: ['p'], severity: 1 }
    await inTransaction(plain, (trx) => sealIdentities(trx, vault, [one]))
    const { rows } = await sql<{ id: string }>`select id from vault.identity`.execute(plain)
    expect(
      await readable(
        plain,
        rows.map((row) => row.id),
      ),
    ).toEqual(['x y'])
  } finally {
    await plain.destroy()
    await sql`drop owned by ${sql.id(role)} cascade`.execute(db)
    await sql`drop role ${sql.id(role)}`.execute(db)
    await close()
  }
})
