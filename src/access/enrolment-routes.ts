// /v1/auth/enrolment: whoever holds an invitation chooses a passkey, or a password with an authenticator app. Opens no session.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { randomSecret } from '#platform/ids.ts'
import { siteOf } from '#platform/passkeys.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { enrolmentOptions, enrolPasskey, enrolPassword, totpOptions } from './enrol.ts'
import { readInvitation } from './one-time.ts'
import { newPasskeyAnswer } from './passkey-shapes.ts'
import { optionsSchema } from './sign-in-routes.ts'

const token = z.string().min(16).max(64).describe('The invitation')
const enrolledSchema = z.object({ account: z.string(), handle: z.string() })

export const totpSchema = z.object({
  id: z.string().describe('Send it back with the first code'),
  secret: z.string().describe('For an app without a camera'),
  uri: z.string().describe('otpauth://, for a QR code'),
})

export function enrolmentRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    const config = { isPublic: true, sameOrigin: true } as const
    server.post(
      '/v1/auth/enrolment',
      {
        config,
        schema: {
          summary: 'Whom an invitation is for, and what can be enrolled',
          body: z.strictObject({ token }),
          response: {
            200: z.object({
              name: z.string(),
              handle: z.string(),
              ways: z.array(z.enum(['passkey', 'password'])),
            }),
            default: problemSchema,
          },
        },
      },
      async ({ body }) => {
        const { name, handle } = await readInvitation(deps.db, body.token)
        const ways: ('passkey' | 'password')[] =
          deps.sealingKey === undefined ? ['passkey'] : ['passkey', 'password']
        return { name, handle, ways }
      },
    )
    server.post(
      '/v1/auth/enrolment/passkey-options',
      {
        config,
        schema: {
          summary: 'Options for navigator.credentials.create',
          body: z.strictObject({ token }),
          response: { 200: optionsSchema, default: problemSchema },
        },
      },
      ({ body, headers }) => enrolmentOptions(deps, siteOf(deps.publicUrl, headers.host), body.token),
    )
    server.post(
      '/v1/auth/enrolment/passkey',
      {
        config,
        schema: {
          summary: 'Enrols the passkey and uses the invitation up; sign in next',
          body: z.strictObject({
            token,
            response: newPasskeyAnswer,
            label: z.string().trim().min(1).max(60).default('passkey'),
          }),
          response: { 201: enrolledSchema, default: problemSchema },
        },
      },
      async ({ body, headers }, reply) => {
        const account = await enrolPasskey(deps, siteOf(deps.publicUrl, headers.host), body)
        return reply.code(201).send({ account: account.id, handle: account.handle })
      },
    )
    server.post(
      '/v1/auth/enrolment/totp-options',
      {
        config,
        schema: {
          summary: 'A secret for the authenticator app, shown once',
          body: z.strictObject({ token }),
          response: { 200: totpSchema, default: problemSchema },
        },
      },
      async ({ body }) => totpOptions(deps, await readInvitation(deps.db, body.token), randomSecret(24)),
    )
    server.post(
      '/v1/auth/enrolment/password',
      {
        config,
        schema: {
          summary: 'Enrols a password with its authenticator app and uses the invitation up; sign in next',
          body: z.strictObject({
            token,
            password: z.string().min(1).max(1_024),
            totp: z.string().min(16).max(64).describe('The id that totp-options gave'),
            code: z.string().regex(/^\d{6}$/),
          }),
          response: {
            201: enrolledSchema.extend({ recovery_codes: z.array(z.string()).describe('Shown once') }),
            default: problemSchema,
          },
        },
      },
      async ({ body }, reply) => {
        const { account, recoveryCodes } = await enrolPassword(deps, body)
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ account: account.id, handle: account.handle, recovery_codes: [...recoveryCodes] })
      },
    )
    done()
  }
}
