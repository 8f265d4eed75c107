// /v1/drills: start a scenario of the country pack in an exercise of its own, see how far it is, read its after-action report.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { keyedRequest, once } from '#access/idempotency.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import { type Actor, coversPlace, mayUseProcess } from '#domain/actor.ts'
import { drillHtml, drillMarkdown } from '#domain/drill/print-report.ts'
import type { DrillReport } from '#domain/drill/report.ts'
import { type DrillFile, drillItems } from '#domain/drill/scenario.ts'
import { afterCommit, type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import { languageOf, problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { listProcesses, readNow } from '#registry/process-store.ts'
import { type DrillRun, insertDrill, listDrillRuns, readDrillRun } from './drill-run-store.ts'

export interface DrillRouteDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly drills: {
    readonly country: string
    /** Scenarios of the pack as their files are now; `refused`: files that cannot be played, with their faults. */
    readScenarios(): Promise<{
      readonly scenarios: readonly DrillFile[]
      readonly refused: readonly string[]
    }>
  }
}

const text = z.object({ es: z.string(), en: z.string() })
const idParameter = z.object({ id: z.uuid() })

const drillSchema = z
  .object({
    id: z.string(),
    scenario: z.string(),
    title: text,
    process: z.string().describe('The exercise that it is played in'),
    pace: z.enum(['fast', 'real']),
    state: z
      .enum(['queued', 'running', 'done', 'failed', 'interrupted'])
      .describe('interrupted: the process that played it ended; start it again'),
    played: z.int().describe('Signals played so far'),
    signals: z.int(),
    error: z.string().nullable(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: 'Drill' })

const scenarioSchema = z
  .object({ id: z.string(), title: text, aim: text, lasts: z.string(), signals: z.int() })
  .meta({ id: 'DrillScenario' })

const listSchema = z
  .object({
    items: z.array(drillSchema),
    scenarios: z.array(scenarioSchema),
    refused: z.array(z.string()).describe('Scenario files that cannot be played, with line and column'),
  })
  .meta({ id: 'DrillList' })

const requestSchema = z.strictObject({
  scenario: z
    .string()
    .min(1)
    .max(80)
    .describe('Id of a scenario of the country pack: GET /v1/drills lists them'),
  pace: z
    .enum(['fast', 'real'])
    .default('fast')
    .describe('real: signal by signal at the times of the scenario'),
  process: z
    .string()
    .regex(/^drill-[a-z0-9-]{1,60}$/)
    .optional()
    .describe('Of the exercise; left out, one is made from scenario and time'),
})
type DrillRequest = z.infer<typeof requestSchema>

export function drillRoutes(deps: DrillRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/drills',
      {
        config: { scope: 'drills:run' },
        schema: {
          summary: 'Plays a scenario in an exercise of its own; follow it with GET /v1/drills/{id}',
          body: requestSchema,
          response: { 202: drillSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const { actor, body } = request
        refuseNarrow(deps, actor)
        const scenario = await scenarioOf(deps, body.scenario)
        const key = keyedRequest(
          request.headers['idempotency-key'],
          actor,
          request.url,
          sha256(JSON.stringify(body)),
        )
        const answer = await withRetries(() =>
          inTransaction(deps.db, (trx) =>
            once(trx, key, async () => ({
              status: 202,
              body: { id: await begin(trx, deps, actor, body, scenario) },
            })),
          ),
        )
        if (answer.isReplay) reply.header('idempotency-replayed', 'true')
        const { id } = idParameter.parse(answer.body)
        return reply
          .code(202)
          .header('location', `/v1/drills/${id}`)
          .send(viewOf(await ownRun(deps, actor, id)))
      },
    )
    server.get(
      '/v1/drills',
      {
        config: { scope: 'drills:run' },
        schema: {
          summary: 'Drills started through the API, the latest first, and the scenarios that can be played',
          response: { 200: listSchema, default: problemSchema },
        },
      },
      async ({ actor }) => {
        const { scenarios, refused } = await deps.drills.readScenarios()
        const runs = mayRead(deps, actor)
          ? await listDrillRuns(deps.db, actor.processes, limits.pageLimit)
          : []
        const shown = scenarios.map((one) => ({
          id: one.id,
          title: one.title,
          aim: one.aim,
          lasts: one.lasts,
          signals: drillItems(one).length,
        }))
        return { items: runs.map(viewOf), scenarios: shown, refused: [...refused] }
      },
    )
    server.get(
      '/v1/drills/:id',
      {
        config: { scope: 'drills:run' },
        schema: {
          summary: 'How far a drill is',
          params: idParameter,
          response: { 200: drillSchema, default: problemSchema },
        },
      },
      async ({ actor, params }) => viewOf(await ownRun(deps, actor, params.id)),
    )
    registerReports(server, deps)
    done()
  }
}

function registerReports(server: Parameters<FastifyPluginCallbackZod>[0], deps: DrillRouteDeps): void {
  server.get(
    '/v1/drills/:id/report',
    {
      config: { scope: 'drills:run' },
      schema: {
        summary: 'The after-action report: every delay, who was told how, who was not and why',
        params: idParameter,
        response: { 200: z.record(z.string(), z.unknown()), default: problemSchema },
      },
    },
    async ({ actor, params }) => ({ ...(await reportOf(deps, actor, params.id)) }),
  )
  for (const [ending, type, print] of [
    ['md', 'text/markdown', drillMarkdown],
    ['html', 'text/html', drillHtml],
  ] as const) {
    server.get(
      `/v1/drills/:id/report.${ending}`,
      {
        config: { scope: 'drills:run' },
        schema: {
          summary: `The after-action report as ${ending === 'md' ? 'Markdown' : 'a page of its own'}`,
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
          .send(print(await reportOf(deps, actor, params.id), languageOf(headers['accept-language']))),
    )
  }
}

/** An exercise spans the country: who sees a part of it, or some processes only, starts none. */
function refuseNarrow({ drills }: DrillRouteDeps, actor: Actor): void {
  if (coversPlace(actor, [drills.country]) && actor.processes === null) return
  throw new AppError(
    'forbidden',
    'DRILL_SIGHT',
    'a drill is played in the whole country: a token for all of it, bound to no process, starts one',
  )
}

const mayRead = ({ drills }: DrillRouteDeps, actor: Actor): boolean => coversPlace(actor, [drills.country])

async function scenarioOf({ drills }: DrillRouteDeps, id: string): Promise<DrillFile> {
  const { scenarios, refused } = await drills.readScenarios()
  const found = scenarios.find((one) => one.id === id)
  if (found !== undefined) return found
  const known = scenarios.map((one) => one.id).join(', ') || 'none'
  const faults = refused.length === 0 ? '' : `; not readable: ${refused.join('; ')}`
  throw new AppError(
    'invalid',
    'DRILL_SCENARIO_UNKNOWN',
    `no scenario «${id}» in the drills of the country pack; there are: ${known}${faults}`,
  )
}

async function begin(
  trx: Trx,
  { pokes }: DrillRouteDeps,
  actor: Actor,
  request: DrillRequest,
  scenario: DrillFile,
): Promise<string> {
  const id = uuidv7()
  const { now } = await readNow(trx)
  const minute = now.toString({ smallestUnit: 'minute' }).replaceAll(/\D/g, '')
  const process = request.process ?? `drill-${scenario.id}-${minute}-${id.slice(-4)}`
  const known = (await listProcesses(trx)).some((one) => one.id === process)
  const isAsked = (await listDrillRuns(trx, [process], 1)).length > 0
  if (known || isAsked)
    throw new AppError(
      'conflict',
      'DRILL_PROCESS_TAKEN',
      `${process} is there already: a drill is played in an exercise of its own; leave process out, or give a new one`,
    )
  const { pace } = request
  const total = drillItems(scenario).length
  await insertDrill(trx, { id, process, scenario, pace, total, actor: actor.tokenId })
  await recordAudit(trx, {
    actor,
    action: 'drill.started',
    object: { kind: 'drill', id },
    detail: { scenario: scenario.id, process },
  })
  afterCommit(trx, () => pokes.poke('drill', 'all'))
  return id
}

/** A drill that the caller may not use is not there. */
async function ownRun(deps: DrillRouteDeps, actor: Actor, id: string): Promise<DrillRun> {
  const run = await readDrillRun(deps.db, id)
  if (run !== undefined && mayUseProcess(actor, run.process) && mayRead(deps, actor)) return run
  throw new AppError('not_found', 'DRILL_UNKNOWN', `no drill ${id}`)
}

async function reportOf(deps: DrillRouteDeps, actor: Actor, id: string): Promise<DrillReport> {
  const run = await ownRun(deps, actor, id)
  if (run.report !== null) return run.report
  const why = run.error === null ? `is ${run.state}; ask again` : `ended as ${run.state}: ${run.error}`
  throw new AppError('conflict', 'DRILL_NOT_DONE', `the drill ${why}`)
}

function viewOf(run: DrillRun): z.infer<typeof drillSchema> {
  return {
    id: run.id,
    scenario: run.scenario.id,
    title: run.scenario.title,
    process: run.process,
    pace: run.pace,
    state: run.state,
    played: run.done,
    signals: run.total,
    error: run.error,
    created_at: run.createdAt.toString(),
    started_at: run.startedAt?.toString() ?? null,
    finished_at: run.finishedAt?.toString() ?? null,
  }
}
