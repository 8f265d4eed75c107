// The selector index finds what testing every selector finds, and field tests keep their two values.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileWhere } from '#domain/rules/compile.ts'
import type { LaneSignal } from '#domain/rules/lane.ts'
import { compileRules, matchSignal } from '#domain/rules/match.ts'
import type { FieldTest, Where } from '#domain/rules/rule.ts'
import { ruleOf } from '../../support/rules/rule-file.ts'

const signalOf = (fields: LaneSignal['fields'], polarity?: 'risk' | 'mitigating'): LaneSignal => ({
  id: 's',
  rev: 1,
  eventTime: 0,
  receivedAt: 0,
  discount: 0.5,
  fields,
  ...(polarity === undefined ? {} : { polarity }),
})

const holds = (where: Where, fields: LaneSignal['fields']) => compileWhere(where, Number)(signalOf(fields))
const test = (field: string, one: FieldTest): Where => ({ field, test: one })

describe('a field test', () => {
  const onTopic: readonly FieldTest[] = [
    { op: 'in', values: ['x'] },
    { op: 'not_in', values: ['x'] },
    { op: 'exists', value: true },
    { op: 'gte', value: 0 },
    { op: 'num_ne', value: 7 },
    { op: 'has_any', values: ['x'] },
    { op: 'has_all', values: [] },
    { op: 'contains_any', phrases: ['x'] },
  ]
  it.each(onTopic.map((one) => [one]))('%o is false for a missing field and an empty list', (one) => {
    expect(holds(test('topic', one), {})).toBe(false)
    expect(holds(test('topic', one), { topic: [] })).toBe(false)
    expect(holds({ not: test('topic', one) }, {})).toBe(true)
  })

  it('holds for a list if one element fits; its negation, if none does', () => {
    const fields = { phase: ['campaign', 'planning'] }
    expect(holds(test('phase', { op: 'in', values: ['planning'] }), fields)).toBe(true)
    expect(holds(test('phase', { op: 'not_in', values: ['planning'] }), fields)).toBe(false)
    expect(holds(test('phase', { op: 'not_in', values: ['registration'] }), fields)).toBe(true)
  })

  it('reads a missing grade as one that nobody could give, and a missing root as the source', () => {
    expect(holds(test('reliability', { op: 'in', values: ['F'] }), {})).toBe(true)
    expect(holds(test('credibility', { op: 'num_in', values: [6] }), {})).toBe(true)
    expect(holds(test('source.root', { op: 'in', values: ['radio'] }), { 'source.id': 'radio' })).toBe(true)
  })

  it.each([
    ['en.7', ['en.7.1'], true],
    ['en.7', ['en.7'], true],
    ['en.1', ['en.10'], false],
    ['en.7.1', ['en.7'], false],
    ['ex', ['en.1', 'ex.3.2'], true],
  ])('factor %s takes %o: %s', (prefix, factor, expected) => {
    expect(holds(test('factor', { op: 'factor', prefixes: [prefix] }), { factor })).toBe(expected)
  })

  it.each([
    ['quema', 'Una QUÉMA de ánforas', true],
    ['quema de anforas', 'una quema de ánforas', true],
    ['ano', 'el año', false],
    ['año', 'El AÑO electoral', true],
    ['quem', 'una quema', false],
  ])('the phrase "%s" in "%s": %s', (phrase, narrative, expected) => {
    expect(holds(test('narrative', { op: 'contains_any', phrases: [phrase] }), { narrative })).toBe(expected)
  })
})

const wheres = [
  'category: violence',
  'category: [violence, threat], severity: {gte: 3}',
  'factor: [en.5, ex.1]',
  'factor: en.5, category: threat',
  'category: {ne: threat}, source.kind: media',
  'source.kind: [media, citizen], not: {category: threat}',
  'all: [{category: [violence, threat]}, {category: {not_in: [threat]}}]',
  'category: violence, any: [{verification: verified}, {severity: {gte: 4}}]',
]
const options = ['', ', polarity: mitigating', ', polarity: any', ', min_discount: 0.6']

const rules = wheres.map((where, at) => ({
  rule: ruleOf(`
schema: 1
id: rule-${at}
version: 1
status: active
title: {es: a, en: a}
owner: unit
group_by: []
signals: {${options.map((option, place) => `s${place}: {where: {${where}}${option}}`).join(', ')}}
measures: {n: {count: s0, window: 1d}}
levels: [{level: watch, when: {n: {gte: 1}}}]
explain: {es: "{n}", en: "{n}"}
notify: [{audience: unit-a}]
tests: [{name: x, start: "2026-03-02T00:00:00Z", expect: [{t: 1h, state: none}]}]
`),
  revision: 'r',
  ruleState: at,
  params: {},
}))

describe('the selector index', () => {
  const index = compileRules(rules)
  const one = fc.constantFrom
  const signals = fc.record(
    {
      polarity: one('risk' as const, 'mitigating' as const),
      discount: one(0.5, 0.64, 1),
      category: one('violence', 'threat', 'other'),
      severity: fc.integer({ min: 1, max: 5 }),
      factor: one(['en.5.1'], ['en.50'], ['ex.1', 'en.5'], []),
      kind: one('media', 'citizen', 'office'),
      verification: one('verified', 'unverified', 'rejected'),
    },
    { requiredKeys: ['discount'] },
  )

  it('finds the selectors that a test of each one finds', () => {
    fc.assert(
      fc.property(signals, ({ polarity, discount, kind, ...fields }) => {
        const signal = {
          ...signalOf(kind === undefined ? fields : { ...fields, 'source.kind': kind }, polarity),
          discount,
        }
        const expected = rules.flatMap(({ rule }) =>
          Object.entries(rule.signals)
            .filter(([, selector]) => {
              const isRelief = polarity === 'mitigating'
              const agrees = selector.polarity === 'any' || (selector.polarity === 'mitigating') === isRelief
              const isAccepted = fields.verification !== 'rejected' && discount >= (selector.minDiscount ?? 0)
              return agrees && isAccepted && compileWhere(selector.where, Number)(signal)
            })
            .map(([name]) => `${rule.id} ${name}`),
        )
        const found = matchSignal(index, signal).map(({ rule, name }) => `${rules[rule]?.rule.id} ${name}`)
        expect(found).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })
})
