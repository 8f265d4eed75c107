// Messages and targets for the tests of channels.
import { Webhook } from 'standardwebhooks'
import type { Target } from '#delivery/channels/channel.ts'
import type { Message } from '#domain/delivery/message.ts'
import { render } from '#domain/delivery/render.ts'
import { audienceOf, channelOf } from '#domain/delivery/routing.ts'
import { anOccasion, routing } from './delivery-world.ts'

export const deliveryId = '0b9c2d4e-1f00-5a00-8000-00000000000a'

export function aMessage(channelCode: string): Message {
  const audience = audienceOf(routing, 'duty')
  const channel = channelOf(routing, channelCode)
  if (audience === undefined || channel === undefined) throw new Error('not in the test world')
  return render({
    occasion: anOccasion(),
    deliveryId,
    audience,
    recipient: 'duty',
    channel,
    view: 'full',
    missed: [],
    publicUrl: 'https://vigia.example.org',
  })
}

export function aTarget(channel: string, to?: string): Target {
  return { deliveryId, channel, recipient: 'office-norte', to }
}

/** `whsec_` and 24 bytes. */
export const webhookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

/** Of an adapter's callbacks; never the one above. */
export const callbackSecret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`

/** As an adapter calls, signed by the published library. */
export async function callBack(url: string, id: string, value: object): Promise<unknown> {
  const body = JSON.stringify(value)
  const now = new Date()
  const answer = await fetch(`${url}/v1/callbacks/sms-duty`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Webhook(callbackSecret).sign(id, now, body),
    },
    body,
  })
  return answer.json()
}
