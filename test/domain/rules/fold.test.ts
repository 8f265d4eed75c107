// What must hold for the fold whatever the rules and logs: batches, restarts, duplicates, order and withdrawal.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultDiscounts, geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { describeKey } from '#domain/rules/describe-key.ts'
import { logEntries } from '#domain/rules/eval-log.ts'
import { fold } from '#domain/rules/fold.ts'
import { readMeasures, scanMeasures } from '#domain/rules/key-memory.ts'
import type { ActiveRule, Entry, LaneSignal } from '#domain/rules/lane.ts'
import { createLane } from '#domain/rules/lane-memory.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { logArb } from '../../support/oracle/generate-log.ts'
import { ruleArb } from '../../support/oracle/generate-rule.ts'
import { ruleOf } from '../../support/rules/rule-file.ts'
import {
  applyDelta,
  emptyStore,
  laneSettings,
  monday,
  rowsOf,
  stepStored,
} from '../../support/rules/stored-lane.ts'

const day = 86_400_000
const end = monday + 10 * day
const runs = { numRuns: Number(process.env['FOLD_RUNS'] ?? 150) }
/** Thirty times what the ordinary number of runs needs on a slow machine. */
const timeout = 300_000

const settings = { geography: geographyOfCodes('BO'), discounts: defaultDiscounts }
const scenario = fc.tuple(ruleArb, logArb).map(([source, lines]): readonly Entry[] => {
  const parsed = parseRule(source)
  if (parsed.rule === undefined) throw new Error(JSON.stringify(parsed.problems))
  const active: ActiveRule = { rule: parsed.rule, revision: 'r', ruleState: 1, params: {} }
  return logEntries(lines, settings, active)
})

function foldAtOnce(entries: readonly Entry[]) {
  const store = emptyStore()
  applyDelta(store, fold(createLane(laneSettings), entries, end))
  return store
}

/** The entries in batches of the given sizes, the last size again and again. */
function inBatches(entries: readonly Entry[], sizes: readonly number[]): readonly (readonly Entry[])[] {
  const batches: (readonly Entry[])[] = []
  for (let from = 0; from < entries.length; ) {
    const size = sizes[batches.length] ?? sizes.at(-1) ?? 1
    batches.push(entries.slice(from, from + size))
    from += size
  }
  return batches
}

describe('a fold', () => {
  it(
    'gives the same rows and events however the log is cut into batches',
    () => {
      fc.assert(
        fc.property(
          scenario,
          fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
          (entries, sizes) => {
            const whole = foldAtOnce(entries)
            const cut = emptyStore()
            const lane = createLane(laneSettings)
            for (const batch of inBatches(entries, sizes)) applyDelta(cut, fold(lane, batch))
            applyDelta(cut, fold(lane, [], end))
            expect(cut.events).toEqual(whole.events)
            expect(rowsOf(cut)).toEqual(rowsOf(whole))
          },
        ),
        runs,
      )
    },
    timeout,
  )

  it(
    'gives the same rows and events when every batch starts from the stored rows alone',
    () => {
      fc.assert(
        fc.property(
          scenario,
          fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
          (entries, sizes) => {
            const whole = foldAtOnce(entries)
            const stored = emptyStore()
            for (const batch of inBatches(entries, sizes)) stepStored(stored, batch)
            stepStored(stored, [], end)
            expect(stored.events).toEqual(whole.events)
            expect(rowsOf(stored)).toEqual(rowsOf(whole))
          },
        ),
        runs,
      )
    },
    timeout,
  )

  it(
    'is not changed by entries that arrive twice',
    () => {
      fc.assert(
        fc.property(scenario, (entries) => {
          const twice = entries.flatMap((entry): Entry[] => ('signal' in entry ? [entry, entry] : [entry]))
          const [once, doubled] = [foldAtOnce(entries), foldAtOnce(twice)]
          expect(doubled.events).toEqual(once.events)
          expect(rowsOf(doubled)).toEqual(rowsOf(once))
        }),
        runs,
      )
    },
    timeout,
  )

  it(
    'leaves no contribution when every signal is withdrawn',
    () => {
      fc.assert(
        fc.property(scenario, (entries) => {
          const ids = new Set<string>()
          for (const entry of entries) if ('signal' in entry) ids.add(entry.signal.id)
          const last = Math.max(...entries.map(({ lt }) => lt))
          const out: readonly Entry[] = [...ids].map((id, at) => ({
            kind: 'retraction' as const,
            id,
            pos: entries.length + at + 1,
            lt: last,
          }))
          const rows = rowsOf(foldAtOnce([...entries, ...out]))
          expect(rows.flatMap(({ contributions }) => contributions)).toEqual([])
        }),
        runs,
      )
    },
    timeout,
  )

  it(
    'keeps the same measures as a scan of the contributions, at every entry and in the past',
    () => {
      fc.assert(
        fc.property(scenario, fc.array(fc.nat({ max: 5 * day }), { maxLength: 3 }), (entries, ages) => {
          const lane = createLane(laneSettings)
          for (const entry of entries) {
            fold(lane, [entry])
            const instants = [...ages.map((age) => lane.lt - age), lane.lt]
            const keys = lane.rules.flatMap((rule) => [...rule.keys.values()])
            const readBy = (how: typeof readMeasures) =>
              keys.map((key) => instants.map((at) => [...key.plan.measures.keys()].map(how(key, at))))
            expect(readBy(readMeasures)).toEqual(readBy(scanMeasures))
          }
        }),
        runs,
      )
    },
    timeout,
  )
})

