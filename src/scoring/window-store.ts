// All SQL of rule_key, contribution, key_state and timer: the stored state of a lane's keys.
import { sql } from 'kysely'
import type { Contribution, KeyState, KeyValues } from '#domain/rules/lane.ts'
import type { Trx } from '#platform/database/database.ts'

export interface RuleKeyRow {
  readonly id: number
  readonly ruleState: number
  readonly key: KeyValues
}

const keyColumns = sql`k.id, k.rule_state as "ruleState", k.key`

/** Ids of the given keys; those that are new are written. */
export async function ensureKeys(
  trx: Trx,
  lane: number,
  keys: readonly { ruleState: number; key: KeyValues }[],
): Promise<RuleKeyRow[]> {
  if (keys.length === 0) return []
  const given = JSON.stringify(keys)
  const rows = sql`jsonb_to_recordset(${given}::jsonb) as r("ruleState" smallint, key jsonb)`
  const asKey = sql`array(select jsonb_array_elements_text(r.key))`
  await sql`
    insert into rule_key (lane, rule_state, key) select ${lane}::int, r."ruleState", ${asKey} from ${rows}
    order by r."ruleState", r.key on conflict do nothing`.execute(trx)
  const found = await sql<RuleKeyRow>`
    select ${keyColumns} from rule_key k join ${rows}
    on k.lane = ${lane} and k.rule_state = r."ruleState" and k.key = ${asKey}`.execute(trx)
  return found.rows
}

/** Those of the given keys that are stored. */
export async function findKeys(
  trx: Trx,
  lane: number,
  keys: readonly { ruleState: number; key: KeyValues }[],
): Promise<RuleKeyRow[]> {
  if (keys.length === 0) return []
  const { rows } = await sql<RuleKeyRow>`
    select ${keyColumns} from rule_key k
    join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as r("ruleState" smallint, key jsonb)
    on k.lane = ${lane} and k.rule_state = r."ruleState" and k.key = array(select jsonb_array_elements_text(r.key))`.execute(
    trx,
  )
  return rows
}

/** Every stored key of the given rule states. */
export async function keysOfStates(
  trx: Trx,
  lane: number,
  ruleStates: readonly number[],
): Promise<RuleKeyRow[]> {
  if (ruleStates.length === 0) return []
  const { rows } = await sql<RuleKeyRow>`
    select ${keyColumns} from rule_key k where k.lane = ${lane}
    and k.rule_state in (select (jsonb_array_elements_text(${JSON.stringify(ruleStates)}::jsonb))::smallint)`.execute(
    trx,
  )
  return rows
}

/** Keys with a timer that is due by then. */
export async function keysDueBy(trx: Trx, lane: number, by: string): Promise<RuleKeyRow[]> {
  const { rows } = await sql<RuleKeyRow>`
    select ${keyColumns} from timer t join rule_key k on k.id = t.rule_key
    where t.lane = ${lane} and t.due <= ${by}::timestamptz`.execute(trx)
  return rows
}

export async function readKeyStates(trx: Trx, ids: readonly number[]): Promise<Map<number, KeyState>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; state: KeyState }>`
    select rule_key as id, state from key_state
    where rule_key in (select (jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))::bigint)`.execute(
    trx,
  )
  return new Map(rows.map((row) => [row.id, row.state]))
}

interface ContributionRow {
  readonly ruleKey: number
  readonly selector: string
  readonly signalId: string
  readonly rev: number
  readonly eventTime: Temporal.Instant
  readonly pos: number
  readonly origin: string
  readonly weight: number
  readonly isStale: boolean
  readonly values: Contribution['values']
}

const contributionColumns = sql`c.rule_key as "ruleKey", c.selector, c.signal_id as "signalId", c.rev, c.event_time as "eventTime", c.pos,
  c.origin, c.weight, c.is_stale as "isStale", c.values`

/** Contributions of keys, each from its own instant on (`from` null = all), in (event time, position) order. */
export async function readContributions(
  trx: Trx,
  keys: readonly { id: number; from: string | null }[],
): Promise<Map<number, Contribution[]>> {
  const byKey = new Map<number, Contribution[]>()
  if (keys.length === 0) return byKey
  const { rows } = await sql<ContributionRow>`
    select ${contributionColumns} from contribution c
    join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as r(id bigint, "from" timestamptz)
      on c.rule_key = r.id and (r."from" is null or c.event_time >= r."from")
    order by c.rule_key, c.event_time, c.pos`.execute(trx)
  for (const row of rows) {
    const list = byKey.get(row.ruleKey) ?? []
    list.push({ ...row, eventTime: row.eventTime.epochMilliseconds })
    byKey.set(row.ruleKey, list)
  }
  return byKey
}

