// Where drafts, notices, removed recipients and the CAP feed meet.
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { hasSomethingDue, keepWaiting } from '#delivery/keep-waiting.ts'
import { readDrafts } from '#delivery/read-drafts.ts'
import { approveDraft } from '#delivery/release-drafts.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { inTransaction } from '#platform/database/database.ts'
import { allConsent, pack } from '../../support/delivery-world.ts'
import { anActor } from '../../support/route-server.ts'
import { plan, run, useRig } from './deliver-rig.ts'
import { addEvent, alertId, audience, setNow } from './rows.ts'

const rig = useRig()
const person = '018f6d2e-2222-7000-8000-00000000000c'
const people = { audiences: [audience('duty'), audience('liaison', { release: 'approval' })] }

async function happen(
  ordinal: number,
  kind: string,
  body: Record<string, unknown> = {},
  changes: { level?: string | null; notify?: boolean } = {},
): Promise<void> {
  await addEvent(rig().db, { ordinal, kind, ...changes }, { ...people, ...body })
  await plan(rig())
  await run(rig())
}

/** Rows to a recipient by ordinal: `1 email-liaison draft draft`. */
async function rowsTo(recipient: string): Promise<string[]> {
  const rows = await rig()
    .db.selectFrom('delivery')
    .selectAll()
    .where('recipient', '=', recipient)
    .orderBy('ordinal')
    .orderBy('channel')
    .execute()
  return rows.map((one) => `${one.ordinal} ${one.channel} ${one.state} ${one.reason}`)
}

const sentTo = (recipient: string) =>
  rig()
    .sent.filter(({ target }) => target.recipient === recipient)
    .flatMap(({ message }) => (message.type === 'email' ? [message] : []))

const drafts = async () =>
  (
    await sql<{ text: string }>`
    select audience || ' ' || ordinal || ' ' || state || ' ' || coalesce(reason, '-') as text from draft
    where alert_id = ${alertId}::uuid order by opened_at, id`.execute(rig().db)
  ).rows.map((one) => one.text)

const deps = () => ({ isTlsEnforced: true, publicUrl: 'https://vigia.example.org' })
const actor = () => anActor({ personId: person })

async function approve(seen: number): Promise<void> {
  const { db, pokes } = rig()
  await db
    .insertInto('person')
    .values({ id: person, label: 'c' })
    .onConflict((one) => one.doNothing())
    .execute()
  const release = { alertId, audience: 'liaison', seen, comment: null }
  await inTransaction(db, (trx) => approveDraft(trx, { pokes, pack }, actor(), release))
  await run(rig())
}

