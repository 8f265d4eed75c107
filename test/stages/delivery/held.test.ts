// Digests, storm control and lists with real rows.
import { beforeEach, describe, expect, test } from 'vitest'
import { hasDueDeliveries } from '#delivery/delivery-store.ts'
import { hasSomethingDue, keepWaiting } from '#delivery/keep-waiting.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { routingFile } from '#domain/pack/routing-shapes.ts'
import { pack, routing } from '../../support/delivery-world.ts'
import { plan, type Rig, run as runOnce, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const base = useRig()
const withRoute = (route: object): DeliveryPack => ({
  ...pack,
  routing: routingFile.parse({
    ...routing,
    storm: undefined,
    route: { audience: 'duty', routes: [], ...route },
  }),
})
let rig: Rig
beforeEach(() => {
  const digest = withRoute({ group_by: ['process', 'department'], digest_after: { watch: '2h' } })
  rig = { ...base(), deps: { ...base().deps, loadPack: () => Promise.resolve(digest) } }
})

/** Until nothing is due: one run takes as many as there are places. */
async function run(of: Rig): Promise<void> {
  while (await hasDueDeliveries(of.db)) await runOnce(of)
}
const hold = () => keepWaiting(rig.deps, 'due')
const idOf = (number: number) => alertId.replace(/.{4}$/, String(number).padStart(4, '0'))
async function fire(numbers: readonly number[], level: string, place = 'AA0101') {
  for (const number of numbers) {
    await addAlert(rig.db, {
      id: idOf(number),
      episode: number,
      level,
      max_level: level,
      place,
      key: JSON.stringify({ department: place.slice(0, 4) }),
    })
    await addEvent(
      rig.db,
      { alert_id: idOf(number), level },
      { audiences: [audience('duty', { from: 'info' })] },
    )
  }
  await plan(rig)
}
const mails = () =>
  rig.db
    .selectFrom('delivery')
    .selectAll()
    .where('channel', '=', 'email-duty')
    .orderBy('created_at')
    .orderBy('alert_id')
    .orderBy('ordinal')
    .execute()
const counts = async () => {
  const tally: Record<string, number> = {}
  for (const row of await mails()) {
    const name = `${row.state} ${row.reason}${row.is_list ? ' list' : ''}${row.carrier === null ? '' : ' carried'}`
    tally[name] = (tally[name] ?? 0) + 1
  }
  return tally
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

test('quiet hours go by the clock on the wall of each recipient, with summer time and without (F55)', async () => {
  const quiet_hours = { from: '19:00', to: '07:00', holds: ['watch'] }
  const zones: Readonly<Record<string, string>> = { duty: 'Europe/Madrid', offices: 'America/La_Paz' }
  const audiences = routing.audiences.map((one) => {
    const time_zone = zones[one.code]
    return time_zone === undefined ? one : { ...one, time_zone, quiet_hours }
  })
  const quiet: DeliveryPack = { ...pack, routing: routingFile.parse({ ...routing, audiences }) }
  Object.assign(rig.deps, { loadPack: () => Promise.resolve(quiet) })
  // Half past midnight in Madrid, in whose night the clocks go forward; half past seven in the evening in La Paz.
  await setNow(rig.db, '2026-03-28T23:30:00Z')
  await addAlert(rig.db, { id: idOf(40), episode: 40, level: 'watch', max_level: 'watch' })
  await addEvent(
    rig.db,
    { alert_id: idOf(40), level: 'watch' },
    { audiences: [audience('duty'), audience('offices')] },
  )
  await plan(rig)
  await run(rig)
  expect(rig.sent).toEqual([])
  const mailed: string[] = []
  for (const now of [
    '2026-03-29T04:59:59Z',
    '2026-03-29T05:00:00Z',
    '2026-03-29T10:59:59Z',
    '2026-03-29T11:00:00Z',
  ]) {
    await setNow(rig.db, now)
    await hold()
    await run(rig)
    mailed.push(rig.sent.map(({ target }) => target.recipient).join(' '))
  }
  expect(mailed).toEqual(['', 'duty', 'duty', 'duty office-norte'])
})

describe('digests', () => {
  test('watch waits two hours, the inbox has it at once, and one message lists them all', async () => {
    await fire([11, 12, 13], 'watch')
    await fire([14], 'watch', 'AA02')
    expect(await counts()).toEqual({ 'held held_digest': 4 })
    expect(String((await mails())[0]?.held_until)).toBe('2026-03-20T20:31:00Z')
    await run(rig)
    expect(rig.sent).toEqual([])
    expect(await hasSomethingDue(rig.db)).toBe(false)
    await setNow(rig.db, '2026-03-20T20:31:00Z')
    expect(await hasSomethingDue(rig.db)).toBe(true)
    await hold()
    await run(rig)
    // one for each department
    expect(rig.sent).toHaveLength(2)
    expect(await counts()).toEqual({
      'accepted held_digest list': 1,
      'superseded held_digest carried': 2,
      'accepted held_digest': 1,
    })
    const texts = rig.sent.map((one) => (one.message.type === 'email' ? one.message.text : ''))
    const list = texts.find((text) => text.includes('Otros cambios que este mensaje reúne: 2'))
    for (const number of [12, 13]) expect(list).toContain(`ALR-${idOf(number).slice(0, 8).toUpperCase()}`)
  })

  test('a digest takes those along that came later, and a closing goes to whoever the digest told', async () => {
    await fire([11], 'watch')
    await setNow(rig.db, '2026-03-20T20:00:00Z')
    await fire([12], 'watch')
    await setNow(rig.db, '2026-03-20T20:31:00Z')
    await hold()
    await run(rig)
    expect(rig.sent).toHaveLength(1)
    await addEvent(rig.db, { alert_id: idOf(12), ordinal: 2, kind: 'resolved', notify: false, level: null })
    await plan(rig)
    expect(await counts()).toMatchObject({ 'held held_digest': 1 })
  })

  test('a rise goes out at once and names the change that was still waiting', async () => {
    await fire([11], 'watch')
    await addEvent(rig.db, { alert_id: idOf(11), ordinal: 2, kind: 'raised', level: 'critical' })
    await plan(rig)
    expect(await counts()).toEqual({ 'superseded superseded': 1, 'planned planned': 1 })
    await run(rig)
    const [sent] = rig.sent
    expect(sent?.message.type === 'email' && sent.message.text).toContain(
      'Cambios que este mensaje reúne: Nueva alerta',
    )
  })
})

describe('a mute window', () => {
  // From 14:00 to 15:00 in La Paz; the database says 14:31.
  const muted = (changes: object = {}) =>
    withRoute({ mute: [{ from: '14:00', to: '15:00', holds: ['info', 'watch'], ...changes }] })
  const use = (routes: DeliveryPack) => Object.assign(rig.deps, { loadPack: () => Promise.resolve(routes) })

  test('holds the levels that it names until it is over, shows until when, and sends each by itself then', async () => {
    use(muted())
    await fire([11], 'watch')
    await fire([12], 'watch', 'AA02')
    expect(await counts()).toEqual({ 'held held_mute': 2 })
    expect(String((await mails())[0]?.held_until)).toBe('2026-03-20T19:00:00Z')
    const inbox = await rig.db.selectFrom('delivery').select('state').where('channel', '=', 'inbox').execute()
    expect(inbox.map((row) => row.state)).toEqual(['planned', 'planned'])
    await setNow(rig.db, '2026-03-20T18:59:59Z')
    expect(await hasSomethingDue(rig.db)).toBe(false)
    await setNow(rig.db, '2026-03-20T19:00:00Z')
    expect(await hasSomethingDue(rig.db)).toBe(true)
    await hold()
    await run(rig)
    expect(await hasSomethingDue(rig.db)).toBe(false)
    const held = await mails()
    expect(held.every((row) => row.state === 'accepted' || row.carrier !== null)).toBe(true)
    expect(JSON.stringify(rig.sent)).toContain(`ALR-${idOf(11).slice(0, 8).toUpperCase()}`)
  })

  test('holds no other level, no other day, and nothing critical', async () => {
    use(muted())
    await fire([21], 'warning')
    await fire([22], 'critical')
    expect(await counts()).toEqual({ 'planned planned': 2 })
    use(muted({ days: ['sat'] }))
    await fire([23], 'watch')
    expect(await counts()).toEqual({ 'planned planned': 3 })
  })

  test('a rise out of it goes at once and names what was waiting', async () => {
    use(muted())
    await fire([31], 'watch')
    await addEvent(rig.db, { alert_id: idOf(31), ordinal: 2, kind: 'raised', level: 'warning' })
    await plan(rig)
    expect(await counts()).toEqual({ 'superseded superseded': 1, 'planned planned': 1 })
  })
})

describe('storms', () => {
  test('more than five criticals become one message with the list, whatever the batches', async () => {
    await fire(range(11, 70), 'critical')
    expect(await counts()).toEqual({
      'planned planned': 5,
      'planned storm_list list': 1,
      'superseded storm_list carried': 54,
    })
    await fire(range(71, 75), 'critical')
    expect(await counts()).toMatchObject({ 'superseded storm_list carried': 59 })
    await run(rig)
    expect(rig.sent).toHaveLength(6)
    const list = rig.sent
      .map((one) => (one.message.type === 'email' ? one.message.text : ''))
      .find((text) => text.includes('reúne: 59'))
    expect(list).toContain('Y además, en la consola: 9')
    // What comes after the list collects until its minute is over.
    await fire([76, 77], 'critical')
    await run(rig)
    expect(rig.sent).toHaveLength(6)
    await setNow(rig.db, '2026-03-20T18:32:00Z')
    await run(rig)
    expect(rig.sent).toHaveLength(7)
    expect((await mails()).filter((row) => row.state === 'planned' || row.state === 'held')).toEqual([])
  })

  test('the twenty-first warning of an hour waits and comes in one message', async () => {
    await fire(range(11, 35), 'warning')
    expect(await counts()).toEqual({ 'planned planned': 20, 'held held_storm': 5 })
    await run(rig)
    await setNow(rig.db, '2026-03-20T19:31:00Z')
    await hold()
    await run(rig)
    expect(rig.sent).toHaveLength(21)
    expect(await counts()).toMatchObject({ 'superseded held_storm carried': 4 })
  })

  test('a list that cannot be sent falls back to the inbox for each of its alerts', async () => {
    await fire(range(11, 20), 'critical')
    await rig.db.deleteFrom('delivery').where('channel_type', '=', 'inbox').execute()
    Object.assign(base(), { answers: [{ outcome: 'rejected', detail: '550' }] })
    await run(rig)
    const inboxes = await rig.db
      .selectFrom('delivery')
      .select('alert_id')
      .where('channel_type', '=', 'inbox')
      .execute()
    expect(new Set(inboxes.map((row) => row.alert_id)).size).toBe(10)
  })
})
