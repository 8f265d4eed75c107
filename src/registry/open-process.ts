// Opens an electoral process: its row, its calendar as known, its lanes, and the first entries of their log.
import { recordAudit } from '#audit/record-audit.ts'
import { calendarHistory, type DerivedCalendar } from '#domain/calendar.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import type { CountryPack } from '#domain/pack.ts'
import type { Instant } from '#domain/time.ts'
import type { Trx } from '#platform/database/database.ts'
import { appendInbox, openLanes } from '#scoring/inbox-store.ts'
import { insertCalendar, setCalendarDue } from './calendar-store.ts'
import { insertProcess, raiseRegistryVersion } from './process-store.ts'
import { latestActivation } from './rule-store.ts'

export interface ProcessOpening {
  readonly id: string
  readonly file: CalendarFile
  readonly kind: string
  readonly isExercise: boolean
  readonly clock: 'live' | 'record'
  readonly shards: number
  /** Logical now: the database clock, or the start of a record. */
  readonly now: Instant
}

/** The calendar as it was known from each instant on at which something about it became known, up to `until`; at least its first form. */
export function calendarRevisions(file: CalendarFile, pack: CountryPack, until: Instant): CalendarRevision[] {
  const history = calendarHistory(file, pack)
  const known = history.filter((one) => one.knownFrom <= until)
  return (known.length === 0 ? history.slice(0, 1) : known).map(({ revision, knownFrom, calendar }) => ({
    version: revision,
    knownFrom,
    calendar,
  }))
}

export interface CalendarRevision {
  readonly version: number
  readonly knownFrom: Instant
  readonly calendar: DerivedCalendar
}

/** False when the process is there already; nothing is changed then. */
export async function openProcess(trx: Trx, pack: CountryPack, opening: ProcessOpening): Promise<boolean> {
  const { id, file } = opening
  const isNew = await insertProcess(trx, {
    id,
    country: pack.country,
    kind: opening.kind,
    name: file.name,
    timeZone: file.time_zone,
    territory: pack.country,
    state: 'open',
    isExercise: opening.isExercise,
    clock: opening.clock,
    shards: opening.shards,
    monitoringStart: text(opening.now),
  })
  if (!isNew) return false
  await recordAudit(trx, {
    actor: null,
    action: 'process.opened',
    object: { kind: 'process', id },
    detail: { kind: opening.kind, clock: opening.clock },
  })
  const revisions = calendarRevisions(file, pack, opening.now)
  for (const revision of revisions) await saveCalendar(trx, id, file, revision)
  await openLanes(trx, id, opening.shards, opening.clock)
  const activation = await latestActivation(trx)
  const receivedAt = text(opening.now)
  const latest = revisions.at(-1)
  await appendInbox(trx, [
    ...(latest === undefined
      ? []
      : [{ process: id, kind: 'calendar' as const, ref: String(latest.version), rev: null, receivedAt }]),
    ...(activation === undefined
      ? []
      : [{ process: id, kind: 'activation' as const, ref: String(activation.id), rev: null, receivedAt }]),
  ])
  if (opening.clock === 'live') await setCalendarDue(trx, id, receivedAt)
  await raiseRegistryVersion(trx)
  return true
}

export async function saveCalendar(
  trx: Trx,
  process: string,
  file: CalendarFile,
  revision: CalendarRevision,
): Promise<void> {
  await insertCalendar(trx, {
    process,
    version: revision.version,
    knownFrom: text(revision.knownFrom),
    source: file,
    calendar: revision.calendar,
    isTold: true,
  })
}

function text(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString()
}
