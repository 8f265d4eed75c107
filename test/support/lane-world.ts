// A database with the Bolivian pack in it, and lanes of exercises whose clock is the record's, so that every time is the test's own.
import { sql } from 'kysely'
import { rulesFolder } from '#app/create-app.ts'
import type { Actor } from '#domain/actor.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import { acceptSignals } from '#intake/accept-signals.ts'
import { readSignal } from '#intake/read-signal.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { createMetrics } from '#platform/metrics.ts'
import { importPack, loadPack } from '#registry/import-pack.ts'
import { openProcess } from '#registry/open-process.ts'
import { createRegistry } from '#registry/registry-view-store.ts'
import type { ScoringDeps } from '#scoring/score-lane.ts'
import { recordingPokes } from '../stages/delivery/rows.ts'
import type { TestDatabase } from './databases.ts'
import { silentLogger } from './silent-logger.ts'

export interface Lane {
  readonly number: number
  readonly process: string
}

/** A signal to come: minutes after the start of the record. */
export interface Report {
  readonly minutes: number
  readonly category: string
  readonly root: string
  readonly place: string
  readonly severity: number
  readonly target: string
}

export type LaneWorld = Awaited<ReturnType<typeof openLaneWorld>>

const start = Temporal.Instant.from('2026-03-02T12:00:00Z')

export async function openLaneWorld(database: TestDatabase) {
  const { db } = database
  const installed = await loadPack(rulesFolder, 'bo')
  await importPack(db, installed, { activateFiles: true })
  const registry = createRegistry(installed.pack)
  const intake = { db, pokes: recordingPokes(), registry }
  let lanes = 0
  let posted = 0
  const at = (minutes: number) => start.add({ minutes }).toString()

  async function newLane(): Promise<Lane> {
    lanes += 1
    const process = `lane-${lanes}`
    const file = exerciseCalendar(installed.templates, installed.pack, '2026-03-02')
    const opening = {
      id: process,
      file,
      kind: 'exercise',
      isExercise: true,
      clock: 'record',
      shards: 1,
    } as const
    await inTransaction(db, (trx) =>
      openProcess(trx, installed.pack, { ...opening, now: start.epochMilliseconds }),
    )
    const row = await db
      .selectFrom('lane')
      .select('lane')
      .where('process', '=', process)
      .executeTakeFirstOrThrow()
    return { number: row.lane, process }
  }

  async function post(lane: Lane, reports: readonly Report[]): Promise<void> {
    for (const report of reports) {
      posted += 1
      const item = readSignal(bodyOf(report, lane.process, `r-${posted}`))
      if (item instanceof AppError) throw item
      const items = [{ ...item, receivedAt: start.add({ minutes: report.minutes }).epochMilliseconds }]
      const answer = () => ({ status: 201, body: null })
      const [result] = await acceptSignals(intake, [
        { actor, items, key: undefined, isDryRun: false, answer },
      ])
      const verdict = result?.verdicts[0]
      if (verdict?.outcome !== 'created')
        throw verdict?.outcome === 'refused' ? verdict.error : new Error('not created')
    }
  }

  return {
    db,
    another: () => database.another(),
    at,
    newLane,
    post,
    /** A scorer with a memory of its own; on a server also with connections of its own. */
    scorer(batch: number): ScoringDeps {
      const own = database.another()
      const common = { pokes: recordingPokes(), logger: silentLogger, metrics: createMetrics() }
      return { ...common, db: own, registry: createRegistry(installed.pack), batch, lanes: new Map() }
    },
    async waiting(lane: Lane): Promise<number> {
      const rows = await db.selectFrom('inbox').select('id').where('lane', '=', lane.number).execute()
      return rows.length
    },
    async log(lane: Lane) {
      const rows = await db
        .selectFrom('log')
        .selectAll()
        .where('lane', '=', lane.number)
        .orderBy('pos')
        .execute()
      return rows.map((row) => ({ pos: row.pos, kind: row.kind, ref: row.ref, lt: String(row.lt) }))
    },
    state: (lane: Lane) => stateOf(db, lane),
    close: () => database.close(),
  }
}

/** Everything that follows from a lane's log, without the ids that differ between two lanes with the same log. */
async function stateOf(db: Db, lane: Lane) {
  const alerts = await sql<{ rule_id: string; level: string | null; explain: { en: string } }>`
    select rule_id, rule_revision, key, episode, state, level, max_level, place, explain, factors, is_late, as_of::text, fired_at::text,
      updated_at::text, closed_at::text, last_ordinal
    from alert where process = ${lane.process} order by rule_id, key, episode`.execute(db)
  const history = await sql<{ kind: string; lt: string }>`
    select a.rule_id, a.key, a.episode, e.ordinal, e.kind, to_char(e.lt at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as lt, e.level,
      e.notify, e.body - 'evidence' - 'withdrawn' as body, e.body -> 'evidence' -> 'count' as evidence
    from alert_event e join alert a on a.id = e.alert_id
    where a.process = ${lane.process} order by a.rule_id, a.key, a.episode, e.ordinal`.execute(db)
  const contributions = await sql<{ selector: string }>`
    select k.rule_state, k.key, c.selector, c.event_time::text, c.pos, c.origin, c.weight, c.is_stale, c."values"
    from contribution c join rule_key k on k.id = c.rule_key
    where k.lane = ${lane.number} order by k.rule_state, k.key, c.selector, c.event_time, c.pos`.execute(db)
  const timers = await sql<object>`
    select k.rule_state, k.key, t.due::text from timer t join rule_key k on k.id = t.rule_key
    where k.lane = ${lane.number} order by k.rule_state, k.key`.execute(db)
  return {
    alerts: alerts.rows,
    history: history.rows,
    contributions: contributions.rows,
    timers: timers.rows,
  }
}

const actor: Actor = {
  tokenId: '018f6d2e-1111-7000-8000-00000000000a',
  personId: '018f6d2e-2222-7000-8000-00000000000a',
  role: 'analyst',
  scopes: ['signals:write', 'signals:grade', 'signals:attribute'],
  territory: ['BO'],
  marking: 'TLP:AMBER',
  office: null,
  sourceId: 'lane-source',
  processes: null,
}

function bodyOf(
  { category, root, place, severity, target }: Report,
  process: string,
  externalId: string,
): Partial<SignalBody> {
  return {
    external_id: externalId,
    process,
    category,
    place,
    severity,
    target: { kind: target },
    source: { root },
  }
}

/** Reports drawn from a seed: the same seed, the same reports. */
export function someReports(seed: number, count: number): Report[] {
  let state = seed
  const draw = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  const of = <T>(list: readonly [T, ...T[]]): T => list[draw(list.length)] ?? list[0]
  let minutes = 0
  return Array.from({ length: count }, () => {
    minutes += draw(400)
    const category = of([
      'threat',
      'intimidation',
      'violence',
      'attack_on_premises',
      'hate_speech',
      'roadblock',
    ])
    return {
      minutes,
      category,
      root: of(['radio-a', 'ngo-b', 'police-c', 'court-d', 'radio-e']),
      place: of(['BO02', 'BO03', 'BO07']),
      severity: 2 + draw(4),
      target: category === 'attack_on_premises' ? 'electoral_body' : 'candidate',
    }
  })
}
