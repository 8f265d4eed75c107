// POST /v1/alerts/{id}:escalate, «Escalar ahora»: a person does not wait for the clock, and may choose the step.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { keyedRequest, once } from '#access/idempotency.ts'
import { type AlertRow, lockAlerts } from '#alerts/alert-store.ts'
import type { LadderChange, LadderRow, StepRow } from '#alerts/escalation-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { maySeeAlert } from '#domain/delivery/sight.ts'
import type { Policy } from '#domain/response/policy.ts'
import { afterCommit, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import { changeOf, climb, startClimbing } from './climb.ts'
import type { EscalateDeps } from './escalate.ts'
import { loadLadders } from './load-ladders.ts'
import { saveClimbs } from './save-climbs.ts'

const bodySchema = z.strictObject({
  reason: z.string().trim().min(3).max(1_000).describe('Why; kept with the record'),
  to_step: z.int().positive().max(1_000).optional().describe('Order of a step; absent = the next one'),
})

const told = z.object({
  order: z.number().int().describe('Step of the ladder'),
  audience: z.string(),
  role: z.string().nullable(),
  outcome: z.enum(['told', 'told_before', 'skipped']),
  reason: z.string(),
  recipients: z.array(z.string()),
})
const escalatedSchema = z
  .object({
    alert_id: z.string(),
    ladder: z.string(),
    steps: z
      .array(told)
      .describe('What this request brought about: steps skipped, then the one told, if any'),
    due_at: z.string().nullable().describe('When the next step follows; null = the alert is acknowledged'),
  })
  .meta({ id: 'Escalated' })

export type EscalateRouteDeps = EscalateDeps

export function escalateRoutes(deps: EscalateDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/alerts/:id([0-9a-f-]+)::escalate',
      {
        config: { scope: 'alerts:act' },
        schema: {
          summary: 'Tell the next step of the ladder, or a chosen one, without waiting for the clock',
          params: z.object({ id: z.uuid() }),
          body: bodySchema,
          response: { 201: escalatedSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const { actor, body, params } = request
        const header = request.headers['idempotency-key']
        const key = keyedRequest(header, actor, request.url, sha256(JSON.stringify(body)))
        const pack = await deps.loadPack()
        const answer = await withRetries(() =>
          inTransaction(deps.db, (trx) =>
            once(trx, key, async () => ({
              status: 201,
              body: await escalateNow(trx, deps, pack, { ...body, id: params.id, actor }),
            })),
          ),
        )
        if (answer.isReplay) reply.header('idempotency-replayed', 'true')
        return reply.code(201).send(escalatedSchema.parse(answer.body))
      },
    )
    done()
  }
}

interface Asked extends z.infer<typeof bodySchema> {
  readonly id: string
  readonly actor: Actor
}

async function escalateNow(trx: Trx, deps: EscalateDeps, pack: DeliveryPack, asked: Asked) {
  const { id, actor, reason, to_step } = asked
  const alert = (await lockAlerts(trx, [id])).get(id)
  if (alert === undefined || !maySeeAlert(actor, alert, pack.lineageOf(alert.place))) {
    throw new AppError('not_found', 'ALERT_UNKNOWN', `there is no alert ${id} that this token may see`)
  }
  refuseClosed(alert, actor)
  const { standing, row, policy, climbing } = await standingOf(trx, deps, pack, alert)
  refuseUnknownStep(policy, to_step)
  const request = { because: 'by_person', actor: actor.personId, note: reason }
  const chosen = to_step === undefined ? {} : { chosen: to_step }
  const after = climb(climbing, policy, { ...request, ...chosen })
  if (after === undefined) throw noLadder(id)
  const ladder = ladderAfter(row, alert, after.ladder)
  await saveClimbs(trx, [{ standing, ladder, climbing: after }], deps.countStep)
  await recordAudit(trx, {
    actor,
    action: 'alert.escalated',
    object: { kind: 'alert', id },
    detail: { to_step: to_step ?? null },
    note: reason,
  })
  afterCommit(trx, () => deps.pokes.poke('notify', 'all'))
  return {
    alert_id: id,
    ladder: policy.ladder,
    steps: after.newSteps.map(viewStep),
    due_at: row.state === 'running' ? after.ladder.dueAt : null,
  }
}

async function standingOf(trx: Trx, deps: EscalateDeps, pack: DeliveryPack, alert: AlertRow) {
  const { ground, standings } = await loadLadders(trx, pack, deps.channels.isTlsEnforced, [alert])
  const [standing] = standings
  const row = standing?.row
  const policy = row?.policy ?? null
  if (standing === undefined || row === undefined || policy === null) throw noLadder(alert.id)
  const climbing = startClimbing(ground, standing, changeOf(row))
  if (climbing === undefined) throw noLadder(alert.id)
  return { standing, row, policy, climbing }
}

/** An acknowledged alert stays answered: one step is told, and the clock does not start again. */
function ladderAfter(row: LadderRow, alert: AlertRow, after: LadderChange): LadderChange {
  const { dueAt, remindAt } = changeOf(row)
  const times = row.state === 'running' ? {} : { dueAt, remindAt }
  // Changes that the ladder has not seen yet are still to have their effect.
  const seenOrdinal = row.seenOrdinal === alert.lastOrdinal ? after.seenOrdinal : row.seenOrdinal
  return { ...after, ...times, seenOrdinal }
}

function refuseClosed(alert: AlertRow, actor: Actor): void {
  if (actor.role === 'un_liaison') {
    throw new AppError(
      'forbidden',
      'ESCALATION_INSIDE_ONLY',
      'the ladder belongs to the institution; ask its duty officer to escalate',
    )
  }
  if (alert.state === 'firing' || alert.state === 'acknowledged') return
  throw new AppError(
    'conflict',
    'ESCALATION_ALERT_CLOSED',
    `the alert is ${alert.state}; nobody has to answer it`,
  )
}

function refuseUnknownStep(policy: Policy, order: number | undefined): void {
  if (order === undefined || policy.steps.some((one) => one.order === order)) return
  const orders = policy.steps.map((one) => one.order).join(', ')
  throw new AppError(
    'invalid',
    'ESCALATION_STEP_UNKNOWN',
    `the ladder ${policy.ladder} has the steps ${orders}, not ${order}`,
  )
}

function viewStep({ order, audience, role, outcome, reason, people }: StepRow): z.infer<typeof told> {
  return { order, audience, role, outcome, reason, recipients: people.map((one) => one.recipient) }
}

function noLadder(id: string): AppError {
  return new AppError(
    'conflict',
    'ESCALATION_NO_LADDER',
    `the routes give the alert ${id} no ladder at its level; tell somebody yourself`,
  )
}
