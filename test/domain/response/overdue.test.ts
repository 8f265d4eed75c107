import { expect, test } from 'vitest'
import { acceptWithin, remedyFor } from '#domain/response/overdue.ts'
import type { LevelName } from '#domain/rules/rule.ts'

test.each<[string, LevelName, number | undefined]>([
  ['webhook', 'critical', 60_000],
  ['webhook', 'watch', 600_000],
  ['sms', 'warning', 60_000],
  ['adapter', 'info', 600_000],
  ['email', 'critical', 120_000],
  ['email', 'watch', 1_800_000],
  ['inbox', 'critical', undefined],
  ['cap', 'critical', undefined],
])('%s at %s: %s', (type, level, expected) => {
  expect(acceptWithin(type, level)).toBe(expected)
})

const overdue = { isReachedElsewhere: false, untried: [], isRunningStepUnreached: false }

test.each([
  [
    { ...overdue, isReachedElsewhere: true, untried: ['sms'], isRunningStepUnreached: true },
    'reached_elsewhere',
  ],
  [{ ...overdue, untried: ['sms', 'inbox'], isRunningStepUnreached: true }, 'next_channel'],
  [{ ...overdue, isRunningStepUnreached: true }, 'next_step'],
  [overdue, 'none'],
])('%j: %s', (given, expected) => {
  expect(remedyFor(given).remedy).toBe(expected)
})

test('the next channel is the first that was not tried', () => {
  expect(remedyFor({ ...overdue, untried: ['sms', 'inbox'] })).toEqual({
    remedy: 'next_channel',
    channel: 'sms',
  })
})
