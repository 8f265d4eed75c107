// When ladders open, how they climb and what stops them, on real SQL and a clock set by hand.
import { beforeEach, describe, expect, test } from 'vitest'
import { hasWaitingLadders } from '#alerts/escalation-store.ts'
import { ladderPack, workOff } from '../../support/ladder-world.ts'
import { addAlert, addEvent, addProcess, audience, emptyTables, setNow } from '../delivery/rows.ts'
import {
  answer,
  at,
  change,
  eventsOf,
  fire,
  ladderOf,
  runUntil,
  stepsTaken,
  told,
  useLadderRig,
  withRoutes,
} from './ladder-rig.ts'

const rig = useLadderRig()

describe('opening', () => {
  beforeEach(() => addProcess(rig.db))

  test('the first step’s clock runs from the alert; its people are not told twice', async () => {
    await fire(rig)
    expect(await stepsTaken(rig)).toEqual(['1 1/0 told_before opening'])
    expect(await ladderOf(rig)).toMatchObject({ state: 'running', round: 1, policy: { ladder: 'upwards' } })
    expect(String((await ladderOf(rig)).due_at)).toBe(at(240))
    expect((await eventsOf(rig, 'escalated'))[0]).toMatchObject({ notify: false, actor: null })
    expect(await hasWaitingLadders(rig.db)).toBe(false)
  })

  test('people of the first step whom the rule does not name are told', async () => {
    await fire(rig, {}, { audiences: [audience('duty')] })
    expect(await stepsTaken(rig)).toEqual(['1 1/0 told opening'])
    const rows = await rig.db.selectFrom('delivery').selectAll().where('step', '=', 1).execute()
    expect(rows.map((row) => `${row.recipient} ${row.channel}`).toSorted()).toEqual([
      'office-norte email-office',
      'office-norte inbox',
    ])
    const message = rows.find((row) => row.channel === 'inbox')?.message as { lines: { es: string[] } }
    expect(message.lines.es.join('\n')).toContain(
      'Acuse recibo antes de: 20 mar 2026, 18:31 (hora de Bolivia)',
    )
  })

  test('a level without a clock, a rule on trial and a ladder «none» ask nobody', async () => {
    await fire(rig, { level: 'info' })
    expect(await ladderOf(rig)).toMatchObject({
      state: 'stopped',
      reason: 'no_clock_for_level',
      due_at: null,
    })
    expect(await hasWaitingLadders(rig.db)).toBe(false)
    await emptyTables(rig.db)
    await addProcess(rig.db)
    await fire(rig, { is_shadow: true })
    expect(await rig.db.selectFrom('escalation').selectAll().execute()).toEqual([])
    await emptyTables(rig.db)
    await addProcess(rig.db)
    rig.pack = withRoutes(({ route }) => ({ route: { ...route, ladder: 'none' } }))
    await fire(rig)
    expect(await ladderOf(rig)).toMatchObject({ state: 'stopped', reason: 'no_ladder' })
    expect(await stepsTaken(rig)).toEqual([])
  })

  test('an alert that was acknowledged before anybody looked has no ladder until it rises', async () => {
    await addAlert(rig.db)
    await addEvent(rig.db, {}, told)
    await answer(rig)
    await workOff(rig.worker)
    expect(await stepsTaken(rig)).toEqual([])
    await change(rig, 'raised', { state: 'firing', level: 'critical', max_level: 'critical' })
    expect(await stepsTaken(rig)).toEqual(['1 1/0 told_before opening'])
  })
})

test('an exercise climbs, and nothing of it leaves the house; a replay does not climb', async () => {
  await addProcess(rig.db, { is_exercise: true })
  await fire(rig, { is_exercise: true, level: 'critical' })
  await runUntil(rig, 95)
  expect(await stepsTaken(rig)).toEqual([
    '1 1/0 told_before opening',
    '2 2/0 told nobody_answered',
    '3 3/0 told nobody_answered',
    '4 4/0 told nobody_answered',
  ])
  const sent = await rig.db.selectFrom('delivery').selectAll().where('channel_type', '!=', 'inbox').execute()
  expect(sent.filter((row) => row.state !== 'withheld')).toEqual([])
  await emptyTables(rig.db)
  await addProcess(rig.db, { clock: 'record', is_exercise: true })
  await fire(rig, { is_exercise: true })
  expect(await rig.db.selectFrom('escalation').selectAll().execute()).toEqual([])
})

