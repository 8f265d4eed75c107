// The life of an alert as a model: any sequence of evaluations and acts.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AlertLife,
  applyAct,
  applyEvaluation,
  certaintyOf,
  isClosed,
  rankOf,
} from '#domain/alert/lifecycle.ts'
import type { EvaluationEvent } from '#domain/rules/lane.ts'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'

const kinds = ['fired', 'raised', 'lowered', 'resolved', 'expired', 'reopened', 'evidence_withdrawn'] as const

function anEvent(
  kind: (typeof kinds)[number],
  level: LevelName | null,
  maxLevel: LevelName = level ?? 'info',
): EvaluationEvent {
  return {
    kind,
    level,
    maxLevel,
    ruleId: 'r',
    ruleState: 1,
    revision: 'h',
    key: ['BO02'],
    episode: 1,
    lt: 0,
    previousLevel: null,
    asOf: 0,
    isLate: false,
    notify: true,
    measures: {},
    comparisons: [],
    prevention: [],
    factors: {},
    evidence: { ids: [], count: 0 },
    phase: null,
    window: null,
    explain: { es: 'x', en: 'x' },
  }
}

const level = fc.constantFrom(...levelNames)
const event = fc
  .record({ kind: fc.constantFrom(...kinds), level, maxLevel: level })
  .map((one) =>
    anEvent(one.kind, one.kind === 'resolved' || one.kind === 'expired' ? null : one.level, one.maxLevel),
  )
const act = fc.constantFrom({ kind: 'acknowledged' } as const, { kind: 'comment' } as const)
const life: fc.Arbitrary<AlertLife> = fc.oneof(
  fc.record({
    state: fc.constantFrom('resolved', 'expired'),
    level: fc.constant(null),
    maxLevel: level,
    acknowledgedLevel: fc.option(level),
  }),
  fc.record({ state: fc.constant('firing'), level, maxLevel: level, acknowledgedLevel: fc.constant(null) }),
  fc.record({ state: fc.constant('acknowledged'), level, maxLevel: level, acknowledgedLevel: level }),
)

describe('every evaluation has an answer for every alert', () => {
  test('which is whole: a closed one has no level, an open one has; the highest level never falls', () => {
    fc.assert(
      fc.property(fc.option(life, { nil: undefined }), event, (before, change) => {
        const after = applyEvaluation(before, change)
        expect(after.level === null).toBe(isClosed(after.state))
        expect(rankOf(after.maxLevel)).toBeGreaterThanOrEqual(rankOf(before?.maxLevel ?? null))
        expect(rankOf(after.maxLevel)).toBeGreaterThanOrEqual(rankOf(change.maxLevel))
        if (after.state === 'acknowledged')
          expect(rankOf(after.level)).toBeLessThanOrEqual(rankOf(after.acknowledgedLevel))
      }),
    )
  })

  test('a closed alert is opened again by firing or reopening only, as far as evaluation and people leave it alone otherwise', () => {
    fc.assert(
      fc.property(life, event, act, (before, change, what) => {
        fc.pre(isClosed(before.state))
        expect(applyAct(before, what)).toBeUndefined()
        if (['resolved', 'expired', 'evidence_withdrawn'].includes(change.kind)) {
          expect(isClosed(applyEvaluation(before, change).state)).toBe(true)
        }
      }),
    )
  })
})

describe('acknowledgement', () => {
  const firing: AlertLife = { state: 'firing', level: 'watch', maxLevel: 'watch', acknowledgedLevel: null }

  test('moves a firing alert at its level; a comment, a second one, and one of a closed alert move nothing', () => {
    const taken = applyAct(firing, { kind: 'acknowledged' })
    expect(taken).toEqual({ ...firing, state: 'acknowledged', acknowledgedLevel: 'watch' })
    expect(applyAct(firing, { kind: 'comment' })).toBeUndefined()
    expect(applyAct(taken as AlertLife, { kind: 'acknowledged' })).toBeUndefined()
  })

  test.each([
    ['lowered', 'info', 'acknowledged'],
    ['raised', 'watch', 'acknowledged'],
    ['raised', 'warning', 'firing'],
    ['evidence_withdrawn', 'watch', 'acknowledged'],
    ['fired', 'watch', 'firing'],
    ['reopened', 'watch', 'firing'],
  ] as const)('of watch, then %s to %s: %s', (kind, to, state) => {
    const taken: AlertLife = { ...firing, state: 'acknowledged', acknowledgedLevel: 'watch' }
    expect(applyEvaluation(taken, anEvent(kind, to)).state).toBe(state)
  })
})

describe('certainty comes from the evidence', () => {
  const of = (...roots: [string, number][]) => roots.map(([root, credibility]) => ({ root, credibility }))
  test.each([
    [of(), false, 'Possible'],
    [of(['a', 1], ['b', 2]), false, 'Observed'],
    [of(['a', 1], ['a', 2]), false, 'Likely'],
    [of(['a', 3]), false, 'Likely'],
    [of(['a', 4], ['b', 6]), false, 'Possible'],
    [of(['a', 1], ['b', 1]), true, 'Unknown'],
  ] as const)('%j (no data: %s): %s', (evidence, isNoData, certainty) => {
    expect(certaintyOf(evidence, isNoData)).toBe(certainty)
  })
})
