// The level machines and three-valued conditions, case by case (rule language §7).
import { describe, expect, it } from 'vitest'
import { compareNumbers, evaluateWhen, negate, preventions, type Truth } from '#domain/rules/conditions.ts'
import type { LevelState } from '#domain/rules/lane.ts'
import { type Evaluation, stepLevels } from '#domain/rules/levels.ts'
import type { Level, Rule, When } from '#domain/rules/rule.ts'

const leaf = (measure: string): When => ({ measure, op: 'gte', than: 1 })
/** t holds, f does not, u is unknown. */
const read = (name: string) => ({ t: 1, f: 0 })[name[0] ?? ''] ?? null
const truthOf = (when: When) => evaluateWhen(when, read, Number)

describe('a condition', () => {
  it.each<[string, string, Truth, Truth]>([
    ['t', 't', true, true],
    ['t', 'f', false, true],
    ['t', 'u', null, true],
    ['f', 'f', false, false],
    ['f', 'u', false, null],
    ['u', 'u', null, null],
  ])('over %s and %s is %s joined by and, %s joined by or', (left, right, both, either) => {
    for (const parts of [
      [leaf(left), leaf(right)],
      [leaf(right), leaf(left)],
    ]) {
      expect(truthOf({ all: parts })).toBe(both)
      expect(truthOf({ any: parts })).toBe(either)
      expect(truthOf({ not: { all: parts } })).toBe(negate(both))
    }
  })

  it('compares in both directions and is unknown for an unknown value or threshold', () => {
    const results = (['gt', 'gte', 'lt', 'lte', 'eq'] as const).map((op) => [
      compareNumbers(1, op, 2),
      compareNumbers(2, op, 2),
      compareNumbers(3, op, 2),
      compareNumbers(null, op, 2),
      compareNumbers(2, op, Number.NaN),
    ])
    expect(results).toEqual([
      [false, false, true, null, null],
      [false, true, true, null, null],
      [true, false, false, null, null],
      [true, true, false, null, null],
      [false, true, false, null, null],
    ])
  })

  it('names the comparisons that it cannot do without, with the change that makes each fail', () => {
    const when: When = {
      all: [
        { measure: 'n', op: 'gte', than: 3 },
        { measure: 'score', op: 'gt', than: 2.5 },
        { any: [leaf('t1'), leaf('t2')] },
      ],
    }
    expect(
      preventions(
        when,
        (name) => ({ n: 5, score: 4 })[name] ?? 1,
        Number,
        (name) => name === 'n',
      ),
    ).toEqual([
      { measure: 'n', change: -3 },
      { measure: 'score', change: -1.5 },
    ])
  })
})

const hour = 3_600_000
const plain: Level = { level: 'watch', when: leaf('when'), for: 0, keepFiringFor: 0 }
const inactive: LevelState = { level: 'watch', state: 'inactive' }
const pending = (since: number): LevelState => ({ level: 'watch', state: 'pending', since })
const firing: LevelState = { level: 'watch', state: 'firing', since: 0 }

interface Now {
  readonly when?: Truth
  readonly clear?: Truth
  readonly applies?: boolean
  readonly unknown?: Rule['unknown']
}

function evaluation({ when = false, clear = false, applies = true, unknown = 'keep' }: Now): Evaluation {
  return {
    at: 10 * hour,
    applies,
    unknown,
    holds: (condition) => ('measure' in condition && condition.measure === 'clear' ? clear : when),
    lengthOf: Number,
  }
}

describe('a level', () => {
  const at = 10 * hour
  const held = { ...inactive, isHeld: true }
  const stopped = { ...inactive, lastFiredUntil: at }
  const slow = { ...plain, for: 2 * hour }
  const sticky = { ...plain, clearWhen: leaf('clear'), keepFiringFor: 2 * hour }
  const clearing = (since: number): LevelState => ({ ...firing, clearingSince: since })

  it.each<[string, LevelState, Level, Now, LevelState]>([
    ['fires at once without a for', inactive, plain, { when: true }, { ...firing, since: at }],
    ['waits for its for', inactive, slow, { when: true }, pending(at)],
    ['fires when its for is over', pending(8 * hour), slow, { when: true }, { ...firing, since: at }],
    ['goes on waiting before', pending(8 * hour + 1), slow, { when: true }, pending(8 * hour + 1)],
    ['stops waiting', pending(8 * hour), slow, { when: false }, inactive],
    ['keeps waiting while unknown', pending(0), slow, { when: null }, pending(0)],
    [
      'stops waiting while unknown, if so told',
      pending(9 * hour),
      slow,
      { when: null, unknown: 'clear' },
      inactive,
    ],
    [
      'fires on unknown, if so told',
      inactive,
      plain,
      { when: null, unknown: 'alert' },
      { ...firing, since: at },
    ],
    ['stays silent while held', held, plain, { when: true }, held],
    ['is no longer held once its condition is false', held, plain, { when: false }, inactive],
    ['ends when its condition does', firing, plain, { when: false }, stopped],
    ['goes on while its condition holds', firing, plain, { when: true }, firing],
    ['goes on while unknown', firing, plain, { when: null }, firing],
    ['ends on unknown, if so told', firing, plain, { when: null, unknown: 'clear' }, stopped],
    ['does not end on unknown that alerts', firing, plain, { when: null, unknown: 'alert' }, firing],
    ['goes on until it is cleared', firing, sticky, { when: false, clear: false }, firing],
    ['starts its tail', firing, sticky, { clear: true }, clearing(at)],
    ['ends after its tail', clearing(8 * hour), sticky, { clear: true }, stopped],
    ['stays in its tail before', clearing(9 * hour), sticky, { clear: true }, clearing(9 * hour)],
    ['forgets its tail', clearing(9 * hour), sticky, { clear: false }, firing],
    ['keeps its tail while unknown', clearing(7 * hour), sticky, { clear: null }, clearing(7 * hour)],
    ['ends when the rule stops applying', firing, sticky, { when: true, applies: false }, stopped],
    [
      'does not start while the rule does not apply',
      inactive,
      plain,
      { when: true, applies: false },
      inactive,
    ],
  ])('%s', (_, before, level, now, after) => {
    expect(stepLevels([before], [level], evaluation(now))).toEqual([after])
  })

  it('alerts on unknown only at the lowest level', () => {
    const second = { ...plain, level: 'critical' as const }
    const states = [inactive, { ...inactive, level: 'critical' as const }]
    const after = stepLevels(states, [plain, second], evaluation({ when: null, unknown: 'alert' }))
    expect(after.map(({ state }) => state)).toEqual(['firing', 'inactive'])
  })

  it('gives back the same list when nothing moves', () => {
    const states = [inactive]
    expect(stepLevels(states, [plain], evaluation({ when: false }))).toBe(states)
  })
})
