import { expect, test } from 'vitest'
import { renderChannelMessage } from '#domain/delivery/channel-message.ts'
import { channelOf } from '#domain/delivery/routing.ts'
import { routing } from '../../support/delivery-world.ts'

const exhausted = (code: string) => {
  const channel = channelOf(routing, code)
  if (channel === undefined) throw new Error(`no channel ${code}`)
  return renderChannelMessage({
    id: '018f6d2e-0000-7000-8000-000000000001',
    kind: 'exhausted',
    channel,
    about: { channel: 'email-office', recipient: 'office-norte' },
    token: '',
    reason: 'exhausted',
    undelivered: {
      deliveryId: '018f6d2e-0000-5000-8000-00000000000d',
      alertId: '018f6d2e-0000-5000-8000-00000000000a',
      deadLetters: 3,
    },
    at: Date.UTC(2026, 2, 20, 18, 31),
    defaultLanguage: 'es',
    publicUrl: 'https://vigia.example.org',
  })
}

test('a message that did not arrive, by webhook: `vigia.delivery.exhausted`, with ids and no text of the alert', () => {
  const message = exhausted('webhook-partner')
  expect(message.type === 'webhook' && JSON.parse(message.body)).toEqual({
    type: 'vigia.delivery.exhausted',
    timestamp: '2026-03-20T18:31:00Z',
    data: {
      channel: 'email-office',
      recipient: 'office-norte',
      delivery_id: '018f6d2e-0000-5000-8000-00000000000d',
      alert_id: '018f6d2e-0000-5000-8000-00000000000a',
      dead_letters: 3,
    },
  })
})

test('by mail in the language of the mailbox, with nothing left to fill in', () => {
  const spanish = exhausted('email-duty')
  const english = exhausted('email-liaison')
  if (spanish.type !== 'email' || english.type !== 'email') throw new Error('two mails')
  expect(spanish.subject).toBe('Vigía – Un mensaje no llegó – email-office (office-norte)')
  expect(english.text).toContain('Not cleared for this channel: 3.')
  for (const one of [spanish, english]) expect(one.text + one.html).not.toMatch(/\{[a-z]+\}/)
})

test('by text message within one message', () => {
  const message = exhausted('sms-duty')
  expect(message.type === 'adapter' && message.text.length).toBeLessThanOrEqual(160)
})
