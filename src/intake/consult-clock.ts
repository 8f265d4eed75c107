// The legal clock of an open process: what a new version of its calendar moved, what nobody recorded in time, when to look again.
import { recordAudit } from '#audit/record-audit.ts'
import { calendarChanges } from '#domain/calendar.ts'
import {
  type Deadline,
  deadlines,
  missedDeadlines,
  movedDeadlines,
  nextLook,
} from '#domain/deadline-watch.ts'
import { calendarFile } from '#domain/pack/calendar-shapes.ts'
import type { Instant } from '#domain/time.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import type { Pokes } from '#queue/pokes.ts'
import {
  type ActRow,
  holdCalendar,
  readActs,
  readCalendar,
  setCalendarDue,
  takeUntold,
} from '#registry/calendar-store.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry } from '#registry/registry-view-store.ts'
import {
  type ClockDeps,
  type ClockReport,
  missedName,
  missedReport,
  movedReport,
  reportClock,
  takeBack,
} from './clock-signals.ts'

interface ClockSource {
  readonly db: Db
  readonly pokes: Pokes
  readonly registry: Registry
}

type Held = NonNullable<Awaited<ReturnType<typeof holdCalendar>>>

/** What it finds is stored with the time of the next look, or not at all. */
export function consultClock(deps: ClockSource, process: string): Promise<void> {
  return withRetries(() => inTransaction(deps.db, (trx) => look(trx, deps, process)))
}

async function look(trx: Trx, deps: ClockSource, process: string): Promise<void> {
  const held = await holdCalendar(trx, process)
  const row = await readCalendar(trx, process)
  if (held?.isLive !== true || row === undefined) return
  const { now, version } = await readNow(trx)
  const view = await deps.registry.at(trx, version)
  const { pack } = view
  const at = now.epochMilliseconds
  const watch = held.isExercise ? undefined : pack.deadlineWatch
  const due = watch === undefined ? [] : deadlines(row.calendar, pack, watch)
  const untold = await takeUntold(trx, process)
  if (watch !== undefined) {
    const { territory } = held
    const clock: ClockDeps = { ...deps, view, now, watch, process: { id: process, territory } }
    const moved = untold.flatMap((one) => {
      const knownAt = one.knownFrom.epochMilliseconds
      const before = deadlines(one.before, pack, watch)
      const found = movedDeadlines(before, deadlines(one.calendar, pack, watch), knownAt)
      return movedReport(pack, watch, { process, number: one.version, at: knownAt }, found) ?? []
    })
    await report(trx, clock, { held, due, moved })
  }
  const file = calendarFile.parse(row.source)
  const next = [calendarChanges(file, pack).find((one) => one > at), nextLook(due, at)].filter(
    (one) => one !== undefined,
  )
  await setCalendarDue(trx, process, next.length === 0 ? undefined : iso(Math.min(...next)))
}

async function report(
  trx: Trx,
  clock: ClockDeps,
  found: { readonly held: Held; readonly due: readonly Deadline[]; readonly moved: readonly ClockReport[] },
): Promise<void> {
  const { process, now, watch } = clock
  const { pack } = clock.view
  const all = await readActs(trx, process.id)
  const acts = all.filter(({ isWithdrawn }) => !isWithdrawn)
  const name = (one: Deadline) =>
    missedName(process.id, one, all.filter((act) => act.isWithdrawn && isOf(act, one)).length)
  const since = found.held.watchedSince.epochMilliseconds
  const missed = missedDeadlines(found.due, acts, { since, now: now.epochMilliseconds })
  const reports = [...missed.map((one) => missedReport(pack, watch, one, name(one))), ...found.moved]
  const created = await reportClock(trx, clock, reports)
  const done = found.due.filter((one) => acts.some((act) => isOf(act, one)))
  await takeBack(trx, clock, done.map(name), 'milestone recorded as done')
  for (const { externalId, category } of created)
    await recordAudit(trx, {
      actor: null,
      action: 'calendar.reported',
      object: { kind: 'process', id: process.id },
      detail: { category, name: externalId },
    })
}

const isOf = (act: ActRow, { milestone, round }: Deadline) =>
  act.milestone === milestone && act.round === round

const iso = (at: Instant) => Temporal.Instant.fromEpochMilliseconds(at).toString()
