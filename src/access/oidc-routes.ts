// /v1/auth/oidc: signing in with the account of an institution. The provider sends the browser back to one address, which hands the answer to the
// console; the console posts it from this site, so that the cookies of the flow and of the session never travel with a request from elsewhere.
import type { FastifyReply } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { siteOf } from '#platform/passkeys.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { secondFactor } from './access-inputs.ts'
import { sessionSchema } from './access-views.ts'
import { type Begun, endedFlowCookie, secretOfCookie } from './oidc-flow.ts'
import { beginSignIn, finishSignIn, signInByProvider } from './oidc-sign-in.ts'
import { passkeyAnswer } from './passkey-shapes.ts'
import { answerOpened, optionsSchema } from './sign-in-routes.ts'

export const begunSchema = z.object({ url: z.string().describe('Where the browser goes next') })
const text = (most: number) => z.string().min(1).max(most)

/** What the provider put into the address, as the console read it there. */
export const providerAnswer = {
  state: text(200),
  code: text(4_096).optional(),
  iss: text(1_000).optional(),
  error: text(200).optional().describe('In place of the code: the person or the provider said no'),
}

export function oidcRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, options, done) => {
    thereAndBack(deps)(server, options, () => undefined)
    opening(deps)(server, options, done)
  }
}

export function answerBegun(reply: FastifyReply, { url, setCookie }: Begun): { url: string } {
  void reply.header('set-cookie', setCookie).header('cache-control', 'no-store')
  return { url }
}

function thereAndBack(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/auth/oidc',
      {
        config: { isPublic: true },
        schema: {
          summary: 'Whether people can sign in with the account of an institution',
          response: { 200: z.object({ is_on: z.boolean() }), default: problemSchema },
        },
      },
      () => ({ is_on: deps.oidc !== undefined }),
    )
    server.post(
      '/v1/auth/oidc::start',
      {
        config: { isPublic: true, sameOrigin: true },
        schema: {
          summary:
            'Begins to sign in with the account of an institution; good for ten minutes, in this browser',
          body: z.strictObject({}),
          response: { 200: begunSchema, default: problemSchema },
        },
      },
      async ({ ip }, reply) => answerBegun(reply, await beginSignIn(deps, ip)),
    )
    server.get(
      '/v1/auth/oidc/callback',
      {
        config: { isPublic: true },
        schema: {
          summary:
            'Where the provider sends the browser back to; the answer goes on to the console behind a #',
          querystring: z.object({ ...providerAnswer, state: text(200).optional() }),
          response: { 303: z.object({ location: z.string() }), default: problemSchema },
        },
      },
      async (request, reply) => {
        const behind = new URLSearchParams()
        for (const [name, value] of Object.entries(request.query))
          if (value !== undefined) behind.set(name, value)
        // One of two pages of our own: nothing that comes in says where to.
        const page = request.query.state?.startsWith('oidc_link.') === true ? 'account' : ''
        const location = `/${page}#${behind.toString()}`
        return reply.code(303).header('location', location).send({ location })
      },
    )
    done()
  }
}

function opening(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    const config = { isPublic: true, sameOrigin: true, opensSession: true } as const
    const grant = z.uuid().optional().describe('The grant to act with; without it the oldest in force')
    server.post(
      '/v1/auth/oidc',
      {
        config,
        schema: {
          summary: 'Signs in with what the provider answered, or asks for the second factor (202)',
          body: z.strictObject({ ...providerAnswer, grant }),
          response: {
            200: sessionSchema,
            202: z.object({
              second_factor: z.object({
                passkey: optionsSchema.nullable().describe('Null: the account has none'),
                code: z.boolean().describe('A code of the authenticator app, or a recovery code'),
              }),
            }),
            default: problemSchema,
          },
        },
      },
      async (request, reply) => {
        const { grant: wanted, ...answer } = request.body
        const site = siteOf(deps.publicUrl, request.headers.host)
        const secret = secretOfCookie(request.headers.cookie)
        const next = await signInByProvider(deps, site, { answer, grant: wanted }, secret, request.ip)
        if ('accountId' in next) return answerOpened(deps, request, reply, next)
        void reply.header('set-cookie', next.setCookie).header('cache-control', 'no-store')
        return reply.code(202).send({ second_factor: { passkey: next.passkey, code: next.code } })
      },
    )
    server.post(
      '/v1/auth/oidc/second-factor',
      {
        config,
        schema: {
          summary: 'Shows the own second factor after the institution has said who it is',
          body: z
            .strictObject({ response: passkeyAnswer.optional(), ...secondFactor, grant })
            .refine(oneProof, 'exactly one of response, code and recovery_code'),
          response: { 200: sessionSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const site = siteOf(deps.publicUrl, request.headers.host)
        const secret = secretOfCookie(request.headers.cookie)
        const opened = await finishSignIn(deps, site, request.body, secret, request.ip)
        void reply.header('set-cookie', endedFlowCookie)
        return answerOpened(deps, request, reply, opened)
      },
    )
    done()
  }
}

function oneProof(given: { response?: unknown; code?: unknown; recovery_code?: unknown }): boolean {
  return [given.response, given.code, given.recovery_code].filter((one) => one !== undefined).length === 1
}
