// Measures whose time is over are told to whoever answers for them, once for each due time; and what people do moves the ladder.
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { readLastEvaluations } from '#alerts/alert-store.ts'
import { readMessage } from '#domain/delivery/message.ts'
import { inTransaction } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { insertAction } from '#response/action-store.ts'
import { followAlerts } from '#response/follow-alerts.ts'
import { workOff } from '../../support/ladder-world.ts'
import { addProcess, alertId, audience, setNow } from '../delivery/rows.ts'
import { at, eventsOf, fire, useLadderRig } from './ladder-rig.ts'

const rig = useLadderRig()

async function addMeasure(addressee: string, dueAt: string): Promise<string> {
  const id = uuidv7()
  await inTransaction(rig.db, (trx) =>
    insertAction(trx, {
      id,
      alertId,
      ruleAction: null,
      level: 'warning',
      text: { es: `Mesa con ${addressee}`, en: `Round table with ${addressee}` },
      class: 'mediation',
      line: null,
      addressee,
      dueAt,
      state: 'issued',
      heldReason: null,
      isTaken: false,
      createdBy: null,
    }),
  )
  return id
}

async function lookAt(minutes: number): Promise<void> {
  await setNow(rig.db, at(minutes))
  await followAlerts(rig.worker, 'all')
  await workOff(rig.worker)
}

/** Messages about measures: `recipient channel state`. */
async function told(): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select d.recipient || ' ' || d.channel || ' ' || d.state as text
    from delivery d join alert_event e on e.alert_id = d.alert_id and e.ordinal = d.ordinal
    where e.kind = 'action_overdue' and d.channel in ('inbox', 'email-liaison') order by e.ordinal, 1`.execute(
    rig.db,
  )
  return rows.map((row) => row.text)
}

const facts = { audiences: [audience('offices'), audience('liaison')] }

describe('a measure whose time is over', () => {
  beforeEach(() => addProcess(rig.db))

  test('of an office is told to it and one step up, once, with what was asked and until when', async () => {
    await fire(rig, {}, facts)
    await addMeasure('offices', at(60))
    await lookAt(59)
    expect(await told()).toEqual([])
    await lookAt(60)
    expect(await told()).toEqual(['duty inbox delivered', 'office-norte inbox delivered'])
    await lookAt(61)
    await lookAt(1_000)
    expect((await told()).length).toBe(2)
    const [row] = await rig.db
      .selectFrom('delivery')
      .select('message')
      .where('ordinal', '=', (await eventsOf(rig, 'action_overdue'))[0]?.ordinal ?? 0)
      .where('channel', '=', 'inbox')
      .execute()
    const message = readMessage(row?.message)
    if (message?.type !== 'inbox') throw new Error('the inbox holds no message')
    expect(message.title.es).toContain('Medida vencida')
    expect(message.title.en).toContain('Measure overdue')
    expect(message.lines.es.join('\n')).toContain(
      'Medida vencida: Mesa con offices (offices (es), antes del 20 mar 2026, 15:31, hora de Bolivia)',
    )
    expect(message.lines.es.join('\n')).not.toContain('Acuse recibo')
  })

  test('of an institution outside is told to the people inside whom the rule names, never to the institution', async () => {
    await fire(rig, {}, facts)
    await addMeasure('police', at(60))
    await addMeasure('liaison', at(60))
    await lookAt(60)
    // One message for both.
    expect(await told()).toEqual(['duty inbox delivered', 'office-norte inbox delivered'])
    expect((await eventsOf(rig, 'action_overdue')).map((one) => one.notify)).toEqual([false, true])
  })

  test('is told again for another due time, and not for the same', async () => {
    await fire(rig, {}, facts)
    await addMeasure('offices', at(60))
    await lookAt(60)
    await rig.db
      .updateTable('response_action')
      .set({ due_at: at(90), overdue_at: null })
      .execute()
    await lookAt(89)
    expect((await told()).length).toBe(2)
    await lookAt(90)
    expect((await told()).length).toBe(4)
  })

  test('leaves the ladder where it stands, and the facts of the alert as its evaluation found them', async () => {
    await fire(rig, { level: 'critical' }, facts)
    await addMeasure('duty', at(5))
    await lookAt(5)
    await lookAt(30)
    const steps = await rig.db
      .selectFrom('escalation_step')
      .select(['step', 'round'])
      .orderBy('step')
      .execute()
    expect(steps).toEqual([
      { step: 1, round: 1 },
      { step: 2, round: 1 },
    ])
  })

  test('of a rule on trial is on record and told to nobody', async () => {
    await fire(rig, { is_shadow: true }, facts)
    await addMeasure('offices', at(60))
    await lookAt(60)
    expect((await eventsOf(rig, 'action_overdue')).map((one) => one.notify)).toEqual([false])
    expect(await told()).toEqual([])
  })
})

test('in a replay nobody is told that a measure of long ago is late', async () => {
  await addProcess(rig.db, { clock: 'record', is_exercise: true })
  await fire(rig, { is_exercise: true }, facts)
  await addMeasure('offices', at(60))
  await lookAt(60)
  expect((await eventsOf(rig, 'action_overdue')).map((one) => one.notify)).toEqual([false])
})

test('what a person decides is told by the latest evaluation, not by the last step of the ladder', async () => {
  await addProcess(rig.db)
  await fire(rig, { level: 'critical' }, facts)
  await setNow(rig.db, at(30))
  await workOff(rig.worker)
  expect((await eventsOf(rig, 'escalated')).length).toBe(2)
  const evaluation = (await readLastEvaluations(rig.db, [alertId])).get(alertId)?.body
  expect(evaluation).toMatchObject({ audiences: facts.audiences })
  expect(evaluation).not.toHaveProperty('step')
})
