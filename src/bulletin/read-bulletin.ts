// Who may know of a bulletin, and its numbers counted once more.
import { type Actor, coversPlace, isMarkingWithin, mayUseProcess } from '#domain/actor.ts'
import { daysOf } from '#domain/bulletin/bulletin.ts'
import { type Difference, differencesOf } from '#domain/bulletin/differences.ts'
import type { Db } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { readNow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import type { BulletinRow } from './bulletin-store.ts'
import { countNumbers } from './count-numbers.ts'

/** 404 as well for what the caller may not know to exist: before it is published, it is for those who make it. */
export function visible(
  view: RegistryView,
  actor: Actor,
  id: string,
  row: BulletinRow | undefined,
): BulletinRow {
  if (row !== undefined && maySee(view, actor, row)) return row
  throw unknownBulletin(id)
}

function maySee({ places }: RegistryView, actor: Actor, row: BulletinRow): boolean {
  return (
    mayUseProcess(actor, row.process) &&
    isMarkingWithin(row.marking, actor.marking) &&
    coversPlace(actor, places.ancestors(row.place)) &&
    (row.publishedAt !== null || mayMake(actor))
  )
}

/** Composes, writes, proposes, publishes and withdraws. */
export function mayMake(actor: Actor): boolean {
  return actor.scopes.includes('delivery:manage')
}

export function unknownBulletin(id: string): AppError {
  return new AppError('not_found', 'BULLETIN_UNKNOWN', `there is no bulletin ${id} that this token may see`)
}

export interface Recount {
  /** The record as it was known when the bulletin was composed: differs only when the record was changed, or an alert's marking has risen. */
  readonly asKnownThen: readonly Difference[]
  /** The same period as it is known today. */
  readonly asKnownToday: readonly Difference[]
  readonly at: Temporal.Instant
}

/** Counts beyond the caller's sight what was counted then: the caller sees the bulletin, and only differences in its own numbers come back. */
export async function recount(db: Db, view: RegistryView, row: BulletinRow): Promise<Recount> {
  const { process, isExercise, place, kind, ceiling, hasReports } = row
  const until = row.to.epochMilliseconds
  const scope = { process, isExercise, place, days: daysOf[kind], ceiling, hasReports, until }
  const { now } = await readNow(db)
  const [then, today] = await beyondSight(db, async () => [
    await countNumbers(db, view, { ...scope, knownAt: row.asOf.epochMilliseconds }),
    await countNumbers(db, view, { ...scope, knownAt: now.epochMilliseconds }),
  ])
  return {
    asKnownThen: differencesOf(row.numbers, then?.numbers ?? row.numbers),
    asKnownToday: differencesOf(row.numbers, today?.numbers ?? row.numbers),
    at: now,
  }
}
