// How long identities are kept: what is known of them, shredding, legal holds, the retention schedule.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listProposals, type ProposalRow } from '#access/approve.ts'
import { limits } from '#config/limits.ts'
import { maySee } from '#domain/signal/sight.ts'
import { readRevisions } from '#intake/signal-store.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { reviewQuery } from './access-routes.ts'
import { knownSchema } from './access-view.ts'
import { answerOnce, inView, type SourceRouteDeps } from './answer-once.ts'
import {
  decideRetention,
  endHold,
  placeHold,
  proposeRetention,
  retentionKind,
  shredOfSignal,
  shredReasons,
} from './keep-identities.ts'
import { type HoldRow, heldAmong, listHolds, readRetention } from './keeping-store.ts'
import { identitiesOfSignal, lookalikesOf } from './vault-store.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const reason = z.string().trim().min(10).max(1_000).describe('Why; no names')

export function keepingRoutes(deps: SourceRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerKnown(server, deps)
    registerShredding(server, deps)
    registerHolds(server, deps)
    registerRetention(server, deps)
    done()
  }
}

function registerKnown(server: Server, deps: SourceRouteDeps): void {
  server.get(
    '/v1/signals/:id/identities',
    {
      config: { scope: 'identity:open' },
      schema: {
        summary: 'Which identities came with a signal, by opaque name; what was shredded, and why',
        params: idParameter,
        response: { 200: knownSchema, default: problemSchema },
      },
    },
    async (request) =>
      inView(deps, async (trx, { places }) => {
        const { id } = request.params
        const signal = (await readRevisions(trx, id)).at(-1)
        if (signal === undefined || !maySee(signal, request.actor, places)) {
          throw new AppError(
            'not_found',
            'SIGNAL_UNKNOWN',
            `there is no signal ${id} that this token may see`,
          )
        }
        const found = await identitiesOfSignal(trx, id)
        const ids = found.map((one) => one.id)
        const held = await heldAmong(trx, ids)
        const alike = await lookalikesOf(trx, ids)
        return {
          items: found.map((one) => ({
            id: one.id,
            wrapping: one.wrapping,
            at_risk: one.isAtRisk,
            day: one.createdAt.toString().slice(0, 10),
            shredded:
              one.shreddedAt === null
                ? null
                : { reason: one.shredReason ?? '', at: one.shreddedAt.toString() },
            held: held.has(one.id),
            looks_like: alike
              .filter((other) => other.id === one.id)
              .map(({ other, kinds }) => ({ identity: other, by: kinds })),
          })),
        }
      }),
  )
}

function registerShredding(server: Server, deps: SourceRouteDeps): void {
  server.post(
    '/v1/signals/:id/identity-shreddings',
    {
      config: { scope: 'identity:keep', stepUp: true },
      schema: {
        summary: 'Destroy the keys of the identities behind a signal, for good; the signal stays',
        params: idParameter,
        body: z.strictObject({
          reason: z.enum(shredReasons),
          identities: z.array(z.uuid()).min(1).max(100).optional().describe('Absent: all of the signal'),
        }),
        response: {
          201: z
            .object({ shredded: z.array(z.string()), already: z.array(z.string()) })
            .meta({ id: 'Shredded' }),
          default: problemSchema,
        },
      },
    },
    (request, reply) =>
      answerOnce(deps, request, reply, (trx, { places }) =>
        shredOfSignal(trx, places, request.actor, request.params.id, request.body),
      ),
  )
}

const holdSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['identity', 'signal', 'process']),
    target: z.string(),
    reason: z.string(),
    placed_by: z.string(),
    placed_at: z.string(),
    lifted_by: z.string().nullable(),
    lifted_at: z.string().nullable(),
  })
  .meta({ id: 'LegalHold' })

function viewHold(hold: HoldRow): z.infer<typeof holdSchema> {
  return {
    id: hold.id,
    kind: hold.kind,
    target: hold.target,
    reason: hold.reason,
    placed_by: hold.placedPerson,
    placed_at: hold.placedAt.toString(),
    lifted_by: hold.liftedPerson,
    lifted_at: hold.liftedAt?.toString() ?? null,
  }
}

