// Grants: given by one administrator, or, where they make an administrator or auditor, by two persons. Never to oneself.

import { z } from 'zod'
import { type Actor, adminRoles, type Role } from '#domain/actor.ts'
import type { Marking } from '#domain/pack.ts'
import { afterCommit, databaseNow, type Trx } from '#platform/database/database.ts'
import { AppError, type Fault } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import type { AccessDeps, KnownCountry } from './access-deps.ts'
import { wantedGrant } from './access-inputs.ts'
import type { AccountRow } from './account-store.ts'
import {
  type Decision,
  decide,
  type ProposalRow,
  propose,
  setProposalState,
  unknownProposal,
} from './approve.ts'
import { type GrantRow, grantsOf, insertGrant, readGrant, revokeGrant } from './grant-store.ts'
import { accountOf } from './manage-accounts.ts'
import { readProposal } from './proposal-store.ts'
import { recordAccess } from './record-access.ts'
import { ownGrant, refusedByDatabase } from './refused-role.ts'

/** The database looks for it too. */
export const grantProposal = 'role.grant'

export interface WantedGrant {
  readonly role: Role
  readonly territory: readonly string[]
  readonly marking: Marking
  readonly office: string | null
  readonly source_id: string | null
  readonly processes: readonly string[] | null
  readonly days: number
}

export type Given =
  | { readonly kind: 'granted'; readonly grant: GrantRow }
  | { readonly kind: 'proposed'; readonly proposal: ProposalRow }

export async function giveGrant(
  trx: Trx,
  country: KnownCountry,
  accountId: string,
  wanted: WantedGrant,
  given: { readonly by: Actor; readonly reason: string },
): Promise<Given> {
  const { by, reason } = given
  const account = await accountOf(trx, accountId)
  refuseUnknown(country, wanted)
  if (account.personId === by.personId) throw ownGrant()
  if (!adminRoles.includes(wanted.role)) {
    return { kind: 'granted', grant: await storeGrant(trx, account, wanted, { reason, by: by.tokenId }) }
  }
  const proposal = await propose(
    trx,
    {
      kind: grantProposal,
      target: account.id,
      subject: { ...wanted },
      reason,
      authorPerson: null,
      base: await baseOf(trx, account),
    },
    by,
  )
  return { kind: 'proposed', proposal }
}

/** The second person's word; the grant begins with it. */
export async function decideGrant(
  trx: Trx,
  country: KnownCountry,
  proposalId: string,
  by: Actor,
  decision: Decision,
): Promise<{ readonly proposal: ProposalRow; readonly grant: GrantRow | undefined }> {
  const found = await readProposal(trx, proposalId)
  if (found === undefined || found.kind !== grantProposal) throw unknownProposal(proposalId)
  const account = await accountOf(trx, found.target)
  if (decision.decision === 'approve' && account.personId === by.personId) throw ownGrant()
  const proposal = await decide(trx, proposalId, by, decision, () => baseOf(trx, account))
  if (proposal.state !== 'approved') return { proposal, grant: undefined }
  const wanted = wantedOf(proposal.subject)
  refuseUnknown(country, wanted)
  const grant = await storeGrant(trx, account, wanted, {
    reason: proposal.reason,
    by: by.tokenId,
    proposalId,
  })
  await setProposalState(trx, proposalId, 'done')
  return { proposal: { ...proposal, state: 'done' }, grant }
}

/** Used by the command line too: `by` null. */
export async function storeGrant(
  trx: Trx,
  account: AccountRow,
  { source_id: sourceId, days, ...wanted }: WantedGrant,
  given: { readonly reason: string; readonly by: string | null; readonly proposalId?: string },
): Promise<GrantRow> {
  const id = uuidv7()
  const now = await databaseNow(trx)
  await insertGrant(trx, {
    ...wanted,
    id,
    sourceId,
    accountId: account.id,
    reason: given.reason,
    grantedBy: given.by,
    proposalId: given.proposalId ?? null,
    expiresAt: now.add({ hours: 24 * days }).toString(),
  }).catch((error: unknown) => {
    throw refusedByDatabase(error, wanted.role)
  })
  await recordAccess(trx, given.by, 'grant.given', account.id, { grant: id, role: wanted.role })
  const grant = await readGrant(trx, id)
  if (grant === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `the grant ${id} was not stored`)
  return grant
}

export async function takeGrantAway(
  trx: Trx,
  deps: Pick<AccessDeps, 'forget'>,
  id: string,
  by: Actor,
  reason: string,
): Promise<GrantRow> {
  const grant = await readGrant(trx, id)
  if (grant === undefined || !(await revokeGrant(trx, id, by.tokenId))) {
    throw new AppError('not_found', 'ACCESS_GRANT_UNKNOWN', `there is no grant ${id} in force`)
  }
  await recordAccess(trx, by.tokenId, 'grant.revoked', grant.accountId, { grant: id, reason })
  afterCommit(trx, deps.forget)
  return grant
}

/** What an account is and may do at this moment; any change makes a waiting proposal stale. */
async function baseOf(trx: Trx, account: AccountRow): Promise<string> {
  const live = (await grantsOf(trx, [account.id])).filter((one) => one.isLive).map((one) => one.id)
  return sha256(JSON.stringify([account.state, ...live]))
}

function wantedOf(subject: Readonly<Record<string, unknown>>): WantedGrant {
  return z.object(wantedGrant).parse(subject)
}

/** Exact codes of the country pack: a typo would make a grant that sees nothing, or nothing of what was meant. */
function refuseUnknown(country: KnownCountry, { territory, office }: WantedGrant): void {
  const faults: Fault[] = territory.flatMap((code, at) =>
    country.knowsPlace(code)
      ? []
      : [
          faultAt(
            `/territory/${at}`,
            `no place has the code ${code}`,
            `ningún lugar tiene el código ${code}`,
          ),
        ],
  )
  if (office !== null && !country.offices.includes(office)) {
    const known = country.offices.join(', ')
    faults.push(faultAt('/office', `one of ${known}`, `una de ${known}`))
  }
  if (faults.length > 0)
    throw new AppError('invalid', 'ACCESS_GRANT_WRONG', 'the grant is not sound', { faults })
}

function faultAt(pointer: string, en: string, es: string): Fault {
  return { pointer, code: 'ACCESS_GRANT_WRONG', message: { es, en } }
}
