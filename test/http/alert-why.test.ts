// /v1/alerts/{id}/why: what does not count is named with its cause, and what was withdrawn is remembered when the alert changes again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
let count = 0
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

async function report(place: string, root: string, more: object = {}): Promise<string> {
  count += 1
  const payload = {
    external_id: `why-${count}`,
    process: app.process,
    category: 'threat',
    target: { kind: 'candidate' },
    severity: 3,
    place,
    source: { root },
    consent: { internal: true, ombudsman: true },
    ...more,
  }
  const { status, body } = await app.call('desk', 'POST', '/v1/signals', { payload })
  expect(status, JSON.stringify(body)).toBe(201)
  await app.drain()
  return String(body['id'])
}

async function whyIn(place: string) {
  const { body } = await app.call('ombudsman', 'GET', `/v1/alerts?rule=candidate-threats&place=${place}`)
  const [alert] = body['items'] as unknown as { id: string }[]
  return (await app.call('ombudsman', 'GET', `/v1/alerts/${alert?.id ?? ''}/why`)).body
}

test('evidence that was withdrawn is remembered with what the evaluation found then, when the alert rises for another reason', async () => {
  const [first, second] = [await report('BO08', 'a'), await report('BO08', 'b')]
  await report('BO08', 'c')
  await report('BO08', 'd')
  expect(await whyIn('BO08')).toMatchObject({
    kind: 'fired',
    measured: {
      n: {
        kind: 'count',
        window_ms: 1_209_600_000,
        words: { es: 'señales contadas en 14 días', en: 'signals counted in 14 days' },
      },
      sources: {
        kind: 'distinct',
        field: 'source.root',
        window_ms: 1_209_600_000,
        words: { es: 'orígenes distintos en 14 días', en: 'distinct origins in 14 days' },
      },
    },
    prevention: expect.arrayContaining([
      { measure: 'n', change: -1, words: { es: '1 señal menos', en: '1 fewer signal' } },
    ]) as unknown,
    withdrawn: [],
    reevaluated: null,
    excluded: [],
  })
  await app.call('desk', 'POST', `/v1/signals/${first}/retractions`, { payload: { reason: 'a repeat' } })
  await app.drain()
  const found = { kind: 'evidence_withdrawn', level: 'watch' }
  expect(await whyIn('BO08')).toMatchObject({ kind: 'evidence_withdrawn', reevaluated: found })
  await report('BO08', 'e')
  await report('BO08', 'f')
  expect(await whyIn('BO08')).toMatchObject({
    kind: 'raised',
    measures: { n: 5 },
    withdrawn: [first],
    reevaluated: found,
    excluded: [{ signal: first, why: 'retracted' }],
  })
  await app.call('desk', 'POST', `/v1/signals/${second}/corrections`, {
    payload: { set: { severity: 1 }, reason: 'an insult, no threat' },
  })
  await app.drain()
  expect(await whyIn('BO08')).toMatchObject({
    kind: 'corrected',
    level: 'watch',
    withdrawn: [first, second],
    excluded: [
      { signal: first, why: 'retracted' },
      { signal: second, why: 'changed' },
    ],
  })
})

test('signals over the cap of their source are named; one takes the place of another that is withdrawn', async () => {
  const [first] = [await report('BO09', 'loud'), await report('BO09', 'loud')]
  const third = await report('BO09', 'loud')
  await report('BO09', 'other')
  expect(await whyIn('BO09')).toMatchObject({
    measures: { n: 3, sources: 2 },
    evidence_count: 3,
    excluded: [{ signal: third, why: 'over_cap' }],
    phase_weight: null,
  })
  await app.call('desk', 'POST', `/v1/signals/${first}/retractions`, { payload: { reason: 'a repeat' } })
  await app.drain()
  expect(await whyIn('BO09')).toMatchObject({
    kind: 'evidence_withdrawn',
    measures: { n: 3 },
    excluded: [{ signal: first, why: 'retracted' }],
  })
})
