// Everybody whom the routing can name, with the ways to reach them.
import { type HealthKey, healthKeyOf } from './channel-health.ts'
import type { DeliveryPack } from './delivery-pack.ts'
import { type Audience, type Channel, channelOf, channelType } from './routing.ts'

export interface Recipient {
  /** Code of the audience or of one of its offices. */
  readonly code: string
  readonly audience: Audience
  readonly channels: readonly Channel[]
  /** Places that it answers for; null = the whole country. */
  readonly covers: readonly string[] | null
}

/** In the order of the routing; an office that belongs to two audiences is listed once for each. */
export function recipientsOf(pack: DeliveryPack): Recipient[] {
  return pack.routing.audiences.flatMap((audience) => {
    const channels = audience.channels.flatMap((code) => channelOf(pack.routing, code) ?? [])
    const members =
      audience.members_from === undefined
        ? [{ code: audience.code, covers: null }]
        : (pack.offices[audience.members_from] ?? [])
    return members.map(({ code, covers }) => ({ code, audience, channels, covers }))
  })
}

export interface Way {
  readonly recipient: string
  readonly channel: Channel
  readonly key: HealthKey
}

/** Every way out of the installation once: recipients that share an address share a way. */
export function waysOf(recipients: readonly Recipient[]): Way[] {
  const found = new Map<string, Way>()
  for (const { code, channels } of recipients) {
    for (const channel of channels.filter((one) => channelType(one) !== 'inbox')) {
      const key = healthKeyOf(channel, code)
      const name = JSON.stringify([key.channel, key.recipient])
      if (!found.has(name)) found.set(name, { recipient: code, channel, key })
    }
  }
  return [...found.values()]
}

/** Who is told that a way is being given up: those who are reached by it, and the audience at the root of the routes, by their other ways. */
export function waysToTell(pack: DeliveryPack, about: HealthKey): Way[] {
  const all = recipientsOf(pack)
  const isReached = ({ code, channels }: Recipient) =>
    channels.some((one) => {
      const key = healthKeyOf(one, code)
      return key.channel === about.channel && key.recipient === about.recipient
    })
  const told = all.filter((one) => isReached(one) || one.audience.code === pack.routing.route.audience)
  return waysOf(told).filter(({ key }) => key.channel !== about.channel || key.recipient !== about.recipient)
}
