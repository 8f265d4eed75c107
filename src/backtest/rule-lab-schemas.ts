// The answers of the rule lab.
import { z } from 'zod'

const text = z.object({ es: z.string(), en: z.string() })
const level = z.enum(['info', 'watch', 'warning', 'critical'])
const counts = { new: z.number().int(), lost: z.number().int(), same: z.number().int() }
const measures = z.record(z.string(), z.number().nullable()).describe('null = unknown')

export const draftResult = z
  .object({
    process: z.string(),
    since: z.string(),
    until: z.string(),
    entries: z.number().int().describe('Log entries that were folded'),
    rule: z.object({ id: z.string(), version: z.number().int(), revision: z.string() }),
    active: z
      .object({ version: z.number().int(), revision: z.string(), status: z.enum(['active', 'shadow']) })
      .nullable()
      .describe('The revision in force that the draft is compared with'),
    warnings: z.array(
      z.object({
        line: z.number().int(),
        column: z.number().int(),
        code: z.string(),
        path: z.string(),
        message: z.string(),
      }),
    ),
    summary: z.object(counts),
    concerns: z
      .object({
        silenced: z
          .array(z.string())
          .describe('Departments in which the revision in force warned and the draft never would'),
        times_as_many: z
          .number()
          .nullable()
          .describe('So many times as many alerts as now, when it is more than five; null: no flood'),
      })
      .describe('What to look at twice before it is proposed'),
    by_department: z.array(z.object({ code: z.string(), ...counts })),
    by_phase: z.array(z.object({ code: z.string(), ...counts })),
    alerts: z
      .array(
        z.object({
          change: z.enum(['new', 'lost', 'same']),
          key: z.record(z.string(), z.string()),
          department: z.string().nullable(),
          phase: z.string().describe('As known when it fired; none outside every phase'),
          fired_at: z.string(),
          closed_at: z.string().nullable(),
          max_level: level,
          active_max_level: level.nullable(),
          late: z.boolean(),
        }),
      )
      .describe('The first 500, in the order in which they fired'),
  })
  .meta({ id: 'DraftDryRun' })

const keyState = z
  .object({
    state: z.enum(['none', 'pending', 'firing', 'resolved', 'expired']),
    level: level.nullable(),
    measures,
    evidence: z.number().int(),
    explain: text,
  })
  .nullable()

const event = {
  event: z.string(),
  level: level.nullable(),
  late: z.boolean(),
  notify: z.boolean().describe('Whether people would be told'),
  explain: text,
  comparisons: z.array(
    z.object({
      measure: z.string(),
      op: z.string(),
      value: z.number().nullable(),
      threshold: z.number(),
      margin: z.number().nullable(),
      holds: z.boolean().nullable(),
    }),
  ),
  prevention: z
    .array(z.object({ measure: z.string(), change: z.number() }))
    .describe('Any of these changes would have kept the level from firing'),
  evidence: z.number().int(),
}

export const signalResult = z
  .object({
    process: z.string(),
    at: z.string(),
    entries: z.number().int(),
    rules: z.number().int().describe('Rules in force'),
    fields: z.record(z.string(), z.unknown()).describe('What rules read of the signal'),
    polarity: z.enum(['risk', 'mitigating']).nullable(),
    matched: z.array(
      z.object({
        rule: z.string(),
        revision: z.string(),
        status: z.enum(['active', 'shadow']),
        selectors: z.array(z.string()),
        key: z.record(z.string(), z.string()),
        before: keyState,
        after: keyState,
        events: z.array(z.object(event)),
      }),
    ),
    other_events: z.array(z.object({ rule: z.string(), ...event })),
    without_key: z
      .array(z.object({ rule: z.string(), missing: z.array(z.string()) }))
      .describe('Rules that take the signal and cannot place it: fields of group_by that it lacks'),
  })
  .meta({ id: 'SignalDryRun' })

export const runSchema = z
  .object({
    id: z.string(),
    process: z.string(),
    title: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    error: z.string().nullable(),
    report: z.string().nullable().describe('Where the report is; .md and .html beside it'),
    report_hash: z
      .string()
      .nullable()
      .describe('SHA-256 of the report: the same request over the same history gives the same'),
    created_at: z.string(),
    finished_at: z.string().nullable(),
  })
  .meta({ id: 'BacktestRun' })

export const oneRunSchema = runSchema
  .extend({
    request: z.record(z.string(), z.unknown()).describe('What was asked for: posted again, it is run again'),
  })
  .meta({ id: 'BacktestRunWithRequest' })
