import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  answerWithin,
  dueAfterRise,
  type Moment,
  nextReminder,
  nextStep,
  type SkipReason,
  type StepRecord,
  turnOf,
  unanswered,
} from '#domain/response/escalation.ts'
import type { LadderStep, Policy } from '#domain/response/policy.ts'
import { levelNames } from '#domain/rules/rule.ts'

const minutes = (count: number) => count * 60_000
const step = (order: number, changes: Partial<LadderStep> = {}): LadderStep => ({
  order,
  to: `to-${order}`,
  role: null,
  ack: 'first',
  release: 'automatic',
  levels: null,
  within: {},
  ...changes,
})
const policy = (changes: Partial<Policy> = {}): Policy => ({
  ladder: 'national',
  steps: [step(1), step(2), step(3), step(4, { levels: ['critical'], release: 'approval' })],
  clocks: {
    normal: { watch: minutes(1_440), warning: minutes(240), critical: minutes(30) },
    count: { watch: minutes(120), warning: minutes(30), critical: minutes(15) },
    election_day: { watch: minutes(60), warning: minutes(15), critical: minutes(10) },
  },
  routeWithin: {},
  ruleWithin: {},
  remindEvery: {},
  ...changes,
})
const moment = (changes: Partial<Moment> = {}): Moment => ({
  now: 0,
  level: 'critical',
  clocks: ['normal'],
  codes: [],
  ...changes,
})
const everybody = () => undefined
const orders = (climb: ReturnType<typeof nextStep>) => [
  ...(climb?.skipped.map((one) => `-${one.step.order}`) ?? []),
  climb?.taken === undefined ? 'none' : `${climb.taken.step.order}/${climb.taken.cycle}`,
]

describe('which step is next', () => {
  test.each<[string, StepRecord[], Partial<Moment>, string[]]>([
    ['the first', [], {}, ['1/0']],
    ['the one after the last on record', [{ order: 2, cycle: 0 }], {}, ['3/0']],
    ['critical only steps are part of a critical ladder', [{ order: 3, cycle: 0 }], {}, ['4/0']],
    ['and of no other', [{ order: 3, cycle: 0 }], { level: 'warning' }, ['1/1']],
    ['the end repeats from the top', [{ order: 4, cycle: 2 }], {}, ['1/3']],
  ])('%s', (_name, record, changes, expected) => {
    expect(orders(nextStep(policy(), record, moment(changes), everybody))).toEqual(expected)
  })

  test('who cannot be reached is skipped at once, with the reason', () => {
    const closed = (one: LadderStep): SkipReason | undefined =>
      one.order === 1 ? 'nobody_on_duty' : one.order === 2 ? 'conflict_of_interest' : undefined
    const climb = nextStep(policy(), [], moment(), closed)
    expect(orders(climb)).toEqual(['-1', '-2', '3/0'])
    expect(climb?.skipped.map((one) => one.reason)).toEqual(['nobody_on_duty', 'conflict_of_interest'])
    expect(climb?.dueAt).toBe(minutes(30))
  })

  test('with nobody reachable at all, one look at each step and then the clock', () => {
    const climb = nextStep(policy(), [{ order: 2, cycle: 0 }], moment({ now: 5 }), () => 'nobody_there')
    expect(orders(climb)).toEqual(['-3', '-4', '-1', '-2', 'none'])
    expect(climb?.dueAt).toBe(5 + minutes(30))
  })

  test('a person chooses a step, also one that is not for this level', () => {
    const record = [{ order: 1, cycle: 0 }]
    expect(orders(nextStep(policy(), record, moment(), everybody, 3))).toEqual(['3/0'])
    expect(orders(nextStep(policy(), record, moment({ level: 'watch' }), everybody, 4))).toEqual(['4/0'])
    expect(orders(nextStep(policy(), [{ order: 3, cycle: 0 }], moment(), everybody, 1))).toEqual(['1/0'])
  })

  test('a level without a clock asks nobody', () => {
    expect(nextStep(policy(), [], moment({ level: 'info' }), everybody)).toBeUndefined()
  })
})

