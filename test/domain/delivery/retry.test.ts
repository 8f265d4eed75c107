import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  jitterOf,
  nextTryAfter,
  RETRY_AFTER_LIMIT_MS,
  scheduleFor,
  usefulLifeOf,
} from '#domain/delivery/retry.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { formatDuration } from '#domain/time.ts'

const hour = 3_600_000
const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
// First digits 7fffffff: the middle of the jitter.
const middle = '7fffffff-0000-5000-8000-000000000000'
const tried = { deliveryId: middle, channelType: 'webhook', level: 'watch', failures: 1 } as const

test.each([
  ['webhook', 'watch', 75 * hour + 35 * 60_000 + 5_000],
  ['webhook', 'critical', 75 * hour + 39 * 60_000 + 25_000],
  ['email', 'critical', 23 * hour + 60_000],
  ['email', 'info', 31 * hour + 50 * 60_000],
] as const)('%s at %s is tried for %i ms in all', (channel, level, total) => {
  expect(sum(scheduleFor(channel, level))).toBe(total)
})

test('urgent webhooks come back within seconds, then minutes', () => {
  expect(scheduleFor('webhook', 'critical').slice(0, 7)).toEqual([
    0, 5_000, 20_000, 60_000, 180_000, 300_000, 1_800_000,
  ])
})

test('text messages and messengers: within twenty minutes, and of no use after two hours', () => {
  for (const channel of ['sms', 'adapter']) {
    expect(scheduleFor(channel, 'critical')).toEqual([0, 5_000, 20_000, 60_000, 180_000, 300_000, 600_000])
    expect(usefulLifeOf(channel)).toBe(2 * hour)
  }
  expect(['webhook', 'email', 'inbox'].map(usefulLifeOf)).toEqual([undefined, undefined, undefined])
})

// Delays after the previous try, as the table of the delivery design has them.
test.each([
  ['webhook', 'critical', '0s 5s 20s 1m 3m 5m 30m 2h 5h 10h 14h 20h 1d'],
  ['webhook', 'warning', '0s 5s 20s 1m 3m 5m 30m 2h 5h 10h 14h 20h 1d'],
  ['webhook', 'watch', '0s 5s 5m 30m 2h 5h 10h 14h 20h 1d'],
  ['email', 'warning', `0s 1m 5m 10m 15m 30m ${'1h '.repeat(22).trim()}`],
  ['email', 'info', '0s 5m 15m 30m 1h 2h 4h 8h 16h'],
] as const)('%s at %s: %s', (channel, level, table) => {
  expect(scheduleFor(channel, level).map(formatDuration)).toEqual(table.split(' '))
})

test('the wait follows the number of failures, and ends', () => {
  expect(nextTryAfter(tried)).toBe(5_000)
  expect(nextTryAfter({ ...tried, failures: 2 })).toBe(300_000)
  expect(nextTryAfter({ ...tried, failures: 9 })).toBe(24 * hour)
  expect(nextTryAfter({ ...tried, failures: 10 })).toBeUndefined()
})

test('Retry-After is honoured up to an hour, and never shortens the wait', () => {
  expect(nextTryAfter({ ...tried, retryAfterMs: 60_000 })).toBe(60_000)
  expect(nextTryAfter({ ...tried, retryAfterMs: 10 * hour })).toBe(RETRY_AFTER_LIMIT_MS)
  expect(nextTryAfter({ ...tried, retryAfterMs: 1 })).toBe(5_000)
  expect(nextTryAfter({ ...tried, failures: 10, retryAfterMs: 60_000 })).toBeUndefined()
})

test('the jitter is within ten per cent and belongs to the delivery', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(jitterOf(id)).toBe(jitterOf(id))
      expect(Math.abs(jitterOf(id) - 1)).toBeLessThanOrEqual(0.1 + 1e-9)
    }),
  )
  expect(new Set(['00', '40', '80', 'ff'].map((start) => jitterOf(`${start}000000-x`))).size).toBe(4)
})

test('every kind of channel and level has a first try at once and an end', () => {
  for (const level of levelNames) {
    for (const channel of ['webhook', 'email', 'inbox', 'something new']) {
      const schedule = scheduleFor(channel, level)
      expect(schedule[0]).toBe(0)
      expect(
        nextTryAfter({ deliveryId: middle, channelType: channel, level, failures: schedule.length }),
      ).toBeUndefined()
    }
  }
})
