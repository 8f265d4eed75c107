// The rule lab over HTTP and on stored history: the same fold as live scoring, nothing stored by a dry run, a run that can be repeated.
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { waitingRuns } from '#backtest/backtest-store.ts'
import { findLane } from '#backtest/history-store.ts'
import { foldHistory } from '#backtest/memory-state.ts'
import { rulesInForce } from '#backtest/rules-under-test.ts'
import { carryOutBacktest } from '#backtest/stored-backtest.ts'
import { readStoredHistory } from '#backtest/stored-history.ts'
import { inTransaction } from '#platform/database/database.ts'
import { readNow } from '#registry/process-store.ts'
import { openTestApp, storedRows, type TestApp } from '../support/app.ts'

let app: TestApp
const today = Temporal.Now.zonedDateTimeISO('America/La_Paz').toPlainDate()

beforeAll(async () => {
  app = await openTestApp()
  const items = [
    ...Array.from({ length: 4 }, (_, index) => ({
      external_id: `lab-threat-${index}`,
      category: 'threat',
      target: { kind: 'candidate' },
      severity: 3,
      place: 'BO03',
      source: { id: `s-${index}`, kind: 'media_local', root: `root-${index}` },
      reliability: 'B',
      credibility: 2,
    })),
    { external_id: 'lab-death', category: 'fatality', place: 'BO03', counts: { killed: 2 } },
  ].map((one) => ({ ...one, process: app.process }))
  const answer = await app.call('desk', 'POST', '/v1/signals:batch', {
    payload: items,
    headers: { 'idempotency-key': 'lab-batch' },
  })
  expect(answer.status).toBe(207)
  await app.drain()
})

const file = 'rules/bo/rules/candidate-threats.rule.yaml'
const yaml = readFileSync(file, 'utf8')
const dryRun = (payload: object) => app.call('rules_admin', 'POST', '/v1/rules:dry-run', { payload })

describe('a draft over stored history', () => {
  test('the revision in force changes nothing: every alert stays', async () => {
    const { status, body } = await dryRun({ yaml })
    expect(status).toBe(200)
    expect(body['summary']).toEqual({ new: 0, lost: 0, same: 1 })
    expect(body['by_department']).toEqual([{ code: 'BO03', new: 0, lost: 0, same: 1 }])
    expect(body['alerts']).toMatchObject([
      { change: 'same', key: { department: 'BO03' }, max_level: 'watch' },
    ])
  })

  test('a threshold out of reach loses the alert, a lower one raises its level', async () => {
    const high = await dryRun({ yaml: yaml.replaceAll('n: {gte: 3}', 'n: {gte: 30}') })
    expect(high.body['summary']).toEqual({ new: 0, lost: 1, same: 0 })
    const low = await dryRun({ yaml: yaml.replaceAll('n: {gte: {param: min_threats}}', 'n: {gte: 4}') })
    expect(low.body['alerts']).toMatchObject([
      { change: 'same', max_level: 'warning', active_max_level: 'watch' },
    ])
  })

  test('a rule that is not in force yet is all new', async () => {
    const { body } = await dryRun({ yaml: yaml.replace('id: candidate-threats', 'id: other-threats') })
    expect(body['active']).toBeNull()
    expect(body['summary']).toEqual({ new: 1, lost: 0, same: 0 })
  })

  test('errors of the draft are told with line and column; an unknown process names those there are', async () => {
    const wrong = await dryRun({ yaml: yaml.replace('category:', 'categry:') })
    expect(wrong.status).toBe(422)
    expect(wrong.body['code']).toBe('RULE_DRAFT_WRONG')
    expect(wrong.body['errors']).toMatchObject([
      { pointer: '/yaml', code: 'unknown-key', line: 28, column: 13 },
    ])
    expect(String(wrong.body['errors']?.['0']?.['message'])).toContain('¿quiso decir «category»?')
    const elsewhere = await dryRun({ yaml, process: 'nowhere' })
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([422, 'BACKTEST_PROCESS_UNKNOWN'])
    const backwards = await dryRun({ yaml, since: '2030-01-01T00:00:00Z' })
    expect(backwards.body['code']).toBe('BACKTEST_SPAN')
  })

  test('it stores nothing, and only who may propose rules may ask', async () => {
    const before = await storedRows(app.core)
    await dryRun({ yaml })
    await dryRun({ signal: { category: 'threat', place: 'BO03', target: { kind: 'candidate' } } })
    expect(await storedRows(app.core)).toEqual(before)
    const { status } = await app.call('analyst', 'POST', '/v1/rules:dry-run', { payload: { yaml } })
    expect(status).toBe(403)
  })
})

