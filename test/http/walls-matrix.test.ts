// Every role × every route of the running server × own and other territory × every marking. What an answer may show is written here from the
// role table; a route that comes later is asked as well, and one with a parameter that nothing here can fill fails.
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { roles, type Scope, scopesOfRole } from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { arbitraryOf, type JsonSchema } from '../support/from-schema.ts'
import {
  type Caller,
  callersOf,
  ownDepartment,
  type PlantedRow,
  plantMatrix,
} from '../support/matrix-world.ts'
import { type RouteName, routesOf } from '../support/route-list.ts'

/** Thousands of requests each: the limit only ends what hangs. */
const patience = 1_800_000

let app: TestApp
let rows: readonly PlantedRow[]
let callers: readonly Caller[]
let routes: readonly RouteName[]
beforeAll(async () => {
  app = await openTestApp()
  rows = await plantMatrix(app)
  callers = await callersOf(app, roles)
  // A stream does not end; test/conformance/stream.test.ts has it.
  routes = routesOf(app.server).filter(({ url }) => url.startsWith('/v1/') && url !== '/v1/stream')
})
afterAll(() => app.close())

/** Which of a planted row's ids a parameter names; null: none of ours, a value that is nowhere. */
const named: readonly (readonly [RegExp, keyof PlantedRow | null])[] = [
  [/^\/v1\/alerts\/:id/, 'alert'],
  [/^\/v1\/signals\/:id/, 'signal'],
  [/^\/v1\/actions\/:id/, 'action'],
  [/^\/v1\/agreements\/:id/, 'agreement'],
  [/^\/v1\/(deliveries|inbox)\/:id/, 'delivery'],
  [/^\/v1\/dead-letters\/:id/, 'delivery'],
  [/:/, null],
]

const nowhere = '018f6d2e-0000-7000-8000-00000000aaaa'
const filled: Readonly<Record<string, string>> = {
  n: '1',
  name: 'polarisation_index',
  audience: 'un-liaison',
  department: ownDepartment,
  office: 'nobody',
  channel: 'nothing',
  c: 'inbox',
}

/** With the row's id where the route names one, and something that is nowhere for the rest. */
function urlOf(url: string, row: PlantedRow): string {
  const field = named.find(([pattern]) => pattern.test(url))?.[1] ?? null
  const id = field === null ? nowhere : row[field]
  return url
    .replace(/:id(?=$|[/:.])/, id)
    .replaceAll(/(?<=\/):(\w+)/g, (_whole, name: string) => filled[name] ?? nowhere)
}
const isOfRow = (url: string) => (named.find(([pattern]) => pattern.test(url))?.[1] ?? null) !== null

function isInSight(caller: Caller, row: PlantedRow): boolean {
  const isInside = caller.territory.includes(row.department) || caller.territory.includes('BO')
  return caller.isOfProcess && isInside && markings.indexOf(row.marking) <= markings.indexOf(caller.marking)
}

const has = (caller: Caller, ...wanted: Scope[]) =>
  wanted.some((one) => scopesOfRole[caller.role].includes(one))

/** What an answer to this caller may hold of the row: words, and ids where only their names go. */
function mayHold(caller: Caller, row: PlantedRow): readonly string[] {
  if (!isInSight(caller, row)) return []
  const words = [
    ...(has(caller, 'signals:read') ? [row.signalWord] : []),
    ...(has(caller, 'alerts:read', 'exports:read') ? [row.alertWord] : []),
  ]
  const alertIds = has(caller, 'alerts:read', 'delivery:read', 'exports:read')
    ? [row.alert, row.action, row.agreement, row.delivery]
    : []
  // The evidence of an alert that is seen is named.
  const signalIds = has(caller, 'signals:read', 'alerts:read') ? [row.signal] : []
  return [...words, ...alertIds, ...signalIds]
}

