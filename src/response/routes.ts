// /v1/alerts/{id}/acknowledgements: take an alert, and see who did.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { keyedRequest, once } from '#access/idempotency.ts'
import { readAlert } from '#alerts/alert-store.ts'
import { listAsked } from '#delivery/delivery-log-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { inboxesOf, maySeeAlert } from '#domain/delivery/sight.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import { problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { acknowledge } from './acknowledge.ts'
import { type Acknowledgement, listAcknowledgements } from './response-store.ts'

export interface ResponseRouteDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  loadPack(): Promise<DeliveryPack>
}

const idParameter = z.object({ id: z.uuid() })

const acknowledgementSchema = z
  .object({
    id: z.string(),
    alert_id: z.string(),
    person: z.string(),
    audience: z.string().nullable().describe('The office or audience that the person answers for'),
    level: z.string().nullable().describe('Of the alert when it was acknowledged'),
    note: z.string().nullable(),
    is_first: z.boolean().describe('This answer moved the alert'),
    at: z.string(),
    withdrawn_at: z.string().nullable(),
    withdrawn_reason: z.string().nullable(),
  })
  .meta({ id: 'Acknowledgement' })

const acknowledgementsSchema = z.object({
  items: z.array(acknowledgementSchema),
  asked: z
    .array(z.object({ recipient: z.string(), acknowledge_by: z.string() }))
    .describe(
      'The offices and audiences that the caller answers for, and by when the last message to each asks for an answer; the soonest first',
    ),
})

const recordedSchema = z
  .object({ ...acknowledgementSchema.shape, alert_state: z.string() })
  .meta({ id: 'RecordedAcknowledgement' })

const bodySchema = z.strictObject({ note: z.string().trim().min(1).max(2_000).optional() })

export function responseRoutes(deps: ResponseRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerAcknowledge(server, deps)
    server.get(
      '/v1/alerts/:id/acknowledgements',
      {
        config: { scope: 'alerts:read' },
        schema: {
          summary:
            'Everybody who took the alert, the first one first; and by when the caller’s own office is asked to',
          params: idParameter,
          response: { 200: acknowledgementsSchema, default: problemSchema },
        },
      },
      async ({ params, actor }) => {
        const pack = await deps.loadPack()
        const alert = await readAlert(deps.db, params.id)
        if (alert === undefined || !maySeeAlert(actor, alert, pack.lineageOf(alert.place))) {
          throw unknownAlert(params.id)
        }
        const own = inboxesOf(actor, pack.routing)
        const asked = own.length === 0 ? [] : await listAsked(deps.db, alert.id, own)
        return {
          items: (await listAcknowledgements(deps.db, params.id)).map(view),
          asked: asked.map((one) => ({ recipient: one.recipient, acknowledge_by: one.acknowledgeBy })),
        }
      },
    )
    done()
  }
}

function registerAcknowledge(server: Parameters<FastifyPluginCallbackZod>[0], deps: ResponseRouteDeps): void {
  server.post(
    '/v1/alerts/:id/acknowledgements',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Acknowledge an alert; the first answer moves it, all are recorded',
        params: idParameter,
        body: bodySchema.nullish(),
        response: { 201: recordedSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { actor } = request
      const note = request.body?.note ?? null
      const header = request.headers['idempotency-key']
      const key = keyedRequest(header, actor, request.url, sha256(JSON.stringify({ note })))
      const pack = await deps.loadPack()
      const answer = await withRetries(() =>
        inTransaction(deps.db, (trx) =>
          once(trx, key, async () => {
            const done = await acknowledge(
              trx,
              { ...deps, pack },
              { alertId: request.params.id, actor, note },
            )
            if (done.outcome === 'unknown') throw unknownAlert(request.params.id)
            return { status: 201, body: { ...view(done.acknowledgement), alert_state: done.state } }
          }),
        ),
      )
      if (answer.isReplay) reply.header('idempotency-replayed', 'true')
      const body = recordedSchema.parse(answer.body)
      deps.logger.info({ event: 'alert.acknowledged', alertId: body.alert_id, isFirst: body.is_first })
      return reply.code(201).send(body)
    },
  )
}

function view(row: Acknowledgement): z.infer<typeof acknowledgementSchema> {
  return {
    id: row.id,
    alert_id: row.alertId,
    person: row.actor,
    audience: row.audience,
    level: row.level,
    note: row.note,
    is_first: row.isFirst,
    at: row.at.toString(),
    withdrawn_at: row.withdrawnAt?.toString() ?? null,
    withdrawn_reason: row.withdrawnReason,
  }
}

function unknownAlert(id: string): AppError {
  return new AppError('not_found', 'ALERT_UNKNOWN', `there is no alert ${id} that this token may see`)
}
