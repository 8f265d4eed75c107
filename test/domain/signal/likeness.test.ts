import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Compared, likenessOf } from '#domain/signal/likeness.ts'
import { allowedBySeverity, calmest, decideBy } from '#domain/signal/triage-clock.ts'

const report = (more: {
  category?: string
  at?: string
  place?: string
  text?: string
  target?: string
  root?: string
}): Compared => ({
  body: {
    category: more.category ?? 'roadblock',
    ...(more.text === undefined ? {} : { narrative: more.text }),
    ...(more.target === undefined ? {} : { target: { kind: more.target } }),
  },
  derived: {
    place: more.place ?? 'BO030101',
    eventTime: more.at ?? '2026-03-20T14:00:00Z',
    fields: more.root === undefined ? {} : { 'source.root': more.root },
  },
})

describe('how much two reports look like one event', () => {
  test.each([
    ['the same kind, hour and place', report({}), 0.6],
    ['half the span apart', report({ at: '2026-03-20T17:00:00Z' }), 0.5],
    ['another kind of event', report({ category: 'protest' }), 0.3],
    ['another place of the municipality', report({ place: 'BO030102' }), 0.5],
    ['beyond the span', report({ at: '2026-03-20T20:30:00Z' }), 0],
  ])('%s', (_name, other, score) => {
    expect(likenessOf(report({}), other, 6).score).toBe(score)
  })

  test('the reasons name what is shared, with the numbers', () => {
    const one = report({ text: 'Bloqueo en la carretera a Oruro', target: 'voters', root: 'radio-a' })
    const other = report({
      text: 'bloqueo, en la CARRETERA a Oruro.',
      target: 'voters',
      root: 'radio-a',
      at: '2026-03-20T15:30:00Z',
    })
    expect(likenessOf(one, other, 6)).toEqual({
      score: 0.95,
      reasons: [
        { code: 'same_place' },
        { code: 'hours_apart', value: 1.5 },
        { code: 'same_category' },
        { code: 'same_target' },
        { code: 'text', value: 1 },
        { code: 'same_root' },
      ],
    })
  })

  test('texts that share only what all texts share give no reason', () => {
    const one = report({ text: 'Reunión de vecinos sobre el agua potable' })
    const other = report({ text: 'Quemaron dos ánforas frente al colegio' })
    expect(likenessOf(one, other, 6).reasons.map(({ code }) => code)).not.toContain('text')
  })

  test('it is the same both ways, between 0 and 1, and greatest with itself', () => {
    const any = fc.record({
      category: fc.constantFrom('roadblock', 'protest', 'threat'),
      at: fc.integer({ min: 0, max: 600 }).map((m) => new Date(1_774_000_000_000 + m * 60_000).toISOString()),
      place: fc.constantFrom('BO030101', 'BO030102'),
      text: fc.string({ maxLength: 60 }),
      target: fc.constantFrom('voters', 'candidate'),
    })
    fc.assert(
      fc.property(any, any, (a, b) => {
        const [one, other] = [report(a), report(b)]
        const there = likenessOf(one, other, 6)
        expect(likenessOf(other, one, 6).score).toBe(there.score)
        expect(there.score).toBeGreaterThanOrEqual(0)
        expect(there.score).toBeLessThanOrEqual(likenessOf(one, one, 6).score + 0.3)
        expect(there.score).toBeLessThanOrEqual(1)
      }),
    )
  })
})

test('the graver a signal, the sooner it is due; an unknown severity has the calmest time', () => {
  const sorted = allowedBySeverity.toSorted(([a], [b]) => a - b).map(([, ms]) => ms)
  expect(sorted).toEqual(sorted.toSorted((a, b) => b - a))
  for (const [severity, ms] of allowedBySeverity) expect(decideBy(1_000, severity)).toBe(1_000 + ms)
  expect(decideBy(0, 9)).toBe(calmest)
})