describe('one signal against all rules', () => {
  test('which rules take it, how the key stands before and after, and why it fires', async () => {
    const { status, body } = await dryRun({
      signal: {
        category: 'threat',
        place: 'BO03',
        severity: 4,
        target: { kind: 'candidate' },
        source: { root: 'another' },
      },
    })
    expect(status).toBe(200)
    const matched = body['matched'] as unknown as {
      rule: string
      before: { measures: { n: number } }
      after: { measures: { n: number }; level: string }
      events: { event: string; comparisons: unknown[] }[]
    }[]
    const one = matched.find(({ rule }) => rule === 'candidate-threats')
    expect([one?.before.measures.n, one?.after.measures.n]).toEqual([4, 5])
    expect(one?.after.level).toBe('warning')
    expect(one?.events.map(({ event }) => event)).toEqual(['raised'])
    expect(one?.events[0]?.comparisons.length).toBeGreaterThan(0)
  })

  test('a signal without a department names the rules that cannot place it', async () => {
    const { body } = await dryRun({
      signal: { category: 'threat', place: 'BO', target: { kind: 'candidate' } },
    })
    expect(body['without_key']).toContainEqual({ rule: 'candidate-threats', missing: ['department'] })
  })

  test('what intake would refuse is refused with its field', async () => {
    const { status, body } = await dryRun({ signal: { category: 'thraet', place: 'BO03' } })
    expect(status).toBe(422)
    expect(body['errors']).toMatchObject([{ pointer: '/signal/category' }])
  })
})

test('the memory of a back-test and live scoring give the same alerts from the same log', async () => {
  const { db, registry } = app.core
  const { version } = await readNow(db)
  const view = await registry.at(db, version)
  const process = view.processes.find((one) => one.id === app.process)
  const lane = await findLane(db, app.process)
  if (process === undefined || lane === undefined) throw new Error('the exercise is not there')
  const stored = await inTransaction(db, (trx) =>
    readStoredHistory(trx, { process, view, range: { lane }, withhold: new Set() }),
  )
  const { events } = await foldHistory(stored.history, await rulesInForce(db))
  const live = await sql<{ rule: string; kind: string; level: string; lt: Temporal.Instant; count: number }>`
    select a.rule_id as rule, e.kind, e.level, e.lt, (e.body->'evidence'->>'count')::int as count
    from alert_event e join alert a on a.id = e.alert_id
    where e.kind in ('fired', 'reopened', 'raised', 'lowered', 'resolved', 'expired')
    order by e.lt, a.rule_id, e.ordinal`.execute(db)
  expect(live.rows.length).toBeGreaterThan(0)
  expect(events.map((one) => [one.ruleId, one.kind, one.level, one.lt])).toEqual(
    live.rows.map((one) => [one.rule, one.kind, one.level, one.lt.epochMilliseconds]),
  )
})

