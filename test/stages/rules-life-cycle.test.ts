// An administrator's path by REST alone: a draft with an error, the fix, tests, the second person, activation, an alert, and the way back.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '#platform/ids.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { openRuleDesk, type RuleDesk, ruleText } from '../support/rule-desk.ts'

let app: TestApp
let desk: RuleDesk
beforeAll(async () => {
  app = await openTestApp()
  desk = await openRuleDesk(app)
})
afterAll(() => app.close())
const ask: RuleDesk['ask'] = (...request) => desk.ask(...request)

async function alertsOf(
  rule: string,
  department: string,
): Promise<{ key: unknown; state: string; rule_revision: string }[]> {
  const { rows } = await sql<{ key: unknown; state: string; rule_revision: string }>`
    select key, state, rule_revision from alert where rule_id = ${rule} and key->>'department' = ${department} order by fired_at`.execute(
    app.core.db,
  )
  return rows
}

describe('the path of an administrator', () => {
  const id = 'office-threats'
  const revision = `/v1/rules/${id}/revisions/1`

  test('a draft with an error is refused with the line, the column and the word that was meant', async () => {
    const yaml = ruleText(id).replace('category: threat, topic', 'categry: threat, topic')
    const { status, body } = await ask('first', 'POST', '/v1/rules', { yaml, reason: 'offices ask for it' })
    expect([status, body['code']]).toEqual([422, 'RULE_NOT_VALID'])
    const faults = body['errors'] as unknown as Record<string, unknown>[]
    expect(faults[0]).toMatchObject({
      pointer: '/yaml',
      code: 'unknown-key',
      file: 'rule.yaml',
      line: 14,
      column: 21,
      nearest: ['category'],
    })
    expect((await ask('first', 'GET', `/v1/rules/${id}`)).status).toBe(404)
  })

  test('a dry run says what would be stored and stores nothing', async () => {
    const payload = { yaml: ruleText(id), reason: 'offices ask for it' }
    const { status, body } = await ask('first', 'POST', '/v1/rules?dry_run=true', payload)
    expect([status, body['dry_run'], body['version']]).toEqual([200, true, 1])
    expect((await ask('first', 'GET', `/v1/rules/${id}`)).status).toBe(404)
  })

  test('fixed, it is a draft; the same request again makes no second one', async () => {
    const payload = { yaml: ruleText(id), reason: 'offices ask for it' }
    const headers = { 'idempotency-key': 'draft-of-office-threats' }
    const first = await ask('first', 'POST', '/v1/rules', payload, headers)
    const again = await ask('first', 'POST', '/v1/rules', payload, headers)
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([201, 201, 'true'])
    expect(again.body).toEqual(first.body)
    const taken = await ask('first', 'POST', '/v1/rules', payload)
    expect([taken.status, taken.body['code']]).toEqual([409, 'RULE_ID_TAKEN'])
    const read = await ask('first', 'GET', revision)
    expect(read.body).toMatchObject({ status: 'draft', origin: 'api', yaml: payload.yaml, version: 1 })
    expect(read.body['document']?.['id']).toBe(id)
  })

  test('untested it cannot be proposed; tested it can', async () => {
    const early = await ask('first', 'POST', `${revision}:propose`, { reason: 'now please' })
    expect([early.status, early.body['code']]).toEqual([409, 'RULE_NOT_TESTED'])
    const tested = await ask('first', 'POST', `${revision}:test`, {})
    expect(tested.body).toMatchObject({ passed: 1, failed: 0 })
    expect((await ask('first', 'GET', revision)).body['status']).toBe('tested')
    const proposed = await ask('first', 'POST', `${revision}:propose`, { reason: 'now please' })
    expect([proposed.status, proposed.body['state']]).toEqual([201, 'open'])
    expect((await ask('first', 'GET', revision)).body['status']).toBe('proposed')
  })

  test('nobody approves the own rule, and unapproved it does not come into force', async () => {
    const own = await ask('first', 'POST', `${revision}/approvals`, {})
    expect([own.status, own.body['code']]).toEqual([403, 'ACCESS_TWO_PERSON_SAME_PERSON'])
    const early = await ask('first', 'POST', `${revision}:activate`, {})
    expect([early.status, early.body['code']]).toEqual([409, 'RULE_NOT_APPROVED'])
  })

  test('another person approves, it comes into force, and a signal fires it', async () => {
    const open = await ask('second', 'GET', `/v1/proposals?state=open&target=${id}`)
    const proposal = String(open.body['items']?.[0]?.['id'])
    const approved = await ask('second', 'POST', `/v1/proposals/${proposal}/approvals`, { note: 'agreed' })
    expect([approved.status, approved.body['state']]).toEqual([201, 'approved'])
    const again = await ask('third', 'POST', `/v1/proposals/${proposal}/approvals`, {})
    expect([again.status, again.body['code']]).toEqual([409, 'PROPOSAL_DECIDED'])
    await desk.reportThreat('BO08')
    expect((await ask('first', 'POST', `${revision}:activate`, {})).status).toBe(200)
    await app.drain()
    expect((await ask('first', 'GET', revision)).body['status']).toBe('active')
    expect(await alertsOf(id, 'BO08')).toEqual([])
    await desk.reportThreat('BO08')
    const hash = String((await ask('first', 'GET', revision)).body['revision'])
    expect(await alertsOf(id, 'BO08')).toEqual([
      { key: { department: 'BO08' }, state: 'firing', rule_revision: hash },
    ])
  })

  test('rolled back, it is out of force and its alert has expired', async () => {
    const back = await ask('third', 'POST', `${revision}:rollback`, { reason: 'too many alerts' })
    expect([back.status, back.body['in_force']]).toEqual([200, null])
    await app.drain()
    expect((await alertsOf(id, 'BO08')).map(({ state }) => state)).toEqual(['expired'])
    const { rows } = await sql<{ act: string }>`
      select action as act from audit_event where object_id = ${id} order by id`.execute(app.core.db)
    expect(rows.map(({ act }) => act)).toEqual([
      'rule.drafted',
      'rule.tested',
      'rule.backtested',
      'rule.proposed',
      'rule.approved',
      'rule.activate',
      'rule.rollback',
    ])
  })
})

