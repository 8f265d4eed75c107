// The back-test of a revision, before it is proposed: asked for, and read.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import type { RegistryDeps } from './registry-routes.ts'
import { requestBacktest } from './rule-backtest.ts'
import { latestRuleBacktest, readRuleBacktests } from './rule-backtest-store.ts'
import { ruleBacktestSchema, viewBacktest } from './rule-backtest-view.ts'
import { changeOnce, revisionParams } from './rule-change-routes.ts'
import { lifeOf, revisionOf } from './rule-life.ts'

export function ruleBacktestRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.post(
      '/v1/rules/:id/revisions/:n([0-9a-f]+)::backtest',
      {
        config: { scope: 'rules:propose' },
        schema: {
          summary:
            'What the revision would have done over the last days of every open process, beside the one in force; a short log is done with the answer (201), a longer one follows (202)',
          params: revisionParams,
          body: z.strictObject({
            days: z.number().int().min(limits.backtestDays).max(1_830).default(limits.backtestDays),
          }),
          response: { 201: ruleBacktestSchema, 202: ruleBacktestSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const { id, n } = request.params
        const answer = await changeOnce(deps, request, async (trx) => {
          const life = await lifeOf(trx, id)
          const revision = revisionOf(life, n)
          const made = await requestBacktest(trx, life, revision, request.actor, request.body.days)
          return { status: 202, body: { id: made } }
        })
        const made = z.object({ id: z.uuid() }).parse(answer.body).id
        await deps.tryBacktest(made)
        const row = (await readRuleBacktests(deps.db, [made])).get(made)
        if (row === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `back-test ${made} is not there`)
        return reply.code(row.state === 'done' ? 201 : 202).send(viewBacktest(row, request.actor))
      },
    )
    server.get(
      '/v1/rules/:id/revisions/:n/backtest',
      {
        config: { scope: 'rules:read' },
        schema: {
          summary: 'The last back-test of the revision: alerts per level and key, evidence, the difference',
          params: revisionParams,
          response: { 200: ruleBacktestSchema, default: problemSchema },
        },
      },
      async ({ actor, params }) => {
        const revision = revisionOf(await lifeOf(deps.db, params.id), params.n)
        const row = await latestRuleBacktest(deps.db, revision)
        if (row !== undefined) return viewBacktest(row, actor)
        throw new AppError(
          'not_found',
          'RULE_NOT_BACKTESTED',
          `${params.id} version ${revision.version} has not been back-tested; post to …/revisions/${revision.version}:backtest`,
        )
      },
    )
    done()
  }
}
