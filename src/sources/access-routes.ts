// Break-glass by API: ask, agree, read; and the lists of it for those who watch over sources.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import { answersFor } from '#domain/signal/sight.ts'
import { readDerived } from '#intake/signal-store.ts'
import { afterCommit } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { listAccesses, listReads } from './access-store.ts'
import {
  accessSchema,
  noticeSchema,
  openedSchema,
  readSchema,
  viewAccess,
  viewNotice,
  viewRead,
} from './access-view.ts'
import { answerOnce, inView, type SourceRouteDeps } from './answer-once.ts'
import { askAccess, decideAccess, purposes, readIdentities } from './break-glass.ts'
import { listNotices } from './notice-store.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })

export const reviewQuery = z.object({
  since: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
})

export function accessRoutes(deps: SourceRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerActs(server, deps)
    registerLists(server, deps)
    done()
  }
}

function registerActs(server: Server, deps: SourceRouteDeps): void {
  server.post(
    '/v1/signals/:id/identity-access',
    {
      config: { scope: 'identity:open', stepUp: true },
      schema: {
        summary:
          'Ask to read the identities behind a signal; another person agrees, or, in an emergency, everybody is told',
        params: idParameter,
        body: z.strictObject({
          purpose: z.enum(purposes),
          explanation: z.string().trim().min(10).max(1_000).describe('Why it is needed; no names'),
          emergency: z.boolean().default(false),
        }),
        response: { 201: accessSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerOnce(deps, request, reply, async (trx, { places }) => {
        const access = await askAccess(trx, places, request.actor, request.params.id, request.body)
        if (access.isEmergency) afterCommit(trx, () => deps.pokes.poke('channels', 'emergency'))
        return viewAccess(access)
      }),
  )
  server.post(
    '/v1/identity-access/:id/decisions',
    {
      config: { scope: 'identity:approve', stepUp: true },
      schema: {
        summary:
          'Agree to a request or refuse it; another person than the one who asked. Open for 15 minutes from now on',
        params: idParameter,
        body: z.strictObject({
          decision: z.enum(['approve', 'reject']),
          note: z.string().trim().max(500).optional(),
        }),
        response: { 201: accessSchema, default: problemSchema },
      },
    },
    (request, reply) => {
      const { decision, note = null } = request.body
      const state = decision === 'reject' ? 'rejected' : 'approved'
      return answerOnce(deps, request, reply, async (trx, { places }) =>
        viewAccess(
          await decideAccess(trx, places, request.actor, request.params.id, { decision, note }),
          0,
          state,
        ),
      )
    },
  )
  server.post(
    '/v1/identity-access/:id/reads',
    {
      config: { scope: 'identity:open', stepUp: true },
      schema: {
        summary: 'Read the identities, each time on record before the answer; kept by nobody',
        params: idParameter,
        response: { 200: openedSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      if (deps.vault === undefined) {
        throw new AppError('unavailable', 'VAULT_KEYS_MISSING', 'this process has no keys of the vault')
      }
      void reply.header('cache-control', 'no-store')
      const { opened, secondsLeft } = await readIdentities(
        deps.db,
        deps.vault,
        request.actor,
        request.params.id,
      )
      return {
        seconds_left: secondsLeft,
        items: opened.map(({ fields, sealed, ...one }) => ({
          ...one,
          ...(fields === undefined ? {} : { fields: { ...fields } }),
          ...(sealed === undefined ? {} : { sealed: { ...sealed, fields: [...sealed.fields] } }),
        })),
      }
    },
  )
}

/** Who may read the whole record sees every row; others those of the signals of their territory. */
async function inSight<Row extends { readonly signalId: string }>(
  deps: SourceRouteDeps,
  actor: Actor,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (actor.scopes.includes('audit:read')) return rows
  return inView(deps, async (trx, { places }) => {
    const named = rows.map((row) => row.signalId)
    const signals = await beyondSight(trx, () => readDerived(trx, named))
    const seen = signals.filter((one) => answersFor({ sourceId: '', derived: one.derived }, actor, places))
    const ids = new Set(seen.map((one) => one.id))
    return rows.filter((row) => ids.has(row.signalId))
  })
}

const list = <Item extends z.ZodType>(item: Item, summary: string) => ({
  config: { scope: 'identity:review' as const },
  schema: {
    summary,
    querystring: reviewQuery,
    response: { 200: z.object({ items: z.array(item) }), default: problemSchema },
  },
})

function registerLists(server: Server, deps: SourceRouteDeps): void {
  server.get(
    '/v1/identity-access',
    list(accessSchema, 'Who asked to read identities, why, and what became of it; the newest first'),
    async ({ actor, query: { since, limit } }) => {
      const rows = await listAccesses(deps.db, limits.identityRequestHours, { since, limit })
      const seen = await inSight(deps, actor, rows)
      return { items: seen.map((row) => viewAccess(row, row.reads, row.proposalState)) }
    },
  )
  server.get(
    '/v1/identity-reads',
    list(readSchema, 'Every reading of an identity, the newest first'),
    async ({ actor, query: { since, limit } }) => {
      const rows = await listReads(deps.db, { since, limit })
      return { items: (await inSight(deps, actor, rows)).map(viewRead) }
    },
  )
  server.get(
    '/v1/identity-notices',
    list(
      noticeSchema,
      'Notices that identities were opened, in an emergency by one person; the newest first',
    ),
    async ({ actor, query: { since, limit } }) => {
      const rows = await listNotices(deps.db, { since, limit })
      return { items: (await inSight(deps, actor, rows)).map(viewNotice) }
    },
  )
}
