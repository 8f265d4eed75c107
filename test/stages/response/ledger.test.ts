// Measures from proposal to rating, agreements, missed events and exports, through the routes, held against the OpenAPI document.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TokenRequest } from '#access/issue-token.ts'
import type { TestApp } from '../../support/app.ts'
import { restoreNow } from '../delivery/rows.ts'
import {
  alertIn,
  callWith,
  clock,
  kindsOf,
  later,
  ledgerApp,
  makeReal,
  startClock,
  tokenOf,
} from './response-rig.ts'

let app: TestApp
let [alert, ana, luis] = ['', '', '']

beforeAll(async () => {
  app = await ledgerApp()
  ana = await tokenOf({ office: 'ombudsman-duty' })
  luis = await tokenOf({ office: 'analysis-unit' })
  await startClock()
  alert = await alertIn('BO05')
  await makeReal(alert)
}, 180_000)
afterAll(() => restoreNow(app.core.db))

interface Listed {
  id: string
  addressee: string
  state: string
  version: number
  overdue: boolean
  allows: string[]
  due_at: string
}
const measures = async () =>
  (await callWith(ana, 'GET', `/v1/alerts/${alert}/actions`)).body['items'] as unknown as Listed[]

test('the rule’s measures are proposals, once, each with institution and due time', async () => {
  const before = await measures()
  expect(before.length).toBeGreaterThan(0)
  for (const one of before)
    expect(one).toMatchObject({ state: 'recommended', created_by: null, overdue: false })
  await sql`update alert set answered_ordinal = 0 where id = ${alert}::uuid`.execute(app.core.db)
  await app.drain()
  expect((await measures()).length).toBe(before.length)
  expect((await kindsOf(ana, alert)).filter((kind) => kind === 'action_recommended').length).toBe(
    before.length,
  )
})

test('proposed → class given → issued → overdue → evidence → rated by somebody outside → index', async () => {
  const [first] = await measures()
  const url = `/v1/actions/${first?.id}`
  expect((await callWith(ana, 'POST', `${url}:issue`, {})).body['code']).toBe('ACTION_CLASS_MISSING')
  expect((await callWith(ana, 'PATCH', url, { class: 'prevention' })).status).toBe(428)
  const version = { 'if-match': `"${first?.version}"` }
  const edited = await callWith(ana, 'PATCH', url, { class: 'prevention', line: 'improve_security' }, version)
  expect(edited).toMatchObject({ status: 200, body: { class: 'prevention', line: 'improve_security' } })
  expect((await callWith(ana, 'PATCH', url, { class: 'mediation' }, version)).status).toBe(412)
  expect((await callWith(ana, 'POST', `${url}:accept`, {})).body['code']).toBe('ACTION_STATE')
  expect((await callWith(ana, 'POST', `${url}:issue`, {})).body['state']).toBe('issued')

  await later({ hours: 24 * 20 })
  await app.drain()
  const overdue = await callWith(ana, 'GET', '/v1/actions?overdue=true&department=BO05')
  expect((overdue.body['items'] as unknown as Listed[]).map(({ id }) => id)).toContain(first?.id)
  const count = async () => (await kindsOf(ana, alert)).filter((kind) => kind === 'action_overdue').length
  const noted = await count()
  expect(noted).toBeGreaterThan(0)
  await app.drain()
  expect(await count()).toBe(noted)

  const index = async () => {
    const { body } = await callWith(ana, 'GET', `/v1/response-index?group=institution&department=BO05`)
    const rows = body['items'] as unknown as { group: string; index: number; n: number; overdue: number }[]
    return rows.find(({ group }) => group === first?.addressee)
  }
  const before = await index()
  expect(before?.index).toBe(0)
  expect(
    (await callWith(luis, 'POST', `${url}/ratings`, { rating: 3, reason: 'no proof' })).body['code'],
  ).toBe('ACTION_EVIDENCE_MISSING')
  const document = { kind: 'document', ref: 'Acta de protección 12/2026' }
  expect((await callWith(ana, 'POST', `${url}/evidence`, document)).body['code']).toBe(
    'EVIDENCE_HASH_MISSING',
  )
  const proof = { ...document, sha256: 'a'.repeat(64) }
  expect((await callWith(ana, 'POST', `${url}/evidence`, proof)).body).toMatchObject({ state: 'evidenced' })
  expect(
    (await callWith(ana, 'POST', `${url}/ratings`, { rating: 4, reason: 'my own work' })).body['code'],
  ).toBe('ACTION_RATER_INSIDE')
  const rated = await callWith(luis, 'POST', `${url}/ratings`, { rating: 4, reason: 'seen in place' })
  expect(rated).toMatchObject({ status: 201, body: { state: 'rated', rating: 4, overdue: false } })
  const after = await index()
  expect(after?.index).toBeGreaterThan(0)
  expect(after?.overdue).toBe((before?.overdue ?? 0) - 1)
  const { body } = await callWith(ana, 'GET', url)
  expect((body['history'] as unknown as { kind: string }[]).map(({ kind }) => kind)).toEqual([
    'recommended',
    'changed',
    'issued',
    'overdue',
    'evidenced',
    'rated',
  ])
})

