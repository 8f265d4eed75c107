// /v1/change-freeze: whether rules and ways out may be changed now, and the way for one person to do it all the same in an emergency.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import { afterCommit, type Executor } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import { problemSchema } from '#platform/problem.ts'
import { insertLift, readFreeze, readLift } from './freeze-store.ts'
import { readNow } from './process-store.ts'
import type { RegistryDeps } from './registry-routes.ts'
import { answerChange, reason } from './rule-change-routes.ts'

const freezeSchema = z
  .object({
    frozen: z.boolean().describe('Changes of rules and channels are refused with 423 CHANGE_FREEZE'),
    process: z.string().nullable(),
    window: z.string().nullable().describe('The calendar window that is open'),
    until: z.string().nullable(),
    lift: z
      .object({ by: z.string(), reason: z.string(), at: z.string(), ends_at: z.string() })
      .nullable()
      .describe('A person has lifted the freeze for an hour'),
  })
  .meta({ id: 'ChangeFreeze' })

export function freezeRoutes(deps: RegistryDeps & { readonly logger: Logger }): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/change-freeze',
      {
        config: { scope: 'rules:read' },
        schema: {
          summary: 'Are changes frozen now, by which window, until when, and has somebody lifted it',
          response: { 200: freezeSchema, default: problemSchema },
        },
      },
      async () => {
        const view = await deps.registry.at(deps.db, (await readNow(deps.db)).version)
        return viewOf(deps.db, view.pack.changeFreeze)
      },
    )
    server.post(
      '/v1/change-freeze::lift',
      {
        config: { scope: 'rules:approve' },
        schema: {
          summary:
            'Emergency path: one person opens the freeze for 60 minutes, with a reason that everybody reads',
          body: z.strictObject({ reason }),
          response: { 201: freezeSchema, default: problemSchema },
        },
      },
      (request, reply) =>
        answerChange(deps, request, reply, async (trx, view) => {
          const windows = view.pack.changeFreeze
          if ((await readFreeze(trx, windows)) === undefined)
            throw new AppError(
              'conflict',
              'CHANGE_NOT_FROZEN',
              'changes are not frozen now; there is nothing to lift',
            )
          const { actor, body } = request
          const id = uuidv7()
          await insertLift(trx, { id, person: actor.personId, reason: body.reason })
          const object = { kind: 'change_freeze', id }
          await recordAudit(trx, { actor, action: 'change_freeze.lifted', object, note: body.reason })
          afterCommit(trx, () => deps.pokes.poke('channels', 'emergency'))
          deps.logger.warn({ event: 'change_freeze.lifted', id, person: actor.personId })
          return { status: 201, body: await viewOf(trx, windows) }
        }),
    )
    done()
  }
}

async function viewOf(db: Executor, windows: readonly string[]): Promise<z.infer<typeof freezeSchema>> {
  const freeze = await readFreeze(db, windows)
  const lift = await readLift(db)
  return {
    frozen: freeze !== undefined && lift === undefined,
    process: freeze?.process ?? null,
    window: freeze?.window ?? null,
    until: freeze === undefined ? null : Temporal.Instant.fromEpochMilliseconds(freeze.until).toString(),
    lift:
      lift === undefined
        ? null
        : { by: lift.label, reason: lift.reason, at: lift.at.toString(), ends_at: lift.endsAt.toString() },
  }
}
