// Mappings that a person makes: what they may say, how cells are read by them, and that they are the same thing as a file's.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { handMappingSchema, missingColumns, rowMappingOf } from '#domain/hand-mapping.ts'
import { mapFields } from '#domain/map-row.ts'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const columns = ['fecha', 'tipo', 'lat', 'heridos', 'temas', 'medio']
const hand = (changes: object = {}) =>
  handMappingSchema.parse({
    time_zone: 'America/La_Paz',
    dates: 'dmy',
    decimal: ',',
    process: 'p-1',
    fields: {
      category: { column: 'tipo', table: { bloqueo: 'roadblock' } },
      event_time: { column: 'fecha', as: 'time' },
      lat: { column: 'lat', as: 'number' },
      'counts.injured': { column: 'heridos', as: 'number' },
      features: { column: 'temas', as: 'list' },
      'source.root': { column: 'medio' },
      consent: { constant: { internal: true } },
    },
    ...changes,
  })
const row = {
  fecha: '07/08/2020 3:05',
  tipo: 'bloqueo',
  lat: '-17,25',
  heridos: '2',
  temas: 'a; b |c;',
  medio: 'radio-a',
}
const mapped = (changes: Partial<typeof row> = {}, more: object = {}) =>
  mapFields(rowMappingOf(hand(more), columns), { ...row, ...changes }, 2, digest)

describe('cells as people write them', () => {
  test('day first, decimal comma, lists, the origin of each row', () => {
    expect(mapped()).toEqual({
      signal: {
        external_id: expect.stringMatching(/^imp-[0-9a-f]{32}$/),
        process: 'p-1',
        category: 'roadblock',
        event_time: '2020-08-07T03:05:00-04:00',
        lat: -17.25,
        counts: { injured: 2 },
        features: ['a', 'b', 'c'],
        source: { root: 'radio-a' },
        consent: { internal: true },
      },
    })
  })

  test.each([
    ['dmy', '7/8/2020', '2020-08-07T00:00:00-04:00'],
    ['mdy', '7/8/2020', '2020-07-08T00:00:00-04:00'],
    ['dmy', '31.12.2020 23:59:59', '2020-12-31T23:59:59-04:00'],
    ['dmy', '2020-08-07', '2020-08-07T00:00:00-04:00'],
    ['iso', '2020-08-07T12:00:00Z', '2020-08-07T08:00:00-04:00'],
  ])('%s: %s', (dates, fecha, time) => {
    expect(mapped({ fecha }, { dates })).toHaveProperty('signal.event_time', time)
  })

  test.each([
    ['dmy', '08/31/2020'],
    ['iso', '7/8/2020'],
    ['dmy', '30/02/2020'],
  ])('%s: %s is no date, and nobody guesses', (dates, fecha) => {
    expect(mapped({ fecha }, { dates })).toMatchObject({ refusals: [{ column: 'fecha' }] })
  })

  test.each([
    ['-17.25', -17.25],
    ['1.234,5', 1234.5],
    ['12', 12],
    ['muchos', 'muchos'],
  ])('with a decimal comma %s is %s', (lat, number) => {
    expect(mapped({ lat })).toHaveProperty('signal.lat', number)
  })

  test('every fault of a row is told, each with its column', () => {
    expect(mapped({ fecha: 'ayer', tipo: 'feria' })).toEqual({
      refusals: [
        {
          refused: {
            es: 'fila 2: valor no previsto: tipo = feria',
            en: 'row 2: value not foreseen: tipo = feria',
          },
          column: 'tipo',
        },
        {
          refused: {
            es: 'fila 2: la columna «fecha» no es una fecha y hora',
            en: 'row 2: column “fecha” is no date and time',
          },
          column: 'fecha',
        },
      ],
      // What is left of it can be tried for more.
      rest: {
        external_id: expect.stringMatching(/^imp-[0-9a-f]{32}$/),
        process: 'p-1',
        lat: -17.25,
        counts: { injured: 2 },
        features: ['a', 'b', 'c'],
        source: { root: 'radio-a' },
        consent: { internal: true },
      },
    })
  })
})

describe('what tells rows apart', () => {
  const idOf = (changes: Partial<typeof row>, more: object = {}) => {
    const one = mapped(changes, more)
    return 'signal' in one ? one.signal['external_id'] : undefined
  }

  test('all cells, or the columns that the person names', () => {
    expect(idOf({ medio: 'radio-b' })).not.toBe(idOf({}))
    const by = { identified_by: ['fecha'] }
    expect(idOf({ medio: 'radio-b' }, by)).toBe(idOf({}, by))
    expect(idOf({ fecha: '08/08/2020 3:05' }, by)).not.toBe(idOf({}, by))
  })

  test('whatever the cells hold, a row has the same id each time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (medio, temas) => {
        expect(idOf({ medio, temas })).toBe(idOf({ temas, medio }))
      }),
    )
  })
})

describe('a mapping by hand is data', () => {
  test.each([
    ['no pattern', { fields: { place: { column: 'tipo', pattern: '(a+)+$' } } }],
    ['no template', { fields: { title: { template: '{tipo}' } } }],
    ['no field that the engine derives', { fields: { department: { constant: 'BO02' } } }],
    ['no zone that does not exist', { time_zone: 'America/Nowhere' }],
  ])('%s', (_name, change) => {
    expect(handMappingSchema.safeParse({ ...hand(), ...change }).success).toBe(false)
  })

  test('columns that the file does not have are named', () => {
    expect(missingColumns(hand({ identified_by: ['clave'] }), ['fecha', 'tipo', 'lat', 'medio'])).toEqual([
      'heridos',
      'temas',
      'clave',
    ])
  })
})
