// Mappings: synthetic rows through mapRow, the shipped mapping files against their schema, and every real row where the data is present.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parse as parseCsv } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { mapRow } from '#domain/map-row.ts'
import { mappingSchema } from '#domain/mapping.ts'

const folder = new URL('../../rules/bo/mappings/', import.meta.url)
const data = new URL('../../../shared/data/bolivia-blockades/', import.meta.url)
const digest = (text: string) => createHash('sha256').update(text).digest('hex')

const small = {
  schema: 1,
  kind: 'mapping',
  id: 'test-roads',
  title: { es: 'Prueba', en: 'Test' },
  credit: 'none',
  time_zone: 'America/La_Paz',
  columns: ['when', 'seen', 'code', 'lat', 'lon', 'what'],
  source: { id: 'roads', kind: 'road_agency_feed', root: 'agency' },
  external_id: { prefix: 't-', columns: 'all' },
  received_at: { column: 'seen' },
  fields: {
    category: { column: 'what', table: { bloqueo: 'roadblock', libre: 'situation_report' } },
    severity: { cases: [{ when: { what: 'bloqueo', lat: ['0', '1'] }, value: 3 }], otherwise: 'omit' },
    event_time: { column: 'when', as: 'time' },
    place: { column: 'code', pattern: '^\\d{6}$', prefix: 'BO' },
    lat: { column: 'lat', as: 'number' },
    lon: { column: 'lon', as: 'number' },
    'target.kind': { constant: 'road' },
    'target.group': { constant: 'travellers' },
    title: { template: '{what} en {code}', max: 20 },
  },
  refuse: [{ when: { what: '' }, reason: { es: 'sin hecho', en: 'no event' } }],
}
const row = {
  when: '2020-08-07 03:05:12',
  seen: '2020-08-08 19:47:50',
  code: '070403',
  lat: '-17.2',
  lon: '-64.2',
  what: 'bloqueo',
}

function read(name: string) {
  return mappingSchema.parse(parseYaml(readFileSync(new URL(name, folder), 'utf8')))
}

describe('a row becomes a signal', () => {
  const mapping = mappingSchema.parse(small)
  const id = (one: Record<string, string>, at: number) => {
    const mapped = mapRow(mapping, one, at, digest)
    return 'signal' in mapped ? mapped.signal['external_id'] : undefined
  }

  test('a clean row: local times get the offset of the zone, codes their prefix, dotted fields their object', () => {
    const mapped = mapRow(mapping, row, 2, digest)
    expect(mapped).toEqual({
      received_at: '2020-08-08T19:47:50-04:00',
      signal: {
        external_id: expect.stringMatching(/^t-[0-9a-f]{32}$/),
        source: { root: 'agency' },
        category: 'roadblock',
        event_time: '2020-08-07T03:05:12-04:00',
        place: 'BO070403',
        lat: -17.2,
        lon: -64.2,
        target: { kind: 'road', group: 'travellers' },
        title: 'bloqueo en 070403',
      },
    })
  })

  test('a dirty row goes on as it is: 0,0 coordinates stay, an empty or half code gives no place', () => {
    const mapped = mapRow(mapping, { ...row, code: '', lat: '0', lon: '0' }, 3, digest)
    expect(mapped).toMatchObject({ signal: { lat: 0, lon: 0, severity: 3 } })
    expect(mapped).not.toHaveProperty('signal.place')
    expect(mapRow(mapping, { ...row, code: '0704', lat: 'x' }, 3, digest)).not.toHaveProperty('signal.place')
    expect(mapRow(mapping, { ...row, lat: 'x' }, 3, digest)).toHaveProperty('signal.lat', 'x')
  })

  test('a time with its own offset keeps its instant', () => {
    const mapped = mapRow(mapping, { ...row, when: '2020-08-07T07:05:12Z' }, 2, digest)
    expect(mapped).toHaveProperty('signal.event_time', '2020-08-07T03:05:12-04:00')
  })

  test.each([
    ['a value no table foresees', { what: 'feria' }, /feria/],
    ['a row the mapping refuses', { what: '' }, /no event/],
    ['an event time that is none', { when: 'ayer' }, /“when” is no date/],
    ['an ingest time that is none', { seen: '2020-13-01 00:00:00' }, /“seen” is no date/],
  ])('%s is refused with the row number and the reason', (_name, change, reason) => {
    const mapped = mapRow(mapping, { ...row, ...change }, 7, digest)
    expect(mapped).toHaveProperty('refused.en', expect.stringMatching(reason))
    expect(mapped).toHaveProperty('refused.es', expect.stringMatching(/^fila 7: /))
  })

  test('a row without a declared column is refused, not guessed', () => {
    const { lon: _dropped, ...short } = row
    expect(mapRow(mapping, short, 4, digest)).toHaveProperty('refused.en', 'row 4: column “lon” is missing')
  })

  test('external ids: equal for equal rows wherever they stand, different as soon as one cell differs', () => {
    const cells = fc.record({
      when: fc.constant(row.when),
      seen: fc.constant(row.seen),
      code: fc.string(),
      lat: fc.string(),
      lon: fc.string(),
      what: fc.constantFrom('bloqueo', 'libre'),
    })
    fc.assert(
      fc.property(cells, cells, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b)
        expect(id(a, 1)).toBe(id({ ...a }, 99))
        expect(id(a, 1) === id(b, 2)).toBe(same)
      }),
    )
    expect(id({ ...row, code: 'a', lat: 'b,c' }, 1)).not.toBe(id({ ...row, code: 'a,b', lat: 'c' }, 1))
  })
})

