// The pure part of bulletins: states, inherited markings, totals that are sums, differences that are symmetric, records told again.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AlertLife } from '#domain/alert/lifecycle.ts'
import type { PlaceSituation } from '#domain/alert/situation.ts'
import {
  bulletinStates,
  bulletinVerbs,
  markingOf,
  noTexts,
  sections,
  stateAfter,
  untranslated,
} from '#domain/bulletin/bulletin.ts'
import { type AlertThen, alertsListed, composeNumbers } from '#domain/bulletin/compose.ts'
import { differencesOf } from '#domain/bulletin/differences.ts'
import { bulletinNumbers } from '#domain/bulletin/numbers.ts'
import { markings } from '#domain/pack.ts'
import { levelNames } from '#domain/rules/rule.ts'

const level = fc.constantFrom(...levelNames)
const life: fc.Arbitrary<AlertLife> = fc
  .record({ state: fc.constantFrom('firing', 'acknowledged', 'resolved', 'expired'), level, maxLevel: level })
  .map((one) => ({
    ...one,
    level: one.state === 'firing' || one.state === 'acknowledged' ? one.level : null,
    acknowledgedLevel: null,
    closedLevel: null,
    heldLevel: null,
  }))
const alert: fc.Arbitrary<AlertThen> = fc.record({
  id: fc.uuid(),
  rule: fc.constant('rule'),
  title: fc.constant({ es: 'a', en: 'b' }),
  explain: fc.constant({ es: 'a', en: 'b' }),
  place: fc.constantFrom('XA', 'XB'),
  marking: fc.constantFrom(...markings),
  firedAt: fc.integer({ min: 0, max: 2_000 }),
  life,
  isQuiet: fc.boolean(),
})
const place = (code: string): fc.Arbitrary<PlaceSituation> =>
  fc.record({
    place: fc.constant(code),
    level: fc.option(level),
    levelBefore: fc.option(level),
    open: fc.nat(9),
    unanswered: fc.nat(9),
    listed: fc.option(fc.record({ all: fc.nat(9), heard: fc.nat(9) })),
    reports: fc.option(
      fc.record({
        signals: fc.nat(99),
        expected: fc.nat(99),
        sources: fc.nat(9),
        sourcesKnown: fc.nat(9),
        lastAt: fc.option(fc.nat(2_000)),
        coverage: fc.constantFrom('reporting', 'silent', 'quiet', 'unheard'),
      }),
    ),
  })
const facts = fc.record({
  from: fc.constant(1_000),
  places: fc.tuple(place('XA'), place('XB')),
  alerts: fc.uniqueArray(alert, { selector: (one) => one.id, maxLength: 250 }),
  response: fc.constant({ all: [], institutions: [] }),
})

describe('numbers', () => {
  test('are what the answer promises, and every total is the sum of its parts', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const numbers = composeNumbers(given)
        expect(bulletinNumbers.parse(numbers)).toEqual(numbers)
        const { totals } = numbers
        const sum = (of: object) => Object.values(of).reduce<number>((all, one) => all + Number(one), 0)
        expect([sum(totals.fired_by_level), sum(totals.open_by_level)]).toEqual([totals.fired, totals.open])
        expect(totals.unanswered).toBeLessThanOrEqual(totals.open)
        const heard = numbers.places.filter((one) => one.signals !== null)
        expect(totals.signals).toBe(heard.length === 0 ? null : sum(heard.map((one) => one.signals)))
        const told = numbers.alerts.length + numbers.alerts_left_out
        expect(told).toBe(
          given.alerts.filter((one) => one.firedAt >= given.from || one.life.level !== null).length,
        )
        expect(numbers.alerts.length).toBeLessThanOrEqual(alertsListed)
      }),
    )
  })

  test('an alert that is not to be spread is counted without a word of it', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const quiet = new Set(given.alerts.filter((one) => one.isQuiet).map(({ id }) => id))
        for (const one of composeNumbers(given).alerts)
          expect([one.title === null, one.explain === null]).toEqual([quiet.has(one.id), quiet.has(one.id)])
      }),
    )
  })

  test('differ from themselves in nothing, and from others the same in both directions', () => {
    fc.assert(
      fc.property(facts, facts, (left, right) => {
        const [a, b] = [composeNumbers(left), composeNumbers(right)]
        expect(differencesOf(a, structuredClone(a))).toEqual([])
        const back = differencesOf(b, a).map(({ at, was, is }) => ({ at, was: is, is: was }))
        expect(differencesOf(a, b)).toEqual(back)
        if (a.totals.open !== b.totals.open)
          expect(differencesOf(a, b)).toContainEqual({
            at: '/totals/open',
            was: a.totals.open,
            is: b.totals.open,
          })
      }),
      { numRuns: 30 },
    )
  })
})

describe('markings', () => {
  test('the strictest of the content, and never open to everybody by itself', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...markings)), (content) => {
        const marking = markingOf(content)
        for (const one of content)
          expect(markings.indexOf(marking)).toBeGreaterThanOrEqual(markings.indexOf(one))
        expect([...content, 'TLP:GREEN']).toContain(marking)
        expect(marking).not.toBe('TLP:CLEAR')
      }),
    )
  })
})

describe('states', () => {
  test('only a proposed one is published, and nothing comes back from being withdrawn', () => {
    const reached = bulletinStates.flatMap((state) =>
      bulletinVerbs.flatMap((verb) => {
        const to = stateAfter(state, verb)
        return to === undefined ? [] : [{ state, verb, to }]
      }),
    )
    expect(reached.filter(({ to, state }) => to === 'published' && state !== 'published')).toEqual([
      { state: 'proposed', verb: 'publish', to: 'published' },
    ])
    expect(reached.filter(({ state }) => state === 'withdrawn')).toEqual([])
    expect(reached.filter(({ state }) => state === 'published').map(({ verb }) => verb)).toEqual([
      'withdraw',
      'correct',
    ])
  })

  test('a text in one language alone is named', () => {
    for (const section of sections) {
      expect(untranslated({ ...noTexts(), [section]: { es: 'x', en: '' } })).toEqual([section])
      expect(untranslated({ ...noTexts(), [section]: { es: 'x', en: 'y' } })).toEqual([])
    }
  })
})
