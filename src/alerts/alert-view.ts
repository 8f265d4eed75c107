// What a caller sees of an alert: by territory and marking; evidence that may not be shown says so, and why.
import { z } from 'zod'
import { type Actor, isMarkingWithin } from '#domain/actor.ts'
import { coarsePlace, mayReadExactPlace } from '#domain/do-no-harm/coarse-place.ts'
import type { Gazetteer } from '#domain/place.ts'
import { levelNames } from '#domain/rules/rule.ts'
import type { DerivedSignal } from '#domain/signal/signal.ts'
import type { AlertEventRow } from './alert-event-store.ts'
import type { AlertRow } from './alert-store.ts'
import type { SuppressionView } from './suppression-store.ts'

const text = z.object({ es: z.string(), en: z.string() })

export const alertViewSchema = z
  .object({
    id: z.string(),
    process: z.string(),
    rule: z.string(),
    rule_revision: z.string(),
    title: text,
    key: z.record(z.string(), z.string()),
    place: z.string(),
    department: z.string().nullable(),
    episode: z.number().int(),
    state: z.enum(['firing', 'acknowledged', 'resolved', 'expired']),
    level: z.enum(['info', 'watch', 'warning', 'critical']).nullable(),
    max_level: z.enum(['info', 'watch', 'warning', 'critical']),
    acknowledged_level: z.enum(['info', 'watch', 'warning', 'critical']).nullable(),
    held_level: z
      .enum(['info', 'watch', 'warning', 'critical'])
      .nullable()
      .describe('Level that evaluation finds while a person keeps the alert closed; null = not kept closed'),
    explain: text,
    factors: z.array(z.string()),
    rights: z.array(z.string()),
    populations: z.array(z.string()),
    tags: z.array(z.string()),
    marking: z.string(),
    exercise: z.boolean(),
    shadow: z.boolean().describe('Of a rule on trial: told to nobody'),
    late: z.boolean(),
    do_not_broadcast: z
      .boolean()
      .describe('By its routes: for its recipients only, in no feed and no public channel'),
    suppressed_by: z
      .array(
        z.object({
          kind: z.enum(['silence', 'inhibition']),
          id: z.string().describe('The silence, or the alert whose rule keeps this one back'),
          rule: z.string().nullable(),
          reason: z.string().nullable(),
          since: z.string(),
          until: z.string().nullable(),
        }),
      )
      .describe('What keeps its notifications back now; beside the state, never instead of it'),
    as_of: z.string(),
    fired_at: z.string(),
    updated_at: z.string(),
    closed_at: z.string().nullable(),
  })
  .meta({ id: 'Alert' })

/** What stands beside an alert's state. */
export interface Beside {
  readonly suppressions: readonly SuppressionView[]
  readonly isNotForBroadcast: boolean
}

export function viewAlert(alert: AlertRow, beside: Beside): z.infer<typeof alertViewSchema> {
  return {
    id: alert.id,
    process: alert.process,
    rule: alert.ruleId,
    rule_revision: alert.ruleRevision,
    title: alert.title,
    key: alert.key,
    place: alert.place,
    department: alert.department,
    episode: alert.episode,
    state: alert.state,
    level: alert.level,
    max_level: alert.maxLevel,
    acknowledged_level: alert.acknowledgedLevel,
    held_level: alert.heldLevel,
    explain: alert.explain,
    factors: [...alert.factors],
    rights: [...alert.rights],
    populations: [...alert.populations],
    tags: [...alert.tags],
    marking: alert.marking,
    exercise: alert.isExercise,
    shadow: alert.isShadow,
    late: alert.isLate,
    do_not_broadcast: beside.isNotForBroadcast,
    suppressed_by: beside.suppressions.map((one) => ({
      kind: one.kind,
      id: one.byId,
      rule: one.byRule,
      reason: one.reason,
      since: one.since.toString(),
      until: one.until?.toString() ?? null,
    })),
    as_of: alert.asOf.toString(),
    fired_at: alert.firedAt.toString(),
    updated_at: alert.updatedAt.toString(),
    closed_at: alert.closedAt?.toString() ?? null,
  }
}

export const alertEventSchema = z.object({
  ordinal: z.number().int(),
  kind: z.string(),
  at: z.string().describe('Database clock'),
  lt: z.string().describe('Logical time of the lane'),
  level: z.enum(levelNames).nullable(),
  as_of: z.string(),
  late: z.boolean(),
  notify: z.boolean(),
  rule_revision: z.string(),
  calendar_version: z.number().int().nullable(),
  actor: z.string().nullable().describe('Token of the person who acted; null = the engine'),
  explain: text.nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
})

export function viewEvent(event: AlertEventRow): z.infer<typeof alertEventSchema> {
  const { explain, reason, note } = event.body as {
    explain?: { es: string; en: string }
    reason?: string
    note?: string
  }
  return {
    ordinal: event.ordinal,
    kind: event.kind,
    at: event.at.toString(),
    lt: event.lt.toString(),
    level: event.level,
    as_of: event.asOf.toString(),
    late: event.isLate,
    notify: event.notify,
    rule_revision: event.ruleRevision,
    calendar_version: event.calendarVersion,
    actor: event.actor,
    explain: explain ?? null,
    reason: reason ?? null,
    note: note ?? null,
  }
}

export const evidenceSchema = z.object({
  signal: z.string(),
  category: z.string().optional(),
  place: z.string().optional(),
  event_time: z.string().optional(),
  severity: z.number().optional(),
  reliability: z.string().optional(),
  credibility: z.number().optional(),
  discount: z.number().optional(),
  source_root: z.string().optional(),
  verification: z.string().optional(),
  flags: z.array(z.string()).optional(),
  public_text: z.string().optional().describe('Approved by a person for readers outside'),
  redacted: z.enum(['consent', 'marking']).optional().describe('Why the rest is not shown'),
})

/** One signal of the evidence, as far as consent and marking let the caller see it. */
export function viewEvidence(
  id: string,
  derived: DerivedSignal,
  actor: Actor,
  { places, publicText }: { readonly places: Gazetteer; readonly publicText: string | undefined },
): z.infer<typeof evidenceSchema> {
  const mayByConsent =
    actor.role === 'un_liaison'
      ? derived.consent.un
      : actor.role === 'ombudsman'
        ? derived.consent.ombudsman
        : true
  if (!mayByConsent) return { signal: id, redacted: 'consent' }
  if (!isMarkingWithin(derived.marking, actor.marking)) return { signal: id, redacted: 'marking' }
  const { fields } = derived
  const isExact = mayReadExactPlace(actor, derived.marking, false)
  return {
    signal: id,
    category: String(fields['category']),
    place: isExact ? derived.place : coarsePlace(derived.place, places),
    ...(publicText === undefined ? {} : { public_text: publicText }),
    event_time: derived.eventTime,
    severity: derived.severity,
    reliability: String(fields['reliability']),
    credibility: Number(fields['credibility']),
    discount: derived.discount,
    // Who reported stays inside; others learn how many independent origins there were from the measures.
    ...(actor.role === 'un_liaison' ? {} : { source_root: String(fields['source.root']) }),
    verification: derived.verification,
    flags: [...derived.flags],
  }
}
