// Input that has broken other systems: only 4xx, nothing stored, and the next good request is served.
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { limits } from '#config/limits.ts'
import { type CallOptions, sharedApp, storedRows, type TestApp } from '../support/app.ts'

let app: TestApp
let before: Readonly<Record<string, number>>
beforeAll(async () => {
  app = await sharedApp()
})
beforeEach(async () => {
  before = await storedRows(app.core)
})
afterEach(async () => {
  expect((await app.call('nobody', 'GET', '/readyz')).body['status']).toBe('ready')
})

const ghost = '018f6d2e-0000-7000-8000-00000000cccc'
/** Every route that takes a body, and who may send one. */
const posts = [
  ['analyst', '/v1/signals'],
  ['analyst', '/v1/signals:batch'],
  ['analyst', `/v1/signals/${ghost}/corrections`],
  ['analyst', `/v1/signals/${ghost}/retractions`],
  ['analyst', '/v1/indicators/polarisation_index/values'],
  ['ombudsman', `/v1/alerts/${ghost}/acknowledgements`],
  ['ombudsman', `/v1/inbox/${ghost}/seen`],
  ['ombudsman', `/v1/alerts/${ghost}:resolve`],
  ['ombudsman', `/v1/alerts/${ghost}/comments`],
  ['ombudsman', `/v1/alerts/${ghost}/actions`],
  ['ombudsman', `/v1/actions/${ghost}:issue`],
  ['ombudsman', `/v1/actions/${ghost}/evidence`],
  ['ombudsman', `/v1/alerts/${ghost}/outcome`],
  ['ombudsman', '/v1/agreements'],
  ['ombudsman', '/v1/missed-events'],
] as const

async function refused(
  who: 'analyst' | 'desk' | 'ombudsman',
  url: string,
  options: CallOptions,
): Promise<number> {
  const { status, body } = await app.call(who, 'POST', url, options)
  expect(status, `${url} ${JSON.stringify(body).slice(0, 300)}`).toBeGreaterThanOrEqual(400)
  expect(status, `${url} ${JSON.stringify(body).slice(0, 300)}`).toBeLessThan(500)
  expect(await storedRows(app.core)).toEqual(before)
  return status
}

