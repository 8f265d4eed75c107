// Inbox rows → log entries as the fold reads them: positions, logical times, and what the references point to.

import type { Entry, LaneSignal } from '#domain/rules/lane.ts'
import type { DerivedSignal } from '#domain/signal/signal.ts'
import { readEntries as readSignals } from '#intake/signal-store.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { readCalendar } from '#registry/calendar-store.ts'
import { readIndicators } from '#registry/indicator-store.ts'
import type { InboxEntry } from './inbox-store.ts'
import { firstPositions, type LaneRow } from './lane-store.ts'
import { activeRules } from './open-lane.ts'

export interface TakenEntry {
  readonly inbox: InboxEntry
  readonly pos: number
  /** Logical time in milliseconds: never before that of the entry before it. */
  readonly lt: number
  /** Undefined for an entry that only moves the clock. */
  readonly entry: Entry | undefined
}

export async function placeEntries(
  trx: Trx,
  lane: LaneRow,
  taken: readonly InboxEntry[],
): Promise<TakenEntry[]> {
  const signals = await signalsOf(trx, lane, taken)
  const indicators = await indicatorsOf(trx, taken)
  let lt = lane.lt?.epochMilliseconds ?? -Infinity
  const placed: TakenEntry[] = []
  for (const [index, inbox] of taken.entries()) {
    lt = Math.max(lt, inbox.receivedAt.epochMilliseconds)
    const pos = lane.pos + index + 1
    placed.push({ inbox, pos, lt, entry: await entryOf(trx, lane, inbox, { pos, lt }, signals, indicators) })
  }
  return placed
}

async function signalsOf(
  trx: Trx,
  lane: LaneRow,
  taken: readonly InboxEntry[],
): Promise<Map<string, LaneSignal>> {
  const wanted = taken.filter((one) => one.kind === 'signal' || one.kind === 'correction')
  const rows = await readSignals(
    trx,
    wanted.map((one) => ({ id: one.ref, rev: one.rev ?? 1 })),
  )
  const corrected = wanted.filter((one) => one.kind === 'correction').map((one) => one.ref)
  const first = await firstPositions(trx, lane.lane, corrected)
  return new Map(
    rows.map((row) => [`${row.id} ${row.rev}`, laneSignal(row, lane.process, first.get(row.id))]),
  )
}

/** A signal as one process sees it: its fields, and the phases and calendar windows open there. */
export function laneSignal(
  row: { id: string; rev: number; derived: DerivedSignal; receivedAt: Temporal.Instant },
  process: string,
  firstPos: number | undefined,
): LaneSignal {
  const { derived } = row
  const open = derived.processes[process]
  return {
    id: row.id,
    rev: row.rev,
    eventTime: Temporal.Instant.from(derived.eventTime).epochMilliseconds,
    receivedAt: row.receivedAt.epochMilliseconds,
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

async function indicatorsOf(trx: Trx, taken: readonly InboxEntry[]) {
  const ids = taken.filter((one) => one.kind === 'indicator').map((one) => Number(one.ref))
  return new Map((await readIndicators(trx, ids)).map((row) => [row.id, row]))
}

async function entryOf(
  trx: Trx,
  lane: LaneRow,
  inbox: InboxEntry,
  at: { readonly pos: number; readonly lt: number },
  signals: ReadonlyMap<string, LaneSignal>,
  indicators: Awaited<ReturnType<typeof indicatorsOf>>,
): Promise<Entry | undefined> {
  // evaluation goes on as if nothing had been decided; what it finds is recorded by record-alerts.ts
  if (inbox.kind === 'decision' || inbox.kind === 'clock') return { ...at, kind: 'clock' }
  switch (inbox.kind) {
    case 'signal':
    case 'correction': {
      const signal = signals.get(`${inbox.ref} ${inbox.rev ?? 1}`)
      return signal === undefined ? missing(inbox) : { ...at, kind: inbox.kind, signal }
    }
    case 'retraction':
      return { ...at, kind: 'retraction', id: inbox.ref }
    case 'indicator': {
      const row = indicators.get(Number(inbox.ref))
      if (row === undefined) return missing(inbox)
      const { name, place, value } = row
      return { ...at, kind: 'indicator', name, place, value, observedAt: row.observedAt.epochMilliseconds }
    }
    case 'calendar':
      return { ...at, kind: 'calendar', calendar: await calendarOf(trx, lane.process, inbox) }
    case 'activation':
      return { ...at, kind: 'activation', rules: await activeRules(trx, lane, Number(inbox.ref)) }
  }
}

async function calendarOf(trx: Trx, process: string, inbox: InboxEntry) {
  const row = await readCalendar(trx, process, Number(inbox.ref))
  return row === undefined ? missing(inbox) : row.calendar
}

function missing(inbox: InboxEntry): never {
  throw new AppError(
    'bug',
    'SCORING_ENTRY_MISSING',
    `the ${inbox.kind} ${inbox.ref} of inbox entry ${inbox.id} is not there`,
  )
}
