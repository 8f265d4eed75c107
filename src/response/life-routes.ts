// /v1/alerts/{id}: closing and reopening by a person, taking an acknowledgement back, comments.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAct } from '#alerts/act-store.ts'
import { isMarkingWithin, markingsOf, stricterMarking } from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import { type Acting, actOnce, lockVisible, type ResponseDeps, readVisible } from './act-once.ts'
import { decideAlert } from './close-alert.ts'
import { type Comment, insertComment, listComments } from './response-store.ts'
import { takeBack } from './withdraw-acknowledgement.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const reasonBody = z.strictObject({ reason: z.string().trim().min(3).max(2_000) })

const decisionSchema = z
  .object({
    id: z.string().describe('Of the decision; the timeline names it when the lane has taken it up'),
    alert_id: z.string(),
    kind: z.enum(['resolved', 'reopened']),
    alert_state: z.string().describe('Before the decision is taken up, which is a matter of moments'),
    at: z.string(),
  })
  .meta({ id: 'AlertDecision' })

const withdrawnSchema = z
  .object({ acknowledgement_id: z.string(), alert_id: z.string(), alert_state: z.string(), at: z.string() })
  .meta({ id: 'WithdrawnAcknowledgement' })

const commentSchema = z
  .object({
    id: z.string(),
    alert_id: z.string(),
    person: z.string(),
    office: z.string().nullable(),
    text: z.string(),
    language: z.enum(['es', 'en']),
    marking: z.string(),
    at: z.string(),
  })
  .meta({ id: 'AlertComment' })

const commentBody = z.strictObject({
  text: z.string().trim().min(1).max(8_000),
  language: z.enum(['es', 'en']),
  marking: z
    .enum(markings)
    .optional()
    .describe('At least that of the alert, which is what it is without one'),
})
type CommentBody = z.infer<typeof commentBody>

export function lifeRoutes(deps: ResponseDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerDecision(server, deps, 'resolve', 'resolved')
    registerDecision(server, deps, 'reopen', 'reopened')
    registerWithdrawal(server, deps)
    registerComments(server, deps)
    done()
  }
}

function registerDecision(
  server: Server,
  deps: ResponseDeps,
  verb: 'resolve' | 'reopen',
  kind: 'resolved' | 'reopened',
): void {
  const summary =
    verb === 'resolve'
      ? 'Close an alert; while its condition holds it stays closed, unless its level rises above this one'
      : 'Open an alert again that a person closed while its condition holds'
  server.post(
    `/v1/alerts/:id([0-9a-f-]+)::${verb}`,
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary,
        params: idParameter,
        body: reasonBody,
        response: { 202: decisionSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 202, async (acting) => {
        const done = await decideAlert(acting, request.params.id, kind, request.body.reason)
        return {
          id: done.decision,
          alert_id: done.alert.id,
          kind,
          alert_state: done.alert.state,
          at: done.at.toString(),
        }
      })
      return reply.code(202).send(decisionSchema.parse(body))
    },
  )
}

function registerWithdrawal(server: Server, deps: ResponseDeps): void {
  server.post(
    '/v1/alerts/:id/acknowledgements/:n([0-9a-f-]+)::withdraw',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Take an acknowledgement back; the alert asks again once no answer stands',
        params: z.object({ id: z.uuid(), n: z.uuid().describe('Of the acknowledgement') }),
        body: reasonBody,
        response: { 200: withdrawnSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { id, n: acknowledgement } = request.params
      const body = await actOnce(deps, request, reply, 200, async (acting) => {
        const { state, at } = await takeBack(acting, id, acknowledgement, request.body.reason)
        return { acknowledgement_id: acknowledgement, alert_id: id, alert_state: state, at: at.toString() }
      })
      return withdrawnSchema.parse(body)
    },
  )
}

function registerComments(server: Server, deps: ResponseDeps): void {
  server.post(
    '/v1/alerts/:id/comments',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Add a comment; it can be neither changed nor removed',
        params: idParameter,
        body: commentBody,
        response: { 201: commentSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 201, async (acting) =>
        view(await comment(acting, request.params.id, request.body)),
      )
      return reply.code(201).send(commentSchema.parse(body))
    },
  )
  server.get(
    '/v1/alerts/:id/comments',
    {
      config: { scope: 'alerts:read' },
      schema: {
        summary: 'Comments up to the marking of the caller, the first one first',
        params: idParameter,
        response: { 200: z.object({ items: z.array(commentSchema) }), default: problemSchema },
      },
    },
    async ({ params, actor }) => {
      await readVisible(deps.db, await deps.loadPack(), actor, params.id)
      return { items: (await listComments(deps.db, params.id, markingsOf(actor))).map(view) }
    },
  )
}

async function comment(acting: Acting, alertId: string, given: CommentBody): Promise<Comment> {
  const { trx, actor } = acting
  const alert = await lockVisible(acting, alertId)
  const marking = stricterMarking(alert.marking, given.marking ?? alert.marking)
  if (!isMarkingWithin(marking, actor.marking)) {
    throw new AppError(
      'forbidden',
      'ACCESS_MARKING_TOO_HIGH',
      `you may write up to ${actor.marking}; the comment is marked ${marking}`,
    )
  }
  const row = await insertComment(trx, {
    id: uuidv7(),
    alertId,
    actor: actor.personId,
    office: actor.office,
    text: given.text,
    language: given.language,
    marking,
  })
  // The words stay with the comment, because they may be marked higher than the alert's history.
  const body = { comment: row.id, language: row.language, marking }
  await recordAct(trx, alert, { kind: 'comment', actor: actor.personId, body, at: row.at.toString() })
  return row
}

function view(row: Comment): z.infer<typeof commentSchema> {
  return {
    id: row.id,
    alert_id: row.alertId,
    person: row.actor,
    office: row.office,
    text: row.text,
    language: row.language,
    marking: row.marking,
    at: row.at.toString(),
  }
}
