// All SQL of silence, and what a silence reads of alerts.
import { sql } from 'kysely'
import type { SilenceMatchers } from '#domain/delivery/suppression.ts'
import type { Marking } from '#domain/pack.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface SilenceRow {
  readonly id: string
  readonly matchers: SilenceMatchers
  readonly reason: string
  /** The person, and the name that the record has for it. */
  readonly author: string
  readonly authorLabel: string
  readonly inboxes: readonly string[]
  readonly phase: string | null
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly state: 'proposed' | 'active' | 'ended' | 'rejected'
  readonly proposalId: string | null
  readonly secondPerson: string | null
  readonly lastMatchAt: Temporal.Instant | null
  readonly nearEndToldAt: Temporal.Instant | null
  readonly endedAt: Temporal.Instant | null
  readonly endedBy: string | null
  readonly endReason: string | null
  readonly createdAt: Temporal.Instant
}

const columns = sql`s.id, s.matchers, s.reason, s.author, p.label as "authorLabel", s.inboxes, s.phase, s.starts_at as "startsAt",
  s.ends_at as "endsAt", s.state, s.proposal_id as "proposalId", s.second_person as "secondPerson", s.last_match_at as "lastMatchAt",
  s.near_end_told_at as "nearEndToldAt", s.ended_at as "endedAt", s.ended_by as "endedBy", s.end_reason as "endReason",
  s.created_at as "createdAt"`
const from = sql`from silence s join person p on p.id = s.author`
const ids = (given: readonly string[]) =>
  sql`any(array(select jsonb_array_elements_text(${JSON.stringify(given)}::jsonb)::uuid))`

export interface NewSilence {
  readonly id: string
  readonly matchers: SilenceMatchers
  readonly reason: string
  readonly author: string
  readonly authorToken: string
  readonly inboxes: readonly string[]
  readonly phase: string | null
  readonly phaseEndsAt: string | null
  readonly startsAt: string
  readonly endsAt: string
  readonly state: 'proposed' | 'active'
  readonly proposalId: string | null
}

export async function insertSilence(trx: Trx, given: NewSilence): Promise<void> {
  await trx
    .insertInto('silence')
    .values({
      id: given.id,
      process: given.matchers.process,
      territory: given.matchers.territory,
      matchers: JSON.stringify(given.matchers),
      reason: given.reason,
      author: given.author,
      author_token: given.authorToken,
      inboxes: [...given.inboxes],
      phase: given.phase,
      phase_ends_at: given.phaseEndsAt,
      starts_at: given.startsAt,
      ends_at: given.endsAt,
      state: given.state,
      proposal_id: given.proposalId,
    })
    .execute()
}

export async function readSilence(db: Executor, id: string, lock = false): Promise<SilenceRow | undefined> {
  const { rows } = await sql<SilenceRow>`
    select ${columns} ${from} where s.id = ${id}::uuid ${lock ? sql`for no key update of s` : sql``}`.execute(
    db,
  )
  return rows[0]
}

export interface SilenceFilter {
  readonly process?: string | undefined
  readonly state?: string | undefined
  readonly processes: readonly string[] | null
  readonly before?: { readonly micros: string; readonly id: string } | undefined
  readonly limit: number
}

const micros = sql`(extract(epoch from s.created_at) * 1000000)::int8`

/** The newest first. */
export async function listSilences(
  db: Executor,
  filter: SilenceFilter,
): Promise<(SilenceRow & { readonly micros: number })[]> {
  const { process, state, processes, before } = filter
  const { rows } = await sql<SilenceRow & { micros: number }>`
    select ${columns}, ${micros} as micros ${from} where true
      ${process === undefined ? sql`` : sql`and s.process = ${process}`}
      ${state === undefined ? sql`` : sql`and s.state = ${state}`}
      ${processes === null ? sql`` : sql`and s.process = any(${[...processes]}::text[])`}
      ${before === undefined ? sql`` : sql`and (${micros}, s.id) < (${before.micros}::int8, ${before.id}::uuid)`}
    order by micros desc, s.id desc limit ${filter.limit}`.execute(db)
  return rows
}

/** In force now, in these processes; the oldest first. */
export async function silencesInForce(db: Executor, processes: readonly string[]): Promise<SilenceRow[]> {
  const { rows } = await sql<SilenceRow>`
    select ${columns} ${from}
    where s.state = 'active' and s.starts_at <= app.now() and app.now() < s.ends_at and s.process = any(${[...processes]}::text[])
    order by s.starts_at, s.id`.execute(db)
  return rows
}

/** Before anything that a silence keeps back is touched; sorted. */
export async function lockActiveSilences(trx: Trx, processes: readonly string[]): Promise<void> {
  await sql`
    select 1 from silence where state = 'active' and process = any(${[...processes]}::text[])
    order by id for no key update`.execute(trx)
}

/** The first match of a silence that had matched nothing when it began lets its beginning be told. */
export async function noteMatched(trx: Trx, given: readonly string[]): Promise<void> {
  if (given.length === 0) return
  await sql`
    update silence set last_match_at = app.now(), start_told_at = case
      when last_match_at is null and not exists (select 1 from suppression p where p.by_id = silence.id and p.since < app.now()) then null
      else start_told_at end
    where id = ${ids(given)}`.execute(trx)
}

export type EndReason = 'time' | 'quiet' | 'resolved' | 'level_raised' | 'phase_changed' | 'person'

