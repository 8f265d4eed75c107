// The situation of places: levels, trend, reports against what was usual, and zero told apart from no data.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placesBelow, type SignalCount, situationOf, spansOf } from '#domain/alert/situation.ts'
import { createGazetteer } from '#domain/place.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack } = await readPack('test/fixtures/pack-xx')
const places = createGazetteer(pack)
const below = placesBelow(pack, places, 'XX', undefined)

const counted = (place: string, source: string, now: number, before: number): SignalCount => ({
  place,
  source,
  now,
  before,
  last: now + before === 0 ? null : 1_000,
})

function of(place: string, facts: Partial<Parameters<typeof situationOf>[3]>) {
  const all = situationOf(pack, places, below, {
    signals: [],
    alerts: [],
    alertsBefore: [],
    days: 7,
    ...facts,
  })
  return all.find((one) => one.place === place)
}

test('zero where somebody reports is a number; where nobody does it is none (C12)', () => {
  const signals = [counted('XX001', 'a', 0, 8), counted('XX001', 'b', 0, 0)]
  expect(of('XX001', { signals })?.reports).toMatchObject({
    signals: 0,
    expected: 2,
    sources: 0,
    sourcesKnown: 1,
    coverage: 'silent',
  })
  expect(of('XX002', { signals })?.reports).toMatchObject({
    signals: 0,
    sourcesKnown: 0,
    coverage: 'unheard',
  })
  expect(of('XX001', { signals: [counted('XX001', 'a', 0, 2)] })?.reports?.coverage).toBe('quiet')
  expect(of('XX001', { signals: [counted('XX001', 'a', 3, 0)] })?.reports?.coverage).toBe('reporting')
})

test('a caller who may not read signals is told no number of reports', () => {
  expect(of('XX001', { signals: undefined })?.reports).toBeNull()
})

test('the level is the highest open one, beside the highest when the time began', () => {
  const alerts = [
    { place: 'XX001', level: 'watch', isAnswered: true },
    { place: 'XX001', level: 'critical', isAnswered: false },
    { place: 'XX002', level: 'info', isAnswered: false },
  ] as const
  const alertsBefore = [{ place: 'XX001', level: 'warning' }] as const
  expect(of('XX001', { alerts, alertsBefore })).toMatchObject({
    level: 'critical',
    levelBefore: 'warning',
    open: 2,
    unanswered: 1,
  })
  expect(of('XX002', { alerts, alertsBefore })).toMatchObject({ level: 'info', levelBefore: null })
})

test('the usual days end where the time asked about begins', () => {
  const { usualFrom, from } = spansOf(100 * 86_400_000, 7)
  expect(from).toBe(93 * 86_400_000)
  expect(from - usualFrom).toBe(28 * 86_400_000)
})

test('every signal of a listed place is counted once, whatever the order', () => {
  const count = fc.record({
    place: fc.constantFrom('XX001', 'XX002'),
    source: fc.constantFrom('a', 'b', 'c'),
    now: fc.nat(50),
    before: fc.nat(50),
    last: fc.constant(null),
  })
  fc.assert(
    fc.property(fc.array(count, { maxLength: 20 }), (signals) => {
      const facts = { signals, alerts: [], alertsBefore: [], days: 7 }
      const all = situationOf(pack, places, below, facts)
      const total = signals.reduce((sum, one) => sum + one.now, 0)
      expect(all.reduce((sum, one) => sum + (one.reports?.signals ?? 0), 0)).toBe(total)
      const shuffled = { ...facts, signals: signals.toReversed() }
      expect(situationOf(pack, places, below, shuffled)).toEqual(all)
    }),
  )
})
