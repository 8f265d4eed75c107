// Measures as the API shows them.
import { z } from 'zod'
import { actionClasses, actionStates, verbsOf } from '#domain/response/action.ts'
import type { ActionEventRow, ActionRow } from './action-store.ts'
import type { EvidenceRow, RatingRow } from './evidence-store.ts'

const text = z.object({ es: z.string(), en: z.string() })

export const actionSchema = z
  .object({
    id: z.string(),
    alert_id: z.string(),
    process: z.string(),
    rule: z.string(),
    rule_action: z.string().nullable().describe('The measure in the rule; null = added by a person'),
    place: z.string(),
    department: z.string().nullable(),
    exercise: z.boolean(),
    level: z.string().describe('Of the alert when the measure was recommended'),
    text,
    class: z.enum(actionClasses).nullable(),
    line: z.string().nullable().describe('Line of response of the country pack'),
    addressee: z.string().describe('Institution or unit of the country pack'),
    due_at: z.string().nullable(),
    state: z.enum(actionStates),
    overdue: z.boolean(),
    held_back: z.string().nullable().describe('Why it may not be issued to this addressee'),
    taken: z.boolean().describe('Recorded as done, not recommended'),
    rating: z.number().int().nullable().describe('0 none, 1 acknowledged, 2 started, 3 partial, 4 complete'),
    evidence_count: z.number().int(),
    created_by: z.string().nullable().describe('The person; null = the rule'),
    created_at: z.string(),
    allows: z.array(z.string()).describe('What can be done with it now'),
    version: z.number().int().describe('For If-Match'),
  })
  .meta({ id: 'ResponseAction' })
export type ActionView = z.infer<typeof actionSchema>

export function viewAction(row: ActionRow): ActionView {
  return {
    id: row.id,
    alert_id: row.alertId,
    process: row.process,
    rule: row.ruleId,
    rule_action: row.ruleAction,
    place: row.place,
    department: row.department,
    exercise: row.isExercise,
    level: row.level,
    text: row.text,
    class: row.class,
    line: row.line,
    addressee: row.addressee,
    due_at: row.dueAt?.toString() ?? null,
    state: row.state,
    overdue: row.isOverdue,
    held_back: row.heldReason,
    taken: row.isTaken,
    rating: row.rating,
    evidence_count: row.evidenceCount,
    created_by: row.createdBy,
    created_at: row.createdAt.toString(),
    allows: verbsOf(row.state).filter((verb) => verb !== 'issue' || row.heldReason === null),
    version: row.lastOrdinal,
  }
}

export const evidenceSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    ref: z.string(),
    sha256: z.string(),
    note: z.string().nullable(),
    person: z.string(),
    at: z.string(),
  })
  .meta({ id: 'ActionEvidence' })

export const ratingSchema = z
  .object({
    id: z.string(),
    rating: z.number().int(),
    reason: z.string(),
    person: z.string(),
    at: z.string(),
  })
  .meta({ id: 'ActionRating' })

export const actionDetailSchema = z
  .object({
    ...actionSchema.shape,
    evidence: z.array(evidenceSchema),
    ratings: z.array(ratingSchema),
    history: z.array(
      z.object({
        ordinal: z.number().int(),
        kind: z.string(),
        person: z.string().nullable(),
        at: z.string(),
        body: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'ResponseActionDetail' })

export function viewEvidence(row: EvidenceRow): z.infer<typeof evidenceSchema> {
  const { id, kind, ref, sha256, note, actor, at } = row
  return { id, kind, ref, sha256, note, person: actor, at: at.toString() }
}

export function viewRating(row: RatingRow): z.infer<typeof ratingSchema> {
  return { id: row.id, rating: row.rating, reason: row.reason, person: row.rater, at: row.at.toString() }
}

export function viewDetail(
  row: ActionRow,
  evidence: readonly EvidenceRow[],
  ratings: readonly RatingRow[],
  history: readonly ActionEventRow[],
): z.infer<typeof actionDetailSchema> {
  return {
    ...viewAction(row),
    evidence: evidence.map(viewEvidence),
    ratings: ratings.map(viewRating),
    history: history.map(({ ordinal, kind, actor, at, body }) => ({
      ordinal,
      kind,
      person: actor,
      at: at.toString(),
      body: { ...body },
    })),
  }
}
