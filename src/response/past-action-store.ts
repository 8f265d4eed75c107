// Response measures with their record up to an instant, for an index about a time that is over.
import { sql } from 'kysely'
import type { Marking } from '#domain/pack.ts'
import type { PastStep } from '#domain/response/past-action.ts'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Executor } from '#platform/database/database.ts'
import { type Sight, within } from './action-store.ts'

export interface PastActionRow {
  readonly id: string
  readonly marking: Marking
  readonly level: LevelName
  readonly addressee: string
  readonly dueAt: Temporal.Instant | null
  readonly isHeld: boolean
  readonly isTaken: boolean
  /** As they were at the instant. */
  readonly rating: number | null
  readonly evidence: number
  readonly steps: readonly PastStep[]
}

/** Every measure of a process in sight that there was at the instant, as countedActions has them; without rules on trial. */
export async function actionsKnownAt(
  db: Executor,
  sight: Sight,
  asked: { readonly process: string; readonly isExercise: boolean; readonly knownAt: string },
): Promise<PastActionRow[]> {
  const at = sql`${asked.knownAt}::timestamptz`
  const { rows } = await sql<PastActionRow>`
    select r.id, a.marking, r.level, r.addressee, r.due_at as "dueAt", r.held_reason is not null as "isHeld", r.is_taken as "isTaken",
      (select g.rating from action_rating g where g.action_id = r.id and g.at <= ${at} order by g.at desc, g.id desc limit 1) as rating,
      (select count(*)::int from action_evidence v where v.action_id = r.id and v.at <= ${at}) as evidence,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'isAfter', e.at > ${at},
          'body', case when e.kind = 'changed' then e.body else '{}'::jsonb end) order by e.ordinal), '[]'::jsonb)
        from action_event e where e.action_id = r.id) as steps
    from response_action r join alert a on a.id = r.alert_id
    where a.process = ${asked.process} and a.is_exercise = ${asked.isExercise}::boolean and not a.is_shadow and ${within(sight)}
      and r.created_at <= ${at}
    order by r.created_at, r.id`.execute(db)
  return rows
}
