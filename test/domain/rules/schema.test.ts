// Reading a rule: defaults, durations in milliseconds, one shape for every way to write a test; and no input that throws.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'

const text = `
schema: 1
id: small-rule
version: 1
status: draft
title: {es: Pequeña, en: Small}
owner: unidad
signals: {s: {where: {category: violence}}}
measures: {n: {count: s, window: 1d12h}}
levels: [{level: info, when: {n: {gte: 5}}}]
explain: {es: "{n}", en: "{n}"}
notify: [{audience: ombudsman-duty}]
tests: [{name: a, start: 2026-03-01T00:00:00Z, expect: [{t: 1h, state: none}]}]
`
const small = z.record(z.string(), z.unknown()).parse(parse(text))

function read(change: (plain: Record<string, unknown>) => void = () => {}): Rule {
  const plain = structuredClone(small)
  change(plain)
  const parsed = parseRule(plain)
  if (parsed.rule === undefined) throw new Error(JSON.stringify(parsed.problems))
  return parsed.rule
}
const whereOf = (where: unknown) =>
  read((plain) => {
    plain['signals'] = { s: { where } }
  }).signals['s']?.where
const measureOf = (measure: unknown) =>
  read((plain) => {
    plain['measures'] = { n: measure }
  }).measures['n']

const hour = 3_600_000
const day = 24 * hour

it('fills every default in', () => {
  expect(read()).toEqual({
    id: 'small-rule',
    version: 1,
    status: 'draft',
    title: { es: 'Pequeña', en: 'Small' },
    owner: 'unidad',
    tags: [],
    references: [],
    factors: [],
    rights: [],
    populations: [],
    params: {},
    groupBy: [],
    phases: { multiplier: {} },
    lateness: { allow: 2 * day, beyond: 'count' },
    signals: {
      s: {
        where: { field: 'category', test: { op: 'in', values: ['violence'] } },
        polarity: 'risk',
        weight: 'severity_x_discount',
      },
    },
    measures: { n: { kind: 'count', of: 's', window: 36 * hour } },
    levels: [{ level: 'info', when: { measure: 'n', op: 'gte', than: 5 }, for: 0, keepFiringFor: 0 }],
    cooldown: 0,
    unknown: 'keep',
    suppress: [],
    explain: { es: '{n}', en: '{n}' },
    notify: [{ audience: 'ombudsman-duty', from: 'info', release: 'automatic' }],
    actions: [],
  })
})

describe('tests of a field', () => {
  it('gives one code, a list and eq the same shape', () => {
    const wanted = { field: 'category', test: { op: 'in', values: ['threat'] } }
    expect(whereOf({ category: 'threat' })).toEqual(wanted)
    expect(whereOf({ category: ['threat'] })).toEqual(wanted)
    expect(whereOf({ category: { eq: 'threat' } })).toEqual(wanted)
    expect(whereOf({ category: { in: ['threat'] } })).toEqual(wanted)
  })

  it('joins several fields and several operators by and', () => {
    expect(whereOf({ category: 'threat', severity: { gte: 2, lt: 5 } })).toEqual({
      all: [
        { field: 'category', test: { op: 'in', values: ['threat'] } },
        { field: 'severity', test: { op: 'gte', value: 2 } },
        { field: 'severity', test: { op: 'lt', value: 5 } },
      ],
    })
  })

  it('reads lists and single values of numbers, tags, factors and words', () => {
    expect(whereOf({ credibility: [1, 2] })).toEqual({
      field: 'credibility',
      test: { op: 'num_in', values: [1, 2] },
    })
    expect(whereOf({ severity: 3 })).toEqual({ field: 'severity', test: { op: 'num_eq', value: 3 } })
    expect(whereOf({ rights: 'life' })).toEqual({
      field: 'rights',
      test: { op: 'has_any', values: ['life'] },
    })
    expect(whereOf({ factor: 'en.7' })).toEqual({
      field: 'factor',
      test: { op: 'factor', prefixes: ['en.7'] },
    })
    expect(whereOf({ narrative: { contains_any: ['urna'] } })).toEqual({
      field: 'narrative',
      test: { op: 'contains_any', phrases: ['urna'] },
    })
  })

  it('keeps any and not as they are nested', () => {
    expect(whereOf({ any: [{ category: 'threat' }, { not: { topic: 'denial' } }] })).toEqual({
      any: [
        { field: 'category', test: { op: 'in', values: ['threat'] } },
        { not: { field: 'topic', test: { op: 'in', values: ['denial'] } } },
      ],
    })
  })
})

describe('measures', () => {
  it('takes the span of a baseline as its warm-up', () => {
    expect(measureOf({ spike: 's', window: '3d', baseline: { span: '30d' } })).toEqual({
      kind: 'spike',
      of: 's',
      window: 3 * day,
      baseline: { span: 30 * day, gap: 0, method: 'median', floor: 1, warmup: 30 * day },
      stat: 'ratio',
    })
  })

  it('splits an offset into calendar days and elapsed time, with its sign', () => {
    const measure = measureOf({
      absent: 's',
      since: { milestone: 'polls_close' },
      deadline: { milestone: 'election_day', edge: 'end', offset: '-1w1d2h' },
      expected: { entities: 'departments' },
    })
    expect(measure).toMatchObject({
      since: { milestone: 'polls_close', edge: 'start', offset: { days: 0, ms: 0 } },
      due: { deadline: { milestone: 'election_day', edge: 'end', offset: { days: -8, ms: -2 * hour } } },
    })
  })

  it('is checked against the kind that its key names', () => {
    const { problems } = parseRule({
      ...small,
      measures: { n: { score: 's', window: '1d', of: 's' } },
    })
    expect(problems).toEqual([
      {
        path: ['measures', 'n', 'of'],
        code: 'unknown-key',
        message: 'unknown key "of"',
        at: 'key',
      },
    ])
  })
})

it('reads nested conditions', () => {
  const rule = read((plain) => {
    plain['levels'] = [{ level: 'info', when: { n: { gt: 1, lte: 9 }, not: { n: { eq: { param: 'p' } } } } }]
  })
  expect(rule.levels[0]?.when).toEqual({
    all: [
      { measure: 'n', op: 'gt', than: 1 },
      { measure: 'n', op: 'lte', than: 9 },
      { not: { measure: 'n', op: 'eq', than: { param: 'p' } } },
    ],
  })
})

it('never throws, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const parsed = parseRule(value)
      expect(parsed.rule === undefined ? parsed.problems.length : 1).toBeGreaterThan(0)
    }),
  )
})

it('refuses nesting without end instead of exhausting the stack', () => {
  let where: unknown = { category: 'threat' }
  for (let depth = 0; depth < 50_000; depth += 1) where = { not: where }
  const { problems } = parseRule({ ...small, signals: { s: { where } } })
  expect(problems?.map(({ code }) => code)).toEqual(['shape'])
})
