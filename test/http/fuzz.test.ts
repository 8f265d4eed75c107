// Requests drawn from the API document itself and then spoilt: never a 5xx, every answer as documented, the process lives.
// FUZZ_SEED repeats a run, FUZZ_RUNS makes a long one.
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { sharedApp, storedRows, type TestApp } from '../support/app.ts'
import { arbitraryOf, hostile, type JsonSchema, spoilt, type Words } from '../support/from-schema.ts'
import type { OpenApiDocument } from '../support/openapi.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const runs = Number(process.env['FUZZ_RUNS'] ?? 2_400)
const ghost = '018f6d2e-0000-7000-8000-00000000dddd'

/** Share of the runs that each route gets; the first is where strangers write. */
const routes = [
  ['/v1/signals', 'desk', 0.5],
  ['/v1/signals:batch', 'desk', 0.1],
  ['/v1/signals/{id}/corrections', 'desk', 0.15],
  ['/v1/signals/{id}/retractions', 'desk', 0.05],
  ['/v1/indicators/{name}/values', 'analyst', 0.1],
  ['/v1/alerts/{id}/acknowledgements', 'ombudsman', 0.05],
  ['/v1/inbox/{id}/seen', 'ombudsman', 0.05],
] as const

let app: TestApp
let document: OpenApiDocument
let knownSignal: string
let words: Words
beforeAll(async () => {
  app = await sharedApp()
  document = (await app.server.inject('/openapi.json')).json()
  process.stdout.write(`fuzz: FUZZ_SEED=${seed} FUZZ_RUNS=${runs}\n`)
  const body = { external_id: 'fuzz-known', process: app.process, category: 'threat', place: 'BO02' }
  knownSignal = String((await app.call('desk', 'POST', '/v1/signals', { payload: body })).body['id'])
  words = {
    usual: ['external_id', 'process', 'place'],
    process: [app.process],
    category: ['threat', 'violence', 'protest', 'roadblock', 'other'],
    place: ['BO', 'BO02', 'La Paz', 'BO-EXT', 'LPZ'],
    kind: ['candidate', 'electoral_body'],
    phase: ['campaign'],
    factor: ['en.5.4'],
    set: [{ severity: 2 }, { narrative: null }, { place: 'BO03' }, { category: null }],
    external_id: ['f1', 'f2', 'f3', 'señal 4'],
    topic: ['denunciation'],
    features: [[], ['weapons']],
    populations: [[], ['women']],
    rights: [[], ['life']],
    relatedness: [[], ['timing']],
    class: ['police', 'party_supporters'],
    group: ['women'],
    window: ['campaign_acts'],
    event_end: ['2026-03-01T12:00:00-04:00'],
    polarity_reason: ['así fue'],
    exercise: [true],
    reason: ['porque sí'],
    event_time: ['2026-03-01T10:00:00-04:00'],
    observed_at: ['2026-03-01T10:00:00-04:00'],
  }
})

test('every other POST route answers whatever comes with less than 500', { timeout: 300_000 }, async () => {
  const own = new Set<string>(routes.map(([path]) => path))
  const others = Object.entries(document.paths).filter(
    ([path, methods]) => 'post' in methods && !own.has(path),
  )
  for (const [path, methods] of others) {
    const schema = (methods['post']?.requestBody?.content['application/json']?.schema ?? {}) as JsonSchema
    const url = path.replace('{id}', 'candidate-threats').replace('{n}', '1')
    await fc.assert(
      fc.asyncProperty(spoilt(arbitraryOf(schema, words)), async (payload) => {
        const { status } = await app.call('rules_admin', 'POST', url, {
          payload: JSON.stringify(payload) ?? '',
        })
        expect(status, url).toBeLessThan(500)
      }),
      { seed, numRuns: Math.ceil(runs / 120), endOnFailure: true },
    )
  }
})

describe.each(routes)('POST %s', (path, who, share) => {
  test('answers whatever comes with less than 500', { timeout: 300_000 }, async () => {
    const content = document.paths[path]?.['post']?.requestBody?.content
    const schema = (content?.['application/json']?.schema ?? {}) as JsonSchema
    const familiar = { ...schema, properties: onlyKnown(schema.properties ?? {}, words) }
    const body = fc.oneof(
      { arbitrary: spoilt(arbitraryOf(schema, words)), weight: 5 },
      { arbitrary: spoilt(arbitraryOf(familiar, words)), weight: 4 },
      { arbitrary: fc.constantFrom(...hostile), weight: 1 },
    )
    const id = fc.constantFrom(knownSignal, ghost, 'x')
    const headers = fc.constantFrom('k1', 'k2', '"quoted"', 'two words', '')
    const key = fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, { arbitrary: headers, weight: 1 })
    const language = fc.constantFrom('es', 'en', '*', '')
    const dry = fc.constantFrom('', '', '?dry_run=true')
    const counts = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(body, id, key, language, dry, async (payload, one, idempotencyKey, accept, query) => {
        const url =
          path.replace('{id}', one).replace('{name}', 'polarisation_index') +
          (path.startsWith('/v1/signals') ? query : '')
        const before = await storedRows(app.core)
        const { status } = await app.call(who, 'POST', url, {
          payload: JSON.stringify(payload) ?? 'undefined',
          headers: {
            'accept-language': accept,
            ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          },
        })
        counts.set(status, (counts.get(status) ?? 0) + 1)
        expect(status).toBeLessThan(500)
        if (status >= 400) expect(await storedRows(app.core)).toEqual(before)
      }),
      { seed, numRuns: Math.ceil(runs * share), endOnFailure: true },
    )
    expect((await app.call('nobody', 'GET', '/readyz')).status).toBe(200)
    // A run in which everything is refused at the door would prove little.
    if (path === '/v1/signals') expect(counts.get(201) ?? 0, JSON.stringify([...counts])).toBeGreaterThan(10)
  })
})

/** Fields with words of the field: most of what is drawn from these gets through, until it is spoilt. */
function onlyKnown(
  properties: Readonly<Record<string, JsonSchema>>,
  known: Words,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name in known))
}

test('what was taken in can be scored', async () => {
  await app.drain()
  const aside = await app.core.db.selectFrom('quarantine').selectAll().execute()
  expect(aside).toEqual([])
})
