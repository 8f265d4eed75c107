// /v1/tokens: keys of machines and field phones. What is issued here writes; tokens that read content come from the command line.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import type { Scope } from '#domain/actor.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps, KnownCountry } from './access-deps.ts'
import { codes, days, idParameter, reason } from './access-inputs.ts'
import { listTokens, readToken } from './access-store.ts'
import { personExists } from './account-store.ts'
import { endToken, issueToken, rotateToken } from './issue-token.ts'

/** None of them shows a signal, a source or an alert: a phone that is taken away tells nothing, nor does an administrator's own token. */
const machineScopes = [
  'signals:write',
  'indicators:write',
  'registry:read',
  'admin:health',
] as const satisfies Scope[]

const people = { scope: 'admin:tokens', personOnly: true } as const
const dangerous = { ...people, stepUp: true } as const

const tokenSchema = z.object({
  id: z.string(),
  person: z.string(),
  label: z.string(),
  prefix: z.string(),
  role: z.string(),
  scopes: z.array(z.string()),
  territory: z.array(z.string()),
  marking: z.string(),
  office: z.string().nullable(),
  source_id: z.string().nullable(),
  processes: z.array(z.string()).nullable(),
  rotated_from: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  last_used_day: z.string().nullable().describe('The day only, of UTC'),
})
const issuedSchema = z.object({
  id: z.string(),
  token: z.string().describe('Shown once; only its SHA-256 is kept'),
})

export function tokenRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/tokens',
      {
        config: people,
        schema: {
          summary: 'API tokens with what they may do and the day of their last use',
          response: { 200: z.object({ items: z.array(tokenSchema) }), default: problemSchema },
        },
      },
      async () => ({ items: await shownTokens(deps.db) }),
    )
    server.post(
      '/v1/tokens',
      {
        config: dangerous,
        schema: {
          summary: 'Issues a token for a machine or a phone; it writes and reads nothing unless asked',
          body: z.strictObject({
            label: z.string().trim().min(2).max(120),
            person: z.uuid().optional().describe('Who carries the phone; without it a machine'),
            scopes: z.array(z.enum(machineScopes)).min(1).max(4).default(['signals:write']),
            territory: codes.min(1),
            office: z.string().max(64).optional(),
            source_id: z.string().min(1).max(64).optional(),
            processes: codes.optional(),
            days: days.default(90),
          }),
          response: { 201: issuedSchema, default: problemSchema },
        },
      },
      async ({ actor, body }, reply) => {
        const { scopes, person, source_id: sourceId, office, processes, ...rest } = body
        refuseUnknown(await deps.country(), body.territory, office)
        const issued = await inTransaction(deps.db, async (trx) => {
          if (person !== undefined && !(await personExists(trx, person)))
            throw new AppError('not_found', 'ACCESS_PERSON_UNKNOWN', `there is no person ${person}`)
          return issueToken(
            trx,
            {
              ...rest,
              role: 'intake_token',
              marking: 'TLP:CLEAR',
              onlyScopes: scopes,
              ...(person === undefined ? {} : { personId: person }),
              ...(sourceId === undefined ? {} : { sourceId }),
              ...(office === undefined ? {} : { office }),
              ...(processes === undefined ? {} : { processes }),
            },
            actor,
          )
        })
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ id: issued.id, token: issued.secret })
      },
    )
    server.post(
      '/v1/tokens/:id([0-9a-f-]+)::rotate',
      {
        config: dangerous,
        schema: {
          summary: 'A new secret with the same rights; the old one stays good for the overlap',
          params: idParameter,
          body: z.strictObject({
            overlap_hours: z.number().int().min(0).max(limits.rotationHours).default(24),
          }),
          response: { 201: issuedSchema, default: problemSchema },
        },
      },
      async ({ actor, body, params }, reply) => {
        const issued = await inTransaction(deps.db, async (trx) => {
          await refuseReading(trx, params.id)
          return rotateToken(trx, params.id, body.overlap_hours, actor)
        })
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ id: issued.id, token: issued.secret })
      },
    )
    server.post(
      '/v1/tokens/:id([0-9a-f-]+)::revoke',
      {
        config: dangerous,
        schema: {
          summary: 'Ends a token; dead within 5 s on every process',
          params: idParameter,
          body: z.strictObject({ reason }),
          response: {
            200: z.object({ id: z.string(), state: z.literal('revoked') }),
            default: problemSchema,
          },
        },
      },
      async ({ actor, body, params }) => {
        await inTransaction(deps.db, (trx) => endToken(trx, params.id, actor, body.reason))
        deps.forget()
        return { id: params.id, state: 'revoked' as const }
      },
    )
    done()
  }
}

async function shownTokens(db: Db): Promise<z.infer<typeof tokenSchema>[]> {
  return (await listTokens(db)).map(({ person_id: person, ...row }) => ({
    ...row,
    person,
    scopes: [...row.scopes],
    territory: [...row.territory],
    created_at: row.created_at.toString(),
    expires_at: row.expires_at.toString(),
    revoked_at: row.revoked_at?.toString() ?? null,
    last_used_day: row.last_used_day?.toString() ?? null,
  }))
}

/** Whoever rotates a token holds its new secret: an administrator gets none that shows content or decides. */
async function refuseReading(trx: Trx, id: string): Promise<void> {
  const token = await readToken(trx, id)
  const isOfMachine = token?.scopes.every((scope) => machineScopes.some((one) => one === scope)) ?? true
  if (isOfMachine) return
  throw new AppError(
    'forbidden',
    'ACCESS_TOKEN_READS',
    'this token may do more than write; it is rotated at the machine: vigia token rotate',
  )
}

function refuseUnknown(
  country: KnownCountry,
  territory: readonly string[],
  office: string | undefined,
): void {
  const unknown = [
    ...territory.filter((code) => !country.knowsPlace(code)),
    ...(office === undefined || country.offices.includes(office) ? [] : [office]),
  ]
  if (unknown.length === 0) return
  throw new AppError(
    'invalid',
    'ACCESS_TOKEN_WRONG',
    `the country pack does not know ${unknown.join(', ')}: exact codes of places, and offices of its routing`,
  )
}
