// /v1/alerts/{id}/proof: what people did to an alert, as a file that proves itself.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { proveActs } from '#audit/export-proof.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { problemSchema } from '#platform/problem.ts'
import { type AlertDeps, visibleAlert } from './alert-routes.ts'

const proofSchema = z
  .object({
    format: z.literal('vigia-audit-proof-1'),
    origin: z.string(),
    keys: z.array(z.string()),
    object: z.object({ kind: z.string(), id: z.string() }),
    checkpoint: z.string().nullable().describe('Signed note of the last sealing'),
    events: z.array(z.object({ event: z.string(), index: z.int(), path: z.array(z.string()) })),
    not_sealed_yet: z.int().describe('Acts of the last seconds: ask again'),
  })
  .meta({ id: 'AuditProof' })

export function proofRoutes(deps: AlertDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/alerts/:id/proof',
      {
        config: { scope: 'alerts:read' },
        schema: {
          summary: 'What people did to an alert, as a file that proves itself: vigia audit verify FILE',
          params: z.object({ id: z.uuid() }),
          response: { 200: proofSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const { id } = await visibleAlert(deps, request.params.id, request.actor)
        void reply.header('content-disposition', `attachment; filename="vigia-alert-${id}.proof.json"`)
        // Whoever sees the alert sees what was done to it; the log itself is for auditors.
        return beyondSight(deps.db, () => proveActs(deps.db, { kind: 'alert', id }))
      },
    )
    done()
  }
}
