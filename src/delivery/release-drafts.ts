// What a person does with messages that wait for approval: sees the exact texts, releases them with a comment, or withholds them.
import { decide, propose } from '#access/approve.ts'
import { recordAudit } from '#access/audit.ts'
import { readHistory } from '#alerts/alert-event-store.ts'
import type { AlertRow } from '#alerts/alert-store.ts'
import { readAlert } from '#alerts/alert-store.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { conflictOf, permissionFor } from '#domain/delivery/exclusion.ts'
import { holdFor } from '#domain/delivery/hold.ts'
import type { Message } from '#domain/delivery/message.ts'
import { render } from '#domain/delivery/render.ts'
import { groupKey, routeSettings } from '#domain/delivery/route-settings.ts'
import { type Audience, audienceOf, type Channel, channelOf } from '#domain/delivery/routing.ts'
import { maySeeAlert } from '#domain/delivery/sight.ts'
import { type EventBody, levelOf } from '#domain/delivery/situation.ts'
import { afterCommit, type Executor, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import type { Pokes } from '#queue/pokes.ts'
import {
  type DraftDelivery,
  type DraftRow,
  decideDraft,
  draftDeliveries,
  hasSentOneOf,
  listDrafts,
  lockOpenDraft,
  releaseDeliveries,
  setDraftProposal,
  withholdDeliveries,
} from './draft-store.ts'
import { readSituations, type Situation } from './unplanned-store.ts'

export interface DraftDeps {
  readonly isTlsEnforced: boolean
  readonly publicUrl: string
}

/** Changes of the engine: after one of them, what a person saw is no longer what would be sent. */
const evaluations = [
  'fired',
  'raised',
  'lowered',
  'reopened',
  'evidence_withdrawn',
  'corrected',
  'resolved',
  'expired',
]

export interface DraftText {
  readonly recipient: string
  readonly channel: string
  readonly message: Message
}

export interface Difference {
  readonly what: string
  readonly before: string
  readonly now: string
}

export interface DraftView {
  readonly draft: DraftRow
  /** The newest change by evaluation: what an approver says to have seen. */
  readonly seen: number
  readonly changes: readonly string[]
  readonly differences: readonly Difference[]
  readonly texts: readonly DraftText[]
  readonly certainty: string
  readonly evidenceIds: readonly string[]
  readonly exclusions: readonly { audience: string; form: 'leave_out' | 'redact' }[]
}

export async function readDrafts(
  db: Executor,
  deps: DraftDeps,
  pack: DeliveryPack,
  actor: Actor,
  alertId: string,
): Promise<{ alert: AlertRow; drafts: DraftView[] }> {
  const alert = await visible(db, pack, actor, alertId)
  const drafts: DraftView[] = []
  for (const draft of await listDrafts(db, alertId)) drafts.push(await viewDraft(db, deps, pack, draft))
  return { alert, drafts }
}

async function viewDraft(
  db: Executor,
  deps: DraftDeps,
  pack: DeliveryPack,
  draft: DraftRow,
): Promise<DraftView> {
  const { alertId } = draft
  const ordinals = [...new Set([draft.ordinal, draft.askedOrdinal])]
  const found = await readSituations(
    db,
    ordinals.map((ordinal) => ({ alertId, ordinal })),
  )
  const now = found.find(({ event }) => event.ordinal === draft.ordinal)
  const asked = found.find(({ event }) => event.ordinal === draft.askedOrdinal)
  if (now === undefined || asked === undefined) {
    throw new AppError('bug', 'INVARIANT_BROKEN', `the draft ${draft.id} names an event that is not there`)
  }
  const history = await readHistory(db, alertId)
  const since = history.filter((one) => one.ordinal > draft.askedOrdinal && evaluations.includes(one.kind))
  const rows = draft.state === 'open' ? await draftDeliveries(db, draft) : []
  const audience = audienceOf(pack.routing, draft.audience)
  const body = now.event.body
  return {
    draft,
    seen: seenBy(history),
    changes: since.map((one) => one.kind),
    differences: differencesOf(asked, now),
    texts: audience === undefined ? [] : rows.flatMap((row) => textOf(deps, pack, now, audience, row) ?? []),
    certainty: body.certainty,
    evidenceIds: body.evidence.ids,
    exclusions: pack.routing.audiences.flatMap(({ code }) => {
      const form = conflictOf({ ...now, pack }, code)
      return form === 'none' ? [] : [{ audience: code, form }]
    }),
  }
}

function seenBy(history: readonly { readonly ordinal: number; readonly kind: string }[]): number {
  return history.findLast((one) => evaluations.includes(one.kind))?.ordinal ?? 0
}

function differencesOf(before: Situation, now: Situation): Difference[] {
  const facts = ({ alert, event }: Situation): Record<string, string> => ({
    level: levelOf(event, alert),
    certainty: event.body.certainty,
    reports: String(event.body.evidence.count),
    explain: event.body.explain.es,
    ...Object.fromEntries(Object.entries(event.body.measures).map(([name, value]) => [name, String(value)])),
  })
  const [old, current] = [facts(before), facts(now)]
  return [...new Set([...Object.keys(old), ...Object.keys(current)])].flatMap((what) =>
    old[what] === current[what] ? [] : [{ what, before: old[what] ?? '–', now: current[what] ?? '–' }],
  )
}

/** The bytes as they would leave now; undefined when consent or clearance have changed so that nothing would. */
function textOf(
  deps: DraftDeps,
  pack: DeliveryPack,
  situation: Situation,
  audience: Audience,
  row: DraftDelivery,
): DraftText | undefined {
  const channel = channelOf(pack.routing, row.channel)
  const view = channel === undefined ? undefined : viewFor(deps, pack, situation, audience, channel)
  if (channel === undefined || view === undefined) return undefined
  const message = render({
    occasion: { ...situation, pack },
    deliveryId: row.id,
    audience,
    recipient: row.recipient,
    channel,
    view,
    missed: [],
    publicUrl: deps.publicUrl,
  })
  return { recipient: row.recipient, channel: row.channel, message }
}

function viewFor(
  deps: DraftDeps,
  pack: DeliveryPack,
  { alert, event }: Situation,
  audience: Audience,
  channel: Channel,
) {
  const conflict = conflictOf({ alert, event, pack }, audience.code)
  if (conflict === 'leave_out') return undefined
  const permission = permissionFor({
    audience,
    channel,
    marking: alert.marking,
    consent: event.body.consent,
    isTlsEnforced: deps.isTlsEnforced,
    isNotice: false,
  })
  if ('withheld' in permission) return undefined
  return conflict === 'redact' ? 'thin' : permission.view
}

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
    actor: actor.tokenId,
    act: 'draft.released',
    target: alertId,
    details: { audience, ordinal: draft.ordinal, comment: release.comment, messages: rows.length },
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
  const hold = holdFor(occasion, audience, channel, level, situation.now.epochMilliseconds)
  return {
    id: row.id,
    reason: hold?.reason ?? 'released',
    heldUntil: hold === undefined ? null : Temporal.Instant.fromEpochMilliseconds(hold.until).toString(),
    groupKey: hold === undefined ? null : groupKey(occasion, routeSettings(occasion, audienceCode).groupBy),
  }
}

