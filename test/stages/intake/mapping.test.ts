// Rows of a file by API: mapped by a mapping of the pack or by hand, and what comes back is taken as it is.
import { beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, storedRows, type TestApp } from '../../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})

const roads = 'bo-abc-blockades-2020-08'
const columns = [
  'alternativa',
  'fecha_reporte',
  'fecha_consulta',
  'lat',
  'lon',
  'department',
  'ine_code',
  'municipality',
  'seccion',
  'evento',
]
const blockade = [
  'no se tiene alternativa de circulación',
  '2020-08-07 03:05:12',
  '2020-08-08 19:47:50',
  '-17.2',
  '-64.2',
  'Santa Cruz',
  '070403',
  'San Carlos',
  'a - b',
  'bloqueo',
]
const byHand = (fields: object, more: object = {}) => ({ time_zone: 'America/La_Paz', fields, ...more })
const map = (payload: object, who: 'analyst' | 'desk' = 'desk', language = 'es') =>
  app.call(who, 'POST', '/v1/signals:map', { payload, headers: { 'accept-language': language } })

describe('mappings of the pack', () => {
  test('are listed with their columns and what these become', async () => {
    const { status, body } = await app.call('analyst', 'GET', '/v1/mappings')
    expect(status).toBe(200)
    expect(body['refused']).toEqual([])
    const items = body['items'] as unknown as { id: string; columns: string[]; fields: object }[]
    expect(items.find((one) => one.id === roads)).toMatchObject({
      columns: columns.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
      process: 'bo-2020-general',
      fields: {
        place: ['ine_code'],
        title: ['evento', 'seccion'],
        category: expect.arrayContaining(['evento']),
      },
    })
  })

  const order = [
    'fecha_reporte',
    'fecha_consulta',
    'lat',
    'lon',
    'department',
    'ine_code',
    'municipality',
    'seccion',
    'evento',
    'alternativa',
  ]

  test('map rows whose columns stand in another order; who may not grade or attribute is told what is left out', async () => {
    const payload = { mapping: roads, columns, rows: [{ row: 2, cells: blockade }] }
    const whole = await map(payload)
    expect(whole.body).toMatchObject({
      left_out: [],
      items: [
        {
          row: 2,
          signal: {
            category: 'roadblock',
            severity: 3,
            place: 'BO070403',
            reliability: 'B',
            source: { id: 'abc-transitabilidad-2020-08', kind: 'road_agency_feed', root: 'abc' },
          },
        },
      ],
    })
    const bare = await map(payload, 'analyst')
    expect(bare.body['left_out']).toEqual(['reliability', 'credibility'])
    const [one] = bare.body['items'] as unknown as { signal: object }[]
    expect(one?.signal).toMatchObject({ source: { root: 'abc' } })
    expect(one?.signal).not.toHaveProperty('reliability')
    expect(one?.signal).not.toHaveProperty('source.id')
  })

  test('a row without a cell is refused in the reader’s language', async () => {
    const payload = { mapping: roads, columns, rows: [{ row: 7, cells: blockade.slice(0, -1) }] }
    expect((await map(payload)).body['items']).toEqual([
      { row: 7, refusals: [{ message: 'fila 7: falta la columna «evento»', column: 'evento' }] },
    ])
    expect((await map(payload, 'desk', 'en')).body['items']).toEqual([
      { row: 7, refusals: [{ message: 'row 7: column “evento” is missing', column: 'evento' }] },
    ])
  })
})

interface Mapped {
  readonly signal?: object
  readonly refusals?: object[]
  readonly rest?: object
}

describe('mappings by hand', () => {
  const names = ['que', 'cuando', 'donde', 'constructor']
  const fields = {
    category: { column: 'que', table: { amenaza: 'threat' } },
    event_time: { column: 'cuando', as: 'time' },
    place: { column: 'donde' },
    narrative: { column: 'constructor' },
  }
  const rows = (cuando: string) => [
    { row: 2, cells: ['amenaza', cuando, 'La Paz', 'visto'] },
    { row: 3, cells: ['fiesta', cuando, 'La Paz', ''] },
  ]

  test('what comes back is tried, and taken once, however often it is sent', async () => {
    const yesterday = Temporal.Now.plainDateISO('America/La_Paz').subtract({ days: 1 })
    const written = `${yesterday.day}/${yesterday.month}/${yesterday.year} 10:00`
    const before = await storedRows(app.core)
    const { body } = await map({
      by_hand: byHand(fields, { dates: 'dmy', process: app.process }),
      columns: names,
      rows: rows(written),
    })
    const [first, second] = body['items'] as unknown as Mapped[]
    expect(second?.refusals).toEqual([{ message: 'fila 3: valor no previsto: que = fiesta', column: 'que' }])
    // What else the row says can be tried for more faults.
    expect(second).not.toHaveProperty('signal')
    expect(second?.rest).toMatchObject({ place: 'La Paz', process: app.process })
    expect(second?.rest).not.toHaveProperty('category')
    expect(body['fields']).toMatchObject({ category: ['que'], narrative: ['constructor'] })
    const post = (path: string) => app.call('desk', 'POST', path, { payload: [first?.signal] })
    const tried = await post('/v1/signals:batch?dry_run=true')
    expect(tried.body['items']).toMatchObject([{ outcome: 'valid' }])
    expect(await storedRows(app.core)).toEqual(before)
    const sent = [await post('/v1/signals:batch'), await post('/v1/signals:batch')]
    expect(sent.map((one) => one.body['items']?.[0]?.['outcome'])).toEqual(['created', 'duplicate'])
    expect((await storedRows(app.core))['signal']).toBe((before['signal'] ?? 0) + 1)
  })

  test.each([
    [
      'another mapping than the pack has',
      { mapping: 'nowhere', columns: names },
      404,
      'INTAKE_MAPPING_UNKNOWN',
    ],
    [
      'a column that the file lacks',
      { by_hand: byHand(fields), columns: ['que', 'donde'] },
      422,
      'INTAKE_MAPPING_COLUMNS',
    ],
    [
      'columns of the pack’s mapping that the file lacks',
      { mapping: roads, columns: names },
      422,
      'INTAKE_MAPPING_COLUMNS',
    ],
    ['both ways at once', { mapping: roads, by_hand: byHand(fields), columns: names }, 422, 'HTTP_FIELDS'],
    ['neither', { columns: names }, 422, 'HTTP_FIELDS'],
    ['a column twice', { by_hand: byHand(fields), columns: [...names, 'que'] }, 422, 'HTTP_FIELDS'],
    [
      'a pattern',
      { by_hand: byHand({ place: { column: 'que', pattern: '(a+)+$' } }), columns: names },
      422,
      'HTTP_FIELDS',
    ],
  ])('%s is refused', async (_name, change, status, code) => {
    const answer = await map({ rows: rows('2026-01-01'), ...change })
    expect(answer).toMatchObject({ status, body: { code } })
  })

  test('more rows than a batch has are refused', async () => {
    const many = Array.from({ length: 501 }, (_, index) => ({
      row: index + 2,
      cells: ['amenaza', '', '', ''],
    }))
    const { status } = await map({ by_hand: byHand(fields), columns: names, rows: many })
    expect(status).toBe(422)
  })
})
