import { sql } from 'kysely'
import { describe, expect, test, vi } from 'vitest'
import { deliver } from '#delivery/deliver.ts'
import { hasDueDeliveries } from '#delivery/delivery-store.ts'
import { createInFlight } from '#delivery/in-flight.ts'
import { jitterOf } from '#domain/delivery/retry.ts'
import { createInProcessPokes } from '#queue/in-process-pokes.ts'
import { silentLogger } from '../../support/silent-logger.ts'
import { attemptsOf, databaseNow, plan, retry, rowOf, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const rig = useRig()

test('a planned row is sent once, its try is written down, and nothing is due any more', async () => {
  await addEvent(rig().db)
  await plan(rig())
  await run(rig())
  await run(rig())
  const row = await rowOf(rig(), 'email-duty')
  expect(row).toMatchObject({
    state: 'accepted',
    reason: 'planned',
    due_at: null,
    lease_until: null,
    fence: 1,
    attempts: 1,
  })
  expect(String(row.accepted_at)).toBe('2026-03-20T18:31:00Z')
  expect(await attemptsOf(rig(), row.id)).toMatchObject([
    { ordinal: 1, fence: 1, outcome: 'accepted', detail: '250' },
  ])
  expect(rig().sent.length).toBe(1)
  expect(rig().sent[0]?.target).toMatchObject({
    deliveryId: row.id,
    recipient: 'duty',
    to: 'duty@example.org',
  })
  expect(row.message).toEqual(rig().sent[0]?.message)
  expect(await hasDueDeliveries(rig().db)).toBe(false)
})

test('an inbox row is delivered by being there', async () => {
  await addEvent(rig().db)
  await plan(rig())
  await run(rig())
  const row = await rowOf(rig(), 'inbox')
  expect(row.state).toBe('delivered')
  expect(row.message).toMatchObject({ type: 'inbox', view: 'full', kind: 'fired' })
})

test('nine failures and then success: on schedule, one id, the same bytes', async () => {
  await addEvent(rig().db, { level: 'critical' })
  await plan(rig())
  rig().answers = [...Array.from({ length: 9 }, () => retry), { outcome: 'accepted', detail: 'HTTP 200' }]
  await run(rig())
  const { id } = await rowOf(rig(), 'email-duty')
  const waits = []
  for (let failures = 1; failures <= 9; failures += 1) {
    const row = await rowOf(rig(), 'email-duty')
    expect(row).toMatchObject({ state: 'retry', attempts: failures })
    waits.push((row.due_at?.epochMilliseconds ?? 0) - (await databaseNow(rig())))
    // A millisecond too early nothing happens.
    await setNow(rig().db, row.due_at?.subtract({ milliseconds: 1 }).toString() ?? '')
    await run(rig())
    expect(rig().sent.length).toBe(failures)
    await setNow(rig().db, row.due_at?.toString() ?? '')
    await run(rig())
  }
  const minutes = [1, 5, 10, 15, 30, 60, 60, 60, 60]
  expect(waits).toEqual(minutes.map((one) => Math.round(one * 60_000 * jitterOf(id))))
  expect(await rowOf(rig(), 'email-duty')).toMatchObject({ state: 'accepted', attempts: 10 })
  expect(new Set(rig().sent.map((one) => JSON.stringify(one))).size).toBe(1)
})

test('what a receiver asks for is waited for, up to an hour', async () => {
  await addEvent(rig().db)
  await plan(rig())
  rig().answers = [{ outcome: 'retry', afterMs: 86_400_000, detail: 'HTTP 429' }]
  await run(rig())
  expect(String((await rowOf(rig(), 'email-duty')).due_at)).toBe('2026-03-20T19:31:00Z')
})

describe('the end without success', () => {
  test('a final no: failed, and the recipient finds it in the inbox', async () => {
    await addEvent(rig().db, {}, { audiences: [audience('duty'), audience('liaison')] })
    await plan(rig())
    rig().answers = [{ outcome: 'rejected', detail: 'HTTP 410' }]
    await run(rig())
    await run(rig())
    const rows = await rig()
      .db.selectFrom('delivery')
      .selectAll()
      .where('recipient', '=', 'liaison')
      .orderBy('channel')
      .execute()
    expect(rows.map((row) => `${row.channel} ${row.state} ${row.reason}`)).toEqual([
      'email-liaison failed rejected',
      'inbox delivered fallback_inbox',
    ])
    expect(rig().pokes.given).toContain('deliver due')
  })

  test('an answer that is final when it comes again', async () => {
    await addEvent(rig().db)
    await plan(rig())
    rig().answers = [{ outcome: 'retry', finalAfter: 2, detail: 'HTTP 404' }]
    await run(rig())
    expect((await rowOf(rig(), 'email-duty')).state).toBe('retry')
    await setNow(rig().db, '2026-03-21T18:31:00Z')
    await run(rig())
    expect(await rowOf(rig(), 'email-duty')).toMatchObject({
      state: 'failed',
      reason: 'rejected',
      due_at: null,
    })
  })

  test('a schedule that is used up: exhausted, kept, and not tried again', async () => {
    await addEvent(rig().db, { level: 'watch' })
    await plan(rig())
    rig().answers = [retry]
    for (let day = 20; day <= 29; day += 1) {
      await setNow(rig().db, `2026-03-${day}T19:31:00Z`)
      await run(rig())
    }
    const row = await rowOf(rig(), 'email-duty')
    expect(row).toMatchObject({ state: 'exhausted', reason: 'exhausted', due_at: null, attempts: 9 })
    expect(await hasDueDeliveries(rig().db)).toBe(false)
  })
})

test('critical first, and places kept for it', async () => {
  for (const [episode, level] of ['info', 'critical', 'watch', 'warning'].entries()) {
    const id = alertId.replace(/.{4}$/, `100${episode}`)
    await addAlert(rig().db, { id, episode: episode + 2, max_level: level })
    await addEvent(rig().db, { alert_id: id, level }, { audiences: [audience('duty', { from: 'info' })] })
  }
  await plan(rig())
  await run(rig())
  const levels = []
  for (const { target } of rig().sent) {
    levels.push(
      (
        await rig()
          .db.selectFrom('delivery')
          .select('level')
          .where('id', '=', target.deliveryId)
          .executeTakeFirst()
      )?.level,
    )
  }
  expect(levels).toEqual(['critical', 'warning', 'watch', 'info'])

  const full = createInFlight(3, 1)
  const open = Promise.withResolvers<void>()
  full.start(() => open.promise)
  full.start(() => open.promise)
  expect(full.room()).toEqual({ any: 0, critical: 1 })
  open.resolve()
  await full.close()
  expect(full.room()).toEqual({ any: 0, critical: 0 })
})

test('more rows than places: each end of a send takes up the next, without a sweeper', async () => {
  for (let episode = 2; episode <= 60; episode += 1) {
    const id = alertId.replace(/.{4}$/, String(4_000 + episode))
    await addAlert(rig().db, { id, episode })
    await addEvent(rig().db, { alert_id: id })
  }
  await plan(rig())
  const pokes = createInProcessPokes(silentLogger)
  pokes.on('deliver', (key) => deliver({ ...rig().deps, pokes }, key))
  pokes.poke('deliver', 'due')
  await vi.waitFor(async () => expect(await hasDueDeliveries(rig().db)).toBe(false), { timeout: 15_000 })
  await rig().deps.inFlight.settled()
  await pokes.close()
  expect(rig().sent.length).toBe(59)
})

describe('asked again before every try', () => {
  test('an alert that became too sensitive meanwhile leaves in the thin form', async () => {
    await addEvent(rig().db, {}, { audiences: [audience('duty')] })
    await plan(rig())
    rig().answers = [retry, { outcome: 'accepted', detail: '250' }]
    await run(rig())
    await sql`update alert set marking = 'TLP:RED'`.execute(rig().db)
    await setNow(rig().db, '2026-03-20T19:31:00Z')
    await run(rig())
    expect(rig().sent.map((one) => one.message.view)).toEqual(['full', 'thin'])
  })

  test('an outside audience above its clearance is not told any more', async () => {
    await addEvent(rig().db, {}, { audiences: [audience('duty'), audience('liaison')] })
    await plan(rig())
    await sql`update alert set marking = 'TLP:RED'`.execute(rig().db)
    await run(rig())
    expect(await rowOf(rig(), 'email-liaison')).toMatchObject({
      state: 'withheld',
      reason: 'withheld_clearance',
      attempts: 1,
    })
    expect(rig().sent.map((one) => one.target.channel)).not.toContain('email-liaison')
  })

  test('a channel that lost its settings hands over to the inbox', async () => {
    await addEvent(rig().db, {}, { audiences: [audience('duty'), audience('liaison')] })
    await plan(rig())
    rig().unusable = ['sms', 'email']
    await run(rig())
    const rows = await rig()
      .db.selectFrom('delivery')
      .selectAll()
      .where('recipient', '=', 'liaison')
      .orderBy('channel')
      .execute()
    expect(rows.map((row) => `${row.channel} ${row.state} ${row.reason}`)).toEqual([
      'email-liaison withheld no_usable_channel',
      'inbox delivered fallback_inbox',
    ])
  })
})

test('the message after an outage lists what it replaces', async () => {
  await addEvent(rig().db)
  await plan(rig())
  await setNow(rig().db, '2026-03-20T19:31:00Z')
  await addEvent(rig().db, { ordinal: 2, kind: 'raised', level: 'critical' })
  await plan(rig())
  await run(rig())
  const mails = rig().sent.filter((one) => one.target.channel === 'email-duty')
  expect(mails.length).toBe(1)
  expect(JSON.stringify(mails)).toContain('Cambios que este mensaje reúne: Nueva alerta')
})
