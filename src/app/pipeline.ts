// The flow as data: which handler a poke runs, and which query finds the work that a lost poke has left. Nothing else knows the order.
import { hasUnplannedEvents } from '#alerts/alert-event-store.ts'
import { waitingRuns } from '#backtest/backtest-store.ts'
import type { LabDeps } from '#backtest/choose-process.ts'
import { carryOutBacktest } from '#backtest/stored-backtest.ts'
import { limits } from '#config/limits.ts'
import { type DeliverDeps, deliver } from '#delivery/deliver.ts'
import { hasDueDeliveries } from '#delivery/delivery-store.ts'
import { hasUnfetched } from '#delivery/feeds/cap-store.ts'
import { tellUnfetched } from '#delivery/feeds/tell-unfetched.ts'
import { type PlanDeps, planDeliveries } from '#delivery/plan-deliveries.ts'
import type { Db } from '#platform/database/database.ts'
import { type PokeName, type Pokes, pokeNames } from '#queue/pokes.ts'
import { hasDueSchedule } from '#registry/rule-life-store.ts'
import { carryOutDue } from '#registry/scheduled-rules.ts'
import { lanesWithEntries } from '#scoring/inbox-store.ts'
import { lanesWithDueTimers } from '#scoring/lane-store.ts'
import { buildStates } from '#scoring/rebuild-state.ts'
import { lanesBuilding } from '#scoring/rebuild-store.ts'
import { type ScoringDeps, scoreLane } from '#scoring/score-lane.ts'

export interface Stage {
  readonly poke: PokeName
  handle(key: string): Promise<void>
  /** Keys of the work that waits now. */
  waiting(db: Db): Promise<readonly string[]>
}

export type PipelineDeps = ScoringDeps & PlanDeps & DeliverDeps & LabDeps

export function pipeline(deps: PipelineDeps): readonly Stage[] {
  return [
    {
      poke: 'score',
      handle: (lane) => scoreLane(deps, Number(lane)),
      waiting: async (db) => [
        ...new Set(
          [...(await lanesWithEntries(db)), ...(await lanesWithDueTimers(db, limits.tickGraceMs))].map(
            String,
          ),
        ),
      ],
    },
    {
      poke: 'notify',
      handle: (key) => planDeliveries(deps, key),
      waiting: async (db) => ((await hasUnplannedEvents(db)) ? ['all'] : []),
    },
    {
      poke: 'deliver',
      handle: (key) => deliver(deps, key),
      waiting: async (db) => ((await hasDueDeliveries(db)) ? ['all'] : []),
    },
    {
      // nobody gives this poke: time alone makes a file late, and the sweep sees it
      poke: 'feeds',
      handle: () => tellUnfetched(deps),
      waiting: async (db) => ((await hasUnfetched(db)) ? ['late'] : []),
    },
    {
      // changes of rules whose time has come, and rule states that are built before their activation; the key is a lane, or `due`
      poke: 'rules',
      handle: (key) => (key === 'due' ? carryOutDue(deps) : buildStates(deps, Number(key))),
      waiting: async (db) => [
        ...((await hasDueSchedule(db)) ? ['due'] : []),
        ...(await lanesBuilding(db)).map(String),
      ],
    },
    {
      poke: 'backtest',
      handle: (run) => carryOutBacktest(deps, run),
      waiting: waitingRuns,
    },
  ]
}

/** Throws when a poke has no handler, or two. */
export function listen(pokes: Pokes, stages: readonly Stage[]): void {
  for (const name of pokeNames) {
    const count = stages.filter((stage) => stage.poke === name).length
    if (count !== 1) throw new Error(`the poke «${name}» has ${count} handlers; it needs exactly one`)
  }
  for (const stage of stages) pokes.on(stage.poke, (key) => stage.handle(key))
}