describe('what the life cycle refuses', () => {
  test('failing tests, and tests that never expect silence', async () => {
    const id = 'untested-threats'
    const failing = ruleText(id, 1, {
      't: 3h, key: {department: BO05}, state: firing, level: watch':
        't: 3h, key: {department: BO05}, state: resolved',
    })
    await ask('first', 'POST', '/v1/rules', { yaml: failing, reason: 'a failing test' })
    const run = await ask('first', 'POST', `/v1/rules/${id}/revisions/1:test`, {})
    expect(run.body).toMatchObject({ failed: 1 })
    const refused = await ask('first', 'POST', `/v1/rules/${id}/revisions/1:propose`, { reason: 'try' })
    expect([refused.status, refused.body['code']]).toEqual([409, 'RULE_NOT_TESTED'])
    const loud = ruleText(id, 2, { '      - {t: 90m, key: {department: BO05}, state: none}\n': '' })
    expect(
      (await ask('first', 'POST', `/v1/rules/${id}/revisions`, { yaml: loud, reason: 'no silence' })).status,
    ).toBe(201)
    await ask('first', 'POST', `/v1/rules/${id}/revisions/2:test`, {})
    const few = await ask('first', 'POST', `/v1/rules/${id}/revisions/2:propose`, { reason: 'try' })
    expect([few.status, few.body['code']]).toEqual([422, 'RULE_TESTS_TOO_FEW'])
  })

  test('a version that does not rise, and a text with another id', async () => {
    const id = 'untested-threats'
    const url = `/v1/rules/${id}/revisions`
    for (const yaml of [ruleText(id, 2, { 'window: 7d': 'window: 6d' }), ruleText('other-threats', 3)]) {
      const { status, body } = await ask('first', 'POST', url, { yaml, reason: 'wrong identity' })
      expect([status, body['errors']?.[0]?.['code']]).toEqual([422, 'id-version'])
    }
  })

  test('a second token of the same person, also past the code: the database refuses it', async () => {
    const id = 'two-person-threats'
    const path = `/v1/rules/${id}/revisions/1`
    await ask('first', 'POST', '/v1/rules', { yaml: ruleText(id), reason: 'two persons' })
    await ask('first', 'POST', `${path}:test`, {})
    const { body } = await ask('second', 'POST', `${path}:propose`, { reason: 'somebody else proposes' })
    for (const who of ['first', 'second'] as const) {
      const own = await ask(who, 'POST', `${path}/approvals`, {})
      expect([own.status, own.body['code']]).toEqual([403, 'ACCESS_TWO_PERSON_SAME_PERSON'])
    }
    const { rows } = await sql<{ id: string }>`
      insert into api_token (id, person_id, label, prefix, hash, role, scopes, marking, expires_at)
      select ${uuidv7()}::uuid, author_person, 'second token', 'vigia', 'h', 'rules_admin', '{rules:approve}', 'TLP:GREEN', now() + interval '1 day'
      from rule_revision where rule_id = ${id} returning id`.execute(app.core.db)
    const insert = sql`insert into approval (proposal_id, approver, approver_person, decision)
      values (${String(body['id'])}::uuid, ${rows[0]?.id}::uuid, ${uuidv7()}::uuid, 'approve')`
    await expect(insert.execute(app.core.db)).rejects.toThrow(/approval_by_another_person/)
    expect((await ask('third', 'POST', `${path}/approvals`, {})).status).toBe(201)
  })

  test('a proposal that was overtaken by another change of the rule', async () => {
    const id = 'overtaken-threats'
    await ask('first', 'POST', '/v1/rules', { yaml: ruleText(id), reason: 'first' })
    await desk.bringIntoForce(id, 1)
    await ask('first', 'POST', `/v1/rules/${id}/revisions`, {
      yaml: ruleText(id, 2, { 'window: 7d': 'window: 9d' }),
      reason: 'longer',
    })
    const path = `/v1/rules/${id}/revisions/2`
    await ask('first', 'POST', `${path}:test`, {})
    await ask('first', 'POST', `${path}:propose`, { reason: 'longer' })
    await ask('second', 'POST', `/v1/rules/${id}/revisions/1:rollback`, { reason: 'meanwhile' })
    const late = await ask('second', 'POST', `${path}/approvals`, {})
    expect([late.status, late.body['code']]).toEqual([409, 'PROPOSAL_DECIDED'])
  })
})

