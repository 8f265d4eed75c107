// What came of climbing becomes rows: the alerts' histories, the steps and the ladders of a whole batch in a few statements.

import { recordActs } from '#alerts/act-store.ts'
import { insertSteps, type LadderChange, saveLadders } from '#alerts/escalation-store.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import type { Climbing } from './climb.ts'
import type { Standing } from './load-ladders.ts'

/** A ladder after a look; without `climbing` nothing but the ladder changes. */
export interface Looked {
  readonly standing: Standing
  readonly ladder: LadderChange
  readonly climbing?: Pick<Climbing, 'acts' | 'newSteps'>
}

export async function saveClimbs(
  trx: Trx,
  looked: readonly Looked[],
  countStep?: (outcome: string) => void,
): Promise<void> {
  // From the alert as it was locked: each act counts its ordinal on.
  await recordActs(
    trx,
    looked.map(({ standing, climbing }) => ({ alert: standing.alert, acts: climbing?.acts ?? [] })),
  )
  const steps = looked.flatMap((one) => one.climbing?.newSteps ?? [])
  await insertSteps(trx, steps)
  await saveLadders(
    trx,
    looked.map((one) => one.ladder),
  )
  afterCommit(trx, () => {
    for (const step of steps) countStep?.(step.outcome)
  })
}
