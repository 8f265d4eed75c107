// Inhibition and silences with real rows: what is kept back, what it says beside the alert's state, and what goes out when it ends.
import { beforeEach, describe, expect, test } from 'vitest'
import { viewSuppressions } from '#alerts/suppression-store.ts'
import { hasSomethingDue, keepWaiting } from '#delivery/keep-waiting.ts'
import { insertSilence, readSilence } from '#delivery/silence-store.ts'
import { inTransaction } from '#platform/database/database.ts'
import { plan, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const rig = useRig()
const author = '018f6d2e-2222-7000-8000-0000000000aa'
const sourceId = '018f6d2e-0000-5000-8000-0000000000ff'
const silenceId = '018f6d2e-3333-7000-8000-000000000001'

beforeEach(async () => {
  const { db } = rig()
  await db
    .insertInto('person')
    .values({ id: author, label: 'Ana' })
    .onConflict((one) => one.doNothing())
    .execute()
})

async function rows(id = alertId) {
  const found = await rig()
    .db.selectFrom('delivery')
    .selectAll()
    .where('alert_id', '=', id)
    .orderBy('ordinal')
    .orderBy('channel')
    .execute()
  return found.map((row) => `${row.ordinal} ${row.channel} ${row.state} ${row.reason}`)
}
const kinds = async (id = alertId) =>
  (
    await rig()
      .db.selectFrom('alert_event')
      .select(['kind', 'ordinal'])
      .where('alert_id', '=', id)
      .orderBy('ordinal')
      .execute()
  ).map((one) => one.kind)
const beside = async (id = alertId) => (await viewSuppressions(rig().db, [id])).get(id) ?? []
const hold = () => keepWaiting(rig().deps, 'due')

/** A firing alert of a rule that keeps `candidate-threats` back, in department AA01. */
async function crisis(changes: Record<string, unknown> = {}) {
  const { db } = rig()
  await db
    .insertInto('rule_revision')
    .values({
      rule_id: 'crisis',
      hash: 'c1',
      version: 1,
      state_hash: 's',
      origin: 'file',
      file: null,
      yaml: '',
      document: JSON.stringify({
        suppress: [{ rules: ['candidate-threats'], equal: ['department'], at_or_below: 'warning' }],
      }),
      author: 'test',
      approver: null,
      reason: 'test',
    })
    .onConflict((one) => one.doNothing())
    .execute()
  await addAlert(db, { id: sourceId, rule_id: 'crisis', rule_revision: 'c1', place: 'AA01', ...changes })
}

describe('inhibition', () => {
  test('news of a lower alert in the same department is kept back, and the alert says by what', async () => {
    await crisis()
    await addEvent(rig().db)
    await plan(rig())
    expect(await rows()).toEqual([
      '1 email-duty withheld inhibited',
      '1 inbox withheld inhibited',
      '1 sms-duty withheld no_usable_channel',
    ])
    expect(await beside()).toMatchObject([
      { kind: 'inhibition', byId: sourceId, byRule: 'crisis', until: null },
    ])
  })

  test('critical is told all the same', async () => {
    await crisis()
    await addEvent(rig().db, { level: 'critical' })
    await plan(rig())
    expect(await rows()).toContain('1 email-duty planned planned')
  })

  test.each([
    ['in another department', { place: 'AA02', key: JSON.stringify({ department: 'AA02' }) }],
    ['on trial', { is_shadow: true }],
    ['closed', { state: 'resolved', closed_at: '2026-03-20T18:10:00Z', level: null }],
  ])('a source %s keeps nothing back', async (_name, changes) => {
    await crisis(changes)
    await addEvent(rig().db)
    await plan(rig())
    expect(await rows()).toContain('1 email-duty planned planned')
    expect(await beside()).toEqual([])
  })

  test('source and target of one step are seen together, whichever is planned first', async () => {
    await addEvent(rig().db)
    await crisis()
    await addEvent(rig().db, { alert_id: sourceId })
    await plan(rig())
    expect(await rows()).toContain('1 email-duty withheld inhibited')
    expect(await rows(sourceId)).toContain('1 email-duty planned planned')
  })

  test('when the source closes, what it kept back goes out', async () => {
    await crisis()
    await addEvent(rig().db)
    await addEvent(rig().db, { alert_id: sourceId })
    await plan(rig())
    await rig()
      .db.updateTable('alert')
      .set({ state: 'resolved', level: null, closed_at: '2026-03-20T18:31:00Z' })
      .where('id', '=', sourceId)
      .execute()
    await addEvent(rig().db, { alert_id: sourceId, ordinal: 2, kind: 'resolved', notify: false, level: null })
    await plan(rig())
    expect(await rows()).toContain('1 email-duty planned planned')
    expect(await beside()).toEqual([])
  })
})

async function silence(changes: { endsAt?: string; territory?: string; levels?: ['critical'] } = {}) {
  await inTransaction(rig().db, (trx) =>
    insertSilence(trx, {
      id: silenceId,
      matchers: {
        process: 'aa-2026-general',
        territory: changes.territory ?? 'AA0101',
        ...(changes.levels === undefined ? {} : { levels: changes.levels }),
      },
      reason: 'obras en la vía, ya verificadas',
      author,
      authorToken: author,
      inboxes: ['office-sur'],
      phase: null,
      phaseEndsAt: null,
      startsAt: '2026-03-20T18:31:00Z',
      endsAt: changes.endsAt ?? '2026-03-20T20:31:00Z',
      state: 'active',
      proposalId: null,
    }),
  )
}
const stateOf = async () => {
  const row = await readSilence(rig().db, silenceId)
  return `${row?.state} ${row?.endReason}`
}

describe('silences', () => {
  test('keep news back, beside the state; its beginning is told to those concerned and to the author', async () => {
    await silence()
    await addEvent(rig().db)
    await plan(rig())
    expect(await rows()).toContain('1 email-duty withheld silenced')
    expect(await beside()).toMatchObject([{ kind: 'silence', reason: 'obras en la vía, ya verificadas' }])
    await hold()
    await plan(rig())
    expect(await kinds()).toEqual(['fired', 'silenced'])
    const told = await rig()
      .db.selectFrom('delivery')
      .selectAll()
      .where('ordinal', '=', 2)
      .orderBy('recipient')
      .orderBy('channel')
      .execute()
    expect(told.map((row) => `${row.recipient} ${row.channel} ${row.state}`)).toEqual([
      'duty email-duty planned',
      'duty inbox planned',
      'duty sms-duty withheld',
      'office-sur inbox planned',
    ])
    await run(rig())
    expect(JSON.stringify(rig().sent[0]?.message)).toContain('Ana: obras en la vía')
  })

  test('an alert that fires already is matched when the silence begins, and its messages under way stop', async () => {
    await addEvent(rig().db)
    await plan(rig())
    await silence()
    await hold()
    expect(await beside()).toHaveLength(1)
    await run(rig())
    expect(await rows()).toContain('1 email-duty withheld silenced')
  })

  test('another place, or a critical without a word, is told', async () => {
    await silence({ territory: 'AA02' })
    await addEvent(rig().db)
    await plan(rig())
    expect(await rows()).toContain('1 email-duty planned planned')
  })

  test('critical only by name', async () => {
    await silence()
    await addEvent(rig().db, { level: 'critical' })
    await plan(rig())
    expect(await rows()).toContain('1 email-duty planned planned')
  })
  test('and by name it is', async () => {
    await silence({ levels: ['critical'] })
    await addEvent(rig().db, { level: 'critical' })
    await plan(rig())
    expect(await rows()).toContain('1 email-duty withheld silenced')
  })

  test('thirty minutes before its end, and at its end, people are told, and the newest news goes out with the silence in it', async () => {
    await silence()
    await addEvent(rig().db)
    await plan(rig())
    await hold()
    await setNow(rig().db, '2026-03-20T20:01:00Z')
    expect(await hasSomethingDue(rig().db)).toBe(true)
    await hold()
    await setNow(rig().db, '2026-03-20T20:31:00Z')
    await hold()
    await hold()
    expect(await stateOf()).toBe('ended time')
    expect(await hasSomethingDue(rig().db)).toBe(false)
    expect(await kinds()).toEqual(['fired', 'silenced', 'silence_ending', 'silence_ended'])
    expect(await beside()).toEqual([])
    expect(await rows()).toContain('1 email-duty planned planned')
    await run(rig())
    const message = JSON.stringify(rig().sent.find((one) => one.target.channel === 'email-duty')?.message)
    expect(message).toContain(
      'Esta alerta estuvo en silencio: 20 mar 2026, 14:31 (hora de Bolivia) – 20 mar 2026, 16:31 (hora de Bolivia), Ana',
    )
  })

  test('a rise ends it, and is told', async () => {
    await silence({ territory: 'AA01' })
    await addEvent(rig().db, { level: 'watch' }, { audiences: [audience('duty', { from: 'info' })] })
    await plan(rig())
    await addEvent(rig().db, { ordinal: 2, kind: 'raised', level: 'warning' })
    await plan(rig())
    expect(await stateOf()).toBe('ended level_raised')
    expect(await rows()).toContain('2 email-duty planned planned')
    expect(rig().pokes.given).toContain('hold due')
  })

  test('it ends with its alert', async () => {
    await silence()
    await addEvent(rig().db)
    await plan(rig())
    await rig()
      .db.updateTable('alert')
      .set({ state: 'resolved', level: null, closed_at: '2026-03-20T18:40:00Z' })
      .where('id', '=', alertId)
      .execute()
    await addEvent(rig().db, { ordinal: 2, kind: 'resolved', notify: false, level: null })
    await plan(rig())
    expect(await stateOf()).toBe('ended resolved')
  })

  test('it ends when nothing was matched for six hours', async () => {
    await silence({ endsAt: '2026-03-21T18:00:00Z', territory: 'AA0105' })
    await hold()
    await setNow(rig().db, '2026-03-21T00:30:00Z')
    await hold()
    expect(await stateOf()).toBe('active null')
    await setNow(rig().db, '2026-03-21T00:31:00Z')
    await hold()
    expect(await stateOf()).toBe('ended quiet')
  })
})
