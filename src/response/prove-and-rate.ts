// Evidence that a measure was carried out, hashed at receipt, and its rating by somebody outside.
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { audienceOf } from '#domain/delivery/routing.ts'
import { isOutside, isRatingProven } from '#domain/response/action.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import type { Acting } from './act-once.ts'
import type { ActionRow } from './action-store.ts'
import { changeFrom, openAction, saveStep, stepOf } from './change-action.ts'
import { doersOf, insertEvidence, insertRating } from './evidence-store.ts'

export interface GivenEvidence {
  readonly kind: 'document' | 'signal' | 'link'
  readonly ref: string
  readonly sha256?: string | undefined
  readonly note?: string | undefined
}

export async function proveAction(acting: Acting, id: string, given: GivenEvidence): Promise<ActionRow> {
  const opened = await openAction(acting, id)
  const { action } = opened
  const state = stepOf(action, 'evidence')
  if (given.kind === 'document' && given.sha256 === undefined) {
    throw new AppError(
      'invalid',
      'EVIDENCE_HASH_MISSING',
      'a document is named by its SHA-256 (64 hexadecimal digits); the file itself stays with its holder',
    )
  }
  const evidence = {
    id: uuidv7(),
    kind: given.kind,
    ref: given.ref,
    sha256: given.sha256 ?? sha256(given.ref),
    note: given.note ?? null,
    actor: acting.actor.personId,
  }
  await insertEvidence(acting.trx, id, evidence)
  const change = { ...changeFrom(action), state, evidenceCount: action.evidenceCount + 1 }
  const body = { evidence: evidence.id, evidence_kind: evidence.kind, sha256: evidence.sha256 }
  return saveStep(acting, opened, change, { kind: 'evidenced', body })
}

export async function rateAction(
  acting: Acting,
  id: string,
  rating: number,
  reason: string,
): Promise<ActionRow> {
  const opened = await openAction(acting, id)
  const { action } = opened
  const state = stepOf(action, 'rate')
  const rater = { person: acting.actor.personId, office: acting.actor.office }
  const doers = await doersOf(acting.trx, id)
  if (!isOutside(rater, action.addressee, doers, (audience) => membersOf(acting.pack, audience))) {
    throw new AppError(
      'forbidden',
      'ACTION_RATER_INSIDE',
      `whoever was asked, accepted, started or proved the measure may not rate it; ask somebody outside «${action.addressee}»`,
    )
  }
  if (!isRatingProven(rating, action.evidenceCount)) {
    throw new AppError(
      'conflict',
      'ACTION_EVIDENCE_MISSING',
      'without evidence the only rating is 0; POST /v1/actions/{id}/evidence first',
    )
  }
  await insertRating(acting.trx, id, { id: uuidv7(), rating, reason, rater: rater.person })
  return saveStep(
    acting,
    opened,
    { ...changeFrom(action), state, rating },
    { kind: 'rated', body: { rating, reason } },
  )
}

/** Offices of an audience that has members. */
function membersOf(pack: DeliveryPack, audience: string): string[] {
  const set = audienceOf(pack.routing, audience)?.members_from
  return set === undefined ? [] : (pack.offices[set] ?? []).map(({ code }) => code)
}