const deep = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth)
const texts: readonly (readonly [name: string, body: string])[] = [
  ['arrays 5,000 deep', deep(5_000, '[', ']')],
  ['objects 5,000 deep', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ['arrays 33 deep in a field', `{"external_id":"x","category":${deep(33, '[', ']')}}`],
  ['__proto__', '{"__proto__":{"role":"system_admin"},"external_id":"x"}'],
  ['__proto__ escaped', String.raw`{"\u005f_proto__":{"a":1},"external_id":"x"}`],
  ['constructor.prototype', '{"constructor":{"prototype":{"a":1}},"external_id":"x"}'],
  ['toString as a key', '{"toString":"x","external_id":"x"}'],
  ['a length that is no number', '{"external_id":{"length":{"toString":"x"}}}'],
  ['a length that is no number, escaped', String.raw`{"reason":{"length":{"\u0074oString":"x"}}}`],
  ['a key twice', '{"external_id":"x","external_id":"y"}'],
  ['a key twice, once escaped', String.raw`{"place":"BO02","pl\u0061ce":"BO03"}`],
  ['a nested key twice', '{"external_id":"x","target":{"kind":"a","kind":"b"}}'],
  ['NUL escaped', String.raw`{"external_id":"a\u0000b"}`],
  ['NUL in a key', String.raw`{"exter\u0000nal_id":"b"}`],
  ['NUL raw', '{"external_id":"a\0b"}'],
  ['half a character, high', String.raw`{"external_id":"\ud800"}`],
  ['half a character, low', String.raw`{"external_id":"\udc00x"}`],
  ['half a character in a key', String.raw`{"\ud800":"x"}`],
  ['2^53 + 1', '{"external_id":"x","severity":9007199254740993}'],
  ['1e400', '{"external_id":"x","lat":1e400}'],
  ['-1e400', '{"external_id":"x","lat":-1e400}'],
  ['a number of 10,000 digits', `{"external_id":"x","severity":${'9'.repeat(10_000)}}`],
  ['NaN', '{"external_id":"x","lat":NaN}'],
  ['Infinity', '{"external_id":"x","lat":Infinity}'],
  ['hexadecimal', '{"severity":0x10}'],
  ['single quotes', "{'external_id':'x'}"],
  ['a comment', '{"external_id":"x"/* */}'],
  ['a comma too many', '{"external_id":"x",}'],
  ['two documents', '{"external_id":"x"}{"external_id":"y"}'],
  ['cut off', '{"external_id":"x"'],
  ['nothing', ''],
  ['blanks', '  \n\t '],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"text"'],
  ['true', 'true'],
  ['an empty object', '{}'],
  ['5,000 keys', `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
  ['control characters raw', '{"external_id":"a\u0001\u001f"}'],
]

describe.each(posts)('%s posts to %s', (who, url) => {
  // An acknowledgement without a body, and a message marked as seen, need none: what matters is that the ghost is unknown.
  test.each(texts)('%s', async (_name, payload) => {
    await refused(who, url, { payload })
  })

  test('2 MB', async () => {
    expect([413, 415]).toContain(await refused(who, url, { payload: `"${'x'.repeat(2_000_000)}"` }))
  })

  test.each([
    'text/plain',
    'text/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/vnd.api+json',
    'json',
    '',
    'application/json\u00e9',
  ])('content type «%s»', async (type) => {
    await refused(who, url, { payload: '{}', headers: { 'content-type': type } })
  })

  test('bytes that are no UTF-8', async () => {
    await refused(who, url, {
      payload: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
    })
  })

  test.each(['', ' ', 'a b', '\u0000', 'x'.repeat(256), '"', 'clave-ñ'])(
    'Idempotency-Key «%s»',
    async (key) => {
      await refused(who, url, { payload: '{"no":1}', headers: { 'idempotency-key': key } })
    },
  )
})

describe('fields of a signal', () => {
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    external_id: ['', 'x'.repeat(129), 1, null, [], {}, true],
    id: ['x', '018f6d2e', 1, `${ghost}0`, "' or 1=1"],
    process: ['nowhere', '', 'x'.repeat(65), 1, "bo'; drop table signal; --"],
    phase: [
      'nowhere',
      'post_election',
      ['campaign', 'post_election'],
      3,
      Array.from({ length: 9 }, () => 'campaign'),
    ],
    window: ['nowhere', 'election_day', {}],
    category: ['', 'nothing', 'THREAT', ' threat', 'threat\u200b', 'thrеat', null, 7, ['threat']],
    topic: ['nothing', 'x'.repeat(65)],
    factor: ['en.99', [], ['en.1', 'en.2', 'en.3', 'en.4'], ['en.99'], 5],
    severity: [0, 6, 2.5, -1, '3', null, 1e15, true],
    features: [['nothing'], 'weapons', Array.from({ length: 21 }, () => 'weapons')],
    polarity: ['neutral', '', 'mitigating'],
    event_time: [
      '2026-02-30T10:00:00-04:00',
      '2026-13-01T10:00:00Z',
      '2026-01-01T25:00:00Z',
      '2026-01-01T10:61:00Z',
      '2026-01-01T10:00:00',
      '2026-01-01',
      'yesterday',
      '',
      '0000-01-01T00:00:00Z',
      '1899-12-31T23:59:59Z',
      '9999-12-31T23:59:59Z',
      '+275760-09-13T00:00:00Z',
      '-000001-01-01T00:00:00Z',
      '2026-01-01T10:00:00+25:00',
      '2026-01-01T10:00:00-04:00[America/La_Paz]',
      '2026-W01-1T10:00:00Z',
      'infinity',
      'now',
      1_760_000_000,
      null,
      '2026-01-01T10:00:00.1234567890Z',
      '２０２６-01-01T10:00:00Z',
    ],
    event_end: ['1990-01-01T00:00:00Z', 'x', '2026-02-30T10:00:00Z'],
    event_time_precision: ['second', ''],
    place: ['', 'Narnia', 'BO99', 'PE', 'x'.repeat(121), '%', 2],
    lat: [91, -91, '1', 0],
    lon: [181, -181, '1'],
    place_precision: ['exact'],
    station_id: ['', 'x'.repeat(33), 4],
    actors: [
      [{ class: 'nobody' }],
      [{ class: 'police', name: 'x' }],
      ['police'],
      Array.from({ length: 6 }, () => ({ class: 'police' })),
      {},
    ],
    target: [{ kind: 'nobody' }, { group: 'nobody' }, { name: 'x' }, 'candidate', []],
    populations: [['nobody'], 'women'],
    rights: [['nothing']],
    counts: [{ killed: -1 }, { killed: 1.5 }, { killed: '1' }, { killed: 1e12 }, { wounded: 1 }],
    relatedness: [['nothing'], 'named'],
    title: ['x'.repeat(161), 1],
    narrative: ['x'.repeat(4_001), {}],
    language: ['fr', 'ES'],
    evidence: [
      [{}],
      [{ sha256: 'x' }],
      [{ sha256: 'a'.repeat(64), url: 'not a url' }],
      Array.from({ length: 11 }, () => ({ sha256: 'a'.repeat(64) })),
    ],
    marking: ['TLP:WHITE', 'RED', 'tlp:red', ''],
    consent: [true, { internal: 'yes' }, { police: true }],
    exercise: [false, 'true', 1],
    source: [{ name: 'x' }, { root: '' }, { root: 'x'.repeat(129) }, 'radio'],
    department: ['BO02'],
    discount: [1],
    received_at: ['2026-01-01T00:00:00Z'],
    hasOwnProperty: [1],
  }
  const cases = Object.entries(wrong).flatMap(([field, values]) =>
    values.map((value) => [field, JSON.stringify(value).slice(0, 60), value] as const),
  )

  test.each(cases)('%s: %s', async (field, _text, value) => {
    const good = { external_id: 'hostile-1', process: app.process, category: 'threat', place: 'BO02' }
    const payload = { ...good, [field]: value }
    expect([422, 403]).toContain(await refused('analyst', '/v1/signals', { payload }))
    expect([422, 403]).toContain(
      await refused('desk', '/v1/signals', {
        payload: { ...payload, external_id: field === 'external_id' ? value : 'h' },
      }),
    )
  })
})

test('a client-made id of no version at all, and a table name, are refused like any other text', async () => {
  const payload = { id: 'signal', process: app.process, category: 'threat', place: 'BO02' }
  expect(await refused('analyst', '/v1/signals', { payload })).toBe(422)
})

describe('a batch', () => {
  const item = (external_id: string) => ({
    external_id,
    process: app.process,
    category: 'nothing',
    place: 'BO02',
  })

  test('ADV5-huge-batch: with 501 items, with none, and with more than 1 MB is refused as a whole', async () => {
    await refused('analyst', '/v1/signals:batch', {
      payload: Array.from({ length: limits.batchItems + 1 }, (_, i) => item(`b${i}`)),
    })
    await refused('analyst', '/v1/signals:batch', { payload: [] })
    const status = await refused('analyst', '/v1/signals:batch', {
      payload: [{ ...item('b'), narrative: 'x'.repeat(1_100_000) }],
    })
    expect(status).toBe(413)
  })

  test('of items of every wrong type: a refusal for each, in order', async () => {
    const payload = [null, 1, 'x', [], {}, true, item('only-the-code-is-wrong')]
    const { status, body } = await app.call('analyst', 'POST', '/v1/signals:batch', { payload })
    expect(status).toBe(207)
    const items = body['items'] as unknown as { index: number; status: number; problem: { code: string } }[]
    expect(items.map((one) => [one.index, one.status])).toEqual(payload.map((_, index) => [index, 422]))
    expect(await storedRows(app.core)).toEqual(before)
  })

  test.each([
    ['NUL', String.raw`{"external_id":"a\u0000"}`],
    ['half a character', String.raw`{"external_id":"\ud800"}`],
    ['a key twice', '{"a":1,"a":2}'],
    ['no JSON', 'not json'],
    ['__proto__', '{"__proto__":1}'],
    ['33 deep', deep(33, '[', ']')],
  ])(
    'as NDJSON with a line with %s: that line is refused with 400, the others judged',
    async (_name, line) => {
      const payload = `${JSON.stringify(item('n1'))}\n${line}\n${JSON.stringify(item('n2'))}\n`
      const headers = { 'content-type': 'application/x-ndjson' }
      const { status, body } = await app.call('analyst', 'POST', '/v1/signals:batch', { payload, headers })
      expect(status).toBe(207)
      expect((body['items'] as unknown as { status: number }[]).map((one) => one.status)).toEqual([
        422, 400, 422,
      ])
      expect(await storedRows(app.core)).toEqual(before)
    },
  )
})
