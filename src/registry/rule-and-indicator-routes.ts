// /v1/rules (in force) and /v1/indicators: what the engine weighs signals with.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { keyedRequest, once } from '#access/idempotency.ts'
import { inTransaction } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { sha256 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import { indicatorSeries } from './indicator-store.ts'
import { rulesInForce } from './publish-rules.ts'
import { recordIndicator } from './record-indicator.ts'
import type { RegistryDeps } from './registry-routes.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function ruleAndIndicatorRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerRules(server, deps)
    registerIndicators(server, deps)
    done()
  }
}

function registerRules(server: Server, deps: RegistryDeps): void {
  const rule = z.object({
    id: z.string(),
    version: z.number().int(),
    revision: z.string(),
    status: z.enum(['active', 'shadow']),
    origin: z.string(),
    yaml: z.string(),
  })
  server.get(
    '/v1/rules',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'Trigger rules in force, with their YAML',
        response: { 200: z.object({ items: z.array(rule) }), default: problemSchema },
      },
    },
    async () => ({
      items: (await rulesInForce(deps.db)).map((one) => ({
        id: one.ruleId,
        version: one.version,
        revision: one.hash,
        status: one.status,
        origin: one.origin,
        yaml: one.yaml,
      })),
    }),
  )
}

function registerIndicators(server: Server, deps: RegistryDeps): void {
  const recorded = z.object({ processes: z.array(z.string()), received_at: z.string() })
  server.post(
    '/v1/indicators/:name/values',
    {
      config: { scope: 'indicators:write' },
      schema: {
        summary: 'Record a value of an exogenous series',
        params: z.object({ name: z.string().max(64) }),
        body: z.strictObject({
          place: z.string().max(120),
          observed_at: z.string().max(64).describe('RFC 3339 with offset'),
          value: z.number(),
          process: z.string().max(64).optional().describe('Absent: every open process'),
        }),
        response: { 201: recorded, default: problemSchema },
      },
    },
    async (request, reply) => {
      const { place, observed_at: observedAt, value, process } = request.body
      const key = keyedRequest(
        request.headers['idempotency-key'],
        request.actor,
        request.url,
        sha256(JSON.stringify(request.body)),
      )
      const answer = await withRetries(() =>
        inTransaction(deps.db, (trx) =>
          once(trx, key, async () => ({
            status: 201,
            body: await recordIndicator(trx, deps, request.actor, {
              name: request.params.name,
              place,
              observedAt,
              value,
              process,
            }),
          })),
        ),
      )
      if (answer.isReplay) reply.header('idempotency-replayed', 'true')
      return reply.code(201).send(answer.body as z.infer<typeof recorded>)
    },
  )
  const value = z.object({ place: z.string(), observed_at: z.string(), value: z.number() })
  server.get(
    '/v1/indicators/:name/values',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'The series of an indicator in an electoral process, in the order of recording',
        params: z.object({ name: z.string().max(64) }),
        querystring: z.object({ process: z.string().max(64) }),
        response: { 200: z.object({ items: z.array(value) }), default: problemSchema },
      },
    },
    async (request) => ({
      items: (await indicatorSeries(deps.db, request.query.process, request.params.name)).map((one) => ({
        place: one.place,
        observed_at: one.observedAt.toString(),
        value: one.value,
      })),
    }),
  )
}
