// How long an identity is kept, and its end: shredded on demand or by the schedule, never while a legal hold covers it.
import {
  type Decision,
  decide,
  type ProposalRow,
  propose,
  readProposal,
  setProposalState,
} from '#access/approve.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import type { Gazetteer } from '#domain/place.ts'
import { answersFor } from '#domain/signal/sight.ts'
import { readRevisions } from '#intake/signal-store.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Logger } from '#platform/logger.ts'
import {
  type HoldKind,
  type HoldRow,
  heldAmong,
  insertHold,
  insertRetention,
  liftHold,
  overdueIdentities,
  readHold,
  shredIdentities,
} from './keeping-store.ts'
import { identitiesOfSignal } from './vault-store.ts'

/** Why a person shreds; the schedule's own reason is `retention`. */
export const shredReasons = ['source_asked', 'at_risk', 'mistake', 'legal_duty'] as const

export async function shredOfSignal(
  trx: Trx,
  places: Gazetteer,
  actor: Actor,
  signalId: string,
  wish: {
    readonly reason: (typeof shredReasons)[number]
    readonly identities?: readonly string[] | undefined
  },
): Promise<{ readonly shredded: readonly string[]; readonly already: readonly string[] }> {
  await requireSignal(trx, places, actor, signalId)
  const all = await identitiesOfSignal(trx, signalId)
  const wanted = all.filter((one) => wish.identities === undefined || wish.identities.includes(one.id))
  if (wanted.length === 0) {
    throw new AppError(
      'not_found',
      'SOURCE_IDENTITY_NONE',
      `no such identity came with the signal ${signalId}`,
    )
  }
  const live = wanted.filter((one) => one.shreddedAt === null).map((one) => one.id)
  const held = await heldAmong(trx, live)
  if (held.size > 0) {
    throw new AppError(
      'locked',
      'SOURCE_LEGAL_HOLD',
      `a legal hold covers ${[...held].join(', ')}; it has to be lifted first, by another person than the one who placed it`,
    )
  }
  const by = { reason: wish.reason, tokenId: actor.tokenId, personId: actor.personId }
  const shredded = await shredIdentities(trx, live, by)
  return { shredded, already: wanted.map((one) => one.id).filter((id) => !shredded.includes(id)) }
}

export async function requireSignal(
  trx: Trx,
  places: Gazetteer,
  actor: Actor,
  signalId: string,
): Promise<void> {
  const signal = (await beyondSight(trx, () => readRevisions(trx, signalId))).at(-1)
  if (signal !== undefined && answersFor(signal, actor, places)) return
  throw new AppError('not_found', 'SIGNAL_UNKNOWN', `there is no signal ${signalId} that this token may see`)
}

export interface KeepDeps {
  readonly db: Db
  readonly logger: Logger
}

// Identities that one transaction of the schedule shreds.
const atOnce = 500

/** What the schedule says is over; the sweep comes back for more. */
export async function shredOverdue(deps: KeepDeps): Promise<void> {
  const count = await inTransaction(deps.db, async (trx) => {
    const ids = await overdueIdentities(trx, limits.identityRetentionDays, atOnce)
    return (await shredIdentities(trx, ids, { reason: 'retention', tokenId: null, personId: null })).length
  })
  if (count > 0) deps.logger.info({ event: 'sources.shredded', reason: 'retention', count })
}

export async function hasOverdueIdentities(db: Db): Promise<boolean> {
  return (await overdueIdentities(db, limits.identityRetentionDays, 1)).length > 0
}

export async function placeHold(
  trx: Trx,
  actor: Actor,
  wish: { readonly kind: HoldKind; readonly target: string; readonly reason: string },
): Promise<HoldRow> {
  const id = uuidv7()
  await insertHold(trx, { id, ...wish, placedBy: actor.tokenId, placedPerson: actor.personId })
  return knownHold(trx, id)
}

export async function endHold(trx: Trx, actor: Actor, id: string): Promise<HoldRow> {
  const hold = await knownHold(trx, id)
  if (hold.liftedAt !== null)
    throw new AppError('conflict', 'SOURCE_HOLD_LIFTED', `the hold ${id} was lifted already`)
  if (hold.placedPerson === actor.personId) {
    throw new AppError(
      'forbidden',
      'ACCESS_TWO_PERSON_SAME_PERSON',
      'whoever placed a legal hold may not lift it: ask another person who has the right to',
    )
  }
  await liftHold(trx, id, actor.personId)
  return knownHold(trx, id)
}

async function knownHold(trx: Trx, id: string): Promise<HoldRow> {
  const hold = await readHold(trx, id)
  if (hold === undefined)
    throw new AppError('not_found', 'SOURCE_HOLD_UNKNOWN', `there is no legal hold ${id}`)
  return hold
}

export const retentionKind = 'identity.retention'

export function proposeRetention(
  trx: Trx,
  actor: Actor,
  wish: { readonly days: number; readonly reason: string },
): Promise<ProposalRow> {
  return propose(
    trx,
    {
      kind: retentionKind,
      target: 'retention',
      subject: { days: wish.days },
      reason: wish.reason,
      authorPerson: actor.personId,
      base: null,
    },
    actor,
  )
}

export async function decideRetention(
  trx: Trx,
  actor: Actor,
  id: string,
  decision: Decision,
): Promise<ProposalRow> {
  const found = await readProposal(trx, id)
  if (found?.kind !== retentionKind)
    throw new AppError('not_found', 'PROPOSAL_UNKNOWN', `there is no proposal ${id} about the retention`)
  const decided = await decide(trx, id, actor, decision, () => Promise.resolve(null))
  if (decision.decision === 'reject') return decided
  await insertRetention(trx, Number(decided.subject['days']), id)
  await setProposalState(trx, id, 'done')
  return { ...decided, state: 'done' }
}
