// Every refusal is a problem (RFC 9457): a stable type and code, the faults by JSON Pointer, in Spanish or English as asked.
import { fastify } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { registerErrors } from '#http/errors.ts'
import { AppError, type ErrorKind, errorTable } from '#platform/errors.ts'
import { type Answer, type CallOptions, type Method, sharedApp, type TestApp } from '../support/app.ts'
import { silentLogger } from '../support/silent-logger.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

const id = '018f6d2e-0000-7000-8000-00000000bbbb'
const good = () => ({ external_id: 'problem-1', process: app.process, category: 'threat', place: 'BO02' })
type Case = readonly [
  name: string,
  method: Method,
  url: string,
  options: () => CallOptions,
  status: number,
  code: string,
]
const cases: readonly Case[] = [
  ['unknown route', 'GET', '/v1/nothing', () => ({}), 404, 'HTTP_ROUTE_UNKNOWN'],
  ['broken JSON', 'POST', '/v1/signals', () => ({ payload: '{"a":' }), 400, 'HTTP_JSON_SYNTAX'],
  ['empty body', 'POST', '/v1/signals', () => ({ payload: '' }), 400, 'HTTP_JSON_SYNTAX'],
  [
    'a key twice',
    'POST',
    '/v1/signals',
    () => ({ payload: '{"a":1,"a":2}' }),
    400,
    'HTTP_JSON_DUPLICATE_KEY',
  ],
  [
    'XML',
    'POST',
    '/v1/signals',
    () => ({ payload: '<a/>', headers: { 'content-type': 'text/xml' } }),
    415,
    'HTTP_MEDIA_TYPE',
  ],
  [
    'too large',
    'POST',
    '/v1/signals',
    () => ({ payload: `{"title":"${'x'.repeat(70_000)}"}` }),
    413,
    'HTTP_BODY_TOO_LARGE',
  ],
  [
    'unknown field',
    'POST',
    '/v1/signals',
    () => ({ payload: { ...good(), colour: 'red' } }),
    422,
    'INTAKE_FIELD_UNKNOWN',
  ],
  [
    'derived field',
    'POST',
    '/v1/signals',
    () => ({ payload: { ...good(), department: 'BO02' } }),
    422,
    'INTAKE_FIELD_DERIVED',
  ],
  [
    'unknown code',
    'POST',
    '/v1/signals',
    () => ({ payload: { ...good(), category: 'thret' } }),
    422,
    'INTAKE_CODE_UNKNOWN',
  ],
  [
    'unknown place',
    'POST',
    '/v1/signals',
    () => ({ payload: { ...good(), place: 'Narnia' } }),
    422,
    'INTAKE_PLACE_UNKNOWN',
  ],
  [
    'phase not in force',
    'POST',
    '/v1/signals',
    () => ({ payload: { ...good(), phase: 'post_election' } }),
    422,
    'INTAKE_PHASE_NOT_IN_FORCE',
  ],
  [
    'no right to grade',
    'POST',
    '/v1/signals',
    () => ({ payload: { ...good(), reliability: 'A' } }),
    403,
    'INTAKE_RIGHT_MISSING',
  ],
  ['batch is no list', 'POST', '/v1/signals:batch', () => ({ payload: {} }), 422, 'INTAKE_BATCH_FORM'],
  ['batch is empty', 'POST', '/v1/signals:batch', () => ({ payload: [] }), 422, 'INTAKE_BATCH_SIZE'],
  [
    'bad key header',
    'POST',
    '/v1/signals',
    () => ({ payload: good(), headers: { 'idempotency-key': 'a b' } }),
    400,
    'IDEMPOTENCY_KEY_FORM',
  ],
  ['unknown signal', 'GET', `/v1/signals/${id}`, () => ({}), 404, 'SIGNAL_UNKNOWN'],
  ['no reason', 'POST', `/v1/signals/${id}/retractions`, () => ({ payload: {} }), 422, 'HTTP_FIELDS'],
  ['id is none', 'GET', '/v1/signals/1', () => ({}), 422, 'HTTP_FIELDS'],
  ['damaged cursor', 'GET', '/v1/signals?cursor=x', () => ({}), 400, 'HTTP_CURSOR'],
  ['limit too high', 'GET', '/v1/signals?limit=201', () => ({}), 422, 'HTTP_FIELDS'],
  [
    'unknown series',
    'POST',
    '/v1/indicators/luck/values',
    () => ({ payload: { place: 'BO', observed_at: '2026-01-01T00:00:00Z', value: 1 } }),
    422,
    'INDICATOR_INVALID',
  ],
  ['unknown process', 'GET', '/v1/processes/nowhere/calendar', () => ({}), 404, 'PROCESS_UNKNOWN'],
]

