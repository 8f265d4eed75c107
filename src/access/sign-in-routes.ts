// /v1/auth: the ways in, and enrolment by invitation. Public by nature; every secret is slow or short-lived, and counted.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { siteOf } from '#platform/passkeys.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { handle, secondFactor } from './access-inputs.ts'
import { sessionSchema, viewOwnSession } from './access-views.ts'
import type { OpenedSession } from './open-session.ts'
import { passkeyAnswer } from './passkey-shapes.ts'
import { passkeyOptions, signInByPasskey, signInByPassword } from './sign-in.ts'

/** What a browser is to do with an authenticator; its own words (WebAuthn, JSON form). */
export const optionsSchema = z.looseObject({ challenge: z.string() })

export function signInRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    const opens = { isPublic: true, sameOrigin: true, opensSession: true } as const
    const grant = z.uuid().optional().describe('The grant to act with; without it the oldest in force')
    server.post(
      '/v1/auth/passkey-options',
      {
        config: { isPublic: true, sameOrigin: true },
        schema: {
          summary: 'Options for navigator.credentials.get: a challenge that is good once',
          body: z.strictObject({}),
          response: { 200: optionsSchema, default: problemSchema },
        },
      },
      (request) => passkeyOptions(deps, siteOf(deps.publicUrl, request.headers.host)),
    )
    server.post(
      '/v1/auth/passkey',
      {
        config: opens,
        schema: {
          summary: 'Signs in with a passkey whose authenticator verified the person',
          body: z.strictObject({ response: passkeyAnswer, grant }),
          response: { 200: sessionSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const site = siteOf(deps.publicUrl, request.headers.host)
        return answerOpened(deps, request, reply, await signInByPasskey(deps, site, request.body, request.ip))
      },
    )
    server.post(
      '/v1/auth/password',
      {
        config: opens,
        schema: {
          summary: 'Signs in with a password and a code of the authenticator app, or a recovery code',
          body: z
            .strictObject({ handle, password: z.string().min(1).max(1_024), ...secondFactor, grant })
            .refine(oneCode, 'either code or recovery_code'),
          response: { 200: sessionSchema, default: problemSchema },
        },
      },
      async (request, reply) =>
        answerOpened(deps, request, reply, await signInByPassword(deps, request.body, request.ip)),
    )
    done()
  }
}

export function oneCode(given: { code?: string | undefined; recovery_code?: string | undefined }): boolean {
  return (given.code === undefined) !== (given.recovery_code === undefined)
}

export function answerOpened(
  deps: AccessDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  opened: OpenedSession,
) {
  refuseOtherRoutes(request)
  void reply.header('set-cookie', opened.setCookie).header('cache-control', 'no-store')
  return viewOwnSession(deps.db, {
    accountId: opened.accountId,
    grantId: opened.grant.id,
    isFresh: opened.isFresh,
  })
}

/** A way in that does not say so would be missing from the list that people rely on. */
function refuseOtherRoutes({ routeOptions }: FastifyRequest): void {
  if (routeOptions.config.opensSession !== true)
    throw new Error(`${String(routeOptions.url)} opens sessions: add config: { opensSession: true }`)
}
