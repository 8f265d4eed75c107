// Silences and the phases of the calendar: put on in one phase, a silence does not reach into the next.
import { beforeEach, expect, test } from 'vitest'
import { viewSuppressions } from '#alerts/suppression-store.ts'
import { hasSomethingDue, keepWaiting } from '#delivery/keep-waiting.ts'
import { insertSilence, readSilence } from '#delivery/silence-store.ts'
import { inTransaction } from '#platform/database/database.ts'
import { plan, useRig } from './deliver-rig.ts'
import { addEvent, alertId, setNow } from './rows.ts'

const rig = useRig()
const author = '018f6d2e-2222-7000-8000-0000000000aa'
const silenceId = '018f6d2e-3333-7000-8000-000000000001'

beforeEach(async () => {
  await rig()
    .db.insertInto('person')
    .values({ id: author, label: 'Ana' })
    .onConflict((one) => one.doNothing())
    .execute()
})

const rows = async () =>
  (
    await rig()
      .db.selectFrom('delivery')
      .selectAll()
      .where('alert_id', '=', alertId)
      .orderBy('ordinal')
      .orderBy('channel')
      .execute()
  ).map((row) => `${row.ordinal} ${row.channel} ${row.state} ${row.reason}`)
const kinds = async () =>
  (await rig().db.selectFrom('alert_event').select(['kind', 'ordinal']).orderBy('ordinal').execute()).map(
    (one) => one.kind,
  )
const beside = async () => (await viewSuppressions(rig().db, [alertId])).get(alertId) ?? []
const hold = () => keepWaiting(rig().deps, 'due')
const stateOf = async () => {
  const row = await readSilence(rig().db, silenceId)
  return `${row?.state} ${row?.endReason}`
}

async function silence(during: { endsAt: string; phase: string; phaseEndsAt: string }) {
  await inTransaction(rig().db, (trx) =>
    insertSilence(trx, {
      id: silenceId,
      matchers: { process: 'aa-2026-general', territory: 'AA0101' },
      reason: 'obras en la vía, ya verificadas',
      author,
      authorToken: author,
      inboxes: [],
      startsAt: '2026-03-20T18:31:00Z',
      state: 'active',
      proposalId: null,
      ...during,
    }),
  )
}

test('it ends when its phase does, and what it kept back goes out', async () => {
  await silence({
    endsAt: '2026-03-21T18:00:00Z',
    phase: 'campaign',
    phaseEndsAt: '2026-03-20T19:00:00Z',
  })
  await addEvent(rig().db)
  await plan(rig())
  await hold()
  await setNow(rig().db, '2026-03-20T18:59:59Z')
  await hold()
  expect(await stateOf()).toBe('active null')
  await setNow(rig().db, '2026-03-20T19:00:00Z')
  expect(await hasSomethingDue(rig().db)).toBe(true)
  await hold()
  await hold()
  expect(await stateOf()).toBe('ended phase_changed')
  expect(await kinds()).toEqual(['fired', 'silenced', 'silence_ended'])
  expect(await rows()).toContain('1 email-duty planned planned')
  expect(await beside()).toEqual([])
})

test('it ends when the calendar is changed so that another phase is open, at the next news', async () => {
  const { db } = rig()
  const span = (code: string) => ({
    type: 'phase',
    code,
    place: 'AA',
    from: 0,
    to: Date.UTC(2027, 0),
    round: 1,
  })
  const calendar = (version: number, code: string) =>
    db
      .insertInto('calendar_version')
      .values({
        process: 'aa-2026-general',
        version,
        known_from: `2026-03-0${version}T00:00:00Z`,
        source: '{}',
        calendar: JSON.stringify({ spans: [span(code)] }),
      })
      .execute()
  await calendar(1, 'campaign')
  await silence({ endsAt: '2026-03-21T18:00:00Z', phase: 'campaign', phaseEndsAt: '2026-03-30T00:00:00Z' })
  await addEvent(db)
  await plan(rig())
  expect(await rows()).toContain('1 email-duty withheld silenced')
  await calendar(2, 'voting_operations')
  await addEvent(db, { ordinal: 2, kind: 'raised', level: 'warning' })
  await plan(rig())
  expect(await stateOf()).toBe('ended phase_changed')
  expect(await rows()).toContain('2 email-duty planned planned')
  expect(rig().pokes.given).toContain('hold due')
})
