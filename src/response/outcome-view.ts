// Outcomes as the API shows them.
import { z } from 'zod'
import {
  type OutcomeName,
  outcomeDefinitions,
  outcomeLabels,
  type RuleOutcomes,
} from '#domain/response/outcome.ts'
import type { LabelRow, MissedRow, Note, TaskRow } from './outcome-store.ts'

const seconds = z.number().int().nullable()

export const labelSchema = z
  .object({
    id: z.string(),
    label: z.enum(outcomeLabels),
    lesser: z.boolean().describe('Confirmed, with less harm than feared'),
    definition: z.string().describe('What counted as harm'),
    reason: z.string().nullable(),
    evidence: z.array(z.object({ kind: z.string(), ref: z.string(), sha256: z.string() })),
    first_harm_at: z.string().nullable(),
    lead_from_firing_s: seconds.describe(
      'First harmful event − first firing; negative = the harm came first',
    ),
    lead_from_receipt_s: seconds.describe('First harmful event − first accepted delivery'),
    note: z.string().nullable(),
    language: z.string(),
    person: z.string(),
    at: z.string(),
  })
  .meta({ id: 'OutcomeLabel' })

const toSeconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1_000))

export function viewLabel(row: LabelRow): z.infer<typeof labelSchema> {
  return {
    id: row.id,
    label: row.label,
    lesser: row.lesser,
    definition: row.definition,
    reason: row.reason,
    evidence: row.evidence.map(({ kind, ref, sha256 }) => ({ kind, ref, sha256 })),
    first_harm_at: row.firstHarmAt?.toString() ?? null,
    lead_from_firing_s: toSeconds(row.leadFromFiringMs),
    lead_from_receipt_s: toSeconds(row.leadFromReceiptMs),
    note: row.note,
    language: row.language,
    person: row.labeller,
    at: row.at.toString(),
  }
}

export const taskSchema = z
  .object({
    alert_id: z.string(),
    due_at: z.string(),
    overdue: z.boolean(),
    done_at: z.string().nullable(),
  })
  .meta({ id: 'OutcomeTask' })

export function viewTask(row: TaskRow): z.infer<typeof taskSchema> {
  return {
    alert_id: row.alertId,
    due_at: row.dueAt.toString(),
    overdue: row.isOverdue,
    done_at: row.doneAt?.toString() ?? null,
  }
}

export const outcomeSchema = z
  .object({
    alert_id: z.string(),
    outcome: z
      .enum([...outcomeLabels, 'disputed'])
      .nullable()
      .describe('The label that most people gave; disputed: another person is needed; null: none yet'),
    labels: z.array(labelSchema),
    task: taskSchema.nullable().describe('There from the moment the alert is closed'),
    notes: z
      .array(
        z.object({
          alert_id: z.string(),
          department: z.string().nullable(),
          outcome: z.string(),
          note: z.string(),
          language: z.string(),
          at: z.string(),
        }),
      )
      .describe('What worked in earlier alerts of the same rule, those of the same department first'),
  })
  .meta({ id: 'Outcome' })

export function viewOutcome(
  alertId: string,
  outcome: OutcomeName | 'disputed' | undefined,
  labels: readonly LabelRow[],
  task: TaskRow | undefined,
  notes: readonly Note[],
): z.infer<typeof outcomeSchema> {
  return {
    alert_id: alertId,
    outcome: outcome ?? null,
    labels: labels.map(viewLabel),
    task: task === undefined ? null : viewTask(task),
    notes: notes.map((one) => ({
      alert_id: one.alertId,
      department: one.department,
      outcome: one.label,
      note: one.note,
      language: one.language,
      at: one.at.toString(),
    })),
  }
}

const share = z.object({
  count: z.number().int(),
  of: z.number().int(),
  value: z.number().nullable(),
  low: z.number(),
  high: z.number(),
})
const leads = z.object({ n: z.number().int(), p10_s: seconds, median_s: seconds, p90_s: seconds })
export const ruleOutcomesSchema = z
  .object({
    rule: z.string(),
    n: z.number().int().describe('Labelled alerts'),
    confirmed: share.describe('Of those that were confirmed or false; 95 % interval'),
    false_alarm: share,
    averted: share.describe('Of all labelled; neither true nor false'),
    undetermined: share,
    disputed: z.number().int(),
    missed: z.number().int().describe('Harmful events that no alert of this rule came before'),
    lead_from_firing: leads,
    lead_from_receipt: leads,
  })
  .meta({ id: 'RuleOutcomes' })

const lead = ({ n, p10, median, p90 }: RuleOutcomes['leadFromFiring']) => ({
  n,
  p10_s: toSeconds(p10),
  median_s: toSeconds(median),
  p90_s: toSeconds(p90),
})

export function viewRuleOutcomes(row: RuleOutcomes): z.infer<typeof ruleOutcomesSchema> {
  return {
    rule: row.ruleId,
    n: row.n,
    confirmed: row.confirmed,
    false_alarm: row.falseAlarm,
    averted: row.averted,
    undetermined: row.undetermined,
    disputed: row.disputed,
    missed: row.missed,
    lead_from_firing: lead(row.leadFromFiring),
    lead_from_receipt: lead(row.leadFromReceipt),
  }
}

export const missedSchema = z
  .object({
    id: z.string(),
    process: z.string(),
    place: z.string(),
    department: z.string().nullable(),
    marking: z.string(),
    definition: z.enum(outcomeDefinitions),
    happened_at: z.string(),
    rule: z.string().nullable(),
    text: z.string(),
    language: z.enum(['es', 'en']),
    person: z.string(),
    at: z.string(),
  })
  .meta({ id: 'MissedEvent' })

export function viewMissed(row: MissedRow): z.infer<typeof missedSchema> {
  return {
    id: row.id,
    process: row.process,
    place: row.place,
    department: row.department,
    marking: row.marking,
    definition: outcomeDefinitions.find((one) => one === row.definition) ?? 'other',
    happened_at: row.happenedAt.toString(),
    rule: row.ruleId,
    text: row.text,
    language: row.language,
    person: row.actor,
    at: row.at.toString(),
  }
}
