// All SQL of proposal and approval.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { ProposalState } from '#platform/database/tables/access.ts'

export interface NewProposal {
  readonly id: string
  readonly kind: string
  /** What it is about, such as a rule id. */
  readonly target: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly authorPerson: string | null
  /** Token id; null = the rule files. */
  readonly proposer: string | null
  readonly base: string | null
  readonly days: number
}

export interface ApprovalRow {
  readonly person: string
  readonly decision: 'approve' | 'reject'
  readonly note: string | null
  readonly at: Temporal.Instant
}

export interface ProposalRow {
  readonly id: string
  readonly kind: string
  readonly target: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly authorPerson: string | null
  readonly proposerPerson: string | null
  readonly base: string | null
  readonly state: ProposalState
  readonly isExpired: boolean
  readonly createdAt: Temporal.Instant
  readonly expiresAt: Temporal.Instant
  readonly decidedAt: Temporal.Instant | null
}

const columns = sql`id, kind, target, subject, reason, author_person as "authorPerson", proposer_person as "proposerPerson", base, state,
  expires_at <= app.now() as "isExpired", created_at as "createdAt", expires_at as "expiresAt", decided_at as "decidedAt"`

export async function insertProposal(trx: Trx, proposal: NewProposal): Promise<void> {
  await sql`
    insert into proposal (id, kind, target, subject, reason, author_person, proposer, base, expires_at)
    values (${proposal.id}::uuid, ${proposal.kind}, ${proposal.target}, ${JSON.stringify(proposal.subject)}::jsonb, ${proposal.reason},
      ${proposal.authorPerson}::uuid, ${proposal.proposer}::uuid, ${proposal.base},
      app.now() + make_interval(days => ${proposal.days}))`.execute(trx)
}

export async function readProposal(db: Executor, id: string, lock = false): Promise<ProposalRow | undefined> {
  const { rows } = await sql<ProposalRow>`
    select ${columns} from proposal where id = ${id}::uuid ${lock ? sql`for update` : sql``}`.execute(db)
  return rows[0]
}

/** The newest first; `target` and `state` narrow the list. */
export async function listProposals(
  db: Executor,
  filter: {
    readonly kind?: string
    readonly target?: string
    readonly state?: string
    readonly limit: number
  },
): Promise<ProposalRow[]> {
  const { rows } = await sql<ProposalRow>`
    select ${columns} from proposal where true
      ${filter.kind === undefined ? sql`` : sql`and kind = ${filter.kind}`}
      ${filter.target === undefined ? sql`` : sql`and target = ${filter.target}`}
      ${filter.state === undefined ? sql`` : sql`and state = ${filter.state}`}
    order by created_at desc, id desc limit ${filter.limit}`.execute(db)
  return rows
}

export async function setProposalState(trx: Trx, id: string, state: ProposalState): Promise<void> {
  await sql`update proposal set state = ${state}, decided_at = app.now() where id = ${id}::uuid`.execute(trx)
}

/** Those that nobody has decided do not stand any more. Answers which these were, sorted. */
export async function makeStale(trx: Trx, ids: readonly string[]): Promise<ProposalRow[]> {
  const { rows } = await sql<ProposalRow>`
    with open as (
      select id from proposal where state = 'open' and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)
      order by id for no key update)
    update proposal set state = 'stale', decided_at = app.now() where id in (select id from open)
    returning ${columns}`.execute(trx)
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** The database copies the persons from the token and from the proposal, and refuses an approval by the author or proposer. */
export async function insertApproval(
  trx: Trx,
  approval: {
    readonly proposalId: string
    readonly approver: string
    readonly decision: 'approve' | 'reject'
    readonly note: string | null
  },
): Promise<void> {
  await sql`
    insert into approval (proposal_id, approver, decision, note)
    values (${approval.proposalId}::uuid, ${approval.approver}::uuid, ${approval.decision}, ${approval.note})`.execute(
    trx,
  )
}

export async function listApprovals(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, ApprovalRow[]>> {
  const byProposal = new Map<string, ApprovalRow[]>()
  if (ids.length === 0) return byProposal
  const { rows } = await sql<ApprovalRow & { proposal: string }>`
    select proposal_id as proposal, approver_person as person, decision, note, at from approval
    where proposal_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid) order by at`.execute(
    db,
  )
  for (const { proposal, ...row } of rows) {
    byProposal.set(proposal, [...(byProposal.get(proposal) ?? []), row])
  }
  return byProposal
}
