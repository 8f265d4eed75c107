// The numbers of a bulletin as they are frozen with it: those of the situation, the list of alerts and the response index, for one time.
import { z } from 'zod'
import { markings } from '../pack.ts'
import { levelNames } from '../rules/rule.ts'

const level = z.enum(levelNames)
const count = z.number().int()
const text = z.object({ es: z.string(), en: z.string() })
const byLevel = z.object({ info: count, watch: count, warning: count, critical: count })

const placeNumbers = z.object({
  place: z.string(),
  level: level.nullable(),
  level_before: level.nullable(),
  open_alerts: count,
  unanswered: count,
  listed_sources: count.nullable(),
  listed_heard: count.nullable(),
  signals: count.nullable(),
  expected: z.number().nullable(),
  sources: count.nullable(),
  sources_known: count.nullable(),
  last_received: z.string().nullable(),
  coverage: z.enum(['reporting', 'silent', 'quiet', 'unheard']).nullable(),
})
export type PlaceNumbers = z.infer<typeof placeNumbers>

const bulletinAlert = z.object({
  id: z.string(),
  rule: z.string(),
  title: text.nullable().describe('null = not to be spread, by its routes'),
  explain: text.nullable(),
  place: z.string(),
  level: level.nullable(),
  max_level: level,
  state: z.enum(['firing', 'acknowledged', 'resolved', 'expired']),
  fired_at: z.string(),
  in_period: z.boolean().describe('Fired in the period; else it was open at its end'),
  marking: z.enum(markings),
})
export type BulletinAlert = z.infer<typeof bulletinAlert>

const indexRow = z.object({
  group: z.string(),
  n: count,
  index: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  overdue: count,
  overdue_share: z.number().nullable(),
  not_yet_due: count,
  not_yet_due_share: z.number().nullable(),
  held_back: count,
  taken: count,
})
export type IndexNumbers = z.infer<typeof indexRow>

export const bulletinNumbers = z
  .object({
    totals: z.object({
      signals: count.nullable().describe('null = composed by somebody who may not read signals'),
      fired: count.describe('Alerts that fired in the period'),
      fired_by_level: byLevel.describe('By the highest level that each had'),
      open: count.describe('Alerts open at the end of the period'),
      open_by_level: byLevel,
      unanswered: count,
      not_heard: z
        .array(z.string())
        .describe('Places without data, or silent where reports were to be expected'),
    }),
    places: z.array(placeNumbers).describe('As /v1/situation has them'),
    alerts: z.array(bulletinAlert).describe('Fired in the period or open at its end, the newest first'),
    alerts_left_out: count.describe('Older ones that are counted and not listed'),
    response: z.object({
      all: indexRow.nullable().describe('null = no measure'),
      institutions: z.array(indexRow).describe('As /v1/response-index?group=institution has them'),
    }),
  })
  .meta({ id: 'BulletinNumbers' })
export type BulletinNumbers = z.infer<typeof bulletinNumbers>
