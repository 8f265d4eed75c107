// A story told to a live lane by the stages that live input goes through: reports in time and late, corrections, retractions, values of
// series, calendar changes and changes of the rules in force, while two scorers take turns. The database's clock is moved by hand.
import { rulesFolder } from '#app/create-app.ts'
import type { Actor } from '#domain/actor.ts'
import { deriveCalendar } from '#domain/calendar.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import { acceptSignals } from '#intake/accept-signals.ts'
import { readSignal } from '#intake/read-signal.ts'
import { correctSignal, retractSignal } from '#intake/revise-signal.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { createMetrics } from '#platform/metrics.ts'
import { type InstalledPack, importPack, loadPack } from '#registry/import-pack.ts'
import { openProcess, saveCalendar } from '#registry/open-process.ts'
import { raiseRegistryVersion } from '#registry/process-store.ts'
import { putInForce } from '#registry/put-in-force.ts'
import { recordIndicator } from '#registry/record-indicator.ts'
import { createRegistry } from '#registry/registry-view-store.ts'
import { appendInbox } from '#scoring/inbox-store.ts'
import { type ScoringDeps, scoreLane } from '#scoring/score-lane.ts'
import { recordingPokes, setNow } from '../../stages/delivery/rows.ts'
import type { TestDatabase } from '../databases.ts'
import { silentLogger } from '../silent-logger.ts'
import { tellDecision } from './tell-decision.ts'

export const storyProcess = 'aa-story'
const start = Temporal.Instant.from('2026-03-02T12:00:00Z')
const minute = 60_000
const day = 1_440

const actor: Actor = {
  tokenId: '018f6d2e-1111-7000-8000-00000000000b',
  personId: '018f6d2e-2222-7000-8000-00000000000b',
  role: 'analyst',
  scopes: ['signals:write', 'signals:grade', 'signals:attribute'],
  territory: ['BO'],
  marking: 'TLP:AMBER',
  office: null,
  sourceId: 'story-source',
  processes: null,
}

export interface Draw {
  /** A whole number from 0 to `end` − 1. */
  below(end: number): number
  of<T>(list: readonly [T, ...T[]]): T
}

export function drawFrom(seed: number): Draw {
  let state = seed
  const below = (end: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % end
  }
  return { below, of: (list) => list[below(list.length)] ?? list[0] }
}

const categories = [
  'threat',
  'intimidation',
  'violence',
  'attack_on_premises',
  'hate_speech',
  'roadblock',
  'disinformation',
  'excessive_force',
  'party_clash',
  'agreement',
] as const
const places = ['BO02', 'BO03', 'BO07', 'BO08'] as const

function reportOf(draw: Draw, name: string, now: Temporal.Instant): Record<string, unknown> {
  const category = draw.of(categories)
  // two in three come at once, some within a day, a few after more than any rule waits
  const age = draw.of([0, 0, 0, 0, 10, 60, 600, day, 3 * day, 40 * day]) * minute
  return {
    external_id: name,
    process: storyProcess,
    place: draw.of(places),
    severity: 1 + draw.below(5),
    event_time: now.subtract({ milliseconds: age }).toString(),
    source: { root: draw.of(['radio-a', 'ngo-b', 'police-c', 'court-d', 'radio-e', 'office-f']) },
    verification: draw.of(['unverified', 'verified', 'verified']),
    ...(category === 'agreement'
      ? { category: 'official_statement', topic: 'agreement' }
      : {
          category,
          target: {
            kind:
              category === 'attack_on_premises'
                ? 'electoral_body'
                : draw.of(['candidate', 'electoral_staff']),
          },
        }),
  }
}

/** What a correction says anew. */
function changeOf(draw: Draw, now: Temporal.Instant): Record<string, unknown> {
  return draw.of<Record<string, unknown>>([
    { severity: 1 + draw.below(5) },
    { place: draw.of(places) },
    { category: draw.of(['threat', 'violence', 'roadblock']) },
    { verification: 'rejected' },
    { event_time: now.subtract({ minutes: draw.below(5 * day) }).toString() },
  ])
}