function registerHolds(server: Server, deps: SourceRouteDeps): void {
  server.get(
    '/v1/legal-holds',
    {
      config: { scope: 'identity:review' },
      schema: {
        summary: 'Legal holds, those that stand first',
        querystring: reviewQuery.omit({ since: true }),
        response: { 200: z.object({ items: z.array(holdSchema) }), default: problemSchema },
      },
    },
    async ({ query }) => ({ items: (await listHolds(deps.db, query.limit)).map(viewHold) }),
  )
  server.post(
    '/v1/legal-holds',
    {
      config: { scope: 'identity:keep' },
      schema: {
        summary: 'Nothing that it covers is shredded, by nobody, until it is lifted',
        body: z.strictObject({
          kind: z.enum(['identity', 'signal', 'process']),
          target: z.string().min(1).max(64),
          reason,
        }),
        response: { 201: holdSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerOnce(deps, request, reply, async (trx) =>
        viewHold(await placeHold(trx, request.actor, request.body)),
      ),
  )
  server.post(
    '/v1/legal-holds/:id/liftings',
    {
      config: { scope: 'identity:keep', stepUp: true },
      schema: {
        summary: 'Lift a legal hold; another person than the one who placed it',
        params: idParameter,
        response: { 201: holdSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerOnce(deps, request, reply, async (trx) =>
        viewHold(await endHold(trx, request.actor, request.params.id)),
      ),
  )
}

const retentionSchema = z
  .object({
    days: z.number().int().describe('After the closing of every process of a report'),
    since: z.string().nullable().describe('null: the default of the product'),
    waiting: z
      .array(
        z.object({
          proposal: z.string(),
          days: z.number().int(),
          reason: z.string(),
          person: z.string().nullable().describe('Who proposed it; another person decides'),
          proposed_at: z.string(),
          expires_at: z.string(),
        }),
      )
      .describe('Other figures that wait for a second person'),
  })
  .meta({ id: 'IdentityRetention' })

function viewWaiting(row: ProposalRow): z.infer<typeof retentionSchema>['waiting'][number] {
  return {
    proposal: row.id,
    days: Number(row.subject['days']),
    reason: row.reason,
    person: row.authorPerson,
    proposed_at: row.createdAt.toString(),
    expires_at: row.expiresAt.toString(),
  }
}

const proposedSchema = z
  .object({ proposal: z.string(), days: z.number().int(), state: z.string() })
  .meta({ id: 'ProposedRetention' })

function viewProposed({ id, subject, state }: ProposalRow): z.infer<typeof proposedSchema> {
  return { proposal: id, days: Number(subject['days']), state }
}

function registerRetention(server: Server, deps: SourceRouteDeps): void {
  server.get(
    '/v1/identity-retention',
    {
      config: { scope: 'identity:review' },
      schema: {
        summary: 'How long identities are kept, and what was proposed instead',
        response: { 200: retentionSchema, default: problemSchema },
      },
    },
    async () => {
      const row = await readRetention(deps.db)
      const open = await listProposals(deps.db, { kind: retentionKind, state: 'open', limit: 20 })
      return {
        days: row?.days ?? limits.identityRetentionDays,
        since: row?.since.toString() ?? null,
        waiting: open.filter((one) => !one.isExpired).map(viewWaiting),
      }
    },
  )
  server.post(
    '/v1/identity-retention',
    {
      config: { scope: 'identity:keep' },
      schema: {
        summary: 'Propose another retention; it holds when another person has agreed',
        body: z.strictObject({ days: z.number().int().min(1).max(3_650), reason }),
        response: { 201: proposedSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerOnce(deps, request, reply, async (trx) =>
        viewProposed(await proposeRetention(trx, request.actor, request.body)),
      ),
  )
  server.post(
    '/v1/identity-retention/:id/decisions',
    {
      config: { scope: 'identity:keep', stepUp: true },
      schema: {
        summary: 'Agree to a proposed retention or refuse it; another person than the one who proposed',
        params: idParameter,
        body: z.strictObject({
          decision: z.enum(['approve', 'reject']),
          note: z.string().trim().max(500).optional(),
        }),
        response: { 201: proposedSchema, default: problemSchema },
      },
    },
    (request, reply) => {
      const { decision, note = null } = request.body
      return answerOnce(deps, request, reply, async (trx) =>
        viewProposed(await decideRetention(trx, request.actor, request.params.id, { decision, note })),
      )
    },
  )
}
