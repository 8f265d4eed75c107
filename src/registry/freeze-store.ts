// All SQL of freeze_lift and freeze_notice, and whether changes are frozen now: by the calendars of the real processes that are open, unless a person has lifted
// the freeze for its hour.
import { sql } from 'kysely'
import type { DerivedCalendar } from '#domain/calendar.ts'
import { type Freeze, freezeAt } from '#domain/change-freeze.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'

/** How long one person may open the freeze; it closes by itself. */
const LIFT_MINUTES = 60

export interface Lift {
  readonly id: string
  readonly person: string
  readonly label: string
  readonly reason: string
  readonly at: Temporal.Instant
  readonly endsAt: Temporal.Instant
}

const untold = sql`not exists (select 1 from freeze_notice n where n.lift = l.id)`

/** What is frozen at an instant; left out = now. Drills and replays freeze nothing. */
export async function readFreeze(
  db: Executor,
  windows: readonly string[],
  at?: Instant,
): Promise<Freeze | undefined> {
  if (windows.length === 0) return undefined
  const { rows } = await sql<{ process: string; calendar: DerivedCalendar; now: Temporal.Instant }>`
    select distinct on (c.process) c.process, c.calendar, app.now() as now
    from calendar_version c join electoral_process p on p.id = c.process
    where p.state = 'open' and p.clock = 'live' and not p.is_exercise
    order by c.process, c.version desc`.execute(db)
  const [first] = rows
  return first === undefined ? undefined : freezeAt(rows, windows, at ?? first.now.epochMilliseconds)
}

/** The exception that stands now, the latest. */
export async function readLift(db: Executor): Promise<Lift | undefined> {
  const { rows } = await sql<Lift>`
    select l.id, l.person, p.label, l.reason, l.at, l.ends_at as "endsAt" from freeze_lift l join person p on p.id = l.person
    where l.ends_at > app.now() order by l.at desc, l.id desc limit 1`.execute(db)
  return rows[0]
}

export async function insertLift(
  trx: Trx,
  { id, person, reason }: Pick<Lift, 'id' | 'person' | 'reason'>,
): Promise<void> {
  await sql`
    insert into freeze_lift (id, person, reason, ends_at)
    values (${id}::uuid, ${person}::uuid, ${reason}, app.now() + make_interval(mins => ${LIFT_MINUTES}))`.execute(
    trx,
  )
}

/** Lifts that nobody was told of until now, with their times; told from now on. Two workers never take the same. */
export async function takeUntoldLifts(trx: Trx): Promise<Temporal.Instant[]> {
  const { rows } = await sql<{ at: Temporal.Instant }>`
    with taken as (
      insert into freeze_notice (lift) select l.id from freeze_lift l where ${untold} on conflict do nothing returning lift)
    select l.at from freeze_lift l join taken on taken.lift = l.id order by l.at`.execute(trx)
  return rows.map(({ at }) => at)
}

export async function hasUntoldLift(db: Executor): Promise<boolean> {
  const { rows } = await sql`select 1 from freeze_lift l where ${untold} limit 1`.execute(db)
  return rows.length > 0
}

/** Throws 423 where a change may not be made at the instant; the exception of an hour counts for what is done now only. */
export async function refuseFrozen(db: Executor, windows: readonly string[], at?: Instant): Promise<void> {
  const freeze = await readFreeze(db, windows, at)
  if (freeze === undefined) return
  if (at === undefined && (await readLift(db)) !== undefined) return
  throw new AppError(
    'locked',
    'CHANGE_FREEZE',
    `changes are frozen until ${formatInstant(freeze.until)}: the window «${freeze.window}» of ${freeze.process} is open; in an emergency one person lifts it for ${LIFT_MINUTES} minutes: POST /v1/change-freeze:lift with a reason`,
  )
}