/** False: this is the first of the two, and what it proposed waits for the second. */
async function isSecond(trx: Trx, actor: Actor, draft: DraftRow, release: Release): Promise<boolean> {
  if (draft.proposalId !== null) {
    const decision = { decision: 'approve', note: release.comment } as const
    await decide(trx, draft.proposalId, actor, decision, () => Promise.resolve(String(release.seen)))
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
  await withholdDeliveries(
    trx,
    rows.map(({ id }) => id),
  )
  await recordAudit(trx, {
    actor: actor.tokenId,
    act: 'draft.withheld',
    target: alertId,
    details: { audience, ordinal: draft.ordinal, reason },
  })
}

async function openDraft(trx: Trx, pack: DeliveryPack, actor: Actor, alertId: string, audience: string) {
  await visible(trx, pack, actor, alertId)
  const draft = await lockOpenDraft(trx, alertId, audience)
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

async function visible(db: Executor, pack: DeliveryPack, actor: Actor, alertId: string): Promise<AlertRow> {
  const alert = await readAlert(db, alertId)
  if (alert !== undefined && maySeeAlert(actor, alert, pack.lineageOf(alert.place))) return alert
  throw new AppError('not_found', 'ALERT_UNKNOWN', `there is no alert ${alertId} that this token may see`)
}
