// «Cerrar todo»: every session and every token of an office ends at once; with `freeze`, its accounts do not sign in again either.
import type { Actor } from '#domain/actor.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { AccessDeps } from './access-deps.ts'
import { revokeTokensOfOffice } from './access-store.ts'
import { accountsOfOffice, setAccountState } from './account-store.ts'
import { insertClosing } from './closing-store.ts'
import { recordAccess } from './record-access.ts'
import { endSessions } from './session-store.ts'

export interface Closed {
  readonly id: string
  readonly office: string
  readonly sessions: number
  readonly tokens: number
  readonly frozen: number
}

export async function closeOffice(
  trx: Trx,
  deps: Pick<AccessDeps, 'forget'> & { readonly offices: readonly string[] },
  office: string,
  by: Actor,
  wish: { readonly reason: string; readonly freeze: boolean },
): Promise<Closed> {
  const isOwn = by.office === office || by.scopes.includes('admin:people')
  if (!isOwn || !deps.offices.includes(office)) {
    throw new AppError(
      'not_found',
      'ACCESS_OFFICE_UNKNOWN',
      `there is no office ${office} that you may close`,
    )
  }
  const accounts = await accountsOfOffice(trx, office)
  // Whoever closes an office may be the only one left who can open it again.
  const others = wish.freeze ? accounts.filter((id) => id !== by.tokenId) : []
  for (const id of others) await setAccountState(trx, id, 'frozen', by.tokenId)
  const sessions = await endSessions(trx, accounts, 'office_closed')
  const tokens = await revokeTokensOfOffice(trx, office)
  const closed = { id: uuidv7(), office, sessions, tokens: tokens.length, frozen: others.length }
  await insertClosing(trx, { ...closed, by: by.tokenId, reason: wish.reason })
  await recordAccess(trx, by.tokenId, 'office.closed', office, { ...closed, reason: wish.reason })
  afterCommit(trx, deps.forget)
  return closed
}
