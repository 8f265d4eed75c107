// Changing rules: drafts, tuned parameters, tests, proposals. Each act and its record commit together.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listApprovals, type ProposalRow, readProposal, unknownProposal } from '#access/approve.ts'
import { keyedRequest, once } from '#access/idempotency.ts'
import type { Actor } from '#domain/actor.ts'
import { type Executor, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import { languageOf, problemSchema } from '#platform/problem.ts'
import { decideProposal, openProposal, proposedActs, proposeRevision } from './activate-rule.ts'
import { refuseFrozen } from './freeze-store.ts'
import { readNow } from './process-store.ts'
import type { RegistryDeps } from './registry-routes.ts'
import type { RegistryView } from './registry-view-store.ts'
import { backtestIdOf, backtestsOf } from './rule-backtest.ts'
import { lifeOf, revisionOf } from './rule-life.ts'
import { draftRevision, draftRule, testRevision } from './rule-revisions.ts'
import { tuneRule } from './rule-tuning.ts'
import { newRevisionSchema, proposalSchema, viewNewRevision, viewProposal } from './rule-view.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

// A rule of 256 KiB as a JSON string, escaped.
const textBytes = 600_000
const ruleId = z.string().max(64)
export const revisionParams = z.object({ id: ruleId, n: z.string().max(64) })
export const reason = z.string().min(3).max(1_000).describe('Why; kept with the record')
const dryRun = z.object({ dry_run: z.enum(['true', 'false']).default('false') })

interface Done {
  readonly status: number
  readonly body: unknown
}

/** Runs a change once per Idempotency-Key, in one transaction with its record, and answers. */
export async function answerChange(
  deps: RegistryDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Trx, view: RegistryView) => Promise<Done>,
): Promise<never> {
  const answer = await changeOnce(deps, request, work)
  if (answer.isReplay) void reply.header('idempotency-replayed', 'true')
  return reply.code(answer.status).send(answer.body) as never
}

/** The same, for a route that has more to do before it answers. */
export async function changeOnce(
  deps: RegistryDeps,
  request: FastifyRequest,
  work: (trx: Trx, view: RegistryView) => Promise<Done>,
) {
  const body = sha256(JSON.stringify(request.body ?? null))
  const key = keyedRequest(request.headers['idempotency-key'], request.actor, request.url, body)
  return withRetries(() =>
    inTransaction(deps.db, (trx) =>
      once(trx, key, async () => work(trx, await deps.registry.at(trx, (await readNow(trx)).version))),
    ),
  )
}

/** The change of what is in force, or of what two persons may put in force, waits while changes are frozen. */
export function unlessFrozen(
  work: (trx: Trx, view: RegistryView) => Promise<Done>,
): (trx: Trx, view: RegistryView) => Promise<Done> {
  return async (trx, view) => {
    await refuseFrozen(trx, view.pack.changeFreeze)
    return work(trx, view)
  }
}

const readerOf = ({ headers }: FastifyRequest) => languageOf(headers['accept-language'])

export function ruleChangeRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerDrafts(server, deps)
    registerTuning(server, deps)
    registerTests(server, deps)
    registerProposals(server, deps)
    done()
  }
}

function registerDrafts(server: Server, deps: RegistryDeps): void {
  const schema = {
    querystring: dryRun,
    body: z.strictObject({ yaml: z.string().max(262_144), reason }),
    response: { 200: newRevisionSchema, 201: newRevisionSchema, default: problemSchema },
  }
  server.post(
    '/v1/rules',
    {
      bodyLimit: textBytes,
      config: { scope: 'rules:propose' },
      schema: {
        ...schema,
        summary: 'A new rule as a draft; load errors name line, column and the nearest word',
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx, view) => {
        const isDryRun = request.query.dry_run === 'true'
        const made = await draftRule(trx, view, request.actor, { ...request.body, isDryRun })
        return { status: isDryRun ? 200 : 201, body: viewNewRevision(made, isDryRun, readerOf(request)) }
      }),
  )
  server.post(
    '/v1/rules/:id/revisions',
    {
      bodyLimit: textBytes,
      config: { scope: 'rules:propose' },
      schema: {
        ...schema,
        summary: 'A further revision of a rule as a draft',
        params: z.object({ id: ruleId }),
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx, view) => {
        const isDryRun = request.query.dry_run === 'true'
        const draft = { ...request.body, isDryRun }
        const made = await draftRevision(trx, view, request.actor, request.params.id, draft)
        return { status: isDryRun ? 200 : 201, body: viewNewRevision(made, isDryRun, readerOf(request)) }
      }),
  )
}

