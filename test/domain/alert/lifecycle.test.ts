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
  recordedAs,
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
const free = { closedLevel: fc.constant(null), heldLevel: fc.constant(null) }
const closed: fc.Arbitrary<AlertLife> = fc.record({
  state: fc.constantFrom('resolved', 'expired'),
  level: fc.constant(null),
  maxLevel: level,
  acknowledgedLevel: fc.option(level),
  ...free,
})
const open: fc.Arbitrary<AlertLife> = fc.oneof(
  fc.record({
    state: fc.constant('firing'),
    level,
    maxLevel: level,
    acknowledgedLevel: fc.constant(null),
    ...free,
  }),
  fc.record({
    state: fc.constant('acknowledged'),
    level,
    maxLevel: level,
    acknowledgedLevel: level,
    ...free,
  }),
)
/** By a person, while the condition holds. */
const keptClosed = open.map((one) => applyAct(one, { kind: 'resolved' }) ?? one)
const life = fc.oneof(closed, open)
const anyLife = fc.oneof(closed, open, keptClosed)

describe('every evaluation has an answer for every alert', () => {
  test('which is whole: a closed one has no level, an open one has; the highest level never falls', () => {
    fc.assert(
      fc.property(fc.option(anyLife, { nil: undefined }), event, (before, change) => {
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
  const firing: AlertLife = {
    state: 'firing',
    level: 'watch',
    maxLevel: 'watch',
    acknowledgedLevel: null,
    closedLevel: null,
    heldLevel: null,
  }

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

describe('closing by a person', () => {
  const firing: AlertLife = {
    state: 'acknowledged',
    level: 'warning',
    maxLevel: 'critical',
    acknowledgedLevel: 'warning',
    closedLevel: null,
    heldLevel: null,
  }
  const kept = applyAct(firing, { kind: 'resolved' }) as AlertLife

  test('keeps an alert closed while its condition holds, and says what evaluation finds', () => {
    expect(kept).toMatchObject({
      state: 'resolved',
      level: null,
      closedLevel: 'warning',
      heldLevel: 'warning',
    })
    const lower = applyEvaluation(kept, anEvent('lowered', 'watch'))
    expect(lower).toMatchObject({
      state: 'resolved',
      level: null,
      closedLevel: 'warning',
      heldLevel: 'watch',
    })
    const back = applyEvaluation(lower, anEvent('raised', 'warning'))
    expect(back).toMatchObject({ state: 'resolved', heldLevel: 'warning' })
    expect(recordedAs(lower, anEvent('raised', 'warning'), false)).toEqual({ kind: 'raised', notify: false })
  })

  test('ends when the level rises above the one at closing: reopened, told, to be acknowledged anew', () => {
    const change = anEvent('raised', 'critical')
    expect(applyEvaluation(kept, change)).toEqual({
      ...kept,
      state: 'firing',
      level: 'critical',
      acknowledgedLevel: null,
      closedLevel: null,
      heldLevel: null,
    })
    expect(recordedAs(kept, change, false)).toEqual({ kind: 'reopened', notify: true })
  })

  test('ends without a word when the condition clears; the next firing is an alert like any other', () => {
    for (const kind of ['resolved', 'expired'] as const) {
      const change = anEvent(kind, null, 'critical')
      const after = applyEvaluation(kept, change)
      expect(after).toMatchObject({ state: 'resolved', closedLevel: null, heldLevel: null })
      expect(recordedAs(kept, change, false)).toEqual({ kind: 'cleared', notify: false })
      expect(applyEvaluation(after, anEvent('reopened', 'watch')).state).toBe('firing')
    }
  })

  test('is undone by a person while the condition holds, and by nobody afterwards', () => {
    const lower = applyEvaluation(kept, anEvent('lowered', 'watch'))
    expect(applyAct(lower, { kind: 'reopened' })).toMatchObject({
      state: 'firing',
      level: 'watch',
      heldLevel: null,
    })
    const cleared = applyEvaluation(kept, anEvent('resolved', null))
    expect(applyAct(cleared, { kind: 'reopened' })).toBeUndefined()
    expect(applyAct(firing, { kind: 'reopened' })).toBeUndefined()
    expect(applyAct(kept, { kind: 'resolved' })).toBeUndefined()
  })

  test('any course of evaluation: closed exactly as long as nothing clears and nothing exceeds the level at closing', () => {
    const course = fc.array(fc.option(level, { nil: null }), { maxLength: 20 })
    fc.assert(
      fc.property(keptClosed, course, (start, levels) => {
        const closedAt = rankOf(start.closedLevel)
        let now = start
        let last: LevelName | null = start.heldLevel
        for (const next of levels) {
          if (now.closedLevel === null || next === last) continue
          const kind = next === null ? 'resolved' : rankOf(next) > rankOf(last) ? 'raised' : 'lowered'
          now = applyEvaluation(now, anEvent(kind, next, start.maxLevel))
          last = next
          expect(isClosed(now.state)).toBe(rankOf(next) <= closedAt)
          expect(now.heldLevel).toBe(rankOf(next) <= closedAt ? next : null)
        }
      }),
    )
  })

  test('an acknowledgement that is taken back makes the alert ask again', () => {
    expect(applyAct(firing, { kind: 'unacknowledged' })).toMatchObject({
      state: 'firing',
      acknowledgedLevel: null,
    })
    expect(applyAct(kept, { kind: 'unacknowledged' })).toBeUndefined()
  })
})

describe('corrections', () => {
  test('a correction that lowers the level is told to everyone who was told; time alone is not', () => {
    const before = { ...({} as AlertLife), closedLevel: null }
    const lowered = { ...anEvent('lowered', 'info'), notify: false }
    expect(recordedAs(before, lowered, true)).toEqual({ kind: 'corrected', notify: false })
    expect(recordedAs(before, lowered, false)).toEqual({ kind: 'lowered', notify: false })
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