describe('parameters, shadow, retirement and set times', () => {
  const id = 'tuned-threats'
  const tune = (values: object, tag: string) =>
    ask('first', 'PUT', `/v1/rules/${id}/params`, { values, reason: 'fewer alerts' }, { 'if-match': tag })

  test('a parameter is tuned within its bounds, on top of what one has seen', async () => {
    await ask('first', 'POST', '/v1/rules', { yaml: ruleText(id), reason: 'to be tuned' })
    await desk.bringIntoForce(id, 1)
    const tag = String((await ask('first', 'GET', `/v1/rules/${id}`)).headers['etag'])
    const blind = await ask('first', 'PUT', `/v1/rules/${id}/params`, { values: { least: 3 }, reason: 'why' })
    expect([blind.status, (await tune({ least: 3 }, '"0000"')).status]).toEqual([428, 412])
    for (const values of [{ least: 11 }, { least: '2d' }, { most: 3 }])
      expect((await tune(values, tag)).status).toBe(422)
    const tuned = await tune({ least: 3 }, tag)
    expect([tuned.status, tuned.body['version'], tuned.body['keeps_state']]).toEqual([201, 2, true])
    await desk.bringIntoForce(id, 2)
    for (const expected of [0, 0, 1]) {
      await desk.reportThreat('BO06')
      expect(await alertsOf(id, 'BO06')).toHaveLength(expected)
    }
    const rule = await ask('first', 'GET', `/v1/rules/${id}`)
    expect(rule.body['params']?.[0]).toMatchObject({ name: 'least', default: 2, tuned: 3 })
    expect((await ask('first', 'GET', '/v1/rules:export')).body['tuned']).toMatchObject({
      [id]: { least: 3 },
    })
  })

  test('in shadow it goes on being evaluated and tells nobody', async () => {
    await ask('first', 'POST', `/v1/rules/${id}/revisions/2:propose`, { act: 'shadow', reason: 'watch it' })
    await ask('second', 'POST', `/v1/rules/${id}/revisions/2/approvals`, {})
    expect((await ask('first', 'POST', `/v1/rules/${id}/revisions/2:shadow`, {})).status).toBe(200)
    await app.drain()
    for (let times = 0; times < 3; times += 1) await desk.reportThreat('BO09')
    const { rows } = await sql<{ is_shadow: boolean; notify: boolean }>`
      select is_shadow, e.notify from alert join alert_event e on e.alert_id = alert.id
      where rule_id = ${id} and key->>'department' = 'BO09'`.execute(app.core.db)
    expect(rows).toEqual([{ is_shadow: true, notify: false }])
  })

  test('retired, its alerts expire and its id is not used again; one step brings it back', async () => {
    await ask('first', 'POST', `/v1/rules/${id}/revisions/2:propose`, { act: 'retire', reason: 'no use' })
    await ask('second', 'POST', `/v1/rules/${id}/revisions/2/approvals`, {})
    expect((await ask('first', 'POST', `/v1/rules/${id}/revisions/2:retire`, {})).status).toBe(200)
    await app.drain()
    expect((await ask('first', 'GET', `/v1/rules/${id}`)).body['status']).toBe('retired')
    expect(new Set((await alertsOf(id, 'BO06')).map(({ state }) => state))).toEqual(new Set(['expired']))
    const again = await ask('first', 'POST', '/v1/rules', { yaml: ruleText(id), reason: 'again' })
    expect([again.status, again.body['code']]).toEqual([409, 'RULE_ID_TAKEN'])
    const revised = await ask('first', 'POST', `/v1/rules/${id}/revisions`, {
      yaml: ruleText(id, 3),
      reason: 'again',
    })
    expect([revised.status, revised.body['code']]).toEqual([410, 'RULE_RETIRED'])
    const back = await ask('second', 'POST', `/v1/rules/${id}/revisions/2:rollback`, {
      reason: 'it is needed',
    })
    expect(back.body['in_force']).toMatchObject({ status: 'shadow' })
  })

  test('at a set time: it waits, and comes into force when the time has come', async () => {
    const timed = 'timed-threats'
    const path = `/v1/rules/${timed}/revisions/1`
    await ask('first', 'POST', '/v1/rules', { yaml: ruleText(timed), reason: 'for later' })
    await ask('first', 'POST', `${path}:test`, {})
    await ask('first', 'POST', `${path}:propose`, { reason: 'for later' })
    await ask('second', 'POST', `${path}/approvals`, {})
    const at = '2126-01-01T00:00:00Z'
    const waits = await ask('first', 'POST', `${path}:activate`, { at })
    expect([waits.status, waits.body['activation']]).toEqual([202, null])
    await app.drain()
    expect((await ask('first', 'GET', path)).body).toMatchObject({ status: 'approved', scheduled_at: at })
    await sql`update rule_schedule set due = app.now() - interval '1 second'`.execute(app.core.db)
    await app.drain()
    expect((await ask('first', 'GET', path)).body['status']).toBe('active')
  })
})