function registerTuning(server: Server, deps: RegistryDeps): void {
  server.put(
    '/v1/rules/:id/params',
    {
      config: { scope: 'rules:propose' },
      schema: {
        summary: 'A revision of the same text with other values of its parameters, within their bounds',
        params: z.object({ id: ruleId }),
        headers: z.object({ 'if-match': z.string().max(80).optional() }),
        body: z.strictObject({
          values: z
            .record(z.string().max(64), z.union([z.number(), z.string().max(32), z.null()]))
            .describe('Numbers, or durations such as 6h; null = back to the default'),
          reason,
        }),
        response: { 201: newRevisionSchema, default: problemSchema },
      },
    },
    (request, reply) => {
      const base = request.headers['if-match']?.replaceAll(/^(W\/)?"|"$/g, '')
      if (base === undefined) {
        throw new AppError(
          'conflict',
          'RULE_IF_MATCH_MISSING',
          'send If-Match with the ETag of GET /v1/rules/{id}, so that nobody’s change is overwritten',
          { status: 428 },
        )
      }
      const work = async (trx: Trx, view: RegistryView) => {
        const made = await tuneRule(trx, view, request.actor, request.params.id, { ...request.body, base })
        return { status: 201, body: viewNewRevision(made, false, readerOf(request)) }
      }
      return answerChange(deps, request, reply, unlessFrozen(work))
    },
  )
}

function registerTests(server: Server, deps: RegistryDeps): void {
  const failure = z.object({ at: z.string(), field: z.string(), expected: z.unknown(), got: z.unknown() })
  server.post(
    '/v1/rules/:id/revisions/:n([0-9a-f]+)::test',
    {
      config: { scope: 'rules:propose' },
      schema: {
        summary: 'Runs the tests that the revision carries',
        params: revisionParams,
        response: {
          200: z.object({
            passed: z.number().int(),
            failed: z.number().int(),
            tests: z.array(z.object({ name: z.string(), failures: z.array(failure) })),
          }),
          default: problemSchema,
        },
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx, view) => {
        const life = await lifeOf(trx, request.params.id)
        const results = await testRevision(trx, view, request.actor, revisionOf(life, request.params.n))
        const failed = results.filter(({ failures }) => failures.length > 0).length
        return { status: 200, body: { passed: results.length - failed, failed, tests: results } }
      }),
  )
}

function registerProposals(server: Server, deps: RegistryDeps): void {
  server.post(
    '/v1/rules/:id/revisions/:n([0-9a-f]+)::propose',
    {
      config: { scope: 'rules:propose' },
      schema: {
        summary:
          'Proposes that the revision come into force, into shadow, or be retired; a back-test goes with it, made now where none is recent',
        params: revisionParams,
        body: z.strictObject({ act: z.enum(proposedActs).default('activate'), reason }),
        response: { 201: proposalSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const work = async (trx: Trx) => {
        const { id, n } = request.params
        const made = await proposeRevision(trx, request.actor, id, n, request.body)
        return { status: 201, body: { id: made.id } }
      }
      const answer = await changeOnce(deps, request, unlessFrozen(work))
      if (answer.isReplay) void reply.header('idempotency-replayed', 'true')
      const { id } = z.object({ id: z.uuid() }).parse(answer.body)
      const proposal = await readProposal(deps.db, id)
      if (proposal === undefined) throw unknownProposal(id)
      const backtest = backtestIdOf(proposal)
      if (backtest !== undefined) await deps.tryBacktest(backtest)
      return reply.code(201).send(await shownProposal(deps.db, proposal, request.actor))
    },
  )
  server.post(
    '/v1/rules/:id/revisions/:n/approvals',
    {
      config: { scope: 'rules:approve', stepUp: true },
      schema: {
        summary:
          'Approves or rejects the open proposal of the revision; another person than its author and proposer',
        params: revisionParams,
        body: decisionSchema,
        response: { 201: proposalSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx, view) => {
        const open = await openProposal(trx, request.params.id, request.params.n)
        return decided(trx, view, request, open.id, request.body)
      }),
  )
}

export const decisionSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']).default('approve'),
  note: z.string().max(1_000).optional(),
})

/** The answer to a decision: the proposal with everything that was decided about it. */
export async function decided(
  trx: Trx,
  view: RegistryView,
  request: FastifyRequest,
  id: string,
  body: z.infer<typeof decisionSchema>,
): Promise<Done> {
  if (body.decision === 'approve') await refuseFrozen(trx, view.pack.changeFreeze)
  const decision = { decision: body.decision, note: body.note ?? null }
  const proposal = await decideProposal(trx, request.actor, id, decision)
  return { status: 201, body: await shownProposal(trx, proposal, request.actor) }
}

/** A proposal with its decisions and its back-test. */
export async function shownProposal(db: Executor, proposal: ProposalRow, actor: Actor) {
  const approvals = await listApprovals(db, [proposal.id])
  const backtests = await backtestsOf(db, [proposal])
  return viewProposal(proposal, approvals.get(proposal.id) ?? [], backtests.get(proposal.id), actor)
}
