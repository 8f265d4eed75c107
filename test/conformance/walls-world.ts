// Signals and alerts of two departments, all markings and two processes, with everything that hangs on an alert, planted as their owner would.
import { sql } from 'kysely'
import { markings } from '#domain/pack.ts'
import type { Db } from '#platform/database/database.ts'
import { type AlertFacts, departmentOf, parents, type SignalFacts } from './walls-oracle.ts'

export const processes = ['walls-a', 'walls-b'] as const
export const sources = ['source-1', 'source-2', 'source-3'] as const
export const places = ['XX', ...Object.keys(parents)]

export interface WallsWorld {
  /** By id; what the newest revision says. */
  readonly signals: ReadonlyMap<string, SignalFacts>
  readonly alerts: ReadonlyMap<string, AlertFacts>
}

const id = (kind: number, n: number) =>
  `00000000-0000-7000-8000-${(kind * 1_000_000 + n).toString().padStart(12, '0')}`

/** The tables below an alert that hold one row for each, and how that row is named after it. */
export const belowAlert = [
  'alert_event',
  'delivery',
  'attempt',
  'acknowledgement',
  'response_action',
  'action_event',
  'draft',
  'suppression',
  'escalation',
  'outcome_task',
  'alert_handling',
] as const

export async function plantWorld(db: Db, pick: (most: number) => number, count: number): Promise<WallsWorld> {
  const any = <T>(list: readonly T[]): T => list[pick(list.length)] as T
  await plantReference(db)
  const signals = new Map<string, SignalFacts>()
  const rows: object[] = []
  const draw = (): SignalFacts => ({
    source: any(sources),
    place: any(places),
    marking: any(markings),
    processes: any([[], ['walls-a'], ['walls-b'], ['walls-a', 'walls-b']]),
    sharedWithOmbudsman: pick(2) === 0,
  })
  for (let n = 1; n <= count; n += 1) {
    const source = any(sources)
    const revisions = n % 4 === 0 ? 3 : 1
    for (let rev = 1; rev <= revisions; rev += 1) {
      const facts = { ...draw(), source }
      signals.set(id(1, n), facts)
      rows.push({ id: id(1, n), rev, ...facts, department: departmentOf(facts.place) })
    }
  }
  await sql`
    insert into signal (id, rev, kind, source_id, external_id, processes, category, place, department, event_time, received_at, body,
      derived, body_hash, fingerprint)
    select id, rev, case rev when 1 then 'signal' else 'correction' end, source, id::text, array(select jsonb_array_elements_text(processes)),
      'x', place, department, app.now(), app.now(), '{}',
      jsonb_build_object('marking', marking, 'consent', jsonb_build_object('ombudsman', shared)), id::text || rev, 'f'
    from jsonb_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, shared: (row as { sharedWithOmbudsman: boolean }).sharedWithOmbudsman })))}::jsonb)
      as r(id uuid, rev int, source text, processes jsonb, place text, department text, marking text, shared boolean)
    order by r.id, r.rev`.execute(db)
  const alerts = new Map<string, AlertFacts>()
  for (let n = 1; n <= count; n += 1)
    alerts.set(id(2, n), { process: any(processes), place: any(places), marking: any(markings) })
  await plantAlerts(db, alerts)
  return { signals, alerts }
}

async function plantReference(db: Db): Promise<void> {
  for (const process of processes) {
    await sql`
      insert into electoral_process (id, country, kind, name, time_zone, territory, state, is_exercise, clock, shards, monitoring_start)
      values (${process}, 'XX', 'x', '{}', 'UTC', 'XX', 'open', true, 'live', 1, app.now())`.execute(db)
  }
  for (const source of sources)
    await sql`insert into source (id, kind, reliability) values (${source}, 'x', 'A')`.execute(db)
  // The departments come with the country pack and are no rows here.
  for (const [code, parent] of Object.entries(parents).filter(([one]) => one.length > 2)) {
    await sql`
      insert into place (code, name, level, parent, gazetteer_version) values (${code}, ${code}, 'x', ${parent}, '1')`.execute(
      db,
    )
  }
}

async function plantAlerts(db: Db, alerts: ReadonlyMap<string, AlertFacts>): Promise<void> {
  const rows = JSON.stringify(
    [...alerts].map(([alert, facts]) => ({ id: alert, ...facts, department: departmentOf(facts.place) })),
  )
  await sql`
    insert into alert (id, process, rule_id, rule_revision, key, episode, state, level, max_level, place, department, title, explain, factors,
      rights, populations, tags, marking, is_exercise, is_shadow, is_late, as_of, fired_at, updated_at, last_ordinal)
    select id, process, 'r', 'h', jsonb_build_object('of', id), 1, 'firing', 'watch', 'watch', place, department, '{}', '{}', '{}', '{}', '{}', '{}',
      marking, true, false, false, app.now(), app.now(), app.now(), 1
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, process text, place text, department text, marking text)`.execute(
    db,
  )
  for (const statement of [
    `insert into alert_event (alert_id, ordinal, kind, lt, as_of, is_late, notify, rule_revision, body)
      select id, 1, 'fired', app.now(), app.now(), false, true, 'h', '{}' from alert`,
    `insert into delivery (id, alert_id, ordinal, audience, recipient, channel, channel_type, state, reason, level, priority)
      select id, id, 1, 'a', 'r', 'c', 'email', 'planned', 'x', 'watch', 1 from alert`,
    'insert into attempt (delivery_id, ordinal, fence) select id, 1, 1 from delivery',
    'insert into acknowledgement (id, alert_id, actor, is_first) select id, id, id, true from alert',
    `insert into response_action (id, alert_id, level, text, addressee, state) select id, id, 'watch', '{}', 'x', 'issued' from alert`,
    `insert into action_event (action_id, ordinal, kind, body) select id, 1, 'issued', '{}' from response_action`,
    `insert into draft (id, alert_id, audience, ordinal, asked_ordinal, state, approvals, due_at)
      select id, id, 'a', 1, 1, 'open', 1, app.now() from alert`,
    `insert into suppression (alert_id, kind, by_id, level) select id, 'silence', id, 'watch' from alert`,
    `insert into escalation (alert_id, round, state, seen_ordinal) select id, 1, 'running', 1 from alert`,
    'insert into outcome_task (alert_id, due_at) select id, app.now() from alert',
    'insert into alert_handling (alert_id, do_not_broadcast) select id, false from alert',
  ])
    await sql.raw(statement).execute(db)
}

/** Which alert a row of a table below hangs on: the ids are given so that they are the same. */
export const alertColumn = (table: (typeof belowAlert)[number]): string => {
  if (table === 'attempt') return 'delivery_id'
  return table === 'action_event' ? 'action_id' : 'alert_id'
}