export async function endSilences(
  trx: Trx,
  given: readonly string[],
  reason: EndReason,
  by: string | null = null,
): Promise<void> {
  if (given.length === 0) return
  await sql`
    update silence set state = 'ended', ended_at = app.now(), end_reason = ${reason}, ended_by = ${by}::uuid
    where id = ${ids(given)} and state = 'active'`.execute(trx)
}

export async function activateSilence(trx: Trx, id: string, secondPerson: string): Promise<void> {
  await sql`
    update silence set state = 'active', second_person = ${secondPerson}::uuid where id = ${id}::uuid and state = 'proposed'`.execute(
    trx,
  )
}

export async function rejectSilence(trx: Trx, id: string): Promise<void> {
  await sql`update silence set state = 'rejected' where id = ${id}::uuid and state = 'proposed'`.execute(trx)
}

/** Of these, the silences that no open alert is matched by any more. */
export async function withoutOpenMatch(trx: Trx, given: readonly string[]): Promise<string[]> {
  if (given.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select s.id from silence s where s.id = ${ids(given)} and s.state = 'active'
      and not exists (select 1 from suppression p where p.by_id = s.id and p.ended_at is null)`.execute(trx)
  return rows.map((row) => row.id)
}

export type SilenceTurn = 'start' | 'near_end' | 'time' | 'phase_changed' | 'quiet' | 'ended'

interface Spans {
  readonly quietMs: number
  readonly nearEndMs: number
}

// One condition per moment in a silence's life; the turn is taken once, because taking it makes its condition false.
const turns = ({ quietMs, nearEndMs }: Spans) => sql`
  select id, case
      when state = 'ended' then 'ended'
      when ends_at <= app.now() then 'time'
      when phase_ends_at <= app.now() then 'phase_changed'
      when start_told_at is null then 'start'
      when greatest(starts_at, last_match_at) + make_interval(secs => ${quietMs / 1_000}) <= app.now()
        and not exists (select 1 from suppression p where p.by_id = silence.id and p.ended_at is null) then 'quiet'
      when near_end_told_at is null and ends_at - make_interval(secs => ${nearEndMs / 1_000}) <= app.now() then 'near_end'
    end as turn
  from silence where (state = 'active' and starts_at <= app.now()) or (state = 'ended' and end_told_at is null)`

export async function dueTurns(db: Executor, spans: Spans): Promise<{ id: string; turn: SilenceTurn }[]> {
  const { rows } = await sql<{ id: string; turn: SilenceTurn }>`
    select id, turn from (${turns(spans)}) due where turn is not null order by id limit 50`.execute(db)
  return rows
}

export async function hasDueTurn(db: Db, spans: Spans): Promise<boolean> {
  const { rows } = await sql`select 1 from (${turns(spans)}) due where turn is not null limit 1`.execute(db)
  return rows.length > 0
}

export async function markTold(trx: Trx, id: string, turn: 'start' | 'near_end' | 'ended'): Promise<void> {
  const column = { start: 'start_told_at', near_end: 'near_end_told_at', ended: 'end_told_at' }[turn]
  await sql`update silence set ${sql.ref(column)} = app.now() where id = ${id}::uuid`.execute(trx)
}

export interface OpenAlert {
  readonly id: string
  readonly process: string
  readonly ruleId: string
  readonly place: string
  readonly title: { readonly es: string; readonly en: string }
  readonly marking: Marking
  readonly department: string | null
  readonly tags: readonly string[]
  readonly key: Readonly<Record<string, string>>
  readonly level: LevelName
}

/** Firing alerts of a process, the most severe first. */
export async function openAlerts(db: Executor, process: string): Promise<OpenAlert[]> {
  const { rows } = await sql<OpenAlert>`
    select id, process, rule_id as "ruleId", place, title, marking, department, tags, key, level from alert
    where process = ${process} and closed_at is null and level is not null and not is_shadow
    order by array_position(array['critical', 'warning', 'watch', 'info'], level), id`.execute(db)
  return rows
}

/** Alerts that a silence has kept back, the latest first; also those of a silence that has ended. */
export async function alertsOfSilence(db: Executor, id: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select alert_id as id from suppression where by_id = ${id}::uuid and kind = 'silence' order by since desc, alert_id limit ${limit}`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

export interface EndedSilence {
  readonly from: Temporal.Instant
  readonly to: Temporal.Instant
  /** By whom, in a name. */
  readonly by: string
}

/** By message, the silences that ended before the next message of the alert went this way: to be named in it. */
export async function endedSilences(
  trx: Trx,
  messages: readonly {
    readonly id: string
    readonly alertId: string
    readonly recipient: string
    readonly channel: string
  }[],
): Promise<Map<string, EndedSilence[]>> {
  const given = messages.map(({ id, alertId, recipient, channel }) => ({ id, alertId, recipient, channel }))
  const { rows } = await sql<EndedSilence & { id: string }>`
    select m.id, x.since as from, x.ended_at as to, p.label as by
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as m(id uuid, "alertId" uuid, recipient text, channel text)
    join suppression x on x.alert_id = m."alertId" join silence s on s.id = x.by_id join person p on p.id = s.author
    where x.kind = 'silence' and x.ended_at is not null
      and not exists (
        select 1 from delivery d where d.alert_id = x.alert_id and d.recipient = m.recipient and d.channel = m.channel
          and d.accepted_at >= x.ended_at)
    order by x.since`.execute(trx)
  return Map.groupBy(rows, (row) => row.id)
}
