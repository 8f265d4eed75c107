// /v1/triage: the queue of signals that wait for a decision, one of them with what is like it, and having one in hand or out of sight.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import { type Actor, markingsOf } from '#domain/actor.ts'
import { maySee } from '#domain/signal/sight.ts'
import { readTimeCursor, writeCursor } from '#platform/cursor.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readNow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import type { IntakeDeps } from './accept-signals.ts'
import { answerAct } from './answer-act.ts'
import { approvedTexts } from './public-text-store.ts'
import { recordSeen } from './record-seen.ts'
import { readRevisions, type StoredSignal } from './signal-store.ts'
import { viewSignal } from './signal-view.ts'
import { countQueue, type QueueFilter, readNear, readQueue } from './triage-queue-store.ts'
import {
  assignSignal,
  listVerifications,
  mergedInto,
  readHold,
  snoozeSignal,
  standingMerge,
} from './triage-store.ts'
import {
  holderOf,
  mostAlike,
  queueItemSchema,
  triageSignalSchema,
  viewAlike,
  viewQueueItem,
  viewStanding,
  viewVerification,
} from './triage-view.ts'
import { isOwnReport } from './verify-signal.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]
const idParameter = z.object({ id: z.uuid() })
// A page says «1000+» beyond this; nobody works through more in a shift.
const mostCounted = 1_000

const queueQuery = z.object({
  process: z.string().max(64).optional(),
  place: z.string().max(120).optional(),
  category: z.string().max(64).optional(),
  severity: z.coerce.number().int().min(1).max(5).optional().describe('At least'),
  text: z.string().trim().min(2).max(100).optional().describe('In the title or the narrative'),
  show: z.enum(['waiting', 'mine', 'snoozed']).default('waiting'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
})

const holdSchema = z
  .object({
    id: z.string(),
    held_by: z.enum(['me', 'other']).nullable(),
    snoozed_until: z.string().nullable(),
  })
  .meta({ id: 'TriageHold' })

export function triageRoutes(deps: IntakeDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerQueue(server, deps)
    registerOne(server, deps)
    registerHolds(server, deps)
    done()
  }
}

function registerQueue(server: Server, deps: IntakeDeps): void {
  server.get(
    '/v1/triage',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary:
          'Signals that wait for a decision, the one that is due first at the top; without source and text',
        querystring: queueQuery,
        response: {
          200: z.object({
            items: z.array(queueItemSchema),
            next: z.string().nullable(),
            waiting: z.number().int().describe(`With this filter, counted up to ${mostCounted}`),
          }),
          default: problemSchema,
        },
      },
    },
    async (request) => {
      const { actor, query } = request
      const { version } = await readNow(deps.db)
      const view = await deps.registry.at(deps.db, version)
      const filter = filterOf(query, actor, view)
      const rows = await readQueue(deps.db, filter)
      const page = rows.slice(0, query.limit)
      const last = page.at(-1)
      return {
        items: page.map((row) => viewQueueItem(row, actor)),
        next:
          rows.length > query.limit && last !== undefined
            ? writeCursor({ xid: String(last.due.epochMilliseconds), id: last.id })
            : null,
        waiting: await countQueue(deps.db, filter, mostCounted),
      }
    },
  )
}

function filterOf(query: z.infer<typeof queueQuery>, actor: Actor, view: RegistryView): QueueFilter {
  const resolved = query.place === undefined ? undefined : view.places.resolve(query.place)
  if (resolved !== undefined && resolved.code === undefined)
    throw new AppError('invalid', 'INTAKE_PLACE_UNKNOWN', `unknown place "${query.place}"`)
  const after = readTimeCursor(query.cursor)
  return {
    process: query.process,
    place: resolved?.code,
    category: query.category,
    minSeverity: query.severity,
    text: query.text,
    personId: query.show === 'mine' ? actor.personId : undefined,
    isSnoozed: query.show === 'snoozed',
    territory: actor.territory,
    isNational: actor.territory.includes(view.pack.country),
    markings: markingsOf(actor),
    processes: actor.processes,
    after: after && { due: after.time.toString(), id: after.id },
    limit: query.limit + 1,
  }
}

