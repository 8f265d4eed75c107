// /v1/bulletins: compose, write, propose, publish by another person, withdraw, correct.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { bulletinKinds, bulletinTexts, textLength } from '#domain/bulletin/bulletin.ts'
import { markings } from '#domain/pack.ts'
import { problemSchema } from '#platform/problem.ts'
import { type Acting, actOnce, type BulletinDeps, versionIn } from './act-once.ts'
import { type BulletinRow, listBulletinEvents } from './bulletin-store.ts'
import { bulletinSchema, viewBulletin } from './bulletin-view.ts'
import {
  addErratum,
  decideBulletin,
  editTexts,
  proposeBulletin,
  withdrawBulletin,
} from './change-bulletin.ts'
import { composeBulletin } from './compose-bulletin.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const reason = z.string().trim().min(3).max(1_000)
const line = z.string().trim().min(3).max(textLength)
const config = { scope: 'delivery:manage' } as const

export function bulletinActRoutes(deps: BulletinDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerCompose(server, deps)
    registerEdit(server, deps)
    registerTwoPersons(server, deps)
    registerAfterwards(server, deps)
    done()
  }
}

/** The bulletin after an act, as whoever acted sees it. */
async function shown({ trx, actor, view }: Acting, row: BulletinRow) {
  return viewBulletin(row, await listBulletinEvents(trx, row.id), actor, view.pack)
}

function registerCompose(server: Server, deps: BulletinDeps): void {
  server.post(
    '/v1/bulletins',
    {
      config,
      schema: {
        summary: 'Compose a bulletin: the numbers of the last day or week as of now, frozen; a draft',
        body: z.strictObject({
          process: z.string().max(64),
          kind: z.enum(bulletinKinds),
          place: z
            .string()
            .max(120)
            .optional()
            .describe('The country, or a place right below it; default: the country'),
          marking: z
            .enum(markings)
            .optional()
            .describe('Count content up to this marking; default: the ceiling of the caller'),
        }),
        response: { 201: bulletinSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { process, kind, place, marking: ceiling } = request.body
      const body = await actOnce(deps, request, reply, 201, async (acting) =>
        shown(
          acting,
          await composeBulletin(acting.trx, acting.view, acting.actor, { process, kind, place, ceiling }),
        ),
      )
      return reply.code(201).send(tagged(reply, body))
    },
  )
}

function tagged(reply: { header(name: string, value: string): unknown }, body: unknown) {
  const bulletin = bulletinSchema.parse(body)
  reply.header('etag', `"${bulletin.version}"`)
  return bulletin
}

function registerEdit(server: Server, deps: BulletinDeps): void {
  server.patch(
    '/v1/bulletins/:id',
    {
      config,
      schema: {
        summary:
          'Write the texts beside the numbers, each in both languages; one that was proposed is a draft again',
        params: idParameter,
        body: bulletinTexts.partial(),
        response: { 200: bulletinSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const version = versionIn(request.headers['if-match'])
      const edit = Object.fromEntries(Object.entries(request.body).filter(([, one]) => one !== undefined))
      const body = await actOnce(deps, request, reply, 200, async (acting) =>
        shown(acting, await editTexts(acting, request.params.id, version, edit)),
      )
      return tagged(reply, body)
    },
  )
}

function registerTwoPersons(server: Server, deps: BulletinDeps): void {
  server.post(
    '/v1/bulletins/:id([0-9a-f-]+)::propose',
    {
      config,
      schema: {
        summary: 'Propose a draft for publication; every text in both languages or in none',
        params: idParameter,
        body: z.strictObject({ reason: reason.describe('For whoever is to publish it') }),
        response: { 200: bulletinSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 200, async (acting) =>
        shown(acting, await proposeBulletin(acting, request.params.id, request.body.reason)),
      )
      return tagged(reply, body)
    },
  )
  server.post(
    '/v1/bulletins/:id([0-9a-f-]+)::publish',
    {
      config,
      schema: {
        summary:
          'Publish a proposed bulletin or send it back; another person than those who composed, wrote or proposed it',
        params: idParameter,
        body: z.strictObject({
          hash: z.string().length(64).describe('Of what was read; another one answers 412'),
          decision: z.enum(['approve', 'reject']).default('approve'),
          note: reason.optional(),
        }),
        response: { 200: bulletinSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { hash, decision, note = null } = request.body
      const body = await actOnce(deps, request, reply, 200, async (acting) =>
        shown(acting, await decideBulletin(acting, request.params.id, { hash, decision, note })),
      )
      return tagged(reply, body)
    },
  )
}

function registerAfterwards(server: Server, deps: BulletinDeps): void {
  server.post(
    '/v1/bulletins/:id([0-9a-f-]+)::withdraw',
    {
      config,
      schema: {
        summary: 'Withdraw a bulletin; one that was published stays to be read, with the reason on it',
        params: idParameter,
        body: z.strictObject({ reason }),
        response: { 200: bulletinSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 200, async (acting) =>
        shown(acting, await withdrawBulletin(acting, request.params.id, request.body.reason)),
      )
      return tagged(reply, body)
    },
  )
  server.post(
    '/v1/bulletins/:id/errata',
    {
      config,
      schema: {
        summary: 'Correct a published bulletin by an entry that is printed with it; nothing in it changes',
        params: idParameter,
        body: z.strictObject({ text: z.strictObject({ es: line, en: line }) }),
        response: { 201: bulletinSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 201, async (acting) =>
        shown(acting, await addErratum(acting, request.params.id, request.body.text)),
      )
      return reply.code(201).send(tagged(reply, body))
    },
  )
}
