// The sealed audit log on both databases, and what only several sessions can show.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordAudit } from '#audit/record-audit.ts'
import { hasUnsealed, readTree } from '#audit/tree-store.ts'
import { inTransaction } from '#platform/database/database.ts'
import { pgliteDatabase, postgresDatabase, type TestDatabase } from '../support/databases.ts'
import {
  auditConformance,
  entryOf,
  record,
  seal,
  sealAll,
  sealedIds,
  unsealed,
  verdictOn,
} from './audit.suite.ts'

auditConformance('PGlite', pgliteDatabase)
auditConformance('PostgreSQL', postgresDatabase)

describe('with several sessions', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await postgresDatabase()
  })
  afterAll(() => database.close())

  test('what a slow transaction wrote first is sealed when it has committed, and nothing is sealed over it', async () => {
    const { db } = database
    const { promise: end, resolve } = Promise.withResolvers<void>()
    const { promise: written, resolve: write } = Promise.withResolvers<void>()
    const slow = inTransaction(database.another(), async (trx) => {
      await recordAudit(trx, entryOf('slow'))
      write()
      await end
    })
    await written
    for (const id of ['quick-1', 'quick-2']) await record(db, id)
    await seal(db)
    expect([await sealedIds(db), await unsealed(db)]).toEqual([[], 2])
    resolve()
    await slow
    await sealAll(db)
    expect(await sealedIds(db)).toEqual(['slow', 'quick-1', 'quick-2'])
  })

  test('a transaction that is rolled back leaves no hole', async () => {
    const { db } = database
    const failing = inTransaction(db, async (trx) => {
      await recordAudit(trx, entryOf('never'))
      throw new Error('planned')
    })
    await expect(failing).rejects.toThrow('planned')
    await record(db, 'after')
    await sealAll(db)
    expect((await sealedIds(db)).at(-1)).toBe('after')
    expect((await verdictOn(db)).faults).toEqual([])
  })

  test('after a restore into a cluster with lower transaction numbers, old and new events are sealed', async () => {
    const { db } = database
    const high = '900000000000'
    await sql`update audit_tree set sealed_below = ${high}::xid8`.execute(db)
    await sql`
      insert into audit_event (action, object_kind, object_id, xid)
      values ('test.done', 'test', 'from the other cluster', '900000000123')`.execute(db)
    await record(db, 'new')
    expect(await hasUnsealed(db)).toBe(true)
    await sealAll(db)
    expect((await sealedIds(db)).slice(-2).toSorted()).toEqual(['from the other cluster', 'new'])
    expect(Number((await readTree(db)).sealedBelow)).toBeLessThan(Number(high))
    await record(db, 'newer')
    await sealAll(db)
    expect((await sealedIds(db)).at(-1)).toBe('newer')
    expect((await verdictOn(db)).faults).toEqual([])
  })
})
