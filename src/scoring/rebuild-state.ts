// A rule whose structure is new in a lane: its state is built from the signals of the lane's log, beside the states in force, and completed in
// the step that takes the activation up. Small histories are read in that step, large ones before it, in steps of their own.
import { limits } from '#config/limits.ts'
import { createStateBuilder, type KeyContributions } from '#domain/rules/contributions.ts'
import { keyText } from '#domain/rules/key-memory.ts'
import type { ActiveRule, KeyValues } from '#domain/rules/lane.ts'
import { readEntries as readSignals } from '#intake/signal-store.ts'
import { afterCommit, type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { failpoint } from '#platform/failpoint.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readNow } from '#registry/process-store.ts'
import { type LaneRow, readLane } from './lane-store.ts'
import { activeRules } from './open-lane.ts'
import { laneSignal } from './read-entries.ts'
import {
  advanceBuild,
  clearContributions,
  clearTimers,
  endBuild,
  readBuild,
  releaseBuild,
  signalsTakenUp,
} from './rebuild-store.ts'
import { instantText } from './save-delta.ts'
import { ensureKeys, insertContributions } from './window-store.ts'

export interface BuildDeps {
  readonly pokes: Pokes
  readonly logger: Logger
}

interface Range {
  readonly after: number
  readonly upTo: number
}

/** Brings the states of the rules to where the log up to `upTo` leaves them, given that they stand where it left them at `after`. */
async function buildRange(
  trx: Trx,
  lane: LaneRow,
  rules: readonly ActiveRule[],
  range: Range,
): Promise<void> {
  const builders = rules.map((active) => ({ active, builder: createStateBuilder(active) }))
  const reach = Math.max(0, ...builders.map(({ builder }) => builder.reach))
  const lt = lane.lt?.epochMilliseconds ?? -Infinity
  const horizon = lt - reach
  const from = Number.isFinite(horizon) ? instantText(Math.floor(horizon)) : null
  const states = rules.map(({ ruleState }) => ruleState)
  for (let after = range.after; after < range.upTo; after += limits.rebuildStep) {
    const upTo = Math.min(range.upTo, after + limits.rebuildStep)
    const { refs, signals } = await signalsTakenUp(trx, lane.lane, { after, upTo }, from)
    await clearContributions(trx, lane.lane, states, refs)
    const firstPos = new Map(signals.map((one) => [one.id, one.firstPos]))
    const read = (await readSignals(trx, signals)).map((row) =>
      laneSignal(row, lane.process, firstPos.get(row.id)),
    )
    for (const { active, builder } of builders) {
      const found = read.flatMap((signal) => builder.contributionsOf(signal, signal.firstPos ?? 0) ?? [])
      await putContributions(trx, lane.lane, active.ruleState, found)
    }
  }
}

async function putContributions(
  trx: Trx,
  lane: number,
  ruleState: number,
  found: readonly KeyContributions[],
): Promise<void> {
  const keys = new Map<string, KeyValues>(found.map(({ key }) => [keyText(key), key]))
  const ids = new Map(
    (
      await ensureKeys(
        trx,
        lane,
        [...keys.values()].map((key) => ({ ruleState, key })),
      )
    ).map((row) => [keyText(row.key), row.id]),
  )
  await insertContributions(
    trx,
    found.flatMap(({ key, contributions }) => {
      const ruleKey = ids.get(keyText(key))
      return ruleKey === undefined
        ? []
        : contributions.map((one) => ({ ...one, ruleKey, eventTime: instantText(one.eventTime) }))
    }),
  )
}

function statesNewTo(before: readonly ActiveRule[], rules: readonly ActiveRule[]): readonly ActiveRule[] {
  return rules.filter(({ ruleState }) => !before.some((one) => one.ruleState === ruleState))
}

/** Completes the states that the activation brings into the lane; in the lane's step, before the entry is folded. */
export async function completeStates(
  trx: Trx,
  lane: LaneRow,
  before: readonly ActiveRule[],
  rules: readonly ActiveRule[],
  activation: number,
): Promise<void> {
  const coming = statesNewTo(before, rules)
  if (coming.length > 0) {
    const build = await readBuild(trx, lane.lane)
    const isBuilt = build?.activation === activation
    if (!isBuilt) {
      const states = coming.map(({ ruleState }) => ruleState)
      await clearContributions(trx, lane.lane, states)
    }
    await buildRange(trx, lane, coming, { after: isBuilt ? build.afterPos : 0, upTo: lane.pos })
  }
  await endBuild(trx, lane.lane, activation)
}

/** After the fold: states that are no longer in force keep their keys and episodes, and give up what would grow old. */
export async function giveUpStates(
  trx: Trx,
  lane: number,
  before: readonly ActiveRule[],
  rules: readonly ActiveRule[],
): Promise<void> {
  const going = statesNewTo(rules, before).map(({ ruleState }) => ruleState)
  await clearContributions(trx, lane, going)
  await clearTimers(trx, lane, going)
}

/** Builds in the background until the lane's activation can be released. */
export async function buildStates(deps: BuildDeps & { readonly db: Db }, lane: number): Promise<void> {
  while (await inTransaction(deps.db, (trx) => buildStep(trx, deps, lane))) failpoint('rebuild.after_step')
}

/** True while more is to be read. Does not hold the lane: what the lane takes up meanwhile is caught up with by a later step. */
async function buildStep(trx: Trx, deps: BuildDeps, lane: number): Promise<boolean> {
  const build = await readBuild(trx, lane, true)
  const row = await readLane(trx, lane)
  if (build === undefined || build.isReleased || row === undefined) return false
  const before = row.activation === null ? [] : await activeRules(trx, row, row.activation)
  const coming = statesNewTo(before, await activeRules(trx, row, build.activation))
  if (build.afterPos === 0) {
    await clearContributions(
      trx,
      lane,
      coming.map(({ ruleState }) => ruleState),
    )
  }
  const upTo = Math.min(row.pos, build.afterPos + limits.rebuildStep)
  await buildRange(trx, row, coming, { after: build.afterPos, upTo })
  await advanceBuild(trx, lane, upTo)
  if (upTo < row.pos) return true
  const { now } = await readNow(trx)
  await releaseBuild(trx, lane, build.activation, now.toString())
  deps.logger.info({ event: 'rules.built', lane, activation: build.activation, pos: upTo })
  afterCommit(trx, () => deps.pokes.poke('score', String(lane)))
  return false
}