describe('a draft', () => {
  test('whose clock runs out is told to the people inside, once, and is sent to nobody however long it waits', async () => {
    await happen(1, 'fired')
    await setNow(rig().db, '2026-03-20T22:30:59Z')
    expect(await hasSomethingDue(rig().db)).toBe(false)
    await setNow(rig().db, '2026-03-20T22:31:00Z')
    expect(await hasSomethingDue(rig().db)).toBe(true)
    for (const now of ['2026-03-20T22:31:00Z', '2026-03-21T22:31:00Z', '2026-04-20T22:31:00Z']) {
      await setNow(rig().db, now)
      await keepWaiting(rig().deps, 'due')
      await plan(rig())
      await run(rig())
    }
    expect(await rowsTo('duty')).toContain('2 inbox delivered planned')
    expect(
      sentTo('duty')
        .map((one) => one.text)
        .at(-1),
    ).toContain('Espera una decisión el borrador para')
    expect(await rowsTo('liaison')).toEqual(['1 email-liaison draft draft'])
    expect(sentTo('liaison')).toEqual([])
    expect(await drafts()).toEqual(['liaison 1 open -'])
    const events = await rig().db.selectFrom('alert_event').select('kind').orderBy('ordinal').execute()
    expect(events.map((one) => one.kind)).toEqual(['fired', 'draft_overdue'])
  })

  test('has the short clock where that of election day runs, and its end sends nothing', async () => {
    const urgent: DeliveryPack = {
      ...pack,
      routing: {
        ...pack.routing,
        urgent_clocks: ['election_day'],
        approve_within: { urgent: '30m', normal: '4h' },
      },
    }
    Object.assign(rig().deps, { loadPack: () => Promise.resolve(urgent) })
    await happen(1, 'fired', { window: 'election_day' })
    await setNow(rig().db, '2026-03-20T19:00:59Z')
    expect(await hasSomethingDue(rig().db)).toBe(false)
    await setNow(rig().db, '2026-03-20T19:01:00Z')
    await keepWaiting(rig().deps, 'due')
    const overdue = async () =>
      (await rig().db.selectFrom('alert_event').select('kind').orderBy('ordinal').execute()).filter(
        ({ kind }) => kind === 'draft_overdue',
      ).length
    expect(await overdue()).toBe(1)
    await keepWaiting(rig().deps, 'due')
    expect(await overdue()).toBe(1)
    expect(sentTo('liaison')).toEqual([])
  })

  test('of an alert that closes meanwhile is asked again with the closing, which says what came before', async () => {
    await happen(1, 'fired')
    await happen(2, 'resolved', {}, { level: null, notify: false })
    expect(await rowsTo('liaison')).toEqual([
      '1 email-liaison superseded superseded',
      '2 email-liaison draft draft',
    ])
    const { db } = rig()
    const [waiting] = (await readDrafts(db, deps(), pack, actor(), { alertId, language: 'es' })).drafts
    expect([waiting?.seen, waiting?.changes]).toEqual([2, ['resolved']])
    await expect(approve(1)).rejects.toMatchObject({ code: 'DRAFT_CHANGED' })
    expect(sentTo('liaison')).toEqual([])
    await approve(2)
    const [message, ...more] = sentTo('liaison')
    expect(more).toEqual([])
    expect(message?.text).toContain('Alert resolved')
    expect(message?.text).toContain('New alert')
  })

  test('never carries numbers that have been corrected since', async () => {
    await happen(1, 'fired', { measures: { n: 9 }, explain: { es: '9 amenazas.', en: '9 threats.' } })
    await happen(
      2,
      'corrected',
      { measures: { n: 3 }, explain: { es: '3 amenazas.', en: '3 threats.' } },
      { level: 'watch' },
    )
    await approve(2)
    expect(sentTo('liaison').map((one) => one.text.includes('9 threats'))).toEqual([false])
    expect(sentTo('liaison')[0]?.text).toContain('3 threats')
  })

  test('for somebody who has been told before gives way to the notice, which goes at once', async () => {
    await happen(1, 'fired')
    await approve(1)
    await happen(2, 'raised', {}, { level: 'critical' })
    expect(await drafts()).toEqual(['liaison 1 released -', 'liaison 2 open -'])
    await happen(3, 'evidence_withdrawn', {}, { level: 'warning', notify: false })
    expect(await rowsTo('liaison')).toEqual([
      '1 email-liaison accepted released',
      '2 email-liaison superseded superseded',
      '3 email-liaison accepted planned',
    ])
    expect(await drafts()).toEqual(['liaison 1 released -', 'liaison 2 withheld overtaken'])
    await expect(approve(3)).rejects.toMatchObject({ kind: 'conflict', code: 'DRAFT_OVERTAKEN' })
  })

  test('whose sources do not consent any more is not asked for again', async () => {
    await happen(1, 'fired')
    await happen(2, 'corrected', { consent: { ...allConsent, un: false } }, { level: 'watch' })
    expect(await rowsTo('liaison')).toEqual([
      '1 email-liaison superseded superseded',
      '2 email-liaison withheld withheld_consent',
    ])
    expect(await drafts()).toEqual(['liaison 1 withheld overtaken'])
  })
})