interface Teller {
  readonly db: Db
  readonly installed: InstalledPack
  readonly intake: {
    readonly db: Db
    readonly pokes: ReturnType<typeof recordingPokes>
    readonly registry: ReturnType<typeof createRegistry>
  }
  readonly draw: Draw
  /** Signals that still stand. */
  readonly standing: string[]
  now: Temporal.Instant
  told: number
  calendars: number
}

export interface Told {
  readonly lane: number
  readonly entries: number
  readonly kinds: Readonly<Record<string, number>>
}

/** Tells `moves` moves; returns what the lane's log then holds. Nothing waits any more, and ticks are done up to some weeks after the end. */
export async function tellLive(database: TestDatabase, seed: number, moves: number): Promise<Told> {
  const teller = await openStory(database.db, seed)
  const scorers = [
    storyScorer(database.another(), teller.installed),
    storyScorer(database.another(), teller.installed),
  ]
  const { db, draw } = teller
  const { lane } = await db
    .selectFrom('lane')
    .select('lane')
    .where('process', '=', storyProcess)
    .executeTakeFirstOrThrow()
  let turn = 0
  const score = async () => {
    const scorer = scorers[turn % scorers.length]
    turn += 1
    if (scorer !== undefined) await scoreLane({ ...scorer, batch: 1 + draw.below(40) }, lane)
  }
  for (let move = 0; move < moves; move += 1) {
    await pass(teller, draw.of([0, 1, 1, 5, 20, 60, 200]) * minute + draw.below(1_000))
    await tell(teller, move / moves, move)
    if (draw.below(6) === 0) await score()
  }
  for (const days of [0, 2, 7, 30]) {
    await pass(teller, days * day * minute)
    await score()
  }
  const log = await db.selectFrom('log').select('kind').where('lane', '=', lane).execute()
  const kinds = Object.fromEntries(
    Map.groupBy(log, ({ kind }) => kind)
      .entries()
      .map(([kind, rows]) => [kind, rows.length]),
  )
  return { lane, entries: log.length, kinds }
}

/** With a memory of its own. */
export function storyScorer(db: Db, installed: InstalledPack): ScoringDeps {
  const common = { pokes: recordingPokes(), logger: silentLogger, metrics: createMetrics() }
  return { ...common, db, registry: createRegistry(installed.pack), batch: 500, lanes: new Map() }
}

async function openStory(db: Db, seed: number): Promise<Teller> {
  const installed = await loadPack(rulesFolder, 'bo')
  await importPack(db, installed, { activateFiles: true })
  await setNow(db, start.toString())
  const opening = { id: storyProcess, kind: 'general', isExercise: false, clock: 'live', shards: 1 } as const
  const file = exerciseCalendar(installed.templates, installed.pack, '2026-03-02')
  await inTransaction(db, (trx) =>
    openProcess(trx, installed.pack, { ...opening, file, now: start.epochMilliseconds }),
  )
  const intake = { db, pokes: recordingPokes(), registry: createRegistry(installed.pack) }
  return { db, installed, intake, draw: drawFrom(seed), standing: [], now: start, told: 0, calendars: 1 }
}

async function pass(teller: Teller, milliseconds: number): Promise<void> {
  teller.now = teller.now.add({ milliseconds })
  await setNow(teller.db, teller.now.toString())
}

/** Turning points of the story, by its part that is told: the calendar moves twice; a rule goes out of force, comes back, becomes a shadow. */
const turns: readonly { readonly at: number; work(teller: Teller): Promise<void> }[] = [
  { at: 0.3, work: (teller) => moveCalendar(teller, '2026-03-20') },
  { at: 0.4, work: (teller) => changeRule(teller, 'candidate-threats', 'retire') },
  { at: 0.6, work: (teller) => changeRule(teller, 'candidate-threats', 'activate') },
  { at: 0.7, work: (teller) => changeRule(teller, 'electoral-premises-attacks', 'shadow') },
  { at: 0.8, work: (teller) => moveCalendar(teller, '2026-02-20') },
]

