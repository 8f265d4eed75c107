// A log in the form of `vigia rules eval`, told to a live lane: signals and corrections through intake, everything at the times of the log.

import type { Actor } from '#domain/actor.ts'
import { deriveCalendar } from '#domain/calendar.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import type { Instant } from '#domain/time.ts'
import { acceptSignals } from '#intake/accept-signals.ts'
import { readSignal } from '#intake/read-signal.ts'
import { retractSignal } from '#intake/revise-signal.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { createMetrics } from '#platform/metrics.ts'
import type { InstalledPack } from '#registry/import-pack.ts'
import { insertIndicator } from '#registry/indicator-store.ts'
import { openProcess, saveCalendar } from '#registry/open-process.ts'
import { raiseRegistryVersion } from '#registry/process-store.ts'
import type { Registry } from '#registry/registry-view-store.ts'
import { appendInbox, type NewInboxEntry } from '#scoring/inbox-store.ts'
import { scoreLane } from '#scoring/score-lane.ts'
import { recordingPokes, setNow } from '../stages/delivery/rows.ts'
import type { LogLine } from './oracle/known.ts'
import { instant, instantText, list, record, text } from './oracle/plain.ts'
import { silentLogger } from './silent-logger.ts'

export interface Telling {
  readonly db: Db
  readonly registry: Registry
  readonly installed: InstalledPack
  readonly process: string
}

export interface ToldLane {
  readonly number: number
  /** Everything with `received_at` up to the instant, then the clock at the instant; then the lane is scored. */
  tellUntil(at: Instant): Promise<void>
}

const actor: Actor = {
  tokenId: '018f6d2e-1111-7000-8000-00000000000b',
  personId: '018f6d2e-2222-7000-8000-00000000000b',
  role: 'verifier',
  scopes: ['signals:write', 'signals:grade', 'signals:attribute'],
  territory: ['BO'],
  marking: 'TLP:RED',
  office: null,
  sourceId: 'told-source',
  processes: null,
}

/** `target.kind: x` → `target: {kind: x}`, as intake takes it; what intake derives is left to it. */
function bodyOf(fields: LogLine): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    const [outer = name, inner] = name.split('.')
    body[outer] = inner === undefined ? value : { ...record(body[outer]), [inner]: value }
  }
  return body
}

/** The ids of a log are its own; those of a sender hold for all electoral processes. */
function fieldsOf(line: LogLine, process: string): LogLine {
  const { kind: _kind, received_at: _received, id, polarity: _polarity, ...fields } = line
  return { ...fields, external_id: `${process} ${text(id)}` }
}

/** The first line of the log is its calendar. */
export async function openToldLane(telling: Telling, lines: readonly LogLine[]): Promise<ToldLane> {
  const { db, process } = telling
  const [calendar, ...rest] = lines
  const start = instant(calendar?.['received_at'])
  await openProcessOf(telling, calendar ?? {}, start)
  const row = await db
    .selectFrom('lane')
    .select('lane')
    .where('process', '=', process)
    .executeTakeFirstOrThrow()
  const scoring = {
    db,
    pokes: recordingPokes(),
    logger: silentLogger,
    metrics: createMetrics(),
    registry: telling.registry,
    batch: 50,
    lanes: new Map(),
  }
  const reports = new Map<string, LogLine>()
  let told = 0
  return {
    number: row.lane,
    async tellUntil(at) {
      for (;;) {
        const line = rest[told]
        if (line === undefined || instant(line['received_at']) > at) break
        await tellLine(telling, line, reports)
        told += 1
      }
      await append(db, { process, kind: 'clock', ref: 'tick', rev: null, receivedAt: instantText(at) })
      await scoreLane(scoring, row.lane)
    },
  }
}

const append = (db: Db, entry: NewInboxEntry) => inTransaction(db, (trx) => appendInbox(trx, [entry]))

