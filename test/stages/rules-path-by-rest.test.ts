// The whole path of an administrator, one request after the other and nothing but REST, as docs/rules-life-cycle.md tells it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '#domain/actor.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Answer, Body, Method } from '../support/app.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { openRuleDesk, type RuleDesk, ruleText } from '../support/rule-desk.ts'

let app: TestApp
let desk: RuleDesk
beforeAll(async () => {
  app = await openTestApp()
  desk = await openRuleDesk(app)
}, 180_000)
afterAll(() => app.close())

const id = 'walked-threats'
const revision = `/v1/rules/${id}/revisions/1`

async function ask(who: 'first' | 'second', method: Method, url: string, payload?: unknown): Promise<Answer> {
  return desk.ask(who, method, url, payload)
}

async function as(role: Role | 'desk', method: Method, url: string, payload?: unknown): Promise<Body> {
  const answer = await app.call(role, method, url, payload === undefined ? {} : { payload })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}

/** Does what the message says: at that line and column, the nearest known word instead of the one that was read. */
function mend(yaml: string, fault: Body | undefined): string {
  const lines = yaml.split('\n')
  const line = Number(fault?.['line']) - 1
  const column = Number(fault?.['column']) - 1
  const found = lines[line] ?? ''
  const read = /^[\w-]+/.exec(found.slice(column))?.[0] ?? ''
  expect(String(fault?.['message'])).toContain(`«${read}»`)
  const nearest = fault?.['nearest'] as unknown as readonly string[]
  lines[line] = `${found.slice(0, column)}${nearest[0]}${found.slice(column + read.length)}`
  return lines.join('\n')
}

async function draftWithHelp(wrong: string): Promise<void> {
  let yaml = wrong
  for (const code of ['unknown-key', 'unknown-code']) {
    const refused = await ask('first', 'POST', '/v1/rules', { yaml, reason: 'offices ask for it' })
    expect([refused.status, refused.body['code']]).toEqual([422, 'RULE_NOT_VALID'])
    const [fault] = refused.body['errors'] as unknown as Body[]
    expect(fault).toMatchObject({ code, file: 'rule.yaml' })
    yaml = mend(yaml, fault)
  }
  expect(yaml).toBe(ruleText(id))
  const made = await ask('first', 'POST', '/v1/rules', { yaml, reason: 'offices ask for it' })
  expect([made.status, made.body['version']]).toEqual([201, 1])
}

async function report(): Promise<void> {
  await as('desk', 'POST', '/v1/signals', {
    external_id: uuidv7(),
    process: app.process,
    category: 'threat',
    place: 'BO09',
    severity: 3,
  })
  await app.drain()
}

async function alerts(): Promise<readonly Body[]> {
  const { items } = await as('ombudsman', 'GET', '/v1/alerts?limit=200')
  return (items as unknown as Body[]).filter(({ rule_id, rule }) =>
    [rule_id, rule].some((one) => String(one) === id),
  )
}

test('from a draft with an error to an alert, and back in one step', async () => {
  await draftWithHelp(
    ruleText(id, 1, {
      'category: threat, topic': 'categry: threat, topic',
      'audience: ombudsman-duty': 'audience: ombudsman-dty',
    }),
  )
  expect((await ask('first', 'POST', `${revision}:test`, {})).body).toMatchObject({ passed: 1, failed: 0 })
  for (const times of [1, 2]) {
    await report()
    expect([times, await alerts()]).toEqual([times, []])
  }
  const tried = await ask('first', 'POST', '/v1/rules:dry-run', { yaml: ruleText(id), process: app.process })
  expect(tried.body['summary']).toEqual({ new: 1, lost: 0, same: 0 })
  const backtest = await ask('first', 'POST', `${revision}:backtest`, {})
  expect([backtest.status, backtest.body['state']]).toEqual([201, 'done'])
  expect(backtest.body['result']).toMatchObject({ summary: { new: 1 }, alerts: [{ evidence: { count: 2 } }] })

  const proposed = await ask('first', 'POST', `${revision}:propose`, { reason: 'two a week are a pattern' })
  expect([proposed.status, proposed.body['backtest']?.['id']]).toEqual([201, backtest.body['id']])
  const own = await ask('first', 'POST', `${revision}/approvals`, {})
  expect([own.status, own.body['code']]).toEqual([403, 'ACCESS_TWO_PERSON_SAME_PERSON'])
  const waiting = await ask('second', 'GET', `/v1/proposals?state=open&target=${id}`)
  const seen = waiting.body['items']?.[0]
  expect(seen?.['backtest']).toEqual(backtest.body)
  const approved = await ask('second', 'POST', `/v1/proposals/${String(seen?.['id'])}/approvals`, {
    note: 'agreed',
  })
  expect([approved.status, approved.body['state']]).toEqual([201, 'approved'])
  expect((await ask('first', 'POST', `${revision}:activate`, {})).status).toBe(200)
  await app.drain()
  expect((await ask('first', 'GET', `/v1/rules/${id}`)).body['status']).toBe('active')

  await report()
  const [alert, ...others] = await alerts()
  expect(others).toEqual([])
  expect(alert).toMatchObject({ state: 'firing', level: 'watch' })
  const back = await ask('first', 'POST', `${revision}:rollback`, { reason: 'too many alerts' })
  expect([back.status, back.body['in_force']]).toEqual([200, null])
  await app.drain()
  expect((await alerts()).map(({ state }) => state)).toEqual(['expired'])
  expect((await ask('first', 'GET', `/v1/rules/${id}`)).body['status']).toBe('not_in_force')
})
