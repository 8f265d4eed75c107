// What the sealed audit log promises on both databases.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { checkpointsBetween, latestCheckpoint, listKeys } from '#audit/checkpoint-store.ts'
import { sealedEvents } from '#audit/event-store.ts'
import { dumpLines } from '#audit/export-dump.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { acceptKey, isAcceptedKey, sealEvents } from '#audit/seal-events.ts'
import { hasUnsealed } from '#audit/tree-store.ts'
import { verifyDump } from '#audit/verify-audit.ts'
import { newCheckpointKey } from '#platform/checkpoint-key.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { sha256 } from '#platform/ids.ts'
import type { TestDatabase } from '../support/databases.ts'

const auditKey = newCheckpointKey()

export const entryOf = (id: string) => ({ actor: null, action: 'test.done', object: { kind: 'test', id } })
export const record = (db: Db, id: string) => inTransaction(db, (trx) => recordAudit(trx, entryOf(id)))
export const seal = (db: Db) => sealEvents({ db, auditKey })

export async function unsealed(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from audit_event e where not exists (select 1 from audit_leaf l where l.event_id = e.id)`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

/** Transactions of other tests on the same server may be older than ours: sealing waits for them, and so does this. */
export async function sealAll(db: Db, key = auditKey): Promise<void> {
  await vi.waitFor(
    async () => {
      await sealEvents({ db, auditKey: key })
      expect(await unsealed(db)).toBe(0)
    },
    { timeout: 120_000, interval: 50 },
  )
}

export async function sealedIds(db: Db): Promise<string[]> {
  const size = (await latestCheckpoint(db))?.size ?? 0
  return (await sealedEvents(db, 0, size)).map((one) => one.objectId)
}

export async function verdictOn(db: Db, witnesses: readonly string[] = []) {
  const lines: string[] = []
  for await (const line of dumpLines(db)) lines.push(`${line}\n`)
  const keys = (await listKeys(db)).map(({ publicKey }) => publicKey)
  const texts = witnesses.map((text) => ({ name: 'witness', text }))
  return verifyDump([Buffer.from(lines.join(''))], texts, keys)
}

export function auditConformance(name: string, open: () => Promise<TestDatabase>): void {
  describe(`the audit log on ${name}`, () => {
    let database: TestDatabase
    let db: Db
    beforeAll(async () => {
      database = await open()
      db = database.db
    })
    afterAll(() => database.close())

    test('what is written is sealed in order, and the dump of it verifies', async () => {
      expect(await hasUnsealed(db)).toBe(false)
      for (const id of ['a', 'b', 'c']) await record(db, id)
      await expect.poll(() => hasUnsealed(db), { timeout: 120_000 }).toBe(true)
      await sealAll(db)
      expect(await hasUnsealed(db)).toBe(false)
      expect(await sealedIds(db)).toEqual(['a', 'b', 'c'])
      const first = await verdictOn(db)
      expect(first).toMatchObject({ faults: [], events: 3, last: { size: 3 } })
      await seal(db) // nothing new: no new checkpoint
      await record(db, 'd')
      await sealAll(db)
      expect(await verdictOn(db)).toMatchObject({ faults: [], events: 4, checkpoints: first.checkpoints + 1 })
    })

    test('a note stays beside the record, and can be forgotten without breaking it', async () => {
      const note = 'Ana Quispe asked for it'
      await inTransaction(db, (trx) =>
        recordAudit(trx, { ...entryOf('noted'), detail: { said: note, code: 'X-1', list: [note] }, note }),
      )
      const row = await db
        .selectFrom('audit_event')
        .selectAll()
        .where('object_id', '=', 'noted')
        .executeTakeFirstOrThrow()
      const kept = await db.selectFrom('audit_note').selectAll().executeTakeFirstOrThrow()
      expect(kept).toMatchObject({ text: note, hash: sha256(kept.salt + note) })
      expect(row.detail).toEqual({ said: '[text]', code: 'X-1', list: ['[text]'], note: kept.hash })
      await sealAll(db)
      await db.deleteFrom('audit_note').execute()
      expect((await verdictOn(db)).faults).toEqual([])
    })

    test('many writers and several sealers at once: each event once, every checkpoint true', async () => {
      const before = (await sealedIds(db)).length
      const sessions = [database.another(), database.another(), database.another()]
      const work = sessions.map(async (own, writer) => {
        for (let round = 0; round < 15; round += 1) {
          await record(own, `w${writer}-${round}`)
          if (round % 4 === writer) await seal(own)
        }
      })
      await Promise.all(work)
      await sealAll(db)
      const ids = (await sealedIds(db)).slice(before)
      expect(ids).toHaveLength(45)
      expect(new Set(ids).size).toBe(45)
      for (const writer of [0, 1, 2]) {
        const own = ids.filter((id) => id.startsWith(`w${writer}-`))
        expect(own).toEqual(Array.from({ length: 15 }, (_, round) => `w${writer}-${round}`))
      }
      const all = await checkpointsBetween(db, 0, 1_000)
      expect(all.length).toBeGreaterThan(3)
      expect(
        (
          await verdictOn(
            db,
            all.map(({ note }) => note),
          )
        ).faults,
      ).toEqual([])
    })

    test('the order is that of the transactions, also when their numbers get one digit more', async () => {
      const { rows } = await sql<{ now: string }>`
        select pg_snapshot_xmax(pg_current_snapshot())::text as now`.execute(db)
      const now = Number(rows[0]?.now)
      await spend(db, 10 ** String(now).length - now - 2)
      const ids = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']
      for (const id of ids) await record(db, id)
      await sealAll(db)
      expect((await sealedIds(db)).slice(-ids.length)).toEqual(ids)
      expect((await verdictOn(db)).faults).toEqual([])
    })

    test('another key seals nothing until a person accepts it', async () => {
      const other = newCheckpointKey()
      expect([await isAcceptedKey(db, auditKey), await isAcceptedKey(db, other)]).toEqual([true, false])
      await record(db, 'under another key')
      await expect(sealEvents({ db, auditKey: other })).rejects.toMatchObject({ code: 'AUDIT_KEY_CHANGED' })
      await inTransaction(db, (trx) => acceptKey(trx, other))
      await sealAll(db, other)
      expect((await sealedIds(db)).slice(-2)[0]).toBe('under another key')
      expect((await verdictOn(db)).faults).toEqual([])
      expect((await listKeys(db)).length).toBe(2)
    })

    test('ADV4-changed-database: whoever changes the database behind the back of the product is seen', async () => {
      const witness = (await latestCheckpoint(db))?.note ?? ''
      for (const [change, undo] of [
        [
          `update audit_event set action = 'test.other' where object_id = 'b'`,
          `update audit_event set action = 'test.done' where object_id = 'b'`,
        ],
        [
          `update audit_event set at = at + interval '1 microsecond' where object_id = 'b'`,
          `update audit_event set at = at - interval '1 microsecond' where object_id = 'b'`,
        ],
        [
          `update audit_event set actor_person = '018f6d2e-0000-7000-8000-000000000001' where object_id = 'b'`,
          `update audit_event set actor_person = null where object_id = 'b'`,
        ],
      ] as const) {
        await unguarded(db, change)
        expect((await verdictOn(db, [witness])).faults, change).not.toEqual([])
        await unguarded(db, undo)
        expect((await verdictOn(db, [witness])).faults).toEqual([])
      }
      await unguarded(db, 'delete from audit_checkpoint where size > 10', 'audit_checkpoint')
      await unguarded(db, 'delete from audit_leaf where index >= 10', 'audit_leaf')
      expect((await verdictOn(db, [witness])).faults).not.toEqual([])
    })
  })
}

async function unguarded(db: Db, change: string, table = 'audit_event'): Promise<void> {
  await sql.raw(`alter table ${table} disable trigger user`).execute(db)
  await sql.raw(change).execute(db)
  await sql.raw(`alter table ${table} enable trigger user`).execute(db)
}

/** Transactions inside one: each that writes takes a number. */
async function spend(db: Db, count: number): Promise<void> {
  await inTransaction(db, async (trx) => {
    await sql`create temporary table spent (n int) on commit drop`.execute(trx)
    await sql
      .raw(
        `do $$ begin for n in 1..${count} loop begin insert into spent values (n); exception when division_by_zero then null; end; end loop; end $$`,
      )
      .execute(trx)
  })
}
