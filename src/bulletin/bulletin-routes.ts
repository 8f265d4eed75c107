// /v1/bulletins: the list, one, and its numbers counted once more.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { markingsOf } from '#domain/actor.ts'
import { bulletinKinds, bulletinStates } from '#domain/bulletin/bulletin.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { isUnchanged } from '#platform/etag.ts'
import { problemSchema } from '#platform/problem.ts'
import { type BulletinDeps, viewOf } from './act-once.ts'
import { listBulletinEvents, listBulletins, readBulletin } from './bulletin-store.ts'
import { bulletinLineSchema, bulletinSchema, viewBulletin, viewLine } from './bulletin-view.ts'
import { mayMake, recount, visible } from './read-bulletin.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const leaf = z.union([z.string(), z.number(), z.boolean(), z.null()])
const difference = z.object({
  at: z.string().describe('Where: a pointer into the numbers, by place, alert or institution'),
  was: leaf,
  is: leaf,
})
const counted = z.object({ equal: z.boolean(), differences: z.array(difference) })
const recountSchema = z
  .object({
    as_known_then: counted.describe(
      'Counted again as the record was known at as_of; it differs only when the record was altered or an alert’s marking has risen since',
    ),
    as_known_today: counted.describe('The same period as the record is known today: what has moved since'),
    at: z.string(),
  })
  .meta({ id: 'BulletinRecount' })

export function bulletinRoutes(deps: BulletinDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerList(server, deps)
    registerOne(server, deps)
    registerRecount(server, deps)
    done()
  }
}

function registerList(server: Server, deps: BulletinDeps): void {
  server.get(
    '/v1/bulletins',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary:
          'Bulletins that the caller may see, the latest change first; those that nobody has published for whoever makes them',
        querystring: z.object({
          process: z.string().max(64).optional(),
          kind: z.enum(bulletinKinds).optional(),
          state: z.enum(bulletinStates).optional(),
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
        }),
        response: {
          200: z.object({ items: z.array(bulletinLineSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async ({ query, actor }) => {
      const { cursor, limit, ...filter } = query
      const { pack } = await viewOf(deps)
      const rows = await listBulletins(deps.db, {
        ...filter,
        isNational: actor.territory.includes(pack.country),
        places: actor.places ?? actor.territory,
        markings: markingsOf(actor),
        processes: actor.processes,
        withDrafts: mayMake(actor),
        before: readCursor(cursor),
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.map(viewLine),
        next: rows.length > limit && last !== undefined ? writeCursor(last) : null,
      }
    },
  )
}

function registerOne(server: Server, deps: BulletinDeps): void {
  server.get(
    '/v1/bulletins/:id',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'One bulletin with its frozen numbers, the texts of people and its history',
        params: idParameter,
        response: { 200: bulletinSchema, 304: z.null(), default: problemSchema },
      },
    },
    async ({ params, actor, headers }, reply) => {
      const view = await viewOf(deps)
      const row = visible(view, actor, params.id, await readBulletin(deps.db, params.id))
      const etag = `"${row.version}"`
      void reply.header('etag', etag).header('cache-control', 'private, no-cache')
      if (isUnchanged(headers['if-none-match'], etag)) return reply.code(304).send(null)
      return viewBulletin(row, await listBulletinEvents(deps.db, row.id), actor, view.pack)
    },
  )
}

function registerRecount(server: Server, deps: BulletinDeps): void {
  server.get(
    '/v1/bulletins/:id/recount',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Its numbers counted once more, as known then and as known today: equal, or what differs',
        params: idParameter,
        response: { 200: recountSchema, default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      const view = await viewOf(deps)
      const row = visible(view, actor, params.id, await readBulletin(deps.db, params.id))
      const { asKnownThen, asKnownToday, at } = await recount(deps.db, view, row)
      return {
        as_known_then: { equal: asKnownThen.length === 0, differences: [...asKnownThen] },
        as_known_today: { equal: asKnownToday.length === 0, differences: [...asKnownToday] },
        at: at.toString(),
      }
    },
  )
}
