// A derived signal as one electoral process's lane takes it up: the same shape as live scoring makes of the stored row.
import type { LaneSignal } from '../rules/lane.ts'
import type { DerivedSignal } from '../signal/signal.ts'
import { type Instant, parseInstant } from '../time.ts'

export interface SignalRevision {
  readonly id: string
  readonly rev: number
  readonly derived: DerivedSignal
  /** When the first revision was received. */
  readonly receivedAt: Instant
}

/** `firstPos`: position of the first revision; undefined for that one itself. */
export function laneSignalOf(
  { id, rev, derived, receivedAt }: SignalRevision,
  process: string,
  firstPos?: number,
): LaneSignal {
  const open = derived.processes[process]
  return {
    id,
    rev,
    eventTime: parseInstant(derived.eventTime) ?? receivedAt,
    receivedAt,
    ...(firstPos === undefined ? {} : { firstPos }),
    ...(derived.polarity === null ? {} : { polarity: derived.polarity }),
    discount: derived.discount,
    fields: {
      ...derived.fields,
      process,
      ...(open === undefined || open.phases.length === 0 ? {} : { phase: open.phases }),
      ...(open === undefined || open.windows.length === 0 ? {} : { window: open.windows }),
    },
  }
}
