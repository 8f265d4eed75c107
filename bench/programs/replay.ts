// G8: the same log twice, and live against replay, give the same alert history. G9: the engine against the reference evaluator.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { openForMigration } from '#app/backends.ts'
import { fold } from '#domain/rules/fold.ts'
import type { Entry, LaneSignal } from '#domain/rules/lane.ts'
import { activate, createLane } from '#domain/rules/lane-memory.ts'
import { migrate } from '#platform/database/migrate.ts'
import { createLogger } from '#platform/logger.ts'
import { createRegistry } from '#registry/registry-view-store.ts'
import { scoreLane } from '#scoring/score-lane.ts'
import { differences } from '../../test/support/oracle/compare.ts'
import { instantsArb, logArb, settingArb } from '../../test/support/oracle/generate-log.ts'
import { ruleArb, tunedArb } from '../../test/support/oracle/generate-rule.ts'
import { instant } from '../../test/support/oracle/plain.ts'
import { lookFromOutside } from '../../test/support/outside-walls.ts'
import { alertHistory, carryLog, type History, takeUp } from '../../test/support/replay/stored-log.ts'
import { fill, laneOf } from '../backlog.ts'
import { note, type Row, rate, readSettings, report, timed } from '../program.ts'
import { createRandom, type Random } from '../random.ts'
import { activeRules, workloadRules } from '../workload-rules.ts'
import { laneSignal } from '../workload-signals.ts'
import { configFor, createDatabase, openWorld, type World } from '../world.ts'

lookFromOutside()

const settings = readSettings()
const start = 1_790_000_000_000
const entryCount = 100_000
const helpings = 4
const helping = 2_500
/** The gate asks for 1,000. */
const oracleLogs = 1_000
const ruleCount = 100

/** Every call makes its own objects: a lane keeps what it found by signal. */
function* generatedLog(): Generator<Entry> {
  const random = createRandom(settings.seed)
  const known: LaneSignal[] = []
  for (let pos = 1; pos <= entryCount; pos += 1) {
    // half a second apart: fourteen hours in all
    const lt = start + pos * 500
    const fresh = laneSignal(random, String(pos), lt)
    const turn = random.below(20)
    const earlier = known[known.length - 1 - random.below(2_000)]
    if (turn > 1 || earlier === undefined) {
      known.push(fresh)
      yield { kind: 'signal', pos, lt, signal: fresh }
    } else if (turn === 1) {
      const { id, receivedAt } = earlier
      const signal = { ...fresh, id, receivedAt, rev: pos, firstPos: Number(id) }
      yield { kind: 'correction', pos, lt, signal }
    } else yield { kind: 'retraction', pos, lt, id: earlier.id }
  }
}

interface Folded {
  readonly hash: string
  readonly events: number
  readonly perSecond: number
}

async function foldLog(nextBatch: () => number): Promise<Folded> {
  const lane = createLane({
    process: 'bench',
    timeZone: '-04:00',
    monitoringStart: start - 400 * 86_400_000,
    country: 'BO',
    ancestors: (place) => (place === 'BO' ? ['BO'] : [place, 'BO']),
    labelOf: (_field, code) => code,
  })
  activate(lane, activeRules(workloadRules(createRandom(settings.seed), ruleCount, 'rule')))
  const hash = createHash('sha256')
  let events = 0
  const entries = [...generatedLog()]
  const ms = await timed(() => {
    for (let done = 0; done < entries.length; ) {
      const batch = entries.slice(done, done + nextBatch())
      done += batch.length
      for (const event of fold(lane, batch).events) {
        hash.update(JSON.stringify(event))
        events += 1
      }
    }
  })
  return { hash: hash.digest('hex'), events, perSecond: (entries.length / ms) * 1_000 }
}

