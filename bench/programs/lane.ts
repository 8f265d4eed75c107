// G4, and G2 on PostgreSQL: one worker drains a backlog by scoreLane; the same table's bulk INSERT is the measure of what the disk and the
// server can do in the same minute. Also how long a key takes to be read back after a restart.
import { sql } from 'kysely'
import { insertSignals, type SignalRow } from '#intake/signal-store.ts'
import { inTransaction } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { scoreLane } from '#scoring/score-lane.ts'
import { readContributions } from '#scoring/window-store.ts'
import { fill, laneOf } from '../backlog.ts'
import { median, note, type Row, rate, readSettings, report, rounded, timed, times } from '../program.ts'
import { createRandom } from '../random.ts'
import { workloadRules } from '../workload-rules.ts'
import { openWorld, type World } from '../world.ts'

const settings = readSettings()
const rounds = 5
const backlog = 5_000
/** The shipped rules are among the hundred. */
const ruleCount = 100

/** Signals per second of one worker. */
async function drainRate(world: World, lane: number, count: number): Promise<number> {
  const ms = await timed(() => scoreLane(world.core.pipelineDeps, lane))
  const { rows } = await sql<{ left: number }>`select count(*) as left from inbox`.execute(world.core.db)
  if (rows[0]?.left !== 0) throw new Error('the backlog was not drained')
  return (count / ms) * 1_000
}

async function storedRows({ core }: World, count: number): Promise<SignalRow[]> {
  const { rows } = await sql<SignalRow>`
    select id, rev, kind, source_id as "sourceId", external_id as "externalId", body, derived, body_hash as "bodyHash", reason, actor,
      received_at::text as "receivedAt"
    from signal order by xid desc, id limit ${count}`.execute(core.db)
  return rows
}

const renamed = (rows: readonly SignalRow[]) =>
  rows.map((row) => {
    const id = uuidv7()
    return { ...row, id, externalId: id }
  })

/** 1,000 rows a statement and transaction, by the statement that intake uses. */
async function recordsetRate(world: World, rows: readonly SignalRow[], statements: number): Promise<number> {
  const given = Array.from({ length: statements }, () => renamed(rows))
  const ms = await timed(async () => {
    for (const one of given) await inTransaction(world.core.db, (trx) => insertSignals(trx, one))
  })
  return ((rows.length * statements) / ms) * 1_000
}

/** The same rows as one array per column. */
async function unnestRate(world: World, rows: readonly SignalRow[], statements: number): Promise<number> {
  const given = Array.from({ length: statements }, () => renamed(rows))
  const ms = await timed(async () => {
    for (const one of given) await inTransaction(world.core.db, (trx) => unnestStatement(one).execute(trx))
  })
  return ((rows.length * statements) / ms) * 1_000
}

function unnestStatement(rows: readonly SignalRow[]) {
  const column = (read: (row: SignalRow) => unknown) => rows.map(read)
  return sql`
    insert into signal (id, rev, kind, source_id, external_id, processes, category, place, department, event_time, received_at, body,
      derived, body_hash, fingerprint, actor)
    select id, rev, kind, source_id, external_id, array(select jsonb_object_keys(derived -> 'processes')), category, place, department,
      event_time, received_at, body, derived, body_hash, fingerprint, actor
    from unnest(${column((row) => row.id)}::uuid[], ${column((row) => row.rev)}::int[], ${column((row) => row.kind)}::text[],
      ${column((row) => row.sourceId)}::text[], ${column((row) => row.externalId)}::text[],
      ${column((row) => row.body.category)}::text[], ${column((row) => row.derived.place)}::text[],
      ${column((row) => row.derived.department)}::text[], ${column((row) => row.derived.eventTime)}::timestamptz[],
      ${column((row) => row.receivedAt)}::timestamptz[], ${column((row) => JSON.stringify(row.body))}::jsonb[],
      ${column((row) => JSON.stringify(row.derived))}::jsonb[], ${column((row) => row.bodyHash)}::text[],
      ${column((row) => row.derived.fingerprint)}::text[], ${column((row) => row.actor)}::uuid[])
      as r(id, rev, kind, source_id, external_id, category, place, department, event_time, received_at, body, derived, body_hash,
        fingerprint, actor)
    on conflict do nothing`
}