const order = ruleOf(`
schema: 1
id: order
version: 1
status: active
title: {es: a, en: a}
owner: unit
group_by: []
signals: {a: {where: {category: violence}}}
measures:
  n: {count: a, window: 3d}
  sources: {distinct: source.root, of: a, window: 3d}
  killed: {sum: counts.killed, of: a, window: 3d}
  worst: {max: severity, of: a, window: 3d}
  plain: {score: a, window: 3d}
  fading: {score: a, window: 3d, half_life: 7h}
levels: [{level: watch, when: {n: {gte: 1000}}}]
explain: {es: "{n}", en: "{n}"}
notify: [{audience: unit-a}]
tests: [{name: x, start: "2026-03-02T00:00:00Z", expect: [{t: 1h, state: none}]}]
`)

const signalArb = fc.record({
  at: fc.nat({ max: 4 * day }),
  severity: fc.integer({ min: 1, max: 5 }),
  killed: fc.nat({ max: 9 }),
  root: fc.constantFrom('a', 'b', 'c'),
  discount: fc.constantFrom(1, 0.64, 0.04, 0.25),
})

describe('measures without a cap', () => {
  it('do not depend on the order in which signals arrive', () => {
    const scene = fc.array(signalArb, { maxLength: 30 }).chain((signals) => {
      const keys = fc.array(fc.nat(), { minLength: signals.length, maxLength: signals.length })
      return fc.tuple(fc.constant(signals), keys)
    })
    fc.assert(
      fc.property(scene, ([signals, keys]) => {
        const now = monday + 4 * day
        const taken = signals.map(
          ({ at, severity, killed, root, discount }, place): LaneSignal => ({
            id: `s${place}`,
            rev: 1,
            eventTime: monday + at,
            receivedAt: now,
            polarity: 'risk',
            discount,
            fields: { category: 'violence', severity, 'counts.killed': killed, 'source.root': root },
          }),
        )
        const shuffled = taken
          .map((signal, place) => ({ signal, key: keys[place] ?? 0 }))
          .toSorted((left, right) => left.key - right.key)
          .map(({ signal }) => signal)
        const [first, second] = [taken, shuffled].map((list) => {
          const lane = createLane(laneSettings)
          const rules = [{ rule: order, revision: 'r', ruleState: 1, params: {} }]
          fold(lane, [
            { kind: 'activation', rules, pos: 1, lt: now },
            ...list.map((signal, place): Entry => ({ kind: 'signal', signal, pos: place + 2, lt: now })),
          ])
          return describeKey(lane, 1, [], now)?.measures
        })
        expect(second).toEqual(first)
      }),
    )
  })
})

describe('any well-typed log', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.array(fc.string(), { maxLength: 2 }))
  const instant = fc.integer({ min: -8_000_000_000_000, max: 8_000_000_000_000 })
  const signal: fc.Arbitrary<LaneSignal> = fc.record(
    {
      id: fc.constantFrom('a', 'b', 'c'),
      rev: fc.integer({ min: 1, max: 3 }),
      eventTime: instant,
      receivedAt: instant,
      polarity: fc.constantFrom('risk', 'mitigating'),
      discount: fc.double(),
      fields: fc.record(
        {
          category: fc.oneof(fc.constant('violence'), scalar),
          severity: scalar,
          place: scalar,
          'source.root': scalar,
          factor: scalar,
          narrative: scalar,
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['id', 'rev', 'eventTime', 'receivedAt', 'discount', 'fields'] },
  )
  const body = fc.oneof(
    fc.record({ kind: fc.constantFrom('signal' as const, 'correction' as const), signal }),
    fc.record({ kind: fc.constant('retraction' as const), id: fc.constantFrom('a', 'b', 'zz') }),
    fc.record({
      kind: fc.constant('indicator' as const),
      name: fc.string(),
      place: fc.string(),
      observedAt: instant,
      value: fc.double(),
    }),
  )

  it(
    'is folded without an exception',
    () => {
      const log = fc.array(fc.tuple(body, instant), { maxLength: 12 })
      fc.assert(
        fc.property(ruleArb, log, (source, bodies) => {
          const { rule } = parseRule(source)
          if (rule === undefined) return
          const rules = [{ rule, revision: 'r', ruleState: 1, params: {} }]
          const entries = bodies.map(([one, lt], place): Entry => ({ ...one, lt, pos: place + 2 }))
          const lane = createLane(laneSettings)
          fold(lane, [{ kind: 'activation', rules, pos: 1, lt: monday }, ...entries])
          expect(lane.lt).toBe(Math.max(monday, ...bodies.map(([, lt]) => lt)))
        }),
        runs,
      )
    },
    timeout,
  )
})