async function foldedTwice(): Promise<Row> {
  const random = createRandom(settings.seed + 1)
  const first = await foldLog(() => 500)
  const second = await foldLog(() => 1 + random.below(2_000))
  const isSame = first.hash === second.hash
  note(`G8 fold: ${first.hash} and ${second.hash}, ${first.events} events`)
  return {
    gate: 'G8',
    what: `${entryCount.toLocaleString('en')} entries folded twice, cut otherwise, ${ruleCount} rules`,
    measured: `${first.events} alert events, ${first.hash.slice(0, 12)}`,
    against: `${second.events} alert events, ${second.hash.slice(0, 12)}`,
    result: `${isSame ? 'identical' : 'different'}, ${rate(second.perSecond)}`,
    target: 'identical hash',
    isMet: isSame && first.events > 0,
  }
}

interface Replayed {
  readonly history: History
  readonly perSecond: number
}

async function replayOf({ core }: World, process: string, random: Random): Promise<Replayed> {
  const { backend } = configFor(settings, await createDatabase(settings.postgresUrl), 'worker')
  const db = await openForMigration(backend, createLogger('error'))
  await migrate(db)
  const carried = await carryLog(core.db, db, process)
  const scorer = () => ({
    ...core.pipelineDeps,
    db,
    registry: createRegistry(core.installed.pack),
    lanes: new Map(),
  })
  const draw = { portion: () => 500 + random.below(2_000), batch: () => 50 + random.below(950) }
  const ms = await timed(() => takeUp([scorer(), scorer()], carried, draw))
  const history = await alertHistory(db, process)
  await db.destroy()
  return { history, perSecond: (carried.entries.length / ms) * 1_000 }
}

async function liveAndReplayed(): Promise<Row> {
  const random = createRandom(settings.seed)
  const world = await openWorld(settings, (shipped) => workloadRules(random, ruleCount - shipped, 'rule'))
  const lane = await laneOf(world)
  for (let done = 0; done < helpings; done += 1) {
    await fill(world, random, helping)
    await scoreLane(world.core.pipelineDeps, lane)
  }
  const { rows } = await sql<{ process: string }>`select process from lane where lane = ${lane}`.execute(
    world.core.db,
  )
  const process = rows[0]?.process ?? ''
  const live = await alertHistory(world.core.db, process)
  const replays = [await replayOf(world, process, random), await replayOf(world, process, random)] as const
  await world.close()
  const isSame = replays.every(({ history }) => history.hash === live.hash)
  note(`G8 lane: live ${live.hash}, replayed ${replays.map(({ history }) => history.hash).join(' and ')}`)
  return {
    gate: 'G8',
    what: `a live lane on PostgreSQL, ${(helpings * helping).toLocaleString('en')} signals, and its log replayed twice in fresh databases`,
    measured: `${live.lines.length} rows of history, ${live.hash.slice(0, 12)}`,
    against: replays.map(({ history }) => history.hash.slice(0, 12)).join(' and '),
    result: `${isSame ? 'identical' : 'different'}, ${rate(replays[1].perSecond)}`,
    target: 'identical hash',
    isMet: isSame && live.lines.length > 0,
  }
}

async function againstOracle(): Promise<Row> {
  const drawn = fc.tuple(ruleArb, tunedArb, logArb, instantsArb, settingArb)
  let [different, entries, compared] = [0, 0, 0]
  const samples = fc.sample(drawn, { seed: settings.seed, numRuns: oracleLogs })
  const ms = await timed(() => {
    for (const [source, params, lines, instants, place] of samples) {
      const at = [...new Set([...lines.map((line) => instant(line['received_at'])), ...instants])]
      const found = differences(source, lines, { ...place, params }, at)
      entries += lines.length
      compared += at.length
      if (found.length === 0) continue
      different += 1
      note(`G9: ${found[0]}`)
    }
  })
  return {
    gate: 'G9',
    what: `engine and reference evaluator over ${samples.length.toLocaleString('en')} generated logs under generated rules`,
    measured: `${entries.toLocaleString('en')} entries, compared at ${compared.toLocaleString('en')} instants`,
    against: 'the oracle',
    result: `${different} logs differ, ${rate((samples.length / ms) * 1_000)}`,
    target: 'equal on ≥ 1,000 logs',
    isMet: different === 0 && samples.length >= 1_000,
  }
}

report([await foldedTwice(), await liveAndReplayed(), await againstOracle()])
