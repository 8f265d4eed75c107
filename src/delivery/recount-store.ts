// Which corrections of numbers are worth a message: those of something that was told, and of several in one go the last.
import { sql } from 'kysely'
import type { World } from '#domain/delivery/planned-row.ts'
import type { Trx } from '#platform/database/database.ts'
import type { EventKey } from './unplanned-store.ts'

interface Row extends EventKey {
  readonly needless: NonNullable<World['needless']> | null
}

/**
 * Of recounts (`corrected` without a change of level) that wait for their plan, by alert and ordinal as given: whether no message that is
 * out, or waits, rests on the corrected signal, or a later notice of the same alert waits as well. Evidence is named up to a number of
 * signals; a message that rests on more is taken to rest on this one.
 */
export async function readNeedless(
  trx: Trx,
  recounts: readonly EventKey[],
): Promise<(key: EventKey) => NonNullable<World['needless']> | undefined> {
  if (recounts.length === 0) return () => undefined
  const { rows } = await sql<Row>`
    with asked as (
      select "alertId", ordinal from jsonb_to_recordset(${JSON.stringify(recounts)}::jsonb) as k("alertId" uuid, ordinal int)),
    waiting as (
      select e.alert_id, e.ordinal, e.body -> 'corrected' ->> 0 as signal from alert_event e
      where e.alert_id in (select "alertId" from asked) and e.planned_at is null
        and e.kind in ('corrected', 'evidence_withdrawn', 'resolved', 'expired')),
    concerned as (
      select alert_id, ordinal from waiting w where signal is null or exists (
        select 1 from alert_event t join delivery d on d.alert_id = t.alert_id and d.ordinal = t.ordinal
        where t.alert_id = w.alert_id and t.ordinal < w.ordinal and (d.state not in ('withheld', 'superseded') or d.carrier is not null)
          and (t.body -> 'evidence' -> 'ids' ? w.signal
            or (t.body -> 'evidence' ->> 'count')::int > jsonb_array_length(t.body -> 'evidence' -> 'ids'))))
    select "alertId", ordinal, case
      when not exists (select 1 from concerned c where c.alert_id = "alertId" and c.ordinal = asked.ordinal) then 'still_stands'
      when exists (select 1 from concerned c where c.alert_id = "alertId" and c.ordinal > asked.ordinal) then 'overtaken' end as needless
    from asked`.execute(trx)
  const found = new Map(rows.map((row) => [`${row.alertId} ${row.ordinal}`, row.needless]))
  return ({ alertId, ordinal }) => found.get(`${alertId} ${ordinal}`) ?? undefined
}
