// From a proposal to what is in force: propose, approve, activate (also at a set time), shadow, retire, roll back. Every change is one
// activation, which names the whole set of rules and is an entry of every open lane.
import {
  changedSince,
  type Decision,
  decide,
  listProposals,
  type ProposalRow,
  propose,
  setProposalState,
} from '#access/approve.ts'
import { recordAudit } from '#access/audit.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import { rawTests } from '#domain/rules/schema-case.ts'
import { afterCommit, lockForTransaction, type Trx } from '#platform/database/database.ts'
import type { ActivatedRule, RuleAct } from '#platform/database/tables/registry.ts'
import { AppError } from '#platform/errors.ts'
import type { Pokes } from '#queue/pokes.ts'
import { appendActivation } from '#scoring/inbox-store.ts'
import { listProcesses, readNow } from './process-store.ts'
import type { RegistryView } from './registry-view-store.ts'
import {
  baseOf,
  lifeOf,
  proposalFor,
  proposalKind,
  type RuleLife,
  revisionOf,
  statusOf,
} from './rule-life.ts'
import { insertSchedule } from './rule-life-store.ts'
import { checkText, RULES_LOCK, refuseRetired, runTests } from './rule-revisions.ts'
import {
  insertActivation,
  latestActivation,
  type RuleChange,
  ruleStateFor,
  type StoredRevision,
} from './rule-store.ts'

export const proposedActs = ['activate', 'shadow', 'retire'] as const
export type ProposedAct = (typeof proposedActs)[number]

/** What the tests of a rule have to say before anybody may be warned by it: that it fires, and that it keeps silent. */
export function expectsBoth(document: unknown): { readonly firing: boolean; readonly silence: boolean } {
  const states = rawTests(document).flatMap((raw) => {
    const expected = typeof raw === 'object' && raw !== null && 'expect' in raw ? raw.expect : []
    return Array.isArray(expected) ? expected.map((one: unknown) => stateOf(one)) : []
  })
  return { firing: states.includes('firing'), silence: states.includes('none') }
}

function stateOf(expectation: unknown): unknown {
  return typeof expectation === 'object' && expectation !== null && 'state' in expectation
    ? expectation.state
    : undefined
}

function refuseUntested(life: RuleLife, revision: StoredRevision): void {
  const name = `${life.id} version ${revision.version}`
  if (statusOf(life, revision) === 'draft') {
    const isRun = life.runs.has(revision.hash)
    throw new AppError(
      'conflict',
      'RULE_NOT_TESTED',
      isRun
        ? `the last test run of ${name} failed; correct it in a new revision`
        : `run the tests of ${name} first (:test)`,
    )
  }
  const { firing, silence } = expectsBoth(revision.document)
  if (firing && silence) return
  throw new AppError(
    'invalid',
    'RULE_TESTS_TOO_FEW',
    `${name} needs at least one test that expects firing and one that expects silence (state: none); missing: ${firing ? 'silence' : 'firing'}`,
  )
}

function refuseNotInForce(life: RuleLife, revision: StoredRevision): void {
  if (life.inForce?.hash === revision.hash) return
  throw new AppError(
    'conflict',
    'RULE_NOT_IN_FORCE',
    `${life.id} version ${revision.version} is not in force`,
  )
}

export async function proposeRevision(
  trx: Trx,
  actor: Actor,
  id: string,
  name: string,
  wish: { readonly act: ProposedAct; readonly reason: string },
): Promise<ProposalRow> {
  await lockForTransaction(trx, RULES_LOCK)
  const life = await lifeOf(trx, id)
  refuseRetired(life)
  const revision = revisionOf(life, name)
  if (wish.act === 'retire') refuseNotInForce(life, revision)
  else refuseUntested(life, revision)
  return propose(trx, proposalOf(life, revision, wish), actor)
}

export function proposalOf(
  life: RuleLife,
  revision: StoredRevision,
  wish: { readonly act: ProposedAct; readonly reason: string },
) {
  const { hash, version, authorPerson } = revision
  return {
    kind: proposalKind,
    target: life.id,
    subject: { rule_id: life.id, hash, version, act: wish.act },
    reason: wish.reason,
    authorPerson,
    base: baseOf(life.inForce),
  }
}

/** Approves or rejects a proposal of a rule. */
export async function decideProposal(
  trx: Trx,
  actor: Actor,
  id: string,
  decision: Decision,
): Promise<ProposalRow> {
  await lockForTransaction(trx, RULES_LOCK)
  return decide(trx, id, actor, decision, async (proposal) =>
    baseOf((await lifeOf(trx, proposal.target)).inForce),
  )
}

/** The open proposal of a revision. */
export async function openProposal(trx: Trx, id: string, name: string): Promise<ProposalRow> {
  const life = await lifeOf(trx, id)
  const revision = revisionOf(life, name)
  const open = proposalFor(life, revision.hash, 'open')
  if (open !== undefined) return open
  // so that a second approval of the same proposal is told what became of it
  const decided = life.proposals.find(({ subject }) => subject['hash'] === revision.hash)
  if (decided !== undefined) return decided
  throw new AppError('conflict', 'RULE_NOT_PROPOSED', `nobody has proposed ${id} version ${revision.version}`)
}

