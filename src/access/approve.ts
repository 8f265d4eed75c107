// The two-person rule: what one person proposes, another person approves. Persons count, not tokens; the database has the last word.

import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { holdToken } from './access-store.ts'
import { holdGrant } from './grant-store.ts'
import {
  type ApprovalRow,
  insertApproval,
  insertProposal,
  listApprovals,
  listProposals,
  makeStale,
  type ProposalRow,
  readProposal,
  setProposalState,
} from './proposal-store.ts'

export type { ApprovalRow, ProposalRow }
export { listApprovals, listProposals, readProposal, setProposalState }

export interface Proposed {
  readonly kind: string
  readonly target: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly authorPerson: string | null
  /** What is in force now; when it changes before the approval, the proposal is stale. */
  readonly base: string | null
}

/** Earlier proposals for the same target that nobody has decided are stale from now on. `by` undefined: the rule files. */
export async function propose(trx: Trx, proposed: Proposed, by: Actor | undefined): Promise<ProposalRow> {
  for (const state of ['open', 'approved'] as const) {
    const waiting = await listProposals(trx, {
      kind: proposed.kind,
      target: proposed.target,
      state,
      limit: 100,
    })
    for (const one of waiting) await setProposalState(trx, one.id, 'stale')
  }
  const id = uuidv7()
  await insertProposal(trx, { ...proposed, id, proposer: by?.tokenId ?? null, days: limits.proposalDays })
  await recordAudit(trx, {
    actor: by ?? null,
    action: `${proposed.kind}.proposed`,
    object: { kind: proposed.kind, id: proposed.target },
    detail: { proposal: id, ...proposed.subject },
    note: proposed.reason,
  })
  const row = await readProposal(trx, id)
  if (row === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `proposal ${id} was not stored`)
  return row
}

/** What they propose has been overtaken; whoever approves one of them from now on is told so. `why` is for the record. */
export async function withdrawProposals(trx: Trx, ids: readonly string[], why: string): Promise<void> {
  if (ids.length === 0) return
  for (const { id, kind, target, subject } of await makeStale(trx, ids)) {
    await recordAudit(trx, {
      actor: null,
      action: `${kind}.withdrawn`,
      object: { kind, id: target },
      detail: { proposal: id, ...subject, reason: why },
    })
  }
}

export interface Decision {
  readonly decision: 'approve' | 'reject'
  readonly note: string | null
}

/** `baseNow` is what is in force now, to be compared with what was in force when it was proposed. */
export async function decide(
  trx: Trx,
  id: string,
  by: Actor,
  { decision, note }: Decision,
  baseNow: (proposal: ProposalRow) => Promise<string | null>,
): Promise<ProposalRow> {
  await refuseDemoted(trx, by)
  const proposal = await readProposal(trx, id, true)
  if (proposal === undefined) throw unknownProposal(id)
  refuseDecided(proposal)
  if (decision === 'approve') {
    refuseSamePerson(proposal, by)
    if ((await baseNow(proposal)) !== proposal.base) throw changedSince(proposal)
  }
  await insertApproval(trx, { proposalId: id, approver: by.tokenId, decision, note })
  await setProposalState(trx, id, decision === 'approve' ? 'approved' : 'rejected')
  await recordAudit(trx, {
    actor: by,
    action: `${proposal.kind}.${decision === 'approve' ? 'approved' : 'rejected'}`,
    object: { kind: proposal.kind, id: proposal.target },
    detail: { proposal: id, ...proposal.subject },
    note,
  })
  return { ...proposal, state: decision === 'approve' ? 'approved' : 'rejected' }
}

/** The right is read again and held until the commit: one that was taken away while the page was open decides nothing. */
async function refuseDemoted(trx: Trx, by: Actor): Promise<void> {
  const isHeld =
    by.session === undefined ? await holdToken(trx, by.tokenId) : await holdGrant(trx, by.session.grantId)
  if (isHeld) return
  throw new AppError(
    'forbidden',
    'ACCESS_DEMOTED',
    'the right to decide this was taken away or has run out; ask somebody who has it',
  )
}

function refuseDecided(proposal: ProposalRow): void {
  if (proposal.state !== 'open') {
    throw new AppError(
      'conflict',
      'PROPOSAL_DECIDED',
      `the proposal ${proposal.id} is ${proposal.state}; propose it again if it is still wanted`,
    )
  }
  if (proposal.isExpired) {
    throw new AppError(
      'gone',
      'PROPOSAL_EXPIRED',
      `the proposal ${proposal.id} waited too long; propose again`,
    )
  }
}

function refuseSamePerson(proposal: ProposalRow, by: Actor): void {
  if (by.personId !== proposal.authorPerson && by.personId !== proposal.proposerPerson) return
  const part = by.personId === proposal.authorPerson ? 'wrote' : 'proposed'
  throw new AppError(
    'forbidden',
    'ACCESS_TWO_PERSON_SAME_PERSON',
    `whoever ${part} it may not approve it: ask another person who has the right to`,
  )
}

export function changedSince(proposal: ProposalRow): AppError {
  return new AppError(
    'conflict',
    'RULE_CHANGED_SINCE_PROPOSAL',
    `${proposal.target} has changed since it was proposed; look at what is in force and propose again`,
  )
}

export function unknownProposal(id: string): AppError {
  return new AppError('not_found', 'PROPOSAL_UNKNOWN', `there is no proposal ${id}`)
}
