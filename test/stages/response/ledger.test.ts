// An alert from firing to a rated measure and a label, through the routes of the product, every answer held against the OpenAPI document.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type Method, sharedApp, type TestApp } from '../../support/app.ts'
import { restoreNow, setNow } from '../delivery/rows.ts'

let app: TestApp
let alert: string
let now: Temporal.Instant

async function tokenOf(changes: Partial<TokenRequest> = {}): Promise<string> {
  const request: TokenRequest = {
    label: 'ledger',
    role: 'ombudsman',
    territory: ['BO'],
    marking: 'TLP:AMBER+STRICT',
    days: 30,
    ...changes,
  }
  return (await inTransaction(app.core.db, (trx) => issueToken(trx, request, undefined))).secret
}

const callWith = async (
  token: string,
  method: Method,
  url: string,
  payload?: object,
  more: Record<string, string> = {},
) =>
  app.call('nobody', method, url, {
    headers: { authorization: `Bearer ${token}`, ...more },
    ...(payload === undefined ? {} : { payload }),
  })

let ana: string
let luis: string
let rosa: string

async function report(n: string, place: string, more: object = {}) {
  const payload = {
    external_id: `ledger-${n}`,
    process: app.process,
    category: 'threat',
    target: { kind: 'candidate' },
    severity: 3,
    place,
    source: { root: `ledger-root-${n}` },
    consent: { internal: true, ombudsman: true },
    ...more,
  }
  const { status, body } = await app.call('desk', 'POST', '/v1/signals', { payload })
  expect([status, body]).toEqual([201, body])
  return String(body['id'])
}

async function alertIn(place: string): Promise<string> {
  const { body } = await app.call('ombudsman', 'GET', `/v1/alerts?rule=candidate-threats&place=${place}`)
  return String((body['items'] as unknown as { id: string }[])[0]?.id)
}

async function later(duration: Temporal.DurationLike): Promise<void> {
  now = now.add(duration)
  await setNow(app.core.db, now.toString())
}