export interface Carried {
  readonly act: RuleAct
  /** Undefined when it is to be carried out later. */
  readonly activation: number | undefined
  readonly due: string | undefined
}

export interface ActivationDeps {
  readonly pokes: Pokes
}

/** Carries an approved proposal out, at once or at a set time. */
export async function carryOut(
  trx: Trx,
  deps: ActivationDeps,
  view: RegistryView,
  actor: Actor,
  id: string,
  name: string,
  wish: { readonly act: ProposedAct; readonly at: string | undefined },
): Promise<Carried> {
  await lockForTransaction(trx, RULES_LOCK)
  const life = await lifeOf(trx, id)
  const revision = revisionOf(life, name)
  const proposal = proposalFor(life, revision.hash, 'approved')
  if (proposal === undefined || proposal.subject['act'] !== wish.act) {
    throw new AppError(
      'conflict',
      'RULE_NOT_APPROVED',
      `no approved proposal to ${wish.act} ${id} version ${revision.version}; propose it, and have another person approve it`,
    )
  }
  const { now } = await readNow(trx)
  if (wish.at !== undefined && Temporal.Instant.compare(Temporal.Instant.from(wish.at), now) > 0) {
    await insertSchedule(trx, { proposal: proposal.id, due: wish.at, actor: actor.tokenId })
    await recordAudit(trx, {
      actor: actor.tokenId,
      act: 'rule.scheduled',
      target: id,
      details: { proposal: proposal.id, act: wish.act, hash: revision.hash, due: wish.at },
    })
    return { act: wish.act, activation: undefined, due: wish.at }
  }
  const activation = await applyProposal(trx, deps, view, proposal, actor.tokenId)
  return { act: wish.act, activation, due: undefined }
}

/** The change itself, after everything that it needs was looked at once more. */
export async function applyProposal(
  trx: Trx,
  deps: ActivationDeps,
  view: RegistryView,
  proposal: ProposalRow,
  actor: string,
): Promise<number> {
  const life = await lifeOf(trx, proposal.target)
  const revision = revisionOf(life, String(proposal.subject['hash']))
  const act = proposedActs.find((one) => one === proposal.subject['act']) ?? 'activate'
  if (baseOf(life.inForce) !== proposal.base) throw changedSince(proposal)
  if (act !== 'retire') await refuseUnfit(trx, view, life, revision)
  const next =
    act === 'retire' ? undefined : await entryFor(trx, revision, act === 'shadow' ? 'shadow' : 'active')
  const change = { act, ruleId: life.id, hash: revision.hash, proposal: proposal.id, actor }
  const activation = await putInForce(trx, deps, life.id, next, change, proposal.reason)
  await setProposalState(trx, proposal.id, 'done')
  return activation
}

/** The catalogue or another rule may have changed since the revision was made. */
async function refuseUnfit(
  trx: Trx,
  view: RegistryView,
  life: RuleLife,
  revision: StoredRevision,
): Promise<void> {
  await checkText(trx, view, revision.yaml, life.id, [])
  refuseUntested(life, revision)
  const failed = runTests(revision).filter(({ failures }) => failures.length > 0)
  if (failed.length === 0) return
  throw new AppError(
    'conflict',
    'RULE_TESTS_FAIL',
    `tests of ${life.id} version ${revision.version} fail: ${failed.map((one) => `«${one.name}»`).join(', ')}`,
  )
}

async function entryFor(
  trx: Trx,
  revision: StoredRevision,
  status: ActivatedRule['status'],
): Promise<ActivatedRule> {
  return {
    rule_id: revision.ruleId,
    hash: revision.hash,
    rule_state: await ruleStateFor(trx, revision.ruleId, revision.stateHash),
    status,
    params: revision.params,
  }
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
  const [latest] = life.past
  const now = JSON.stringify(latest?.entry ?? null)
  const before = life.past.find(({ entry }) => JSON.stringify(entry) !== now)
  const undone = life.inForce?.hash ?? before?.entry?.hash
  if (undone !== revision.hash) refuseNotInForce(life, revision)
  const isNew = before === undefined && life.inForce === undefined
  if (isNew || latest === undefined) {
    throw new AppError('conflict', 'RULE_NOTHING_TO_ROLL_BACK', `nothing has changed about ${id} yet`)
  }
  const next = before?.entry ?? undefined
  const change = {
    act: 'rollback',
    ruleId: id,
    hash: next?.hash ?? null,
    proposal: null,
    actor: actor.tokenId,
  } as const
  for (const state of ['open', 'approved'] as const) {
    const waiting = await listProposals(trx, { kind: proposalKind, target: id, state, limit: 100 })
    for (const one of waiting) await setProposalState(trx, one.id, 'stale')
  }
  return { activation: await putInForce(trx, deps, id, next, change, reason), inForce: next }
}

async function putInForce(
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
    actor: change.actor,
    act: `rule.${change.act}`,
    target: id,
    details: { activation, hash: change.hash, proposal: change.proposal, reason },
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