describe('a stored back-test', () => {
  const request = () => ({
    rules: [{ id: 'candidate-threats' }],
    from: today.subtract({ days: 20 }).toString(),
    to: today.toString(),
    horizons_days: [7],
    outcomes: { rows: [{ date: today.toString(), place: 'Cochabamba', size: 2 }] },
  })
  const ask = (payload: object, key: string) =>
    app.call('rules_admin', 'POST', '/v1/backtests', { payload, headers: { 'idempotency-key': key } })

  test('a small one is done with the answer; asked again with the same key it is the same run; another run has the same bytes', async () => {
    const first = await ask(request(), 'run-1')
    expect([first.status, first.body['state']]).toEqual([201, 'done'])
    const again = await ask(request(), 'run-1')
    expect(again.body['id']).toBe(first.body['id'])
    const other = await ask(request(), 'run-2')
    expect(other.body['id']).not.toBe(first.body['id'])
    expect(other.body['report_hash']).toBe(first.body['report_hash'])
    const report = await app.call('ombudsman', 'GET', String(first.body['report']))
    expect(report.body['outcomes']).toMatchObject({ rows: 1, size: 2 })
    expect(report.body['timeline']?.['alerts']).toContainEqual({
      predictor: 'candidate-threats',
      department: 'BO03',
      day: today.toString(),
      level: 'watch',
    })
    const found = await sql<{
      count: number
    }>`select count(*)::int as count from backtest_finding where run = ${String(first.body['id'])}::uuid`.execute(
      app.core.db,
    )
    expect(found.rows[0]?.count).toBeGreaterThan(0)
  })

  test('without a title it is named by what was tried, over which days, and by a seed of its own', async () => {
    const { from, to } = request()
    const usual = `${app.process} · candidate-threats v2 · ${from} – ${to}`
    expect((await ask(request(), 'title-1')).body['title']).toBe(usual)
    expect((await ask({ ...request(), seed: 7 }, 'title-2')).body['title']).toBe(`${usual} · seed 7`)
    expect((await ask({ ...request(), title: 'Mío' }, 'title-3')).body['title']).toBe('Mío')
  })

  test('the report as Markdown and as a page that loads nothing', async () => {
    const { body } = await ask(request(), 'run-3')
    const page = await app.call('rules_admin', 'GET', `${String(body['report'])}.html`)
    expect(page.status).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(String(page.body)).toMatch(/<svg/)
    expect(String(page.body)).not.toMatch(/<script|src=|href=/)
    const text = await app.call('rules_admin', 'GET', `${String(body['report'])}.md`, {
      headers: { 'accept-language': 'es' },
    })
    expect(String(text.body)).toContain('Patrones vistos por quienes monitorean')
  })

  test('signals that outcomes are made of are withheld from the rules', async () => {
    const { body } = await ask({ ...request(), outcomes: { categories: ['fatality'] } }, 'run-4')
    const report = await app.call('rules_admin', 'GET', String(body['report']))
    expect(report.body['record']).toMatchObject({ withheld: 1, taken: 4 })
    expect(report.body['outcomes']).toMatchObject({ rows: 1, size: 2, byClass: { fatality: 1 } })
  })

  test('a large one waits, is carried out once, and its report is refused until then', async () => {
    const { status, body } = await ask(
      { ...request(), from: today.subtract({ days: 900 }).toString() },
      'run-5',
    )
    expect(status).toBe(202)
    const id = String(body['id'])
    expect(await waitingRuns(app.core.db)).toEqual([id])
    const early = await app.call('ombudsman', 'GET', `/v1/backtests/${id}/report`)
    expect([early.status, early.body['code']]).toEqual([409, 'BACKTEST_NOT_DONE'])
    await app.drain()
    expect((await app.call('ombudsman', 'GET', `/v1/backtests/${id}`)).body['state']).toBe('done')
    await carryOutBacktest(app.core.pipelineDeps, id)
    expect(await waitingRuns(app.core.db)).toEqual([])
  })

  test('the list has the newest first, page by page, each once; a rule narrows it; a run says what was asked for', async () => {
    const whole = await app.call('ombudsman', 'GET', '/v1/backtests')
    expect(whole.status).toBe(200)
    const items = whole.body['items'] as unknown as { id: string; created_at: string }[]
    expect(items.length).toBeGreaterThan(3)
    expect(items.map((one) => one.created_at)).toEqual(
      items
        .map((one) => one.created_at)
        .toSorted()
        .toReversed(),
    )
    const read: string[] = []
    let next: unknown = ''
    while (typeof next === 'string') {
      const cursor: string = next === '' ? '' : `&cursor=${next}`
      const { body } = await app.call('ombudsman', 'GET', `/v1/backtests?limit=2${cursor}`)
      read.push(...(body['items'] as unknown as { id: string }[]).map(({ id }) => id))
      next = body['next']
    }
    expect(read).toEqual(items.map(({ id }) => id))
    const none = await app.call('ombudsman', 'GET', '/v1/backtests?rule=other-threats')
    expect(none.body['items']).toEqual([])
    const ofRule = await app.call('ombudsman', 'GET', '/v1/backtests?rule=candidate-threats')
    expect(ofRule.body['items']).toEqual(whole.body['items'])
    const one = await app.call('ombudsman', 'GET', `/v1/backtests/${items[0]?.id ?? ''}`)
    expect(one.body['request']).toMatchObject({ rules: [{ id: 'candidate-threats' }], seed: 1 })
  })

  test('what cannot be run is refused before it is stored', async () => {
    const unknown = await ask({ ...request(), rules: [{ id: 'no-such-rule' }] }, 'run-6')
    expect([unknown.status, unknown.body['code']]).toEqual([422, 'BACKTEST_RULE_UNKNOWN'])
    const nowhere = await ask(
      { ...request(), outcomes: { rows: [{ date: '2020-01-01', place: 'BO' }] } },
      'run-7',
    )
    expect(nowhere.body['code']).toBe('BACKTEST_OUTCOME_PLACE')
    const backwards = await ask({ ...request(), to: '2001-01-01' }, 'run-8')
    expect(backwards.body['code']).toBe('BACKTEST_SPAN')
    const missing = await app.call('rules_admin', 'GET', '/v1/backtests/018f6d2e-0000-7000-8000-00000000aaaa')
    expect([missing.status, missing.body['code']]).toEqual([404, 'BACKTEST_UNKNOWN'])
  })
})

test('a history that is too long to be tried at once is refused with what to narrow; narrowed, it is tried', async () => {
  const { db } = app.core
  const lane = await findLane(db, app.process)
  // older than any window: each of them would be read, and none would change anything
  await sql`insert into log (lane, pos, lt, kind, ref, received_at)
    select ${lane}::int, 1000000 + n, app.now() - interval '1000 days', 'signal', 'long ago', app.now() from generate_series(1, 200001) as n`.execute(
    db,
  )
  try {
    const whole = await dryRun({ yaml, since: '2001-01-01T00:00:00Z' })
    expect([whole.status, whole.body['code']]).toEqual([422, 'RULE_COST_EXCEEDED'])
    expect(String(whole.body['detail'])).toMatch(/narrow since and until/)
    const since = today.subtract({ days: 30 }).toString()
    const narrow = await dryRun({ yaml, since: `${since}T00:00:00-04:00` })
    expect(narrow.body['summary']).toEqual({ new: 0, lost: 0, same: 1 })
  } finally {
    await sql`delete from log where ref = 'long ago'`.execute(db)
  }
})
