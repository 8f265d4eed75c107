// All SQL of rule_build, and of states that are built from the log or given up.
import { sql } from 'kysely'
import type { Db, Trx } from '#platform/database/database.ts'

export interface LoggedSignal {
  readonly id: string
  readonly rev: number
  readonly firstPos: number
}

/**
 * The signals with an entry in (after, upTo], each as its latest entry up to there left it; without those withdrawn and those that happened
 * before `from`. `refs` names all that have an entry there.
 */
export async function signalsTakenUp(
  trx: Trx,
  lane: number,
  range: { readonly after: number; readonly upTo: number },
  from: string | null,
): Promise<{ readonly refs: string[]; readonly signals: LoggedSignal[] }> {
  const kinds = sql`kind in ('signal', 'correction', 'retraction')`
  const { rows } = await sql<{ id: string; rev: number | null; firstPos: number; isThere: boolean }>`
    with touched as (
      select distinct ref from log where lane = ${lane} and pos > ${range.after} and pos <= ${range.upTo} and ${kinds}),
    latest as (
      select l.ref, (array_agg(l.kind order by l.pos desc))[1] as kind, (array_agg(l.rev order by l.pos desc))[1] as rev,
        coalesce(min(l.pos) filter (where l.kind = 'signal'), min(l.pos)) as first
      from log l join touched t on t.ref = l.ref where l.lane = ${lane} and ${kinds} group by l.ref)
    select latest.ref as id, s.rev, latest.first as "firstPos",
      latest.kind <> 'retraction' and s.id is not null and (${from}::timestamptz is null or s.event_time >= ${from}::timestamptz) as "isThere"
    from latest left join signal s on s.id = latest.ref::uuid and s.rev = coalesce(latest.rev, 1)
    order by latest.first`.execute(trx)
  return {
    refs: rows.map((row) => row.id),
    signals: rows.flatMap(({ id, rev, firstPos, isThere }) =>
      isThere && rev !== null ? [{ id, rev, firstPos }] : [],
    ),
  }
}

const listed = (states: readonly number[]) =>
  sql`(select (jsonb_array_elements_text(${JSON.stringify(states)}::jsonb))::smallint)`

/** Takes the signals out of the states of a lane; undefined = all of them. */
export async function clearContributions(
  trx: Trx,
  lane: number,
  states: readonly number[],
  signals?: readonly string[],
): Promise<void> {
  if (states.length === 0 || signals?.length === 0) return
  await sql`
    delete from contribution c using rule_key k
    where c.rule_key = k.id and k.lane = ${lane} and k.rule_state in ${listed(states)}
    ${
      signals === undefined
        ? sql``
        : sql`and c.signal_id in (select jsonb_array_elements_text(${JSON.stringify(signals)}::jsonb)::uuid)`
    }`.execute(trx)
}

/** The timers of states that are no longer in force: nothing would ever carry them out. */
export async function clearTimers(trx: Trx, lane: number, states: readonly number[]): Promise<void> {
  if (states.length === 0) return
  await sql`
    delete from timer t using rule_key k
    where t.rule_key = k.id and k.lane = ${lane} and k.rule_state in ${listed(states)}`.execute(trx)
}

export interface Build {
  readonly activation: number
  /** Up to where the log has been read. */
  readonly afterPos: number
  readonly isReleased: boolean
}

export async function readBuild(trx: Trx, lane: number, lock = false): Promise<Build | undefined> {
  const { rows } = await sql<Build>`
    select activation, after_pos as "afterPos", is_released as "isReleased" from rule_build
    where lane = ${lane} ${lock ? sql`for update` : sql``}`.execute(trx)
  return rows[0]
}

export async function advanceBuild(trx: Trx, lane: number, afterPos: number): Promise<void> {
  await sql`update rule_build set after_pos = ${afterPos} where lane = ${lane}`.execute(trx)
}

/** The states are there but for the last entries: the activation takes its place in the lane's inbox. */
export async function releaseBuild(
  trx: Trx,
  lane: number,
  activation: number,
  receivedAt: string,
): Promise<void> {
  await sql`update rule_build set is_released = true where lane = ${lane}`.execute(trx)
  await sql`
    insert into inbox (lane, kind, ref, rev, received_at)
    values (${lane}, 'activation', ${String(activation)}, null, ${receivedAt}::timestamptz)`.execute(trx)
}

export async function endBuild(trx: Trx, lane: number, activation: number): Promise<void> {
  await sql`delete from rule_build where lane = ${lane} and activation = ${activation}`.execute(trx)
}

/** Lanes with a build to go on with, for the sweeper. */
export async function lanesBuilding(db: Db): Promise<number[]> {
  const { rows } = await sql<{ lane: number }>`
    select lane from rule_build where not is_released order by lane`.execute(db)
  return rows.map((row) => row.lane)
}