/** An exercise on the clock of the record; what a test says of phases, windows and milestones takes the place of the derived ones. */
async function openProcessOf(telling: Telling, line: LogLine, start: Instant): Promise<void> {
  const { db, process, installed } = telling
  const { pack } = installed
  const file = exerciseCalendar(installed.templates, pack, instantText(start).slice(0, 10))
  const opening = {
    id: process,
    file,
    kind: 'exercise',
    isExercise: true,
    clock: 'record',
    shards: 1,
  } as const
  await inTransaction(db, async (trx) => {
    await openProcess(trx, pack, { ...opening, now: start })
    const version = 100
    await saveCalendar(trx, process, file, {
      version,
      knownFrom: start,
      calendar: saidBy(line, file, telling),
    })
    await raiseRegistryVersion(trx)
    const receivedAt = instantText(start)
    await appendInbox(trx, [{ process, kind: 'calendar', ref: String(version), rev: null, receivedAt }])
  })
}

function saidBy(line: LogLine, file: CalendarFile, { installed }: Telling) {
  const derived = deriveCalendar(file, installed.pack, instant(line['received_at']))
  const spans = list(line['spans'])
    .map(record)
    .map((span) => ({
      type: span['type'] === 'phase' ? ('phase' as const) : ('window' as const),
      code: text(span['code']),
      place: text(span['place']),
      from: instant(span['from']),
      to: instant(span['to']),
      round: 1,
      confidence: 'derived' as const,
      opensWith: 'election_day',
      closesWith: null,
    }))
  const milestones = Object.entries(record(line['milestones'])).map(([code, one]) => {
    const { from = one, to = one } = record(one)
    return [code, { from: instant(from), to: instant(to) }]
  })
  return { ...derived, spans, milestones: Object.fromEntries(milestones) }
}

async function tellLine(telling: Telling, line: LogLine, reports: Map<string, LogLine>): Promise<void> {
  const { db, process } = telling
  const receivedAt = text(line['received_at'])
  const id = text(line['id'])
  switch (line['kind']) {
    case 'signal':
      reports.set(id, fieldsOf(line, process))
      return post(telling, fieldsOf(line, process), receivedAt)
    case 'correction':
      reports.set(id, { ...reports.get(id), ...record(line['set']) })
      return post(telling, reports.get(id) ?? {}, receivedAt)
    case 'retraction':
      return retract(telling, id, receivedAt)
    case 'indicator': {
      const { name, place, at, value } = line
      const row = {
        process,
        name: text(name),
        place: text(place),
        observedAt: text(at),
        value: Number(value),
      }
      const ref = await inTransaction(db, (trx) => insertIndicator(trx, { ...row, actor: null, receivedAt }))
      await append(db, { process, kind: 'indicator', ref: String(ref), rev: null, receivedAt })
      return
    }
    default: // entity sets are those of the country pack
  }
}

async function post(telling: Telling, fields: LogLine, receivedAt: string): Promise<void> {
  const { db, registry, process } = telling
  const read = readSignal({ ...bodyOf(fields), process })
  if (!('body' in read)) throw new Error(`${JSON.stringify(fields)}: ${JSON.stringify(read)}`)
  const items = [{ ...read, receivedAt: instant(receivedAt) }]
  const answer = () => ({ status: 207, body: null })
  const [result] = await acceptSignals({ db, pokes: recordingPokes(), registry }, [
    { actor, items, key: undefined, isDryRun: false, answer },
  ])
  const verdict = result?.verdicts[0]
  if (verdict?.outcome !== 'created' && verdict?.outcome !== 'revised')
    throw new Error(`${JSON.stringify(fields)}: ${JSON.stringify(verdict)}`)
}

async function retract({ db, registry, process }: Telling, id: string, receivedAt: string): Promise<void> {
  await setNow(db, receivedAt)
  const row = await db
    .selectFrom('signal')
    .select('id')
    .where('external_id', '=', `${process} ${id}`)
    .where('rev', '=', 1)
    .executeTakeFirstOrThrow()
  await inTransaction(db, (trx) =>
    retractSignal(trx, { pokes: recordingPokes(), registry }, actor, row.id, 'withdrawn in the log'),
  )
}
