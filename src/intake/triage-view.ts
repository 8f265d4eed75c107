// What the desk of verification sees: rows of the queue, and one signal with what is like it and what was decided.
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import { type Likeness, likenessOf } from '#domain/signal/likeness.ts'
import { decideBy } from '#domain/signal/triage-clock.ts'
import type { StoredSignal } from './signal-store.ts'
import { signalViewSchema } from './signal-view.ts'
import type { NearRow, QueueRow } from './triage-queue-store.ts'
import type { HoldRow, VerificationRow } from './triage-store.ts'
import { tagOfRevision } from './verify-signal.ts'

const grade = z.enum(['A', 'B', 'C', 'D', 'E', 'F'])
const holder = z.enum(['me', 'other']).nullable().describe('Who has it in hand')

export const queueItemSchema = z
  .object({
    id: z.string(),
    revision: z.number().int(),
    etag: z.string().describe('For If-Match of a decision'),
    received_at: z.string().describe('Of the first revision'),
    due_at: z.string().describe('By when it should be decided on: by its severity'),
    event_time: z.string(),
    place: z.string(),
    department: z.string().nullable(),
    processes: z.array(z.string()),
    phases: z.array(z.string()),
    category: z.string(),
    severity: z.number(),
    target: z.string().nullable(),
    track: z.string(),
    marking: z.string(),
    reliability: z.string(),
    flags: z.array(z.string()),
    has_text: z.boolean(),
    alike: z.number().int().describe('Signals of the same kind, place and target within the hour'),
    held_by: holder,
    snoozed_until: z.string().nullable(),
  })
  .meta({ id: 'TriageItem' })

export const verificationSchema = z
  .object({
    id: z.string(),
    signal: z.string(),
    decision: z.enum(['verified', 'rejected']),
    on_revision: z.number().int(),
    revision: z.number().int(),
    etag: z.string().describe('Of the signal after this act'),
    reliability: grade.nullable(),
    credibility: z.number().int().nullable(),
    reason: z.string().nullable(),
    mine: z.boolean(),
    at: z.string(),
    undone_at: z.string().nullable(),
  })
  .meta({ id: 'Verification' })

const reasonSchema = z.object({
  code: z.enum([
    'same_place',
    'same_municipality',
    'same_category',
    'same_target',
    'same_root',
    'hours_apart',
    'text',
  ]),
  value: z.number().optional(),
})

export const triageSignalSchema = z
  .object({
    signal: signalViewSchema,
    etag: z.string(),
    due_at: z.string(),
    reliability: z.string(),
    credibility: z.number().int(),
    own: z.boolean().describe('Reported by the caller, who may not decide on it'),
    held_by: holder,
    snoozed_until: z.string().nullable(),
    merged_into: z.string().nullable(),
    repeats: z.array(z.object({ signal: z.string(), reason: z.string().nullable(), at: z.string() })),
    alike: z.array(
      z.object({
        signal: z.string(),
        category: z.string(),
        place: z.string(),
        event_time: z.string(),
        severity: z.number(),
        verification: z.string(),
        text: z.string().nullable(),
        merged_into: z.string().nullable(),
        score: z.number().describe('0 to 1; a person decides'),
        reasons: z.array(reasonSchema),
      }),
    ),
    decisions: z.array(verificationSchema),
  })
  .meta({ id: 'TriageSignal' })

export function viewQueueItem(row: QueueRow, actor: Actor): z.infer<typeof queueItemSchema> {
  const { derived } = row
  return {
    id: row.id,
    revision: row.rev,
    etag: tagOfRevision(row.rev),
    received_at: row.received.toString(),
    due_at: row.due.toString(),
    event_time: derived.eventTime,
    place: derived.place,
    department: derived.department,
    processes: Object.keys(derived.processes),
    phases: [...new Set(Object.values(derived.processes).flatMap((open) => open.phases))],
    category: row.category,
    severity: derived.severity,
    target: row.target,
    track: derived.track,
    marking: derived.marking,
    reliability: String(derived.fields['reliability'] ?? 'F'),
    flags: [...derived.flags],
    has_text: row.hasText,
    alike: row.alike,
    held_by: holderOf(row.personId, actor),
    snoozed_until: row.snoozedUntil?.toString() ?? null,
  }
}

export function holderOf(personId: string | null, actor: Actor): 'me' | 'other' | null {
  if (personId === null) return null
  return personId === actor.personId ? 'me' : 'other'
}

export function viewVerification(row: VerificationRow, actor: Actor): z.infer<typeof verificationSchema> {
  return {
    id: row.id,
    signal: row.signalId,
    decision: row.decision,
    on_revision: row.onRev,
    revision: row.rev,
    etag: tagOfRevision(row.undoneRev ?? row.rev),
    reliability: grade.nullable().parse(row.reliability),
    credibility: row.credibility,
    reason: row.reason,
    mine: row.personId === actor.personId,
    at: row.createdAt.toString(),
    undone_at: row.undoneAt?.toString() ?? null,
  }
}

/** The grades and the clock of a signal as it stands. */
export function viewStanding(latest: StoredSignal, received: Temporal.Instant, hold: HoldRow, actor: Actor) {
  const { derived } = latest
  const due = decideBy(received.epochMilliseconds, derived.severity)
  return {
    etag: tagOfRevision(latest.rev),
    due_at: Temporal.Instant.fromEpochMilliseconds(due).toString(),
    reliability: String(derived.fields['reliability'] ?? 'F'),
    credibility: Number(derived.fields['credibility'] ?? 6),
    held_by: holderOf(hold.personId, actor),
    snoozed_until: hold.snoozedUntil?.toString() ?? null,
  }
}

export interface NearSignal extends Likeness {
  readonly row: NearRow
}

/** What says something of the event itself; the hour and the place are shared by all that are compared. */
const telling: ReadonlySet<string> = new Set(['same_category', 'same_target', 'text'])

/** Those most like the signal, with the reasons; what only shares the place and the hour is left out. */
export function mostAlike(
  latest: StoredSignal,
  near: readonly NearRow[],
  bounds: { readonly hours: number; readonly most: number },
): NearSignal[] {
  return near
    .map((row) => ({ row, ...likenessOf(latest, row, bounds.hours) }))
    .filter((one) => one.reasons.some(({ code }) => telling.has(code)))
    .toSorted((a, b) => b.score - a.score || (a.row.id < b.row.id ? -1 : 1))
    .slice(0, bounds.most)
}

export function viewAlike({ row, score, reasons }: NearSignal) {
  const { derived, body } = row
  return {
    signal: row.id,
    category: body.category,
    place: derived.place,
    event_time: derived.eventTime,
    severity: derived.severity,
    verification: derived.verification,
    text: body.title ?? body.narrative?.slice(0, 280) ?? null,
    merged_into: row.mergedInto,
    score,
    reasons: reasons.map((one) => ({ ...one })),
  }
}
