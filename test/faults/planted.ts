// Alerts as scoring would leave them, and the clock of the database: what scenarios of delivery begin with and move on.
import { setTimeout as sleep } from 'node:timers/promises'
import { aBody } from '../support/delivery-world.ts'
import type { Arena } from './arena.ts'
import type { Ask } from './machines.ts'
import { number } from './row.ts'

export interface Planted {
  readonly process: string
  /** Names the group: the ids are made of it and a number. */
  readonly name: string
  readonly from: number
  readonly to: number
  readonly audience: string
  readonly level?: 'info' | 'watch' | 'warning' | 'critical'
  /** One in so many is critical instead. */
  readonly criticalEvery?: number
}

/** Fired, and to be told to one audience; without measures, whose due times would make news of their own when the clock goes on. */
export async function plantAlerts(ask: Ask, plan: Planted): Promise<void> {
  const { process, name, from, to, audience, level = 'warning', criticalEvery = 0 } = plan
  const audiences = [{ audience, from: 'info', ack_within_ms: null, release: 'automatic' }]
  await ask(
    `with made as (
      insert into alert (id, process, rule_id, rule_revision, key, episode, state, level, max_level, place, department, title, explain,
        factors, rights, populations, tags, marking, is_exercise, is_shadow, is_late, as_of, fired_at, updated_at, last_ordinal)
      select md5($2 || n)::uuid, $1, $2, 'r1', jsonb_build_object('department', 'BO03'), n, 'firing', l.level, l.level,
        'BO0301', 'BO03', jsonb_build_object('es', 'Prueba ' || $2 || n, 'en', 'Test ' || $2 || n), '{"es": "x", "en": "x"}',
        '{}', '{}', '{}', '{}', 'TLP:GREEN', false, false, false, app.now(), app.now(), app.now(), 1
      from generate_series($3::int, $4::int) n
      cross join lateral (select case when $5 > 0 and n % greatest($5, 1) = 0 then 'critical' else $6 end as level) l
      returning id, level)
    insert into alert_event (alert_id, ordinal, kind, lt, level, as_of, is_late, notify, rule_revision, calendar_version, actor, body)
    select id, 1, 'fired', app.now(), level, app.now(), false, true, 'r1', 1, null, $7::jsonb from made`,
    [process, name, from, to, criticalEvery, level, JSON.stringify(aBody({ audiences, recommended: [] }))],
  )
}

/** The clock that all due times are compared with goes on by so many seconds. */
export async function moveClock(ask: Ask, seconds: number): Promise<void> {
  const [row] = await ask(`select extract(epoch from app.now() - now())::float8 as ahead`)
  const ahead = number(row?.['ahead']) + seconds
  await ask(
    `create or replace function app.now() returns timestamptz language sql stable as $$ select now() + interval '${ahead.toFixed(3)} seconds' $$`,
  )
}

/** Until nothing is unplanned, due or under way. */
export async function untilIdle(arena: Arena, limitMs = 120_000): Promise<void> {
  await until(
    arena,
    async () => {
      const [row] = await arena.ask(`
        select (select count(*) from alert_event where planned_at is null)::int
          + (select count(*) from delivery where lease_until is not null or due_at <= app.now())::int as busy`)
      return number(row?.['busy']) === 0
    },
    'deliveries were still under way when patience was at its end',
    limitMs,
  )
}

/** Whenever nothing is under way, the clock goes on to when the last open delivery is due; until none is open, or so many seconds passed. */
export async function runOut(
  arena: Arena,
  {
    seconds = Number.POSITIVE_INFINITY,
    patienceMs = 120_000,
    onIdle,
  }: { seconds?: number; patienceMs?: number; onIdle?: () => Promise<unknown> } = {},
): Promise<void> {
  const { ask } = arena
  for (let left = seconds; left > 0; ) {
    await untilIdle(arena, patienceMs)
    await onIdle?.()
    const [row] = await ask(
      'select count(*)::int as open, extract(epoch from max(due_at) - app.now())::float8 as ahead from delivery where due_at is not null',
    )
    if (number(row?.['open']) === 0) return
    const step = Math.min(left, number(row?.['ahead']) + 0.1)
    left -= step
    await moveClock(ask, step)
    arena.found.count('steps of the clock', 1)
  }
}

/** False, with a finding, when it did not come about. */
export async function until(
  { found }: Pick<Arena, 'found'>,
  holds: () => boolean | Promise<boolean>,
  otherwise: string,
  limitMs = 60_000,
): Promise<boolean> {
  for (const began = performance.now(); !(await holds()); await sleep(50)) {
    if (performance.now() - began < limitMs) continue
    found.add('script', otherwise)
    return false
  }
  return true
}
