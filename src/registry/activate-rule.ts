// From a proposal to what is in force: propose, approve, activate (also at a set time), shadow, retire.
import {
  changedSince,
  type Decision,
  decide,
  type ProposalRow,
  propose,
  readProposal,
  setProposalState,
  unknownProposal,
} from '#access/approve.ts'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import { rawTests } from '#domain/rules/schema-case.ts'
import { lockForTransaction, type Trx } from '#platform/database/database.ts'
import type { ActivatedRule, RuleAct } from '#platform/database/tables/registry.ts'
import { AppError } from '#platform/errors.ts'
import { readNow } from './process-store.ts'
import { type ActivationDeps, putInForce, refuseNotInForce } from './put-in-force.ts'
import type { RegistryView } from './registry-view-store.ts'
import { backtestFor, requireBacktest } from './rule-backtest.ts'
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
import { ruleStateFor, type StoredRevision } from './rule-store.ts'

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
  const backtest = wish.act === 'retire' ? undefined : await backtestFor(trx, life, revision, actor)
  return propose(trx, proposalOf(life, revision, { ...wish, backtest }), actor)
}

export function proposalOf(
  life: RuleLife,
  revision: StoredRevision,
  wish: { readonly act: ProposedAct; readonly reason: string; readonly backtest: string | undefined },
) {
  const { hash, version, authorPerson } = revision
  return {
    kind: proposalKind,
    target: life.id,
    subject: { rule_id: life.id, hash, version, act: wish.act, backtest: wish.backtest ?? null },
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
  // Silences and releases have a second person of their own, who answers for alerts and not for rules.
  const found = await readProposal(trx, id)
  if (found !== undefined && found.kind !== proposalKind) throw unknownProposal(id)
  return decide(trx, id, actor, decision, async (proposal) => {
    const base = baseOf((await lifeOf(trx, proposal.target)).inForce)
    if (base === proposal.base) await requireBacktest(trx, proposal)
    return base
  })
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
      actor,
      action: 'rule.scheduled',
      object: { kind: 'rule', id },
      detail: { proposal: proposal.id, act: wish.act, hash: revision.hash, due: wish.at },
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
  const warnings = act === 'retire' ? [] : await refuseUnfit(trx, view, life, revision, proposal)
  const next =
    act === 'retire' ? undefined : await entryFor(trx, revision, act === 'shadow' ? 'shadow' : 'active')
  const change = { act, ruleId: life.id, hash: revision.hash, proposal: proposal.id, actor, warnings }
  const activation = await putInForce(trx, deps, life.id, next, change, proposal.reason)
  await setProposalState(trx, proposal.id, 'done')
  return activation
}

/** The catalogue or another rule may have changed since the revision was made. Gives the warnings that it comes into force with. */
async function refuseUnfit(
  trx: Trx,
  view: RegistryView,
  life: RuleLife,
  revision: StoredRevision,
  proposal: ProposalRow,
): Promise<readonly unknown[]> {
  const { problems } = await checkText(trx, view, revision.yaml, life.id, [])
  refuseUntested(life, revision)
  const failed = runTests(revision, view.pack).filter(({ failures }) => failures.length > 0)
  const backtest = await requireBacktest(trx, proposal)
  const ofText = problems.map(({ line, column, code, path, message }) => ({
    line,
    column,
    code,
    path,
    message,
  }))
  if (failed.length === 0) return [...ofText, ...(backtest?.result?.warnings ?? [])]
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
