// /v1/silences: put, read, approve and end a silence.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { answerAct } from './answer-act.ts'
import {
  decideSilence,
  endSilence,
  maySeeSilence,
  previewSilence,
  putSilence,
  type SilencePreview,
  unknownSilence,
} from './silence-alerts.ts'
import { listSilences, readSilence, type SilenceRow } from './silence-store.ts'

export interface SilenceRouteDeps {
  readonly db: Db
  readonly pokes: Pokes
  loadPack(): Promise<DeliveryPack>
}
type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const codes = z.array(z.string().max(120)).min(1).max(50)
const matchersSchema = z.strictObject({
  process: z.string().max(64),
  territory: z.string().max(120).describe('Code of a place: it and everything inside it'),
  rules: codes.optional(),
  tags: codes.optional(),
  categories: codes.optional(),
  levels: z
    .array(z.enum(levelNames))
    .min(1)
    .optional()
    .describe('Left out: every level but critical, which has to be named'),
})
const instant = z.iso.datetime({ offset: true })
const reason = z
  .string()
  .trim()
  .min(10)
  .max(1_000)
  .describe('Why; told with the silence and kept with its record')
const putSchema = z.strictObject({
  matchers: matchersSchema,
  reason,
  starts_at: instant.optional().describe('Now when left out'),
  ends_at: instant.describe('At most 24 h after the start for one person, 14 days for two'),
})
const previewSchema = z.object({
  alerts: z.array(
    z.object({
      id: z.string(),
      level: z.string(),
      title: z.object({ es: z.string(), en: z.string() }),
      place: z.string(),
    }),
  ),
  audiences: z.array(z.string()).describe('Inside the institution, that would not be told'),
  second_person_for: z.array(z.string()).describe('Why another person has to approve; empty: nobody has to'),
})
const silenceSchema = z
  .object({
    id: z.string(),
    matchers: matchersSchema,
    reason: z.string(),
    author: z.string(),
    second_person: z.string().nullable(),
    state: z.enum(['proposed', 'active', 'ended', 'rejected']),
    phase: z.string().nullable(),
    starts_at: z.string(),
    ends_at: z.string(),
    last_match_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    ended_by: z.string().nullable(),
    end_reason: z
      .string()
      .nullable()
      .describe('time, person, quiet (nothing matched for 6 h), resolved, level_raised, phase_changed'),
    created_at: z.string(),
  })
  .meta({ id: 'Silence' })

export function silenceRoutes(deps: SilenceRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerReads(server, deps)
    registerPut(server, deps)
    registerActs(server, deps)
    done()
  }
}

function registerReads(server: Server, deps: SilenceRouteDeps): void {
  server.get(
    '/v1/silences',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Silences, the newest first, also those that have ended',
        querystring: z.object({
          process: z.string().max(64).optional(),
          state: z.enum(['proposed', 'active', 'ended', 'rejected']).optional(),
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
        }),
        response: {
          200: z.object({ items: z.array(silenceSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async ({ query, actor }) => {
      const { process, state, limit } = query
      const from = readCursor(query.cursor)
      const pack = await deps.loadPack()
      const rows = await listSilences(deps.db, {
        process,
        state,
        processes: actor.processes,
        before: from === undefined ? undefined : { micros: from.xid, id: from.id },
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.filter((row) => maySeeSilence(actor, pack, row)).map(view),
        next:
          rows.length > limit && last !== undefined
            ? writeCursor({ xid: String(last.micros), id: last.id })
            : null,
      }
    },
  )
  server.get(
    '/v1/silences/:id',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'One silence',
        params: idParameter,
        response: { 200: silenceSchema, default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      const pack = await deps.loadPack()
      const row = await readSilence(deps.db, params.id)
      if (row === undefined || !maySeeSilence(actor, pack, row)) throw unknownSilence(params.id)
      return view(row)
    },
  )
}

function registerPut(server: Server, deps: SilenceRouteDeps): void {
  server.post(
    '/v1/silences',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary:
          'Keep back the notifications of matching alerts; longer than a day, wider than a municipality, or critical takes a second person',
        querystring: z.object({
          dry_run: z.enum(['true', 'false']).default('false').describe('Only what it would keep back'),
        }),
        body: putSchema,
        response: { 200: previewSchema, 201: silenceSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { actor, body } = request
      const wanted = {
        matchers: body.matchers,
        reason: body.reason,
        startsAt: body.starts_at === undefined ? undefined : Temporal.Instant.from(body.starts_at),
        endsAt: Temporal.Instant.from(body.ends_at),
      }
      if (request.query.dry_run === 'true') {
        const pack = await deps.loadPack()
        const preview = await inTransaction(deps.db, (trx) => previewSilence(trx, pack, actor, wanted))
        return reply.code(200).send(viewPreview(preview))
      }
      const answer = await answerAct(deps, request, async (trx, pack) => {
        const row = await putSilence(trx, { ...deps, pack }, actor, wanted)
        return { status: 201, body: view(row) }
      })
      return reply.headers(answer.headers).code(201).send(silenceSchema.parse(answer.body))
    },
  )
}

function registerActs(server: Server, deps: SilenceRouteDeps): void {
  server.post(
    '/v1/silences/:id/approvals',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'The second person approves or rejects a silence; never its author',
        params: idParameter,
        body: z.strictObject({
          decision: z.enum(['approve', 'reject']).default('approve'),
          note: z.string().max(1_000).optional(),
        }),
        response: { 201: silenceSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { decision, note = null } = request.body
      const answer = await answerAct(deps, request, async (trx, pack) => {
        const row = await decideSilence(trx, { ...deps, pack }, request.actor, request.params.id, {
          decision,
          note,
        })
        return { status: 201, body: view(row) }
      })
      return reply.headers(answer.headers).code(201).send(silenceSchema.parse(answer.body))
    },
  )
  server.post(
    '/v1/silences/:id([0-9a-f-]+)::end',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'End a silence before its time; what it kept back and still fires is told',
        params: idParameter,
        body: z.strictObject({ reason }),
        response: { 200: silenceSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const answer = await answerAct(deps, request, async (trx, pack) => {
        const { id } = request.params
        return {
          status: 200,
          body: view(await endSilence(trx, { ...deps, pack }, request.actor, id, request.body.reason)),
        }
      })
      return reply.headers(answer.headers).code(200).send(silenceSchema.parse(answer.body))
    },
  )
}

const text = (at: Temporal.Instant | null): string | null => at?.toString() ?? null

function view(row: SilenceRow): z.infer<typeof silenceSchema> {
  return {
    id: row.id,
    matchers: matchersSchema.parse(row.matchers),
    reason: row.reason,
    author: row.author,
    second_person: row.secondPerson,
    state: row.state,
    phase: row.phase,
    starts_at: row.startsAt.toString(),
    ends_at: row.endsAt.toString(),
    last_match_at: text(row.lastMatchAt),
    ended_at: text(row.endedAt),
    ended_by: row.endedBy,
    end_reason: row.endReason,
    created_at: row.createdAt.toString(),
  }
}

function viewPreview(preview: SilencePreview): z.infer<typeof previewSchema> {
  return {
    alerts: [...preview.alerts],
    audiences: [...preview.audiences],
    second_person_for: [...preview.secondPersonFor],
  }
}
