// A process that serves streams: its own connections, its own poller, a port of its own.
import type { AddressInfo } from 'node:net'
import { changesAfter, readHorizon } from '#delivery/feeds/change-store.ts'
import type { Actor } from '#domain/actor.ts'
import { liveRoutes } from '#http/live.ts'
import type { Db } from '#platform/database/database.ts'
import { pack } from './delivery-world.ts'
import { routeServer } from './route-server.ts'
import { silentLogger } from './silent-logger.ts'

/** `callers` may change while the server runs. */
export async function streamServer(db: Db, callers: Record<string, Actor>) {
  const server = await routeServer(
    callers,
    liveRoutes({
      logger: silentLogger,
      authenticate: {
        watching: ({ authorization }) =>
          Promise.resolve(callers[authorization?.replace('Bearer ', '') ?? '']),
      },
      loadPack: () => Promise.resolve(pack),
      changesAfter: (after, limit) => changesAfter(db, after, limit),
      readHorizon: () => readHorizon(db),
    }),
  )
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/v1/stream`, close: () => server.close() }
}
