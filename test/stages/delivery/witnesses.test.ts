// The last checkpoint of the audit log leaves with what leaves: mails, webhooks, tests of channels, entries of feeds.
import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { sealEvents } from '#audit/seal-events.ts'
import { notesIn } from '#audit/verify-audit.ts'
import { requestTest } from '#delivery/channel-tests.ts'
import { type Message, readMessage } from '#domain/delivery/message.ts'
import { channelOf } from '#domain/delivery/routing.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { testAuditKey } from '../../support/audit-key.ts'
import { pack } from '../../support/delivery-world.ts'
import { embeddedDb } from '../../support/embedded.ts'
import { plan, run, useRig } from './deliver-rig.ts'
import { useFeeds } from './feed-rig.ts'
import { addEvent, audience } from './rows.ts'

/** One more event, sealed: a new checkpoint. */
async function seal(db: Db): Promise<string> {
  const entry = { actor: null, action: 'test.done', object: { kind: 'test', id: 'witness' } }
  await inTransaction(db, (trx) => recordAudit(trx, entry))
  await sealEvents({ db, auditKey: testAuditKey })
  return (await latestCheckpoint(db))?.note ?? ''
}

/** Other tests of this worker compare whole mails: the log is empty again, which only its owner can do. */
afterAll(async () => {
  const db = await embeddedDb()
  for (const table of ['audit_checkpoint', 'audit_node', 'audit_leaf', 'audit_key', 'audit_event']) {
    await sql.raw(`alter table ${table} disable trigger user`).execute(db)
    await sql.raw(`delete from ${table}`).execute(db)
    await sql.raw(`alter table ${table} enable trigger user`).execute(db)
  }
})

function textsOf(message: Message | undefined): string[] {
  if (message?.type === 'email') return [message.text, message.html]
  return message?.type === 'webhook' ? [message.body] : []
}

describe('what is sent', () => {
  const rig = useRig()
  let note: string
  beforeEach(async () => {
    note = await seal(rig().db)
    expect(notesIn(note)).toHaveLength(1)
  })

  test('mails and webhooks carry it, full and thin, and a later try the same one', async () => {
    const { db } = rig()
    await addEvent(
      db,
      {},
      { audiences: ['duty', 'offices', 'liaison', 'partners'].map((one) => audience(one)) },
    )
    await plan(rig())
    await run(rig())
    await seal(db)
    const { rows } = await sql<{ message: unknown }>`
      select message from delivery where message is not null`.execute(db)
    const texts = rows.flatMap(({ message }) => textsOf(readMessage(message)))
    expect(texts.length).toBeGreaterThan(3)
    for (const text of texts) expect(notesIn(text), text).toEqual(notesIn(note))
  })

  test('the test of a channel carries it', async () => {
    const { db } = rig()
    for (const code of ['email-duty', 'webhook-partner']) {
      const channel = channelOf(pack.routing, code)
      if (channel === undefined) throw new Error(code)
      const way = { channel, recipient: 'duty', key: { channel: code, recipient: 'duty' } }
      const deps = { publicUrl: 'https://vigia.example.org', pack }
      const id = await inTransaction(db, (trx) => requestTest(trx, deps, way, null))
      const row = await db
        .selectFrom('channel_message')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const texts = textsOf(readMessage(row.message))
      expect(texts.length).toBeGreaterThan(0)
      for (const text of texts) expect(notesIn(text), text).toEqual(notesIn(note))
    }
  })
})

describe('what is published', () => {
  const { db, tell, get } = useFeeds()

  test('an entry of a feed carries that of its publication, and stays as it is', async () => {
    const note = await seal(db())
    await tell(['duty'])
    for (const url of ['/v1/feeds/cap', '/v1/feeds/atom/AA01.xml']) {
      const before = await get('duty', url)
      expect(notesIn(before.body)).toEqual(notesIn(note))
      await seal(db())
      const after = await get('duty', url)
      expect([after.body, after.headers['etag']]).toEqual([before.body, before.headers['etag']])
    }
  })
})
