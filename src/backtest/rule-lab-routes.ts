// /v1/rules:dry-run and /v1/backtests: what a rule would have done, before anybody is told anything.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { keyedRequest, once } from '#access/idempotency.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import { type Actor, coversPlace, mayUseProcess } from '#domain/actor.ts'
import { reportHtml } from '#domain/backtest/report-html.ts'
import { reportMarkdown } from '#domain/backtest/report-markdown.ts'
import type { BacktestReport } from '#domain/backtest/report-shape.ts'
import { readCursor, writeCursor } from '#platform/cursor.ts'
import { afterCommit, inTransaction } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import { languageOf, problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readNow } from '#registry/process-store.ts'
import { backtestRequest } from './backtest-request.ts'
import { type ListedRun, listRuns, type RunRow, readRun } from './backtest-store.ts'
import type { LabDeps } from './choose-process.ts'
import { dryRunDraft } from './dry-run-draft.ts'
import { dryRunSignal } from './dry-run-signal.ts'
import { draftResult, oneRunSchema, runSchema, signalResult } from './rule-lab-schemas.ts'
import { carryOutBacktest, prepareBacktest, storeBacktest } from './stored-backtest.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

/** A rule file may be 256 KiB, and a run may bring several. */
const bodyLimit = 1_048_576

export interface LabRouteDeps extends LabDeps {
  readonly pokes: Pokes
}

export function ruleLabRoutes(deps: LabRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerDryRun(server, deps)
    registerBacktests(server, deps)
    registerReads(server, deps)
    registerReports(server, deps)
    done()
  }
}

const moment = z.string().max(64).describe('RFC 3339 with offset')

function registerDryRun(server: Server, deps: LabDeps): void {
  server.post(
    // the router takes a colon for a parameter unless it is doubled
    '/v1/rules::dry-run',
    {
      bodyLimit,
      config: { scope: 'rules:propose' },
      schema: {
        summary:
          'A draft over stored history against the revision in force, or one signal against all rules; nothing is stored',
        body: z.union([
          z.strictObject({
            yaml: z.string().min(1).max(262_144),
            process: z.string().max(64).optional(),
            since: moment.optional(),
            until: moment.optional(),
          }),
          z.strictObject({
            signal: z.record(z.string(), z.unknown()),
            process: z.string().max(64).optional(),
          }),
        ]),
        response: { 200: z.union([draftResult, signalResult]), default: problemSchema },
      },
    },
    // Rules are tried on signals that whoever writes them may not read: what comes back are counts and days.
    ({ actor, body }) =>
      beyondSight(deps.db, async () =>
        'yaml' in body
          ? await dryRunDraft(deps, actor, body)
          : await dryRunSignal(deps, actor, body.signal, body.process),
      ),
  )
}

const idParameter = z.object({ id: z.uuid() })