test('a person adds, moves with a reason, declines; codes are those of the country', async () => {
  const given = {
    text: { es: 'Mesa de diálogo', en: 'Round table' },
    addressee: 'courts',
    class: 'mediation',
    due_at: clock.now.add({ hours: 5 }).toString(),
  }
  const url = `/v1/alerts/${alert}/actions`
  const wrong = await callWith(ana, 'POST', url, { ...given, addressee: 'nobody' })
  expect(wrong).toMatchObject({ status: 422, body: { code: 'ACTION_CODE_UNKNOWN' } })
  expect((await callWith(ana, 'POST', url, { ...given, due_at: undefined })).body['code']).toBe(
    'ACTION_DUE_MISSING',
  )
  const key = { 'idempotency-key': 'ledger-add' }
  const added = await callWith(ana, 'POST', url, given, key)
  expect(added).toMatchObject({ status: 201, body: { state: 'recommended', addressee: 'courts' } })
  expect((await callWith(ana, 'POST', url, given, key)).body['id']).toBe(added.body['id'])
  const one = `/v1/actions/${String(added.body['id'])}`
  const match = { 'if-match': '1' }
  expect((await callWith(ana, 'PATCH', one, { addressee: 'police' }, match)).body['code']).toBe(
    'ACTION_REASON_MISSING',
  )
  const moved = await callWith(ana, 'PATCH', one, { addressee: 'police', reason: 'wrong door' }, match)
  expect(moved.body).toMatchObject({ addressee: 'police', version: 2 })
  await callWith(ana, 'POST', `${one}:issue`)
  const declined = await callWith(ana, 'POST', `${one}:decline`, { reason: 'not our competence' })
  expect(declined.body).toMatchObject({ state: 'declined', allows: ['rate'] })
  const taken = await callWith(ana, 'POST', url, { ...given, due_at: undefined, taken: true })
  expect(taken.body).toMatchObject({ state: 'taken', due_at: null, taken: true })
})

test('an institution that is the alleged actor is held back, on record, until the measure is moved', async () => {
  const place = 'BO06'
  const id = await alertIn(place, { actors: [{ class: 'state_security' }] })
  const given = {
    text: { es: 'Custodia', en: 'Guard' },
    addressee: 'police',
    class: 'intervention',
    due_at: clock.now.add({ hours: 5 }).toString(),
  }
  const added = await callWith(ana, 'POST', `/v1/alerts/${id}/actions`, given)
  expect(added.body).toMatchObject({ held_back: 'conflict_of_interest', state: 'recommended' })
  expect(added.body['allows']).not.toContain('issue')
  const one = `/v1/actions/${String(added.body['id'])}`
  expect((await callWith(ana, 'POST', `${one}:issue`, {})).body['code']).toBe('ACTION_HELD_BACK')
  const change = { addressee: 'prosecutor', reason: 'the police is the alleged actor' }
  const moved = await callWith(ana, 'PATCH', one, change, { 'if-match': '1' })
  expect(moved.body).toMatchObject({ held_back: null })
  expect((await callWith(ana, 'POST', `${one}:issue`, {})).body['state']).toBe('issued')
})

