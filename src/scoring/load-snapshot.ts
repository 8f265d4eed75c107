// Puts into the lane's memory what a fold is going to touch and is not there yet: keys, their contributions, due timers, old revisions.
import { touchedKeys } from '#domain/rules/fold.ts'
import { keyText } from '#domain/rules/key-memory.ts'
import type { ContributionRef, Entry } from '#domain/rules/lane.ts'
import { hasKey, loadFrom, loadKey } from '#domain/rules/lane-memory.ts'
import type { Trx } from '#platform/database/database.ts'
import type { OpenLane } from './open-lane.ts'
import {
  findKeys,
  keysDueBy,
  keysOfStates,
  type RuleKeyRow,
  readContributions,
  readKeyStates,
  refsOfSignals,
} from './window-store.ts'

/** `ticksBy`: the latest instant up to which the fold may run ticks; undefined = none. */
export async function loadSnapshot(
  trx: Trx,
  lane: number,
  open: OpenLane,
  entries: readonly Entry[],
  ticksBy: string | undefined,
): Promise<void> {
  const old = await oldContributions(trx, lane, entries)
  const touched = touchedKeys(open.memory, entries, old)
  const isMissing = (key: { ruleState: number; key: readonly string[] }) =>
    !hasKey(open.memory, key.ruleState, key.key)
  const wanted = [
    ...(await findKeys(trx, lane, touched.keys.filter(isMissing))),
    ...(await keysOfStates(trx, lane, touched.whole)),
    ...(ticksBy === undefined ? [] : await keysDueBy(trx, lane, ticksBy)),
  ]
  const missing = new Map(wanted.filter(isMissing).map((row) => [row.id, row]))
  await loadKeys(trx, open, [...missing.values()])
}

async function loadKeys(trx: Trx, open: OpenLane, rows: readonly RuleKeyRow[]): Promise<void> {
  if (rows.length === 0) return
  const states = await readKeyStates(
    trx,
    rows.map((row) => row.id),
  )
  const contributions = await readContributions(
    trx,
    rows.map((row) => ({ id: row.id, from: startOf(open, row.ruleState) })),
  )
  for (const row of rows) {
    open.keyIds.set(`${row.ruleState} ${keyText(row.key)}`, row.id)
    loadKey(open.memory, row.ruleState, row.key, contributions.get(row.id) ?? [], states.get(row.id))
  }
}

function startOf(open: OpenLane, ruleState: number): string | null {
  const from = loadFrom(open.memory, ruleState)
  return Number.isFinite(from) ? Temporal.Instant.fromEpochMilliseconds(Math.floor(from)).toString() : null
}

async function oldContributions(
  trx: Trx,
  lane: number,
  entries: readonly Entry[],
): Promise<Map<string, ContributionRef[]>> {
  const signals = entries.flatMap((entry) =>
    entry.kind === 'correction' ? [entry.signal.id] : entry.kind === 'retraction' ? [entry.id] : [],
  )
  const found = new Map<string, ContributionRef[]>()
  for (const row of await refsOfSignals(trx, lane, signals)) {
    const list = found.get(row.signalId) ?? []
    list.push({ ...row, eventTime: row.eventTime.epochMilliseconds })
    found.set(row.signalId, list)
  }
  return found
}
