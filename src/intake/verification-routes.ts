// Decisions of the desk of verification: verify or reject, take back, hold for a repeat, part again.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import { problemSchema } from '#platform/problem.ts'
import type { IntakeDeps } from './accept-signals.ts'
import { answerAct } from './answer-act.ts'
import { type Merge, mergeSignals, unmergeSignals } from './merge-signals.ts'
import { verificationSchema, viewVerification } from './triage-view.ts'
import { tagOfRevision, undoVerification, verifySignal } from './verify-signal.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]
const idParameter = z.object({ id: z.uuid() })
const reason = z.string().trim().min(3).max(500)
const headers = z.object({ 'if-match': z.string().max(80).optional() })

const mergeSchema = z
  .object({
    signal: z.string(),
    into: z.string(),
    revision: z.number().int(),
    etag: z.string().describe('Of the repeat after this act'),
  })
  .meta({ id: 'SignalMerge' })

export function verificationRoutes(deps: IntakeDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerDecisions(server, deps)
    registerMerges(server, deps)
    done()
  }
}

function registerDecisions(server: Server, deps: IntakeDeps): void {
  server.post(
    '/v1/signals/:id/verifications',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary:
          'Decide on a signal: grades of source and content apart, verified or rejected; a new revision',
        params: idParameter,
        headers,
        body: z.strictObject({
          decision: z.enum(['verified', 'rejected']),
          reliability: z
            .enum(['A', 'B', 'C', 'D', 'E', 'F'])
            .optional()
            .describe('Of the source, for this signal'),
          credibility: z.int().min(1).max(6).optional().describe('Of the content; needed to verify'),
          relatedness: z.array(z.string().min(1).max(64)).max(6).optional(),
          reason: reason.optional().describe('Needed to reject, and to decide otherwise'),
        }),
        response: { 201: verificationSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx) => {
        const { actor, body } = request
        const { id } = request.params
        const ifMatch = request.headers['if-match']
        const row = await verifySignal(trx, deps, actor, id, { ...body, ifMatch })
        await recordAudit(trx, {
          actor,
          action: `signal.${row.decision}`,
          object: { kind: 'signal', id },
          detail: { revision: row.rev, reliability: row.reliability, credibility: row.credibility },
          note: row.reason,
        })
        return viewVerification(row, actor)
      }),
  )
  server.post(
    '/v1/signals/:id/verifications/:verification([0-9a-f-]+)::undo',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary: 'Take the own decision back, while it is fresh and nothing has come after it',
        params: z.object({ id: z.uuid(), verification: z.uuid() }),
        body: z.strictObject({}),
        response: { 201: verificationSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx) => {
        const { actor } = request
        const { id, verification } = request.params
        const row = await undoVerification(trx, deps, actor, id, verification)
        const object = { kind: 'signal', id }
        await recordAudit(trx, { actor, action: 'signal.decision_undone', object, detail: { verification } })
        return viewVerification(row, actor)
      }),
  )
}

function registerMerges(server: Server, deps: IntakeDeps): void {
  server.post(
    '/v1/signals::merge',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary: 'Hold a signal for a repeat of another: both stay, the repeat counts for nothing',
        headers,
        body: z.strictObject({ signal: z.uuid(), into: z.uuid(), reason: reason.optional() }),
        response: { 201: mergeSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx) => {
        const { actor, body } = request
        const merge = await mergeSignals(trx, deps, actor, { ...body, ifMatch: request.headers['if-match'] })
        const object = { kind: 'signal', id: merge.signal }
        const detail = { into: merge.into, revision: merge.rev }
        await recordAudit(trx, { actor, action: 'signal.merged', object, detail, note: body.reason ?? null })
        return viewMerge(merge)
      }),
  )
  server.post(
    '/v1/signals::unmerge',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary: 'Part two signals that were held for one: the repeat counts again as it did before',
        body: z.strictObject({ signal: z.uuid(), reason }),
        response: { 201: mergeSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx) => {
        const { actor, body } = request
        const merge = await unmergeSignals(trx, deps, actor, body)
        const object = { kind: 'signal', id: merge.signal }
        const detail = { into: merge.into, revision: merge.rev }
        await recordAudit(trx, { actor, action: 'signal.unmerged', object, detail, note: body.reason })
        return viewMerge(merge)
      }),
  )
}

function viewMerge({ signal, into, rev }: Merge): z.infer<typeof mergeSchema> {
  return { signal, into, revision: rev, etag: tagOfRevision(rev) }
}
