// What an evaluation says of signals that a cap per source keeps from counting, and of the weight that the calendar gives.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '#domain/rules/fold.ts'
import type { Entry, LaneSignal } from '#domain/rules/lane.ts'
import { createLane } from '#domain/rules/lane-memory.ts'
import { ruleOf } from '../../support/rules/rule-file.ts'
import { laneSettings, monday } from '../../support/rules/stored-lane.ts'

const hour = 3_600_000
const day = 24 * hour
const now = monday + 5 * day

const ruleWith = (signals: string, more = '') =>
  ruleOf(`
schema: 1
id: capped
version: 1
status: active
title: {es: a, en: a}
owner: unit
group_by: []
${more}
signals: {a: {where: {category: violence}${signals}}}
measures: {n: {count: a, window: 3d}}
levels:
  - {level: watch, when: {n: {gte: 2}}}
  - {level: warning, when: {n: {gte: 4}}}
  - {level: critical, when: {n: {gte: 6}}}
lateness: {allow: 5d}
explain: {es: "{n}", en: "{n}"}
notify: [{audience: unit-a}]
tests: [{name: x, start: "2026-03-02T00:00:00Z", expect: [{t: 1h, state: none}]}]
`)

interface Report {
  readonly at: number
  readonly root: string
}

/** Every change that the reports bring about, each taken up by itself. */
function eventsOf(rule: ReturnType<typeof ruleOf>, reports: readonly Report[]) {
  const signals = reports.map(
    ({ at, root }, place): LaneSignal => ({
      id: `s${place}`,
      rev: 1,
      eventTime: monday + at,
      receivedAt: now,
      polarity: 'risk',
      discount: 1,
      fields: { category: 'violence', severity: 3, 'source.root': root },
    }),
  )
  const rules = [{ rule, revision: 'r', ruleState: 1, params: {} }]
  return fold(createLane(laneSettings), [
    { kind: 'activation', rules, pos: 1, lt: now },
    ...signals.map((signal, place): Entry => ({ kind: 'signal', signal, pos: place + 2, lt: now })),
  ]).events
}

test('signals over the cap are named, and they are exactly those of the window that do not count', () => {
  const reports = fc.array(
    fc.record({ at: fc.integer({ min: 3 * day, max: 5 * day }), root: fc.constantFrom('a', 'b') }),
    { minLength: 2, maxLength: 14 },
  )
  fc.assert(
    fc.property(reports, (given) => {
      for (const event of eventsOf(ruleWith(', cap_per_source: {max: 2, per: 1d}'), given)) {
        const known = given
          .map((one, place) => ({ ...one, id: `s${place}`, place }))
          .slice(0, event.pos - 1)
          .toSorted((left, right) => left.at - right.at || left.place - right.place)
        const before = (one: (typeof known)[number]) =>
          known
            .slice(0, known.indexOf(one))
            .filter(({ root, at }) => root === one.root && Math.floor(at / day) === Math.floor(one.at / day))
        const inWindow = known.filter(
          ({ at }) => monday + at > event.asOf - 3 * day && monday + at <= event.asOf,
        )
        const expected = inWindow.filter((one) => before(one).length >= 2).map(({ id }) => id)
        expect(event.overCap ?? []).toEqual(expected)
        expect(event.evidence.ids.length + expected.length).toBe(inWindow.length)
      }
    }),
    { numRuns: 100 },
  )
})

test('nothing is said of a cap that left nothing out, and nothing where there is none', () => {
  const flood = [1, 2, 3, 4].map((at) => ({ at: 4 * day + at * hour, root: 'a' }))
  const capped = eventsOf(ruleWith(', cap_per_source: {max: 3, per: 1d}'), flood)
  expect(capped.map(({ overCap }) => overCap)).toEqual([undefined])
  expect(eventsOf(ruleWith(''), flood).every(({ overCap }) => overCap === undefined)).toBe(true)
})

test('the weight of the calendar is told where the rule has a table of it', () => {
  const two = [1, 2].map((at) => ({ at: 4 * day + at * hour, root: 'a' }))
  const [weighed] = eventsOf(ruleWith('', 'phases: {multiplier: {campaign: 1.5}}'), two)
  // No phase is in force in this lane.
  expect(weighed?.phaseWeight).toBe(1)
  expect(eventsOf(ruleWith(''), two)[0]?.phaseWeight).toBeUndefined()
})
