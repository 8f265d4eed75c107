// One's own sessions: looked at, proven anew, changed to another grant, ended here and everywhere. For people only.
import type { FastifyReply } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { afterCommit, inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { siteOf } from '#platform/passkeys.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { idParameter, secondFactor } from './access-inputs.ts'
import { openSessionSchema, sessionSchema, viewOpenSession, viewOwnSession } from './access-views.ts'
import { grantsOf } from './grant-store.ts'
import { actAs, endedCookie } from './open-session.ts'
import { passkeyAnswer } from './passkey-shapes.ts'
import { recordAccess } from './record-access.ts'
import { endSession, endSessions, openSessions } from './session-store.ts'
import { oneCode, optionsSchema } from './sign-in-routes.ts'
import { sessionOf, stepUpByPasskey, stepUpByPassword, stepUpOptions } from './step-up.ts'

/** Everything of this site that the browser has kept: pages, drafts, the cookie. */
export const clearAll = '"cache", "cookies", "storage"'

const ended = z.object({ ended: z.number().int().describe('Sessions that were open') })
const config = { scope: 'any', personOnly: true } as const

export function ownSessionRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, options, done) => {
    lookAndLeave(deps)(server, options, () => undefined)
    proveAnew(deps)(server, options, done)
  }
}

function lookAndLeave(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/auth/session',
      {
        config,
        schema: {
          summary: 'Who is signed in here',
          response: { 200: sessionSchema, default: problemSchema },
        },
      },
      ({ actor }) =>
        viewOwnSession(deps.db, {
          accountId: actor.tokenId,
          grantId: actor.session?.grantId ?? '',
          session: actor.session,
        }),
    )
    server.get(
      '/v1/sessions',
      {
        config,
        schema: {
          summary: 'The open sessions of the own account, the newest first',
          response: { 200: z.object({ items: z.array(openSessionSchema) }), default: problemSchema },
        },
      },
      async ({ actor }) => ({
        items: (await openSessions(deps.db, actor.tokenId)).map((one) => viewOpenSession(one, actor)),
      }),
    )
    server.post(
      '/v1/auth/session::sign-out',
      {
        config,
        schema: {
          summary: 'Ends this session; the browser is told to forget everything of this site',
          body: z.strictObject({}),
          response: { 200: ended, default: problemSchema },
        },
      },
      async ({ actor }, reply) => {
        const isDone = await inTransaction(deps.db, async (trx) => {
          await recordAccess(trx, actor.tokenId, 'session.ended', sessionOf(actor))
          afterCommit(trx, deps.forget)
          return endSession(trx, actor.tokenId, sessionOf(actor), 'signed_out')
        })
        return leave(reply, isDone ? 1 : 0)
      },
    )
    server.post(
      '/v1/sessions::end-all',
      {
        config,
        schema: {
          summary: 'Ends every session of the own account, on every device',
          body: z.strictObject({ keep_this: z.boolean().default(false) }),
          response: { 200: ended, default: problemSchema },
        },
      },
      async ({ actor, body }, reply) => {
        const count = await inTransaction(deps.db, async (trx) => {
          await recordAccess(trx, actor.tokenId, 'session.all_ended', actor.tokenId)
          afterCommit(trx, deps.forget)
          const kept = body.keep_this ? sessionOf(actor) : undefined
          return endSessions(trx, [actor.tokenId], 'signed_out', kept)
        })
        return body.keep_this ? { ended: count } : leave(reply, count)
      },
    )
    server.post(
      '/v1/sessions/:id([0-9a-f-]+)::end',
      {
        config,
        schema: {
          summary: 'Ends one session of the own account',
          params: idParameter,
          body: z.strictObject({}),
          response: { 200: ended, default: problemSchema },
        },
      },
      async ({ actor, params }) => {
        const isDone = await inTransaction(deps.db, async (trx) => {
          await recordAccess(trx, actor.tokenId, 'session.ended', params.id)
          afterCommit(trx, deps.forget)
          return endSession(trx, actor.tokenId, params.id, 'ended_by_owner')
        })
        if (isDone) return { ended: 1 }
        throw new AppError(
          'not_found',
          'ACCESS_SESSION_UNKNOWN',
          `there is no open session ${params.id} of yours`,
        )
      },
    )
    done()
  }
}

function proveAnew(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    const stepped = { 200: z.object({ is_fresh: z.literal(true) }), default: problemSchema }
    server.post(
      '/v1/auth/step-up/passkey-options',
      {
        config,
        schema: {
          summary: 'Options for navigator.credentials.get with a passkey of the own account',
          body: z.strictObject({}),
          response: { 200: optionsSchema, default: problemSchema },
        },
      },
      ({ actor, headers }) => stepUpOptions(deps, siteOf(deps.publicUrl, headers.host), actor),
    )
    server.post(
      '/v1/auth/step-up/passkey',
      {
        config,
        schema: {
          summary: 'Shows both factors anew; the session goes on under another id',
          body: z.strictObject({ response: passkeyAnswer }),
          response: stepped,
        },
      },
      async ({ actor, body, headers, ip }, reply) => {
        const site = siteOf(deps.publicUrl, headers.host)
        return renewed(reply, await stepUpByPasskey(deps, site, actor, body.response, ip))
      },
    )
    server.post(
      '/v1/auth/step-up/password',
      {
        config,
        schema: {
          summary: 'Shows both factors anew; the session goes on under another id',
          body: z
            .strictObject({ password: z.string().min(1).max(1_024), ...secondFactor })
            .refine(oneCode, 'either code or recovery_code'),
          response: stepped,
        },
      },
      async ({ actor, body, ip }, reply) => renewed(reply, await stepUpByPassword(deps, actor, body, ip)),
    )
    server.post(
      '/v1/auth/session::act-as',
      {
        config,
        schema: {
          summary: 'Goes on with another grant of the own account; the session has another id',
          body: z.strictObject({ grant: z.uuid() }),
          response: { 200: sessionSchema, default: problemSchema },
        },
      },
      async ({ actor, body }, reply) => {
        const cookie = await inTransaction(deps.db, async (trx) => {
          const own = (await grantsOf(trx, [actor.tokenId])).find((one) => one.id === body.grant)
          if (own?.isLive !== true)
            throw new AppError(
              'not_found',
              'ACCESS_GRANT_UNKNOWN',
              `you have no grant ${body.grant} in force`,
            )
          await recordAccess(trx, actor.tokenId, 'session.acts_as', sessionOf(actor), { grant: own.id })
          afterCommit(trx, deps.forget)
          return actAs(trx, sessionOf(actor), own.id)
        })
        void reply.header('set-cookie', cookie)
        return viewOwnSession(deps.db, {
          accountId: actor.tokenId,
          grantId: body.grant,
          session: actor.session,
        })
      },
    )
    done()
  }
}

function leave(reply: FastifyReply, count: number): { ended: number } {
  void reply.header('set-cookie', endedCookie).header('clear-site-data', clearAll)
  return { ended: count }
}

function renewed(reply: FastifyReply, cookie: string): { is_fresh: true } {
  void reply.header('set-cookie', cookie)
  return { is_fresh: true }
}