test('an acknowledgement without a measure is flagged after four clocks', async () => {
  const id = await alertIn('BO09')
  await callWith(ana, 'POST', `/v1/alerts/${id}/acknowledgements`, {})
  const gaps = async () =>
    (
      (await callWith(ana, 'GET', '/v1/response-gaps')).body['items'] as unknown as { alert_id: string }[]
    ).map((one) => one.alert_id)
  expect(await gaps()).not.toContain(id)
  await later({ hours: 24 * 4 })
  expect(await gaps()).toContain(id)
  const url = `/v1/alerts/${id}/actions`
  const taken = {
    text: { es: 'Visita', en: 'Visit' },
    addressee: 'mediation-unit',
    class: 'mediation',
    taken: true,
  }
  await callWith(ana, 'POST', url, taken)
  expect(await gaps()).not.toContain(id)
})

test('agreements and their follow-up', async () => {
  const given = {
    alert_id: alert,
    kind: 'truce',
    text: { es: 'Tregua', en: 'Truce' },
    parties: ['Alcaldía', 'Juntas vecinales'],
    agreed_at: clock.now.toString(),
    follow_up_at: [clock.now.add({ hours: 24 }).toString()],
  }
  const made = await callWith(ana, 'POST', '/v1/agreements', given)
  expect(made.status).toBe(201)
  await later({ hours: 25 })
  const { body } = await callWith(ana, 'GET', `/v1/agreements?alert=${alert}`)
  expect(body['items']?.['0']?.['follow_ups']?.['0']).toMatchObject({ overdue: true, result: null })
  const follow = String(made.body['follow_ups']?.['0']?.['id'])
  const url = `/v1/agreements/${String(made.body['id'])}/follow-ups/${follow}`
  const done = { result: 'kept', note: 'visited', next_at: clock.now.add({ hours: 48 }).toString() }
  const answer = await callWith(ana, 'POST', url, done)
  expect(answer.body['follow_ups']?.['0']).toMatchObject({ result: 'kept', overdue: false })
  expect(answer.body['follow_ups']?.['1']).toMatchObject({ result: null })
  expect((await callWith(ana, 'POST', url, done)).body['code']).toBe('FOLLOW_UP_DONE')
})

test('harm that no alert came before is recorded, and what was alerted is not missed', async () => {
  const given = {
    process: app.process,
    place: 'BO02',
    marking: 'TLP:GREEN',
    definition: 'any_violence',
    happened_at: clock.now.subtract({ hours: 1 }).toString(),
    rule: 'candidate-threats',
    text: 'Agresión sin aviso',
    language: 'es',
  }
  const made = await callWith(ana, 'POST', '/v1/missed-events', { ...given, rule: 'armed-groups' })
  expect(made).toMatchObject({ status: 201, body: { place: 'BO02', department: 'BO02' } })
  const alerted = { ...given, place: 'BO05', happened_at: clock.now.subtract({ hours: 24 * 21 }).toString() }
  const at = await sql<{
    at: Temporal.Instant
  }>`select fired_at as at from alert where id = ${alert}::uuid`.execute(app.core.db)
  const firing = { ...alerted, happened_at: at.rows[0]?.at.toString() }
  expect((await callWith(ana, 'POST', '/v1/missed-events', firing)).body['code']).toBe('MISSED_EVENT_ALERTED')
  const ahead = { ...given, happened_at: clock.now.add({ hours: 1 }).toString() }
  expect((await callWith(ana, 'POST', '/v1/missed-events', ahead)).body['code']).toBe('MISSED_EVENT_WRONG')
  expect(JSON.stringify((await callWith(ana, 'GET', '/v1/missed-events')).body)).toContain(
    'Agresión sin aviso',
  )
  const south = await tokenOf({ territory: ['BO03'] })
  expect((await callWith(south, 'GET', '/v1/missed-events')).body['items']).toEqual([])
  expect((await callWith(south, 'POST', '/v1/missed-events', given)).body['code']).toBe('MISSED_EVENT_WRONG')
})

