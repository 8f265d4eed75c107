// /v1/auth/oidc-links: the accounts of an institution that are one's own. For people only, with both factors shown a moment ago.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { idParameter } from './access-inputs.ts'
import { endedFlowCookie, secretOfCookie } from './oidc-flow.ts'
import { addLink, beginLink, removeLink } from './oidc-link.ts'
import { answerBegun, begunSchema, providerAnswer } from './oidc-routes.ts'
import { linksOf } from './oidc-store.ts'

const config = { scope: 'any', personOnly: true, stepUp: true } as const

const links = z.object({
  is_on: z.boolean().describe('Whether this installation has such a way in'),
  items: z.array(
    z.object({
      id: z.string(),
      issuer: z.string(),
      created_at: z.string(),
      last_used_day: z.string().nullable().describe('The day only, of UTC'),
    }),
  ),
})

export function oidcLinkRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/auth/oidc-links',
      {
        config: { scope: 'any', personOnly: true },
        schema: {
          summary: 'The accounts of an institution that the own account is linked to',
          response: { 200: links, default: problemSchema },
        },
      },
      async ({ actor }) => ({
        is_on: deps.oidc !== undefined,
        items: (await linksOf(deps.db, actor.tokenId)).map((one) => ({
          id: one.id,
          issuer: one.issuer,
          created_at: one.createdAt.toString(),
          last_used_day: one.lastUsedDay?.toString() ?? null,
        })),
      }),
    )
    server.post(
      '/v1/auth/oidc-links::start',
      {
        config,
        schema: {
          summary: 'Begins to link an account of an institution; good for ten minutes, in this browser',
          body: z.strictObject({}),
          response: { 200: begunSchema, default: problemSchema },
        },
      },
      async ({ actor }, reply) => answerBegun(reply, await beginLink(deps, actor)),
    )
    server.post(
      '/v1/auth/oidc-links',
      {
        config,
        schema: {
          summary:
            'Links the account that the provider answered with; one account there signs in one account here',
          body: z.strictObject(providerAnswer),
          response: { 201: z.object({ id: z.string() }), default: problemSchema },
        },
      },
      async ({ actor, body, headers, ip }, reply) => {
        const id = await addLink(deps, actor, body, secretOfCookie(headers.cookie), ip)
        return reply.code(201).header('set-cookie', endedFlowCookie).send({ id })
      },
    )
    server.post(
      '/v1/auth/oidc-links/:id([0-9a-f-]+)::remove',
      {
        config,
        schema: {
          summary: 'Takes a link away: that account signs nobody in from now on',
          params: idParameter,
          body: z.strictObject({}),
          response: { 200: z.object({ is_done: z.literal(true) }), default: problemSchema },
        },
      },
      async ({ actor, params }) => {
        await removeLink(deps, actor, params.id)
        return { is_done: true } as const
      },
    )
    done()
  }
}
