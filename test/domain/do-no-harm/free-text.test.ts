// What a free text is looked through for, with the forms of the shipped pack; and what it is not to be mistaken for.
import * as path from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { findPersonalData, holdsBack, type PersonalForms } from '#domain/do-no-harm/free-text.ts'
import { readPack } from '#registry/read-pack.ts'

let forms: PersonalForms | undefined
beforeAll(async () => {
  forms = (await readPack(path.join(import.meta.dirname, '../../../rules/bo'))).pack.personalForms
})

const kinds = (text: string) =>
  findPersonalData(text, forms).map(({ kind, from, to }) => [kind, text.slice(from, to)])

describe('found, and where', () => {
  test.each([
    ['Llame al 71234567 por favor', 'phone', '71234567'],
    ['su número: 712 34 567', 'phone', '712 34 567'],
    ['7123-4567 a toda hora', 'phone', '7123-4567'],
    ['+591 71234567', 'phone', '+591 71234567'],
    ['+54 9 11 5555 4444', 'phone', '+54 9 11 5555 4444'],
    ['escriba a ana.q@example.org', 'email', 'ana.q@example.org'],
    ['CI: 1234567', 'identity_number', '1234567'],
    ['con c.i. 8234567', 'identity_number', '8234567'],
    ['cédula de identidad n.º 612345', 'identity_number', '612345'],
    ['vino 4567890 LP en la lista', 'identity_number', '4567890'],
    ['lo dijo don Severino Mamani ayer', 'name', 'don Severino Mamani'],
    ['vimos a Juan Quispe Choque en la puerta', 'name', 'Juan Quispe Choque'],
    ['la Sra. Condori tiene miedo', 'name', 'Sra. Condori'],
    ['Wara Zegarrundo vive ahí', 'name', 'Wara Zegarrundo'],
    ['queda en -16.5002, -68.1341 arriba', 'coordinates', '-16.5002, -68.1341'],
    ["16°30' sur", 'coordinates', "16°30'"],
  ])('«%s»: %s', (text, kind, part) => {
    expect(kinds(text)).toEqual([[kind, part]])
  })
})

describe('not mistaken for it', () => {
  test.each([
    'Unas 300 personas',
    'a las 14:30 del 20/03/2026',
    'el 20-03-2026 en la tarde',
    'desde 2026-03-20 hasta hoy',
    'Ley 026, art. 12',
    'unos 1.200.000 votos y 45 000 actas',
    'en BO020101 y BO070101',
    'en la plaza Juan Pérez y en San Miguel Mamani',
    'Bloqueo en Santa Cruz y La Paz',
    'El Tribunal Electoral informó a las organizaciones',
    'mesas 12345 y 678',
  ])('«%s»', (text) => {
    expect(kinds(text)).toEqual([])
  })
})

test('a number by which somebody is reached holds the text back; a name or a place is pointed out', () => {
  expect(holdsBack(findPersonalData('71234567', forms))).toBe(true)
  expect(holdsBack(findPersonalData('don Severino Mamani en -16.5002, -68.1341', forms))).toBe(false)
})

test('without forms of a country: what is the same everywhere', () => {
  const found = (text: string) => findPersonalData(text, undefined).map(({ kind }) => kind)
  expect(found('71234567, a@b.example, -16.5002,-68.1341')).toEqual(['phone', 'email', 'coordinates'])
  expect(found('don Severino Mamani')).toEqual([])
})

test('whatever the text: parts of it, in order, none within another, and soon', () => {
  const bits = fc.constantFrom(
    '7',
    '12',
    '71234567',
    '-',
    ' ',
    '.',
    '+591',
    'Juan ',
    'Mamani',
    'CI ',
    '@',
    'a.b',
    ',',
    '°',
    "'",
    'ñ',
    '\u0301',
    '🙂',
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.array(bits, { maxLength: 200 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, (value) => {
      const found = findPersonalData(value, forms)
      for (const [at, one] of found.entries()) {
        expect(one.from).toBeLessThan(one.to)
        expect(one.to).toBeLessThanOrEqual(value.length)
        expect(one.from).toBeGreaterThanOrEqual(found[at - 1]?.to ?? 0)
      }
    }),
    { numRuns: 2_000 },
  )
})

test.each(['7 ', '1.1,', '+5', 'Aa ', 'a@', '1°'])(
  'a long text of «%s» is looked through to its end',
  (part) => {
    expect(findPersonalData(part.repeat(20_000), forms).length).toBeGreaterThanOrEqual(0)
  },
)
