// A rule in plain words says the logic of its text: a list of values is any of them, fields side by side are all of them.
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { measureWords } from '#domain/rules/measure-words.ts'
import { distinctFields } from '#domain/rules/schema-words.ts'
import { createFormat } from '../../web/src/format.ts'
import { createLabels } from '../../web/src/labels.ts'
import { codesEn } from '../../web/src/texts/codes-en.ts'
import { codesEs } from '../../web/src/texts/codes-es.ts'
import { readRule } from '../../web/src/views/rules/reading.ts'
import { readingEn } from '../../web/src/views/rules/texts-reading-en.ts'
import { readingEs } from '../../web/src/views/rules/texts-reading-es.ts'

/** The lines under a heading; codes of the country stay as they are, because no pack is read. */
function read(
  rule: object,
  language: 'es' | 'en',
  heading: 'looks' | 'counts' | 'warns' | 'asks',
): readonly string[] {
  const words = language === 'es' ? readingEs : readingEn
  const { list, either } = createFormat(language, 'America/La_Paz', 'BO')
  const labels = createLabels(undefined, [], language)
  const levels = (language === 'es' ? codesEs : codesEn).level
  const parts = readRule(rule, { words, labels, list, either, levels, language })
  return parts.find(({ title }) => title === words[heading])?.lines ?? []
}

const looks = (where: object, language: 'es' | 'en') =>
  read({ signals: { s: { where } } }, language, 'looks')[0]

test.each([
  [
    { category: ['threat', 'arson'], severity: { gte: 2 } },
    '`s`: tipo de hecho threat o arson; y severidad ≥ 2',
    '`s`: category threat or arson; and severity ≥ 2',
  ],
  [{ category: { not_in: ['a', 'b'] } }, '`s`: tipo de hecho salvo a o b', '`s`: category other than a or b'],
  [{ rights: { has_any: ['a', 'b'] } }, '`s`: derechos a o b', '`s`: rights a or b'],
  [{ rights: { has_all: ['a', 'b'] } }, '`s`: derechos a y b', '`s`: rights a and b'],
  [
    { any: [{ category: 'a' }, { category: 'b', factor: ['c', 'd'] }], severity: { gte: 2, lt: 4 } },
    '`s`: (tipo de hecho a o (tipo de hecho b; y factor c o d)); y severidad ≥ 2 y < 4',
    '`s`: (category a or (category b; and factor c or d)); and severity ≥ 2 and < 4',
  ],
  [
    { category: 'a', not: { topic: 'b' } },
    '`s`: tipo de hecho a; y no (tema b)',
    '`s`: category a; and not (topic b)',
  ],
  [{ 'target.kind': { exists: false } }, '`s`: contra sin dato', '`s`: against not known'],
])('%j in words', (where, spanish, english) => {
  expect(looks(where, 'es')?.replaceAll('\u00a0', ' ')).toBe(spanish)
  expect(looks(where, 'en')?.replaceAll('\u00a0', ' ')).toBe(english)
})

const rule = (id: string): object =>
  parse(
    readFileSync(path.join(import.meta.dirname, `../../rules/bo/rules/${id}.rule.yaml`), 'utf8'),
  ) as object
const plain = (lines: readonly string[]) => lines.map((line) => line.replaceAll('\u00a0', ' '))

test('a threshold is a sentence: how many of what, over how long; what no count is keeps its name and its sign', () => {
  const threats = rule('candidate-threats')
  expect(plain(read(threats, 'es', 'warns'))).toEqual([
    'Vigilancia: al menos 3 señales y al menos 2 orígenes distintos en 14 días',
    'Alta: al menos 5 señales y al menos 3 orígenes distintos en 14 días',
  ])
  expect(plain(read(threats, 'en', 'warns'))[0]).toBe(
    'Watch: at least 3 signals and at least 2 distinct origins in 14 days',
  )
  expect(read(threats, 'es', 'counts')).toEqual([
    '`n`: número de señales de `threats` en 14 días',
    '`sources`: número de orígenes distintos de `threats` en 14 días',
  ])
  const mixed = {
    signals: { a: {}, b: {} },
    measures: { n: { count: 'a', window: '1d' }, w: { score: 'b', window: '2d' } },
    params: { hold: { type: 'duration', default: '6h' } },
    levels: [
      { level: 'watch', when: { any: [{ n: { gte: 1 } }, { w: { gt: 4 } }] }, for: { param: 'hold' } },
      { level: 'warning', when: { any: [{ w: { gt: 4 } }, { n: { gt: 2 }, w: { gt: 3 } }], n: { lt: 9 } } },
    ],
  }
  expect(plain(read(mixed, 'es', 'warns'))).toEqual([
    'Vigilancia: al menos 1 señal de `a` en 1 día o `w` > 4, durante 6 horas',
    'Alta: (`w` > 4 o (más de 2 señales de `a` en 1 día y `w` > 3)) y menos de 9 señales de `a` en 1 día',
  ])
})

test('what is told apart is called as in messages and in the reasons of an alert', () => {
  for (const field of distinctFields) {
    const words = measureWords({ kind: 'distinct', field })
    expect([field, readingEs.distinct[field]?.[1], readingEn.distinct[field]?.[1]]).toEqual([
      field,
      words.es,
      words.en,
    ])
  }
})

test('what is recommended has one colon at most and no full stop, as every other line', () => {
  expect(read(rule('candidate-threats'), 'es', 'asks')[0]).toBe(
    'prosecutor, desde Alta, en 24 horas – Intervención: verificar y activar las medidas de protección de las personas amenazadas',
  )
})
