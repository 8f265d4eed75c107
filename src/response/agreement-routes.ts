// /v1/agreements: what parties agreed on after an alert, and whether it is kept.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAct } from '#alerts/act-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import { type Acting, actOnce, lockVisible, refuseLiaison } from './act-once.ts'
import {
  type AgreementRow,
  agreementKinds,
  type FollowUpRow,
  finishFollowUp,
  followUpsOf,
  insertAgreement,
  insertFollowUp,
  listAgreements,
  readAgreement,
} from './agreement-store.ts'
import { type LedgerDeps, ledgerView, sightOf } from './ledger.ts'
import { readNow } from './response-store.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const instant = z.iso.datetime({ offset: true })
const text = z.strictObject({
  es: z.string().trim().min(1).max(4_000),
  en: z.string().trim().min(1).max(4_000),
})

const addBody = z.strictObject({
  alert_id: z.uuid(),
  kind: z.enum(agreementKinds),
  text,
  parties: z
    .array(z.string().trim().min(1).max(120))
    .min(1)
    .max(20)
    .describe('Institutions and groups, never persons'),
  agreed_at: instant,
  follow_up_at: z.array(instant).max(12).default([]),
})
const followUpSchema = z.object({
  id: z.string(),
  due_at: z.string(),
  overdue: z.boolean(),
  result: z.enum(['kept', 'partly_kept', 'broken']).nullable(),
  note: z.string().nullable(),
  done_by: z.string().nullable(),
  done_at: z.string().nullable(),
})
const agreementSchema = z
  .object({
    id: z.string(),
    alert_id: z.string(),
    process: z.string(),
    place: z.string(),
    department: z.string().nullable(),
    kind: z.enum(agreementKinds),
    text: z.object({ es: z.string(), en: z.string() }),
    parties: z.array(z.string()),
    agreed_at: z.string(),
    person: z.string(),
    created_at: z.string(),
    follow_ups: z.array(followUpSchema),
  })
  .meta({ id: 'Agreement' })
const doneBody = z.strictObject({
  result: z.enum(['kept', 'partly_kept', 'broken']),
  note: z.string().trim().min(3).max(2_000),
  next_at: instant.optional().describe('When to look again'),
})
type AddBody = z.infer<typeof addBody>
type DoneBody = z.infer<typeof doneBody>

export function agreementRoutes(deps: LedgerDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerAdd(server, deps)
    registerList(server, deps)
    registerFollowUp(server, deps)
    done()
  }
}

function registerAdd(server: Server, deps: LedgerDeps): void {
  server.post(
    '/v1/agreements',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary:
          'Record an agreement, truce, joint statement or withdrawal, with the dates to look at it again',
        body: addBody,
        response: { 201: agreementSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 201, (acting) => add(acting, request.body))
      return reply.code(201).send(agreementSchema.parse(body))
    },
  )
}

async function add(acting: Acting, given: AddBody) {
  const { trx, actor } = acting
  const alert = await lockVisible(acting, given.alert_id)
  refuseLiaison(actor)
  const id = uuidv7()
  const { kind, parties } = given
  const row = { id, alertId: alert.id, kind, text: given.text, parties, agreedAt: given.agreed_at }
  await insertAgreement(trx, { ...row, actor: actor.personId })
  for (const dueAt of given.follow_up_at) await insertFollowUp(trx, { id: uuidv7(), agreementId: id, dueAt })
  const at = (await readNow(trx)).toString()
  await recordAct(trx, alert, { kind: 'comment', actor: actor.personId, body: { agreement: id, kind }, at })
  await recordAudit(trx, { actor, action: 'agreement.recorded', object: { kind: 'agreement', id } })
  return viewOne(acting, id)
}

async function viewOne({ trx }: Acting, id: string) {
  const row = await readAgreement(trx, id)
  if (row === undefined) throw unknownAgreement(id)
  return view(row, await followUpsOf(trx, [id]))
}

function registerList(server: Server, deps: LedgerDeps): void {
  server.get(
    '/v1/agreements',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Agreements that the caller may see with their follow-up, the newest first',
        querystring: z.object({
          process: z.string().max(64).optional(),
          alert: z.uuid().optional(),
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
        }),
        response: {
          200: z.object({ items: z.array(agreementSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async ({ query, actor }) => {
      const { cursor, limit, ...filter } = query
      const { pack } = await ledgerView(deps)
      const page = { before: readCursor(cursor), limit: limit + 1 }
      const rows = await listAgreements(deps.db, sightOf(actor, pack.country), filter, page)
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      const followUps = await followUpsOf(
        deps.db,
        shown.map(({ id }) => id),
      )
      return {
        items: shown.map((row) => view(row, followUps)),
        next: rows.length > limit && last !== undefined ? writeCursor(last) : null,
      }
    },
  )
}

function registerFollowUp(server: Server, deps: LedgerDeps): void {
  server.post(
    '/v1/agreements/:id/follow-ups/:follow',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Say whether the agreement was kept by the date of a follow-up, and when to look again',
        params: z.object({ id: z.uuid(), follow: z.uuid() }),
        body: doneBody,
        response: { 200: agreementSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { id, follow } = request.params
      const body = await actOnce(deps, request, reply, 200, (acting) =>
        finish(acting, id, follow, request.body),
      )
      return agreementSchema.parse(body)
    },
  )
}

async function finish(acting: Acting, id: string, followUp: string, given: DoneBody) {
  const { trx, actor } = acting
  const row = await readAgreement(trx, id)
  if (row === undefined) throw unknownAgreement(id)
  const alert = await lockVisible(acting, row.alertId).catch((error: unknown) => {
    throw error instanceof AppError && error.kind === 'not_found' ? unknownAgreement(id) : error
  })
  refuseLiaison(actor)
  const { result, note, next_at: next } = given
  if (!(await finishFollowUp(trx, id, followUp, { result, note, actor: actor.personId }))) {
    throw new AppError('conflict', 'FOLLOW_UP_DONE', `the agreement has no open follow-up ${followUp}`)
  }
  if (next !== undefined) await insertFollowUp(trx, { id: uuidv7(), agreementId: id, dueAt: next })
  const at = (await readNow(trx)).toString()
  const body = { agreement: id, follow_up: followUp, result }
  await recordAct(trx, alert, { kind: 'comment', actor: actor.personId, body, at })
  await recordAudit(trx, {
    actor,
    action: 'agreement.followed_up',
    object: { kind: 'agreement', id },
    detail: { follow_up: followUp, result },
  })
  return viewOne(acting, id)
}

function unknownAgreement(id: string): AppError {
  return new AppError('not_found', 'AGREEMENT_UNKNOWN', `there is no agreement ${id} that this token may see`)
}

function view(row: AgreementRow, followUps: readonly FollowUpRow[]): z.infer<typeof agreementSchema> {
  return {
    id: row.id,
    alert_id: row.alertId,
    process: row.process,
    place: row.place,
    department: row.department,
    kind: row.kind,
    text: row.text,
    parties: [...row.parties],
    agreed_at: row.agreedAt.toString(),
    person: row.actor,
    created_at: row.createdAt.toString(),
    follow_ups: followUps
      .filter(({ agreementId }) => agreementId === row.id)
      .map((one) => ({
        id: one.id,
        due_at: one.dueAt.toString(),
        overdue: one.isOverdue,
        result: one.result,
        note: one.note,
        done_by: one.doneBy,
        done_at: one.doneAt?.toString() ?? null,
      })),
  }
}