function registerOne(server: Server, deps: IntakeDeps): void {
  server.get(
    '/v1/triage/:id',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary: 'One signal at the desk: as it stands, what is like it and why, what was decided on it',
        params: idParameter,
        response: { 200: triageSignalSchema, default: problemSchema },
      },
    },
    async (request) => {
      const { actor } = request
      const { id } = request.params
      const { db } = deps
      const { version } = await readNow(db)
      const view = await deps.registry.at(db, version)
      const revisions = await readRevisions(db, id)
      const latest = visible(revisions.at(-1), actor, view, id)
      const near = await readNear(db, latest, limits.likenessHours, limits.likenessCandidates)
      const alike = mostAlike(
        latest,
        near.filter((row) => maySee(row, actor, view.places)),
        { hours: limits.likenessHours, most: limits.likenessShown },
      )
      await recordSeen(deps, actor, 'signal.read', id, [latest, ...alike.map((one) => one.row)])
      const publicTexts = await approvedTexts(db, [id])
      const hold = await readHold(db, id)
      return {
        signal: viewSignal(latest, actor, { places: view.places, publicTexts }),
        ...viewStanding(latest, revisions[0]?.received ?? latest.received, hold, actor),
        own: await isOwnReport(db, latest, actor),
        merged_into: (await standingMerge(db, id))?.intoId ?? null,
        repeats: (await mergedInto(db, id)).map((one) => ({
          signal: one.signalId,
          reason: one.reason,
          at: one.createdAt.toString(),
        })),
        alike: alike.map(viewAlike),
        decisions: (await listVerifications(db, id)).map((row) => viewVerification(row, actor)),
      }
    },
  )
}

function visible(
  latest: StoredSignal | undefined,
  actor: Actor,
  view: RegistryView,
  id: string,
): StoredSignal {
  if (latest !== undefined && maySee(latest, actor, view.places)) return latest
  throw new AppError('not_found', 'SIGNAL_UNKNOWN', `there is no signal ${id} that this token may see`)
}

function registerHolds(server: Server, deps: IntakeDeps): void {
  server.post(
    '/v1/triage/:id([0-9a-f-]+)::assign',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary: 'Take a signal in hand, so that others see that somebody has it; or let it go',
        params: idParameter,
        body: z.strictObject({ to: z.enum(['me', 'nobody']) }),
        response: { 201: holdSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx, view) => {
        const { actor } = request
        const { id } = request.params
        visible((await readRevisions(trx, id)).at(-1), actor, view, id)
        const to = request.body.to === 'me' ? actor.personId : null
        await assignSignal(trx, id, to, actor.personId)
        const object = { kind: 'signal', id }
        await recordAudit(trx, { actor, action: 'signal.assigned', object, detail: { to: request.body.to } })
        return viewHold(trx, id, actor)
      }),
  )
  server.post(
    '/v1/triage/:id([0-9a-f-]+)::snooze',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary: 'Take a signal out of the queue for a time; 0 brings it back',
        params: idParameter,
        body: z.strictObject({
          minutes: z
            .int()
            .min(0)
            .max(limits.snoozeHours * 60),
        }),
        response: { 201: holdSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx, view) => {
        const { actor } = request
        const { id } = request.params
        const { minutes } = request.body
        visible((await readRevisions(trx, id)).at(-1), actor, view, id)
        await snoozeSignal(trx, id, minutes, actor.personId)
        const object = { kind: 'signal', id }
        await recordAudit(trx, { actor, action: 'signal.snoozed', object, detail: { minutes } })
        return viewHold(trx, id, actor)
      }),
  )
}

async function viewHold(trx: Trx, id: string, actor: Actor): Promise<z.infer<typeof holdSchema>> {
  const { personId, snoozedUntil } = await readHold(trx, id)
  return { id, held_by: holderOf(personId, actor), snoozed_until: snoozedUntil?.toString() ?? null }
}
