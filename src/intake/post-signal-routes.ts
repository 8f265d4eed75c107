// POST /v1/signals and /v1/signals:batch. The hot route: read by hand, committed in groups, answered after the commit.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { keyedRequest } from '#access/idempotency.ts'
import { limits } from '#config/limits.ts'
import { postedSignalSchema } from '#domain/signal/signal.ts'
import type { Language } from '#domain/text.ts'
import { product, runBehind } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import type { Metrics } from '#platform/metrics.ts'
import { languageOf, problemOf, problemSchema } from '#platform/problem.ts'
import { acceptSignals, type IntakeDeps, type SubmissionResult } from './accept-signals.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { canonicalJson, hashOfSent, type IdentityTag, readSignal } from './read-signal.ts'
import { sendAnswer } from './send-answer.ts'
import type { Submission, Verdict } from './submission.ts'

export const acceptedSchema = z
  .object({
    id: z.string(),
    revision: z.number().int(),
    processes: z.array(z.string()),
    period: z.string().nullable(),
    phases: z.array(z.string()),
    windows: z.array(z.string()),
    received_at: z.string(),
    position: z.null().describe('Known once a lane has taken the signal up: GET /v1/signals/{id}'),
    duplicates_suspected: z.array(z.string()),
    warnings: z.array(z.string()),
    text_findings: z
      .array(
        z.object({
          pointer: z.string(),
          kind: z.enum(['email', 'phone', 'identity_number', 'name', 'coordinates']),
          from: z.number().int().describe('First character, counted from 0 in UTF-16 units'),
          to: z.number().int().describe('Behind the last one'),
        }),
      )
      .describe('Where a free text seems to name, reach or locate a person; the text itself is not repeated'),
  })
  .meta({ id: 'AcceptedSignal' })

const verdictSchema = z.object({
  index: z.number().int(),
  status: z.number().int(),
  outcome: z.enum(['created', 'duplicate', 'revised', 'valid', 'refused']),
  signal: acceptedSchema.optional(),
  problem: problemSchema.optional(),
})

const dryRun = z.object({ dry_run: z.enum(['true', 'false']).default('false') })

export type SignalGroups = GroupCommit<Submission, SubmissionResult>

export function createSignalGroups(
  deps: IntakeDeps & { readonly metrics: Metrics },
  writers: number,
): SignalGroups {
  return createGroupCommit(writers, async (submissions) => {
    // One transaction for the reports of many senders: the product's, never that of the request which happened to start it.
    const results = await runBehind(product, () => acceptSignals(deps, submissions))
    for (const verdict of results.flatMap((one) => one.verdicts))
      deps.metrics.signals.inc({ outcome: verdict.outcome })
    return results
  })
}

/** The contract is read by read-signal.ts, which names every fault in two languages; the schemas here are for the API document. */
const validatorCompiler = () => (value: unknown) => ({ value })

export function postSignalRoutes(groups: SignalGroups, vault?: IdentityTag): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/signals',
      {
        config: { scope: 'signals:write' },
        validatorCompiler,
        schema: {
          summary: 'Post one signal; 201 means it is committed',
          body: postedSignalSchema,
          querystring: dryRun,
          response: { 200: acceptedSchema, 201: acceptedSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const raw: unknown = request.body
        const header = request.headers['idempotency-key']
        const item = readSignal(raw, vault)
        const language = languageOf(request.headers['accept-language'])
        const isDry = isDryRun(request.query)
        const bodyHash = 'body' in item ? item.bodyHash : hashOfSent(raw, vault)
        const key = keyedRequest(header, request.actor, '/v1/signals', bodyHash)
        const result = await groups.add(
          {
            actor: request.actor,
            items: [item],
            key: isDry ? undefined : key, // nothing is done, so nothing may be answered again
            isDryRun: isDry,
            answer: ([verdict]) => answerOne(verdict, request, language),
          },
          1,
        )
        const refused = result.error ?? refusalOf(result.verdicts[0])
        if (refused !== undefined) throw refused
        return sendAnswer(reply, result.answer)
      },
    )
    server.post(
      '/v1/signals::batch', // find-my-way writes a literal colon as two,
      {
        config: { scope: 'signals:write' },
        bodyLimit: limits.batchBytes,
        validatorCompiler,
        schema: {
          summary: 'Post up to 500 signals as a JSON array or as NDJSON; a verdict per item, in order',
          body: z.array(postedSignalSchema).max(limits.batchItems),
          querystring: dryRun,
          response: { 207: z.object({ items: z.array(verdictSchema) }), default: problemSchema },
        },
      },
      async (request, reply) => {
        const language = languageOf(request.headers['accept-language'])
        const lines = batchItems(request.body)
        const bodyHash = sha256(
          canonicalJson(
            lines.map((line) => (line instanceof AppError ? line.message : hashOfSent(line, vault))),
          ),
        )
        const header = request.headers['idempotency-key']
        const key = keyedRequest(header, request.actor, '/v1/signals:batch', bodyHash)
        const isDry = isDryRun(request.query)
        const result = await groups.add(
          {
            actor: request.actor,
            items: lines.map((line) => (line instanceof AppError ? line : readSignal(line, vault))),
            key: isDry ? undefined : key,
            isDryRun: isDry,
            answer: (verdicts) => ({
              status: 207,
              body: { items: verdicts.map((one, index) => answerItem(one, index, request, language)) },
            }),
          },
          lines.length,
        )
        if (result.error !== undefined) throw result.error
        return sendAnswer(reply, result.answer)
      },
    )
    done()
  }
}

function isDryRun(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'dry_run' in query && query.dry_run === 'true'
}

function batchItems(body: unknown): readonly unknown[] {
  if (!Array.isArray(body)) {
    throw new AppError(
      'invalid',
      'INTAKE_BATCH_FORM',
      'expected a JSON array of signals, or NDJSON with one signal per line',
    )
  }
  if (body.length === 0 || body.length > limits.batchItems) {
    throw new AppError(
      'invalid',
      'INTAKE_BATCH_SIZE',
      `${body.length} signals read, 1 to ${limits.batchItems} expected; split the batch`,
    )
  }
  return body
}

function refusalOf(verdict: Verdict | undefined): AppError | undefined {
  return verdict?.outcome === 'refused' ? verdict.error : undefined
}

type Asked = { readonly id: string; readonly url: string }

/** What is kept under the key; a refusal as the problem that its first caller was told. */
function answerOne(
  verdict: Verdict | undefined,
  request: Asked,
  language: Language,
): { status: number; body: unknown } {
  if (verdict === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', 'a signal was given no verdict')
  if (verdict.outcome === 'refused') {
    const problem = problemOf(verdict.error, request, language)
    return { status: problem.status, body: problem }
  }
  return { status: statusOfAccepted(verdict.outcome), body: verdict.signal }
}

function statusOfAccepted(outcome: Verdict['outcome']): number {
  return outcome === 'created' || outcome === 'revised' ? 201 : 200
}

function answerItem(verdict: Verdict, index: number, request: Asked, language: Language) {
  if (verdict.outcome === 'refused') {
    const problem = problemOf(verdict.error, request, language)
    return { index, status: problem.status, outcome: verdict.outcome, problem }
  }
  return {
    index,
    status: statusOfAccepted(verdict.outcome),
    outcome: verdict.outcome,
    signal: verdict.signal,
  }
}
