import { expect, test } from 'vitest'
import { ceilingOf, permissionFor } from '#domain/delivery/exclusion.ts'
import { audienceOf, channelOf } from '#domain/delivery/routing.ts'
import type { Marking } from '#domain/pack.ts'
import { allConsent, routing } from '../../support/delivery-world.ts'

function reading(audienceCode: string, channelCode: string, marking: Marking, changes: object = {}) {
  const audience = audienceOf(routing, audienceCode)
  const channel = channelOf(routing, channelCode)
  if (audience === undefined || channel === undefined) throw new Error('not in the test world')
  return { audience, channel, marking, consent: allConsent, isTlsEnforced: true, isNotice: false, ...changes }
}

// The table of markings in the security design: how much of what leaves by which channel.
test.each([
  ['duty', 'inbox', 'TLP:AMBER+STRICT', 'full'],
  ['duty', 'inbox', 'TLP:RED', 'withheld_clearance'],
  ['duty', 'email-duty', 'TLP:AMBER+STRICT', 'full'],
  ['duty', 'email-duty', 'TLP:RED', 'thin'],
  ['duty', 'sms-duty', 'TLP:GREEN', 'full'],
  ['duty', 'sms-duty', 'TLP:AMBER', 'thin'],
  ['liaison', 'email-liaison', 'TLP:AMBER', 'full'],
  ['liaison', 'email-liaison', 'TLP:AMBER+STRICT', 'withheld_clearance'],
  ['partners', 'webhook-partner', 'TLP:GREEN', 'full'],
  ['partners', 'webhook-partner', 'TLP:AMBER', 'withheld_clearance'],
] as const)('%s over %s at %s: %s', (audience, channel, marking, expected) => {
  const permission = permissionFor(reading(audience, channel, marking))
  expect('view' in permission ? permission.view : permission.withheld).toBe(expected)
})

test('ADV6-mail-above-green: mail in the clear carries no more than GREEN', () => {
  const { audience, channel } = reading('duty', 'email-duty', 'TLP:AMBER')
  expect(ceilingOf(channel, audience, true)).toBe('TLP:AMBER+STRICT')
  expect(ceilingOf(channel, audience, false)).toBe('TLP:GREEN')
  expect(ceilingOf({ ...channel, tls_required: false }, audience, true)).toBe('TLP:GREEN')
})

test('the pack can lower what a kind of channel may carry, and never raise it', () => {
  const { audience, channel } = reading('partners', 'webhook-partner', 'TLP:GREEN')
  expect(ceilingOf({ ...channel, max_marking: 'TLP:CLEAR' }, audience, true)).toBe('TLP:CLEAR')
  expect(ceilingOf({ ...channel, max_marking: 'TLP:RED' }, audience, true)).toBe('TLP:GREEN')
})

test('somebody who was told before may always hear that it no longer holds, and no more than that', () => {
  const gone = { consent: { ...allConsent, un: false }, isNotice: true }
  expect(permissionFor(reading('liaison', 'email-liaison', 'TLP:GREEN', gone))).toEqual({ view: 'thin' })
  expect(permissionFor(reading('liaison', 'email-liaison', 'TLP:RED', { isNotice: true }))).toEqual({
    view: 'thin',
  })
})

test('on consent that nobody asked for the inside is told, and nobody outside', () => {
  const consent = { internal: true, ombudsman: true, un: false, public: false }
  const told = routing.audiences.filter((audience) =>
    audience.channels.some((code) => {
      const permission = permissionFor(reading(audience.code, code, 'TLP:CLEAR', { consent }))
      return 'view' in permission
    }),
  )
  expect(told.map(({ code }) => code)).toEqual(
    routing.audiences.filter(({ inside }) => inside).map(({ code }) => code),
  )
})

test('an outside audience that names no consent needs the widest', () => {
  const partners = reading('partners', 'webhook-partner', 'TLP:GREEN', {
    consent: { ...allConsent, public: false },
  })
  const { consent: _, ...audience } = partners.audience
  expect(permissionFor({ ...partners, audience })).toEqual({ withheld: 'withheld_consent' })
})
