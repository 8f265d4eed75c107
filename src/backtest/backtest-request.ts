// What a stored back-test is asked for.
import { z } from 'zod'

const date = z.iso.date()
const days = z.number().int().min(1).max(90)
const code = z.string().min(1).max(64)

const outcomeRow = z.strictObject({
  date,
  place: z.string().min(1).max(120),
  size: z.number().int().min(1).max(100_000).default(1),
  class: code.default('other'),
})

export const backtestRequest = z.strictObject({
  process: z.string().max(64).optional().describe('Absent: the only open one'),
  title: z.string().trim().min(3).max(200).optional(),
  rules: z
    .array(
      z.union([
        z.strictObject({ yaml: z.string().min(1).max(262_144).describe('A draft') }),
        z.strictObject({ id: z.string().max(63).describe('The revision in force') }),
      ]),
    )
    .min(1)
    .max(20),
  from: date,
  to: date,
  horizons_days: z.array(days).min(1).max(4).default([14, 30]),
  cooldown_days: days.default(30),
  outcomes: z
    .union([
      z.strictObject({ rows: z.array(outcomeRow).max(5_000) }),
      z.strictObject({
        categories: z
          .array(code)
          .min(1)
          .max(20)
          .describe('Signals of these categories are the outcomes, and are withheld from the rules'),
      }),
    ])
    .describe('The label set: rows, or categories of signals of the process'),
  without: z
    .array(z.array(code).min(1).max(20))
    .max(4)
    .default([])
    .describe('Further label sets: all but these classes'),
  controls: z
    .array(z.strictObject({ name: z.string().min(1).max(64), from: date, to: date }))
    .max(10)
    .default([]),
  count_category: code.optional().describe('Of the count baseline; absent: every signal'),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
})

export type BacktestRequest = z.infer<typeof backtestRequest>
