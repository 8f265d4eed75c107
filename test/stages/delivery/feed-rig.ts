// The worker of deliver-rig.ts with CAP channels in its routing, and the routes of the feeds with callers by name.
import type { FastifyInstance } from 'fastify'
import { parseAtomFeed } from 'feedsmith'
import { beforeEach } from 'vitest'
import { capChannel } from '#delivery/channels/cap.ts'
import { feedRoutes } from '#delivery/feeds/feed-routes.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { RoutingFile } from '#domain/pack/routing-shapes.ts'
import { routing, pack as world } from '../../support/delivery-world.ts'
import { anActor, routeServer } from '../../support/route-server.ts'
import { plan, type Rig, run, useRig } from './deliver-rig.ts'
import { addEvent, audience } from './rows.ts'

type Channel = RoutingFile['channels'][number]
const cap = (code: string, more: Partial<Channel> = {}): Channel => ({
  code,
  type: 'cap',
  max_marking: 'TLP:GREEN',
  ...more,
})
const fed: RoutingFile = {
  ...routing,
  channels: [
    ...routing.channels,
    cap('cap-liaison', { poll_every: '5m' }),
    cap('cap-private', { scope: 'Private' }),
    cap('cap-public', { scope: 'Public' }),
  ],
  audiences: routing.audiences.map((one) => {
    if (one.code === 'liaison') return { ...one, channels: ['cap-liaison'] }
    if (one.code === 'duty') return { ...one, channels: ['inbox', 'cap-liaison'] }
    if (one.code === 'offices') return { ...one, channels: ['inbox', 'cap-private'] }
    return one.code === 'partners' ? { ...one, channels: ['cap-public'] } : one
  }),
}
const pack: DeliveryPack = { ...world, routing: fed }
export const publicUrl = 'https://vigia.example.org'

const callers = {
  duty: anActor({ office: 'duty' }),
  norte: anActor({ office: 'office-norte', territory: ['AA01'] }),
  sur: anActor({ office: 'office-sur', territory: ['AA02'] }),
  green: anActor({ role: 'verifier', marking: 'TLP:GREEN' }),
  liaison: anActor({ role: 'un_liaison', office: 'liaison', marking: 'TLP:AMBER' }),
  stranger: anActor({ role: 'un_liaison', office: 'other', marking: 'TLP:AMBER' }),
  bound: anActor({ processes: ['another'] }),
  analyst: anActor({ role: 'analyst' }),
}
const byName = new Map(Object.entries(callers))

export const fileOf = (id: string | undefined) => `/v1/feeds/cap/${String(id).replace('urn:uuid:', '')}.xml`

/** Who asks; undefined sends no token. */
type Who = string | undefined

export function useFeeds() {
  const open = useRig()
  let rig: Rig
  let server: FastifyInstance
  let beforeAnswer: () => Promise<void>
  beforeEach(async () => {
    const { deps, ...plain } = open()
    const { channels } = deps
    beforeAnswer = () => Promise.resolve()
    const waiting = {
      ...capChannel,
      send: async (...given: Parameters<typeof capChannel.send>) => {
        await beforeAnswer()
        return capChannel.send(...given)
      },
    }
    const ofType = (type: string) => (type === 'cap' ? waiting : channels.ofType(type))
    const loadPack = () => Promise.resolve(pack)
    rig = { ...plain, deps: { ...deps, loadPack, channels: { ...channels, ofType } } }
    const authenticate = ({ authorization }: { readonly authorization?: string | undefined }) =>
      Promise.resolve(byName.get(authorization?.replace('Bearer ', '') ?? ''))
    server = await routeServer(callers, feedRoutes({ db: rig.db, publicUrl, loadPack, authenticate }))
  })

  const ask = (method: 'GET' | 'HEAD', who: Who, url: string, headers: Record<string, string> = {}) => {
    const authorization = who === undefined ? {} : { authorization: `Bearer ${who}` }
    return server.inject({ method, url, headers: { ...authorization, ...headers } })
  }
  const get = (who: Who, url: string, headers?: Record<string, string>) => ask('GET', who, url, headers)
  return {
    db: () => rig.db,
    /** Between the publishing of a file and the record of it. */
    beforeCapAnswer: (act: () => Promise<void>) => {
      beforeAnswer = act
    },
    logger: () => rig.deps.logger,
    plan: () => plan(rig),
    run: () => run(rig),
    tell: async (
      codes: readonly string[],
      changes: Parameters<typeof addEvent>[1] = {},
      body: Record<string, unknown> = {},
    ) => {
      await addEvent(rig.db, changes, { audiences: codes.map((code) => audience(code)), ...body })
      await plan(rig)
      await run(rig)
    },
    get,
    head: (who: Who, url: string) => ask('HEAD', who, url),
    entries: async (who: Who, url = '/v1/feeds/cap') =>
      parseAtomFeed((await get(who, url)).body).entries ?? [],
    rows: () => rig.db.selectFrom('cap_message').selectAll().orderBy('ordinal').orderBy('edition').execute(),
    deliveries: async (channel: string) => {
      const query = rig.db.selectFrom('delivery').selectAll().where('channel', '=', channel)
      const found = await query.orderBy('ordinal').orderBy('recipient').execute()
      return found.map((one) => `${one.ordinal} ${one.recipient} ${one.state} ${one.reason}`)
    },
  }
}