describe('files and database', () => {
  test('an edit by the API is ahead of its file; the three texts are shown line by line', async () => {
    const id = 'candidate-threats'
    const before = (await ask('first', 'GET', `/v1/rules/${id}`)).body
    const version = Number(before['in_force']?.['version'])
    expect(before['drift']).toBe('in_sync')
    const { body } = await ask('first', 'GET', `/v1/rules/${id}/revisions/${version}`)
    const next = version + 1
    const yaml = String(body['yaml'])
      .replace(/^version: .*$/m, `version: ${next}`)
      .replace(/^cooldown: .*$/m, 'cooldown: 8d')
    const drafted = await ask('first', 'POST', `/v1/rules/${id}/revisions`, { yaml, reason: 'longer rest' })
    expect(drafted.body).toMatchObject({ version: next, keeps_state: true })
    await desk.bringIntoForce(id, next)
    const drift = (await ask('first', 'GET', `/v1/rules/${id}/drift`)).body
    expect([drift['state'], drift['ancestor']?.['version'], drift['active']?.['version']]).toEqual([
      'api_ahead',
      version,
      next,
    ])
    const parts = drift['parts'] as unknown as { kind: string; active: string[] }[]
    const changed = parts.filter(({ kind }) => kind !== 'same').flatMap(({ active }) => active)
    expect(changed).toEqual([`version: ${next}`, 'cooldown: 8d'])
    const exported = (await ask('first', 'GET', '/v1/rules:export')).body['files']
    const files = exported as unknown as Readonly<Record<string, string>>
    expect(files[`bo/rules/${id}.rule.yaml`]).toBe(yaml)
    expect(Object.keys(files)).toContain('core/roadblock-surge.rule.yaml')
  })
})