interface Figures {
  readonly few: number[]
  readonly many: number[]
  readonly recordset: number[]
  readonly unnest: number[]
}

async function measure(few: World, many: World): Promise<Figures> {
  const figures: Figures = { few: [], many: [], recordset: [], unnest: [] }
  const lanes = [await laneOf(few), await laneOf(many)] as const
  for (let round = 0; round <= rounds; round += 1) {
    for (const world of [few, many]) await fill(world, createRandom(settings.seed + round), backlog)
    const rows = await storedRows(few, 1_000)
    const taken = {
      few: await drainRate(few, lanes[0], backlog),
      recordset: await recordsetRate(few, rows, 5),
      many: await drainRate(many, lanes[1], backlog),
      unnest: await unnestRate(few, rows, 5),
    }
    note(
      `lane: ${rate(taken.few)} with 100 rules, ${rate(taken.many)} with 1,000, INSERT ${rate(taken.recordset)} and ${rate(taken.unnest)}`,
    )
    if (round === 0) continue // warms up
    for (const name of ['few', 'many', 'recordset', 'unnest'] as const) figures[name].push(taken[name])
  }
  return figures
}

async function keyReadRow({ core }: World, size: number): Promise<Row> {
  const ruleKey = 1_000_000_000 + size // no generated key has it
  await sql`
    insert into contribution (rule_key, selector, event_time, pos, signal_id, rev, origin, weight, is_stale, "values")
    select ${ruleKey}::bigint, 'main', now() - make_interval(secs => n), n, gen_random_uuid(), 1, 'root-' || n % 60, 1800000, false,
      jsonb_build_object('source.root', 'root-' || n % 60)
    from generate_series(1, ${size}::int) as n`.execute(core.db)
  const read = () => inTransaction(core.db, (trx) => readContributions(trx, [{ id: ruleKey, from: null }]))
  await read()
  const ms = median([await timed(read), await timed(read), await timed(read)])
  return {
    gate: 'G3',
    what: `a key with ${size.toLocaleString('en')} contributions read back from PostgreSQL, once after a restart`,
    measured: `${rounded(ms)} ms`,
    against: '–',
    result: `${rounded((ms * 1_000) / size)} µs each`,
    target: 'information',
    isMet: null,
  }
}

const generated = (shipped: number) => workloadRules(createRandom(settings.seed), ruleCount - shipped, 'rule')
const silent = workloadRules(createRandom(settings.seed + 1), 900, 'silent', true)
const few = await openWorld(settings, generated)
const many = await openWorld(settings, (shipped) => [...generated(shipped), ...silent])
const figures = await measure(few, many)
const [drained, drainedMany] = [median(figures.few), median(figures.many)]
const insert = Math.max(median(figures.recordset), median(figures.unnest))
const slower = median(figures.few.map((one, round) => one / (figures.many[round] ?? Number.NaN)))
const { rows: perSignal } = await sql<{ n: number }>`
  select count(*)::float8 / ${(rounds + 1) * backlog} as n from contribution`.execute(few.core.db)
const { rows: events } = await sql<{ n: number }>`select count(*) as n from alert_event`.execute(few.core.db)
report([
  {
    gate: 'G2',
    what: 'whole scoring step on PostgreSQL, 900 more rules that never match',
    measured: `${rounded(1e6 / drainedMany)} µs per signal`,
    against: `${rounded(1e6 / drained)} µs with 100 rules`,
    result: times(slower),
    target: '≤ 1.2 ×',
    isMet: slower <= 1.2,
  },
  {
    gate: 'G4',
    what: `one worker drains ${rounds} × ${backlog} signals, 100 rules, ${(perSignal[0]?.n ?? 0).toFixed(1)} contributions per signal, ${events[0]?.n ?? 0} alert events in all`,
    measured: rate(drained),
    against: `INSERT of 1,000: recordset ${rate(median(figures.recordset))}, unnest ${rate(median(figures.unnest))}`,
    result: times(drained / insert),
    target: '≥ 0.3 × the faster, and ≥ 5 k/s',
    isMet: drained / insert >= 0.3 && drained >= 5_000,
  },
  await keyReadRow(few, 1_000),
  await keyReadRow(few, 100_000),
])
await few.close()
await many.close()
