// Every two-person act in one list, and its decision.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listApprovals, listProposals, readProposal, unknownProposal } from '#access/approve.ts'
import { limits } from '#config/limits.ts'
import { problemSchema } from '#platform/problem.ts'
import type { RegistryDeps } from './registry-routes.ts'
import { backtestsOf } from './rule-backtest.ts'
import { answerChange, decided, decisionSchema, shownProposal } from './rule-change-routes.ts'
import { proposalSchema, viewProposal } from './rule-view.ts'

/** Acts about sources and calendars have routes of their own: who reads this list learns nothing of the first. */
const isOfRules = ({ kind }: { readonly kind: string }) => !/^(identity|calendar)[.]/.test(kind)

export function proposalRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    const idParameter = z.object({ id: z.uuid() })
    server.get(
      '/v1/proposals',
      {
        config: { scope: 'rules:read' },
        schema: {
          summary: 'Proposals that need or had a second person, the newest first',
          querystring: z.object({
            state: z.enum(['open', 'approved', 'done', 'rejected', 'stale']).optional(),
            target: z.string().max(64).optional(),
            limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
          }),
          response: { 200: z.object({ items: z.array(proposalSchema) }), default: problemSchema },
        },
      },
      async (request) => {
        const { state, target, limit } = request.query
        const found = await listProposals(deps.db, {
          limit,
          ...(state === undefined ? {} : { state }),
          ...(target === undefined ? {} : { target }),
        })
        const approvals = await listApprovals(
          deps.db,
          found.map((one) => one.id),
        )
        const backtests = await backtestsOf(deps.db, found)
        return {
          items: found
            .filter(isOfRules)
            .map((one) =>
              viewProposal(one, approvals.get(one.id) ?? [], backtests.get(one.id), request.actor),
            ),
        }
      },
    )
    server.get(
      '/v1/proposals/:id',
      {
        config: { scope: 'rules:read' },
        schema: {
          summary: 'One proposal with its decisions',
          params: idParameter,
          response: { 200: proposalSchema, default: problemSchema },
        },
      },
      async (request) => {
        const { id } = request.params
        const found = await readProposal(deps.db, id)
        if (found === undefined || !isOfRules(found)) throw unknownProposal(id)
        return shownProposal(deps.db, found, request.actor)
      },
    )
    server.post(
      '/v1/proposals/:id/approvals',
      {
        config: { scope: 'rules:approve', stepUp: true },
        schema: {
          summary: 'Approves or rejects a proposal; another person than its author and proposer',
          params: idParameter,
          body: decisionSchema,
          response: { 201: proposalSchema, default: problemSchema },
        },
      },
      (request, reply) =>
        answerChange(deps, request, reply, (trx, view) =>
          decided(trx, view, request, request.params.id, request.body),
        ),
    )
    done()
  }
}
