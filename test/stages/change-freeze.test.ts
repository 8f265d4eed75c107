// The change freeze through the routes: what is refused while a window of a real process is open, and the hour that one person opens.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Method, openTestApp, type TestApp } from '../support/app.ts'
import { restoreNow, setNow } from './delivery/rows.ts'

let app: TestApp
const start = Temporal.Now.instant()
const at = (minutes: number) => setNow(app.core.db, start.add({ minutes }).toString())

beforeAll(async () => {
  app = await openTestApp()
  await at(0)
}, 180_000)
afterAll(async () => {
  await restoreNow(app.core.db)
  await app.close()
})

/** A process whose election day runs from an hour ago for six hours. */
async function openElection(isExercise: boolean): Promise<void> {
  const { db } = app.core
  const id = isExercise ? 'frozen-drill' : 'frozen-real'
  await sql`
    insert into electoral_process (id, country, kind, name, time_zone, territory, state, is_exercise, clock, shards, monitoring_start)
    values (${id}, 'BO', 'general', '{"es": "x", "en": "x"}', 'America/La_Paz', 'BO', 'open', ${isExercise}, 'live', 1, app.now())`.execute(
    db,
  )
  const window = {
    type: 'window',
    code: 'election_day',
    place: 'BO',
    from: start.subtract({ hours: 1 }).epochMilliseconds,
    to: start.add({ hours: 5 }).epochMilliseconds,
    round: 1,
  }
  await sql`
    insert into calendar_version (process, version, known_from, source, calendar)
    values (${id}, 1, app.now(), '{}', ${JSON.stringify({ spans: [window], milestones: {} })}::jsonb)`.execute(
    db,
  )
}

const rule = '/v1/rules/candidate-threats'
const reason = { reason: 'an election-night fix' }
const stale = { headers: { 'if-match': '"0"' }, payload: { values: {}, ...reason } }
const tune = async () => (await app.call('rules_admin', 'PUT', `${rule}/params`, stale)).body['code']
const freeze = async () => (await app.call('rules_admin', 'GET', '/v1/change-freeze')).body
const lift = (who: 'rules_admin' | 'ombudsman' = 'rules_admin') =>
  app.call(who, 'POST', '/v1/change-freeze:lift', { payload: reason })

test('outside of every window, and in that of a drill, nothing is frozen', async () => {
  await openElection(true)
  expect(await freeze()).toMatchObject({ frozen: false, window: null, lift: null })
  expect(await tune()).toBe('RULE_STALE')
  expect((await lift()).body['code']).toBe('CHANGE_NOT_FROZEN')
})

test('on the election day of a real process, what changes rules and channels is refused; drafts and tests go on', async () => {
  await openElection(false)
  expect(await freeze()).toMatchObject({ frozen: true, window: 'election_day', process: 'frozen-real' })
  const { body } = await app.call('rules_admin', 'GET', `${rule}/revisions`)
  const revision = String((body['items'] as unknown as { revision: string }[])[0]?.revision)
  const refused: readonly (readonly ['rules_admin' | 'system_admin', Method, string, object])[] = [
    ['rules_admin', 'POST', `${rule}/revisions/${revision}:propose`, { act: 'retire', ...reason }],
    ['rules_admin', 'POST', `${rule}/revisions/${revision}:activate`, {}],
    [
      'rules_admin',
      'POST',
      `${rule}/revisions/${revision}:retire`,
      { at: start.add({ hours: 2 }).toString() },
    ],
    ['rules_admin', 'POST', `${rule}/revisions/${revision}:rollback`, reason],
    ['system_admin', 'POST', '/v1/recipients/ombudsman-duty/channels/email-duty:enable', reason],
  ]
  for (const [who, method, url, payload] of refused) {
    const answer = await app.call(who, method, url, { payload })
    expect([url, answer.status, answer.body['code']]).toEqual([url, 423, 'CHANGE_FREEZE'])
    expect(answer.body['detail']).toContain('election_day')
  }
  expect(await tune()).toBe('CHANGE_FREEZE')
  const tried = await app.call('rules_admin', 'POST', `${rule}/revisions/${revision}:test`)
  expect(tried).toMatchObject({ status: 200, body: { failed: 0 } })
  // A time after the freeze is none of its business.
  const later = { payload: { at: start.add({ hours: 6 }).toString() } }
  const retire = await app.call('rules_admin', 'POST', `${rule}/revisions/${revision}:retire`, later)
  expect(retire.body['code']).toBe('RULE_NOT_APPROVED')
})

test('one person opens it for an hour, on record; then it is closed again', async () => {
  expect((await lift('ombudsman')).status).toBe(403)
  const opened = await lift()
  expect(opened).toMatchObject({ status: 201, body: { frozen: false, lift: { reason: reason.reason } } })
  expect(await tune()).toBe('RULE_STALE')
  const audit = await app.core.db
    .selectFrom('audit_event')
    .select('action')
    .where('action', '=', 'change_freeze.lifted')
    .execute()
  expect(audit).toHaveLength(1)
  await expect(
    sql`update freeze_lift set ends_at = ends_at + interval '1 day'`.execute(app.core.db),
  ).rejects.toThrow('append-only')
  await at(59)
  expect(await tune()).toBe('RULE_STALE')
  await at(60)
  expect(await tune()).toBe('CHANGE_FREEZE')
  await at(5 * 60)
  expect(await freeze()).toMatchObject({ frozen: false })
})
