// Which words a reader gets for the language that the device names, and why it is said one by one.
import { expect, it } from 'vitest'
import { createFormat } from '../../web/src/format.ts'
import { languageFor } from '../../web/src/texts/language.ts'

it.each([
  ['en-US', 'en'],
  ['en', 'en'],
  ['es-BO', 'es'],
  ['ay', 'es'],
  ['ay-BO', 'es'],
  ['gn', 'es'],
  ['qu-BO', 'es'],
  ['fr', 'es'],
  [null, 'es'],
] as const)('%s reads %s', (tag, language) => {
  expect(languageFor(tag)).toBe(language)
})

it('Aymara and Guaraní are unknown to Intl, which would answer in the language of the machine; here their numbers are those of es-BO', () => {
  expect(Intl.NumberFormat.supportedLocalesOf(['ay', 'gn'])).toEqual([])
  for (const tag of ['ay', 'gn', 'qu'])
    expect(createFormat(languageFor(tag), 'America/La_Paz', 'BO').number(12_345.67)).toBe('12.345,67')
})
