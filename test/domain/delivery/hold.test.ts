// What waits, and until when.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdFor } from '#domain/delivery/hold.ts'
import { endOfWindow } from '#domain/delivery/local-window.ts'
import { audienceOf, channelOf } from '#domain/delivery/routing.ts'
import { routingFile } from '#domain/pack/routing-shapes.ts'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'
import { anAlert, anEvent, anOccasion, pack, routing } from '../../support/delivery-world.ts'

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const show = (instant: number | undefined) =>
  instant === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(instant).toString()

describe('windows of local time', () => {
  const night = { from: '22:00', to: '06:00' }
  test.each([
    ['2026-03-20T21:59:00-04:00', undefined],
    ['2026-03-20T22:00:00-04:00', '2026-03-21T10:00:00Z'],
    ['2026-03-21T05:59:00-04:00', '2026-03-21T10:00:00Z'],
    ['2026-03-21T06:00:00-04:00', undefined],
  ])('a night, %s: until %s', (now, until) => {
    expect(show(endOfWindow(night, 'America/La_Paz', at(now)))).toBe(until)
  })

  test('a day of the week is the day on which the window begins', () => {
    const friday = { ...night, days: ['fri'] }
    expect(show(endOfWindow(friday, 'America/La_Paz', at('2026-03-21T01:00:00-04:00')))).toBe(
      '2026-03-21T10:00:00Z',
    )
    expect(endOfWindow(friday, 'America/La_Paz', at('2026-03-20T01:00:00-04:00'))).toBeUndefined()
  })

  test('in a zone with summer time the clock on the wall counts', () => {
    // Madrid goes from 02:00 to 03:00 on 29 March 2026: the night is an hour shorter.
    expect(show(endOfWindow(night, 'Europe/Madrid', at('2026-03-28T23:00:00+01:00')))).toBe(
      '2026-03-29T04:00:00Z',
    )
  })

  test('an end never lies before now, nor more than a day and an hour after it', () => {
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
    const zones = fc.constantFrom('America/La_Paz', 'Europe/Madrid', 'UTC')
    fc.assert(
      fc.property(time, time, zones, fc.integer({ min: 0, max: 4e12 }), (from, to, zone, now) => {
        const end = endOfWindow({ from, to }, zone, now)
        if (end === undefined) return
        expect(end).toBeGreaterThan(now)
        expect(end - now).toBeLessThanOrEqual(25 * 3_600_000)
      }),
    )
  })
})

const busy = {
  ...pack,
  routing: routingFile.parse({
    ...routing,
    urgent_clocks: ['election_day'],
    audiences: routing.audiences.map((one) =>
      one.code === 'duty'
        ? { ...one, quiet_hours: { from: '22:00', to: '06:00', holds: ['info', 'watch', 'warning'] } }
        : one,
    ),
    route: {
      digest_after: { info: '24h', watch: '2h' },
      routes: [
        {
          match: { tags: 'assembly' },
          mute: [{ days: ['sat'], from: '08:00', to: '12:00', holds: ['info', 'watch'] }],
        },
      ],
    },
  }),
}

function held(
  level: LevelName,
  now: string,
  given: { channel?: string; kind?: string; window?: string; tags?: string[]; maxLevel?: LevelName } = {},
) {
  const audience = audienceOf(busy.routing, 'duty')
  const channel = channelOf(busy.routing, given.channel ?? 'email-duty')
  if (audience === undefined || channel === undefined) throw new Error('no such audience or channel')
  const occasion = anOccasion({
    pack: busy,
    alert: anAlert({ tags: given.tags ?? [], maxLevel: given.maxLevel ?? level }),
    event: anEvent({ level, kind: given.kind ?? 'fired' }, { window: given.window ?? null }),
  })
  const hold = holdFor(occasion, { audience, recipient: audience.code }, channel, level, at(now))
  return hold === undefined ? 'now' : `${hold.reason} ${show(hold.until)}`
}

const noon = '2026-03-20T12:00:00-04:00'
const night = '2026-03-20T23:00:00-04:00'
const saturday = '2026-03-21T09:00:00-04:00'