export interface StoredRef {
  readonly signalId: string
  readonly ruleState: number
  readonly key: KeyValues
  readonly selector: string
  readonly eventTime: Temporal.Instant
  readonly pos: number
}

/** Where the given signals contribute in this lane: their old revision. */
export async function refsOfSignals(
  trx: Trx,
  lane: number,
  signals: readonly string[],
): Promise<StoredRef[]> {
  if (signals.length === 0) return []
  const { rows } = await sql<StoredRef>`
    select c.signal_id as "signalId", k.rule_state as "ruleState", k.key, c.selector, c.event_time as "eventTime", c.pos
    from contribution c join rule_key k on k.id = c.rule_key
    where k.lane = ${lane} and c.signal_id in (select jsonb_array_elements_text(${JSON.stringify(signals)}::jsonb)::uuid)
    order by c.rule_key, c.selector, c.event_time, c.pos`.execute(trx)
  return rows
}

export interface ContributionPlace {
  readonly ruleKey: number
  readonly selector: string
  readonly eventTime: string
  readonly pos: number
}

export async function deleteContributions(trx: Trx, places: readonly ContributionPlace[]): Promise<void> {
  if (places.length === 0) return
  await sql`
    delete from contribution c
    using jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
      as r("ruleKey" bigint, selector text, "eventTime" timestamptz, pos bigint)
    where c.rule_key = r."ruleKey" and c.selector = r.selector and c.event_time = r."eventTime" and c.pos = r.pos`.execute(
    trx,
  )
}

export interface NewContribution extends ContributionPlace {
  readonly signalId: string
  readonly rev: number
  readonly origin: string
  readonly weight: number
  readonly isStale: boolean
  readonly values: Contribution['values']
}

export async function insertContributions(trx: Trx, rows: readonly NewContribution[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into contribution (rule_key, selector, event_time, pos, signal_id, rev, origin, weight, is_stale, "values")
    select "ruleKey", selector, "eventTime", pos, "signalId", rev, origin, weight, "isStale", "values"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("ruleKey" bigint, selector text, "eventTime" timestamptz, pos bigint,
      "signalId" uuid, rev int, origin text, weight bigint, "isStale" boolean, "values" jsonb)
    order by "ruleKey", selector, "eventTime", pos
    on conflict (rule_key, selector, event_time, pos) do update set signal_id = excluded.signal_id, rev = excluded.rev,
      origin = excluded.origin, weight = excluded.weight, is_stale = excluded.is_stale, "values" = excluded."values"`.execute(
    trx,
  )
}

export async function saveKeyStates(
  trx: Trx,
  rows: readonly { ruleKey: number; state: KeyState }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into key_state (rule_key, state)
    select "ruleKey", state from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("ruleKey" bigint, state jsonb)
    order by "ruleKey"
    on conflict (rule_key) do update set state = excluded.state`.execute(trx)
}

/** `due` null takes the timer away. */
export async function saveTimers(
  trx: Trx,
  lane: number,
  rows: readonly { ruleKey: number; due: string | null }[],
): Promise<void> {
  if (rows.length === 0) return
  const given = JSON.stringify(rows)
  await sql`
    delete from timer where rule_key in (
      select "ruleKey" from jsonb_to_recordset(${given}::jsonb) as r("ruleKey" bigint, due timestamptz) where due is null)`.execute(
    trx,
  )
  await sql`
    insert into timer (rule_key, lane, due)
    select "ruleKey", ${lane}::int, due from jsonb_to_recordset(${given}::jsonb) as r("ruleKey" bigint, due timestamptz)
    where due is not null order by "ruleKey"
    on conflict (rule_key) do update set due = excluded.due where timer.due <> excluded.due`.execute(trx)
}

/** Every signal that contributes to a key: more than the evidence of one alert, never less. */
export async function signalsOfKey(trx: Trx, ruleKey: number): Promise<string[]> {
  const rows = await trx
    .selectFrom('contribution')
    .select('signal_id')
    .distinct()
    .where('rule_key', '=', ruleKey)
    .execute()
  return rows.map((row) => row.signal_id)
}
