// /v1/alerts/{id}/drafts: messages that wait for a person, with their exact texts; release them or withhold them.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { messageSchema } from '#domain/delivery/message.ts'
import { audienceOf } from '#domain/delivery/routing.ts'
import type { Db } from '#platform/database/database.ts'
import { languageOf, problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { answerAct } from './answer-act.ts'
import { type DraftDeps, type DraftView, readDrafts } from './read-drafts.ts'
import { approveDraft, withholdDraft } from './release-drafts.ts'

export interface DraftRouteDeps extends DraftDeps {
  readonly db: Db
  readonly pokes: Pokes
  loadPack(): Promise<DeliveryPack>
}
type Server = Parameters<FastifyPluginCallbackZod>[0]

const params = z.object({ id: z.uuid() })
const draftParams = z.object({ id: z.uuid(), audience: z.string().max(64) })
const draftSchema = z
  .object({
    audience: z.string(),
    state: z.enum(['open', 'released', 'withheld']),
    event: z.number().int().describe('Ordinal of the change whose message waits'),
    seen: z.number().int().describe('The newest change of the alert; sent back with the approval'),
    due_at: z
      .string()
      .describe('When the people inside are told that it waits; it is never sent by time-out'),
    overdue_at: z.string().nullable(),
    approvals_needed: z.number().int(),
    waits_for_second: z.boolean().describe('One person has approved'),
    changes: z.array(z.string()).describe('Since it was put before people first'),
    differences: z
      .array(z.object({ what: z.string(), before: z.string(), now: z.string() }))
      .describe('Sentences in the language that Accept-Language names'),
    texts: z.array(
      z.object({
        recipient: z.string(),
        channel: z.string(),
        message: messageSchema.describe('As it would leave now, without the comment'),
      }),
    ),
    marking: z.string(),
    clearance: z.string().nullable(),
    certainty: z.string(),
    evidence: z.array(z.string()).describe('Signals; their grades are in /v1/alerts/{id}/why'),
    exclusions: z.array(z.object({ audience: z.string(), form: z.enum(['leave_out', 'redact']) })),
    refused: z
      .enum(['own_signal', 'first_approver'])
      .nullable()
      .describe(
        'Why the caller may not approve it: sent a signal behind the alert, or was the first of the two',
      ),
    decided_by: z.string().nullable(),
    comment: z.string().nullable(),
    reason: z.string().nullable(),
    decided_at: z.string().nullable(),
  })
  .meta({ id: 'Draft' })
const releasedSchema = z
  .object({
    outcome: z.enum(['released', 'proposed']).describe('proposed: a second person has to approve as well'),
    messages: z.number().int(),
  })
  .meta({ id: 'ReleasedDraft' })

export function draftRoutes(deps: DraftRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerRead(server, deps)
    registerActs(server, deps)
    done()
  }
}

function registerRead(server: Server, deps: DraftRouteDeps): void {
  server.get(
    '/v1/alerts/:id/drafts',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary:
          'Messages of an alert that wait, or waited, for a person: texts, recipients, exclusions, differences',
        params,
        response: { 200: z.object({ items: z.array(draftSchema) }), default: problemSchema },
      },
    },
    async (request) => {
      const pack = await deps.loadPack()
      const language = languageOf(request.headers['accept-language'])
      const asked = { alertId: request.params.id, language }
      const { alert, drafts } = await readDrafts(deps.db, deps, pack, request.actor, asked)
      return { items: drafts.map((one) => view(one, alert.marking, pack)) }
    },
  )
}

function registerActs(server: Server, deps: DraftRouteDeps): void {
  server.post(
    '/v1/alerts/:id/drafts/:audience([a-z0-9_-]+)::approve',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'Release the messages to one audience; a comment may be added, numbers may not be changed',
        params: draftParams,
        body: z.strictObject({
          seen: z.number().int().describe('As the draft said when it was read'),
          comment: z.string().trim().min(1).max(1_000).optional(),
        }),
        response: { 200: releasedSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { id: alertId, audience } = request.params
      const { seen, comment = null } = request.body
      const answer = await answerAct(deps, request, async (trx, pack) => ({
        status: 200,
        body: await approveDraft(trx, { ...deps, pack }, request.actor, { alertId, audience, seen, comment }),
      }))
      return reply.headers(answer.headers).code(200).send(releasedSchema.parse(answer.body))
    },
  )
  server.post(
    '/v1/alerts/:id/drafts/:audience([a-z0-9_-]+)::withhold',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'Do not send the messages to one audience; the reason is kept',
        params: draftParams,
        body: z.strictObject({ reason: z.string().trim().min(3).max(1_000) }),
        response: { 200: z.object({ outcome: z.literal('withheld') }), default: problemSchema },
      },
    },
    async (request, reply) => {
      const { id: alertId, audience } = request.params
      const { reason } = request.body
      const answer = await answerAct(deps, request, async (trx, pack) => {
        await withholdDraft(trx, { pack }, request.actor, { alertId, audience, reason })
        return { status: 200, body: null }
      })
      return reply
        .headers(answer.headers)
        .code(200)
        .send({ outcome: 'withheld' as const })
    },
  )
}

const text = (at: Temporal.Instant | null): string | null => at?.toString() ?? null

function view(one: DraftView, marking: string, pack: DeliveryPack): z.infer<typeof draftSchema> {
  const { draft } = one
  return {
    audience: draft.audience,
    state: draft.state,
    event: draft.ordinal,
    seen: one.seen,
    due_at: draft.dueAt.toString(),
    overdue_at: text(draft.overdueAt),
    approvals_needed: draft.approvals,
    waits_for_second: draft.state === 'open' && draft.proposalId !== null,
    changes: [...one.changes],
    differences: [...one.differences],
    texts: [...one.texts],
    marking,
    clearance: audienceOf(pack.routing, draft.audience)?.clearance ?? null,
    certainty: one.certainty,
    evidence: [...one.evidenceIds],
    exclusions: [...one.exclusions],
    refused: one.refused,
    decided_by: draft.decidedBy,
    comment: draft.comment,
    reason: draft.reason,
    decided_at: text(draft.decidedAt),
  }
}