describe('by when', () => {
  test.each<[string, Partial<Policy>, Partial<LadderStep>, Partial<Moment>, number]>([
    ['the clock', {}, {}, {}, 30],
    ['the shortest of several open clocks', {}, {}, { clocks: ['count', 'election_day', 'normal'] }, 10],
    ['a clock that the file does not have counts as normal', {}, {}, { clocks: ['lunar'] }, 30],
    ['the step where it is shorter', {}, { within: { critical: minutes(5) } }, {}, 5],
    ['the clock where the step is longer', {}, { within: { critical: minutes(90) } }, {}, 30],
    [
      'the route, in the calendar window it names',
      { routeWithin: { 'to-1': { silence: { critical: minutes(7) } } } },
      {},
      { codes: ['campaign', 'silence'] },
      7,
    ],
    [
      'and not outside of it',
      { routeWithin: { 'to-1': { silence: { critical: minutes(7) } } } },
      {},
      { codes: ['campaign'] },
      30,
    ],
    ['the rule for this audience', { ruleWithin: { 'to-1': minutes(20), other: minutes(3) } }, {}, {}, 20],
    ['the rule for others where it names none', { ruleWithin: { other: minutes(3) } }, {}, {}, 3],
  ])('%s', (_name, changes, own, at, expected) => {
    expect(answerWithin(policy(changes), step(1, own), moment(at))).toBe(minutes(expected))
  })

  test('a change of calendar window counts from the next step on', () => {
    const first = nextStep(policy(), [], moment(), everybody)
    expect(first?.dueAt).toBe(minutes(30))
    const night = moment({ now: minutes(30), clocks: ['election_day'] })
    expect(nextStep(policy(), [{ order: 1, cycle: 0 }], night, everybody)?.dueAt).toBe(minutes(40))
  })

  test('a rise brings the next step forward and never puts it off', () => {
    const now = minutes(1)
    expect(dueAfterRise(policy(), step(1), minutes(1_440), moment({ now }))).toBe(minutes(31))
    expect(dueAfterRise(policy(), step(1), minutes(2), moment({ now }))).toBe(minutes(2))
    expect(dueAfterRise(policy(), undefined, minutes(1_440), moment({ now }))).toBe(minutes(31))
  })

  test('a reminder comes before the next step or not at all', () => {
    const often = policy({ remindEvery: { critical: minutes(15), warning: minutes(240) } })
    expect(nextStep(often, [], moment(), everybody)?.remindAt).toBe(minutes(15))
    expect(nextStep(often, [], moment({ level: 'warning' }), everybody)?.remindAt).toBeUndefined()
    expect(nextReminder(often, step(1), moment({ now: 10 }))).toBe(10 + minutes(15))
    expect(nextReminder(policy(), step(1), moment())).toBe(minutes(30))
  })
})

describe('when the ladder opens, starts over and stops', () => {
  test.each<[Parameters<typeof turnOf>, string]>([
    [[undefined, 'firing', ['fired']], 'open'],
    [[undefined, 'acknowledged', ['fired', 'acknowledged']], 'keep'],
    [['running', 'firing', ['raised']], 'keep'],
    [['running', 'firing', ['escalated', 'lowered', 'comment']], 'keep'],
    [['running', 'acknowledged', ['acknowledged']], 'stop'],
    [['running', 'resolved', ['resolved']], 'stop'],
    [['running', 'expired', ['expired']], 'stop'],
    [['running', 'firing', ['resolved', 'reopened']], 'open'],
    [['running', 'firing', ['acknowledged', 'raised']], 'open'],
    [['stopped', 'firing', ['raised']], 'open'],
    [['stopped', 'firing', ['unacknowledged']], 'open'],
    [['stopped', 'firing', ['lowered', 'comment']], 'keep'],
    [['stopped', 'resolved', ['comment']], 'keep'],
    [['answering', 'acknowledged', ['acknowledged']], 'keep'],
    [['answering', 'resolved', ['resolved']], 'stop'],
    [['answering', 'firing', ['raised']], 'open'],
  ])('%j: %s', (given, expected) => {
    expect(turnOf(...given)).toBe(expected)
  })

  test('the first answer does not answer for the others', () => {
    expect(unanswered(['norte', 'sur'], ['norte', null])).toEqual(['sur'])
    expect(unanswered(['norte'], ['norte', 'norte'])).toEqual([])
  })
})