beforeAll(async () => {
  app = await sharedApp()
  ana = await tokenOf({ office: 'ombudsman-duty' })
  luis = await tokenOf({ office: 'analysis-unit' })
  rosa = await tokenOf({ office: 'election-day-room' })
  now = Temporal.Now.instant()
  await setNow(app.core.db, now.toString())
  for (const n of ['1', '2', '3']) await report(n, 'BO05')
  await app.drain()
  alert = await alertIn('BO05')
  // Drills stay out of the index: this one is taken for a real one.
  await sql`update alert set is_exercise = false where id = ${alert}::uuid`.execute(app.core.db)
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
const kindsOf = async (id: string) =>
  (
    (await callWith(ana, 'GET', `/v1/alerts/${id}/timeline`)).body['items'] as unknown as { kind: string }[]
  ).map(({ kind }) => kind)

test('the rule’s measures are proposals, once, each with institution and due time', async () => {
  const before = await measures()
  expect(before.length).toBeGreaterThan(0)
  for (const one of before)
    expect(one).toMatchObject({ state: 'recommended', created_by: null, overdue: false })
  await sql`update alert set answered_ordinal = 0 where id = ${alert}::uuid`.execute(app.core.db)
  await app.drain()
  expect((await measures()).length).toBe(before.length)
  expect((await kindsOf(alert)).filter((kind) => kind === 'action_recommended').length).toBe(before.length)
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
  const count = async () => (await kindsOf(alert)).filter((kind) => kind === 'action_overdue').length
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
    due_at: now.add({ hours: 5 }).toString(),
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
  for (const n of ['4', '5', '6']) await report(n, place, { actors: [{ class: 'state_security' }] })
  await app.drain()
  const id = await alertIn(place)
  const given = {
    text: { es: 'Custodia', en: 'Guard' },
    addressee: 'police',
    class: 'intervention',
    due_at: now.add({ hours: 5 }).toString(),
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
  for (const n of ['7', '8', '9']) await report(n, 'BO09')
  await app.drain()
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

test('a person closes an alert whose condition holds: it stays closed, is labelled, and offers its note to the next', async () => {
  for (const n of ['10', '11', '12']) await report(n, 'BO08')
  await app.drain()
  const id = await alertIn('BO08')
  const url = `/v1/alerts/${id}`
  expect((await callWith(ana, 'POST', `${url}:reopen`, { reason: 'why not' })).body['code']).toBe(
    'ALERT_NOT_KEPT_CLOSED',
  )
  expect(
    (await callWith(ana, 'POST', `${url}/outcome`, { label: 'undetermined', definition: 'other' })).body[
      'code'
    ],
  ).toBe('OUTCOME_ALERT_OPEN')
  const closing = await callWith(ana, 'POST', `${url}:resolve`, { reason: 'handled in place' })
  expect(closing).toMatchObject({ status: 202, body: { kind: 'resolved', alert_state: 'firing' } })
  await app.drain()
  const { body: closed } = await callWith(ana, 'GET', url)
  expect(closed).toMatchObject({ state: 'resolved', level: null })
  expect(closed['held_level']).not.toBeNull()
  const { body: deliveries } = await callWith(ana, 'GET', `${url}/deliveries`)
  expect(JSON.stringify(deliveries)).toContain('"resolved"')
  expect((await callWith(ana, 'POST', `${url}:resolve`, { reason: 'again' })).body['code']).toBe(
    'ALERT_CLOSED',
  )

  await callWith(luis, 'POST', `${url}:reopen`, { reason: 'new threats' })
  await app.drain()
  expect((await callWith(ana, 'GET', url)).body).toMatchObject({ state: 'firing', held_level: null })
  await callWith(ana, 'POST', `${url}:resolve`, { reason: 'handled now' })
  await app.drain()

  const harm = now.toString()
  const label = {
    label: 'confirmed',
    lesser: true,
    definition: 'any_violence',
    first_harm_at: harm,
    note: 'Call early.',
  }
  expect(
    (await callWith(ana, 'POST', `${url}/outcome`, { ...label, first_harm_at: undefined })).body['code'],
  ).toBe('OUTCOME_INCOMPLETE')
  const first = await callWith(ana, 'POST', `${url}/outcome`, label)
  expect(first).toMatchObject({ status: 201, body: { outcome: 'confirmed' } })
  expect(first.body['task']).toMatchObject({ overdue: false })
  expect(first.body['labels']?.['0']).toMatchObject({ lesser: true })
  expect(Number(first.body['labels']?.['0']?.['lead_from_firing_s'])).toBeGreaterThanOrEqual(0)
  expect((await callWith(ana, 'POST', `${url}/outcome`, label)).body['code']).toBe('OUTCOME_LABELLED')
  const other = { label: 'false_alarm', definition: 'any_violence' }
  expect((await callWith(luis, 'POST', `${url}/outcome`, other)).body['outcome']).toBe('disputed')
  expect(
    (await callWith(rosa, 'POST', `${url}/outcome`, { ...label, note: undefined })).body['outcome'],
  ).toBe('confirmed')
  const notes = (await callWith(ana, 'GET', `/v1/alerts/${alert}/outcome`)).body['notes']
  expect(JSON.stringify(notes)).toContain('Call early.')
  await sql`update alert set is_exercise = false where id = ${id}::uuid`.execute(app.core.db)
  const { body: rules } = await callWith(ana, 'GET', '/v1/outcomes')
  expect(JSON.stringify(rules)).toContain('candidate-threats')
})

test('a closed alert without a label waits in the list of tasks', async () => {
  for (const n of ['13', '14', '15']) await report(n, 'BO01')
  await app.drain()
  const id = await alertIn('BO01')
  const waiting = async () => JSON.stringify((await callWith(ana, 'GET', '/v1/outcome-tasks')).body)
  expect(await waiting()).not.toContain(id)
  await callWith(ana, 'POST', `/v1/alerts/${id}:resolve`, { reason: 'calm' })
  await app.drain()
  expect(await waiting()).toContain(id)
  await callWith(ana, 'POST', `/v1/alerts/${id}:reopen`, { reason: 'not calm' })
  await app.drain()
  expect(await waiting()).not.toContain(id)
})

test('acknowledgements are taken back with a reason; the alert asks again once none stands', async () => {
  for (const n of ['16', '17', '18']) await report(n, 'BO04')
  await app.drain()
  const id = await alertIn('BO04')
  const url = `/v1/alerts/${id}/acknowledgements`
  const first = String((await callWith(ana, 'POST', url, {})).body['id'])
  const second = String((await callWith(luis, 'POST', url, {})).body['id'])
  const back = (token: string, which: string) =>
    callWith(token, 'POST', `${url}/${which}:withdraw`, { reason: 'wrong alert' })
  expect((await back(luis, first)).body['code']).toBe('ACKNOWLEDGEMENT_NOT_YOURS')
  expect((await back(ana, first)).body['alert_state']).toBe('acknowledged')
  expect((await back(ana, first)).body['code']).toBe('ACKNOWLEDGEMENT_WITHDRAWN')
  expect((await back(luis, second)).body['alert_state']).toBe('firing')
  expect((await back(luis, alert)).body['code']).toBe('ACKNOWLEDGEMENT_UNKNOWN')
  expect(await kindsOf(id)).toContain('unacknowledged')
  const { body } = await callWith(ana, 'GET', url)
  expect(body['items']?.['0']).toMatchObject({ withdrawn_reason: 'wrong alert' })
})

test('comments are read up to the reader’s marking and cannot be changed', async () => {
  const url = `/v1/alerts/${alert}/comments`
  const open = await callWith(ana, 'POST', url, { text: 'Para todos', language: 'es' })
  expect(open.status).toBe(201)
  const strict = { text: 'Interno', language: 'es', marking: 'TLP:AMBER+STRICT' }
  await callWith(ana, 'POST', url, strict)
  const low = await tokenOf({ marking: 'TLP:AMBER' })
  const seen = JSON.stringify((await callWith(low, 'GET', url)).body)
  expect(seen).toContain('Para todos')
  expect(seen).not.toContain('Interno')
  expect((await callWith(low, 'POST', url, strict)).body['code']).toBe('ACCESS_MARKING_TOO_HIGH')
  await expect(sql`update alert_comment set text = 'x'`.execute(app.core.db)).rejects.toThrow(/append-only/)
})

test('agreements and their follow-up', async () => {
  const given = {
    alert_id: alert,
    kind: 'truce',
    text: { es: 'Tregua', en: 'Truce' },
    parties: ['Alcaldía', 'Juntas vecinales'],
    agreed_at: now.toString(),
    follow_up_at: [now.add({ hours: 24 }).toString()],
  }
  const made = await callWith(ana, 'POST', '/v1/agreements', given)
  expect(made.status).toBe(201)
  await later({ hours: 25 })
  const { body } = await callWith(ana, 'GET', `/v1/agreements?alert=${alert}`)
  expect(body['items']?.['0']?.['follow_ups']?.['0']).toMatchObject({ overdue: true, result: null })
  const follow = String(made.body['follow_ups']?.['0']?.['id'])
  const url = `/v1/agreements/${String(made.body['id'])}/follow-ups/${follow}`
  const done = { result: 'kept', note: 'visited', next_at: now.add({ hours: 48 }).toString() }
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
    happened_at: now.subtract({ hours: 1 }).toString(),
    rule: 'candidate-threats',
    text: 'Agresión sin aviso',
    language: 'es',
  }
  const made = await callWith(ana, 'POST', '/v1/missed-events', { ...given, rule: 'armed-groups' })
  expect(made).toMatchObject({ status: 201, body: { place: 'BO02', department: 'BO02' } })
  const alerted = { ...given, place: 'BO05', happened_at: now.subtract({ hours: 24 * 21 }).toString() }
  const at = await sql<{
    at: Temporal.Instant
  }>`select fired_at as at from alert where id = ${alert}::uuid`.execute(app.core.db)
  const firing = { ...alerted, happened_at: at.rows[0]?.at.toString() }
  expect((await callWith(ana, 'POST', '/v1/missed-events', firing)).body['code']).toBe('MISSED_EVENT_ALERTED')
  const ahead = { ...given, happened_at: now.add({ hours: 1 }).toString() }
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
    due_at: now.add({ hours: 5 }).toString(),
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
    .select('act')
    .where('act', '=', 'export.read')
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

test('lists are paged without a gap', async () => {
  const all = (await callWith(ana, 'GET', '/v1/actions?limit=200')).body['items'] as unknown as Listed[]
  const found: string[] = []
  let cursor = ''
  do {
    const { body } = await callWith(ana, 'GET', `/v1/actions?limit=2${cursor}`)
    found.push(...(body['items'] as unknown as Listed[]).map(({ id }) => id))
    cursor = body['next'] === null ? '' : `&cursor=${String(body['next'])}`
  } while (cursor !== '')
  expect(found).toEqual(all.map(({ id }) => id))
})
