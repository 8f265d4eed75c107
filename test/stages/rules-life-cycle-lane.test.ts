// Rules that change while signals arrive: windows are not empty afterwards, no alert is lost or doubled, and each event names the revision
// that decided it.
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import { shardOf } from '#domain/rules/shard.ts'
import { inTransaction } from '#platform/database/database.ts'
import { openProcess } from '#registry/open-process.ts'
import { readNow } from '#registry/process-store.ts'
import { appendActivation } from '#scoring/inbox-store.ts'
import { buildStates } from '#scoring/rebuild-state.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { openRuleDesk, type RuleDesk, ruleText } from '../support/rule-desk.ts'

let app: TestApp
let desk: RuleDesk
beforeAll(async () => {
  app = await openTestApp()
  desk = await openRuleDesk(app)
})
afterAll(() => app.close())

// Another worker may take any step: what one remembers of the lane must not matter.
beforeEach(() => app.core.pipelineDeps.lanes.clear())
afterEach(async () => {
  const { rows } = await sql`select * from quarantine`.execute(app.core.db)
  expect(rows).toEqual([])
})

async function draft(
  id: string,
  version: number,
  changes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const url = version === 1 ? '/v1/rules' : `/v1/rules/${id}/revisions`
  const payload = { yaml: ruleText(id, version, changes), reason: 'for this test' }
  const { status, body } = await desk.ask('first', 'POST', url, payload)
  expect(status, JSON.stringify(body)).toBe(201)
  return String(body['revision'])
}

interface Event {
  readonly kind: string
  readonly episode: number
  readonly revision: string
  readonly reason: string | null
  readonly n: number | null
  readonly key: Readonly<Record<string, string>>
}

/** The history of a rule's alerts in the order of its events. */
async function eventsOf(rule: string, department: string): Promise<Event[]> {
  const { rows } = await sql<Event>`
    select e.kind, a.episode, e.rule_revision as revision, e.body->>'reason' as reason, (e.body->'measures'->>'n')::int as n, a.key
    from alert_event e join alert a on a.id = e.alert_id
    where a.rule_id = ${rule} and a.key->>'department' = ${department}
      and e.kind in ('fired', 'reopened', 'raised', 'lowered', 'corrected', 'resolved', 'expired') order by e.lt, a.key::text desc, a.episode, e.ordinal`.execute(
    app.core.db,
  )
  return rows
}

const daysAgo = (days: number) => ({
  event_time: Temporal.Now.instant()
    .subtract({ hours: 24 * days })
    .toString(),
})

