// Reads for the gauges of the whole installation: what waits where, across all processes of the product.
import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'

export interface LaneWaiting {
  readonly process: string
  readonly shard: number
  readonly entries: number
}

/** Entries of each open live lane that it has not taken up: how far its position is behind. */
export async function entriesByLane(db: Db): Promise<LaneWaiting[]> {
  const { rows } = await sql<LaneWaiting>`
    select lane.process, lane.shard, count(inbox.id)::int as entries
    from lane join electoral_process p on p.id = lane.process left join inbox on inbox.lane = lane.lane
    where lane.clock = 'live' and p.state = 'open' group by lane.process, lane.shard`.execute(db)
  return rows
}

export interface Counted {
  readonly name: string
  readonly value: number
}

/** Deliveries that have not ended by state, and the dead letters. */
export async function openDeliveries(db: Db): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select state as name, count(*)::int as value from delivery
    where state in ('planned', 'draft', 'held', 'sending', 'retry', 'exhausted') group by state`.execute(db)
  return rows
}

export interface Counts {
  readonly leaseExpiries: number
  readonly quarantined: number
  readonly lanesBehind: number
}

export async function countTroubles(db: Db): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select (select count(*)::int from attempt where outcome = 'unknown') as "leaseExpiries",
      (select count(*)::int from quarantine where resolved_at is null) as quarantined,
      (select count(*)::int from lane join electoral_process p on p.id = lane.process
        where lane.clock = 'live' and p.state = 'open'
          and lane.activation is distinct from (select max(id) from rule_activation)) as "lanesBehind"`.execute(
    db,
  )
  return rows[0] ?? { leaseExpiries: 0, quarantined: 0, lanesBehind: 0 }
}
