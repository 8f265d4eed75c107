// Territories: what a text means, what contains a place, what a signal derives from it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGazetteer, normaliseName, withGazetteer } from '#domain/place.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack } = await readPack('rules/bo')
const gazetteer = createGazetteer(pack)
const municipality = (code: string, name: string, parent: string) => ({
  code,
  name,
  parent,
  level: 'municipality',
  aliases: [],
})

describe('resolve', () => {
  test.each([
    ['BO', 'BO'],
    ['bolivia', 'BO'],
    ['BO02', 'BO02'],
    ['bo02', 'BO02'],
    [' BO-L ', 'BO02'],
    ['LPZ', 'BO02'],
    ['02', 'BO02'],
    ['020105', 'BO020105'],
    ['0201', 'BO0201'],
    ['La Paz', 'BO02'],
    ['ciudad de la paz', 'BO020101'],
    ['POTOSÍ', 'BO05'],
    ['potosi', 'BO05'],
    ['El Beni', 'BO08'],
    ['el alto', 'BO020105'],
    ['BO-EXT', 'BO-EXT'],
    ['exterior', 'BO-EXT'],
    ['BO0701', 'BO0701'],
    ['BO070101', 'BO070101'],
  ])('%s → %s', (text, code) => {
    expect(gazetteer.resolve(text)).toEqual({ code })
  })

  test.each(['BO10', 'BO020', 'BO02AB', 'BO02010', 'BO0201051', '99', 'Atlantis', '', '?', 'PE02'])(
    '%s is no place of this country',
    (text) => {
      expect(gazetteer.resolve(text).code).toBeUndefined()
    },
  )

  test('an unknown name is answered with the nearest ones', () => {
    expect(gazetteer.resolve('Sant Cruz')).toEqual({
      code: undefined,
      nearest: [{ code: 'BO07', name: 'Santa Cruz' }],
    })
    expect(gazetteer.resolve('Cochabanba')).toMatchObject({ nearest: [{ code: 'BO03' }] })
  })

  test('any name, alias or code of the pack leads to a listed place, in any case and without accents', () => {
    const words = [...pack.places.values()].flatMap((place) => [place.code, place.name, ...place.aliases])
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.boolean(), (word, upper) => {
        const plain = normaliseName(word)
        const code = gazetteer.resolve(upper ? plain.toUpperCase() : plain).code
        expect(pack.places.has(code ?? '')).toBe(true)
      }),
    )
  })

  test('no text breaks it, and what it finds is a place', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { code } = gazetteer.resolve(text)
        if (code !== undefined) expect(gazetteer.ancestors(code).at(-1)).toBe('BO')
      }),
    )
  })
})

describe('containment', () => {
  test.each([
    ['BO', ['BO']],
    ['BO-EXT', ['BO-EXT', 'BO']],
    ['BO02', ['BO02', 'BO']],
    ['BO020105', ['BO020105', 'BO0201', 'BO02', 'BO']],
    ['BO070302', ['BO070302', 'BO0703', 'BO07', 'BO']],
    ['ZZ', []],
  ])('%s lies in %o', (place, line) => {
    expect(gazetteer.ancestors(place)).toEqual(line)
  })

  test('a signal has the levels that its place is fine enough for', () => {
    expect(gazetteer.placeLevels('BO020105')).toEqual({
      department: 'BO02',
      province: 'BO0201',
      municipality: 'BO020105',
    })
    expect(gazetteer.placeLevels('BO0203')).toEqual({ department: 'BO02', province: 'BO0203' })
    expect(gazetteer.placeLevels('BO-EXT')).toEqual({})
    expect(gazetteer.isWithin('BO020105', 'BO02')).toBe(true)
    expect(gazetteer.isWithin('BO02', 'BO020105')).toBe(false)
    expect(gazetteer.levelOf('BO-EXT')).toBe('abroad')
  })
})

describe('after the municipalities are imported', () => {
  const imported = withGazetteer(
    pack,
    [
      municipality('BO050501', 'San Pedro', 'BO0505'),
      municipality('BO071005', 'San Pedro', 'BO0710'),
      municipality('BO020105', 'El Alto de La Paz', 'BO0201'),
    ],
    'test-1',
  )
  const complete = createGazetteer(imported)

  test('a code that is not listed is unknown', () => {
    expect(complete.resolve('BO020199').code).toBeUndefined()
    expect(complete.resolve('BO050501').code).toBe('BO050501')
    expect(imported.versions.gazetteer).toBe('test-1')
  })
  test('territories that the pack has itself complete nothing', () => {
    const same = createGazetteer(withGazetteer(pack, [...pack.places.values()]))
    expect(same.resolve('BO070302').code).toBe('BO070302')
  })
  test('a name that several bear is not guessed', () => {
    expect(complete.resolve('San Pedro')).toEqual({
      code: undefined,
      nearest: [
        { code: 'BO050501', name: 'San Pedro' },
        { code: 'BO071005', name: 'San Pedro' },
      ],
    })
  })
  test('a name of several levels means the coarsest', () => {
    const city = withGazetteer(pack, [municipality('BO080901', 'Oruro', 'BO0809')])
    expect(createGazetteer(city).resolve('oruro').code).toBe('BO04')
  })
  test('an imported name keeps the names that were in use before', () => {
    expect(complete.resolve('El Alto').code).toBe('BO020105')
    expect(complete.resolve('El Alto de La Paz').code).toBe('BO020105')
  })
})