async function tell(teller: Teller, part: number, move: number): Promise<void> {
  const turn = turns.find((one, index) => index === teller.told && part >= one.at)
  if (turn !== undefined) {
    teller.told += 1
    return turn.work(teller)
  }
  const { draw, standing } = teller
  const which = draw.below(20)
  const chosen = draw.below(Math.max(1, standing.length))
  const id = standing[chosen]
  if (which === 0) return tellIndicator(teller)
  if (which === 4) return tellDecision(teller.db, storyProcess, teller.now, draw)
  if (which <= 2 && id !== undefined) return tellCorrection(teller, id)
  if (which === 3 && id !== undefined) {
    standing.splice(chosen, 1)
    await inTransaction(teller.db, (trx) => retractSignal(trx, teller.intake, actor, id, 'told twice'))
    return undefined
  }
  return tellSignal(teller, `story-${move}`)
}

async function tellSignal(teller: Teller, name: string): Promise<void> {
  const item = readSignal(reportOf(teller.draw, name, teller.now))
  const answer = () => ({ status: 201, body: null })
  const [result] = await acceptSignals(teller.intake, [
    { actor, items: [item], key: undefined, isDryRun: false, answer },
  ])
  const verdict = result?.verdicts[0]
  if (verdict?.outcome !== 'created')
    throw verdict?.outcome === 'refused'
      ? verdict.error
      : new Error(`the signal was ${verdict?.outcome ?? 'lost'}`)
  teller.standing.push(verdict.signal.id)
}

/** What the product refuses to correct in this way (an agreement is no threat) is not told. */
async function tellCorrection(teller: Teller, id: string): Promise<void> {
  const set = changeOf(teller.draw, teller.now)
  try {
    await inTransaction(teller.db, (trx) =>
      correctSignal(trx, teller.intake, actor, id, { set, reason: 'better known' }),
    )
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'bug') throw error
  }
}

async function tellIndicator(teller: Teller): Promise<void> {
  const { draw, now } = teller
  const [name, place, value] = draw.of<readonly [string, string, number]>([
    ['food_price_change_yoy', 'BO', draw.below(40)],
    ['fuel_shortage_days', draw.of(places), draw.below(15)],
    ['active_blockades', draw.of(places), draw.below(60)],
    ['parallel_rate_gap', 'BO', draw.below(90)],
  ])
  const observedAt = now.subtract({ minutes: 1 + draw.below(2 * day) }).toString()
  await inTransaction(teller.db, (trx) =>
    recordIndicator(trx, teller.intake, actor, { name, place, value, observedAt }),
  )
}

/** The calendar of an exercise in the middle of its campaign on another day: every date moves. */
async function moveCalendar(teller: Teller, today: string): Promise<void> {
  const { installed, db, now } = teller
  teller.calendars += 1
  const version = teller.calendars
  const file = exerciseCalendar(installed.templates, installed.pack, today)
  const calendar = deriveCalendar(file, installed.pack, now.epochMilliseconds)
  await inTransaction(db, async (trx) => {
    await saveCalendar(trx, storyProcess, file, { version, knownFrom: now.epochMilliseconds, calendar })
    await raiseRegistryVersion(trx)
    await appendInbox(trx, [
      {
        process: storyProcess,
        kind: 'calendar',
        ref: String(version),
        rev: null,
        receivedAt: now.toString(),
      },
    ])
  })
}

async function changeRule(teller: Teller, id: string, act: 'activate' | 'shadow' | 'retire'): Promise<void> {
  await inTransaction(teller.db, async (trx) => {
    const [first] = await trx.selectFrom('rule_activation').select('rules').orderBy('id').limit(1).execute()
    const known = first?.rules.find((one) => one.rule_id === id)
    if (known === undefined) throw new Error(`the shipped rules hold no ${id}`)
    const next =
      act === 'retire' ? undefined : { ...known, status: act === 'shadow' ? act : ('active' as const) }
    const change = { act, ruleId: id, hash: known.hash, proposal: null, actor: null, warnings: [] }
    await putInForce(trx, { pokes: teller.intake.pokes }, id, next, change, 'a turn of the story')
  })
}
