// All SQL of calendar_version and milestone_act, and of when a calendar is to be looked at again.
import { sql } from 'kysely'
import type { DerivedCalendar } from '#domain/calendar.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface CalendarRow {
  readonly process: string
  readonly version: number
  readonly knownFrom: Temporal.Instant
  readonly source: unknown
  readonly calendar: DerivedCalendar
}

export interface NewCalendar {
  readonly process: string
  readonly version: number
  /** RFC 3339. */
  readonly knownFrom: string
  readonly source: unknown
  readonly calendar: DerivedCalendar
  /** What two persons decided; absent: the file of the country pack, or time alone. */
  readonly proposal?: string | undefined
  readonly reason?: string | undefined
  /** The legal clock has nothing to say of it. */
  readonly isTold: boolean
}

export async function insertCalendar(trx: Trx, row: NewCalendar): Promise<boolean> {
  const result = await trx
    .insertInto('calendar_version')
    .values({
      process: row.process,
      version: row.version,
      known_from: row.knownFrom,
      source: JSON.stringify(row.source),
      calendar: JSON.stringify(row.calendar),
      proposal_id: row.proposal ?? null,
      reason: row.reason ?? null,
      is_told: row.isTold,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** The newest calendar version of every process. */
export async function latestCalendars(db: Executor): Promise<CalendarRow[]> {
  const { rows } = await sql<CalendarRow>`
    select distinct on (process) process, version, known_from as "knownFrom", source, calendar
    from calendar_version order by process, version desc`.execute(db)
  return rows
}

export async function readCalendar(
  db: Executor,
  process: string,
  version?: number,
): Promise<CalendarRow | undefined> {
  const row = await db
    .selectFrom('calendar_version')
    .select(['process', 'version', 'known_from as knownFrom', 'source', 'calendar'])
    .where('process', '=', process)
    .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, calendar: row.calendar as DerivedCalendar }
}

/** Every stored version, the first one first. */
export async function readVersions(
  db: Executor,
  process: string,
): Promise<
  readonly { readonly version: number; readonly knownFrom: number; readonly calendar: DerivedCalendar }[]
> {
  const { rows } = await sql<{ version: number; knownFrom: Temporal.Instant; calendar: DerivedCalendar }>`
    select version, known_from as "knownFrom", calendar from calendar_version where process = ${process} order by version`.execute(
    db,
  )
  return rows.map((row) => ({ ...row, knownFrom: row.knownFrom.epochMilliseconds }))
}

/** Calendars that differ from each other in what they say: every file and every decision that the process has lived by, the first one first. */
export async function readSources(
  db: Executor,
  process: string,
): Promise<readonly { readonly source: unknown; readonly proposal: string | null }[]> {
  const { rows } = await sql<{ source: unknown; proposal: string | null }>`
    select source, proposal_id as proposal from calendar_version where process = ${process} order by version`.execute(
    db,
  )
  return rows
}

/** Whoever changes the calendar of a process does it alone. */
export async function holdCalendar(
  trx: Trx,
  process: string,
): Promise<
  | {
      readonly territory: string
      readonly isExercise: boolean
      readonly isLive: boolean
      readonly watchedSince: Temporal.Instant
    }
  | undefined
> {
  const { rows } = await sql<{
    territory: string
    isExercise: boolean
    isLive: boolean
    watchedSince: Temporal.Instant
  }>`
    select territory, is_exercise as "isExercise", clock = 'live' as "isLive", watched_since as "watchedSince"
    from electoral_process where id = ${process} and state = 'open' for no key update`.execute(trx)
  return rows[0]
}

/** When the calendar is to be looked at again; undefined = nothing is to come. */
export async function setCalendarDue(trx: Trx, process: string, at: string | undefined): Promise<void> {
  await sql`update electoral_process set calendar_due = ${at ?? null}::timestamptz where id = ${process}`.execute(
    trx,
  )
}

/** Open processes on a live clock whose calendar is to be looked at. */
export async function dueCalendars(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from electoral_process
    where state = 'open' and clock = 'live' and calendar_due <= app.now() order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Versions that the legal clock has not looked at, each with the one before it; they count as told from now on. */
export async function takeUntold(
  trx: Trx,
  process: string,
): Promise<
  readonly {
    readonly version: number
    readonly knownFrom: Temporal.Instant
    readonly calendar: DerivedCalendar
    readonly before: DerivedCalendar
  }[]
> {
  const { rows } = await sql<{
    version: number
    knownFrom: Temporal.Instant
    calendar: DerivedCalendar
    before: DerivedCalendar
  }>`
    with taken as (
      update calendar_version set is_told = true where process = ${process} and not is_told
      returning process, version, known_from, calendar)
    select t.version, t.known_from as "knownFrom", t.calendar,
      (select b.calendar from calendar_version b where b.process = t.process and b.version < t.version order by b.version desc limit 1) as before
    from taken t order by t.version`.execute(trx)
  return rows
}

export interface ActRow {
  readonly id: string
  readonly milestone: string
  readonly round: number | null
  readonly happenedAt: Temporal.Instant
  readonly note: string | null
  readonly recordedAt: Temporal.Instant
  /** It was recorded by mistake. */
  readonly isWithdrawn: boolean
}

/** Acts on record as done, and those that were withdrawn. */
export async function readActs(db: Executor, process: string): Promise<readonly ActRow[]> {
  const { rows } = await sql<ActRow>`
    select id, milestone, round, happened_at as "happenedAt", note, recorded_at as "recordedAt",
      withdrawn_at is not null as "isWithdrawn"
    from milestone_act where process = ${process} order by happened_at, id`.execute(db)
  return rows
}

/** False when the act is on record already. */
export async function insertAct(
  trx: Trx,
  act: {
    readonly id: string
    readonly process: string
    readonly milestone: string
    readonly round: number | null
    readonly happenedAt: string
    readonly note: string | null
    readonly actor: string
  },
): Promise<boolean> {
  const { rows } = await sql`
    insert into milestone_act (id, process, milestone, round, happened_at, note, actor)
    values (${act.id}::uuid, ${act.process}, ${act.milestone}, ${act.round}, ${act.happenedAt}::timestamptz, ${act.note}, ${act.actor}::uuid)
    on conflict do nothing returning id`.execute(trx)
  return rows.length > 0
}

/** False when no such act is on record. */
export async function withdrawAct(trx: Trx, process: string, id: string, actor: string): Promise<boolean> {
  const { rows } = await sql`
    update milestone_act set withdrawn_at = app.now(), withdrawn_by = ${actor}::uuid
    where process = ${process} and id = ${id}::uuid and withdrawn_at is null returning id`.execute(trx)
  return rows.length > 0
}