/** Words and ids of rows that the caller may not see, in an answer to a request that did not name them itself. */
function leaksIn(caller: Caller, sent: string, body: string): string[] {
  return rows.flatMap((row) => {
    const all = [
      row.signalWord,
      row.alertWord,
      row.alert,
      row.signal,
      row.action,
      row.agreement,
      row.delivery,
    ]
    const allowed = mayHold(caller, row)
    return all.filter((one) => body.includes(one) && !allowed.includes(one) && !sent.includes(one))
  })
}

/** Everything that was found, so that one run shows all of it. */
const findings = new Set<string>()

async function ask(caller: Caller, method: string, url: string, payload?: unknown) {
  const answer = await app.server.inject({
    method: method as 'GET',
    url,
    headers: { authorization: `Bearer ${caller.secret}` },
    ...(payload === undefined ? {} : { payload: payload as object }),
  })
  const told = `${answer.body}\n${JSON.stringify(answer.headers)}`
  const sent = `${url} ${JSON.stringify(payload ?? null)}`
  for (const leak of leaksIn(caller, sent, told))
    findings.add(`${method} ${url} tells ${caller.name} ${leak}`)
  if (answer.statusCode >= 500)
    findings.add(`${method} ${url} by ${caller.name}: ${answer.body.slice(0, 300)}`)
  return answer
}
afterEach(() => {
  const found = [...findings]
  findings.clear()
  expect(found.slice(0, 60)).toEqual([])
})

test('every parameter of every route is filled, and there are routes for every kind of row', () => {
  for (const { url } of routes) {
    const [row] = rows
    if (row !== undefined) expect(urlOf(url, row)).not.toMatch(/\/:\w/)
  }
  for (const [pattern, field] of named)
    if (field !== null)
      expect(
        routes.some(({ url }) => pattern.test(url)),
        `a route for ${field}`,
      ).toBe(true)
})

test(
  'reads: what lies outside a caller’s place, marking, process or role is in no answer',
  async () => {
    let asked = 0
    for (const { method, url } of routes.filter((one) => one.method === 'GET')) {
      for (const caller of callers) asked += await readAll(caller, method, url)
    }
    expect(asked).toBeGreaterThan(3_000)
  },
  patience,
)

/** Every planted row where the route names one; a caller without the right is told so whatever is named. */
async function readAll(caller: Caller, method: string, url: string): Promise<number> {
  let asked = 0
  for (const row of isOfRow(url) ? rows : rows.slice(0, 1)) {
    const { statusCode } = await ask(caller, method, urlOf(url, row))
    asked += 1
    if (statusCode === 403) break
  }
  return asked
}

/** Reads of one row that answer 200 whenever the row is in sight; the scope that opens them. */
const readable: readonly (readonly [url: string, scope: Scope])[] = [
  ['/v1/alerts/:id', 'alerts:read'],
  ['/v1/alerts/:id/timeline', 'alerts:read'],
  ['/v1/alerts/:id/why', 'alerts:read'],
  ['/v1/alerts/:id/comments', 'alerts:read'],
  ['/v1/alerts/:id/acknowledgements', 'alerts:read'],
  ['/v1/alerts/:id/actions', 'alerts:read'],
  ['/v1/alerts/:id/deliveries', 'alerts:read'],
  ['/v1/actions/:id', 'alerts:read'],
  ['/v1/signals/:id', 'signals:read'],
  ['/v1/signals/:id/revisions', 'signals:read'],
]
/** Lists that hold every row in sight, and what of a row they show: narratives are withheld from most. */
const lists: readonly (readonly [url: string, scope: Scope, shown: 'alertWord' | 'signal'])[] = [
  ['/v1/alerts?limit=100', 'alerts:read', 'alertWord'],
  ['/v1/signals?limit=100', 'signals:read', 'signal'],
  ['/v1/actions?limit=100', 'alerts:read', 'alertWord'],
  ['/v1/agreements?limit=100', 'alerts:read', 'alertWord'],
  ['/v1/missed-events?limit=100', 'alerts:read', 'alertWord'],
]

