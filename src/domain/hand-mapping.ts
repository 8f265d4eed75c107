// A mapping that a person makes for a file of their own: columns and constants to fields, nothing that runs. No patterns, no templates: those
// are for the files of a country pack, which somebody has reviewed.
import { z } from 'zod'
import type { RowMapping } from './map-row.ts'
import { cellForms, dateOrders, decimalMarks, fillable, isTimeZone } from './mapping.ts'

const column = z.string().min(1).max(200)
const value = z.union([
  z.string().max(4_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(64)).max(20),
  z.record(z.string().max(32), z.boolean()),
])
const recipe = z.union([
  z.strictObject({ constant: value }).describe('The same for every row'),
  z
    .strictObject({ column, as: z.enum(cellForms).default('text') })
    .describe('The cell; an empty one leaves the field out'),
  z
    .strictObject({
      column,
      table: z.record(z.string().max(4_000), value),
      otherwise: z.enum(['omit', 'refuse']).default('refuse'),
    })
    .describe('The value of that cell'),
])

export const handMappingSchema = z.strictObject({
  time_zone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'unknown time zone')
    .describe('Of times without an offset'),
  dates: z.enum(dateOrders).default('iso').describe('How dates are written that are not ISO 8601'),
  decimal: z.enum(decimalMarks).default('.'),
  process: z.string().min(1).max(64).optional(),
  identified_by: z
    .array(column)
    .min(1)
    .max(5)
    .optional()
    .describe('The columns that tell one row from another; absent: all of them'),
  fields: z.partialRecord(z.enum(fillable), recipe),
})
export type HandMapping = z.infer<typeof handMappingSchema>

// Rows of two files that are the same in every cell are the same report: the name of the file is no part of it.
const prefix = 'imp-'

export function rowMappingOf(hand: HandMapping, columns: readonly string[]): RowMapping {
  const { identified_by: identifiedBy, ...rest } = hand
  return {
    ...rest,
    columns: [...columns],
    external_id: { prefix, columns: identifiedBy ?? 'all' },
    refuse: [],
  }
}

/** Columns that the mapping speaks of and the file does not have. */
export function missingColumns(hand: HandMapping, columns: readonly string[]): string[] {
  const used = Object.values(hand.fields).flatMap((how) => ('column' in how ? [how.column] : []))
  const held = new Set(columns)
  return [...new Set([...used, ...(hand.identified_by ?? [])])].filter((one) => !held.has(one))
}
