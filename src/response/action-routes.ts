// /v1/actions and /v1/alerts/{id}/actions: measures proposed, added, listed, read and edited.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { actionClasses, actionStates } from '#domain/response/action.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { actOnce, readVisible } from './act-once.ts'
import { actionHistory, actionsOfAlert, listActions, readAction } from './action-store.ts'
import { actionDetailSchema, actionSchema, viewAction, viewDetail } from './action-view.ts'
import { addAction, editAction, unknownAction } from './change-action.ts'
import { listEvidence, listRatings } from './evidence-store.ts'
import { checkVocabulary, type LedgerDeps, ledgerView, sightOf } from './ledger.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const instant = z.iso.datetime({ offset: true })
const reason = z.string().trim().min(3).max(2_000)
const word = z.string().min(1).max(64)
const text = z.strictObject({
  es: z.string().trim().min(1).max(2_000),
  en: z.string().trim().min(1).max(2_000),
})

const addBody = z.strictObject({
  text,
  addressee: word.describe('A code of addressees.yaml'),
  class: z.enum(actionClasses),
  line: word.nullish().describe('A code of the lines in addressees.yaml'),
  due_at: instant.optional().describe('Needed unless the measure has been taken already'),
  taken: z.boolean().default(false).describe('Done already, and recorded now'),
})
const editBody = z.strictObject({
  addressee: word.optional(),
  class: z.enum(actionClasses).optional(),
  line: word.nullish(),
  due_at: instant.optional(),
  reason: reason.optional().describe('Needed for another institution or due date'),
})
const listQuery = z.object({
  process: z.string().max(64).optional(),
  alert: z.uuid().optional(),
  state: z.enum(actionStates).optional(),
  class: z.enum(actionClasses).optional(),
  addressee: word.optional(),
  department: z.string().max(16).optional(),
  overdue: z.enum(['true', 'false']).optional(),
  since: instant.optional().describe('Recommended at or after'),
  until: instant.optional().describe('Recommended before'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
})
const items = z.object({ items: z.array(actionSchema) })

export function actionRoutes(deps: LedgerDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerOfAlert(server, deps)
    registerList(server, deps)
    registerOne(server, deps)
    registerEdit(server, deps)
    done()
  }
}

function registerOfAlert(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/alerts/:id/actions',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Measures recommended and taken for an alert, the first one first',
        params: idParameter,
        response: { 200: items, default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      await readVisible(deps.db, await deps.loadPack(), actor, params.id)
      return { items: (await actionsOfAlert(deps.db, params.id)).map(viewAction) }
    },
  )
  server.post(
    '/v1/alerts/:id/actions',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Recommend a measure, or record one that was taken',
        params: idParameter,
        body: addBody,
        response: { 201: actionSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { text: said, addressee, line, taken, due_at: dueAt, class: kind } = request.body
      const { pack } = await ledgerView(deps)
      const body = await actOnce(deps, request, reply, 201, async (acting) => {
        await readVisible(acting.trx, acting.pack, request.actor, request.params.id)
        checkVocabulary(pack, request.body)
        if (!taken && dueAt === undefined) throw dueMissing()
        const given = { text: said, addressee, class: kind, line: line ?? null, isTaken: taken }
        const due = taken ? null : (dueAt ?? null)
        return viewAction(await addAction(acting, request.params.id, { ...given, dueAt: due }))
      })
      return reply.code(201).send(actionSchema.parse(body))
    },
  )
}

function dueMissing(): AppError {
  const message = { es: 'falta la fecha límite (due_at)', en: 'due_at is missing: by when is it to be done?' }
  return new AppError('invalid', 'ACTION_DUE_MISSING', message.en, {
    faults: [{ pointer: '/due_at', code: 'ACTION_DUE_MISSING', message }],
  })
}

function registerList(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/actions',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary:
          'Measures that the caller may see, the latest change first; `overdue=true` is the overdue list',
        querystring: listQuery,
        response: {
          200: z.object({ items: z.array(actionSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async (request) => {
      const { cursor, limit, overdue, ...filter } = request.query
      const { pack } = await ledgerView(deps)
      const isOverdue = overdue === undefined ? undefined : overdue === 'true'
      const page = { before: readCursor(cursor), limit: limit + 1 }
      const sight = sightOf(request.actor, pack.country)
      const rows = await listActions(deps.db, sight, { ...filter, isOverdue }, page)
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      const next = rows.length > limit && last !== undefined ? writeCursor(last) : null
      return { items: shown.map(viewAction), next }
    },
  )
}

function registerOne(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/actions/:id',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'One measure with its evidence, ratings and everything that happened to it',
        params: idParameter,
        response: { 200: actionDetailSchema, default: problemSchema },
      },
    },
    async ({ params, actor }, reply) => {
      const row = await readAction(deps.db, params.id)
      if (row === undefined) throw unknownAction(params.id)
      await readVisible(deps.db, await deps.loadPack(), actor, row.alertId).catch((error: unknown) => {
        throw error instanceof AppError && error.kind === 'not_found' ? unknownAction(params.id) : error
      })
      reply.header('etag', `"${row.lastOrdinal}"`)
      return viewDetail(
        row,
        await listEvidence(deps.db, row.id),
        await listRatings(deps.db, row.id),
        await actionHistory(deps.db, row.id),
      )
    },
  )
}

function registerEdit(server: Server, deps: LedgerDeps): void {
  server.patch(
    '/v1/actions/:id',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Change institution, class, line or due date; If-Match carries the version that was read',
        params: idParameter,
        body: editBody,
        response: { 200: actionSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { due_at: dueAt, ...given } = request.body
      const { pack } = await ledgerView(deps)
      const body = await actOnce(deps, request, reply, 200, async (acting) => {
        const known = await readAction(acting.trx, request.params.id)
        if (known === undefined) throw unknownAction(request.params.id)
        checkVocabulary(pack, given)
        const ordinal = ifMatch(request.headers['if-match'])
        return viewAction(await editAction(acting, request.params.id, ordinal, { ...given, dueAt }))
      })
      const changed = actionSchema.parse(body)
      reply.header('etag', `"${changed.version}"`)
      return changed
    },
  )
}

function ifMatch(header: string | undefined): number {
  const found = /^"?(\d{1,9})"?$/.exec(header?.trim() ?? '')
  if (found !== null) return Number(found[1])
  throw new AppError(
    'conflict',
    'ACTION_IF_MATCH_MISSING',
    'send If-Match with the version of the measure that you read: GET /v1/actions/{id} answers it as ETag',
    { status: 428 },
  )
}
