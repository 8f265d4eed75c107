// The gazetteer of a country: which rows become territories, and why the others do not.
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createGazetteer, withGazetteer } from '#domain/place.ts'
import { parseGazetteer, readGazetteer } from '#registry/read-gazetteer.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack } = await readPack('rules/bo')
const header = 'ADM1_ES,ADM1_PCODE,ADM2_ES,ADM2_PCODE,ADM3_ES,ADM3_PCODE,ADM3_REF,ADM3ALT1ES,ADM3ALT2ES'
const read = (...rows: string[]) => parseGazetteer([header, ...rows].join('\n'), pack)
const good = 'Beni,BO08,Cercado,BO0801,Trinidad,BO080101,La Trinidad,,'

describe('rows', () => {
  test('a row gives its province and its municipality, with the other names', () => {
    expect(read(good)).toEqual({
      places: [
        { code: 'BO0801', name: 'Cercado', level: 'province', parent: 'BO08', aliases: [] },
        {
          code: 'BO080101',
          name: 'Trinidad',
          level: 'municipality',
          parent: 'BO0801',
          aliases: ['La Trinidad'],
        },
      ],
      dropped: 0,
      refused: [],
    })
  })

  test('lakes and salt flats are dropped', () => {
    expect(read(good, 'Agua,BO00,Agua,BO0000,Titicaca,BO000011,,,').dropped).toBe(1)
  })

  test.each([
    ['Beni,BO08,Cercado,BO0801,,BO080102,,,', 'ADM3_ES is empty'],
    ['Beni,BO08,Cercado,BO0801,San Javier,,,,', 'ADM3_PCODE is empty'],
    ['Beni,BO08,Cercado,BO0801,San Javier,BO0801023,,,', 'has not the 8 characters of a municipality'],
    ['Beni,BO08,Cercado,BO0801,San Javier,BO080202,,,', 'BO080202 does not lie in BO0801'],
    ['Otro,BO10,Cercado,BO1001,San Javier,BO100102,,,', 'BO10 is not in the pack'],
    ['Beni,BO08,Cercado,BO0801,Otra,BO080101,,,', 'BO080101 was given before as Trinidad'],
    ['Beni,BO08,Marbán,BO0801,San Javier,BO080102,,,', 'BO0801 is Cercado in an earlier row, Marbán here'],
    ['Beni,BO08,Cercado,BO0801', 'has 4 of 9 columns'],
  ])('%s is refused', (row, reason) => {
    const { places, refused } = read(good, row)
    expect(places).toHaveLength(2)
    expect(refused).toEqual([{ line: 3, reason: expect.stringContaining(reason) }])
  })

  test('a file without a column that the pack names is refused as a whole', () => {
    expect(() => parseGazetteer('ADM1_ES,ADM1_PCODE\nBeni,BO08', pack)).toThrow('ADM2_PCODE')
    expect(() => parseGazetteer('', pack)).toThrow('ADM1_PCODE')
  })
})

const file = '../shared/data/bolivia-geo/cod_gazetteer_339.csv'
const title = existsSync(file)
  ? 'the COD-AB gazetteer of 2020'
  : `the COD-AB gazetteer of 2020 (skipped: ${file} is not here)`
describe.skipIf(!existsSync(file))(title, () => {
  test('339 municipalities in 112 provinces, every one resolved by its code and its INE code', async () => {
    const result = await readGazetteer(file, pack)
    expect([result.dropped, result.refused]).toEqual([0, []])
    const of = (level: string) => result.places.filter((place) => place.level === level)
    expect([of('province').length, of('municipality').length]).toEqual([112, 339])
    const gazetteer = createGazetteer(withGazetteer(pack, result.places))
    for (const { code } of of('municipality')) {
      expect(gazetteer.resolve(code.slice(2))).toEqual({ code })
      expect(gazetteer.ancestors(code)).toEqual([code, code.slice(0, 6), code.slice(0, 4), 'BO'])
    }
    expect(gazetteer.resolve('El Alto').code).toBe('BO020105')
    expect(gazetteer.resolve('Montero').code).toBe('BO071001')
    expect(gazetteer.resolve('San Pedro').code).toBeUndefined()
  })
})
