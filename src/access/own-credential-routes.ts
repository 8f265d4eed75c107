// What one signs in with: listed, added, taken away. For people only, with both factors shown a moment ago.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { siteOf } from '#platform/passkeys.ts'
import { hashPassword } from '#platform/password-hash.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { readAccount } from './account-store.ts'
import {
  countRecoveryCodes,
  deletePasskey,
  passkeysOf,
  readPassword,
  setPasswordHash,
} from './credential-store.ts'
import { addPasskey, newPasskeyOptions, newRecoveryCodes, refuseWeakPassword } from './enrol.ts'
import { accountOf } from './manage-accounts.ts'
import { signInRefused } from './open-session.ts'
import { newPasskeyAnswer } from './passkey-shapes.ts'
import { recordAccess } from './record-access.ts'
import { endSessions } from './session-store.ts'
import { optionsSchema } from './sign-in-routes.ts'
import { sessionOf } from './step-up.ts'

const config = { scope: 'any', personOnly: true, stepUp: true } as const
const done200 = { 200: z.object({ is_done: z.literal(true) }), default: problemSchema }
const isDone = { is_done: true } as const

const credentials = z.object({
  passkeys: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      is_synced: z.boolean().describe('Copied between devices by its maker'),
      created_at: z.string(),
      last_used_day: z.string().nullable().describe('The day only, of UTC'),
    }),
  ),
  has_password: z.boolean(),
  recovery_codes_left: z.number().int(),
})

export function ownCredentialRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, options, done) => {
    passkeyRoutes(deps)(server, options, () => undefined)
    passwordRoutes(deps)(server, options, done)
  }
}

function passkeyRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/auth/credentials',
      {
        config: { scope: 'any', personOnly: true },
        schema: {
          summary: 'What the own account signs in with',
          response: { 200: credentials, default: problemSchema },
        },
      },
      async ({ actor }) => ({
        passkeys: (await passkeysOf(deps.db, actor.tokenId)).map((one) => ({
          id: one.id,
          label: one.label,
          is_synced: one.isSynced,
          created_at: one.createdAt.toString(),
          last_used_day: one.lastUsedDay?.toString() ?? null,
        })),
        has_password: (await readPassword(deps.db, actor.tokenId)) !== undefined,
        recovery_codes_left: await countRecoveryCodes(deps.db, actor.tokenId),
      }),
    )
    server.post(
      '/v1/auth/passkeys::options',
      {
        config,
        schema: {
          summary: 'Options for a further passkey',
          body: z.strictObject({}),
          response: { 200: optionsSchema, default: problemSchema },
        },
      },
      async ({ actor, headers }) => {
        const account = await readAccount(deps.db, actor.tokenId)
        if (account === undefined) throw signInRefused()
        return newPasskeyOptions(deps, siteOf(deps.publicUrl, headers.host), account)
      },
    )
    server.post(
      '/v1/auth/passkeys',
      {
        config,
        schema: {
          summary: 'Adds a passkey to the own account: one per device, so that a lost one locks nobody out',
          body: z.strictObject({ response: newPasskeyAnswer, label: z.string().trim().min(1).max(60) }),
          response: { 201: z.object({ id: z.string() }), default: problemSchema },
        },
      },
      async ({ actor, body, headers }, reply) => {
        const site = siteOf(deps.publicUrl, headers.host)
        await inTransaction(deps.db, async (trx) => {
          await addPasskey(trx, site, actor.tokenId, body)
          await recordAccess(trx, actor.tokenId, 'passkey.added', actor.tokenId)
        })
        return reply.code(201).send({ id: body.response.id })
      },
    )
    server.post(
      '/v1/auth/passkeys/:passkey([A-Za-z0-9_-]+)::remove',
      {
        config,
        schema: {
          summary: 'Takes a passkey away; not the last thing that the account signs in with',
          params: z.object({ passkey: z.string().regex(/^[A-Za-z0-9_-]{1,1400}$/) }),
          body: z.strictObject({}),
          response: done200,
        },
      },
      async ({ actor, params }) => {
        await inTransaction(deps.db, async (trx) => {
          const account = await accountOf(trx, actor.tokenId)
          if (!(await deletePasskey(trx, actor.tokenId, params.passkey)))
            throw new AppError('not_found', 'ACCESS_PASSKEY_UNKNOWN', 'you have no such passkey')
          if (account.passkeys <= 1 && !account.hasPassword) {
            throw new AppError(
              'conflict',
              'ACCESS_LAST_CREDENTIAL',
              'this is the last thing that the account signs in with: add another passkey first',
            )
          }
          await recordAccess(trx, actor.tokenId, 'passkey.removed', actor.tokenId)
        })
        return isDone
      },
    )
    done()
  }
}

function passwordRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/auth/password::change',
      {
        config,
        schema: {
          summary: 'Another password; the second factor stays, every other session of the account ends',
          body: z.strictObject({ password: z.string().min(1).max(1_024) }),
          response: done200,
        },
      },
      async ({ actor, body }) => {
        const account = await readAccount(deps.db, actor.tokenId)
        if (account?.hasPassword !== true) throw noPassword()
        await refuseWeakPassword(deps, account, body.password)
        const hash = await hashPassword(body.password)
        await inTransaction(deps.db, async (trx) => {
          await setPasswordHash(trx, actor.tokenId, hash)
          await endSessions(trx, [actor.tokenId], 'password_changed', sessionOf(actor))
          await recordAccess(trx, actor.tokenId, 'password.changed', actor.tokenId)
        })
        deps.forget()
        return isDone
      },
    )
    server.post(
      '/v1/auth/recovery-codes',
      {
        config,
        schema: {
          summary: 'Ten new recovery codes, shown once; the earlier ones are worth nothing',
          body: z.strictObject({}),
          response: { 201: z.object({ recovery_codes: z.array(z.string()) }), default: problemSchema },
        },
      },
      async ({ actor }, reply) => {
        const codes = await inTransaction(deps.db, async (trx) => {
          const { hasPassword } = await accountOf(trx, actor.tokenId)
          if (!hasPassword) throw noPassword()
          await recordAccess(trx, actor.tokenId, 'recovery_codes.renewed', actor.tokenId)
          return newRecoveryCodes(trx, actor.tokenId)
        })
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ recovery_codes: [...codes] })
      },
    )
    done()
  }
}

function noPassword(): AppError {
  return new AppError('conflict', 'ACCESS_NO_PASSWORD', 'this account signs in by passkey only')
}