test('exports: P-codes, the caveat, no formulas, in the audit log, within the caller’s sight', async () => {
  const formula = {
    text: { es: '=HYPERLINK("http://x")', en: '@cmd' },
    addressee: 'police',
    class: 'prevention',
    due_at: clock.now.add({ hours: 5 }).toString(),
  }
  await callWith(ana, 'POST', `/v1/alerts/${alert}/actions`, formula)
  const csv = await callWith(ana, 'GET', '/v1/exports/actions.csv')
  const text = String(csv.body)
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(text).toContain('# Los informes muestran patrones')
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(text).toContain(`,'@cmd,`)
  expect(text).toContain('BO05')
  expect((await callWith(ana, 'GET', '/v1/exports/alerts.csv')).status).toBe(200)
  const json = await callWith(ana, 'GET', '/v1/exports/alerts.json', undefined, { 'accept-language': 'en' })
  expect(json.body['caveat']).toContain('no census')
  expect((await callWith(ana, 'GET', '/v1/exports/actions.json')).status).toBe(200)
  const audit = await app.core.db
    .selectFrom('audit_event')
    .select('action')
    .where('action', '=', 'export.read')
    .execute()
  expect(audit.length).toBeGreaterThanOrEqual(4)
  const south = await tokenOf({ territory: ['BO03'] })
  expect(String((await callWith(south, 'GET', '/v1/exports/actions.csv')).body)).not.toContain('BO05')
})

test.each<[string, Partial<TokenRequest>]>([
  ['of another department', { territory: ['BO03'] }],
  ['of a lower marking', { marking: 'TLP:CLEAR' }],
  ['bound to another process', { processes: ['another'] }],
])('a token %s learns of no measure, agreement, outcome or index', async (_name, changes) => {
  const token = await tokenOf(changes)
  const [action] = await measures()
  for (const url of ['actions', 'comments', 'outcome'].map((part) => `/v1/alerts/${alert}/${part}`))
    expect([url, (await callWith(token, 'GET', url)).status]).toEqual([url, 404])
  const one = `/v1/actions/${action?.id}`
  expect((await callWith(token, 'GET', one)).body['code']).toBe('ACTION_UNKNOWN')
  const reason = { reason: 'let me in' }
  for (const url of [`${one}:issue`, `${one}:decline`])
    expect((await callWith(token, 'POST', url, reason)).status).toBe(404)
  for (const verb of ['resolve', 'reopen'])
    expect((await callWith(token, 'POST', `/v1/alerts/${alert}:${verb}`, reason)).status).toBe(404)
  for (const url of ['/v1/actions', '/v1/agreements', '/v1/response-gaps', '/v1/outcome-tasks'])
    expect([url, (await callWith(token, 'GET', url)).body['items']]).toEqual([url, []])
  for (const group of ['institution', 'territory', 'class', 'process'])
    expect((await callWith(token, 'GET', `/v1/response-index?group=${group}`)).body['items']).toEqual([])
})

test('a liaison comments, and leaves the measures to the institution', async () => {
  const liaison = await tokenOf({ role: 'un_liaison', office: 'un-liaison', marking: 'TLP:AMBER' })
  const [action] = await measures()
  const comment = { text: 'Received', language: 'en' }
  expect((await callWith(liaison, 'POST', `/v1/alerts/${alert}/comments`, comment)).status).toBe(201)
  for (const [url, body] of [
    [`/v1/actions/${action?.id}:accept`, {}],
    [`/v1/alerts/${alert}:resolve`, { reason: 'enough' }],
    [`/v1/alerts/${alert}/outcome`, { label: 'undetermined', definition: 'other' }],
  ] as const)
    expect([url, (await callWith(liaison, 'POST', url, body)).body['code']]).toEqual([url, 'RESPONSE_ROLE'])
})