describe.each(['es', 'en'] as const)('a refusal in %s', (language) => {
  test.each(cases)('%s', async (_name, method, url, options, status, code) => {
    const { headers = {}, ...rest } = options()
    const answer = await app.call('analyst', method, url, {
      ...rest,
      headers: { 'accept-language': language, ...headers },
    })
    expect([answer.status, answer.body['code']]).toEqual([status, code])
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.body).toMatchObject({
      type: `urn:vigia:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title: titleOf(status, language),
      status,
      instance: url.split('?')[0],
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(answer.body['detail']).not.toBe('')
  })
})

function titleOf(status: number, language: 'es' | 'en'): string {
  const kind: ErrorKind = status === 404 ? 'not_found' : status === 403 ? 'forbidden' : 'invalid'
  return errorTable[kind].title[language]
}

test('every fault of a body is named at once, each with its pointer, in the language asked for, with what is near', async () => {
  const payload = {
    process: app.process,
    category: 'thret',
    target: { kind: 'candidat' },
    place: 'BO9',
    severity: 3,
  }
  const [es, en] = await Promise.all(
    ['es-BO,es;q=0.9', 'en-GB'].map((language) =>
      app.call('analyst', 'POST', '/v1/signals', { payload, headers: { 'accept-language': language } }),
    ),
  )
  const faultsOf = (answer: Answer | undefined) =>
    answer?.body['errors'] as unknown as {
      pointer: string
      code: string
      message: string
      nearest?: string[]
    }[]
  expect(
    faultsOf(es)
      .map((one) => one.pointer)
      .toSorted(),
  ).toEqual(['/category', '/external_id', '/place', '/target/kind'])
  expect(faultsOf(en).find((one) => one.pointer === '/category')?.nearest).toContain('threat')
  for (const [index, fault] of faultsOf(es).entries()) {
    expect(fault.message.length).toBeGreaterThan(3)
    expect(fault.message).not.toBe(faultsOf(en)[index]?.message)
  }
})

test('a fault that the routes’ own schemas find is told in Spanish to who asks in Spanish', async () => {
  const url = `/v1/signals/${id}/retractions`
  const ask = (language: string) =>
    app.call('analyst', 'POST', url, { payload: { reason: 1 }, headers: { 'accept-language': language } })
  const [es, en] = await Promise.all([ask('es'), ask('en')])
  const message = (answer: Answer) => (answer.body['errors'] as unknown as { message: string }[])[0]?.message
  expect(message(es)).not.toBe(message(en))
})

test.each(Object.keys(errorTable) as ErrorKind[])(
  'an error of the kind %s has its own status, and a retry time where one helps',
  async (kind) => {
    const server = fastify()
    registerErrors(server, silentLogger)
    server.get('/', () => {
      throw new AppError(kind, 'TEST_CODE', 'the reason')
    })
    const answer = await server.inject('/')
    expect(answer.statusCode).toBe(errorTable[kind].status)
    const isRetried = [429, 503].includes(answer.statusCode)
    expect(answer.headers['retry-after'] !== undefined).toBe(isRetried)
    // What went wrong inside stays inside.
    expect(answer.body.includes('the reason')).toBe(kind !== 'bug')
  },
)
