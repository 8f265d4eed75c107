// Deliveries by the rows of delivery and attempt: everything planned, nothing told twice, every try has an end.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from './machines.ts'
import { text } from './row.ts'
import type { Findings } from './verdict.ts'

interface Rule {
  readonly kind: string
  /** Returns one row per breach, with a text `what`. */
  readonly query: string
}

const rules: readonly Rule[] = [
  {
    kind: 'unplanned',
    query: `select alert_id || ' ' || ordinal as what from alert_event where planned_at is null`,
  },
  {
    kind: 'untold',
    query: `
      select e.alert_id || ' ' || e.ordinal || ' ' || e.kind as what from alert_event e
      where e.notify and e.planned_at is not null
        and not exists (select 1 from delivery d where d.alert_id = e.alert_id and d.ordinal = e.ordinal)
        -- That something ended or was corrected is told to whoever was told of it: to nobody where all of it was kept back.
        and (e.kind not in ('resolved', 'expired', 'evidence_withdrawn', 'corrected', 'consent_withdrawn') or exists (
          select 1 from delivery d where d.alert_id = e.alert_id and d.ordinal < e.ordinal
            and (d.state not in ('withheld', 'draft', 'superseded') or d.carrier is not null)))`,
  },
  {
    kind: 'told twice',
    query: `
      select alert_id || ' ' || ordinal || ' ' || recipient || ' ' || channel as what from delivery
      group by alert_id, ordinal, recipient, channel, step having count(*) > 1`,
  },
  {
    kind: 'undelivered',
    query: `
      select id || ' ' || state as what from delivery
      where channel_type = 'inbox' and state not in ('delivered', 'seen', 'withheld', 'superseded', 'draft')
        and (due_at is null or due_at <= app.now())`,
  },
  {
    kind: 'attempt without end',
    query: `
      select a.delivery_id || ' ' || a.ordinal as what from attempt a join delivery d on d.id = a.delivery_id
      where a.ended_at is null and (d.lease_until is null or d.lease_until > app.now() or d.ended_at is not null)`,
  },
  {
    kind: 'accepted twice',
    query: `
      select delivery_id::text as what from attempt where outcome = 'accepted' group by delivery_id having count(*) > 1`,
  },
  {
    kind: 'recorded after a takeover',
    query: `
      select old.delivery_id || ' ' || old.ordinal || ' ' || old.outcome as what
      from attempt old join attempt taken on taken.delivery_id = old.delivery_id and taken.ordinal > old.ordinal
      where old.outcome not in ('unknown', 'stale') and old.ended_at > taken.started_at`,
  },
  {
    kind: 'history with gaps',
    query: `
      select a.id::text as what from alert a join alert_event e on e.alert_id = a.id
      group by a.id having count(*) <> a.last_ordinal or max(e.ordinal) <> a.last_ordinal or min(e.ordinal) <> 1`,
  },
]

/** What comes due while it is looked for is on its way: a breach is what is there twice, a sweep and a sending apart. */
const lookAgainMs = 5_000

export async function checkDeliveries(ask: Ask, found: Findings): Promise<void> {
  const first = await breaches(ask)
  if (first.length > 0) {
    await sleep(lookAgainMs)
    const again = new Set((await breaches(ask)).map(({ kind, what }) => `${kind} ${what}`))
    for (const { kind, what } of first) if (again.has(`${kind} ${what}`)) found.add(kind, what)
  }
  const [figures] = await ask(`
    select (select count(*) from delivery)::int as deliveries, (select count(*) from attempt)::int as attempts,
      (select count(*) from attempt where outcome = 'unknown')::int as "attempts cut off"`)
  for (const [name, value] of Object.entries(figures ?? {})) found.count(name, Number(value))
}

async function breaches(ask: Ask): Promise<{ kind: string; what: string }[]> {
  const all = await Promise.all(
    rules.map(async ({ kind, query }) =>
      (await ask(query)).map((row) => ({ kind, what: text(row['what']) })),
    ),
  )
  return all.flat()
}
