// What a person does with messages that wait for approval: releases them with a comment, or withholds them.
import { decide, propose, readProposal, withdrawProposals } from '#access/approve.ts'
import { readHistory } from '#alerts/alert-event-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { holdFor } from '#domain/delivery/hold.ts'
import { groupKey, routeSettings } from '#domain/delivery/route-settings.ts'
import { audienceOf, channelOf } from '#domain/delivery/routing.ts'
import { type EventBody, levelOf } from '#domain/delivery/situation.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import type { Pokes } from '#queue/pokes.ts'
import {
  type DraftDelivery,
  type DraftRow,
  decideDraft,
  draftDeliveries,
  hasSentOneOf,
  isOvertaken,
  lockOpenDraft,
  releaseDeliveries,
  setDraftProposal,
  withholdDeliveries,
} from './draft-store.ts'
import { seenBy, visible } from './read-drafts.ts'
import { readSituations, type Situation } from './unplanned-store.ts'

export interface Release {
  readonly alertId: string
  readonly audience: string
  /** The newest change that the person has seen. */
  readonly seen: number
  readonly comment: string | null
}

export type Released = { readonly outcome: 'released' | 'proposed'; readonly messages: number }

/** One person, or the second of two; then the messages go out, or wait for their digest like any other. */
export async function approveDraft(
  trx: Trx,
  deps: { readonly pokes: Pokes; readonly pack: DeliveryPack },
  actor: Actor,
  release: Release,
): Promise<Released> {
  const { alertId, audience } = release
  const { draft, situation, history } = await openDraft(trx, deps.pack, actor, alertId, audience)
  const newest = seenBy(history)
  if (release.seen !== newest) {
    throw new AppError(
      'conflict',
      'DRAFT_CHANGED',
      `the alert has changed since: ${release.seen} was seen, its newest change is ${newest}; read the draft again`,
    )
  }
  await refuseSender(trx, actor, situation.event.body)
  if (draft.approvals === 2 && !(await isSecond(trx, actor, draft, release))) {
    return { outcome: 'proposed', messages: 0 }
  }
  const rows = await draftDeliveries(trx, draft)
  await decideDraft(trx, draft.id, {
    state: 'released',
    by: actor.personId,
    comment: release.comment,
    reason: null,
  })
  await releaseDeliveries(
    trx,
    rows.flatMap((row) => releasedRow(deps.pack, situation, audience, row) ?? []),
  )
  await recordAudit(trx, {
    actor,
    action: 'draft.released',
    object: { kind: 'alert', id: alertId },
    detail: { draft: draft.id, audience, ordinal: draft.ordinal, messages: rows.length },
    note: release.comment,
  })
  afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
  return { outcome: 'released', messages: rows.length }
}

function releasedRow(pack: DeliveryPack, situation: Situation, audienceCode: string, row: DraftDelivery) {
  const audience = audienceOf(pack.routing, audienceCode)
  const channel = channelOf(pack.routing, row.channel)
  if (audience === undefined || channel === undefined) return undefined
  const occasion = { ...situation, pack }
  const level = levelOf(situation.event, situation.alert)
  const addressee = { audience, recipient: row.recipient }
  const hold = holdFor(occasion, addressee, channel, level, situation.now.epochMilliseconds)
  return {
    id: row.id,
    reason: hold?.reason ?? 'released',
    heldUntil: hold === undefined ? null : Temporal.Instant.fromEpochMilliseconds(hold.until).toString(),
    groupKey: hold === undefined ? null : groupKey(occasion, routeSettings(occasion, audienceCode).groupBy),
  }
}

/** False: this is the first of the two, and what it proposed waits for the second. */
async function isSecond(trx: Trx, actor: Actor, draft: DraftRow, release: Release): Promise<boolean> {
  // A first approval that waited too long has lapsed: whoever comes now is the first of the two again.
  const first = draft.proposalId === null ? undefined : await readProposal(trx, draft.proposalId)
  if (first?.state === 'open' && !first.isExpired) {
    const decision = { decision: 'approve', note: release.comment } as const
    await decide(trx, first.id, actor, decision, () => Promise.resolve(String(release.seen)))
    return true
  }
  const proposal = await propose(
    trx,
    {
      kind: 'release',
      target: draft.id,
      subject: { alert: draft.alertId, audience: draft.audience, ordinal: draft.ordinal },
      reason: release.comment ?? 'release',
      authorPerson: actor.personId,
      base: String(release.seen),
    },
    actor,
  )
  await setDraftProposal(trx, draft.id, proposal.id)
  return false
}

export async function withholdDraft(
  trx: Trx,
  deps: { readonly pack: DeliveryPack },
  actor: Actor,
  withheld: { readonly alertId: string; readonly audience: string; readonly reason: string },
): Promise<void> {
  const { alertId, audience, reason } = withheld
  const { draft } = await openDraft(trx, deps.pack, actor, alertId, audience)
  const rows = await draftDeliveries(trx, draft)
  await decideDraft(trx, draft.id, { state: 'withheld', by: actor.personId, comment: null, reason })
  await withdrawProposals(trx, draft.proposalId === null ? [] : [draft.proposalId], 'withheld')
  await withholdDeliveries(
    trx,
    rows.map(({ id }) => id),
  )
  await recordAudit(trx, {
    actor,
    action: 'draft.withheld',
    object: { kind: 'alert', id: alertId },
    detail: { draft: draft.id, audience, ordinal: draft.ordinal },
    note: reason,
  })
}

async function openDraft(trx: Trx, pack: DeliveryPack, actor: Actor, alertId: string, audience: string) {
  await visible(trx, pack, actor, alertId)
  const draft = await lockOpenDraft(trx, alertId, audience)
  if (draft === undefined && (await isOvertaken(trx, alertId, audience))) {
    throw new AppError(
      'conflict',
      'DRAFT_OVERTAKEN',
      `those for whom ${audience}'s draft waited have been told of a newer state of the alert ${alertId}; read the draft again, nothing is left to decide`,
    )
  }
  if (draft === undefined) {
    throw new AppError('not_found', 'DRAFT_UNKNOWN', `nothing for ${audience} waits at the alert ${alertId}`)
  }
  const [situation] = await readSituations(trx, [{ alertId, ordinal: draft.ordinal }])
  if (situation === undefined)
    throw new AppError('bug', 'INVARIANT_BROKEN', `the draft ${draft.id} has no event`)
  return { draft, situation, history: await readHistory(trx, alertId) }
}

async function refuseSender(trx: Trx, actor: Actor, body: EventBody): Promise<void> {
  if (!(await hasSentOneOf(trx, actor.personId, body.evidence.ids))) return
  throw new AppError(
    'forbidden',
    'DRAFT_OWN_SIGNAL',
    'whoever sent a signal behind this alert may not release it: ask another person',
  )
}
