// Approved changes of rules that were given a time: carried out when it has come, or ended with the reason why not.
import { readProposal, setProposalState } from '#access/approve.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { type Db, inTransaction, lockForTransaction, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import type { Logger } from '#platform/logger.ts'
import { applyProposal } from './activate-rule.ts'
import { refuseFrozen } from './freeze-store.ts'
import { readNow } from './process-store.ts'
import type { ActivationDeps } from './put-in-force.ts'
import type { Registry } from './registry-view-store.ts'
import { dueSchedules, endSchedule, type Schedule } from './rule-life-store.ts'
import { RULES_LOCK } from './rule-revisions.ts'

export interface ScheduleDeps extends ActivationDeps {
  readonly db: Db
  readonly registry: Registry
  readonly logger: Logger
}

/** One transaction per change: what is refused is written down and does not hold up the others. */
export async function carryOutDue(deps: ScheduleDeps): Promise<void> {
  for (;;) {
    const refused = await inTransaction(deps.db, (trx) => carryOutFirst(trx, deps)).catch(
      (error: unknown) => {
        if (error instanceof Refused) return error
        throw error
      },
    )
    if (refused === undefined) return
    if (refused instanceof Refused) await inTransaction(deps.db, (trx) => giveUp(trx, deps, refused))
  }
}

class Refused extends Error {
  readonly schedule: Schedule
  readonly refusal: AppError
  constructor(schedule: Schedule, refusal: AppError) {
    super(refusal.message, { cause: refusal })
    this.schedule = schedule
    this.refusal = refusal
  }
}

/** Undefined when nothing is due. */
async function carryOutFirst(trx: Trx, deps: ScheduleDeps): Promise<true | undefined> {
  await lockForTransaction(trx, RULES_LOCK)
  const [schedule] = await dueSchedules(trx)
  if (schedule === undefined) return undefined
  const proposal = await readProposal(trx, schedule.proposal)
  if (proposal?.state !== 'approved') {
    await endSchedule(trx, schedule.id, `the proposal is ${proposal?.state ?? 'gone'}`)
    return true
  }
  const view = await deps.registry.at(trx, (await readNow(trx)).version)
  try {
    await refuseFrozen(trx, view.pack.changeFreeze)
    await applyProposal(trx, deps, view, proposal, schedule.actor)
  } catch (error) {
    if (error instanceof AppError && error.kind !== 'bug') throw new Refused(schedule, error)
    throw error
  }
  await endSchedule(trx, schedule.id, 'done')
  return true
}

async function giveUp(trx: Trx, deps: ScheduleDeps, { schedule, refusal }: Refused): Promise<void> {
  await endSchedule(trx, schedule.id, `${refusal.code}: ${refusal.message}`.slice(0, 1_000))
  await setProposalState(trx, schedule.proposal, 'stale')
  await recordAudit(trx, {
    actor: { tokenId: schedule.actor },
    action: 'rule.schedule_refused',
    object: { kind: 'proposal', id: schedule.proposal },
    detail: { code: refusal.code },
  })
  deps.logger.warn({ event: 'rules.schedule_refused', proposal: schedule.proposal, code: refusal.code })
}
