// Probes: /healthz (the process), /readyz (role, database, transport of pokes), /metrics.
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { type ChainFacts, judgeChain } from '#domain/canary.ts'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'
import { type Db, databaseAnswers } from '#platform/database/database.ts'
import type { Metrics } from '#platform/metrics.ts'
import { problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'

export interface HealthDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly metrics: Metrics
  readonly role: 'api' | 'worker' | 'all'
  readonly durability: 'disk' | 'process'
  /** Age in seconds of the oldest row that waits, by stage. */
  measureWaiting(): Promise<Record<string, number>>
  /** How people answer: what waits longest for an answer, by level; running ladders; gaps of the rotas by urgency. */
  measureAnswers(): Promise<{
    readonly unacknowledged: Readonly<Partial<Record<LevelName, number>>>
    readonly running: number
    readonly gaps: { readonly alarm: number; readonly warning: number }
  }>
  /** How the ways out are doing, and what they have not delivered. */
  measureChannels(): Promise<{
    readonly states: readonly { readonly channel: string; readonly state: string; readonly count: number }[]
    readonly dead: readonly { readonly channel: string; readonly count: number }[]
  }>
  /** How far the canary of the silence alarm has come. */
  measureChain(): Promise<ChainFacts>
  /** Sets the gauges that are read from the database at each scrape. */
  measureGolden(): Promise<void>
}

const readiness = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  role: z.enum(['api', 'worker', 'all']),
  database: z.enum(['up', 'down']),
  pokes: z.enum(['up', 'down']).describe('down: work goes on by the sweeper, up to a second later'),
  durability: z
    .enum(['disk', 'process'])
    .describe('what an acknowledged signal survives: a power cut, or the end of the process only'),
})

export function registerHealth(server: FastifyInstance, deps: HealthDeps): void {
  server.get(
    '/healthz',
    {
      config: { isPublic: true },
      schema: { response: { 200: z.object({ status: z.literal('ok') }), default: problemSchema } },
    },
    () => ({
      status: 'ok' as const,
    }),
  )
  server.get(
    '/readyz',
    {
      config: { isPublic: true },
      schema: { response: { 200: readiness, 503: readiness, default: problemSchema } },
    },
    async (_request, reply) => {
      const [isDatabaseUp, arePokesUp] = await Promise.all([databaseAnswers(deps.db), deps.pokes.isUp()])
      const status = !isDatabaseUp
        ? ('unavailable' as const)
        : arePokesUp
          ? ('ready' as const)
          : ('degraded' as const)
      return reply.code(isDatabaseUp ? 200 : 503).send({
        status,
        role: deps.role,
        database: isDatabaseUp ? 'up' : 'down',
        pokes: arePokesUp ? 'up' : 'down',
        durability: deps.durability,
      })
    },
  )
}

const age = z.number().nullable().describe('seconds; null: there is none here')
const chain = z.object({
  status: z.enum(['flowing', 'silent', 'no_canary']),
  canary_age_seconds: age,
  watchdog_age_seconds: age,
  canary_counter: z.int(),
  limit_seconds: z.int(),
  findings: z.array(
    z.enum([
      'canary_not_posted',
      'canary_not_fired',
      'canary_not_received',
      'lane_stands',
      'entries_quarantined',
    ]),
  ),
})

/** Whether a warning would get through now: 503 when the canary is older than the limit, or the watchdog has not answered it for so long. */
export function registerChainHealth(
  server: FastifyInstance,
  { measureChain }: Pick<HealthDeps, 'measureChain'>,
): void {
  server.get(
    '/health/pipeline',
    { config: { isPublic: true }, schema: { response: { 200: chain, 503: chain, default: problemSchema } } },
    async (_request, reply) => {
      const facts = await measureChain()
      const health = judgeChain(facts, limits.silenceSeconds)
      return reply.code(health.status === 'silent' ? 503 : 200).send({
        status: health.status,
        canary_age_seconds: rounded(health.canarySeconds),
        watchdog_age_seconds: rounded(health.watchdogSeconds),
        canary_counter: facts.counter,
        limit_seconds: limits.silenceSeconds,
        findings: [...health.findings],
      })
    },
  )
}

function rounded(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.max(0, Math.round(seconds * 10) / 10)
}

/** Prometheus text. On the public port only with a token that may see it; on its own port (VIGIA_METRICS_PORT) without. */
export function registerMetrics(
  server: FastifyInstance,
  {
    metrics,
    measureWaiting,
    measureAnswers,
    measureChannels,
    measureGolden,
  }: Pick<HealthDeps, 'metrics' | 'measureWaiting' | 'measureAnswers' | 'measureChannels' | 'measureGolden'>,
  isPrivatePort: boolean,
): void {
  const config = isPrivatePort ? ({ isPublic: true } as const) : ({ scope: 'admin:health' } as const)
  server.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) => {
    for (const [stage, seconds] of Object.entries(await measureWaiting()))
      metrics.oldestWaiting.set({ stage }, seconds)
    const { unacknowledged, running, gaps } = await measureAnswers()
    for (const level of levelNames) metrics.oldestUnacknowledged.set({ level }, unacknowledged[level] ?? 0)
    metrics.runningLadders.set(running)
    for (const urgency of ['alarm', 'warning'] as const) metrics.rotaGaps.set({ urgency }, gaps[urgency])
    const { states, dead } = await measureChannels()
    metrics.channels.reset()
    for (const { channel, state, count } of states) metrics.channels.set({ channel, state }, count)
    metrics.deadLetters.reset()
    for (const { channel, count } of dead) metrics.deadLetters.set({ channel }, count)
    await measureGolden()
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}
