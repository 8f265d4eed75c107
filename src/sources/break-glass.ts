// Break-glass: a person says why, another agrees, the identities behind a signal may be read for a quarter of an hour. Every reading is
// committed to the record before anything is decrypted: recordIdentityReads is the only place where that happens.
import { type Decision, decide, propose } from '#access/approve.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import type { Gazetteer } from '#domain/place.ts'
import { answersFor, maySee, type SeenSignal } from '#domain/signal/sight.ts'
import { readRevisions } from '#intake/signal-store.ts'
import { type Db, type Executor, inTransaction, type Trx } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { failpoint } from '#platform/failpoint.ts'
import { uuidv7 } from '#platform/ids.ts'
import { type AccessRow, insertAccess, insertReads, openAccess, readAccess } from './access-store.ts'
import { insertNotice } from './notice-store.ts'
import { type OpenedIdentity, openIdentity } from './open-identity.ts'
import type { Vault } from './vault.ts'
import {
  identitiesOfSignal,
  readFields,
  readKeys,
  type StoredField,
  type StoredIdentity,
} from './vault-store.ts'

export const purposes = ['protection', 'verification', 'consent', 'legal_duty'] as const

const proposalKind = 'identity.access'

export interface Asked {
  readonly purpose: (typeof purposes)[number]
  readonly explanation: string
  readonly emergency: boolean
}

/** In an emergency it opens at once, for one person, and everybody is told; else it waits for another one. */
export async function askAccess(
  trx: Trx,
  places: Gazetteer,
  actor: Actor,
  signalId: string,
  asked: Asked,
): Promise<AccessRow> {
  const signal = await signalOf(trx, signalId)
  if (signal === undefined || !maySee(signal, actor, places)) throw unknownSignal(signalId)
  if ((await identitiesOfSignal(trx, signalId)).length === 0) {
    throw new AppError('not_found', 'SOURCE_IDENTITY_NONE', `no identity came with the signal ${signalId}`)
  }
  const id = uuidv7()
  const proposal = asked.emergency
    ? undefined
    : await propose(
        trx,
        {
          kind: proposalKind,
          target: id,
          subject: { signal: signalId },
          // The words stay in the vault: they may speak of the source.
          reason: asked.purpose,
          authorPerson: actor.personId,
          base: null,
        },
        actor,
      )
  await insertAccess(trx, {
    id,
    signalId,
    proposalId: proposal?.id ?? null,
    purpose: asked.purpose,
    explanation: asked.explanation,
    isEmergency: asked.emergency,
    tokenId: actor.tokenId,
    personId: actor.personId,
  })
  if (asked.emergency) {
    await openAccess(trx, id, null, limits.identityWindowMinutes)
    await insertNotice(trx, notice('emergency', id, signalId, actor))
  }
  return knownAccess(trx, id)
}

function notice(kind: string, accessId: string, signalId: string, { office }: Actor) {
  return { id: uuidv7(), kind, accessId, signalId, office }
}

/** By another person: the proposal refuses its author, and the table refuses a window without a second person. */
export async function decideAccess(
  trx: Trx,
  places: Gazetteer,
  actor: Actor,
  id: string,
  decision: Decision,
): Promise<AccessRow> {
  const access = await readAccess(trx, id, limits.identityRequestHours, true)
  const signal = access === undefined ? undefined : await signalOf(trx, access.signalId)
  if (access === undefined || signal === undefined || !answersFor(signal, actor, places))
    throw unknownAccess(id)
  if (access.proposalId === null) {
    throw new AppError(
      'conflict',
      'SOURCE_ACCESS_DECIDED',
      `the access ${id} was opened in an emergency; nothing waits`,
    )
  }
  if (access.isLapsed) {
    throw new AppError(
      'gone',
      'SOURCE_ACCESS_ENDED',
      `the request ${id} waited too long; it has to be made again`,
    )
  }
  await decide(trx, access.proposalId, actor, decision, () => Promise.resolve(null))
  if (decision.decision === 'approve') {
    await openAccess(trx, id, actor.personId, limits.identityWindowMinutes)
    await insertNotice(trx, notice('opened', id, access.signalId, actor))
  }
  return knownAccess(trx, id)
}

/** Only for the person who asked, and only while it is open. */
export async function readIdentities(
  db: Db,
  vault: Vault,
  actor: Actor,
  id: string,
): Promise<{ readonly opened: readonly OpenedIdentity[]; readonly secondsLeft: number }> {
  const { identities, fields, secondsLeft } = await inTransaction(db, (trx) =>
    recordIdentityReads(trx, actor, id),
  )
  // From here on the reading is on record, whatever happens to the answer.
  failpoint('sources.after_record')
  const ids = identities.map((one) => one.id)
  const keys = await readKeys(db, ids)
  const opened: OpenedIdentity[] = []
  for (const one of identities) opened.push(await openIdentity(vault, one, fields, keys))
  return { opened, secondsLeft }
}

async function recordIdentityReads(
  trx: Trx,
  actor: Actor,
  id: string,
): Promise<{
  readonly identities: readonly StoredIdentity[]
  readonly fields: readonly StoredField[]
  readonly secondsLeft: number
}> {
  const access = await readAccess(trx, id, limits.identityRequestHours, true)
  if (access === undefined || access.personId !== actor.personId) throw unknownAccess(id)
  if (!access.isOpen) {
    const isWaiting = access.openedAt === null && !access.isLapsed
    throw isWaiting
      ? new AppError('forbidden', 'SOURCE_ACCESS_WAITING', `no other person has agreed to the request ${id}`)
      : new AppError(
          'gone',
          'SOURCE_ACCESS_ENDED',
          `the access ${id} is over or was refused; ask again if it is needed`,
        )
  }
  const identities = await identitiesOfSignal(trx, access.signalId)
  const fields = await readFields(
    trx,
    identities.map((one) => one.id),
  )
  await insertReads(
    trx,
    identities.map((one) => ({
      accessId: id,
      identityId: one.id,
      tokenId: actor.tokenId,
      personId: actor.personId,
      fields: fields.filter(({ identityId }) => identityId === one.id).map(({ field }) => field),
    })),
  )
  return { identities, fields, secondsLeft: access.secondsLeft }
}

/** Whoever agrees to an act need not be able to read the signal: `answersFor` judges. */
async function signalOf(db: Executor, id: string): Promise<SeenSignal | undefined> {
  return (await beyondSight(db, () => readRevisions(db, id))).at(-1)
}

async function knownAccess(trx: Trx, id: string): Promise<AccessRow> {
  const access = await readAccess(trx, id, limits.identityRequestHours)
  if (access === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `the access ${id} was not stored`)
  return access
}

function unknownSignal(id: string): AppError {
  return new AppError('not_found', 'SIGNAL_UNKNOWN', `there is no signal ${id} that this token may see`)
}

function unknownAccess(id: string): AppError {
  return new AppError('not_found', 'SOURCE_ACCESS_UNKNOWN', `there is no access ${id} for this token`)
}
