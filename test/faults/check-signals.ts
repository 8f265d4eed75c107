// Signals, corrections, retractions and acknowledgements: what was acknowledged is there exactly once, and what was never attempted is not.
import type { Ask } from './machines.ts'
import { type Operation, type OperationKind, operationKinds } from './operations.ts'
import { number, text } from './row.ts'
import type { Findings } from './verdict.ts'

interface Stored {
  readonly id: string
  readonly marker: string
}

/** The canary of an embedded product reports by itself. */
const queries: Readonly<Record<OperationKind, string>> = {
  signal: `
    select id::text as id, body ->> 'title' as marker from signal where rev = 1 and not 'vigia-canary' = any(processes)`,
  correction: `select id::text as id, reason as marker from signal where kind = 'correction'`,
  retraction: `select id::text as id, reason as marker from signal where kind = 'retraction'`,
  acknowledgement: `select id::text as id, note as marker from acknowledgement`,
}

/** Jepsen's classes of a total queue: lost, doubled, unexpected, recovered. */
export async function checkEffects(
  ask: Ask,
  operations: readonly Operation[],
  found: Findings,
): Promise<void> {
  for (const kind of operationKinds) {
    const rows = await ask(queries[kind])
    const stored = new Map<string, Stored[]>()
    for (const row of rows) {
      const one = { id: text(row['id']), marker: text(row['marker']) }
      stored.set(one.marker, [...(stored.get(one.marker) ?? []), one])
    }
    for (const operation of operations.filter((one) => one.kind === kind)) {
      judge(operation, stored.get(operation.marker) ?? [], found)
      stored.delete(operation.marker)
    }
    for (const marker of stored.keys()) found.add('unexpected', `${kind} ${marker}: stored, never attempted`)
  }
}

function judge(operation: Operation, rows: readonly Stored[], found: Findings): void {
  const { kind, marker, outcome, ids } = operation
  const name = `${kind} ${marker}`
  const stored = rows.map((one) => one.id)
  if (rows.length > 1) found.add('doubled', `${name}: ${rows.length} times (${stored.join(', ')})`)
  if (outcome === 'ok' && rows.length === 0) found.add('lost', `${name}: acknowledged, not stored`)
  if (outcome === 'fail' && rows.length > 0)
    found.add('unexpected', `${name}: refused with ${operation.status}, stored all the same`)
  if (outcome === 'unknown' || outcome === 'open') {
    found.count('unknown at the end', 1)
    found.count('recovered', rows.length)
  }
  const named = [...ids].filter((id) => rows.length === 1 && !stored.includes(id))
  for (const id of named)
    found.add('doubled', `${name}: acknowledged as ${id}, stored as ${stored.join(', ')}`)
}

/** Each revision once in the log of its lane, or still in the inbox; positions dense; in quarantine what was poisoned and nothing else. */
export async function checkLanes(ask: Ask, found: Findings, poisoned: number): Promise<void> {
  const missing = await ask(`
    select s.id::text as id, s.rev, p.process, count(w.ref)::int as times
    from signal s cross join unnest(s.processes) as p(process)
    join lane l on l.process = p.process
    left join (select lane, ref, rev from log union all select lane, ref, rev from inbox
        union all select lane, ref, rev from quarantine) w
      on w.lane = l.lane and w.ref = s.id::text and w.rev = s.rev
    group by s.id, s.rev, p.process, l.lane having count(w.ref) <> 1`)
  for (const row of missing) {
    const name = `${text(row['id'])} revision ${number(row['rev'])} in ${text(row['process'])}`
    if (number(row['times']) === 0) found.add('lost', `${name}: neither in the log nor in the inbox`)
    else found.add('doubled', `${name}: taken up ${number(row['times'])} times`)
  }
  const unknown = await ask(`
    select g.lane, g.pos::int as pos, g.ref from log g
    where g.kind in ('signal', 'correction', 'retraction')
      and not exists (select 1 from signal s where s.id::text = g.ref and s.rev = g.rev)`)
  for (const row of unknown)
    found.add('unexpected', `lane ${number(row['lane'])} position ${number(row['pos'])}: no such signal`)
  const gaps = await ask(`
    select l.lane, l.pos::int as pos, count(g.pos)::int as entries, coalesce(max(g.pos), 0)::int as last
    from lane l left join log g on g.lane = l.lane group by l.lane
    having count(g.pos) <> l.pos or coalesce(max(g.pos), 0) <> l.pos`)
  for (const row of gaps) found.add('positions', `lane ${number(row['lane'])}: ${JSON.stringify(row)}`)
  const quarantined = await ask('select kind, ref, error from quarantine')
  if (quarantined.length !== poisoned) found.add('quarantined', JSON.stringify(quarantined))
}