describe('a mapping is checked before the first row', () => {
  test.each([
    ['a column nobody declared', { received_at: { column: 'nowhere' } }, /nowhere/],
    ['a column of a template nobody declared', { fields: { title: { template: '{ghost}' } } }, /ghost/],
    ['a field that is not in the contract', { fields: { suspect: { constant: 'x' } } }, /suspect|Invalid/],
    ['a field the engine derives', { fields: { department: { constant: 'BO02' } } }, /department|Invalid/],
    ['a zone that does not exist', { time_zone: 'America/Nowhere' }, /time zone/],
  ])('%s', (_name, change, message) => {
    const checked = mappingSchema.safeParse({ ...small, ...change })
    expect(checked.success).toBe(false)
    expect(checked.error?.message).toMatch(message)
  })
})

describe('the shipped mappings', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

  test.each(files)('%s is well-formed and bears its own name', (name) => {
    expect(`${read(name).id}.yaml`).toBe(name)
  })

  test('«ningun evento» is coverage with normal traffic and a blockade where the road is closed; works are «other»', () => {
    const mapping = read('bo-abc-blockades-fulltext.yaml')
    const blank = Object.fromEntries(mapping.columns.map((column) => [column, '']))
    const base = {
      ...blank,
      fecha_reporte: '2021-05-01 10:00:00',
      fecha_consulta: '2021-05-01 12:00:00',
      seccion: 'a - b',
    }
    const closed = 'no se tiene alternativa de circulación'
    const of = (evento: string, alternativa: string) =>
      mapRow(mapping, { ...base, evento, alternativa }, 2, digest)
    expect(of('ningun evento', 'circulación normal')).toMatchObject({
      signal: { category: 'situation_report', topic: 'no_incidents' },
    })
    expect(of('ningun evento', closed)).toMatchObject({ signal: { category: 'roadblock', severity: 3 } })
    expect(of('bloqueo', 'circulación normal')).toMatchObject({ signal: { category: 'roadblock' } })
    expect(of('bloqueo', 'circulación normal')).not.toHaveProperty('signal.severity')
    expect(of('derrumbe', closed)).toMatchObject({ signal: { category: 'other' } })
    expect(of('derrumbe', closed)).not.toHaveProperty('signal.severity')
  })

  const expected = [
    ['bo-abc-blockades-6h.yaml', 'blockades_6h_2020-08_2022-06.csv', 1395, 1395],
    ['bo-abc-blockades-fulltext.yaml', 'blockades_fulltext_2020-08_2022-06.csv', 1558, 1555],
    ['bo-abc-blockades-2020-08.yaml', 'blockades_fulltext_2020-08-07_15.csv', 442, 442],
  ] as const
  for (const [name, csv, rows, distinct] of expected) {
    const at = new URL(csv, data)
    test.skipIf(!existsSync(at))(`every row of ${csv} maps (skipped where the shared data is absent)`, () => {
      const mapping = read(name)
      const records = parseCsv<Record<string, string>>(readFileSync(at), {
        columns: true,
        delimiter: mapping.delimiter,
      })
      const mapped = records.map((record, index) => mapRow(mapping, record, index + 2, digest))
      expect(mapped.filter((one) => 'refused' in one)).toEqual([])
      expect(mapped).toHaveLength(rows)
      expect(new Set(mapped.map((one) => 'signal' in one && one.signal['external_id'])).size).toBe(distinct)
    })
  }
})