describe('a rule edited while its alert is open', () => {
  test('a threshold alone: the windows stay, and the alert ends and begins by the revision in force', async () => {
    const id = 'edited-threshold'
    const first = await draft(id, 1)
    await desk.bringIntoForce(id, 1)
    await desk.reportThreat('BO01')
    await desk.reportThreat('BO01')
    const second = await draft(id, 2, {
      'default: 2': 'default: 3',
      '      - {t: 2h, signal: {category: threat, place: BO05, severity: 3}}\n':
        '      - {t: 2h, signal: {category: threat, place: BO05, severity: 3}, repeat: {times: 2, every: 1m}}\n',
    })
    await desk.bringIntoForce(id, 2)
    await desk.reportThreat('BO01')
    expect(await eventsOf(id, 'BO01')).toMatchObject([
      { kind: 'fired', episode: 1, revision: first, n: 2 },
      { kind: 'resolved', episode: 1, revision: second, n: 2 },
      { kind: 'fired', episode: 2, revision: second, n: 3 },
    ])
  })

  test('a window twice as long: what is in it now counts at once, and an open alert goes on', async () => {
    const id = 'edited-window'
    const first = await draft(id, 1, { 'allow: 2d': 'allow: 20d' })
    await desk.bringIntoForce(id, 1)
    await desk.reportThreat('BO02', daysAgo(10))
    await desk.reportThreat('BO02')
    await desk.reportThreat('BO03')
    await desk.reportThreat('BO03')
    expect(await eventsOf(id, 'BO02')).toEqual([])
    const second = await draft(id, 2, { 'allow: 2d': 'allow: 20d', 'window: 7d': 'window: 14d' })
    await desk.bringIntoForce(id, 2)
    expect(await eventsOf(id, 'BO02')).toMatchObject([{ kind: 'fired', revision: second, n: 2 }])
    expect(await eventsOf(id, 'BO03')).toMatchObject([{ kind: 'fired', episode: 1, revision: first, n: 2 }])
    const { body } = await desk.ask('second', 'POST', `/v1/rules/${id}/revisions/2:rollback`, {
      reason: 'too long',
    })
    expect(body['in_force']?.['revision']).toBe(first)
    await app.drain()
    expect((await eventsOf(id, 'BO02')).at(-1)).toMatchObject({ kind: 'resolved', revision: first, n: 1 })
    expect(await eventsOf(id, 'BO03')).toHaveLength(1)
  })

  test('evidence that was stale when it came raises nothing by the edit alone', async () => {
    const id = 'edited-stale'
    await draft(id, 1)
    await desk.bringIntoForce(id, 1)
    await desk.reportThreat('BO09', daysAgo(12))
    await desk.reportThreat('BO09', daysAgo(11))
    await draft(id, 2, { 'window: 7d': 'window: 14d' })
    await desk.bringIntoForce(id, 2)
    expect((await eventsOf(id, 'BO09')).map(({ kind }) => kind)).toEqual([])
    await desk.reportThreat('BO09')
    expect((await eventsOf(id, 'BO09')).map(({ kind }) => kind)).toEqual(['fired'])
  })

  test('other keys: open alerts expire, and the new keys begin with what the log has', async () => {
    const id = 'edited-keys'
    const first = await draft(id, 1)
    await desk.bringIntoForce(id, 1)
    await desk.reportThreat('BO04')
    await desk.reportThreat('BO04')
    const second = await draft(id, 2, {
      'group_by: [department]': 'group_by: [department, category]',
      '{department: BO05}': '{department: BO05, category: threat}',
    })
    await desk.bringIntoForce(id, 2)
    expect(await eventsOf(id, 'BO04')).toMatchObject([
      { kind: 'fired', revision: first, key: { department: 'BO04' } },
      { kind: 'expired', revision: first, reason: 'rule_changed', key: { department: 'BO04' } },
      { kind: 'fired', revision: second, n: 2, key: { department: 'BO04', category: 'threat' } },
    ])
  })
})

describe('a rule retired and taken back', () => {
  test('its alerts expire once; what came meanwhile counts, what was withdrawn does not', async () => {
    const id = 'retired-for-a-while'
    const hash = await draft(id, 1)
    await desk.bringIntoForce(id, 1)
    const withdrawn = await desk.reportThreat('BO07')
    await desk.reportThreat('BO07')
    await desk.bringIntoForce(id, 1, 'retire')
    await desk.reportThreat('BO07')
    await desk.reportThreat('BO07')
    const gone = await app.call('desk', 'POST', `/v1/signals/${withdrawn}/retractions`, {
      payload: { reason: 'it was another place' },
    })
    expect(gone.status).toBeLessThan(300)
    await app.drain()
    expect((await eventsOf(id, 'BO07')).map(({ kind }) => kind)).toEqual(['fired', 'expired'])
    await desk.ask('second', 'POST', `/v1/rules/${id}/revisions/1:rollback`, { reason: 'it is needed' })
    await app.drain()
    expect(await eventsOf(id, 'BO07')).toMatchObject([
      { kind: 'fired', episode: 1, revision: hash, n: 2 },
      { kind: 'expired', episode: 1, revision: hash, reason: 'rule_retired' },
      { kind: 'fired', episode: 2, revision: hash, n: 3 },
    ])
  })

  test('a state that is out of force keeps no timers, so that nothing wakes its lane in vain', async () => {
    const { rows } = await sql`
      select t.rule_key from timer t join rule_key k on k.id = t.rule_key join lane l on l.lane = k.lane
      where k.rule_state not in (select (rule->>'rule_state')::int from rule_activation a, jsonb_array_elements(a.rules) rule
        where a.id = l.activation)`.execute(app.core.db)
    expect(rows).toEqual([])
  })
})

