// Changes of alerts, deliveries and inboxes in the order of their transactions, for streams. Reads only.
import { sql } from 'kysely'
import type { Change, ChangePlace } from '#domain/delivery/change.ts'
import type { Db } from '#platform/database/database.ts'

/** Below it every transaction has ended, so that no change can appear there any more (decisions/0005). */
const horizon = sql`pg_snapshot_xmin(pg_current_snapshot())`

export async function readHorizon(db: Db): Promise<string> {
  const { rows } = await sql<{ xid: string }>`select ${horizon}::text as xid`.execute(db)
  return rows[0]?.xid ?? '0'
}

/**
 * The next changes after a place, in order. Of a delivery that changed several times only the last one is there; of an alert every event.
 * Each branch gives as many as the whole may, because all of them may come from one.
 */
export async function changesAfter(db: Db, after: ChangePlace, limit: number): Promise<Change[]> {
  const isAfter = (rank: number, key: ReturnType<typeof sql>) => sql`
    xid >= ${after.xid}::xid8 and xid < ${horizon}
    and (xid, ${rank}::int, ${key}) > (${after.xid}::xid8, ${after.rank}::int, ${after.key}::text collate "C")
    order by xid, ${key} limit ${limit}`
  const eventKey = sql`(alert_id::text || '.' || lpad(ordinal::text, 6, '0')) collate "C"`
  const rowKey = sql`id::text collate "C"`
  const { rows } = await sql<Change>`
    select c.xid::text as xid, c.rank, c.key, c.topic, c.alert_id as "alertId", c.ordinal, c.kind, c.level, c.id, c.recipient, c.channel,
      c.state, c.reason, c.is_thin as "isThin", a.process, a.marking, a.place, a.is_shadow as "isShadow"
    from (
      (select xid, 0 as rank, ${eventKey} as key, 'alert.changed' as topic, alert_id, ordinal, kind, level, null::uuid as id,
          null as recipient, null as channel, null as state, null as reason, false as is_thin
        from alert_event where ${isAfter(0, eventKey)})
      union all
      (select xid, 1, ${rowKey}, 'delivery.changed', alert_id, ordinal, null, level, id, recipient, channel, state, reason, false
        from delivery where ${isAfter(1, rowKey)})
      union all
      (select xid, 2, ${rowKey}, 'inbox.changed', alert_id, ordinal, null, level, id, recipient, channel, state, null,
          coalesce(message ->> 'view' = 'thin', true)
        from delivery where channel_type = 'inbox' and accepted_at is not null and ${isAfter(2, rowKey)})
    ) c join alert a on a.id = c.alert_id
    order by c.xid, c.rank, c.key limit ${limit}`.execute(db)
  return rows
}
