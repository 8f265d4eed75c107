// Feeds a recording through the real intake path into an exercise of its own whose clock is the record's: there, and only there, received_at
// is taken from the record, so windows, lateness and ticks behave as they would have then. Nothing leaves but to the inbox.
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import { calendarHistory } from '#domain/calendar.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import { acceptSignals } from '#intake/accept-signals.ts'
import { readSignal } from '#intake/read-signal.ts'
import type { Verdict } from '#intake/submission.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { uuidv5 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import type { InstalledPack } from '#registry/import-pack.ts'
import { openProcess, saveCalendar } from '#registry/open-process.ts'
import { raiseRegistryVersion } from '#registry/process-store.ts'
import type { Registry } from '#registry/registry-view-store.ts'
import { appendInbox } from '#scoring/inbox-store.ts'
import type { RecordedItem } from './commands/read-recording.ts'

/** What a recording is played into. */
export interface ReplayCore {
  readonly db: Db
  readonly pokes: Pokes
  readonly registry: Registry
  readonly installed: InstalledPack
}

export interface ReplayPlan {
  readonly process: string
  readonly calendar: CalendarFile
  readonly items: readonly RecordedItem[]
  /** Record seconds per second; undefined = as fast as it goes. */
  readonly pace: number | undefined
  /** When the record ends; else with its last item. */
  readonly until?: Instant
  /** Items that go in together; else a full batch. */
  readonly chunk?: number
  afterChunk?(): Promise<void>
  /** Until everything that the recording set off has been worked off. */
  settle(): Promise<void>
  /** Ends a recording early: what is in stays in. */
  readonly signal?: AbortSignal | undefined
  onProgress(done: number, total: number): void | Promise<void>
}

export interface ReplayResult {
  readonly created: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: readonly { readonly where: string; readonly code: string; readonly reason: string }[]
}

// A name of its own for the actor column: no person and no token stands behind a replay.
const replayActor = uuidv5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:vigia:replay')

export async function replayRecording(core: ReplayCore, plan: ReplayPlan): Promise<ReplayResult> {
  const start = plan.items[0]?.receivedAt
  const end = plan.until ?? plan.items.at(-1)?.receivedAt
  if (start === undefined || end === undefined) return { created: 0, duplicate: 0, revised: 0, refused: [] }
  const isNew = await inTransaction(core.db, (trx) =>
    openProcess(trx, core.installed.pack, {
      id: plan.process,
      file: plan.calendar,
      kind: 'exercise',
      isExercise: true,
      clock: 'record',
      shards: 1,
      now: start,
    }),
  )
  const counted: Counted = { created: 0, duplicate: 0, revised: 0, refused: [] }
  const changes = isNew ? laterCalendars(core, plan, start, end) : []
  await feed(core, plan, changes, counted)
  if (counted.created + counted.revised > 0) await appendClock(core, plan.process, end)
  await plan.settle()
  return counted
}

interface Counted {
  created: number
  duplicate: number
  revised: number
  refused: ReplayResult['refused'][number][]
}

type CalendarChange = ReturnType<typeof calendarHistory>[number]

/** What became known of the calendar while the record runs. */
function laterCalendars(core: ReplayCore, plan: ReplayPlan, start: Instant, end: Instant): CalendarChange[] {
  return calendarHistory(plan.calendar, core.installed.pack).filter(
    (one) => one.knownFrom > start && one.knownFrom <= end,
  )
}

async function feed(
  core: ReplayCore,
  plan: ReplayPlan,
  changes: CalendarChange[],
  counted: Counted,
): Promise<void> {
  let at = 0
  while (at < plan.items.length) {
    plan.signal?.throwIfAborted()
    const first = plan.items[at]
    if (first === undefined) break
    while (changes[0] !== undefined && changes[0].knownFrom <= first.receivedAt) {
      await appendCalendar(core, plan, changes[0])
      changes.shift()
    }
    const until = changes[0]?.knownFrom ?? Infinity
    const chunk = plan.items
      .slice(at, at + (plan.chunk ?? limits.batchItems))
      .filter((item) => item.receivedAt < until)
    await waitForPace(plan, at)
    await post(core, plan.process, chunk, counted)
    at += chunk.length
    await plan.afterChunk?.()
    await plan.onProgress(at, plan.items.length)
  }
}

const sleepOptions = ({ signal }: ReplayPlan) => (signal === undefined ? {} : { signal })

/** At a pace, each chunk starts when the record would have reached it. */
async function waitForPace(plan: ReplayPlan, at: number): Promise<void> {
  const [before, now] = [plan.items[Math.max(0, at - (plan.chunk ?? limits.batchItems))], plan.items[at]]
  if (plan.pace === undefined || before === undefined || now === undefined || at === 0) return
  await sleep((now.receivedAt - before.receivedAt) / plan.pace, undefined, sleepOptions(plan))
}

async function post(
  core: ReplayCore,
  process: string,
  chunk: readonly RecordedItem[],
  counted: Counted,
): Promise<void> {
  const items = chunk.map((item) => {
    const { exercise: _ignored, ...signal } = item.signal
    const read = readSignal({ ...signal, process })
    return 'body' in read ? { ...read, receivedAt: item.receivedAt } : read
  })
  const [result] = await acceptSignals(core, [
    {
      actor: actorOf(core, process),
      items,
      key: undefined,
      isDryRun: false,
      answer: () => ({ status: 207, body: null }),
    },
  ])
  for (const [index, verdict] of (result?.verdicts ?? []).entries())
    count(counted, verdict, chunk[index]?.where ?? '?')
}

function count(counted: Counted, verdict: Verdict, where: string): void {
  if (verdict.outcome === 'refused') {
    const [fault] = verdict.error.details.faults ?? []
    const code = fault?.code ?? verdict.error.code
    counted.refused.push({ where, code, reason: fault?.message.en ?? verdict.error.message })
  } else if (verdict.outcome !== 'valid') counted[verdict.outcome] += 1
}

function actorOf(core: ReplayCore, process: string): Actor {
  return {
    tokenId: replayActor,
    personId: replayActor,
    role: 'verifier',
    scopes: ['signals:write', 'signals:grade', 'signals:attribute'],
    territory: [core.installed.pack.country],
    marking: 'TLP:RED',
    office: null,
    sourceId: null,
    processes: [process],
  }
}

async function appendCalendar(core: ReplayCore, plan: ReplayPlan, change: CalendarChange): Promise<void> {
  await inTransaction(core.db, async (trx) => {
    const { revision: version, knownFrom, calendar } = change
    await saveCalendar(trx, plan.process, plan.calendar, { version, knownFrom, calendar })
    await raiseRegistryVersion(trx)
    const receivedAt = formatInstant(knownFrom)
    await appendInbox(trx, [
      { process: plan.process, kind: 'calendar', ref: String(version), rev: null, receivedAt },
    ])
  })
}

/** The record ends here: ticks up to this instant are carried out. */
async function appendClock(core: ReplayCore, process: string, end: Instant): Promise<void> {
  await inTransaction(core.db, async (trx) => {
    await appendInbox(trx, [
      { process, kind: 'clock', ref: 'end', rev: null, receivedAt: formatInstant(end) },
    ])
  })
}