test.each<[string, string, string]>([
  ['a warning at noon', held('warning', noon), 'now'],
  ['info waits for the digest', held('info', noon), 'held_digest 2026-03-21T16:00:00Z'],
  ['watch waits two hours', held('watch', noon), 'held_digest 2026-03-20T18:00:00Z'],
  [
    'a digest that falls into the night comes in the morning',
    held('watch', '2026-03-20T21:00:00-04:00'),
    'held_digest 2026-03-21T10:00:00Z',
  ],
  ['a warning in the night', held('warning', night), 'held_quiet_hours 2026-03-21T10:00:00Z'],
  ['a warning in the night of election day', held('warning', night, { window: 'election_day' }), 'now'],
  ['a critical in the night', held('critical', night), 'now'],
  ['the inbox never waits', held('info', night, { channel: 'inbox' }), 'now'],
  [
    'a mute',
    held('watch', saturday, { tags: ['assembly'], kind: 'escalated' }),
    'held_mute 2026-03-21T16:00:00Z',
  ],
  ['a mute does not hold what it does not name', held('warning', saturday, { tags: ['assembly'] }), 'now'],
  ['a mute of another tag', held('watch', saturday, { kind: 'escalated' }), 'now'],
  ['an escalation is in no digest', held('watch', noon, { kind: 'escalated' }), 'now'],
  [
    'a closing of a watch waits like it',
    held('watch', noon, { kind: 'resolved' }),
    'held_digest 2026-03-20T18:00:00Z',
  ],
  [
    'a correction of a warning comes at once, in the night too',
    held('watch', night, { kind: 'evidence_withdrawn', maxLevel: 'warning' }),
    'now',
  ],
])('%s', (_name, given, wanted) => expect(given).toBe(wanted))

test('critical is held by nothing, at any time, over any channel', () => {
  const audience = audienceOf(busy.routing, 'duty')
  fc.assert(
    fc.property(
      fc.constantFrom(...busy.routing.channels),
      fc.constantFrom('fired', 'raised', 'escalated', 'resolved'),
      fc.constantFrom(...levelNames),
      fc.integer({ min: 1.7e12, max: 1.9e12 }),
      (channel, kind, level, now) => {
        const occasion = anOccasion({
          pack: busy,
          alert: anAlert({ tags: ['assembly'], maxLevel: level }),
          event: anEvent({ kind, level }),
        })
        const hold =
          audience === undefined
            ? undefined
            : holdFor(occasion, { audience, recipient: 'duty' }, channel, level, now)
        if (level === 'critical' || channel.type === 'console') expect(hold).toBeUndefined()
        if (hold !== undefined) expect(hold.until).toBeGreaterThan(now)
      },
    ),
  )
})

describe('business hours of an office', () => {
  const open = {
    ...pack,
    routing: routingFile.parse({
      ...routing,
      audiences: routing.audiences.map((one) =>
        one.code === 'offices'
          ? {
              ...one,
              quiet_hours: { from: '22:00', to: '06:00', holds: ['info', 'watch'] },
              business_hours: {
                days: ['mon', 'tue', 'wed', 'thu', 'fri'],
                from: '08:30',
                to: '18:30',
                holds: ['watch'],
                offices: { 'office-sur': { from: '10:00' } },
              },
            }
          : one,
      ),
      route: { digest_after: { info: '2h' }, routes: [] },
    }),
  }

  function heldAt(level: LevelName, now: string, recipient = 'office-norte', channelCode = 'email-office') {
    const audience = audienceOf(open.routing, 'offices')
    const channel = channelOf(open.routing, channelCode)
    if (audience === undefined || channel === undefined) throw new Error('no such audience or channel')
    const occasion = anOccasion({
      pack: open,
      alert: anAlert({ maxLevel: level }),
      event: anEvent({ level }),
    })
    const hold = holdFor(occasion, { audience, recipient }, channel, level, at(now))
    return hold === undefined ? 'now' : `${hold.reason} ${show(hold.until)}`
  }

  // 2026-03-20 is a Friday.
  test.each<[string, string, string]>([
    ['a watch while it is open', heldAt('watch', '2026-03-20T12:00:00-04:00'), 'now'],
    [
      'a watch on Friday evening',
      heldAt('watch', '2026-03-20T19:00:00-04:00'),
      'held_business_hours 2026-03-23T12:30:00Z',
    ],
    [
      'a night that ends before the office opens, which opens later than the others',
      heldAt('watch', '2026-03-20T02:00:00-04:00', 'office-sur'),
      'held_business_hours 2026-03-20T14:00:00Z',
    ],
    [
      'a digest that would come after closing comes at the opening, as a digest',
      heldAt('info', '2026-03-20T17:00:00-04:00'),
      'held_digest 2026-03-23T12:30:00Z',
    ],
    ['a warning on a Saturday', heldAt('warning', '2026-03-21T12:00:00-04:00'), 'now'],
    ['the inbox', heldAt('watch', '2026-03-21T12:00:00-04:00', 'office-norte', 'inbox'), 'now'],
  ])('%s', (_name, given, wanted) => expect(given).toBe(wanted))
})
