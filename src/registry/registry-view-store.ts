// The registry as intake keeps it in memory: pack, places, open processes with their calendars, sources. Read again when its version moves.
import { processExtent } from '#domain/electoral-process.ts'
import type { CountryPack } from '#domain/pack.ts'
import { createGazetteer, type Gazetteer, withGazetteer } from '#domain/place.ts'
import type { OpenProcess } from '#domain/signal/intake-context.ts'
import type { Executor } from '#platform/database/database.ts'
import { type CalendarRow, latestCalendars } from './calendar-store.ts'
import { listProcesses, type ProcessRow } from './process-store.ts'
import { listPlaces, listSources, type SourceRow } from './source-store.ts'

export interface RegistryView {
  readonly version: number
  readonly pack: CountryPack
  readonly places: Gazetteer
  readonly processes: readonly ProcessRow[]
  readonly open: readonly OpenProcess[]
  readonly sources: ReadonlyMap<string, SourceRow>
}

export interface Registry {
  /** The view of that version, or a newer one; asks the database only when the version has moved. */
  at(db: Executor, version: number): Promise<RegistryView>
}

export function createRegistry(pack: CountryPack): Registry {
  let kept: RegistryView | undefined
  return {
    async at(db, version) {
      if (kept !== undefined && kept.version >= version) return kept
      kept = await readView(db, version, pack)
      return kept
    },
  }
}

async function readView(db: Executor, version: number, pack: CountryPack): Promise<RegistryView> {
  const imported = await listPlaces(db)
  const known = imported.length === 0 ? pack : withGazetteer(pack, imported)
  const processes = await listProcesses(db)
  const calendars = new Map((await latestCalendars(db)).map((row) => [row.process, row]))
  const sources = new Map((await listSources(db)).map((row) => [row.id, row]))
  const open = processes.flatMap((process) => {
    const calendar = calendars.get(process.id)
    return process.state === 'open' && calendar !== undefined ? [openProcess(process, calendar)] : []
  })
  return { version, pack: known, places: createGazetteer(known), processes, open, sources }
}

function openProcess(process: ProcessRow, { calendar, version }: CalendarRow): OpenProcess {
  const { from, to } = processExtent(calendar) ?? { from: 0, to: 0 }
  return {
    id: process.id,
    territory: process.territory,
    isExercise: process.isExercise,
    clock: process.clock,
    from,
    to,
    electionDay: calendar.milestones['election_day']?.from ?? from,
    calendarVersion: version,
    calendar,
  }
}
