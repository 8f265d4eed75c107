// What a fold changed → rows, in statements sorted by primary key, so that two of them never wait for each other crosswise.
import { keyText } from '#domain/rules/key-memory.ts'
import type { FoldDelta, KeyValues } from '#domain/rules/lane.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import type { OpenLane } from './open-lane.ts'
import {
  deleteContributions,
  ensureKeys,
  insertContributions,
  saveKeyStates,
  saveTimers,
} from './window-store.ts'

export async function saveDelta(trx: Trx, lane: number, open: OpenLane, delta: FoldDelta): Promise<void> {
  await nameKeys(trx, lane, open, delta)
  const idOf = (ruleState: number, key: KeyValues): number => {
    const id = open.keyIds.get(`${ruleState} ${keyText(key)}`)
    if (id === undefined)
      throw new AppError(
        'bug',
        'INVARIANT_BROKEN',
        `key ${keyText(key)} of rule state ${ruleState} has no row`,
      )
    return id
  }
  await deleteContributions(
    trx,
    delta.contributions.remove.map((ref) => ({
      ruleKey: idOf(ref.ruleState, ref.key),
      selector: ref.selector,
      eventTime: instantText(ref.eventTime),
      pos: ref.pos,
    })),
  )
  await insertContributions(
    trx,
    delta.contributions.put.map(({ ruleState, key, contribution }) => ({
      ...contribution,
      ruleKey: idOf(ruleState, key),
      eventTime: instantText(contribution.eventTime),
    })),
  )
  await saveKeyStates(
    trx,
    delta.keyStates.map(({ ruleState, key, state }) => ({ ruleKey: idOf(ruleState, key), state })),
  )
  await saveTimers(
    trx,
    lane,
    delta.timers.map(({ ruleState, key, due }) => ({
      ruleKey: idOf(ruleState, key),
      due: due === null || !Number.isFinite(due) ? null : instantText(due),
    })),
  )
}

/** Every key that the delta speaks of gets a row and its id. */
async function nameKeys(trx: Trx, lane: number, open: OpenLane, delta: FoldDelta): Promise<void> {
  const unnamed = new Map<string, { ruleState: number; key: KeyValues }>()
  const all = [...delta.contributions.put, ...delta.contributions.remove, ...delta.keyStates, ...delta.timers]
  for (const { ruleState, key } of all) {
    const name = `${ruleState} ${keyText(key)}`
    if (!open.keyIds.has(name)) unnamed.set(name, { ruleState, key })
  }
  for (const row of await ensureKeys(trx, lane, [...unnamed.values()])) {
    open.keyIds.set(`${row.ruleState} ${keyText(row.key)}`, row.id)
  }
}

export function instantText(instant: number): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toString()
}
