// Invitations and challenges: made, read, used once.
import { limits } from '#config/limits.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { OneTimeKind } from '#platform/database/tables/people.ts'
import { AppError } from '#platform/errors.ts'
import { randomSecret, sha256, uuidv7 } from '#platform/ids.ts'
import { type AccountRow, readAccount } from './account-store.ts'
import { deleteOldOneTime, insertOneTime, readOneTime, takeOneTime, voidOneTime } from './one-time-store.ts'

/** The secret of an invitation, shown once; earlier ones of the account are worth nothing from now on. */
export async function newInvitation(trx: Trx, accountId: string, minutes: number): Promise<string> {
  await deleteOldOneTime(trx)
  await voidOneTime(trx, accountId)
  const secret = randomSecret(24)
  await insertOneTime(trx, {
    id: uuidv7(),
    kind: 'enrolment',
    hash: sha256(secret),
    accountId,
    minutes,
  })
  return secret
}

/** The account that an invitation is for. It stays good until the enrolment is complete. */
export async function readInvitation(db: Executor, secret: string): Promise<AccountRow> {
  const token = await readOneTime(db, 'enrolment', sha256(secret))
  return invitedAccount(db, token?.accountId)
}

export async function takeInvitation(trx: Trx, secret: string): Promise<AccountRow> {
  const token = await takeOneTime(trx, 'enrolment', sha256(secret))
  return invitedAccount(trx, token?.accountId)
}

async function invitedAccount(db: Executor, id: string | null | undefined): Promise<AccountRow> {
  const account = id === null || id === undefined ? undefined : await readAccount(db, id)
  if (account?.state === 'invited') return account
  throw new AppError(
    'gone',
    'AUTH_INVITATION_GONE',
    'this invitation was used, has run out or was never given; ask for a new one',
  )
}

type ChallengeKind = Exclude<OneTimeKind, 'enrolment'>

export async function keepChallenge(
  db: Executor,
  kind: ChallengeKind,
  challenge: string,
  accountId: string | null,
  payload: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await insertOneTime(db, {
    id: uuidv7(),
    kind,
    hash: sha256(challenge),
    accountId,
    payload,
    minutes: limits.challengeMinutes,
  })
}

/** What was kept with the challenge; undefined when it is not ours, not this account's, used or old. */
export async function takeChallenge(
  db: Executor,
  kind: ChallengeKind,
  challenge: string,
  accountId: string | null,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const token = await takeOneTime(db, kind, sha256(challenge))
  return token !== undefined && token.accountId === accountId ? token.payload : undefined
}

/** The challenge that a browser's answer names. */
export function challengeOf(response: { readonly response: { readonly clientDataJSON: string } }): string {
  try {
    const data: unknown = JSON.parse(
      Buffer.from(response.response.clientDataJSON, 'base64url').toString('utf8'),
    )
    const challenge = typeof data === 'object' && data !== null && 'challenge' in data ? data.challenge : ''
    return typeof challenge === 'string' ? challenge : ''
  } catch {
    return ''
  }
}
