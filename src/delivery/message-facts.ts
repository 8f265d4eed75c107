// What rendering asks of the database, for all the messages of one claim at once: an alert goes to many people in the same moment.
import { readOpenSuppressions } from '#alerts/suppression-store.ts'
import type { Trx } from '#platform/database/database.ts'
import { keyOfEvent } from './decide-suppression.ts'
import { type Claim, readMissed } from './delivery-store.ts'
import { releaseComments } from './draft-store.ts'
import { readCarried } from './held-store.ts'
import { type EndedSilence, endedSilences } from './silence-store.ts'
import { readSituations, type Situation } from './unplanned-store.ts'

export interface MessageFacts {
  /** The event that each message tells, by its key. */
  readonly situations: ReadonlyMap<string, Situation>
  /** Of lists, by the id of the message: the other changes that it tells. */
  readonly carried: ReadonlyMap<string, readonly Situation[]>
  /** By the id of the message: kinds of changes that never reached its recipient. */
  readonly missed: ReadonlyMap<string, readonly string[]>
  readonly silences: ReadonlyMap<string, readonly EndedSilence[]>
  readonly comments: ReadonlyMap<string, string>
  /** Alerts under a silence that may have begun after the messages were planned. */
  readonly silenced: ReadonlySet<string>
}

export async function readMessageFacts(trx: Trx, claims: readonly Claim[]): Promise<MessageFacts> {
  const carried = await readCarried(
    trx,
    claims.map((one) => one.id),
  )
  const keys = [...claims, ...carried].map(({ alertId, ordinal }) => ({ alertId, ordinal }))
  const situations = new Map((await readSituations(trx, keys)).map((one) => [keyOfEvent(one), one]))
  const suppressions = await readOpenSuppressions(trx, [...new Set(claims.map((one) => one.alertId))])
  const lists = new Map<string, Situation[]>()
  for (const one of carried) {
    const situation = situations.get(`${one.alertId} ${one.ordinal}`)
    if (situation !== undefined) lists.set(one.carrier, [...(lists.get(one.carrier) ?? []), situation])
  }
  return {
    situations,
    carried: lists,
    missed: await readMissed(trx, claims),
    silences: await endedSilences(trx, claims),
    comments: await releaseComments(trx, claims),
    silenced: new Set(suppressions.filter((one) => one.kind === 'silence').map((one) => one.alertId)),
  }
}
