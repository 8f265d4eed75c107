// /v1/accounts and /v1/offices: who has an account, invitations, freezing, disabling, «Cerrar todo».
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { inTransaction } from '#platform/database/database.ts'
import { problemSchema } from '#platform/problem.ts'
import type { AccessDeps } from './access-deps.ts'
import { handle, idParameter, reason } from './access-inputs.ts'
import { accountSchema, viewAccount } from './access-views.ts'
import { type AccountRow, listAccounts, readAccount } from './account-store.ts'
import { closeOffice } from './close-office.ts'
import { grantsOf } from './grant-store.ts'
import {
  accountOf,
  inviteAccount,
  refuseOfficeUnknown,
  refuseOtherOffice,
  reinvite,
  shutOut,
  unfreeze,
} from './manage-accounts.ts'
import { clearAll } from './own-session-routes.ts'

const invited = z.object({
  account: accountSchema,
  invitation: z.string().describe('Shown once: hand it over in person or by a channel that you trust'),
})
const people = { scope: 'admin:people', personOnly: true } as const
const dangerous = { ...people, stepUp: true } as const
/** Protection must not wait for a proof: a coordinator acts at once, for the own office. */
const protective = { scope: 'office:close' } as const

export function peopleRoutes(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, options, done) => {
    keepAccounts(deps)(server, options, () => undefined)
    shutAccounts(deps)(server, options, () => undefined)
    protect(deps)(server, options, done)
  }
}

async function shown(deps: AccessDeps, account: AccountRow) {
  const found = (await readAccount(deps.db, account.id)) ?? account
  return viewAccount(found, await grantsOf(deps.db, [account.id]))
}

function keepAccounts(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/accounts',
      {
        config: people,
        schema: {
          summary: 'Accounts with their grants, by handle',
          querystring: z.object({
            office: z.string().max(64).optional(),
            after: handle.optional().describe('The last handle of the page before'),
            limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
          }),
          response: {
            200: z.object({ items: z.array(accountSchema), next: z.string().nullable() }),
            default: problemSchema,
          },
        },
      },
      async ({ query }) => {
        const rows = await listAccounts(deps.db, {
          office: query.office,
          after: query.after,
          limit: query.limit + 1,
        })
        const page = rows.slice(0, query.limit)
        const grants = await grantsOf(
          deps.db,
          page.map((one) => one.id),
        )
        return {
          items: page.map((one) => viewAccount(one, grants)),
          next: rows.length > page.length ? (page.at(-1)?.handle ?? null) : null,
        }
      },
    )
    server.post(
      '/v1/accounts',
      {
        config: dangerous,
        schema: {
          summary: 'Invites a new person, or gives a known one another account; the invitation is shown once',
          body: z
            .strictObject({
              name: z.string().trim().min(2).max(120).optional(),
              person: z.uuid().optional().describe('In place of the name: somebody who is known already'),
              handle,
              office: z.string().min(1).max(64).nullable().default(null),
            })
            .refine(
              (body) => (body.name === undefined) !== (body.person === undefined),
              'either name or person',
            ),
          response: { 201: invited, default: problemSchema },
        },
      },
      async ({ actor, body }, reply) => {
        const { name, person, ...rest } = body
        const wanted = {
          handle: rest.handle,
          office: rest.office,
          person: person === undefined ? { name: name ?? '' } : { id: person },
        }
        refuseOfficeUnknown((await deps.country()).offices, wanted.office)
        const made = await inTransaction(deps.db, (trx) => inviteAccount(trx, wanted, actor.tokenId))
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ account: await shown(deps, made.account), invitation: made.invitation })
      },
    )
    server.post(
      '/v1/accounts/:id([0-9a-f-]+)::reinvite',
      {
        config: dangerous,
        schema: {
          summary: 'A new invitation for somebody who lost what they sign in with; their sessions end',
          params: idParameter,
          body: z.strictObject({ reason }),
          response: { 201: invited, default: problemSchema },
        },
      },
      async ({ actor, body, params }, reply) => {
        const made = await inTransaction(deps.db, (trx) =>
          reinvite(trx, deps, params.id, actor.tokenId, body.reason),
        )
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ account: await shown(deps, made.account), invitation: made.invitation })
      },
    )
    done()
  }
}

function shutAccounts(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/accounts/:id([0-9a-f-]+)::disable',
      {
        config: dangerous,
        schema: {
          summary: 'Shuts an account out for good, with the tokens of its person; within 5 s everywhere',
          params: idParameter,
          body: z.strictObject({ reason }),
          response: { 200: accountSchema, default: problemSchema },
        },
      },
      async ({ actor, body, params }) => {
        const shut = { state: 'disabled', by: actor.tokenId, reason: body.reason } as const
        return shown(deps, await inTransaction(deps.db, (trx) => shutOut(trx, deps, params.id, shut)))
      },
    )
    server.post(
      '/v1/accounts/:id([0-9a-f-]+)::unfreeze',
      {
        config: dangerous,
        schema: {
          summary: 'Lets a frozen account sign in again',
          params: idParameter,
          body: z.strictObject({ reason }),
          response: { 200: accountSchema, default: problemSchema },
        },
      },
      async ({ actor, body, params }) =>
        shown(
          deps,
          await inTransaction(deps.db, (trx) => unfreeze(trx, params.id, actor.tokenId, body.reason)),
        ),
    )
    done()
  }
}

function protect(deps: AccessDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/accounts/:id([0-9a-f-]+)::freeze',
      {
        config: protective,
        schema: {
          summary: 'Shuts one account of the own office out, at once; system administrators let it in again',
          params: idParameter,
          body: z.strictObject({ reason }),
          response: {
            200: z.object({ id: z.string(), handle: z.string(), state: z.string() }),
            default: problemSchema,
          },
        },
      },
      async ({ actor, body, params }) => {
        const {
          id,
          handle: name,
          state,
        } = await inTransaction(deps.db, async (trx) => {
          refuseOtherOffice(await accountOf(trx, params.id), actor)
          const shut = { state: 'frozen', by: actor.tokenId, reason: body.reason } as const
          return shutOut(trx, deps, params.id, shut)
        })
        return { id, handle: name, state }
      },
    )
    server.post(
      '/v1/offices/:office([A-Za-z0-9_-]+)::close-all',
      {
        config: protective,
        schema: {
          summary: '«Cerrar todo»: ends every session and token of an office, one’s own included, within 5 s',
          params: z.object({ office: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) }),
          body: z.strictObject({
            reason,
            freeze: z.boolean().default(false).describe('Nobody of the office but the caller signs in again'),
          }),
          response: {
            200: z.object({
              id: z.string(),
              office: z.string(),
              sessions: z.number().int(),
              tokens: z.number().int(),
              frozen: z.number().int(),
            }),
            default: problemSchema,
          },
        },
      },
      async ({ actor, body, params }, reply) => {
        const { offices } = await deps.country()
        const closed = await inTransaction(deps.db, (trx) =>
          closeOffice(trx, { ...deps, offices }, params.office, actor, body),
        )
        if (actor.office === params.office) void reply.header('clear-site-data', clearAll)
        return closed
      },
    )
    done()
  }
}
