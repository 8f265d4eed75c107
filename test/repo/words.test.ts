// One word, one meaning (docs/glossary.md), where the same thing stands in more than one view.
import { glob, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { scopes } from '#domain/actor.ts'
import { printTexts } from '#domain/bulletin/print-texts.ts'
import { bulletinEn } from '../../web/src/views/bulletin/texts-en.ts'
import { bulletinEs } from '../../web/src/views/bulletin/texts-es.ts'
import { mapTexts } from '../../web/src/views/map/texts.ts'
import { rights } from '../../web/src/views/tokens/rights.ts'

const bulletins = { es: bulletinEs, en: bulletinEn }

test('the usual number of signals has one word in the map, the bulletin and its print', () => {
  for (const [language, usual] of [
    ['es', 'lo usual: 3'],
    ['en', 'usual: 3'],
  ] as const) {
    expect(mapTexts[language].usual('3')).toBe(usual)
    expect(bulletins[language].table.usual('3')).toBe(usual)
    expect(printTexts[language].usual('3')).toBe(usual)
  }
})

test('where something stands in its life is its status; no English label says State', async () => {
  const found: string[] = []
  for await (const file of glob('web/src/**/{*texts*,en}.ts')) {
    const text = await readFile(file, 'utf8')
    if (/: '(?:[A-Z]\w+ )?[Ss]tate'/.test(text)) found.push(file)
  }
  expect(found).toEqual([])
})

test('every right of the API has words in both languages', () => {
  for (const language of ['es', 'en'] as const)
    expect(Object.keys(rights[language]).toSorted()).toEqual([...scopes].toSorted())
})