describe('a correction of numbers that moves no level', () => {
  const fired = { evidence: { ids: ['s1', 's2'], count: 2 }, explain: { es: 'Son 9.', en: 'It is 9.' } }
  const recount = (ordinal: number, signal: string, said: number) =>
    addEvent(
      rig().db,
      { ordinal, kind: 'corrected', notify: false },
      {
        ...people,
        corrected: [signal],
        evidence: { ids: ['s1', 's2'], count: 2 },
        explain: { es: `Son ${said}.`, en: `It is ${said}.` },
      },
    )

  test('is told to whoever was told the old ones: of several in one go the last, and the others are on record', async () => {
    await happen(1, 'fired', fired)
    await recount(2, 's1', 8)
    await recount(3, 's1', 7)
    await recount(4, 's9', 6)
    await plan(rig())
    await run(rig())
    expect(await rowsTo('duty')).toEqual([
      '1 email-duty accepted planned',
      '1 inbox delivered planned',
      '1 sms-duty withheld no_usable_channel',
      '2 email-duty withheld overtaken',
      '2 inbox withheld overtaken',
      '3 email-duty accepted planned',
      '3 inbox delivered planned',
      '4 email-duty withheld still_stands',
      '4 inbox withheld still_stands',
    ])
    expect(sentTo('duty').map((one) => /Son \d/.exec(one.text)?.[0])).toEqual(['Son 9', 'Son 7'])
  })

  test('asks again for the draft that carries the old ones, and leaves one alone that does not', async () => {
    await happen(1, 'fired', fired)
    await recount(2, 's9', 8)
    await plan(rig())
    expect(await rowsTo('liaison')).toEqual(['1 email-liaison draft draft'])
    await recount(3, 's2', 8)
    await plan(rig())
    expect(await rowsTo('liaison')).toEqual([
      '1 email-liaison superseded superseded',
      '3 email-liaison draft draft',
    ])
    await approve(3)
    expect(sentTo('liaison').map((one) => /It is \d/.exec(one.text)?.[0])).toEqual(['It is 8'])
  })

  test('tells nobody where nobody was told', async () => {
    await happen(1, 'fired', { ...fired, audiences: [] }, { notify: false })
    await recount(2, 's1', 8)
    await plan(rig())
    await run(rig())
    expect(rig().sent).toEqual([])
  })
})

describe('somebody who was told and is in the routes no more', () => {
  const without = (code: string): DeliveryPack => ({
    ...pack,
    routing: {
      ...pack.routing,
      audiences: pack.routing.audiences.filter((one) => one.code !== code),
    },
  })

  test.each(['corrected', 'evidence_withdrawn', 'resolved'])(
    'hears at a notice (%s) that the message no longer stands, and nothing of the alert',
    async (kind) => {
      await addEvent(rig().db, {}, { audiences: [audience('duty'), audience('liaison')] })
      await plan(rig())
      await run(rig())
      expect(sentTo('liaison')).toHaveLength(1)
      const loadPack = () => Promise.resolve(without('liaison'))
      Object.assign(rig().deps, { loadPack })
      await happen(2, kind, {}, { level: 'watch', notify: false })
      expect(await rowsTo('liaison')).toEqual([
        '1 email-liaison accepted planned',
        '2 email-liaison accepted former_recipient',
      ])
      const last = sentTo('liaison').at(-1)
      expect(last?.text).toContain('no longer valid or has changed')
      expect(last?.text + String(last?.html)).not.toMatch(/threats|Puerto|Norte/i)
      expect(last?.thread).toBe(alertId)
    },
  )

  test('an office that was closed hears the same; a rise is not told to it', async () => {
    await addEvent(rig().db, {}, { audiences: [audience('offices')] })
    await plan(rig())
    await run(rig())
    expect(sentTo('office-norte')).toHaveLength(1)
    const loadPack = () => Promise.resolve({ ...pack, offices: { offices: [] } })
    Object.assign(rig().deps, { loadPack })
    await happen(2, 'raised', { audiences: [audience('offices')] }, { level: 'critical' })
    expect(sentTo('office-norte')).toHaveLength(1)
    await happen(3, 'corrected', { audiences: [audience('offices')] }, { level: 'watch' })
    expect(sentTo('office-norte').map((one) => one.view)).toEqual(['full', 'thin'])
  })
})
