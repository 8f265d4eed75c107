// /v1/alerts: list, read, timeline.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { type Actor, markingsOf } from '#domain/actor.ts'
import { maySeeAlert } from '#domain/delivery/sight.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry } from '#registry/registry-view-store.ts'
import { readHistory } from './alert-event-store.ts'
import { type AlertRow, listAlerts, readAlert } from './alert-store.ts'
import { alertEventSchema, alertViewSchema, viewAlert, viewEvent } from './alert-view.ts'
import { readLadder, readSteps } from './escalation-store.ts'
import { escalationSchema, viewEscalation } from './escalation-view.ts'
import { notForBroadcast, viewSuppressions } from './suppression-store.ts'

export interface AlertDeps {
  readonly db: Db
  readonly registry: Registry
}

const idParameter = z.object({ id: z.uuid() })
const level = z.enum(['info', 'watch', 'warning', 'critical'])
const listQuery = z.object({
  process: z.string().max(64).optional(),
  place: z.string().max(120).optional(),
  state: z.enum(['firing', 'acknowledged', 'resolved', 'expired']).optional(),
  level: level.optional(),
  rule: z.string().max(64).optional(),
  shadow: z.enum(['true', 'false']).default('false').describe('Alerts of rules on trial, listed apart'),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
})
const oneAlertSchema = alertViewSchema
  .extend({
    escalation: escalationSchema
      .nullable()
      .describe('null = no ladder has looked at the alert, or it is not for the caller'),
  })
  .meta({ id: 'AlertWithEscalation' })

export function alertRoutes(deps: AlertDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerList(server, deps)
    registerOne(server, deps)
    done()
  }
}

type Server = Parameters<FastifyPluginCallbackZod>[0]

function registerList(server: Server, deps: AlertDeps): void {
  server.get(
    '/v1/alerts',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Alerts that the caller may see, the latest change first',
        querystring: listQuery,
        response: {
          200: z.object({ items: z.array(alertViewSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async (request) => {
      const { cursor, limit, place, shadow, ...filter } = request.query
      const view = await registryView(deps)
      const resolved = place === undefined ? undefined : view.places.resolve(place)
      if (resolved !== undefined && resolved.code === undefined) {
        throw new AppError('invalid', 'ALERT_PLACE_UNKNOWN', `unknown place "${place}"`)
      }
      const { actor } = request
      const rows = await listAlerts(deps.db, {
        ...filter,
        place: resolved?.code,
        isShadow: shadow === 'true',
        isNational: actor.territory.includes(view.pack.country),
        territory: actor.territory,
        markings: markingsOf(actor),
        processes: actor.processes,
        before: readCursor(cursor),
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        items: await viewAll(deps.db, page),
        next: rows.length > limit && last !== undefined ? writeCursor(last) : null,
      }
    },
  )
}

function registerOne(server: Server, deps: AlertDeps): void {
  server.get(
    '/v1/alerts/:id',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'One alert, and whose turn it is to answer',
        params: idParameter,
        response: { 200: oneAlertSchema, default: problemSchema },
      },
    },
    async (request) => {
      const alert = await visibleAlert(deps, request.params.id, request.actor)
      const view = await viewOne(deps.db, alert)
      return { ...view, escalation: await escalationFor(deps, alert.id, request.actor) }
    },
  )
  server.get(
    '/v1/alerts/:id/timeline',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Every change of an alert, by the engine and by people, the first one first',
        params: idParameter,
        response: { 200: z.object({ items: z.array(alertEventSchema) }), default: problemSchema },
      },
    },
    async (request) => {
      await visibleAlert(deps, request.params.id, request.actor)
      return { items: (await readHistory(deps.db, request.params.id)).map(viewEvent) }
    },
  )
}

/** Who of the institution has to answer is its own affair: a liaison does not see the ladder. */
async function escalationFor(deps: AlertDeps, id: string, actor: Actor) {
  const ladder = actor.role === 'un_liaison' ? undefined : await readLadder(deps.db, id)
  if (ladder === undefined) return null
  const [steps, { now }] = [await readSteps(deps.db, [id]), await readNow(deps.db)]
  return viewEscalation(ladder, steps, now)
}

/** With what stands beside their state. */
async function viewAll(db: Db, alerts: readonly AlertRow[]) {
  const ids = alerts.map((one) => one.id)
  const suppressions = await viewSuppressions(db, ids)
  const quiet = await notForBroadcast(db, ids)
  const besideOf = (id: string) => ({
    suppressions: suppressions.get(id) ?? [],
    isNotForBroadcast: quiet.has(id),
  })
  return alerts.map((one) => viewAlert(one, besideOf(one.id)))
}

async function viewOne(db: Db, alert: AlertRow) {
  const suppressions = (await viewSuppressions(db, [alert.id])).get(alert.id) ?? []
  const quiet = await notForBroadcast(db, [alert.id])
  return viewAlert(alert, { suppressions, isNotForBroadcast: quiet.has(alert.id) })
}

async function registryView(deps: AlertDeps) {
  const { version } = await readNow(deps.db)
  return deps.registry.at(deps.db, version)
}

/** 404 as well for what the caller may not know to exist. */
export async function visibleAlert(deps: AlertDeps, id: string, actor: Actor) {
  const [alert, { places }] = [await readAlert(deps.db, id), await registryView(deps)]
  if (alert !== undefined && maySeeAlert(actor, alert, places.ancestors(alert.place))) return alert
  throw new AppError('not_found', 'ALERT_UNKNOWN', `there is no alert ${id} that this token may see`)
}
