// What a caller sees of a signal. What is held back is named, with the reason; what may not be known to exist is not shown at all.
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import { coarsePlace, mayReadExactPlace } from '#domain/do-no-harm/coarse-place.ts'
import type { Gazetteer } from '#domain/place.ts'
import { isOwn } from '#domain/signal/sight.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import type { StoredSignal } from './signal-store.ts'

const redactionSchema = z.object({
  field: z.string(),
  reason: z.enum(['restricted', 'personal_data_suspected', 'coarsened', 'not_approved']),
})

export const signalViewSchema = z
  .object({
    id: z.string(),
    revision: z.number().int(),
    kind: z.enum(['signal', 'correction', 'retraction']),
    external_id: z.string(),
    received_at: z.string(),
    event_time: z.string(),
    place: z.string(),
    department: z.string().nullable(),
    processes: z.record(
      z.string(),
      z.object({
        period: z.string().nullable(),
        phases: z.array(z.string()),
        windows: z.array(z.string()),
        rounds: z.array(z.number().int()),
        calendar_version: z.number().int(),
      }),
    ),
    category: z.string(),
    polarity: z.enum(['risk', 'mitigating']).nullable(),
    severity: z.number(),
    discount: z.number(),
    track: z.string(),
    marking: z.string(),
    verification: z.string(),
    source: z.object({ id: z.string() }),
    flags: z.array(z.string()),
    relatedness: z.array(z.string()),
    reason: z.string().nullable().describe('Of a correction or retraction'),
    public_text: z.string().nullable().describe('For readers outside; approved by a person'),
    body: z.record(z.string(), z.unknown()).describe('The contract fields as sent, less what is held back'),
    redacted: z.array(redactionSchema),
  })
  .meta({ id: 'Signal' })

export type SignalView = z.infer<typeof signalViewSchema>

export interface Around {
  readonly places: Gazetteer
  /** Texts for readers outside that a person has approved, by signal. */
  readonly publicTexts: ReadonlyMap<string, string>
}

export function viewSignal(signal: StoredSignal, actor: Actor, { places, publicTexts }: Around): SignalView {
  const { derived } = signal
  const { body, redacted } = redact(signal, actor)
  const isExact = mayReadExactPlace(actor, derived.marking, isOwn(signal, actor))
  const place = isExact ? derived.place : coarsePlace(derived.place, places)
  if (place !== derived.place) redacted.push({ field: 'place', reason: 'coarsened' })
  if (!isExact) coarsen(body, redacted, place)
  return {
    id: signal.id,
    revision: signal.rev,
    kind: signal.kind,
    external_id: signal.externalId,
    received_at: signal.received.toString(),
    event_time: derived.eventTime,
    place,
    department: derived.department,
    processes: Object.fromEntries(
      Object.entries(derived.processes).map(([process, open]) => [
        process,
        {
          period: open.period,
          phases: [...open.phases],
          windows: [...open.windows],
          rounds: [...open.rounds],
          calendar_version: open.calendarVersion,
        },
      ]),
    ),
    category: signal.body.category,
    polarity: derived.polarity,
    severity: derived.severity,
    discount: derived.discount,
    track: derived.track,
    marking: derived.marking,
    verification: derived.verification,
    source: { id: signal.sourceId },
    flags: [...derived.flags],
    relatedness: [...derived.relatedness],
    reason: signal.reason,
    public_text: publicTexts.get(signal.id) ?? null,
    body,
    redacted,
  }
}

type Redaction = z.infer<typeof redactionSchema>

/** What only the own source and whoever grades read. */
function redact(
  signal: StoredSignal,
  actor: Actor,
): { readonly body: Partial<SignalBody>; readonly redacted: Redaction[] } {
  const body: Partial<SignalBody> = { ...signal.body }
  const redacted: Redaction[] = []
  if (isOwn(signal, actor) || actor.scopes.includes('signals:grade')) return { body, redacted }
  const isPersonal = signal.derived.flags.includes('pii_suspected')
  const reason = isPersonal ? 'personal_data_suspected' : 'restricted'
  const hold = (field: keyof SignalBody, why: Redaction['reason']) => {
    if (body[field] === undefined) return
    delete body[field]
    redacted.push({ field, reason: why })
  }
  for (const field of ['narrative', 'evidence', 'lat', 'lon'] as const) hold(field, reason)
  if (isPersonal) hold('title', reason)
  hold('public_text', 'not_approved')
  return { body, redacted }
}

function coarsen(body: Partial<SignalBody>, redacted: Redaction[], place: string): void {
  for (const field of ['station_id', 'lat', 'lon'] as const) {
    if (body[field] === undefined) continue
    delete body[field]
    redacted.push({ field, reason: 'coarsened' })
  }
  if (body.place !== undefined) body.place = place
}
