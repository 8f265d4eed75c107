// Recorded signals → a history, each item judged as intake would have judged it when it was received, by the calendar known then.
import type { KnownCalendar } from '#domain/backtest/calendar-as-known.ts'
import { laneSignalOf } from '#domain/backtest/lane-signal.ts'
import { processExtent } from '#domain/electoral-process.ts'
import type { CountryPack } from '#domain/pack.ts'
import type { Gazetteer } from '#domain/place.ts'
import type { Entry, LaneSignal } from '#domain/rules/lane.ts'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import type { OpenProcess, SignalSender } from '#domain/signal/intake-context.ts'
import { type SignalBody, signalSchema } from '#domain/signal/signal.ts'
import { shapeFaults } from '#domain/signal/signal-faults.ts'
import type { Instant } from '#domain/time.ts'
import { sha256 } from '#platform/ids.ts'

export interface RecordedSignal {
  /** The contract fields, as sent. */
  readonly signal: Readonly<Record<string, unknown>>
  readonly receivedAt: Instant
}

export interface Recorded {
  readonly entries: readonly Entry[]
  readonly signals: readonly LaneSignal[]
  readonly counted: {
    readonly items: number
    readonly taken: number
    readonly repeated: number
    readonly withheld: number
    /** Fault code → items. */
    readonly refused: Readonly<Record<string, number>>
  }
}

export interface RecordSettings {
  readonly process: string
  readonly pack: CountryPack
  readonly places: Gazetteer
  readonly calendars: readonly KnownCalendar[]
  /** Categories that outcomes are made of: never signal and outcome at once. */
  readonly withhold: ReadonlySet<string>
}

/** `items` ascending by reception. A second item of one source and external id is a repeat, whatever it says. */
export function recordedHistory(items: readonly RecordedSignal[], settings: RecordSettings): Recorded {
  const reader = createReader(settings)
  for (const item of items) reader.take(item)
  return reader.finish(items.length)
}

function createReader(settings: RecordSettings) {
  const entries: Entry[] = []
  const signals: LaneSignal[] = []
  const refused: Record<string, number> = {}
  const seen = new Set<string>()
  let [repeated, withheld, nextCalendar] = [0, 0, 0]
  let lt = -Infinity
  const append = (at: Instant) => {
    lt = Math.max(lt, at)
    return { pos: entries.length + 1, lt }
  }
  const tellCalendars = (until: Instant) => {
    for (;;) {
      const change = settings.calendars[nextCalendar]
      if (change === undefined || change.knownFrom > until) return
      // what was known before the record begins is told with its first item
      const at = entries.length === 0 ? until : change.knownFrom
      entries.push({ ...append(at), kind: 'calendar', calendar: change.calendar })
      nextCalendar += 1
    }
  }
  const refuse = (code: string) => {
    refused[code] = (refused[code] ?? 0) + 1
  }
  return {
    take({ signal: raw, receivedAt }: RecordedSignal): void {
      tellCalendars(receivedAt)
      const { exercise: _ignored, ...fields } = raw
      const parsed = signalSchema.safeParse({ ...fields, process: settings.process })
      if (!parsed.success) return refuse(shapeFaults(parsed.error.issues)[0]?.code ?? 'INTAKE_SIGNAL_INVALID')
      const body = parsed.data
      if (settings.withhold.has(body.category)) {
        withheld += 1
        return
      }
      const id = identityOf(body, receivedAt)
      if (seen.has(id)) {
        repeated += 1
        return
      }
      const calendar = settings.calendars[nextCalendar - 1]
      const result = deriveSignal(body, senderOf(body, settings.pack), {
        pack: settings.pack,
        places: settings.places,
        processes: [openProcess(settings, calendar)],
        receivedAt,
        hash: sha256,
      })
      if (result.derived === undefined) return refuse(result.faults[0]?.code ?? 'INTAKE_SIGNAL_INVALID')
      seen.add(id)
      const signal = laneSignalOf({ id, rev: 1, derived: result.derived, receivedAt }, settings.process)
      signals.push(signal)
      entries.push({ ...append(receivedAt), kind: 'signal', signal })
    },
    finish(items: number): Recorded {
      return { entries, signals, counted: { items, taken: signals.length, repeated, withheld, refused } }
    },
  }
}

function identityOf(body: SignalBody, receivedAt: Instant): string {
  const name = body.external_id ?? body.id ?? sha256(JSON.stringify([receivedAt, body]))
  return `${body.source?.id ?? 'record'} ${name}`
}

/** A replay reports for many sources and may grade, like `vigia replay`. */
function senderOf(body: SignalBody, pack: CountryPack): SignalSender {
  const kind = body.source?.kind ?? pack.defaultSourceKind
  return {
    id: body.source?.id ?? 'record',
    kind,
    reliability: pack.sourceKinds.get(kind)?.defaultReliability ?? 'F',
    mayGrade: true,
    mayAttribute: true,
    processes: null,
  }
}

function openProcess({ process, pack }: RecordSettings, known: KnownCalendar | undefined): OpenProcess {
  const calendar = known?.calendar ?? noCalendar(process)
  const { from, to } = processExtent(calendar) ?? { from: 0, to: 0 }
  return {
    id: process,
    territory: pack.country,
    isExercise: true,
    clock: 'record',
    from,
    to,
    electionDay: calendar.milestones['election_day']?.from ?? 0,
    calendarVersion: calendar.version,
    calendar,
  }
}

function noCalendar(process: string): KnownCalendar['calendar'] {
  return {
    process,
    version: 0,
    status: 'unknown',
    spans: [],
    milestones: {},
    rounds: [],
    round: 1,
    known: [],
  }
}