describe('climbing', () => {
  beforeEach(() => addProcess(rig.db))

  test('a lost poke costs nothing: the sweep finds what is due', async () => {
    await fire(rig, { level: 'critical' })
    await setNow(rig.db, at(14))
    expect(await hasWaitingLadders(rig.db)).toBe(false)
    await setNow(rig.db, at(30))
    expect(await hasWaitingLadders(rig.db)).toBe(true)
  })

  test('editing the routes changes nothing for an alert that climbs', async () => {
    await fire(rig, { level: 'critical' })
    rig.pack = withRoutes(({ route }) => ({
      clocks: { normal: { critical: '1m' } },
      route: { ...route, ladder: 'none' },
      ladders: [],
    }))
    await runUntil(rig, 65)
    expect(await stepsTaken(rig)).toEqual([
      '1 1/0 told_before opening',
      '2 2/0 told nobody_answered',
      '3 3/0 told nobody_answered',
    ])
  })

  test('a step with nobody reachable is skipped at once and says so', async () => {
    rig.pack = { ...ladderPack, institutionOf: (code) => (code === 'offices' ? 'state_security' : null) }
    await fire(rig, {}, { ...told, evidence_actors: ['state_security'] })
    expect(await stepsTaken(rig)).toEqual(['1 1/0 skipped conflict_of_interest', '2 2/0 told_before opening'])
    const [skipped] = await eventsOf(rig, 'escalated')
    expect(skipped?.body).toMatchObject({
      reason: 'conflict_of_interest',
      outcome: 'skipped',
      step: { order: 1 },
    })
  })

  test('with nobody reachable at all it looks again when the clock has run', async () => {
    rig.pack = { ...ladderPack, institutionOf: () => 'state_security' }
    await fire(rig, {}, { ...told, evidence_actors: ['state_security'] })
    expect((await stepsTaken(rig)).length).toBe(3)
    expect(await ladderOf(rig)).toMatchObject({ state: 'running' })
    expect(String((await ladderOf(rig)).due_at)).toBe(at(240))
    rig.pack = ladderPack
    await setNow(rig.db, at(240))
    await workOff(rig.worker)
    expect((await stepsTaken(rig)).at(-1)).toBe('4 1/1 told nobody_answered')
  })

  test('a rise brings the next step forward; rising above what was acknowledged starts over', async () => {
    await fire(rig)
    await setNow(rig.db, at(10))
    await change(rig, 'raised', { level: 'critical', max_level: 'critical' })
    expect(String((await ladderOf(rig)).due_at)).toBe(at(40))
    await answer(rig)
    await workOff(rig.worker)
    expect(await ladderOf(rig)).toMatchObject({ state: 'stopped', reason: 'acknowledged' })
    await rig.db.updateTable('alert').set({ acknowledged_level: 'warning' }).execute()
    await setNow(rig.db, at(20))
    await change(rig, 'raised', { state: 'firing', level: 'critical', acknowledged_level: null })
    expect(await ladderOf(rig)).toMatchObject({ state: 'running', round: 2 })
    expect((await stepsTaken(rig)).at(-1)).toBe('2 1/0 told_before opening')
  })

  test.each(['resolved', 'expired'])('%s stops it, and a re-opened episode starts over', async (kind) => {
    await fire(rig, { level: 'critical' })
    await runUntil(rig, 30, 30)
    await change(rig, kind, { state: kind, level: null, closed_at: at(31) }, false)
    expect(await ladderOf(rig)).toMatchObject({
      state: 'stopped',
      reason: kind,
      due_at: null,
      remind_at: null,
    })
    await change(rig, 'reopened', { state: 'firing', level: 'critical', closed_at: null })
    expect(await ladderOf(rig)).toMatchObject({ state: 'running', round: 2 })
    expect((await stepsTaken(rig)).at(-1)).toBe('3 1/0 told_before opening')
  })

  test('the change of a calendar window counts from the next step on, also when the election date is moved meanwhile', async () => {
    const calendar = (version: number, from: number) =>
      rig.db
        .insertInto('calendar_version')
        .values({
          process: 'aa-2026-general',
          version,
          known_from: at(0),
          source: '{}',
          calendar: JSON.stringify({
            spans: [
              {
                type: 'window',
                code: 'election_day',
                place: 'AA',
                from: Temporal.Instant.from(at(from)).epochMilliseconds,
                to: Temporal.Instant.from(at(from + 1_440)).epochMilliseconds,
                round: 1,
              },
            ],
          }),
        })
        .execute()
    await calendar(1, 100_000)
    await fire(rig, { level: 'critical' })
    expect(String((await ladderOf(rig)).due_at)).toBe(at(30))
    // Moved to today: the running step keeps its time, the next one has that of election day.
    await setNow(rig.db, at(5))
    await calendar(2, 0)
    await workOff(rig.worker)
    expect(String((await ladderOf(rig)).due_at)).toBe(at(30))
    await setNow(rig.db, at(30))
    await workOff(rig.worker)
    expect(String((await ladderOf(rig)).due_at)).toBe(at(40))
  })

  test('times are those of the database, whatever a worker believes', async () => {
    await fire(rig, { level: 'critical' })
    const before = Date.now
    Date.now = () => before() + 86_400_000
    try {
      await workOff(rig.worker)
      expect((await stepsTaken(rig)).length).toBe(1)
      Date.now = () => before() - 86_400_000
      await setNow(rig.db, at(30))
      await workOff(rig.worker)
      expect((await stepsTaken(rig)).length).toBe(2)
      expect(String((await ladderOf(rig)).due_at)).toBe(at(60))
    } finally {
      Date.now = before
    }
  })
})
