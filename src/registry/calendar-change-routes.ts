// Changing the calendar of an open process: one person proposes, with its effect in view; another approves, and it is in force.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listProposals, type ProposalRow } from '#access/approve.ts'
import type { Actor } from '#domain/actor.ts'
import type { CountryPack } from '#domain/pack.ts'
import type { Executor } from '#platform/database/database.ts'
import { problemSchema } from '#platform/problem.ts'
import { movedSchema, viewMoved } from './calendar-routes.ts'
import { type RegistryDeps, viewOf } from './registry-routes.ts'
import {
  actOf,
  calendarProposal,
  changeSchema,
  decideCalendar,
  effectOf,
  proposeCalendar,
  type Revised,
} from './revise-calendar.ts'
import { answerChange, decisionSchema, reason } from './rule-change-routes.ts'

const idParameter = z.object({ id: z.string().max(64) })
const text = z.object({ es: z.string(), en: z.string() })
const proposalSchema = z
  .object({
    id: z.uuid(),
    process: z.string(),
    state: z.enum(['open', 'approved', 'done', 'rejected', 'stale']),
    act: text.describe('What the electoral body did'),
    reason: z.string(),
    origin: z.enum(['person', 'file']).describe('file: a newer file of the country pack'),
    own: z.boolean().describe('Whoever asks proposed it, and so cannot approve it'),
    created_at: z.string(),
    expires_at: z.string(),
    moved: movedSchema
      .nullable()
      .describe('Its effect as of now; null = it does not fit the calendar in force any more'),
    version: z.number().int().nullable().describe('The version that the approval brought'),
  })
  .meta({ id: 'CalendarProposal' })

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function calendarChangeRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerList(server, deps)
    registerProposal(server, deps)
    registerDecision(server, deps)
    done()
  }
}

function registerList(server: Server, deps: RegistryDeps): void {
  server.get(
    '/v1/processes/:id/calendar/proposals',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'Proposed changes of the calendar that wait for a second person, each with its effect',
        params: idParameter,
        response: { 200: z.object({ items: z.array(proposalSchema) }), default: problemSchema },
      },
    },
    async (request) => {
      const { pack } = await viewOf(deps)
      const filter = { kind: calendarProposal, target: request.params.id, state: 'open', limit: 20 }
      const open = (await listProposals(deps.db, filter)).filter(({ isExpired }) => !isExpired)
      return { items: await Promise.all(open.map((one) => withEffect(deps.db, pack, one, request.actor))) }
    },
  )
}

function registerProposal(server: Server, deps: RegistryDeps): void {
  server.post(
    '/v1/processes/:id/calendar/revisions',
    {
      config: { scope: 'rules:propose' },
      schema: {
        summary:
          'Proposes a further version of the calendar: dates moved or set, the process suspended or resumed',
        params: idParameter,
        body: changeSchema.extend({ reason }),
        response: { 201: proposalSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx, { pack }) => {
        const { reason: why, ...change } = request.body
        const wish = { change, reason: why }
        const made = await proposeCalendar(trx, pack, request.params.id, wish, request.actor)
        return { status: 201, body: view(pack, made.proposal, made.revised, request.actor) }
      }),
  )
}

function registerDecision(server: Server, deps: RegistryDeps): void {
  server.post(
    '/v1/processes/:id/calendar/proposals/:proposal/approvals',
    {
      config: { scope: 'rules:approve', stepUp: true },
      schema: {
        summary:
          'Approves the change, which is in force at once, or rejects it; another person than its proposer',
        params: idParameter.extend({ proposal: z.uuid() }),
        body: decisionSchema,
        response: { 201: proposalSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx, { pack }) => {
        const { actor, params, body } = request
        const decision = { decision: body.decision, note: body.note ?? null }
        const wish = { process: params.id, id: params.proposal, actor, decision }
        const { proposal, version, effect } = await decideCalendar(trx, deps, pack, wish)
        return { status: 201, body: view(pack, proposal, effect, actor, version) }
      }),
  )
}

async function withEffect(db: Executor, pack: CountryPack, proposal: ProposalRow, actor: Actor) {
  return view(pack, proposal, await effectOf(db, pack, proposal), actor)
}

function view(
  pack: CountryPack,
  proposal: ProposalRow,
  effect: Revised | undefined,
  actor: Actor,
  version?: number,
): z.infer<typeof proposalSchema> {
  return {
    id: proposal.id,
    process: proposal.target,
    state: proposal.state,
    act: actOf(proposal),
    reason: proposal.reason,
    origin: proposal.proposerPerson === null ? 'file' : 'person',
    own: proposal.proposerPerson === actor.personId,
    created_at: proposal.createdAt.toString(),
    expires_at: proposal.expiresAt.toString(),
    moved: effect === undefined ? null : viewMoved(pack, effect),
    version: version ?? null,
  }
}
