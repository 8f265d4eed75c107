// /v1/deliveries and /v1/dead-letters: what is under way and what failed, over all alerts that the caller may know of; and what a named
// person does about it.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import { type Actor, markingsOf } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { afterCommit, type Db, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { answerOnce } from './answer-once-routes.ts'
import {
  clearDelivery,
  type DeskDelivery,
  type DeskFilter,
  type DeskSight,
  listDesk,
  readDesk,
  reviveDelivery,
} from './delivery-desk-store.ts'
import { deliverySchema, viewDelivery } from './delivery-view.ts'

export interface DeskRouteDeps {
  readonly db: Db
  readonly pokes: Pokes
  loadPack(): Promise<DeliveryPack>
}

type Server = Parameters<FastifyPluginCallbackZod>[0]

const deskSchema = z
  .object({
    ...deliverySchema.shape,
    alert_id: z.string(),
    process: z.string(),
    last_detail: z.string().nullable().describe('What the last try ended with; never a text of the message'),
    cleared: z.object({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'DeskDelivery' })

const states = [
  'planned',
  'draft',
  'held',
  'sending',
  'retry',
  'accepted',
  'delivered',
  'seen',
  'failed',
  'exhausted',
  'superseded',
  'withheld',
] as const
const deadStates = ['failed', 'exhausted'] as const
const code = z.string().max(80).optional()
const shared = {
  channel: code,
  recipient: code,
  process: z.string().max(64).optional(),
  level: z.enum(['info', 'watch', 'warning', 'critical']).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
}
const listQuery = z.object({
  ...shared,
  state: z.enum(states).optional(),
  reason: code,
  alert: z.uuid().optional(),
})
const deadQuery = z.object({
  ...shared,
  state: z.enum(deadStates).optional(),
  cleared: z.enum(['true', 'false']).default('false').describe('Those that somebody took off the list'),
})
const page = z.object({ items: z.array(deskSchema), next: z.string().nullable() })
const idParameter = z.object({ id: z.uuid() })
const reason = z.string().trim().min(3).max(1_000).describe('Why; kept with the record')

export function deliveryDeskRoutes(deps: DeskRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerLists(server, deps)
    registerActs(server, deps)
    done()
  }
}

function registerLists(server: Server, deps: DeskRouteDeps): void {
  server.get(
    '/v1/deliveries',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Deliveries of all alerts that the caller may know of, the newest first; no message content',
        querystring: listQuery,
        response: { 200: page, default: problemSchema },
      },
    },
    async ({ query, actor }) => {
      const { state, ...filter } = query
      return listed(deps, actor, { ...filter, states: state === undefined ? [] : [state] })
    },
  )
  server.get(
    '/v1/dead-letters',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Deliveries that ended without success and that no named person has cleared',
        querystring: deadQuery,
        response: { 200: page, default: problemSchema },
      },
    },
    async ({ query, actor }) => {
      const { state, cleared, ...filter } = query
      const wanted = state === undefined ? deadStates : [state]
      return listed(deps, actor, { ...filter, states: wanted, isCleared: cleared === 'true' })
    },
  )
}

type Asked = Omit<DeskFilter, keyof DeskSight | 'before'> & { readonly cursor?: string | undefined }

async function listed(deps: DeskRouteDeps, actor: Actor, asked: Asked): Promise<z.infer<typeof page>> {
  const from = readCursor(asked.cursor)
  const rows = await listDesk(deps.db, {
    ...asked,
    ...sightOf(actor, await deps.loadPack()),
    before: from === undefined ? undefined : { micros: from.xid, id: from.id },
    limit: asked.limit + 1,
  })
  const items = rows.slice(0, asked.limit)
  const last = items.at(-1)
  const hasMore = rows.length > asked.limit && last !== undefined
  return {
    items: items.map(view),
    next: hasMore ? writeCursor({ xid: String(last.micros), id: last.id }) : null,
  }
}

function registerActs(server: Server, deps: DeskRouteDeps): void {
  server.post(
    '/v1/dead-letters/:id([0-9a-f-]+)::clear',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'Take a dead letter off the list, by name and with a reason; the row and its tries stay',
        params: idParameter,
        body: z.strictObject({ reason }),
        response: { 200: deskSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { actor } = request
      // Before the transaction: inside it, a second connection would wait for ever on the embedded database.
      const sight = sightOf(actor, await deps.loadPack())
      return answerOnce(deps.db, request, reply, async (trx) => {
        const id = await held(trx, sight, request.params.id, isUncleared)
        await clearDelivery(trx, id, actor.personId, request.body.reason)
        return recorded(trx, 'delivery.cleared', actor, id, sight, request.body.reason)
      })
    },
  )
  server.post(
    '/v1/deliveries/:id([0-9a-f-]+)::retry',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'Try a failed or exhausted delivery again: a new series of tries under the same id',
        params: idParameter,
        body: z.strictObject({ reason: reason.optional() }).nullish(),
        response: { 200: deskSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { actor } = request
      // Before the transaction: inside it, a second connection would wait for ever on the embedded database.
      const sight = sightOf(actor, await deps.loadPack())
      return answerOnce(deps.db, request, reply, async (trx) => {
        const id = await held(trx, sight, request.params.id, isDead)
        await reviveDelivery(trx, id)
        afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
        return recorded(trx, 'delivery.retried', actor, id, sight, request.body?.reason ?? null)
      })
    },
  )
}

const isDead = (row: DeskDelivery) => row.state === 'failed' || row.state === 'exhausted'
const isUncleared = (row: DeskDelivery) => isDead(row) && row.clearedAt === null

/** The row, locked; refused where it is not one that this can be done with. */
async function held(
  trx: Trx,
  sight: DeskSight,
  id: string,
  isRight: (row: DeskDelivery) => boolean,
): Promise<string> {
  const row = await readDesk(trx, id, sight, true)
  if (row === undefined)
    throw new AppError('not_found', 'DELIVERY_UNKNOWN', `there is no delivery ${id} that this token may see`)
  if (!isRight(row)) {
    const cleared = row.clearedAt === null ? '' : ', cleared'
    throw new AppError(
      'conflict',
      'DELIVERY_NOT_DEAD',
      `the delivery is ${row.state}${cleared}; expected one that failed or is exhausted, and is not cleared`,
    )
  }
  return id
}

async function recorded(
  trx: Trx,
  action: string,
  actor: Actor,
  id: string,
  sight: DeskSight,
  why: string | null,
): Promise<{ readonly status: number; readonly body: unknown }> {
  await recordAudit(trx, { actor, action, object: { kind: 'delivery', id }, note: why })
  const row = await readDesk(trx, id, sight)
  if (row === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `delivery ${id} is not there any more`)
  return { status: 200, body: view(row) }
}

function sightOf(actor: Actor, pack: DeliveryPack): DeskSight {
  const { territory, processes } = actor
  return {
    isNational: territory.includes(pack.country),
    territory,
    markings: markingsOf(actor),
    processes,
  }
}

function view(row: DeskDelivery): z.infer<typeof deskSchema> {
  const { clearedAt, clearedBy, clearReason } = row
  return {
    ...viewDelivery(row),
    alert_id: row.alertId,
    process: row.process,
    last_detail: row.lastDetail,
    cleared:
      clearedAt === null
        ? null
        : { at: clearedAt.toString(), by: clearedBy ?? '', reason: clearReason ?? '' },
  }
}
