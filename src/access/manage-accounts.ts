// Accounts as administrators keep them: invited, frozen, disabled, let in again. Nothing here shows or sets what somebody signs in with.
import { limits } from '#config/limits.ts'
import { type Actor, adminRoles } from '#domain/actor.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import type { AccountState } from '#platform/database/tables/people.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { AccessDeps } from './access-deps.ts'
import { insertPerson, revokeTokensOfPerson } from './access-store.ts'
import {
  type AccountRow,
  insertAccount,
  personExists,
  readAccount,
  setAccountState,
} from './account-store.ts'
import { grantsOf } from './grant-store.ts'
import { newInvitation } from './one-time.ts'
import { recordAccess } from './record-access.ts'
import { endSessions } from './session-store.ts'

export interface NewAccount {
  /** A new person of this name, or one who is known already. */
  readonly person: { readonly name: string } | { readonly id: string }
  readonly handle: string
  readonly office: string | null
}

/** The account, and the secret of its invitation, shown once. `by` null: the command line of the machine. */
export async function inviteAccount(
  trx: Trx,
  wanted: NewAccount,
  by: string | null,
  minutes: number = limits.invitationHours * 60,
): Promise<{ readonly account: AccountRow; readonly invitation: string }> {
  const personId = await personOf(trx, wanted)
  const id = uuidv7()
  const { handle, office } = wanted
  if (!(await insertAccount(trx, { id, personId, handle, office, createdBy: by }))) {
    throw new AppError(
      'conflict',
      'ACCESS_HANDLE_TAKEN',
      `another account is called ${handle}; choose another name`,
    )
  }
  await recordAccess(trx, by, 'account.invited', id)
  return { account: await accountOf(trx, id), invitation: await newInvitation(trx, id, minutes) }
}

async function personOf(trx: Trx, { person }: NewAccount): Promise<string> {
  if ('name' in person) {
    const id = uuidv7()
    await insertPerson(trx, id, person.name)
    return id
  }
  if (await personExists(trx, person.id)) return person.id
  throw new AppError('not_found', 'ACCESS_PERSON_UNKNOWN', `there is no person ${person.id}`)
}

export async function accountOf(trx: Trx, id: string): Promise<AccountRow> {
  const account = await readAccount(trx, id, true)
  if (account === undefined) {
    throw new AppError('not_found', 'ACCESS_ACCOUNT_UNKNOWN', `there is no account ${id}`)
  }
  return account
}

/** Out within five seconds on every process: the account's sessions end, and the person's tokens when it is disabled for good. */
export async function shutOut(
  trx: Trx,
  deps: Pick<AccessDeps, 'forget'>,
  id: string,
  shut: { readonly state: 'frozen' | 'disabled'; readonly by: string | null; readonly reason: string },
): Promise<AccountRow> {
  const account = await accountOf(trx, id)
  if (account.state === 'disabled') throw wrongState(account, 'active or frozen')
  await setAccountState(trx, id, shut.state, shut.by)
  const sessions = await endSessions(trx, [id], shut.state)
  const tokens = shut.state === 'disabled' ? await revokeTokensOfPerson(trx, account.personId) : []
  await recordAccess(trx, shut.by, `account.${shut.state}`, id, {
    reason: shut.reason,
    sessions,
    tokens: tokens.length,
  })
  afterCommit(trx, deps.forget)
  return { ...account, state: shut.state }
}

/** A frozen account signs in again as before; it never unfreezes itself, because it cannot sign in. */
export async function unfreeze(trx: Trx, id: string, by: string, reason: string): Promise<AccountRow> {
  const account = await accountOf(trx, id)
  if (account.state !== 'frozen') throw wrongState(account, 'frozen')
  const state: AccountState = account.passkeys > 0 || account.hasPassword ? 'active' : 'invited'
  await setAccountState(trx, id, state, by)
  await recordAccess(trx, by, 'account.unfrozen', id, { reason })
  return { ...account, state }
}

/** A new invitation for somebody who lost what they sign in with. What they had is worth nothing once they enrol; their sessions end now. */
export async function reinvite(
  trx: Trx,
  deps: Pick<AccessDeps, 'forget'>,
  id: string,
  by: string | null,
  reason: string,
): Promise<{ readonly account: AccountRow; readonly invitation: string }> {
  const account = await accountOf(trx, id)
  if (account.state === 'disabled' || account.state === 'frozen')
    throw wrongState(account, 'invited or active')
  // Whoever can hand an administrator a new invitation can become that administrator: one person alone does it at the machine only.
  const roles = (await grantsOf(trx, [id])).filter((one) => one.isLive).map((one) => one.role)
  if (by !== null && roles.some((role) => adminRoles.includes(role))) {
    throw new AppError(
      'forbidden',
      'ACCESS_RESET_OF_ADMIN',
      'an administrator is invited anew at the machine: vigia people reset HANDLE',
    )
  }
  await setAccountState(trx, id, 'invited', by)
  const sessions = await endSessions(trx, [id], 'reset')
  await recordAccess(trx, by, 'account.reinvited', id, { reason, sessions })
  afterCommit(trx, deps.forget)
  return {
    account: { ...account, state: 'invited' },
    invitation: await newInvitation(
      trx,
      id,
      by === null ? limits.firstAdminMinutes : limits.invitationHours * 60,
    ),
  }
}

/** A coordinator looks after the people of the own office; others do not exist for them. */
export function refuseOtherOffice(account: AccountRow, by: Actor): void {
  if (by.scopes.includes('admin:people') || (by.office !== null && account.office === by.office)) return
  throw new AppError('not_found', 'ACCESS_ACCOUNT_UNKNOWN', `there is no account ${account.id}`)
}

export function refuseOfficeUnknown(known: readonly string[], office: string | null): void {
  if (office === null || known.includes(office)) return
  throw new AppError(
    'invalid',
    'ACCESS_OFFICE_WRONG',
    `the country pack has no office ${office}; it has ${known.join(', ')}`,
  )
}

function wrongState(account: AccountRow, expected: string): AppError {
  return new AppError(
    'conflict',
    'ACCESS_STATE_WRONG',
    `the account is ${account.state}; this needs one that is ${expected}`,
  )
}
