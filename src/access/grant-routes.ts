// /v1/grants and /v1/grant-proposals: who may do what, where, until when; the second person's word.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { inTransaction } from '#platform/database/database.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { idParameter, reason, wantedGrant } from './access-inputs.ts'
import { grantProposalSchema, grantSchema, viewGrant, viewGrantProposal } from './access-views.ts'
import { listProposals } from './approve.ts'
import { decideGrant, giveGrant, grantProposal, takeGrantAway } from './give-grants.ts'

const people = { scope: 'admin:people', personOnly: true } as const
const dangerous = { ...people, stepUp: true } as const

export function grantRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/accounts/:id/grants',
      {
        config: dangerous,
        schema: {
          summary: 'Gives a role; one that makes an administrator or auditor waits for another person (202)',
          params: idParameter,
          body: z.strictObject({ ...wantedGrant, reason }),
          response: { 201: grantSchema, 202: grantProposalSchema, default: problemSchema },
        },
      },
      async ({ actor, body, params }, reply) => {
        const { reason: why, ...wanted } = body
        const country = await deps.country()
        const given = await inTransaction(deps.db, (trx) =>
          giveGrant(trx, country, params.id, wanted, { by: actor, reason: why }),
        )
        if (given.kind === 'granted') return reply.code(201).send(viewGrant(given.grant))
        return reply.code(202).send(viewGrantProposal(given.proposal))
      },
    )
    server.post(
      '/v1/grants/:id([0-9a-f-]+)::revoke',
      {
        config: dangerous,
        schema: {
          summary: 'Takes a grant away; within 5 s everywhere',
          params: idParameter,
          body: z.strictObject({ reason }),
          response: {
            200: z.object({ id: z.string(), state: z.literal('revoked') }),
            default: problemSchema,
          },
        },
      },
      async ({ actor, body, params }) => {
        const { id } = await inTransaction(deps.db, (trx) =>
          takeGrantAway(trx, deps, params.id, actor, body.reason),
        )
        return { id, state: 'revoked' as const }
      },
    )
    server.get(
      '/v1/grant-proposals',
      {
        config: people,
        schema: {
          summary: 'Grants that wait for a second person or had one, the newest first',
          querystring: z.object({
            state: z.enum(['open', 'approved', 'done', 'rejected', 'stale']).optional(),
            limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
          }),
          response: { 200: z.object({ items: z.array(grantProposalSchema) }), default: problemSchema },
        },
      },
      async ({ query: { state, limit } }) => {
        const found = await listProposals(deps.db, {
          kind: grantProposal,
          limit,
          ...(state === undefined ? {} : { state }),
        })
        return { items: found.map(viewGrantProposal) }
      },
    )
    server.post(
      '/v1/grant-proposals/:id/approvals',
      {
        config: dangerous,
        schema: {
          summary: 'Approves or rejects a grant; another person than the proposer and than whom it is for',
          params: idParameter,
          body: z.strictObject({
            decision: z.enum(['approve', 'reject']).default('approve'),
            note: z.string().max(1_000).optional(),
          }),
          response: {
            201: z.object({ proposal: grantProposalSchema, grant: grantSchema.nullable() }),
            default: problemSchema,
          },
        },
      },
      async ({ actor, body, params }, reply) => {
        const decision = { decision: body.decision, note: body.note ?? null }
        const country = await deps.country()
        const { proposal, grant } = await inTransaction(deps.db, (trx) =>
          decideGrant(trx, country, params.id, actor, decision),
        )
        return reply.code(201).send({
          proposal: viewGrantProposal(proposal),
          grant: grant === undefined ? null : viewGrant(grant),
        })
      },
    )
    done()
  }
}