describe('a large history', () => {
  test('is read beside the lane: signals that come or go meanwhile are in the state that is swapped in', async () => {
    const { db } = app.core
    const id = 'built-beside'
    await draft(id, 1)
    await desk.bringIntoForce(id, 1)
    const early = await desk.reportThreat('BO08')
    await desk.reportThreat('BO08')
    await draft(id, 2, { 'window: 7d': 'window: 14d' })
    await desk.ask('first', 'POST', `/v1/rules/${id}/revisions/2:test`, {})
    await desk.ask('first', 'POST', `/v1/rules/${id}/revisions/2:propose`, { reason: 'longer' })
    await desk.ask('second', 'POST', `/v1/rules/${id}/revisions/2/approvals`, {})
    expect((await desk.ask('first', 'POST', `/v1/rules/${id}/revisions/2:activate`, {})).status).toBe(200)
    // as if the history were too large to be read at once
    const lane = await inTransaction(db, async (trx) => {
      const { rows } = await sql<{ lane: number; ref: string }>`
        delete from inbox where kind = 'activation' returning lane, ref`.execute(trx)
      const { now } = await readNow(trx)
      const { building } = await appendActivation(trx, Number(rows[0]?.ref), [app.process], now.toString(), 0)
      expect(building).toEqual([rows[0]?.lane])
      return building[0] ?? 0
    })
    const stage = app.core.stages.find(({ poke }) => poke === 'rules')
    expect(await stage?.waiting(db)).toEqual([String(lane)])
    await buildStates(app.core.pipelineDeps, lane)
    expect(await stage?.waiting(db)).toEqual([])
    // the activation stands in the inbox; these came after the build, and are in the log after what it read
    const { rows: waiting } = await sql<{ id: number }>`
      update inbox set id = default where kind = 'activation' returning id`.execute(db)
    expect(waiting).toHaveLength(1)
    const inboxOf = () => sql<{ kind: string }>`select kind from inbox order by id`.execute(db)
    expect((await inboxOf()).rows.map(({ kind }) => kind)).toEqual(['activation'])
    await app.call('desk', 'POST', `/v1/signals/${early}/retractions`, { payload: { reason: 'a mistake' } })
    const payload = {
      external_id: 'beside-3',
      process: app.process,
      category: 'threat',
      place: 'BO08',
      severity: 3,
    }
    await app.call('desk', 'POST', '/v1/signals', { payload })
    await sql`update inbox set id = default where kind = 'activation'`.execute(db)
    expect((await inboxOf()).rows.map(({ kind }) => kind)).toEqual(['retraction', 'signal', 'activation'])
    await app.drain()
    const states = await sql<{ signals: number; state: number }>`
      select count(*)::int as signals, k.rule_state as state from contribution c join rule_key k on k.id = c.rule_key
      join rule_state s on s.id = k.rule_state where s.rule_id = ${id} and k.key = '{BO08}' group by k.rule_state`.execute(
      db,
    )
    const { rows: known } = await sql<{ signals: number }>`
      select count(distinct s.id)::int as signals from signal s where s.category = 'threat' and s.department = 'BO08'
      and not exists (select 1 from signal r where r.id = s.id and r.kind = 'retraction')`.execute(db)
    expect(states.rows).toEqual([{ signals: known[0]?.signals, state: expect.any(Number) }])
    expect((await sql`select * from rule_build`.execute(db)).rows).toEqual([])
    const kinds = (await eventsOf(id, 'BO08')).map(({ kind }) => kind)
    expect(kinds).toEqual(['fired', 'resolved', 'fired'])
  })
})

test('of two lanes of a process, each evaluates the rules of its shard', async () => {
  const { pack, templates } = app.core.installed
  await inTransaction(app.core.db, async (trx) => {
    const { now } = await readNow(trx)
    const file = exerciseCalendar(
      templates,
      pack,
      now.toZonedDateTimeISO(pack.timeZone).toPlainDate().toString(),
    )
    const opening = {
      id: 'two-lanes',
      file,
      kind: 'exercise',
      isExercise: true,
      clock: 'live',
      shards: 2,
    } as const
    await openProcess(trx, pack, { ...opening, now: now.epochMilliseconds })
  })
  await app.drain()
  const { rows } = await sql<{ rule: string; lanes: number[] }>`
    select s.rule_id as rule, array_agg(distinct l.shard) as lanes from rule_key k join lane l on l.lane = k.lane
    join rule_state s on s.id = k.rule_state where l.process = 'two-lanes' group by s.rule_id`.execute(
    app.core.db,
  )
  expect(rows.length).toBeGreaterThan(2)
  for (const { rule, lanes } of rows) expect([rule, lanes]).toEqual([rule, [shardOf(rule, 2)]])
})

test('no event of any alert is lost or doubled', async () => {
  const { rows } = await sql`
    select alert_id from alert_event group by alert_id
    having count(*) <> max(ordinal) or min(ordinal) <> 1
      or count(*) filter (where kind = 'fired') <> 1`.execute(app.core.db)
  expect(rows).toEqual([])
})
