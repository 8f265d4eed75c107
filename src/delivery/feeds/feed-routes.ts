// CAP and Atom: the index of the CAP files, each file, the summaries per department, and the file of one alert.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readAlert } from '#alerts/alert-store.ts'
import { limits } from '#config/limits.ts'
import { sightOf } from '#domain/access/sight-of.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { maySeeAlert } from '#domain/delivery/sight.ts'
import type { Db } from '#platform/database/database.ts'
import { beyondSight, throughFeed } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { etagOf, isUnchanged } from '#platform/etag.ts'
import { problemSchema } from '#platform/problem.ts'
import { alertFile } from './alert-file.ts'
import { listCap, noteFetched, readCapDocument } from './cap-store.ts'
import { capIndex, departmentFeed, type FeedFacts } from './feed-documents.ts'
import { atomMarkings, filterOf, type Presented, readerOf } from './reader.ts'

export interface FeedRouteDeps {
  readonly db: Db
  readonly publicUrl: string
  readonly authenticate: (presented: Presented) => Promise<Actor | undefined>
  loadPack(): Promise<DeliveryPack>
}

type Server = Parameters<FastifyPluginCallbackZod>[0]
interface Reply {
  readonly request: { readonly headers: { readonly 'if-none-match'?: string | undefined } }
  code(status: number): unknown
  header(name: string, value: string): unknown
}

const language = z
  .enum(['es', 'en'])
  .optional()
  .describe('Of titles and summaries; the country’s own when left out')
const documents = (type: string) => ({
  produces: [type, 'application/problem+json'],
  response: {
    200: z.string(),
    304: z.null().describe('Not changed since the tag in If-None-Match'),
    default: problemSchema,
  },
})
const ATOM = 'application/atom+xml'
const CAP = 'application/cap+xml'

export function feedRoutes(deps: FeedRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerIndex(server, deps)
    registerDepartments(server, deps)
    registerFiles(server, deps)
    registerAlertFile(server, deps)
    done()
  }
}

function registerIndex(server: Server, deps: FeedRouteDeps): void {
  server.get(
    '/v1/feeds/cap',
    {
      config: { isPublic: true },
      schema: {
        summary:
          'Index of the CAP 1.2 files that the caller may read, the newest first; without a token the public ones',
        querystring: z.object({ language }),
        ...documents(ATOM),
      },
    },
    async ({ query, headers }, reply) => {
      const actor = await readerOf(deps.authenticate, headers)
      const pack = await deps.loadPack()
      const rows = await seen(actor, pack, () => listCap(deps.db, filterOf(actor, pack), limits.feedEntries))
      return answer(reply, ATOM, capIndex(factsOf(deps, pack, query.language), rows), actor)
    },
  )
}

function registerDepartments(server: Server, deps: FeedRouteDeps): void {
  server.get(
    '/v1/feeds/atom/:department.xml',
    {
      config: { isPublic: true },
      schema: {
        summary:
          'Summaries of one department’s alerts, TLP:GREEN and TLP:CLEAR only; the country’s code names all. Without a token what was approved for the public',
        params: z.object({ department: z.string().max(64) }),
        querystring: z.object({ language }),
        ...documents(ATOM),
      },
    },
    async ({ params, query, headers }, reply) => {
      const actor = await readerOf(deps.authenticate, headers)
      const pack = await deps.loadPack()
      const { department } = params
      if (!isDepartment(department, pack)) throw unknown('FEED_UNKNOWN', `feed of a department ${department}`)
      const filter = filterOf(actor, pack)
      const narrow = {
        ...filter,
        markings: filter.markings.filter((one) => atomMarkings.some((other) => other === one)),
        department: department === pack.country ? undefined : department,
      }
      const rows = await seen(actor, pack, () => listCap(deps.db, narrow, limits.feedEntries))
      return answer(reply, ATOM, departmentFeed(factsOf(deps, pack, query.language), department, rows), actor)
    },
  )
}

function registerFiles(server: Server, deps: FeedRouteDeps): void {
  server.get(
    '/v1/feeds/cap/:identifier.xml',
    {
      config: { isPublic: true },
      schema: {
        summary: 'One CAP 1.2 file, as it was published; the first look of an addressee is its receipt',
        params: z.object({ identifier: z.uuid() }),
        ...documents(CAP),
      },
    },
    async ({ params, headers, method }, reply) => {
      const actor = await readerOf(deps.authenticate, headers)
      const pack = await deps.loadPack()
      const filter = filterOf(actor, pack)
      const document = await seen(actor, pack, () => readCapDocument(deps.db, filter, params.identifier))
      if (document === undefined) throw unknown('CAP_UNKNOWN', `CAP file ${params.identifier}`)
      if (method === 'GET')
        await beyondSight(deps.db, () => noteFetched(deps.db, params.identifier, filter.recipients))
      return answer(reply, CAP, document, actor)
    },
  )
}

function registerAlertFile(server: Server, deps: FeedRouteDeps): void {
  server.get(
    '/v1/alerts/:id/cap.xml',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'One alert as it stands now as a CAP 1.2 file, made when it is asked for',
        params: z.object({ id: z.uuid() }),
        ...documents(CAP),
      },
    },
    async ({ params, actor }, reply) => {
      const pack = await deps.loadPack()
      const alert = await readAlert(deps.db, params.id)
      const isSeen = alert !== undefined && maySeeAlert(actor, alert, pack.lineageOf(alert.place))
      const { publicUrl } = deps
      const document = isSeen ? await alertFile(deps.db, params.id, { actor, pack, publicUrl }) : undefined
      if (document === undefined) throw unknown('ALERT_UNKNOWN', `alert ${params.id}`)
      return answer(reply, CAP, document, actor)
    },
  )
}

function seen<T>(actor: Actor | undefined, pack: DeliveryPack, read: () => Promise<T>): Promise<T> {
  return throughFeed(actor === undefined ? undefined : sightOf(actor, pack.country), read)
}

/** The same bytes have the same tag on every process, so a reader who has them is told so and gets none. */
function answer(reply: Reply, type: string, document: string, actor: Actor | undefined): string | null {
  const etag = etagOf(document)
  reply.header('etag', etag)
  reply.header('cache-control', `${actor === undefined ? 'public' : 'private'}, no-cache`)
  reply.header('vary', 'authorization, cookie')
  if (isUnchanged(reply.request.headers['if-none-match'], etag)) {
    reply.code(304)
    return null
  }
  reply.header('content-type', `${type}; charset=utf-8`)
  return document
}

function factsOf(
  { publicUrl }: FeedRouteDeps,
  pack: DeliveryPack,
  asked: FeedFacts['language'] | undefined,
): FeedFacts {
  const placeText = (place: string) => pack.placeText(place)
  return { publicUrl, language: asked ?? pack.routing.languages.default, placeText }
}

/** A place directly below the country, or the country itself. */
function isDepartment(code: string, pack: DeliveryPack): boolean {
  const [, above, ...more] = pack.lineageOf(code)
  return code === pack.country || (above === pack.country && more.length === 0)
}

function unknown(code: string, what: string): AppError {
  return new AppError('not_found', code, `there is no ${what} that this caller may see`)
}
