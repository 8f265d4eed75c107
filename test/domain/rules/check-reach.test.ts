// Levels that no report could reach: told only where really nothing fits, and told where plain bounds contradict each other.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkReach } from '#domain/rules/check-reach.ts'
import type { Scope } from '#domain/rules/check-scope.ts'
import { ruleOf } from '../../support/rules/rule-file.ts'

type Written =
  | Readonly<Record<string, Readonly<Record<string, number>>>>
  | { readonly all: readonly Written[] }
  | { readonly any: readonly Written[] }
  | { readonly not: Written }

const ruleWith = (when: Written, level = 'watch') =>
  ruleOf(`
schema: 1
id: reach
version: 1
status: active
title: {es: a, en: a}
owner: unit
group_by: [department]
params: {least: {type: number, default: 5, min: 1, max: 9, by_phase: {campaign: 2}}}
signals: {s: {where: {category: violence}}}
measures:
  a: {count: s, window: 1d}
  b: {distinct: source.root, of: s, window: 1d}
  total: {sum: counts.killed, of: s, window: 1d}
levels: [{level: ${level}, when: ${JSON.stringify(when)}}]
explain: {es: "{a}", en: "{a}"}
notify: [{audience: unit-a, from: ${level}}]
tests: [{name: x, start: "2026-03-02T00:00:00Z", expect: [{t: 1h, state: none}]}]
`)

function warningsOf(when: Written): readonly string[] {
  const scope: Scope = {
    rule: ruleWith(when),
    raw: {},
    pack: undefined,
    others: undefined,
    context: {},
    problems: [],
  }
  checkReach(scope)
  return scope.problems.map(({ code, message }) => `${code} ${message}`)
}

const told = (measure: string) => [
  `unreachable "watch" can never fire: no value of "${measure}" meets its condition`,
]

describe('a level that nothing reaches', () => {
  it.each([
    [{ a: { gte: 3, lt: 3 } }, told('a')],
    [{ a: { gt: 2, lt: 3 } }, told('a')],
    [{ a: { lt: 0 } }, told('a')],
    [{ all: [{ a: { gte: 5 } }, { all: [{ b: { gte: 1 } }, { a: { lte: 4 } }] }] }, told('a')],
    [{ a: { gte: 4 }, any: [{ a: { lte: 3 } }, { b: { lt: 0 } }] }, told('a, b')],
    // what may be
    [{ a: { gte: 3, lte: 3 } }, []],
    [{ a: { gte: 4 }, any: [{ a: { lte: 3 } }, { b: { gte: 1 } }] }, []],
    [{ total: { gt: 2, lt: 3 } }, []],
    [{ total: { lt: 0 } }, []],
    [{ not: { a: { lt: 0 } } }, []],
  ] as readonly (readonly [Written, readonly string[]])[])('%j → %j', (when, warnings) => {
    expect(warningsOf(when)).toEqual(warnings)
  })

  it('by a parameter only where none of its values leaves room', () => {
    const param = { param: 'least' } as unknown as number
    expect(warningsOf({ a: { gte: param, lt: 2 } })).toEqual(told('a'))
    expect(warningsOf({ a: { gte: param, lt: 3 } })).toEqual([])
  })
})

const most = 6
const atom = fc
  .tuple(
    fc.constantFrom('a', 'b'),
    fc.constantFrom('gt', 'gte', 'lt', 'lte'),
    fc.integer({ min: -1, max: most }),
  )
  .map(([measure, op, than]): Written => ({ [measure]: { [op]: than } }))
const { when } = fc.letrec<{ when: Written }>((tie) => ({
  when: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    atom,
    fc.array(tie('when'), { minLength: 1, maxLength: 3 }).map((all): Written => ({ all })),
    fc.array(tie('when'), { minLength: 1, maxLength: 3 }).map((any): Written => ({ any })),
    tie('when').map((not): Written => ({ not })),
  ),
}))

function holds(written: Written, values: Readonly<Record<string, number>>): boolean {
  if ('all' in written) return (written.all as readonly Written[]).every((one) => holds(one, values))
  if ('any' in written) return (written.any as readonly Written[]).some((one) => holds(one, values))
  if ('not' in written) return !holds(written.not as Written, values)
  return Object.entries(written).every(([measure, tests]) =>
    Object.entries(tests).every(([op, than]) => {
      const value = values[measure] ?? 0
      if (op === 'gt') return value > than
      if (op === 'gte') return value >= than
      return op === 'lt' ? value < than : value <= than
    }),
  )
}

it('what is told to be unreachable holds for no numbers at all', () => {
  const numbers = Array.from({ length: most + 3 }, (_, value) => value)
  fc.assert(
    fc.property(when, (written) => {
      if (warningsOf(written).length === 0) return
      for (const a of numbers) for (const b of numbers) expect(holds(written, { a, b })).toBe(false)
    }),
  )
})

it('of plain comparisons that all have to hold, every contradiction is told', () => {
  const numbers = Array.from({ length: most + 3 }, (_, value) => value)
  fc.assert(
    fc.property(fc.array(atom, { minLength: 1, maxLength: 5 }), (all) => {
      const isPossible = numbers.some((a) => numbers.some((b) => holds({ all }, { a, b })))
      expect(warningsOf({ all }).length === 0).toBe(isPossible)
    }),
  )
})
