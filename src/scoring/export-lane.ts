// A lane's log in the form of domain/rules/log-reader.ts, so that anybody can evaluate a rule over it without this database.
import type { CountryPack } from '#domain/pack.ts'
import type { LogObject } from '#domain/rules/log-reader.ts'
import type { DerivedSignal } from '#domain/signal/signal.ts'
import { formatInstant } from '#domain/time.ts'
import { readEntries as readSignals } from '#intake/signal-store.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { readCalendar } from '#registry/calendar-store.ts'
import { readIndicators } from '#registry/indicator-store.ts'
import { findLane, type LoggedEntry, readLog } from './lane-log-store.ts'
import { readLane } from './lane-store.ts'

// Log entries that are read and held at a time.
const chunk = 500

interface Progress {
  /** The logical time that a reader of the lines so far has arrived at. */
  lt: number
  /** What each signal was when its last line was written. */
  readonly signals: Map<string, DerivedSignal>
}

/**
 * Lines in the order of the lane. Entity sets come from the country pack and stand at the head, as the lane knew them from its start; at the
 * end stands a clock line where the lane has carried out ticks since its last entry.
 */
export async function* exportLane(
  db: Db,
  pack: CountryPack,
  process: string,
  shard: number,
): AsyncGenerator<LogObject> {
  const lane = await findLane(db, process, shard)
  if (lane === undefined) {
    throw new AppError('not_found', 'LANE_UNKNOWN', `the process ${process} has no lane ${shard}`)
  }
  const progress: Progress = { lt: -Infinity, signals: new Map() }
  let after = 0
  for (;;) {
    const { entries, reached } = await nextEntries(db, lane, after)
    const [first] = entries
    if (first === undefined) {
      if (reached !== null && reached.epochMilliseconds > progress.lt) yield clockAt(reached)
      return
    }
    if (after === 0) yield* entityLines(pack, first)
    yield* await inTransaction(db, (trx) => linesOf(trx, process, entries, progress))
    after = entries.at(-1)?.pos ?? after
  }
}

/** The next entries and, read with them, how far the lane's time has come. */
async function nextEntries(db: Db, lane: number, after: number) {
  return inTransaction(db, async (trx) => {
    // first the lane's time: a step that commits between the two reads has entries that are still to be read
    const reached = (await readLane(trx, lane))?.lt ?? null
    return { reached, entries: await readLog(trx, lane, after, chunk) }
  })
}

function clockAt(lt: Temporal.Instant): LogObject {
  return { kind: 'clock', received_at: lt.toString() }
}

function entityLines(pack: CountryPack, first: LoggedEntry): readonly LogObject[] {
  return [...pack.entitySets.values()].map(({ code, members }) => ({
    kind: 'entities',
    set: code,
    members,
    received_at: first.receivedAt.toString(),
  }))
}

async function linesOf(
  trx: Trx,
  process: string,
  entries: readonly LoggedEntry[],
  progress: Progress,
): Promise<LogObject[]> {
  const wanted = entries.filter(({ kind }) => kind === 'signal' || kind === 'correction')
  const rows = await readSignals(
    trx,
    wanted.map(({ ref, rev }) => ({ id: ref, rev: rev ?? 1 })),
  )
  const signals = new Map(rows.map((row) => [`${row.id} ${row.rev}`, row.derived]))
  const lines: LogObject[] = []
  for (const entry of entries) {
    const line = await lineOf(trx, process, entry, signals.get(`${entry.ref} ${entry.rev ?? 1}`), progress)
    if (line !== undefined) lines.push({ ...line, ...timesOf(entry, progress) })
  }
  return lines
}

/** `lt` only where the lane's time was further on than the entries alone say. */
function timesOf({ lt, receivedAt }: LoggedEntry, progress: Progress): LogObject {
  const expected = Math.max(progress.lt, receivedAt.epochMilliseconds)
  progress.lt = Math.max(expected, lt.epochMilliseconds)
  const received = { received_at: receivedAt.toString() }
  return progress.lt > expected ? { ...received, lt: formatInstant(progress.lt) } : received
}

async function lineOf(
  trx: Trx,
  process: string,
  entry: LoggedEntry,
  signal: DerivedSignal | undefined,
  progress: Progress,
): Promise<LogObject | undefined> {
  switch (entry.kind) {
    case 'signal':
    case 'correction':
      return signal === undefined ? undefined : signalLine(process, entry.ref, signal, progress)
    case 'retraction':
      return { kind: 'retraction', id: entry.ref }
    case 'indicator':
      return indicatorLine(trx, Number(entry.ref))
    case 'calendar':
      return calendarLine(trx, process, Number(entry.ref))
    case 'clock':
    case 'decision':
      return { kind: 'clock' }
    case 'activation':
      return undefined // the rule that is evaluated over the log has an activation of its own
  }
}

/** Everything that intake derived is written out, so that a reader fills nothing in. */
function fieldsOf(signal: DerivedSignal): Readonly<Record<string, unknown>> {
  return { ...signal.fields, polarity: signal.polarity, event_time: signal.eventTime }
}

/** The first line of a signal tells all of it, a later one what has changed. */
function signalLine(process: string, id: string, signal: DerivedSignal, progress: Progress): LogObject {
  const before = progress.signals.get(id)
  progress.signals.set(id, signal)
  if (before === undefined) return { kind: 'signal', id, process, ...fieldsOf(signal) }
  const [old, now] = [fieldsOf(before), fieldsOf(signal)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].toSorted()
  const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
  const set = Object.fromEntries(changed.map((name) => [name, now[name] ?? null]))
  return { kind: 'correction', id, set }
}

async function indicatorLine(trx: Trx, id: number): Promise<LogObject | undefined> {
  const [row] = await readIndicators(trx, [id])
  if (row === undefined) return undefined
  const { name, place, value, observedAt } = row
  return { kind: 'indicator', name, place, at: observedAt.toString(), value }
}

function span({ from, to }: { readonly from: number; readonly to: number }) {
  return { from: formatInstant(from), ...(Number.isFinite(to) ? { to: formatInstant(to) } : {}) }
}

async function calendarLine(trx: Trx, process: string, version: number): Promise<LogObject | undefined> {
  const row = await readCalendar(trx, process, version)
  if (row === undefined) return undefined
  const { spans, milestones } = row.calendar
  return {
    kind: 'calendar',
    spans: spans.map((one) => ({ type: one.type, code: one.code, place: one.place, ...span(one) })),
    milestones: Object.fromEntries(Object.entries(milestones).map(([code, one]) => [code, span(one)])),
  }
}