test(
  'nothing in sight is kept back: rows answer, lists hold them, and the rest answers as if it were not there',
  async () => {
    for (const caller of callers) {
      for (const [url, scope] of readable) if (has(caller, scope)) await readEach(caller, url)
      for (const [url, scope, shown] of lists) if (has(caller, scope)) await listEach(caller, url, shown)
    }
  },
  patience,
)

async function listEach(caller: Caller, url: string, shown: 'alertWord' | 'signal'): Promise<void> {
  const { body } = await ask(caller, 'GET', url)
  for (const row of rows) {
    const isShown = body.includes(row[shown])
    if (isShown !== isInSight(caller, row))
      findings.add(`${url} by ${caller.name}: ${row.department} ${row.marking} is shown: ${isShown}`)
  }
}

async function readEach(caller: Caller, url: string): Promise<void> {
  for (const row of rows) {
    const { statusCode } = await ask(caller, 'GET', urlOf(url, row))
    if (statusCode !== (isInSight(caller, row) ? 200 : 404))
      findings.add(`${url} by ${caller.name}: ${row.department} ${row.marking} answered ${statusCode}`)
  }
}

test(
  'acts: on a row out of sight nothing is done, whatever is sent',
  async () => {
    const document = (await app.server.inject('/openapi.json')).json<{
      paths: Record<
        string,
        Record<string, { requestBody?: { content: Record<string, { schema: JsonSchema }> } }>
      >
    }>()
    const hidden = (caller: Caller) =>
      rows
        .filter((row) => !isInSight(caller, row) && ['TLP:CLEAR', 'TLP:RED'].includes(row.marking))
        .slice(0, 2)
    const tried = callers.filter((one) => one.marking === 'TLP:GREEN' || one.territory[0] === 'BO')
    for (const route of routes.filter((one) => one.method !== 'GET' && isOfRow(one.url))) {
      const path = route.url.replaceAll(/(?<=\/):(\w+)/g, '{$1}')
      const schema =
        document.paths[path]?.[route.method.toLowerCase()]?.requestBody?.content['application/json']?.schema
      const bodies =
        schema === undefined ? [{}] : [{}, ...fc.sample(arbitraryOf(schema, {}), { seed: 5, numRuns: 2 })]
      for (const caller of tried) await refusedAll(caller, route, hidden(caller), bodies)
    }
  },
  patience,
)

async function refusedAll(
  caller: Caller,
  { method, url }: RouteName,
  hidden: readonly PlantedRow[],
  bodies: readonly unknown[],
): Promise<void> {
  for (const row of hidden) {
    for (const body of bodies) {
      const { statusCode } = await ask(caller, method, urlOf(url, row), body)
      expect(statusCode, `${method} ${url} by ${caller.name}`).toBeGreaterThanOrEqual(400)
    }
  }
}

test('a name that is taken out of sight is answered like one that is taken in sight', async () => {
  const post = async (caller: Caller, signal: string) => {
    const payload = {
      id: signal,
      external_id: 'matrix-taken',
      process: app.process,
      category: 'other',
      place: ownDepartment,
    }
    const answer = await ask(caller, 'POST', '/v1/signals', payload)
    return answer.body.replaceAll(signal, 'ID').replaceAll(/"(instance|request_id)":"[^"]*"/g, '')
  }
  const caller = callers.find((one) => one.role === 'analyst' && one.marking === 'TLP:GREEN')
  const seen = rows.find((row) => caller !== undefined && isInSight(caller, row))
  const unseen = rows.find((row) => caller !== undefined && !isInSight(caller, row))
  if (caller === undefined || seen === undefined || unseen === undefined)
    throw new Error('the matrix is too small')
  const [one, other] = [await post(caller, seen.signal), await post(caller, unseen.signal)]
  expect(other).toBe(one)
  expect(one).not.toMatch(/constraint|_key|_pkey|duplicate/)
})
