// What changes the rules in force: an approved revision carried out, at once or at a set time, and the way back.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { parseInstant } from '#domain/time.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { carryOut, proposedActs } from './activate-rule.ts'
import { refuseFrozen } from './freeze-store.ts'
import { readNow } from './process-store.ts'
import { rollBack } from './put-in-force.ts'
import type { RegistryDeps } from './registry-routes.ts'
import { answerChange, reason, revisionParams, unlessFrozen } from './rule-change-routes.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function ruleActRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerActs(server, deps)
    registerRollback(server, deps)
    done()
  }
}

function registerActs(server: Server, deps: RegistryDeps): void {
  const carried = z.object({
    act: z.enum(['activate', 'shadow', 'retire', 'rollback']),
    activation: z.number().int().nullable().describe('null: will be carried out at the set time'),
    at: z.string().nullable(),
  })
  const summaries = {
    activate: 'Puts an approved revision into force, at once or at a set time',
    shadow: 'Lets an approved revision be evaluated without telling anybody',
    retire: 'Takes a rule out of force for good; its open alerts expire',
  } as const
  for (const act of proposedActs) {
    server.post(
      `/v1/rules/:id/revisions/:n([0-9a-f]+)::${act}`,
      {
        config: { scope: 'rules:propose' },
        schema: {
          summary: summaries[act],
          params: revisionParams,
          body: z.strictObject({ at: z.string().max(64).optional().describe('RFC 3339 with offset') }),
          response: { 200: carried, 202: carried, default: problemSchema },
        },
      },
      (request, reply) => {
        const { at } = request.body
        const instant = at === undefined ? undefined : parseInstant(at)
        if (at !== undefined && instant === undefined) {
          throw new AppError('invalid', 'RULE_TIME', 'at: an RFC 3339 time with an offset')
        }
        return answerChange(deps, request, reply, async (trx, view) => {
          // A time that lies in a freeze is refused now, and not when it comes.
          const { now } = await readNow(trx)
          const later = instant !== undefined && instant > now.epochMilliseconds ? instant : undefined
          await refuseFrozen(trx, view.pack.changeFreeze, later)
          const { id, n } = request.params
          const done = await carryOut(trx, deps, view, request.actor, id, n, { act, at })
          const body = { act: done.act, activation: done.activation ?? null, at: done.due ?? null }
          return { status: done.activation === undefined ? 202 : 200, body }
        })
      },
    )
  }
}

function registerRollback(server: Server, deps: RegistryDeps): void {
  server.post(
    '/v1/rules/:id/revisions/:n([0-9a-f]+)::rollback',
    {
      config: { scope: 'rules:propose' },
      schema: {
        summary: 'One step back: undoes the last change of the rule, which was about this revision',
        params: revisionParams,
        body: z.strictObject({ reason }),
        response: {
          200: z.object({
            activation: z.number().int(),
            in_force: z.object({ revision: z.string(), status: z.enum(['active', 'shadow']) }).nullable(),
          }),
          default: problemSchema,
        },
      },
    },
    (request, reply) =>
      answerChange(
        deps,
        request,
        reply,
        unlessFrozen(async (trx) => {
          const { id, n } = request.params
          const { activation, inForce } = await rollBack(trx, deps, request.actor, id, n, request.body.reason)
          const now = inForce === undefined ? null : { revision: inForce.hash, status: inForce.status }
          return { status: 200, body: { activation, in_force: now } }
        }),
      ),
  )
}
