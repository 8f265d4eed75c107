// /v1/routes, /v1/recipients, /v1/exclusions: how an alert finds its people, tried without sending, and who was left out.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { routingFile } from '#domain/pack/routing-shapes.ts'
import { markings } from '#domain/pack.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { formatInstant } from '#domain/time.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import type { Channels } from './channels/channel-table.ts'
import { listExclusions } from './exclusion-store.ts'
import { type TrialResult, tryRoutes } from './try-routes.ts'

export interface RoutingRouteDeps {
  readonly db: Db
  readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'>
  loadPack(): Promise<DeliveryPack>
}
type Server = Parameters<FastifyPluginCallbackZod>[0]

const words = z.array(z.string().max(120)).max(50)
const trialSchema = z.strictObject({
  process: z.string().max(64),
  rule: z.string().max(64).describe('A rule in force: its audiences, tags and factors count'),
  place: z.string().max(120),
  level: z.enum(levelNames),
  phase: z.string().max(64).optional(),
  window: z.string().max(64).optional(),
  marking: z.enum(markings).default('TLP:GREEN'),
  consent: z
    .strictObject({ internal: z.boolean(), ombudsman: z.boolean(), un: z.boolean(), public: z.boolean() })
    .default({ internal: true, ombudsman: true, un: true, public: true }),
  actors: words.default([]).describe('Codes of alleged actors'),
  tracks: words.default([]),
  category: z.string().max(64).optional(),
  exercise: z.boolean().default(false),
  at: z.iso.datetime({ offset: true }).optional().describe('Now when left out'),
})
const trialResultSchema = z
  .object({
    items: z.array(
      z.object({
        audience: z.string(),
        recipient: z.string(),
        channel: z.string(),
        channel_type: z.string(),
        state: z.string(),
        reason: z.string().describe('As in the delivery log: why now, later or not at all'),
        view: z.enum(['full', 'thin']).nullable(),
        at: z.string().nullable().describe('When it would go out; null: it would not, or a person decides'),
        ladder: z.string().nullable(),
        acknowledge_within_seconds: z.number().nullable(),
      }),
    ),
    silenced_by: z.string().nullable(),
    inhibited_by: z.string().nullable(),
    do_not_broadcast: z.boolean(),
  })
  .meta({ id: 'RouteTrial' })

export function routingRoutes(deps: RoutingRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerRoutes(server, deps)
    registerExclusions(server, deps)
    done()
  }
}

function registerRoutes(server: Server, deps: RoutingRouteDeps): void {
  server.get(
    '/v1/routes',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'The tree of routes and the ladders, as the country pack has them',
        response: {
          200: routingFile.pick({ route: true, ladders: true, clocks: true }).meta({ id: 'Routes' }),
          default: problemSchema,
        },
      },
    },
    async () => {
      const { route, ladders, clocks } = (await deps.loadPack()).routing
      return { route, ladders, clocks }
    },
  )
  server.post(
    '/v1/routes::test',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Who would get what, by which way and when, and why not the others; sends nothing',
        body: trialSchema,
        response: { 200: trialResultSchema, default: problemSchema },
      },
    },
    async ({ body, actor }) => {
      const pack = await deps.loadPack()
      const { phase = null, window = null, category = null, at, exercise: isExercise, ...rest } = body
      if (pack.lineageOf(body.place).length < 2 && pack.placeText(body.place) === body.place) {
        throw new AppError('invalid', 'ALERT_PLACE_UNKNOWN', `unknown place "${body.place}"`)
      }
      const moment = at === undefined ? undefined : Temporal.Instant.from(at)
      const trial = { ...rest, phase, window, category, at: moment, isExercise }
      return viewTrial(await tryRoutes(deps, pack, actor, trial))
    },
  )
}

function viewTrial(result: TrialResult): z.infer<typeof trialResultSchema> {
  return {
    items: result.rows.map(({ row, view, ladder, acknowledgeWithinMs }) => {
      const at = row.dueAt ?? row.heldUntil
      return {
        audience: row.audience,
        recipient: row.recipient,
        channel: row.channel,
        channel_type: row.channelType,
        state: row.state,
        reason: row.reason,
        view,
        at: at === null ? null : formatInstant(at),
        ladder,
        acknowledge_within_seconds: acknowledgeWithinMs === null ? null : acknowledgeWithinMs / 1_000,
      }
    }),
    silenced_by: result.silencedBy,
    inhibited_by: result.inhibitedBy,
    do_not_broadcast: result.isNotForBroadcast,
  }
}

const exclusionSchema = z
  .object({
    alert: z.string(),
    event: z.number().int(),
    process: z.string(),
    recipient: z.string(),
    audience: z.string(),
    institution: z.string().describe('Of the recipient, and of an alleged actor'),
    form: z.enum(['leave_out', 'redact']),
    at: z.string(),
  })
  .meta({ id: 'Exclusion' })

function registerExclusions(server: Server, deps: RoutingRouteDeps): void {
  server.get(
    '/v1/exclusions',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Recipients left out, or told in the redacted form, because of a conflict of interest',
        querystring: z.object({
          alert: z.uuid().optional(),
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
        }),
        response: {
          200: z.object({ items: z.array(exclusionSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async ({ query, actor }) => {
      const pack = await deps.loadPack()
      const from = readCursor(query.cursor)
      const isNational = actor.territory.some((code) => pack.lineageOf(code).length === 1)
      const rows = await listExclusions(deps.db, {
        alertId: query.alert,
        processes: actor.processes,
        territory: isNational ? null : actor.territory,
        before: from?.xid,
        limit: query.limit + 1,
      })
      const page = rows.slice(0, query.limit)
      const last = page.at(-1)
      const isMore = rows.length > query.limit && last !== undefined
      return {
        items: page.map((row) => ({
          alert: row.alertId,
          event: row.ordinal,
          process: row.process,
          recipient: row.recipient,
          audience: row.audience,
          institution: row.institution,
          form: row.form,
          at: row.at.toString(),
        })),
        next: isMore ? writeCursor({ xid: String(last.number), id: last.alertId }) : null,
      }
    },
  )
}
