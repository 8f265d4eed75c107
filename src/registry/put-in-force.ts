// The set of rules in force: every change is one activation, which names the whole set and is an entry of every open lane.
import { listProposals, setProposalState } from '#access/approve.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import { afterCommit, lockForTransaction, type Trx } from '#platform/database/database.ts'
import type { ActivatedRule } from '#platform/database/tables/registry.ts'
import { AppError } from '#platform/errors.ts'
import type { Pokes } from '#queue/pokes.ts'
import { appendActivation } from '#scoring/inbox-store.ts'
import { listProcesses, readNow } from './process-store.ts'
import { lifeOf, proposalKind, type RuleLife, revisionOf } from './rule-life.ts'
import { RULES_LOCK } from './rule-revisions.ts'
import { insertActivation, latestActivation, type RuleChange, type StoredRevision } from './rule-store.ts'

export interface ActivationDeps {
  readonly pokes: Pokes
}

export function refuseNotInForce(life: RuleLife, revision: StoredRevision): void {
  if (life.inForce?.hash === revision.hash) return
  throw new AppError(
    'conflict',
    'RULE_NOT_IN_FORCE',
    `${life.id} version ${revision.version} is not in force`,
  )
}

/** One step back: the rule is what it was before its last change, whatever that was. `name` is the revision that the change was about. */
export async function rollBack(
  trx: Trx,
  deps: ActivationDeps,
  actor: Actor,
  id: string,
  name: string,
  reason: string,
): Promise<{ readonly activation: number; readonly inForce: ActivatedRule | undefined }> {
  await lockForTransaction(trx, RULES_LOCK)
  const life = await lifeOf(trx, id)
  const revision = revisionOf(life, name)
  const before = lastOther(life)
  const changed = life.inForce?.hash ?? before?.hash
  if (changed !== revision.hash) refuseNotInForce(life, revision)
  await giveUpProposals(trx, id)
  const change = {
    act: 'rollback',
    ruleId: id,
    hash: before?.hash ?? null,
    proposal: null,
    actor: actor.tokenId,
    warnings: [],
  } as const
  return { activation: await putInForce(trx, deps, id, before, change, reason), inForce: before }
}

/** What the rule was before its last change; undefined = not in force. */
function lastOther({ id, past }: RuleLife): ActivatedRule | undefined {
  const now = JSON.stringify(past[0]?.entry ?? null)
  const before = past.find(({ entry }) => JSON.stringify(entry) !== now)
  if (before === undefined && now === 'null') {
    throw new AppError('conflict', 'RULE_NOTHING_TO_ROLL_BACK', `nothing has changed about ${id} yet`)
  }
  return before?.entry ?? undefined
}

/** They were made for what was in force until now. */
async function giveUpProposals(trx: Trx, id: string): Promise<void> {
  for (const state of ['open', 'approved'] as const) {
    const waiting = await listProposals(trx, { kind: proposalKind, target: id, state, limit: 100 })
    for (const one of waiting) await setProposalState(trx, one.id, 'stale')
  }
}

/** Puts a rule into force (undefined = out of it), with its record. */
export async function putInForce(
  trx: Trx,
  deps: ActivationDeps,
  id: string,
  next: ActivatedRule | undefined,
  change: RuleChange,
  reason: string,
): Promise<number> {
  const current = (await latestActivation(trx))?.rules ?? []
  const others = current.filter((one) => one.rule_id !== id)
  const activation = await sendActivation(
    trx,
    deps,
    next === undefined ? others : [...others, next],
    { author: change.actor ?? 'file', reason },
    change,
  )
  await recordAudit(trx, {
    actor: change.actor === null ? null : { tokenId: change.actor },
    action: `rule.${change.act}`,
    object: { kind: 'rule', id },
    detail: {
      activation,
      hash: change.hash,
      proposal: change.proposal,
      warnings: change.warnings.length,
    },
    note: reason,
  })
  return activation
}

/** Stores the set of rules in force from now on, and hands it to the lanes of every open live process. */
export async function sendActivation(
  trx: Trx,
  deps: ActivationDeps | undefined,
  rules: readonly ActivatedRule[],
  by: { readonly author: string; readonly reason: string },
  change?: RuleChange,
): Promise<number> {
  const sorted = rules.toSorted((a, b) => (a.rule_id < b.rule_id ? -1 : 1))
  const id = await insertActivation(trx, sorted, by.author, by.reason, change)
  const { now } = await readNow(trx)
  const open = (await listProcesses(trx)).filter(({ state, clock }) => state === 'open' && clock === 'live')
  const { lanes, building } = await appendActivation(
    trx,
    id,
    open.map((process) => process.id),
    now.toString(),
    limits.rebuildAtOnce,
  )
  if (deps !== undefined) {
    afterCommit(trx, () => {
      for (const lane of lanes) deps.pokes.poke('score', String(lane))
      for (const lane of building) deps.pokes.poke('rules', String(lane))
    })
  }
  return id
}
