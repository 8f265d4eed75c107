// Messages that wait for a person, as they would leave now: exact texts, recipients, exclusions, and what has changed since they were first read.
import { readProposal } from '#access/approve.ts'
import { readHistory } from '#alerts/alert-event-store.ts'
import { type AlertRow, readAlert } from '#alerts/alert-store.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { conflictOf, permissionFor } from '#domain/delivery/exclusion.ts'
import type { Message } from '#domain/delivery/message.ts'
import { render } from '#domain/delivery/render.ts'
import { type Audience, audienceOf, type Channel, channelOf } from '#domain/delivery/routing.ts'
import { maySeeAlert } from '#domain/delivery/sight.ts'
import { levelOf } from '#domain/delivery/situation.ts'
import type { Language } from '#domain/text.ts'
import type { Executor } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import {
  type DraftDelivery,
  type DraftRow,
  draftDeliveries,
  hasSentOneOf,
  listDrafts,
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
  /** Why the reader may not approve it: sent a signal behind the alert, or was the first of the two. */
  readonly refused: 'own_signal' | 'first_approver' | null
}

export async function readDrafts(
  db: Executor,
  deps: DraftDeps,
  pack: DeliveryPack,
  actor: Actor,
  { alertId, language }: { readonly alertId: string; readonly language: Language },
): Promise<{ alert: AlertRow; drafts: DraftView[] }> {
  const alert = await visible(db, pack, actor, alertId)
  const drafts: DraftView[] = []
  for (const draft of await listDrafts(db, alertId))
    drafts.push(await viewDraft(db, deps, pack, { actor, language }, draft))
  return { alert, drafts }
}

async function viewDraft(
  db: Executor,
  deps: DraftDeps,
  pack: DeliveryPack,
  { actor, language }: { readonly actor: Actor; readonly language: Language },
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
    differences: differencesOf(asked, now, language),
    texts: audience === undefined ? [] : rows.flatMap((row) => textOf(deps, pack, now, audience, row) ?? []),
    certainty: body.certainty,
    evidenceIds: body.evidence.ids,
    exclusions: pack.routing.audiences.flatMap(({ code }) => {
      const form = conflictOf({ ...now, pack }, code)
      return form === 'none' ? [] : [{ audience: code, form }]
    }),
    refused: draft.state === 'open' ? await refusalOf(db, actor, draft, body.evidence.ids) : null,
  }
}

async function refusalOf(
  db: Executor,
  actor: Actor,
  draft: DraftRow,
  evidence: readonly string[],
): Promise<DraftView['refused']> {
  if (await hasSentOneOf(db, actor.personId, evidence)) return 'own_signal'
  const first = draft.proposalId === null ? undefined : await readProposal(db, draft.proposalId)
  const isFirst = first?.state === 'open' && !first.isExpired && first.authorPerson === actor.personId
  return isFirst ? 'first_approver' : null
}

export function seenBy(history: readonly { readonly ordinal: number; readonly kind: string }[]): number {
  return history.findLast((one) => evaluations.includes(one.kind))?.ordinal ?? 0
}

const facts = ({ alert, event }: Situation, language: Language): Record<string, string> => ({
  level: levelOf(event, alert),
  certainty: event.body.certainty,
  reports: String(event.body.evidence.count),
  explain: event.body.explain[language],
  ...Object.fromEntries(Object.entries(event.body.measures).map(([name, value]) => [name, String(value)])),
})

function differencesOf(before: Situation, now: Situation, language: Language): Difference[] {
  const [old, current] = [facts(before, language), facts(now, language)]
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

export async function visible(
  db: Executor,
  pack: DeliveryPack,
  actor: Actor,
  alertId: string,
): Promise<AlertRow> {
  const alert = await readAlert(db, alertId)
  if (alert !== undefined && maySeeAlert(actor, alert, pack.lineageOf(alert.place))) return alert
  throw new AppError('not_found', 'ALERT_UNKNOWN', `there is no alert ${alertId} that this token may see`)
}
