// Failed sign-ins are counted before they are known to have failed, so that guesses sent side by side wait like guesses sent in a row.
import { limits } from '#config/limits.ts'
import { delayAfter } from '#domain/access/attempts.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { randomSecret, sha256 } from '#platform/ids.ts'
import { type Counted, clearCounter, lockCounter, saltOfToday, setCounter } from './attempt-store.ts'

/** What one attempt was counted for; `succeed` takes it back. */
export interface Attempt {
  succeed(): Promise<void>
}

/** Throws while somebody has to wait. `network`: the caller's address, of which only a hash of the day is kept. */
export async function takeAttempt(
  db: Db,
  given: { readonly handle?: string; readonly stepUpOf?: string; readonly network: string },
): Promise<Attempt> {
  const counted = await countedFor(db, given)
  await inTransaction(db, async (trx) => {
    for (const one of counted) await countOne(trx, one)
  })
  return {
    async succeed() {
      for (const one of counted) await clearCounter(db, one)
    },
  }
}

async function countedFor(
  db: Db,
  { handle, stepUpOf, network }: Parameters<typeof takeAttempt>[1],
): Promise<Counted[]> {
  const salt = await saltOfToday(db, randomSecret(32))
  return [
    ...(handle === undefined ? [] : [{ kind: 'account', subject: sha256(handle) } as const]),
    ...(stepUpOf === undefined ? [] : [{ kind: 'step_up', subject: stepUpOf } as const]),
    { kind: 'network', subject: sha256(`${salt} ${network}`) },
  ]
}

async function countOne(trx: Trx, one: Counted): Promise<void> {
  const { failures, waitSeconds } = await lockCounter(trx, one)
  if (waitSeconds > 0) {
    throw new AppError(
      'rate_limited',
      'RATE_SIGN_IN',
      `too many attempts failed; wait ${waitSeconds} s and try again`,
      { retryAfterSeconds: waitSeconds },
    )
  }
  const free = one.kind === 'network' ? limits.freeFailuresNetwork : limits.freeFailuresAccount
  await setCounter(trx, one, failures + 1, delayAfter(failures + 1, free))
}
