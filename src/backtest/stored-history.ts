// The stored log of an electoral process → a history: the same entries, positions and logical times as live scoring folded.
import type { KnownCalendar } from '#domain/backtest/calendar-as-known.ts'
import { labelsOf } from '#domain/backtest/code-labels.ts'
import { laneSignalOf } from '#domain/backtest/lane-signal.ts'
import type { Entry, LaneSignal } from '#domain/rules/lane.ts'
import { readEntries } from '#intake/signal-store.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { readCalendar } from '#registry/calendar-store.ts'
import { readIndicators } from '#registry/indicator-store.ts'
import { type ProcessRow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { type LogEntry, type LogRange, readLog } from './history-store.ts'
import type { History, HistoryFrame } from './memory-state.ts'

export interface StoredHistory {
  readonly history: History
  /** Last revision of every signal of the history that has not been withdrawn. */
  readonly signals: readonly LaneSignal[]
  /** Signals of the withheld categories, likewise. */
  readonly withheld: readonly LaneSignal[]
  readonly calendars: readonly KnownCalendar[]
}

/** Log rows read at once. */
const page = 2_000

export interface StoredSettings {
  readonly process: ProcessRow
  readonly view: RegistryView
  readonly range: LogRange
  readonly withhold: ReadonlySet<string>
}

export async function readStoredHistory(trx: Trx, settings: StoredSettings): Promise<StoredHistory> {
  const reader = createReader({ ...settings, keepsSignals: true })
  let after = 0
  for (;;) {
    const rows = await readLog(trx, settings.range, after, page)
    if (rows.length === 0) break
    await reader.take(trx, rows)
    after = rows.at(-1)?.pos ?? after
  }
  const { process, view } = settings
  return { ...reader.found(), history: { ...historyOf(process, view), entries: reader.entries } }
}

/** What is known of a process before the first entry of its log. */
export function historyOf(process: ProcessRow, view: RegistryView): HistoryFrame {
  return {
    process: process.id,
    timeZone: process.timeZone,
    country: process.territory,
    ancestors: (place) => view.places.ancestors(place),
    labelOf: labelsOf(view.pack),
    monitoringStart: process.monitoringStart.epochMilliseconds,
    entitySets: [...view.pack.entitySets.values()],
    calendar: undefined,
  }
}

export interface ReaderSettings extends StoredSettings {
  /** False: `found` holds no signals, so that a long log does not fill the memory. */
  readonly keepsSignals: boolean
}

/** Log rows, page by page and in order → `entries`, which the caller may empty between pages. */
export function createReader({ process, withhold, keepsSignals }: ReaderSettings) {
  const entries: Entry[] = []
  const calendars: KnownCalendar[] = []
  const signals = new Map<string, LaneSignal | undefined>()
  const withheld = new Map<string, LaneSignal>()
  const firstPos = new Map<string, number>()

  function takeSignal(row: LogEntry, revision: Revision | undefined): void {
    if (revision === undefined) return
    if (row.kind === 'signal') firstPos.set(row.ref, row.pos)
    const first = row.kind === 'signal' ? undefined : firstPos.get(row.ref)
    const signal = laneSignalOf(revision, process.id, first)
    if (withhold.has(String(signal.fields['category']))) {
      withheld.set(row.ref, signal)
      // a correction may have made an outcome of what was a signal
      if (signals.delete(row.ref)) entries.push({ ...at(row), kind: 'retraction', id: row.ref })
      return
    }
    withheld.delete(row.ref)
    const kind = row.kind === 'correction' && signals.has(row.ref) ? 'correction' : 'signal'
    signals.set(row.ref, keepsSignals ? signal : undefined)
    entries.push({ ...at(row), kind, signal })
  }

  return {
    entries,
    found: () => ({
      calendars,
      signals: [...signals.values()].filter((one) => one !== undefined),
      withheld: [...withheld.values()],
    }),
    async take(db: Executor, rows: readonly LogEntry[]): Promise<void> {
      const revisions = await revisionsOf(db, rows)
      const indicators = await indicatorsOf(db, rows)
      for (const row of rows) {
        if (row.kind === 'signal' || row.kind === 'correction')
          takeSignal(row, revisions.get(`${row.ref} ${row.rev ?? 1}`))
        if (row.kind === 'retraction') {
          withheld.delete(row.ref)
          if (signals.delete(row.ref)) entries.push({ ...at(row), kind: 'retraction', id: row.ref })
        }
        if (row.kind === 'indicator') {
          const value = indicators.get(Number(row.ref))
          if (value !== undefined) entries.push({ ...at(row), kind: 'indicator', ...value })
        }
        if (row.kind === 'calendar') {
          const found = await readCalendar(db, process.id, Number(row.ref))
          if (found === undefined) continue
          calendars.push({ knownFrom: at(row).lt, calendar: found.calendar })
          entries.push({ ...at(row), kind: 'calendar', calendar: found.calendar })
        }
        if (movesTime.has(row.kind)) entries.push({ ...at(row), kind: 'clock' })
      }
    },
  }
}

/** What moves time and says nothing about the world. */
const movesTime: ReadonlySet<string> = new Set(['clock', 'decision'])

const at = (row: LogEntry) => ({ pos: row.pos, lt: row.lt.epochMilliseconds })

type Revision = Parameters<typeof laneSignalOf>[0]

async function revisionsOf(db: Executor, rows: readonly LogEntry[]): Promise<Map<string, Revision>> {
  const wanted = rows.filter((row) => row.kind === 'signal' || row.kind === 'correction')
  const found = await readEntries(
    db,
    wanted.map((row) => ({ id: row.ref, rev: row.rev ?? 1 })),
  )
  return new Map(
    found.map((one) => [
      `${one.id} ${one.rev}`,
      { id: one.id, rev: one.rev, derived: one.derived, receivedAt: one.receivedAt.epochMilliseconds },
    ]),
  )
}

async function indicatorsOf(db: Executor, rows: readonly LogEntry[]) {
  const ids = rows.filter((row) => row.kind === 'indicator').map((row) => Number(row.ref))
  const found = await readIndicators(db, ids)
  return new Map(
    found.map(({ id, name, place, observedAt, value }) => [
      id,
      { name, place, value, observedAt: observedAt.epochMilliseconds },
    ]),
  )
}
