// The delivery log of an alert, the tries of a delivery, and the caller's inbox.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readAlert } from '#alerts/alert-store.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { inboxesOf, maySeeAlert } from '#domain/delivery/sight.ts'
import { markings } from '#domain/pack.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { listDutyNotices } from '#registry/rota-store.ts'
import { listAttempts, listDeliveries, listInbox, markSeen, readDelivery } from './delivery-log-store.ts'
import {
  attemptSchema,
  deliverySchema,
  dutyNoticeSchema,
  inboxItemSchema,
  viewAttempt,
  viewDelivery,
  viewDutyNotice,
  viewInboxItem,
} from './delivery-view.ts'

export interface DeliveryRouteDeps {
  readonly db: Db
  loadPack(): Promise<DeliveryPack>
}

type Server = Parameters<FastifyPluginCallbackZod>[0]
const idParameter = z.object({ id: z.uuid() })

export function deliveryRoutes(deps: DeliveryRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerLog(server, deps)
    registerInbox(server, deps)
    done()
  }
}

function registerLog(server: Server, deps: DeliveryRouteDeps): void {
  server.get(
    '/v1/alerts/:id/deliveries',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Who was told of an alert, by which way and with what result; and who was not, and why',
        params: idParameter,
        response: { 200: z.object({ items: z.array(deliverySchema) }), default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      const pack = await visibleAlert(deps, params.id, actor)
      const rows = pack === undefined ? undefined : await listDeliveries(deps.db, params.id)
      if (pack === undefined || rows === undefined) throw unknown('ALERT_UNKNOWN', 'alert', params.id)
      return { items: rows.filter((row) => isShownTo(actor, row.recipient, pack)).map(viewDelivery) }
    },
  )
  server.get(
    '/v1/deliveries/:id/attempts',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Every try of a delivery and what came of it',
        params: idParameter,
        response: { 200: z.object({ items: z.array(attemptSchema) }), default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      const row = await readDelivery(deps.db, params.id)
      const pack = row === undefined ? undefined : await visibleAlert(deps, row.alertId, actor)
      if (row === undefined || pack === undefined || !isShownTo(actor, row.recipient, pack)) {
        throw unknown('DELIVERY_UNKNOWN', 'delivery', params.id)
      }
      return { items: (await listAttempts(deps.db, row.id)).map(viewAttempt) }
    },
  )
}

const inboxQuery = z.object({
  unseen: z.enum(['true', 'false']).default('false').describe('Only messages that nobody has opened'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
})

function registerInbox(server: Server, deps: DeliveryRouteDeps): void {
  server.get(
    '/v1/inbox',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'The messages to the office or audience that the caller answers for, the newest first',
        querystring: inboxQuery,
        response: {
          200: z.object({
            items: z.array(inboxItemSchema),
            next: z.string().nullable(),
            duty: z
              .array(dutyNoticeSchema)
              .describe('With the first page: who came on duty in the last 7 days'),
          }),
          default: problemSchema,
        },
      },
    },
    async ({ query, actor }) => {
      const from = readCursor(query.cursor)
      const recipients = inboxesOf(actor, (await deps.loadPack()).routing)
      const filter = {
        recipients,
        markings: markings.slice(0, markings.indexOf(actor.marking) + 1),
        processes: actor.processes,
        isUnseenOnly: query.unseen === 'true',
        before: from === undefined ? undefined : { micros: from.xid, id: from.id },
        limit: query.limit + 1,
      }
      // What was sent to an office is read there, wherever the alert is; of a marking too high only that there is one.
      const rows = await beyondSight(deps.db, () => listInbox(deps.db, filter))
      const page = rows.slice(0, query.limit)
      const last = page.at(-1)
      const next = rows.length > query.limit && last !== undefined
      return {
        items: page.flatMap((row) => viewInboxItem(row) ?? []),
        next: next ? writeCursor({ xid: String(last.micros), id: last.id }) : null,
        duty: from === undefined ? (await listDutyNotices(deps.db, recipients)).map(viewDutyNotice) : [],
      }
    },
  )
  server.post(
    '/v1/inbox/:id/seen',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Say that a message was opened; the first time counts, so asking again is harmless',
        params: idParameter,
        response: { 200: z.object({ id: z.string(), seen_at: z.string() }), default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      const recipients = inboxesOf(actor, (await deps.loadPack()).routing)
      const { processes } = actor
      const seenAt = await inTransaction(deps.db, (trx) =>
        beyondSight(trx, () => markSeen(trx, params.id, { recipients, processes })),
      )
      if (seenAt === undefined) throw unknown('INBOX_MESSAGE_UNKNOWN', 'message', params.id)
      return { id: params.id, seen_at: seenAt.toString() }
    },
  )
}

/** The pack when the caller may know of the alert. */
async function visibleAlert(
  deps: DeliveryRouteDeps,
  id: string,
  actor: Actor,
): Promise<DeliveryPack | undefined> {
  const pack = await deps.loadPack()
  const alert = await readAlert(deps.db, id)
  return alert !== undefined && maySeeAlert(actor, alert, pack.lineageOf(alert.place)) ? pack : undefined
}

/** Who else was told is the institution's own affair: a liaison sees the rows of the liaison. */
function isShownTo(actor: Actor, recipient: string, pack: DeliveryPack): boolean {
  return actor.role !== 'un_liaison' || inboxesOf(actor, pack.routing).includes(recipient)
}

function unknown(code: string, what: string, id: string): AppError {
  return new AppError('not_found', code, `there is no ${what} ${id} that this token may see`)
}
