// The tree of routes: what is inherited, what a deeper node replaces, what each matcher means.
import { describe, expect, test } from 'vitest'
import { conflictOf, isExcluded } from '#domain/delivery/exclusion.ts'
import { planFor } from '#domain/delivery/plan.ts'
import type { PlannedRow } from '#domain/delivery/planned-row.ts'
import { groupKey, isNotForBroadcast, routeSettings } from '#domain/delivery/route-settings.ts'
import { type RoutingFile, routingFile } from '#domain/pack/routing-shapes.ts'
import { anAlert, anEvent, anOccasion, aWorld, pack, routing } from '../../support/delivery-world.ts'

const HOUR = 3_600_000

/** The small country with another tree. */
function withRoutes(route: object, more: Partial<RoutingFile> = {}) {
  return { ...pack, routing: routingFile.parse({ ...routing, ...more, route: { routes: [], ...route } }) }
}

describe('inheritance', () => {
  const tree = withRoutes({
    audience: 'duty',
    group_by: ['process', 'department'],
    digest_after: { info: '24h', watch: '2h' },
    remind_every: { critical: '15m' },
    ladder: 'national',
    routes: [
      {
        match: { tags: 'duty-of-care' },
        digest_after: { watch: '0m' },
        release: 'approval',
        routes: [{ match: { level: 'warning' }, release: 'automatic', ladder: 'fast' }],
      },
    ],
  })
  const settings = (tags: readonly string[], level = 'watch') =>
    routeSettings(anOccasion({ pack: tree, alert: anAlert({ tags }), event: anEvent({ level }) }), 'duty')

  test('the root holds where nothing matches', () => {
    expect(settings([])).toMatchObject({
      groupBy: ['process', 'department'],
      digestAfter: { info: 24 * HOUR, watch: 2 * HOUR },
      remindEvery: { critical: HOUR / 4 },
      ladder: 'national',
      release: undefined,
      approvals: 1,
      conflict: 'leave_out',
    })
  })

  test('a node replaces what it names, level by level, and keeps the rest', () => {
    expect(settings(['duty-of-care'])).toMatchObject({
      digestAfter: { info: 24 * HOUR, watch: 0 },
      ladder: 'national',
      release: 'approval',
    })
  })

  test('a node below it replaces that again', () => {
    expect(settings(['duty-of-care'], 'warning')).toMatchObject({ ladder: 'fast', release: 'automatic' })
  })
})

describe('matchers', () => {
  const isMatched = (match: object) => {
    const tree = withRoutes({ routes: [{ match, ladder: 'matched' }] })
    const alert = anAlert({
      tags: ['duty-of-care'],
      factors: ['en.5.4'],
      marking: 'TLP:AMBER',
      key: { category: 'threat' },
    })
    const event = anEvent({}, { phase: 'campaign', window: 'silence', tracks: ['protection'] })
    return routeSettings(anOccasion({ pack: tree, alert, event }), 'duty').ladder === 'matched'
  }

  test.each([
    [{ process: 'aa-2026-general' }],
    [{ territory: 'AA01' }],
    [{ territory: ['AA02', 'AA0101'] }],
    [{ department: 'AA01' }],
    [{ level: ['warning', 'critical'] }],
    [{ audience: 'duty' }],
    [{ nature: 'endogenous' }],
    [{ tags: 'duty-of-care' }],
    [{ phase: 'campaign' }],
    [{ window: 'silence' }],
    [{ track: 'protection' }],
    [{ marking: ['TLP:AMBER', 'TLP:RED'] }],
    [{ category: 'threat' }],
    [{ rule: 'candidate-threats', level: 'warning' }],
  ])('%j holds', (match) => expect(isMatched(match)).toBe(true))

  test.each([
    [{ process: 'another' }],
    [{ territory: 'AA0105' }],
    [{ level: 'critical' }],
    [{ audience: 'liaison' }],
    [{ nature: 'exogenous' }],
    [{ tags: ['other'] }],
    [{ phase: 'count' }],
    [{ window: 'election_day' }],
    [{ track: 'service' }],
    [{ marking: 'TLP:GREEN' }],
    [{ tags: 'duty-of-care', level: 'critical' }],
  ])('%j does not', (match) => expect(isMatched(match)).toBe(false))
})

describe('conflict of interest', () => {
  const event = anEvent(
    {},
    {
      evidence_actors: ['state_security'],
      audiences: ['duty', 'police'].map((audience) => ({
        audience,
        from: 'watch',
        ack_within_ms: null,
        release: 'automatic',
      })),
    },
  )

  test('the institution of an alleged actor is left out', () => {
    const occasion = anOccasion({ event })
    expect(isExcluded(occasion, 'police')).toBe(true)
    expect(isExcluded(occasion, 'duty')).toBe(false)
    expect(isExcluded(anOccasion(), 'police')).toBe(false)
  })

  test('or gets the redacted form where the route says so, by a row that says why', () => {
    const occasion = anOccasion({
      event,
      pack: withRoutes({ routes: [{ match: { audience: 'police' }, conflict: 'redact' }] }),
    })
    expect(conflictOf(occasion, 'police')).toBe('redact')
    expect(isExcluded(occasion, 'police')).toBe(false)
    const row = planFor(occasion, aWorld()).find((one) => one.recipient === 'police')
    expect(row).toMatchObject({ state: 'planned', reason: 'conflict_redacted' } satisfies Partial<PlannedRow>)
  })
})

test('what is not for broadcast goes to no feed, and to people all the same', () => {
  const channels = [
    ...routing.channels,
    { code: 'cap-liaison', type: 'cap' as const, max_marking: 'TLP:GREEN' as const },
  ]
  const audiences = routing.audiences.map((one) =>
    one.code === 'liaison' ? { ...one, channels: ['email-liaison', 'cap-liaison'] } : one,
  )
  const quiet = withRoutes(
    { routes: [{ match: { tags: 'quiet' }, do_not_broadcast: true }] },
    { channels, audiences },
  )
  const event = anEvent(
    {},
    { audiences: [{ audience: 'liaison', from: 'watch', ack_within_ms: null, release: 'automatic' }] },
  )
  const reasons = (tags: readonly string[]) => {
    const occasion = anOccasion({ pack: quiet, event, alert: anAlert({ tags }) })
    expect(isNotForBroadcast(occasion, ['liaison'])).toBe(tags.length > 0)
    return planFor(occasion, aWorld()).map((row) => `${row.channel} ${row.reason}`)
  }
  expect(reasons([])).toEqual(['email-liaison planned', 'cap-liaison planned'])
  expect(reasons(['quiet'])).toContain('cap-liaison do_not_broadcast')
  expect(reasons(['quiet'])).toContain('email-liaison planned')
})

test('the group of an alert: fields of its key, or told from its place', () => {
  const occasion = anOccasion({ alert: anAlert({ key: { category: 'threat' }, place: 'AA0101' }) })
  expect(groupKey(occasion, ['process', 'department', 'municipality', 'category'])).toBe(
    '["aa-2026-general","AA01","AA0101","threat"]',
  )
  expect(groupKey(occasion, ['target.kind'])).toBe('[""]')
})
