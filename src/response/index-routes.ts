// /v1/response-index: what became of measures that are due, by institution, territory, class or electoral process; and answers without a measure.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actionClasses } from '#domain/response/action.ts'
import { indexNumbers, responseIndex } from '#domain/response/response-index.ts'
import { problemSchema } from '#platform/problem.ts'
import { type ActionRow, countedActions } from './action-store.ts'
import { findGaps } from './find-gaps.ts'
import { type LedgerDeps, ledgerView, sightOf } from './ledger.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const instant = z.iso.datetime({ offset: true })
const groups = ['institution', 'territory', 'class', 'process'] as const
const indexQuery = z.object({
  group: z.enum(groups).default('institution'),
  process: z.string().max(64).optional(),
  department: z.string().max(16).optional(),
  class: z.enum(actionClasses).optional(),
  since: instant.optional().describe('Recommended at or after'),
  until: instant.optional().describe('Recommended before'),
  exercise: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: drills, which are never counted with real alerts'),
})
const rowSchema = z
  .object({
    group: z.string(),
    n: z.number().int().describe('Recommended measures already due; the index is about these'),
    index: z
      .number()
      .nullable()
      .describe('Σ w·rating / 4 Σ w; a measure without evidence counts 0; null = nothing due'),
    low: z.number().describe('95 % interval of the index'),
    high: z.number(),
    overdue: z.number().int(),
    overdue_share: z.number().nullable(),
    not_yet_due: z.number().int(),
    not_yet_due_share: z.number().nullable(),
    held_back: z.number().int().describe('Not asked for: the institution belongs to the alleged actor'),
    taken: z.number().int().describe('Recorded as done without a recommendation; not in the index'),
  })
  .meta({ id: 'ResponseIndexRow' })
const indexSchema = z.object({
  group: z.enum(groups),
  at: z.string(),
  weights: z.string(),
  items: z.array(rowSchema),
})
const gapSchema = z
  .object({
    alert_id: z.string(),
    process: z.string(),
    level: z.string().nullable(),
    department: z.string().nullable(),
    acknowledged_at: z.string(),
    action_due_at: z.string().describe('Four times the clock of the level after the acknowledgement'),
  })
  .meta({ id: 'ResponseGap' })

export function indexRoutes(deps: LedgerDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerIndex(server, deps)
    registerGaps(server, deps)
    done()
  }
}

function registerIndex(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/response-index',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'How far recommended measures were carried out, with counts and intervals',
        querystring: indexQuery,
        response: { 200: indexSchema, default: problemSchema },
      },
    },
    async ({ query, actor }) => {
      const { group, exercise, ...given } = query
      const filter = { ...given, isExercise: exercise === 'true' }
      const { pack } = await ledgerView(deps)
      const { now, actions } = await countedActions(deps.db, sightOf(actor, pack.country), filter)
      const counted = actions.map((one) => ({
        group: groupOf(one, group),
        level: one.level,
        state: one.state,
        dueAt: one.dueAt?.epochMilliseconds ?? null,
        rating: one.rating,
        evidence: one.evidenceCount,
        isHeld: one.heldReason !== null,
        isTaken: one.isTaken,
      }))
      const items = responseIndex(counted, now.epochMilliseconds).map(indexNumbers)
      return { group, at: now.toString(), weights: 'info 1, watch 2, warning 3, critical 4', items }
    },
  )
}

function groupOf(action: ActionRow, group: (typeof groups)[number]): string {
  switch (group) {
    case 'institution':
      return action.addressee
    case 'territory':
      return action.department ?? action.place
    case 'class':
      return action.class ?? 'not_said'
    case 'process':
      return action.process
  }
}

function registerGaps(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/response-gaps',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Alerts acknowledged for longer than four clocks without any measure issued or taken',
        response: { 200: z.object({ items: z.array(gapSchema) }), default: problemSchema },
      },
    },
    async ({ actor }) => {
      const { pack } = await ledgerView(deps)
      const gaps = await findGaps(deps.db, await deps.loadPack(), sightOf(actor, pack.country))
      return {
        items: gaps.map((one) => ({
          alert_id: one.alertId,
          process: one.process,
          level: one.level,
          department: one.department,
          acknowledged_at: one.acknowledgedAt.toString(),
          action_due_at: one.dueAt.toString(),
        })),
      }
    },
  )
}
