// /v1/actions/{id}: what people do with a measure after it was proposed.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problemSchema } from '#platform/problem.ts'
import { type Acting, actOnce, type ResponseDeps } from './act-once.ts'
import type { ActionRow } from './action-store.ts'
import { actionSchema, viewAction } from './action-view.ts'
import { answerAction, issueAction } from './change-action.ts'
import { proveAction, rateAction } from './prove-and-rate.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const reason = z.string().trim().min(3).max(2_000)
const noted = z.strictObject({ reason: reason.optional() }).nullish()

const evidenceBody = z.strictObject({
  kind: z.enum(['document', 'signal', 'link']),
  ref: z.string().trim().min(1).max(2_000).describe('Title of the document, id of the signal, or URL'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('Of the document; what is not given is computed from the reference'),
  note: z.string().trim().max(2_000).optional(),
})
const ratingBody = z.strictObject({
  rating: z.number().int().min(0).max(4).describe('0 none, 1 acknowledged, 2 started, 3 partial, 4 complete'),
  reason,
})

export function actionActRoutes(deps: ResponseDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerAnswer(server, deps, 'issue', 'Send the measure to its institution', (acting, id) =>
      issueAction(acting, id),
    )
    registerAnswer(server, deps, 'accept', 'The institution takes it on', (acting, id, why) =>
      answerAction(acting, id, 'accept', why),
    )
    registerAnswer(server, deps, 'start', 'It is being carried out', (acting, id, why) =>
      answerAction(acting, id, 'start', why),
    )
    registerDecline(server, deps)
    registerEvidence(server, deps)
    registerRating(server, deps)
    done()
  }
}

type Answer = (acting: Acting, id: string, reason: string | null) => Promise<ActionRow>

function registerAnswer(
  server: Server,
  deps: ResponseDeps,
  verb: 'issue' | 'accept' | 'start',
  summary: string,
  answer: Answer,
): void {
  server.post(
    `/v1/actions/:id([0-9a-f-]+)::${verb}`,
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary,
        params: idParameter,
        body: noted,
        response: { 200: actionSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const why = request.body?.reason ?? null
      const body = await actOnce(deps, request, reply, 200, async (acting) =>
        viewAction(await answer(acting, request.params.id, why)),
      )
      return actionSchema.parse(body)
    },
  )
}

function registerDecline(server: Server, deps: ResponseDeps): void {
  server.post(
    '/v1/actions/:id([0-9a-f-]+)::decline',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'The institution does not take it on, with its reason',
        params: idParameter,
        body: z.strictObject({ reason }),
        response: { 200: actionSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 200, async (acting) =>
        viewAction(await answerAction(acting, request.params.id, 'decline', request.body.reason)),
      )
      return actionSchema.parse(body)
    },
  )
}

function registerEvidence(server: Server, deps: ResponseDeps): void {
  server.post(
    '/v1/actions/:id/evidence',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'Evidence that the measure was carried out',
        params: idParameter,
        body: evidenceBody,
        response: { 201: actionSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const body = await actOnce(deps, request, reply, 201, async (acting) =>
        viewAction(await proveAction(acting, request.params.id, request.body)),
      )
      return reply.code(201).send(actionSchema.parse(body))
    },
  )
}

function registerRating(server: Server, deps: ResponseDeps): void {
  server.post(
    '/v1/actions/:id/ratings',
    {
      config: { scope: 'alerts:act' },
      schema: {
        summary: 'How far the measure was carried out, by somebody outside of who was asked',
        params: idParameter,
        body: ratingBody,
        response: { 201: actionSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { rating, reason: why } = request.body
      const body = await actOnce(deps, request, reply, 201, async (acting) =>
        viewAction(await rateAction(acting, request.params.id, rating, why)),
      )
      return reply.code(201).send(actionSchema.parse(body))
    },
  )
}
