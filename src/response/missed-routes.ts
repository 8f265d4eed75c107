// /v1/missed-events: harm that no alert came before.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import { coversPlace, isMarkingWithin, mayUseProcess } from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'
import { outcomeDefinitions } from '#domain/response/outcome.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { type Acting, actOnce, refuseLiaison } from './act-once.ts'
import { type LedgerDeps, ledgerView, sightOf } from './ledger.ts'
import { alertOpenAt, insertMissed, listMissed, readMissed } from './outcome-store.ts'
import { missedSchema, viewMissed } from './outcome-view.ts'
import { readNow } from './response-store.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const missedBody = z.strictObject({
  process: z.string().min(1).max(64),
  place: z.string().min(1).max(120),
  marking: z.enum(markings),
  definition: z.enum(outcomeDefinitions),
  happened_at: z.iso.datetime({ offset: true }),
  rule: z.string().max(64).optional().describe('The rule that should have seen it'),
  text: z.string().trim().min(3).max(8_000),
  language: z.enum(['es', 'en']),
})
type MissedBody = z.infer<typeof missedBody>

export function missedRoutes(deps: LedgerDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerAdd(server, deps)
    registerList(server, deps)
    done()
  }
}

function registerAdd(server: Server, deps: LedgerDeps): void {
  server.post(
    '/v1/missed-events',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Record harm that no alert came before',
        body: missedBody,
        response: { 201: missedSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const view = await ledgerView(deps)
      const body = await actOnce(deps, request, reply, 201, (acting) => add(acting, view, request.body))
      return reply.code(201).send(missedSchema.parse(body))
    },
  )
}

async function add(acting: Acting, view: RegistryView, given: MissedBody) {
  const { trx, actor } = acting
  refuseLiaison(actor)
  const place = placeOf(acting, view, given)
  const now = await readNow(trx)
  if (Temporal.Instant.compare(Temporal.Instant.from(given.happened_at), now) > 0) {
    throw refusal('/happened_at', 'lo que falta por ocurrir no se perdió', 'what lies ahead was not missed')
  }
  const department = view.places.placeLevels(place).department ?? null
  if (given.rule !== undefined) {
    const at = { process: given.process, ruleId: given.rule, department }
    const open = await alertOpenAt(trx, at, given.happened_at)
    if (open !== undefined) {
      throw new AppError(
        'conflict',
        'MISSED_EVENT_ALERTED',
        `an alert of ${given.rule} was open there then: label that alert instead`,
      )
    }
  }
  const id = uuidv7()
  const { process, marking, definition, text, language } = given
  const row = { id, process, place, department, marking, definition, text, language, actor: actor.personId }
  await insertMissed(trx, { ...row, happenedAt: given.happened_at, ruleId: given.rule ?? null })
  await recordAudit(trx, { actor, action: 'missed_event.recorded', object: { kind: 'missed_event', id } })
  const stored = await readMissed(trx, id)
  if (stored === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `missed event ${id} was not stored`)
  return viewMissed(stored)
}

/** The place's code; what the caller may not see is as unknown as what is not there. */
function placeOf({ actor }: Acting, view: RegistryView, given: MissedBody): string {
  const isKnown = view.processes.some(({ id }) => id === given.process)
  if (!isKnown || !mayUseProcess(actor, given.process)) {
    throw refusal(
      '/process',
      `no existe el proceso «${given.process}»`,
      `there is no process "${given.process}"`,
    )
  }
  const { code } = view.places.resolve(given.place)
  if (code === undefined || !coversPlace(actor, view.places.ancestors(code))) {
    throw refusal('/place', `lugar desconocido: «${given.place}»`, `unknown place "${given.place}"`)
  }
  if (!isMarkingWithin(given.marking, actor.marking)) {
    throw new AppError(
      'forbidden',
      'ACCESS_MARKING_TOO_HIGH',
      `you may write up to ${actor.marking}; this is marked ${given.marking}`,
    )
  }
  return code
}

function refusal(pointer: string, es: string, en: string): AppError {
  return new AppError('invalid', 'MISSED_EVENT_WRONG', en, {
    faults: [{ pointer, code: 'MISSED_EVENT_WRONG', message: { es, en } }],
  })
}

function registerList(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/missed-events',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Harm that no alert came before, the newest record first',
        querystring: z.object({
          process: z.string().max(64).optional(),
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
        }),
        response: {
          200: z.object({ items: z.array(missedSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async ({ query, actor }) => {
      const { pack } = await ledgerView(deps)
      const page = { before: readCursor(query.cursor), limit: query.limit + 1 }
      const rows = await listMissed(deps.db, sightOf(actor, pack.country), query.process, page)
      const shown = rows.slice(0, query.limit)
      const last = shown.at(-1)
      const next = rows.length > query.limit && last !== undefined ? writeCursor(last) : null
      return { items: shown.map(viewMissed), next }
    },
  )
}
