// What many failures of one channel lead to: another way at once, the owner told, the channel given up, and nothing of what waited lost.
import { describe, expect, test } from 'vitest'
import { enableChannel } from '#delivery/channel-health-store.ts'
import { hasChannelWork } from '#delivery/channel-message-store.ts'
import { requestTest } from '#delivery/channel-tests.ts'
import { tendChannels } from '#delivery/tend-channels.ts'
import { recipientsOf, waysOf } from '#domain/delivery/recipients.ts'
import { inTransaction } from '#platform/database/database.ts'
import { pack } from '../../support/delivery-world.ts'
import { plan, type Rig, retry, rowOf, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const rig = useRig()

const tend = () => tendChannels(rig().deps, 'due')
const health = (channel: string) =>
  rig().db.selectFrom('channel_health').selectAll().where('channel', '=', channel).executeTakeFirst()
const statesOf = async ({ db }: Rig, channel: string) =>
  (
    await db.selectFrom('delivery').selectAll().where('channel', '=', channel).orderBy('created_at').execute()
  ).map((row) => `${row.state} ${row.reason}`)

let episodes = 100
/** A new alert for an audience; its rows planned. */
async function alert(code: string): Promise<void> {
  episodes += 1
  const id = alertId.replace(/.{4}$/, String(5_000 + episodes))
  await addAlert(rig().db, { id, episode: episodes })
  await addEvent(rig().db, { alert_id: id }, { audiences: [audience('duty'), audience(code)] })
  await plan(rig())
}

test('five failures in a row degrade a channel: new alerts also go to the inbox at once; a success repairs it', async () => {
  for (let failures = 1; failures <= 5; failures += 1) {
    await alert('liaison')
    rig().answers = [retry]
    await run(rig())
    if (failures < 5) expect(await health('email-liaison')).toMatchObject({ state: 'working', failures })
  }
  expect(await health('email-liaison')).toMatchObject({
    state: 'degraded',
    failures: 5,
    last_detail: 'HTTP 500',
  })
  expect(await statesOf(rig(), 'inbox')).not.toContain('planned fallback_inbox')
  await alert('liaison')
  const rows = await rig().db.selectFrom('delivery').selectAll().where('recipient', '=', 'liaison').execute()
  const newest = rows.filter((row) => row.state === 'planned').map((row) => `${row.channel} ${row.reason}`)
  expect(newest.toSorted()).toEqual(['email-liaison planned', 'inbox fallback_inbox'])
  rig().answers = []
  await run(rig())
  expect(await health('email-liaison')).toMatchObject({ state: 'working', failures: 0, failing_since: null })
})

describe('given up', () => {
  test('after five days of failure: the owner is told first, then what waits goes another way (F66)', async () => {
    await alert('partners')
    await alert('partners')
    rig().answers = [retry]
    await run(rig())
    await setNow(rig().db, '2026-03-25T18:30:00Z')
    await run(rig())
    expect(await health('webhook-partner')).toMatchObject({ state: 'working', failures: 4 })
    await setNow(rig().db, '2026-03-25T20:31:00Z')
    await alert('partners')
    await run(rig())
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabling', reason: 'failing_for_days' })
    const pending = (await statesOf(rig(), 'webhook-partner')).filter((one) => one.startsWith('retry'))
    expect(pending.length).toBeGreaterThan(0)
    expect(rig().pokes.given).toContain('channels due')

    // The duty officers are at the root of the routes: told by mail before the channel is off.
    rig().answers = []
    await tend()
    const notices = await rig()
      .db.selectFrom('channel_message')
      .selectAll()
      .where('kind', '=', 'notice')
      .execute()
    expect(notices.map((one) => `${one.channel} ${one.state}`)).toContain('email-duty accepted')
    const told = rig().sent.find(
      ({ message }) => message.type === 'email' && message.subject.includes('Un canal se desactiva'),
    )
    expect(told?.message).toMatchObject({ text: expect.stringContaining('webhook-partner') })
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabled' })

    await run(rig())
    const after = await rig()
      .db.selectFrom('delivery')
      .selectAll()
      .where('recipient', '=', 'partners')
      .execute()
    const events = new Set(after.map((row) => row.alert_id))
    for (const id of events) {
      const inbox = after.find((row) => row.alert_id === id && row.channel === 'inbox')
      expect(inbox).toMatchObject({ state: 'delivered', reason: 'fallback_inbox' })
    }
    expect(await statesOf(rig(), 'webhook-partner')).not.toContain('retry planned')
    expect(await hasChannelWork(rig().db)).toBe(false)
  })

  test('410: never again, and the next alert does not even try', async () => {
    await alert('partners')
    rig().answers = [{ outcome: 'rejected', isGone: true, detail: 'HTTP 410' }]
    await run(rig())
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabling', reason: 'gone' })
    rig().answers = []
    await tend()
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabled' })
    const before = rig().sent.length
    await alert('partners')
    await run(rig())
    const targets = rig()
      .sent.slice(before)
      .map((one) => one.target.channel)
    expect(targets).not.toContain('webhook-partner')
    expect(await statesOf(rig(), 'webhook-partner')).toContain('withheld no_usable_channel')
  })

  test('410: a test that the endpoint takes meanwhile, or later, does not bring it back; a person does', async () => {
    const { db, deps } = rig()
    const way = waysOf(recipientsOf(pack)).find((one) => one.key.channel === 'webhook-partner')
    if (way === undefined) throw new Error('the small country has a partner')
    const testIt = () => inTransaction(db, (trx) => requestTest(trx, { ...deps, pack }, way, null))
    await alert('partners')
    rig().answers = [{ outcome: 'rejected', isGone: true, detail: 'HTTP 410' }]
    await run(rig())
    rig().answers = []
    await testIt()
    await tend()
    expect(rig().sent.at(-1)?.target.channel).toBe('webhook-partner')
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabled', reason: 'gone' })
    await testIt()
    await tend()
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabled', reason: 'gone' })
    await inTransaction(db, (trx) => enableChannel(trx, way.key))
    expect(await health('webhook-partner')).toMatchObject({ state: 'working', reason: null })
  })

  test('with nobody to tell by another way, it is disabled all the same, after ten minutes at most', async () => {
    await alert('partners')
    const gone = { outcome: 'rejected', isGone: true, detail: 'HTTP 410' } as const
    // The mail to the duty officers and the webhook leave in any order.
    rig().answers = [gone, gone, retry]
    await run(rig())
    await tend()
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabling' })
    await setNow(rig().db, '2026-03-20T18:42:00Z')
    await tend()
    expect(await health('webhook-partner')).toMatchObject({ state: 'disabled' })
  })

  test('one mailbox that fails says nothing of the others behind the same channel', async () => {
    await addEvent(rig().db, {}, { audiences: [audience('offices')] })
    await plan(rig())
    rig().answers = [retry]
    await run(rig())
    expect(await health('email-office')).toMatchObject({ recipient: 'office-norte', failures: 1 })
  })
})

test('all channels down for a day: afterwards each recipient has one newest message that lists what was missed (F65)', async () => {
  await addEvent(rig().db)
  await plan(rig())
  await addEvent(rig().db, { ordinal: 2, kind: 'raised', level: 'critical' })
  await setNow(rig().db, '2026-03-21T06:00:00Z')
  await plan(rig())
  await addEvent(rig().db, { ordinal: 3, kind: 'resolved', notify: false, level: null })
  await setNow(rig().db, '2026-03-21T18:31:00Z')
  await plan(rig())
  await run(rig())
  expect(await statesOf(rig(), 'email-duty')).toEqual([
    'superseded superseded',
    'superseded superseded',
    'accepted planned',
  ])
  const mails = rig().sent.filter((one) => one.target.channel === 'email-duty')
  expect(mails.length).toBe(1)
  expect(JSON.stringify(mails)).toContain('Nueva alerta; La alerta sube de nivel')
  // The record keeps all of them, and the inbox has each.
  expect((await statesOf(rig(), 'inbox')).every((one) => one.startsWith('delivered'))).toBe(true)
})

test('a day of failing tries with a message under way: it is delivered when the channel is back, and nothing else is lost', async () => {
  await addEvent(rig().db, { level: 'critical' })
  await plan(rig())
  rig().answers = [retry]
  for (let hour = 1; hour <= 20; hour += 1) {
    await run(rig())
    const at = Temporal.Instant.from('2026-03-20T18:31:00Z').add({ hours: hour })
    await setNow(rig().db, at.toString())
  }
  rig().answers = []
  await run(rig())
  expect(await rowOf(rig(), 'email-duty')).toMatchObject({ state: 'accepted' })
  expect(new Set(rig().sent.map((one) => JSON.stringify(one.message))).size).toBe(1)
})
