// Which electoral process's history is meant, and how much of it a request may fold.
import { type Actor, coversPlace, mayUseProcess } from '#domain/actor.ts'
import { parseInstant } from '#domain/time.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { type ProcessRow, readNow } from '#registry/process-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'
import { countLog, findLane, type LogRange } from './history-store.ts'
import type { ReadRule } from './rules-under-test.ts'

export interface LabDeps {
  readonly db: Db
  readonly registry: Registry
  readonly readRule: ReadRule
}

/** Log entries that one request folds at most: about ten seconds of one core. */
const mostEntries = 200_000

export interface ChosenProcess {
  readonly view: RegistryView
  readonly process: ProcessRow
  readonly lane: number
  readonly now: Temporal.Instant
}

/** The one named, else the only open one; a process that the caller may not use is not there. */
export async function chooseProcess(
  deps: LabDeps,
  actor: Actor,
  name: string | undefined,
): Promise<ChosenProcess> {
  const { version, now } = await readNow(deps.db)
  const view = await deps.registry.at(deps.db, version)
  const usable = view.processes.filter(
    (one) => mayUseProcess(actor, one.id) && coversPlace(actor, [one.territory]),
  )
  const open = usable.filter((one) => one.state === 'open')
  const process = name === undefined && open.length === 1 ? open[0] : usable.find((one) => one.id === name)
  const lane = process === undefined ? undefined : await findLane(deps.db, process.id)
  if (process === undefined || lane === undefined) {
    const names = usable.map((one) => one.id)
    const wanted = name === undefined ? 'name one' : `"${name}" is none of them`
    throw new AppError(
      'invalid',
      'BACKTEST_PROCESS_UNKNOWN',
      `electoral processes of this token: ${names.join(', ') || 'none'}; ${wanted}`,
      {
        faults: [
          {
            pointer: '/process',
            code: 'BACKTEST_PROCESS_UNKNOWN',
            message: { es: `procesos: ${names.join(', ')}`, en: `processes: ${names.join(', ')}` },
            nearest: names,
          },
        ],
      },
    )
  }
  return { view, process, lane, now }
}

/** Throws when there is more than a request may fold, and says what to narrow. */
export async function checkCost(db: Db, range: LogRange): Promise<number> {
  const count = await countLog(db, range, mostEntries)
  if (count <= mostEntries) return count
  throw new AppError(
    'invalid',
    'RULE_COST_EXCEEDED',
    `this history has more than ${mostEntries} log entries: narrow since and until (each entry of the longest window before since counts too), or run a back-test`,
  )
}

/** An RFC 3339 text of the request → instant. */
export function instantOf(text: string, pointer: string): number {
  const at = parseInstant(text)
  if (at !== undefined) return at
  throw new AppError('invalid', 'BACKTEST_SPAN', `${pointer}: ${text} is no time with an offset`)
}
