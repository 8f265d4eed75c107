// What a caller sees of a signal. What is held back is named, with the reason; what may not be known to exist is not shown at all.
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import { isOwn } from '#domain/signal/sight.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import type { StoredSignal } from './signal-store.ts'

const redactionSchema = z.object({
  field: z.string(),
  reason: z.enum(['restricted', 'personal_data_suspected']),
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
    body: z.record(z.string(), z.unknown()).describe('The contract fields as sent, less what is held back'),
    redacted: z.array(redactionSchema),
  })
  .meta({ id: 'Signal' })

export type SignalView = z.infer<typeof signalViewSchema>

export function viewSignal(signal: StoredSignal, actor: Actor): SignalView {
  const { derived } = signal
  const redacted: z.infer<typeof redactionSchema>[] = []
  const body: Partial<SignalBody> = { ...signal.body }
  if (!isOwn(signal, actor) && !actor.scopes.includes('signals:grade')) {
    const reason = derived.flags.includes('pii_suspected') ? 'personal_data_suspected' : 'restricted'
    for (const field of ['narrative', 'evidence', 'lat', 'lon'] as const) {
      if (body[field] === undefined) continue
      delete body[field]
      redacted.push({ field, reason })
    }
  }
  return {
    id: signal.id,
    revision: signal.rev,
    kind: signal.kind,
    external_id: signal.externalId,
    received_at: signal.received.toString(),
    event_time: derived.eventTime,
    place: derived.place,
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
    body,
    redacted,
  }
}
