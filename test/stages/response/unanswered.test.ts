// Reminders, and messages that nobody accepted in time.
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { hasOverdue } from '#delivery/overdue-store.ts'
import { workOff } from '../../support/ladder-world.ts'
import { addProcess, setNow } from '../delivery/rows.ts'
import {
  answer,
  at,
  eventsOf,
  fire,
  ladderOf,
  runUntil,
  stepsTaken,
  told,
  useLadderRig,
} from './ladder-rig.ts'

const rig = useLadderRig()

describe('reminders', () => {
  beforeEach(() => addProcess(rig.db))

  test('go to the running step’s people until somebody answers', async () => {
    await fire(rig, { level: 'critical' })
    await runUntil(rig, 45, 15)
    const reminded = await eventsOf(rig, 'reminded')
    expect(reminded.map((row) => (row.body as { step: { order: number } }).step.order)).toEqual([1, 2])
    const rows = await rig.db
      .selectFrom('delivery')
      .select(['recipient', 'channel'])
      .where('ordinal', '=', reminded[0]?.ordinal ?? 0)
      .orderBy('channel')
      .execute()
    expect(rows).toEqual([
      { recipient: 'office-norte', channel: 'email-office' },
      { recipient: 'office-norte', channel: 'inbox' },
    ])
    await answer(rig)
    await runUntil(rig, 200, 15, 46)
    expect((await eventsOf(rig, 'reminded')).length).toBe(2)
  })

  test('with `ack: each` the first answer stops the climbing, and the others are reminded until they answer', async () => {
    // Two offices answer for the whole department.
    await fire(rig, { place: 'AA01' }, { ...told, tracks: ['protection'] })
    expect(await ladderOf(rig)).toMatchObject({ policy: { ladder: 'protection' } })
    expect(String((await ladderOf(rig)).due_at)).toBe(at(30))
    await answer(rig, { office: 'office-norte' })
    await workOff(rig.worker)
    expect(await ladderOf(rig)).toMatchObject({ state: 'answering', due_at: null })
    await runUntil(rig, 100, 10, 10)
    const [reminded, ...more] = await eventsOf(rig, 'reminded')
    expect(more).toEqual([])
    const recipients = await rig.db
      .selectFrom('delivery')
      .select('recipient')
      .distinct()
      .where('ordinal', '=', reminded?.ordinal ?? 0)
      .execute()
    expect(recipients).toEqual([{ recipient: 'office-altura' }])
    await answer(rig, { office: 'office-altura' })
    await runUntil(rig, 400, 50, 100)
    expect((await eventsOf(rig, 'reminded')).length).toBe(1)
    expect(await ladderOf(rig)).toMatchObject({ state: 'stopped', reason: 'acknowledged' })
    expect(await stepsTaken(rig)).toEqual(['1 1/0 told_before opening'])
  })
})

describe('messages that nobody accepted in time', () => {
  beforeEach(() => addProcess(rig.db))

  test('bring the next step forward, once around the ladder, and are on record', async () => {
    rig.isMailTaken = false
    await fire(rig, { level: 'critical' })
    await setNow(rig.db, at(1))
    expect(await hasOverdue(rig.db)).toBe(false)
    await setNow(rig.db, at(2))
    expect(await hasOverdue(rig.db)).toBe(true)
    await workOff(rig.worker)
    expect((await stepsTaken(rig)).at(-1)).toBe('2 2/0 told not_delivered')
    await runUntil(rig, 12, 1, 3)
    expect(await stepsTaken(rig)).toEqual([
      '1 1/0 told_before opening',
      '2 2/0 told not_delivered',
      '3 3/0 told not_delivered',
      '4 4/0 told not_delivered',
    ])
    const recorded = (await eventsOf(rig, 'escalated')).map((row) => row.body)
    expect(recorded).toContainEqual(
      expect.objectContaining({
        reason: 'not_delivered',
        channel: 'email-duty',
        state: 'retry',
        remedy: 'next_step',
      }),
    )
    const noticed = await rig.db.selectFrom('delivery_overdue').select('remedy').execute()
    expect(noticed.length).toBeGreaterThan(2)
  })

  test('go to the next step at once where the recipient lost the place meanwhile (F69)', async () => {
    rig.isMailTaken = false
    await fire(rig)
    expect(await stepsTaken(rig)).toEqual(['1 1/0 told_before opening'])
    rig.pack = { ...rig.pack, offices: { offices: [] } }
    rig.isMailTaken = true
    await setNow(rig.db, at(10))
    await workOff(rig.worker)
    const row = await rig.db
      .selectFrom('delivery')
      .select(['state', 'reason'])
      .where('channel', '=', 'email-office')
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ state: 'withheld', reason: 'recipient_revoked' })
    // Its clock is four hours.
    expect((await stepsTaken(rig)).at(-1)).toBe('2 2/0 told not_delivered')
  })

  test('take the recipient’s next channel where one was not tried', async () => {
    rig.isMailTaken = false
    await fire(rig)
    await sql`delete from attempt where delivery_id in (select id from delivery where channel = 'inbox')`.execute(
      rig.db,
    )
    await sql`delete from delivery where channel = 'inbox' and recipient = 'office-norte'`.execute(rig.db)
    await setNow(rig.db, at(2))
    await workOff(rig.worker)
    const rows = await rig.db
      .selectFrom('delivery')
      .selectAll()
      .where('recipient', '=', 'office-norte')
      .where('channel', '=', 'inbox')
      .execute()
    expect(rows.map((row) => `${row.state} ${row.reason}`)).toEqual(['delivered next_channel'])
  })

  test('change nothing where the same message arrived by another way, or was opened', async () => {
    rig.isMailTaken = false
    await fire(rig)
    await sql`update delivery set state = 'seen', seen_at = app.now() where channel = 'inbox'`.execute(rig.db)
    await setNow(rig.db, at(2))
    await workOff(rig.worker)
    const noticed = await rig.db.selectFrom('delivery_overdue').select('remedy').distinct().execute()
    expect(noticed).toEqual([{ remedy: 'reached_elsewhere' }])
    expect(await stepsTaken(rig)).toEqual(['1 1/0 told_before opening'])
  })
})
