// /v1/alerts/{id}/outcome and the counts of rules: what became of alerts.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { AlertRow } from '#alerts/alert-store.ts'
import type { Actor } from '#domain/actor.ts'
import {
  type LabelledAlert,
  outcomeDefinitions,
  outcomeLabels,
  outcomesByRule,
  standingLabel,
} from '#domain/response/outcome.ts'
import type { Executor } from '#platform/database/database.ts'
import { problemSchema } from '#platform/problem.ts'
import { actOnce, readVisible } from './act-once.ts'
import type { Sight } from './action-store.ts'
import { labelOutcome } from './label-outcome.ts'
import { type LedgerDeps, ledgerView, sightOf } from './ledger.ts'
import {
  allLabels,
  type LabelRow,
  labelsOf,
  missedByRule,
  notesLike,
  taskOf,
  waitingTasks,
} from './outcome-store.ts'
import {
  outcomeSchema,
  ruleOutcomesSchema,
  taskSchema,
  viewOutcome,
  viewRuleOutcomes,
  viewTask,
} from './outcome-view.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const note = z.string().trim().min(3).max(8_000)
const outcomeBody = z.strictObject({
  label: z.enum(outcomeLabels),
  lesser: z.boolean().default(false),
  definition: z.enum(outcomeDefinitions).describe('What counted as harm'),
  reason: note.optional().describe('Needed for averted'),
  evidence: z
    .array(
      z.strictObject({
        kind: z.enum(['document', 'signal', 'link']),
        ref: z.string().trim().min(1).max(2_000),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
    )
    .max(50)
    .default([]),
  first_harm_at: z.iso.datetime({ offset: true }).optional().describe('Needed for confirmed'),
  note: note.optional().describe('What worked; offered when a similar alert opens'),
  language: z.enum(['es', 'en']).default('es'),
})

export function outcomeRoutes(deps: LedgerDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerLabel(server, deps)
    registerOne(server, deps)
    registerTasks(server, deps)
    registerRules(server, deps)
    done()
  }
}

function registerLabel(server: Server, deps: LedgerDeps): void {
  server.post(
    '/v1/alerts/:id/outcome',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Say what became of a closed alert; one label per person, lead times are computed',
        params: idParameter,
        body: outcomeBody,
        response: { 201: outcomeSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { first_harm_at: harm, reason, note: worked, ...given } = request.body
      const outcome = { ...given, reason: reason ?? null, firstHarmAt: harm ?? null, note: worked ?? null }
      const { pack } = await ledgerView(deps)
      const body = await actOnce(deps, request, reply, 201, async (acting) => {
        await labelOutcome(acting, request.params.id, outcome)
        const alert = await readVisible(acting.trx, acting.pack, request.actor, request.params.id)
        return readOutcome(acting.trx, alert, request.actor, pack.country)
      })
      return reply.code(201).send(outcomeSchema.parse(body))
    },
  )
}

function registerOne(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/alerts/:id/outcome',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Labels of an alert, its task, and what worked in similar alerts',
        params: idParameter,
        response: { 200: outcomeSchema, default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      const alert = await readVisible(deps.db, await deps.loadPack(), actor, params.id)
      const { pack } = await ledgerView(deps)
      return readOutcome(deps.db, alert, actor, pack.country)
    },
  )
}

async function readOutcome(db: Executor, alert: AlertRow, actor: Actor, country: string) {
  const labels = await labelsOf(db, alert.id)
  const standing = standingLabel(labels.map(({ label }) => label))
  const notes = await notesLike(db, sightOf(actor, country), alert)
  return viewOutcome(alert.id, standing, labels, await taskOf(db, alert.id), notes)
}

function registerTasks(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/outcome-tasks',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Closed alerts that wait for their label, the first one due first',
        response: { 200: z.object({ items: z.array(taskSchema) }), default: problemSchema },
      },
    },
    async ({ actor }) => {
      const { pack } = await ledgerView(deps)
      return { items: (await waitingTasks(deps.db, sightOf(actor, pack.country))).map(viewTask) }
    },
  )
}

function registerRules(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/outcomes',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'What became of the alerts of each rule, with intervals and lead times; drills are left out',
        querystring: z.object({ process: z.string().max(64).optional() }),
        response: { 200: z.object({ items: z.array(ruleOutcomesSchema) }), default: problemSchema },
      },
    },
    async ({ query, actor }) => {
      const { pack } = await ledgerView(deps)
      const sight = sightOf(actor, pack.country)
      const labelled = await labelledAlerts(deps.db, sight, query.process)
      const missed = await missedByRule(deps.db, sight, query.process)
      return { items: outcomesByRule(labelled, missed).map(viewRuleOutcomes) }
    },
  )
}

/** One per alert: the label that stands, with the lead time of the first judgement that gave it. */
async function labelledAlerts(
  db: Executor,
  sight: Sight,
  process: string | undefined,
): Promise<LabelledAlert[]> {
  const labels = await allLabels(db, sight, process)
  return [...Map.groupBy(labels, ({ alertId }) => alertId).values()].flatMap((own) => {
    const label = standingLabel(own.map((one) => one.label))
    const ruleId = own[0]?.ruleId
    if (label === undefined || ruleId === undefined) return []
    const first: LabelRow | undefined = own.find((one) => one.label === label)
    const leadMs = first?.leadFromFiringMs ?? null
    return [{ ruleId, label, leadMs, receiptLeadMs: first?.leadFromReceiptMs ?? null }]
  })
}
