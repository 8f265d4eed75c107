// What the routes of access answer: accounts, grants, sessions, tokens. Ids, codes and what administrators wrote; no secret, ever.
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import type { Executor } from '#platform/database/database.ts'
import { type AccountRow, readAccount } from './account-store.ts'
import type { ProposalRow } from './approve.ts'
import { type GrantRow, grantsOf } from './grant-store.ts'
import { signInRefused } from './open-session.ts'
import type { SessionRow } from './session-store.ts'

export const grantSchema = z.object({
  id: z.string(),
  account: z.string(),
  role: z.string(),
  territory: z.array(z.string()),
  marking: z.string(),
  office: z.string().nullable(),
  source_id: z.string().nullable(),
  processes: z.array(z.string()).nullable(),
  reason: z.string(),
  state: z.enum(['in_force', 'expired', 'revoked']),
  created_at: z.string(),
  expires_at: z.string(),
})

export function viewGrant(grant: GrantRow): z.infer<typeof grantSchema> {
  return {
    id: grant.id,
    account: grant.accountId,
    role: grant.role,
    territory: [...grant.territory],
    marking: grant.marking,
    office: grant.office,
    source_id: grant.sourceId,
    processes: grant.processes === null ? null : [...grant.processes],
    reason: grant.reason,
    state: grant.revokedAt !== null ? 'revoked' : grant.isLive ? 'in_force' : 'expired',
    created_at: grant.createdAt.toString(),
    expires_at: grant.expiresAt.toString(),
  }
}

export const accountSchema = z.object({
  id: z.string(),
  person: z.string().describe('A person may have several accounts; two-person acts count the person'),
  name: z.string(),
  handle: z.string(),
  office: z.string().nullable(),
  state: z.enum(['invited', 'active', 'frozen', 'disabled']),
  passkeys: z.number().int(),
  has_password: z.boolean(),
  created_at: z.string(),
  grants: z.array(grantSchema),
})

export function viewAccount(account: AccountRow, grants: readonly GrantRow[]): z.infer<typeof accountSchema> {
  return {
    id: account.id,
    person: account.personId,
    name: account.name,
    handle: account.handle,
    office: account.office,
    state: account.state,
    passkeys: account.passkeys,
    has_password: account.hasPassword,
    created_at: account.createdAt.toString(),
    grants: grants.filter((one) => one.accountId === account.id).map(viewGrant),
  }
}

export const sessionSchema = z.object({
  account: z.string(),
  person: z.string(),
  name: z.string(),
  handle: z.string(),
  session: z.string().nullable().describe('Null in the answer that opens it'),
  grant: z.string().describe('The one that the person acts with'),
  grants: z.array(grantSchema).describe('Those in force; act_as changes between them'),
  is_fresh: z.boolean().describe('Both factors were shown a moment ago: dangerous acts are open'),
})

/** Of whoever is signed in, or has just been. */
export async function viewOwnSession(
  db: Executor,
  own: {
    readonly accountId: string
    readonly grantId: string
    readonly isFresh?: boolean
    readonly session?: Actor['session']
  },
): Promise<z.infer<typeof sessionSchema>> {
  const account = await readAccount(db, own.accountId)
  if (account === undefined) throw signInRefused()
  const grants = (await grantsOf(db, [account.id])).filter((one) => one.isLive)
  return {
    account: account.id,
    person: account.personId,
    name: account.name,
    handle: account.handle,
    session: own.session?.id ?? null,
    grant: own.grantId,
    grants: grants.map(viewGrant),
    is_fresh: own.session?.isFresh ?? own.isFresh ?? true,
  }
}

export const openSessionSchema = z.object({
  id: z.string(),
  pathway: z.enum(['passkey', 'password', 'oidc']),
  is_current: z.boolean(),
  created_at: z.string(),
  last_seen_at: z.string(),
  expires_at: z.string(),
})

export function viewOpenSession(row: SessionRow, { session }: Actor): z.infer<typeof openSessionSchema> {
  return {
    id: row.id,
    pathway: row.pathway,
    is_current: row.id === session?.id,
    created_at: row.createdAt.toString(),
    last_seen_at: row.lastSeenAt.toString(),
    expires_at: row.expiresAt.toString(),
  }
}

export const grantProposalSchema = z.object({
  id: z.string(),
  account: z.string(),
  wanted: z.record(z.string(), z.unknown()),
  reason: z.string(),
  proposer_person: z.string().nullable(),
  state: z.enum(['open', 'approved', 'done', 'rejected', 'stale', 'expired']),
  created_at: z.string(),
  expires_at: z.string(),
})

export function viewGrantProposal(proposal: ProposalRow): z.infer<typeof grantProposalSchema> {
  return {
    id: proposal.id,
    account: proposal.target,
    wanted: { ...proposal.subject },
    reason: proposal.reason,
    proposer_person: proposal.proposerPerson,
    state: proposal.state === 'open' && proposal.isExpired ? 'expired' : proposal.state,
    created_at: proposal.createdAt.toString(),
    expires_at: proposal.expiresAt.toString(),
  }
}