const ms = fc.integer({ min: 0, max: 200_000_000 })
const times = fc.record({ watch: ms, warning: ms, critical: ms }, { requiredKeys: [] })
const clockCodes = ['normal', 'count', 'election_day'] as const
const aStep = (order: number) =>
  fc.record({
    order: fc.constant(order),
    to: fc.constantFrom('a', 'b', 'c'),
    role: fc.constant(null),
    ack: fc.constantFrom('first' as const, 'each' as const),
    release: fc.constant('automatic' as const),
    levels: fc.option(fc.subarray([...levelNames], { minLength: 1 })),
    within: times,
  })
const aPolicy: fc.Arbitrary<Policy> = fc.record({
  ladder: fc.constant('any'),
  steps: fc
    .integer({ min: 1, max: 5 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => aStep(index + 1)))),
  clocks: fc.record({ normal: times, count: times, election_day: times }),
  routeWithin: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.dictionary(fc.constantFrom('w', 'v'), times)),
  ruleWithin: fc.dictionary(fc.constantFrom('a', 'b', 'd'), ms),
  remindEvery: times,
})
const aMoment: fc.Arbitrary<Moment> = fc.record({
  now: fc.integer({ min: 0, max: 2_000_000_000 }),
  level: fc.constantFrom(...levelNames),
  clocks: fc.subarray([...clockCodes], { minLength: 1 }),
  codes: fc.subarray(['w', 'v', 'x']),
})

describe('properties', () => {
  test('time always goes on: the next step is due later, a reminder lies in between', () => {
    fc.assert(
      fc.property(aPolicy, aMoment, fc.array(fc.boolean(), { maxLength: 5 }), (any, at, closed) => {
        const climb = nextStep(any, [], at, (one) =>
          closed[one.order - 1] === true ? 'nobody_there' : undefined,
        )
        if (climb === undefined) return
        expect(climb.dueAt).toBeGreaterThan(at.now)
        if (climb.remindAt !== undefined) {
          expect(climb.remindAt).toBeGreaterThan(at.now)
          expect(climb.remindAt).toBeLessThan(climb.dueAt)
        }
      }),
    )
  })

  test('no limit that applies is exceeded', () => {
    fc.assert(
      fc.property(aPolicy, aMoment, (any, at) => {
        const climb = nextStep(any, [], at, () => undefined)
        if (climb?.taken === undefined) return
        const { step: taken } = climb.taken
        const limits = [
          ...at.clocks.map((code) => any.clocks[code]?.[at.level]),
          taken.within[at.level],
          ...at.codes.map((code) => any.routeWithin[taken.to]?.[code]?.[at.level]),
          any.ruleWithin[taken.to],
        ]
        for (const limit of limits)
          if (limit !== undefined) expect(climb.dueAt - at.now).toBeLessThanOrEqual(Math.max(limit, 1_000))
      }),
    )
  })

  test('climbing without an answer visits every reachable step of the level once per cycle, in order', () => {
    fc.assert(
      fc.property(aPolicy, aMoment, fc.array(fc.boolean(), { maxLength: 5 }), (any, at, closed) => {
        const isClosed = (one: LadderStep) => closed[one.order - 1] === true
        const wanted = any.steps
          .filter((one) => (one.levels === null || one.levels.includes(at.level)) && !isClosed(one))
          .map((one) => one.order)
        const record: StepRecord[] = []
        const visited: number[] = []
        let { now } = at
        for (let turn = 0; turn < wanted.length * 3; turn += 1) {
          const climb = nextStep(any, record, { ...at, now }, (one) =>
            isClosed(one) ? 'nobody_there' : undefined,
          )
          if (climb === undefined) return
          for (const { step: passed, cycle } of climb.skipped) record.push({ order: passed.order, cycle })
          if (climb.taken === undefined) throw new Error('somebody is reachable')
          record.push({ order: climb.taken.step.order, cycle: climb.taken.cycle })
          visited.push(climb.taken.step.order)
          now = climb.dueAt
        }
        expect(visited).toEqual([...wanted, ...wanted, ...wanted])
      }),
    )
  })

  test('the worker’s idea of the time plays no part: the same rows and instant give the same step', () => {
    fc.assert(
      fc.property(aPolicy, aMoment, (any, at) => {
        expect(nextStep(any, [], at, everybody)).toEqual(nextStep(any, [], at, everybody))
        const later = nextStep(any, [], { ...at, now: at.now + 3_600_000 }, everybody)
        const now = nextStep(any, [], at, everybody)
        if (now !== undefined) expect((later?.dueAt ?? 0) - now.dueAt).toBe(3_600_000)
      }),
    )
  })
})