function registerBacktests(server: Server, deps: LabRouteDeps): void {
  server.post(
    '/v1/backtests',
    {
      bodyLimit,
      config: { scope: 'rules:propose' },
      schema: {
        summary:
          'Rules × a stretch of history × labelled events (`outcomes`); a small one is done with the answer (201), a larger one follows (202)',
        body: backtestRequest,
        response: { 201: runSchema, 202: runSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { actor, body } = request
      const prepared = await beyondSight(deps.db, () => prepareBacktest(deps, actor, body))
      const key = keyedRequest(
        request.headers['idempotency-key'],
        actor,
        request.url,
        sha256(JSON.stringify(body)),
      )
      const answer = await withRetries(() =>
        inTransaction(deps.db, (trx) =>
          once(trx, key, async () => {
            const id = await storeBacktest(trx, actor, body, prepared)
            await recordAudit(trx, {
              actor,
              action: 'backtest.requested',
              object: { kind: 'backtest', id },
            })
            if (!prepared.isSmall) afterCommit(trx, () => deps.pokes.poke('backtest', id))
            return { status: 202, body: { id } }
          }),
        ),
      )
      const { id } = idParameter.parse(answer.body)
      if (prepared.isSmall) await beyondSight(deps.db, () => carryOutBacktest(deps, id))
      const run = await ownRun(deps, actor, id)
      return reply
        .code(run.state === 'done' ? 201 : 202)
        .header('location', `/v1/backtests/${id}`)
        .send(viewRun(run))
    },
  )
}

function registerReads(server: Server, deps: LabDeps): void {
  server.get(
    '/v1/backtests',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'Back-tests of the processes that the caller may use, the newest first',
        querystring: z.object({
          rule: z.string().max(63).optional().describe('Those that tried this rule as it was in force'),
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault),
        }),
        response: {
          200: z.object({ items: z.array(runSchema), next: z.string().nullable() }),
          default: problemSchema,
        },
      },
    },
    async ({ actor, query }) => {
      const from = readCursor(query.cursor)
      const rows = await listRuns(deps.db, {
        processes: await processesOf(deps, actor),
        rule: query.rule,
        before: from === undefined ? undefined : { micros: from.xid, id: from.id },
        limit: query.limit + 1,
      })
      const items = rows.slice(0, query.limit)
      const last = items.at(-1)
      const hasMore = rows.length > query.limit && last !== undefined
      return {
        items: items.map(viewRun),
        next: hasMore ? writeCursor({ xid: String(last.micros), id: last.id }) : null,
      }
    },
  )
  server.get(
    '/v1/backtests/:id',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'How far a back-test is, and what was asked for',
        params: idParameter,
        response: { 200: oneRunSchema, default: problemSchema },
      },
    },
    async ({ actor, params }) => {
      const run = await ownRun(deps, actor, params.id)
      return { ...viewRun(run), request: { ...(run.request as object) } }
    },
  )
}

function registerReports(server: Server, deps: LabDeps): void {
  const report = async (actor: Actor, id: string): Promise<BacktestReport> => {
    const run = await ownRun(deps, actor, id)
    if (run.report !== null) return run.report
    throw new AppError(
      'conflict',
      'BACKTEST_NOT_DONE',
      run.error === null ? `the back-test is ${run.state}; ask again` : `the back-test failed: ${run.error}`,
    )
  }
  server.get(
    '/v1/backtests/:id/report',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'The report: counts with intervals, baselines, input hashes',
        params: idParameter,
        response: { 200: z.record(z.string(), z.unknown()), default: problemSchema },
      },
    },
    async ({ actor, params }) => ({ ...(await report(actor, params.id)) }),
  )
  for (const [ending, type, render] of [
    ['md', 'text/markdown', reportMarkdown],
    ['html', 'text/html', reportHtml],
  ] as const) {
    server.get(
      `/v1/backtests/:id/report.${ending}`,
      {
        config: { scope: 'rules:read' },
        schema: {
          summary: `The report as ${ending === 'md' ? 'Markdown' : 'a page of its own'}`,
          produces: [type, 'application/problem+json'],
          params: idParameter,
          response: { 200: z.string(), default: problemSchema },
        },
      },
      async ({ actor, params, headers }, reply) =>
        reply
          .type(`${type}; charset=utf-8`)
          // the page brings its own style and nothing that runs
          .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
          .send(render(await report(actor, params.id), languageOf(headers['accept-language']))),
    )
  }
}

/** The processes that the caller may use. */
async function processesOf(deps: LabDeps, actor: Actor): Promise<readonly string[]> {
  const { version } = await readNow(deps.db)
  const { processes } = await deps.registry.at(deps.db, version)
  return processes
    .filter(({ id, territory }) => mayUseProcess(actor, id) && coversPlace(actor, [territory]))
    .map(({ id }) => id)
}

/** A run of a process that the caller may not use is not there. */
async function ownRun(deps: LabDeps, actor: Actor, id: string): Promise<RunRow> {
  const run = await readRun(deps.db, id)
  if (run !== undefined && (await processesOf(deps, actor)).includes(run.process)) return run
  throw new AppError('not_found', 'BACKTEST_UNKNOWN', `no back-test ${id}`)
}

function viewRun(run: Omit<ListedRun, 'micros'>): z.infer<typeof runSchema> {
  return {
    id: run.id,
    process: run.process,
    title: run.title,
    state: run.state,
    error: run.error,
    report: run.state === 'done' ? `/v1/backtests/${run.id}/report` : null,
    report_hash: run.reportHash,
    created_at: run.createdAt.toString(),
    finished_at: run.finishedAt?.toString() ?? null,
  }
}
