// A drill asked for through the API: played beside the other work, followed, reported; and what becomes of it when its player is gone.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { drain, openCore } from '#app/create-app.ts'
import { createDrillRuns } from '#app/drill-runs.ts'
import { runDrill } from '#app/run-drill.ts'
import type { DrillReport } from '#domain/drill/report.ts'
import { inTransaction } from '#platform/database/database.ts'
import { readDrill } from '#registry/read-drill.ts'
import { type Method, openTestApp, type TestApp, testConfig } from '../../support/app.ts'

let app: TestApp
let [admin, narrow, bound] = ['', '', '']

async function tokenOf(changes: Partial<TokenRequest>): Promise<string> {
  const request: TokenRequest = {
    label: 'drills',
    role: 'system_admin',
    territory: ['BO'],
    marking: 'TLP:GREEN',
    days: 1,
    ...changes,
  }
  return (await inTransaction(app.core.db, (trx) => issueToken(trx, request, undefined))).secret
}

const ask = (
  token: string,
  method: Method,
  url: string,
  payload?: object,
  headers: Record<string, string> = {},
) =>
  app.call('nobody', method, url, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(payload === undefined ? {} : { payload }),
  })

/** Works everything off, as workers would, until the drill is in one of the states. */
async function workUntil(id: string, states: readonly string[]): Promise<string> {
  const state = async () => {
    await app.drain()
    return String((await ask(admin, 'GET', `/v1/drills/${id}`)).body['state'])
  }
  await expect.poll(async () => states.includes(await state()), { timeout: 240_000, interval: 20 }).toBe(true)
  return state()
}

beforeAll(async () => {
  app = await openTestApp()
  admin = await tokenOf({})
  narrow = await tokenOf({ role: 'ombudsman', territory: ['BO02'] })
  bound = await tokenOf({ processes: [app.process] })
}, 180_000)
afterAll(() => app.close())

test('the scenarios of the pack are listed; what is no scenario, and a token for a part of the country, start none', async () => {
  const { body } = await ask(admin, 'GET', '/v1/drills')
  expect(body['items']).toEqual([])
  expect((body['scenarios'] as unknown as { id: string }[]).map((one) => one.id)).toEqual([
    'campaign',
    'election-night',
  ])
  const unknown = await ask(admin, 'POST', '/v1/drills', { scenario: 'flood' })
  expect(unknown).toMatchObject({ status: 422, body: { code: 'DRILL_SCENARIO_UNKNOWN' } })
  expect(unknown.body['detail']).toContain('campaign, election-night')
  for (const token of [narrow, bound])
    expect(await ask(token, 'POST', '/v1/drills', { scenario: 'campaign' })).toMatchObject({
      status: 403,
      body: { code: 'DRILL_SIGHT' },
    })
  expect(
    (await ask(admin, 'POST', '/v1/drills', { scenario: 'campaign', process: app.process })).status,
  ).toBe(422)
})

test('a drill is accepted once per key, played, and reported as the command reports it', async () => {
  const request = { scenario: 'campaign', process: 'drill-campaign-by-api' }
  const key = { 'idempotency-key': 'drill-1' }
  const started = await ask(admin, 'POST', '/v1/drills', request, key)
  expect(started).toMatchObject({
    status: 202,
    body: { state: 'queued', played: 0, process: request.process },
  })
  const id = String(started.body['id'])
  expect((await ask(admin, 'POST', '/v1/drills', request, key)).body['id']).toBe(id)
  expect((await ask(admin, 'POST', '/v1/drills', request)).body['code']).toBe('DRILL_PROCESS_TAKEN')
  expect((await ask(admin, 'GET', `/v1/drills/${id}/report`)).body['code']).toBe('DRILL_NOT_DONE')
  expect(await workUntil(id, ['done', 'failed', 'interrupted'])).toBe('done')

  const report = (await ask(admin, 'GET', `/v1/drills/${id}/report`)).body as unknown as DrillReport
  const other = await openCore(testConfig())
  const scenario = await readDrill('rules/bo/drills/campaign.drill.yaml', other.installed.pack)
  const settle = () => drain(other)
  const byCommand = await runDrill(other, { scenario, pace: 'fast', settle, onProgress: () => undefined })
  await other.stack.stop()
  expect(report.signals).toEqual(byCommand.signals)
  const said = ({ alerts }: DrillReport) =>
    alerts.map((one) => `${one.rule} ${one.place} ${one.level}`).toSorted()
  expect(said(report)).toEqual(said(byCommand))
  expect(said(report).length).toBeGreaterThan(0)
  const shown = await ask(admin, 'GET', `/v1/drills/${id}/report.md`, undefined, { 'accept-language': 'en' })
  expect(String(shown.body)).toMatch(/^# \[EXERCISE\] Campaign/)
  const page = await ask(admin, 'GET', `/v1/drills/${id}/report.html`)
  expect(String(page.body)).toContain('SIMULACRO')
  expect(page.headers['content-security-policy']).toContain('sandbox')
  const { body } = await ask(admin, 'GET', `/v1/drills/${id}`)
  expect(body).toMatchObject({ state: 'done', played: 11, signals: 11 })
}, 300_000)

test('it is there for nobody whose token is bound to other processes, or sees a part of the country', async () => {
  const { body } = await ask(admin, 'GET', '/v1/drills')
  const id = String(body['items']?.['0']?.['id'])
  for (const token of [narrow, bound]) {
    expect((await ask(token, 'GET', '/v1/drills')).body['items']).toEqual([])
    for (const url of ['', '/report', '/report.md', '/report.html'])
      expect([url, (await ask(token, 'GET', `/v1/drills/${id}${url}`)).status]).toEqual([url, 404])
  }
})

test('whose process stops ends as interrupted, and so does one whose process is gone', async () => {
  const { core } = app
  const { body } = await ask(admin, 'POST', '/v1/drills', { scenario: 'campaign', pace: 'real' })
  const id = String(body['id'])
  expect(String(body['process'])).toMatch(/^drill-campaign-\d{12}-[0-9a-f]{4}$/)
  const runs = createDrillRuns(core)
  await runs.stage.handle('all')
  const played = async () => {
    await app.drain()
    return Number((await ask(admin, 'GET', `/v1/drills/${id}`)).body['played'])
  }
  await expect.poll(played, { timeout: 120_000, interval: 20 }).toBeGreaterThan(0)
  await runs.close()
  const after = await ask(admin, 'GET', `/v1/drills/${id}`)
  expect(after.body).toMatchObject({ state: 'interrupted', error: 'the process that played it was stopped' })

  const next = String((await ask(admin, 'POST', '/v1/drills', { scenario: 'campaign' })).body['id'])
  await sql`update drill_run set state = 'running', started_at = app.now(), seen_at = app.now() - interval '2 minutes'
    where id = ${next}::uuid`.execute(core.db)
  expect(await workUntil(next, ['interrupted'])).toBe('interrupted')
  const answer = await ask(admin, 'GET', `/v1/drills/${next}/report`)
  expect(answer).toMatchObject({ status: 409, body: { code: 'DRILL_NOT_DONE' } })
  expect(answer.body['detail']).toContain('the process that played it ended')
}, 300_000)
