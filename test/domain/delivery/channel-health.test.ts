import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  afterFailure,
  afterSuccess,
  DISABLED_AFTER_MS,
  type Health,
  healthKeyOf,
  healthy,
} from '#domain/delivery/channel-health.ts'
import { nextTestAt } from '#domain/delivery/channel-test-times.ts'
import { waysToTell } from '#domain/delivery/recipients.ts'
import { channelOf } from '#domain/delivery/routing.ts'
import { pack, routing } from '../../support/delivery-world.ts'

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const failing = (times: number, now = 0): Health =>
  Array.from({ length: times }).reduce<Health>((health) => afterFailure(health, now, false), healthy)

test('four failures are bad luck, the fifth in a row degrades, one success repairs', () => {
  expect(failing(4)).toMatchObject({ state: 'working', failures: 4 })
  expect(failing(5)).toMatchObject({ state: 'degraded', failures: 5, failingSince: 0 })
  expect(afterSuccess(failing(5))).toEqual(healthy)
})

test('five days without a success, or a final «gone», give the channel up; it comes back by hand alone', () => {
  const degraded = failing(5)
  expect(afterFailure(degraded, DISABLED_AFTER_MS - 1, false).state).toBe('degraded')
  expect(afterFailure(degraded, DISABLED_AFTER_MS, false).state).toBe('disabling')
  expect(afterFailure(healthy, 0, true).state).toBe('disabling')
})

test.each([
  ['disabled', 'gone', 'disabled'],
  ['disabled', 'failing_for_days', 'disabled'],
  ['disabled', null, 'disabled'],
  ['disabling', 'gone', 'disabling'],
  ['disabling', null, 'disabling'],
  ['disabling', 'failing_for_days', 'working'],
] as const)('%s for the reason %s, a success leaves it %s', (state, reason, after) => {
  const health = afterSuccess({ state, failures: 9, failingSince: 0, reason })
  expect(health).toEqual({ ...healthy, state: after, reason: after === 'working' ? null : reason })
})

test('whatever follows a «gone», no success and no failure brings the channel back', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.array(fc.boolean(), { maxLength: 30 }), (failures, outcomes) => {
      const gone = afterFailure(failing(failures), 1, true)
      const last = outcomes.reduce<Health>(
        (health, ok) => (ok ? afterSuccess(health) : afterFailure(health, 2, false)),
        gone,
      )
      expect(last).toMatchObject({ state: 'disabling', reason: 'gone' })
    }),
  )
})

test('total: any order of successes and failures leaves a state that its numbers explain', () => {
  const step = fc.record({ ok: fc.boolean(), wait: fc.nat(100_000_000), gone: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let health = healthy
      let now = 0
      for (const { ok, wait, gone } of steps) {
        now += wait
        health = ok ? afterSuccess(health) : afterFailure(health, now, gone)
        if (health.state === 'working') expect(health.failures).toBeLessThan(5)
        if (health.failures === 0) expect(health.failingSince).toBeNull()
        else expect(health.failingSince).not.toBeNull()
      }
    }),
  )
})

test('one address, one health', () => {
  const keyOf = (code: string) => {
    const channel = channelOf(routing, code)
    return channel === undefined ? undefined : healthKeyOf(channel, 'office-norte').recipient
  }
  expect(['email-office', 'email-duty', 'webhook-partner', 'sms-duty', 'chat-duty'].map(keyOf)).toEqual([
    'office-norte',
    '',
    '',
    'office-norte',
    'office-norte',
  ])
})

test('told of a channel that is given up: those it reaches and the root of the routes, by other ways', () => {
  const told = waysToTell(pack, { channel: 'email-office', recipient: 'office-sur' })
  expect(told.map((one) => `${one.channel.code} ${one.recipient}`)).toEqual([
    'email-duty duty',
    'sms-duty duty',
  ])
  const own = waysToTell(pack, { channel: 'email-duty', recipient: '' })
  expect(own.map((one) => one.channel.code)).toEqual(['sms-duty'])
})

test('tests come every morning of the country, and 48 hours before an election day', () => {
  const next = (after: string, ...days: string[]) =>
    Temporal.Instant.fromEpochMilliseconds(
      nextTestAt(
        at(after),
        'America/La_Paz',
        days.map((day) => at(day)),
      ),
    ).toString()
  expect(next('2026-03-20T12:59:59Z')).toBe('2026-03-20T13:00:00Z')
  expect(next('2026-03-20T13:00:00Z')).toBe('2026-03-21T13:00:00Z')
  expect(next('2026-03-20T14:00:00Z', '2026-03-22T20:00:00Z')).toBe('2026-03-20T20:00:00Z')
  expect(next('2026-03-20T21:00:00Z', '2026-03-22T20:00:00Z')).toBe('2026-03-21T13:00:00Z')
})
