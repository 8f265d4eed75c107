// A revision is back-tested over the stored log before another person may approve it: alerts, evidence, the difference to what is in force,
// and the warning «noisy».

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction } from '#platform/database/database.ts'
import { importRuleFiles } from '#registry/import-pack.ts'
import { waitingRuleBacktests } from '#registry/rule-backtest-store.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { openRuleDesk, type RuleDesk, ruleText } from '../support/rule-desk.ts'

let app: TestApp
let desk: RuleDesk
beforeAll(async () => {
  app = await openTestApp()
  desk = await openRuleDesk(app)
}, 180_000)
afterAll(() => app.close())

async function draft(id: string, version: number, changes: Readonly<Record<string, string>> = {}) {
  const url = version === 1 ? '/v1/rules' : `/v1/rules/${id}/revisions`
  const made = await desk.ask('first', 'POST', url, {
    yaml: ruleText(id, version, changes),
    reason: 'for this test',
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return `/v1/rules/${id}/revisions/${version}`
}

describe('over stored history', () => {
  const id = 'tried-threats'

  test('it never fired: that is said, and shown with the proposal and the activation', async () => {
    const revision = await draft(id, 1)
    const missing = await desk.ask('first', 'GET', `${revision}/backtest`)
    expect([missing.status, missing.body['code']]).toEqual([404, 'RULE_NOT_BACKTESTED'])
    const tried = await desk.ask('first', 'POST', `${revision}:backtest`, {})
    expect(tried.status).toBe(201)
    expect(tried.body).toMatchObject({
      days: 90,
      state: 'done',
      compared_with: null,
      result: {
        summary: { new: 0, lost: 0, same: 0 },
        warnings: [{ code: 'noisy', reason: 'never_fired' }],
      },
    })
    await desk.bringIntoForce(id, 1)
    const { rows } = await sql<{ warnings: { code: string }[]; backtest: string }>`
      select a.warnings, p.subject->>'backtest' as backtest
      from rule_activation a join proposal p on p.id = a.proposal_id where a.rule_id = ${id}`.execute(
      app.core.db,
    )
    // the proposal took up the one that was there
    expect(rows).toMatchObject([{ backtest: tried.body['id'] }])
    expect(rows[0]?.warnings.map(({ code }) => code)).toContain('noisy')
  })

  test('the next revision is compared with the one in force, key by key, with its evidence', async () => {
    for (const place of ['BO08', 'BO08', 'BO08', 'BO06', 'BO06']) await desk.reportThreat(place)
    const revision = await draft(id, 2, {
      'default: 2, min: 2': 'default: 3, min: 2',
      't: 2h, sig': 't: 90m, sig',
      '{t: 90m, key': '{t: 61m, key',
      '      - {t: 90m, signal: {category: threat, place: BO05, severity: 3}}\n':
        '      - {t: 90m, signal: {category: threat, place: BO05, severity: 3}}\n      - {t: 91m, signal: {category: threat, place: BO05, severity: 3}}\n',
    })
    const tested = await desk.ask('first', 'POST', `${revision}:test`, {})
    expect(tested.body).toMatchObject({ failed: 0 })
    const proposed = await desk.ask('first', 'POST', `${revision}:propose`, { reason: 'three are a pattern' })
    expect(proposed.status).toBe(201)
    // made with the proposal, because there was none
    const { result } = proposed.body['backtest'] as unknown as {
      result: { summary: object; by_key: object[]; alerts: Record<string, unknown>[]; warnings: object[] }
    }
    expect(result.summary).toEqual({ new: 0, lost: 1, same: 1 })
    expect(result.by_key).toEqual([
      { process: app.process, key: { department: 'BO06' }, max_level: 'watch', new: 0, lost: 1, same: 0 },
      { process: app.process, key: { department: 'BO08' }, max_level: 'watch', new: 0, lost: 0, same: 1 },
    ])
    const kept = result.alerts.find(({ change }) => change === 'same')
    expect(kept).toMatchObject({
      evidence: { count: 3 },
      explain: { es: '3 amenazas en Beni.', en: '3 threats in Beni.' },
    })
    // Its one alert in Tarija is among the lost ones.
    expect(result.warnings).toMatchObject([{ code: 'silences', reason: 'department_lost' }])
    const seen = await desk.ask('second', 'GET', `/v1/proposals?state=open&target=${id}`)
    expect(seen.body['items']?.[0]?.['backtest']).toEqual(proposed.body['backtest'])
    expect((await desk.ask('first', 'GET', `${revision}/backtest`)).body).toEqual(proposed.body['backtest'])
  })

  test('another change of the rule since then makes a new one necessary', async () => {
    const revision = await draft(id, 3, {
      'least: {type: number, default: 2': 'least: {type: number, default: 2',
      'window: 7d': 'window: 8d',
    })
    await desk.ask('first', 'POST', `${revision}:test`, {})
    const early = (await desk.ask('first', 'POST', `${revision}:backtest`, {})).body
    await desk.ask('first', 'POST', `/v1/rules/${id}/revisions/1:rollback`, { reason: 'try without' })
    const proposed = await desk.ask('first', 'POST', `${revision}:propose`, { reason: 'longer' })
    const shown = proposed.body['backtest']
    expect(early['compared_with']).toMatch(/^active [0-9a-f]{64}$/)
    expect(shown?.['compared_with']).toBeNull()
    expect(shown?.['id']).not.toBe(early['id'])
    expect(shown?.['result']?.['summary']).toMatchObject({ new: 2, lost: 0, same: 0 })
  })
})

describe('without a back-test', () => {
  const id = 'untried-threats'

  test('nobody can approve while it is under way; retiring needs none', async () => {
    const revision = await draft(id, 1)
    await desk.ask('first', 'POST', `${revision}:test`, {})
    const proposed = (await desk.ask('first', 'POST', `${revision}:propose`, { reason: 'soon' })).body
    const backtest = String(proposed['backtest']?.['id'])
    const state = (to: string) =>
      sql`update rule_backtest set state = ${to}, result = null, started_at = app.now() where id = ${backtest}::uuid`.execute(
        app.core.db,
      )
    await state('running')
    const early = await desk.ask('second', 'POST', `${revision}/approvals`, {})
    expect([early.status, early.body['code']]).toEqual([409, 'RULE_NOT_BACKTESTED'])
    // whoever rejects need not wait, and whoever proposed is told the other reason first
    const own = await desk.ask('first', 'POST', `${revision}/approvals`, {})
    expect(own.body['code']).toBe('ACCESS_TWO_PERSON_SAME_PERSON')
    const started = (ago: string) =>
      sql`update rule_backtest set started_at = app.now() - ${ago}::interval where id = ${backtest}::uuid`.execute(
        app.core.db,
      )
    await started('1 minute')
    expect(await waitingRuleBacktests(app.core.db)).toEqual([])
    // left by a process that died: a worker takes it up again, before an approver gives up
    await started('3 minutes')
    expect(await waitingRuleBacktests(app.core.db)).toEqual([backtest])
    await app.drain()
    expect((await desk.ask('second', 'POST', `${revision}/approvals`, {})).status).toBe(201)
    expect((await desk.ask('first', 'POST', `${revision}:activate`, {})).status).toBe(200)
    await desk.ask('first', 'POST', `${revision}:propose`, { act: 'retire', reason: 'no use' })
    expect((await desk.ask('second', 'POST', `${revision}/approvals`, {})).status).toBe(201)
  })

  test('a proposal that a newer file made is back-tested by a worker', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vigia-tried-'))
    try {
      // below a folder of two letters and `rules`, as a rule file of a pack is: the last one counts
      const pack = path.join(folder, 'wt/rules/bo/rules')
      await mkdir(pack, { recursive: true })
      const file = 'filed-threats'
      await writeFile(path.join(pack, `${file}.rule.yaml`), ruleText(file))
      const options = { activateFiles: false }
      await importRuleFiles(app.core.db, app.core.installed, path.join(folder, 'wt/rules'), options)
      const list = async () =>
        (await desk.ask('second', 'GET', `/v1/proposals?target=${file}`)).body['items']?.[0]
      expect((await list())?.['backtest']).toMatchObject({ state: 'queued', result: null })
      await app.drain()
      expect((await list())?.['backtest']).toMatchObject({ state: 'done', compared_with: null })
      const path1 = `/v1/rules/${file}/revisions/1`
      expect((await desk.ask('second', 'POST', `${path1}/approvals`, {})).status).toBe(201)
      expect((await desk.ask('first', 'POST', `${path1}:activate`, {})).status).toBe(200)
      const exported = (await desk.ask('first', 'GET', '/v1/rules:export')).body['files']
      expect(Object.keys(exported ?? {})).toContain(`bo/rules/${file}.rule.yaml`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('an approval from before back-tests does not bring a rule into force', async () => {
    const old = 'approved-threats'
    const revision = await draft(old, 1)
    await desk.ask('first', 'POST', `${revision}:test`, {})
    await desk.ask('first', 'POST', `${revision}:propose`, { reason: 'long ago' })
    await desk.ask('second', 'POST', `${revision}/approvals`, {})
    await inTransaction(app.core.db, async (trx) => {
      await sql`alter table proposal disable trigger proposal_kept`.execute(trx)
      await sql`update proposal set subject = subject - 'backtest' where target = ${old}`.execute(trx)
      await sql`alter table proposal enable trigger proposal_kept`.execute(trx)
    })
    const refused = await desk.ask('first', 'POST', `${revision}:activate`, {})
    expect([refused.status, refused.body['code']]).toEqual([409, 'RULE_NOT_BACKTESTED'])
  })
})

describe('over a log that is too long to be folded while somebody waits', () => {
  const id = 'long-threats'
  const most = 8
  let busy: TestApp
  let own: RuleDesk
  const ask = (url: string, payload?: object) =>
    own.ask('first', payload === undefined ? 'GET' : 'POST', `/v1/rules/${id}${url}`, payload)
  /** The poke may be lost; the sweep finds what a request has left for longer than it takes to carry out. */
  async function pastItsRequest() {
    const { db } = busy.core
    expect(await waitingRuleBacktests(db)).toEqual([])
    await sql`update rule_backtest set created_at = created_at - interval '6 seconds'`.execute(db)
    return waitingRuleBacktests(db)
  }
  beforeAll(async () => {
    busy = await openTestApp({ backtestEntries: most })
    own = await openRuleDesk(busy)
    const made = await own.ask('first', 'POST', '/v1/rules', { yaml: ruleText(id), reason: 'for this test' })
    expect(made.status).toBe(201)
    expect((await ask('/revisions/1:test', {})).body['failed']).toBe(0)
  }, 240_000)
  afterAll(() => busy.close())

  test('it is accepted, shown as waiting, and carried out by a worker', async () => {
    expect((await ask('/revisions/1:backtest', {})).status).toBe(201)
    for (let report = 0; report < most; report += 1)
      await own.reportThreat(report % 2 === 0 ? 'BO08' : 'BO06')
    const accepted = await ask('/revisions/1:backtest', {})
    expect(accepted.status).toBe(202)
    expect(accepted.body).toMatchObject({ state: 'queued', result: null, finished_at: null })
    expect((await ask('/revisions/1/backtest')).body).toEqual(accepted.body)
    expect(await pastItsRequest()).toEqual([accepted.body['id']])
    await busy.drain()
    const done = (await ask('/revisions/1/backtest')).body
    expect(done).toMatchObject({
      id: accepted.body['id'],
      state: 'done',
      result: { summary: { new: 2, lost: 0, same: 0 }, warnings: [] },
    })
    expect(done['result']?.['processes']?.[0]?.['entries']).toBeGreaterThan(most)
  })

  test('the same key gives the same back-test, and a proposal made before it is done waits for it', async () => {
    const key = { 'idempotency-key': 'long-threats-once' }
    const url = `/v1/rules/${id}/revisions/1:backtest`
    const [one, again] = [
      await own.ask('first', 'POST', url, { days: 120 }, key),
      await own.ask('first', 'POST', url, { days: 120 }, key),
    ]
    expect([one.status, again.status]).toEqual([202, 202])
    expect(again.body['id']).toBe(one.body['id'])
    const proposed = await ask('/revisions/1:propose', { reason: 'they are many' })
    expect(proposed.body['backtest']).toMatchObject({ id: one.body['id'], state: 'queued' })
    const approve = () => own.ask('second', 'POST', `/v1/rules/${id}/revisions/1/approvals`, {})
    const early = await approve()
    expect([early.status, early.body['code']]).toEqual([409, 'RULE_NOT_BACKTESTED'])
    expect(await pastItsRequest()).toEqual([one.body['id']])
    await busy.drain()
    expect((await approve()).status).toBe(201)
  })
})
