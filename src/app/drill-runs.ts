// Handler of `drill`: plays drills that were asked for through the API, one at a time in this process and beside its other work. What it set
// off is worked off by whoever works; the row says how far it is, and that it was interrupted when this process ends before it.
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '#config/limits.ts'
import {
  claimDrill,
  endDrill,
  endSilentDrills,
  finishDrill,
  hasDrillWork,
  isSettled,
  noteAlive,
  noteProgress,
  readDrillRun,
  SIGN_OF_LIFE_MS,
} from '#drill/drill-run-store.ts'
import { every } from '#platform/every.ts'
import type { Logger } from '#platform/logger.ts'
import type { Stage } from './pipeline.ts'
import { type DrillCore, runDrill } from './run-drill.ts'

type Deps = DrillCore & { readonly logger: Logger }

export interface DrillRuns {
  readonly stage: Stage
  /** Interrupts what is being played. */
  close(): Promise<void>
}

export function createDrillRuns(deps: Deps): DrillRuns {
  const leaving = new AbortController()
  let playing: Promise<void> | undefined
  async function begin(): Promise<void> {
    for (const id of await endSilentDrills(deps.db)) deps.logger.warn({ event: 'drill.interrupted', id })
    if (playing !== undefined || leaving.signal.aborted) return
    const id = await claimDrill(deps.db)
    if (id === undefined) return
    // Not waited for: a drill may last for days, and the sweep goes on.
    playing = play(deps, id, leaving.signal).finally(() => {
      playing = undefined
      deps.pokes.poke('drill', 'all')
    })
  }
  return {
    stage: {
      poke: 'drill',
      handle: begin,
      waiting: async (db) => (playing === undefined && (await hasDrillWork(db)) ? ['all'] : []),
    },
    async close() {
      leaving.abort()
      await playing
    },
  }
}

/** Never throws: what went wrong is kept with the run. */
async function play(deps: Deps, id: string, signal: AbortSignal): Promise<void> {
  const { db, logger } = deps
  const stopBeating = every(SIGN_OF_LIFE_MS, 'drill', () => noteAlive(db, id), logger)
  try {
    const run = await readDrillRun(db, id)
    if (run === undefined) return
    const { scenario, pace, process } = run
    const report = await runDrill(deps, {
      scenario,
      pace,
      process,
      signal,
      settle: (exercise) => settled(deps, exercise, signal),
      onProgress: (done) => noteProgress(db, id, done),
    })
    await finishDrill(db, id, report)
    logger.info({ event: 'drill.done', id, process })
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const [state, why] = signal.aborted
      ? (['interrupted', 'the process that played it was stopped'] as const)
      : (['failed', text] as const)
    logger.warn({ event: `drill.${state}`, id, error: text })
    await endDrill(db, id, state, why).catch((failure: unknown) =>
      logger.warn({ event: 'drill.unrecorded', id, error: String(failure) }),
    )
  } finally {
    await stopBeating()
  }
}

/** Until nothing of the exercise waits; pokes may be lost, and then the sweep does the work. */
async function settled({ db }: Deps, process: string, signal: AbortSignal): Promise<void> {
  while (!(await isSettled(db, process))) await sleep(limits.drillLookMs, undefined, { signal })
}
