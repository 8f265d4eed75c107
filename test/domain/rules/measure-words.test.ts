// A measure in words: every field that can be told apart has its nouns, a change has its number, and what nothing is kept of goes by its name.
import { expect, test } from 'vitest'
import { changeWords, measureWords } from '#domain/rules/measure-words.ts'
import { distinctFields } from '#domain/rules/schema-words.ts'

const hour = 3_600_000

test('what is told apart is never called by its code', () => {
  for (const field of distinctFields) {
    const { es, en } = measureWords({ kind: 'distinct', field })
    expect([field, es]).toEqual([field, expect.stringMatching(/ distint[oa]s$/)])
    expect([field, en]).toEqual([field, expect.stringMatching(/^distinct (?!values of)/)])
  }
})

test.each([
  [{ kind: 'count', window_ms: 36 * hour }, 'señales contadas en 36 horas', 'signals counted in 36 hours'],
  [
    { kind: 'max', field: 'severity', window_ms: 24 * hour },
    'valor más alto de severidad en 1 día',
    'highest value of severity in 1 day',
  ],
  [{ kind: 'composite' }, 'índice compuesto', 'composite index'],
  [{ kind: 'distinct', field: 'of_later' }, 'valores distintos de of_later', 'distinct values of of_later'],
  [{ kind: 'of_later' }, 'of_later', 'of_later'],
])('%j in words', (nature, es, en) => {
  expect(measureWords(nature)).toEqual({ es, en })
})

test.each([
  [{ kind: 'count' }, -1, '1 señal menos', '1 fewer signal'],
  [{ kind: 'count' }, 2, '2 señales más', '2 more signals'],
  [
    { kind: 'distinct', field: 'source.root' },
    -1_200,
    '1.200 orígenes distintos menos',
    '1,200 fewer distinct origins',
  ],
  [
    { kind: 'score', window_ms: 24 * hour },
    -0.404,
    '0,4 menos en peso de las señales en 1 día',
    '0.4 less in weight of the signals in 1 day',
  ],
  [undefined, 1.5, '1,5 más en n', '1.5 more in n'],
])('a change of %j by %d in words', (nature, change, es, en) => {
  expect(changeWords({ measure: 'n', change }, nature, 'BO')).toEqual({ es, en })
})
