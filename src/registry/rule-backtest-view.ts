// The back-test of a revision as the API shows it: to who proposes, and beside the proposal to who approves.
import { z } from 'zod'
import { type Actor, mayUseProcess } from '#domain/actor.ts'
import { levelNames } from '#domain/rules/rule.ts'
import type { RuleBacktestRow } from './rule-backtest-store.ts'

const text = z.object({ es: z.string(), en: z.string() })
const level = z.enum(levelNames)
const nullable = z.string().nullable()
const counts = { new: z.number().int(), lost: z.number().int(), same: z.number().int() }
const key = z.record(z.string(), z.string())

const warningSchema = z.object({
  code: z.enum(['noisy', 'silences']),
  reason: z.enum(['never_fired', 'always_firing', 'over_budget', 'many_times_more', 'department_lost']),
  process: nullable,
  message: text,
})

const resultSchema = z.object({
  processes: z.array(
    z.object({
      process: z.string(),
      since: z.string(),
      until: z.string(),
      entries: z.number().int().describe('Log entries that were folded, with those that warm the windows up'),
      alerts: z.number().int(),
    }),
  ),
  summary: z.object(counts).describe('Against the revision in force; without one everything is new'),
  by_level: z.array(z.object({ level, alerts: z.number().int() })),
  by_key: z
    .array(z.object({ process: z.string(), key, max_level: level, ...counts }))
    .describe('The 200 keys with the most alerts'),
  alerts: z
    .array(
      z.object({
        process: z.string(),
        key,
        change: z.enum(['new', 'lost', 'same']),
        fired_at: z.string(),
        closed_at: nullable,
        max_level: level,
        active_max_level: level.nullable(),
        late: z.boolean(),
        evidence: z.object({ ids: z.array(z.string()).describe('The first 20'), count: z.number().int() }),
        explain: text,
      }),
    )
    .describe('The first 200, in the order in which they fired'),
  warnings: z.array(warningSchema),
})

export const ruleBacktestSchema = z
  .object({
    id: z.string(),
    days: z.number().int().describe('Of the log, or all of it where it is shorter'),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    compared_with: nullable.describe('Status and hash of what was in force; null: nothing'),
    error: nullable,
    created_at: z.string(),
    finished_at: nullable,
    result: resultSchema.nullable().describe('null until it is done'),
  })
  .meta({ id: 'RuleBacktest' })

/** What belongs to processes that the caller may not use is counted and not shown. */
export function viewBacktest(row: RuleBacktestRow, actor: Actor): z.infer<typeof ruleBacktestSchema> {
  const { result } = row
  const isShown = (one: { readonly process: string }) => mayUseProcess(actor, one.process)
  return {
    id: row.id,
    days: row.days,
    state: row.state,
    compared_with: row.base,
    error: row.error,
    created_at: row.createdAt.toString(),
    finished_at: row.finishedAt?.toString() ?? null,
    result:
      result === null
        ? null
        : {
            processes: result.processes.filter(isShown),
            summary: result.summary,
            by_level: [...result.by_level],
            by_key: result.by_key.filter(isShown).map((one) => ({ ...one, key: { ...one.key } })),
            alerts: result.alerts.filter(isShown).map((one) => ({
              ...one,
              key: { ...one.key },
              evidence: { ids: [...one.evidence.ids], count: one.evidence.count },
            })),
            warnings: result.warnings.filter(({ process }) => process === null || isShown({ process })),
          },
  }
}
