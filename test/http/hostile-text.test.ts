// Text of every kind that people write is kept as it was sent; values in a URL that PostgreSQL would refuse reach no query.
import { beforeAll, describe, expect, test } from 'vitest'
import { sharedApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

const ghost = '018f6d2e-0000-7000-8000-00000000cccc'

describe('text of every kind is kept as it was sent', () => {
  const kinds: Readonly<Record<string, string>> = {
    'accents and apostrophes of Quechua and Aymara':
      "K'allpa, q'epi, ch'uwa; ñandú, Ayllu Qhapaq Ñan, Sajama’x",
    'composed and decomposed': 'Potosí Potosí',
    'right-to-left override': 'abc\u202edef',
    'zero width': 'a\u200bb\u200d\ufeffc',
    homoglyphs: 'Раз La Paz',
    emoji: '🗳️👩‍👩‍👧‍👦🇧🇴',
    'line ends': 'a\r\nb\rc\n\n\td',
    formulas: '=HYPERLINK("http://x")\t+1\t-1\t@SUM(A1)',
    'a very long word': 'a'.repeat(4_000),
    'combining marks': `e${'\u0301'.repeat(3_999)}`,
    markup: '<script>alert(1)</script><img src=x onerror=alert(1)>',
    'SQL and templates': "'; drop table signal; -- ${1+1} {{7*7}} %s %n",
    'last code point': '\u{10ffff}',
    'non-characters': '\uffff\ufffe',
  }
  test.each(Object.entries(kinds))('%s', async (name, narrative) => {
    const payload = {
      external_id: `text ${name}`,
      process: app.process,
      category: 'threat',
      place: 'BO02',
      narrative,
    }
    const posted = await app.call('desk', 'POST', '/v1/signals', { payload })
    expect(posted.status).toBe(201)
    const read = await app.call('desk', 'GET', `/v1/signals/${String(posted.body['id'])}`)
    expect(read.body['body']?.['narrative']).toBe(narrative)
    // The same text again is the same report: what is stored is what was hashed.
    expect((await app.call('desk', 'POST', '/v1/signals', { payload })).status).toBe(200)
  })

  test('a byte order mark before the JSON is taken off', async () => {
    const body = JSON.stringify({
      external_id: 'bom',
      process: app.process,
      category: 'threat',
      place: 'BO02',
    })
    expect((await app.call('desk', 'POST', '/v1/signals', { payload: `\ufeff${body}` })).status).toBe(201)
  })

  test('an external id longer than an index row can hold is refused before the database sees it; 128 characters of four bytes are taken', async () => {
    const signal = { process: app.process, category: 'threat', place: 'BO02' }
    const long = { ...signal, external_id: '🗳'.repeat(5_000) }
    expect((await app.call('desk', 'POST', '/v1/signals', { payload: long })).status).toBe(422)
    const most = { ...signal, external_id: '🗳'.repeat(64) }
    expect((await app.call('desk', 'POST', '/v1/signals', { payload: most })).status).toBe(201)
  })
})

describe('values that PostgreSQL would refuse reach no query', () => {
  const strange = [
    '0',
    '-1',
    '1e9',
    '9223372036854775808',
    'NaN',
    '%00',
    '%ED%A0%80',
    '%F0%9F%97%B3',
    "'",
    '%',
    '%25',
    '%C0%80',
    '2026-02-30T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '-infinity',
    '2026-01-01T00:00:00+99:99',
    'x'.repeat(300),
    '[]',
    '..%2f..%2f',
    '%E2%80%AE',
  ]
  const reads = [
    ['analyst', '/v1/signals', ['process', 'place', 'category', 'since', 'until', 'cursor', 'limit']],
    [
      'ombudsman',
      '/v1/alerts',
      ['process', 'place', 'state', 'level', 'rule', 'since', 'until', 'cursor', 'limit'],
    ],
    ['ombudsman', '/v1/inbox', ['unseen', 'cursor', 'limit']],
    ['analyst', '/v1/places', ['match', 'within']],
    ['analyst', '/v1/indicators/polarisation_index/values', ['process']],
  ] as const
  const cases = reads.flatMap(([who, url, names]) => names.map((name) => [who, url, name] as const))

  test.each(cases)('%s asks %s?%s=…', async (who, url, name) => {
    for (const value of strange) {
      const { status } = await app.call(who, 'GET', `${url}?${name}=${value}`)
      expect(status, value).toBeLessThan(500)
    }
    const twice = await app.call(who, 'GET', `${url}?${name}=1&${name}=2`)
    expect(twice.status).toBeLessThan(500)
  })

  test('at and place of the phases in force', async () => {
    for (const value of strange) {
      for (const name of ['at', 'place']) {
        const url = `/v1/processes/${app.process}/phases?${name}=${value}`
        expect((await app.call('analyst', 'GET', url)).status, url).toBeLessThan(500)
      }
    }
  })

  test('a cursor that was made by hand', async () => {
    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const made = [
      ['1', ghost],
      ['99999999999999999999', ghost],
      ['18446744073709551616', ghost],
      ['1', 'x'.repeat(36)],
      ['1', '-'.repeat(36)],
      [1, 2],
      {},
      null,
      ['-1', ghost],
    ]
    for (const value of made) {
      for (const [who, url] of [
        ['analyst', '/v1/signals'],
        ['ombudsman', '/v1/alerts'],
        ['ombudsman', '/v1/inbox'],
      ] as const) {
        const { status } = await app.call(who, 'GET', `${url}?cursor=${cursor(value)}`)
        expect(status, `${url} ${JSON.stringify(value)}`).toBeLessThan(500)
      }
    }
  })

  test('an id in the path that is none', async () => {
    for (const value of strange) {
      for (const [who, path] of [
        ['analyst', '/v1/signals/'],
        ['ombudsman', '/v1/alerts/'],
        ['analyst', '/v1/processes/'],
      ] as const) {
        const { status } = await app.call(
          who,
          'GET',
          `${path}${value}${path.includes('processes') ? '/calendar' : ''}`,
        )
        expect(status, `${path}${value}`).toBeLessThan(500)
      }
    }
  })
})
