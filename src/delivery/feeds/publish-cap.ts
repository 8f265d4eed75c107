// A claim of a CAP channel becomes a published file, in the transaction of the claim; several recipients of one feed share the file.
import { buildCap, capHeadlines, capMsgType, capToken } from '#domain/delivery/cap.ts'
import type { CapScope, CapStatus } from '#domain/delivery/cap-words.ts'
import type { View } from '#domain/delivery/exclusion.ts'
import type { CapMessage } from '#domain/delivery/message.ts'
import { addresseesOf, type Channel, type Occasion } from '#domain/delivery/routing.ts'
import { isNotice } from '#domain/delivery/situation.ts'
import { offsetTime } from '#domain/delivery/xml-tree.ts'
import { parseDuration } from '#domain/time.ts'
import type { Trx } from '#platform/database/database.ts'
import { uuidv5 } from '#platform/ids.ts'
import { type Claim, keepMessages } from '../delivery-store.ts'
import { type ChainLink, insertCapMessage, lockChains, readChain } from './cap-store.ts'
import { writeXml } from './write-xml.ts'

/** UUIDv5 of `urn:vigia:cap` in the URL namespace. */
const NAMESPACE = uuidv5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:vigia:cap')
/** Of readers for whom the routing names no other: four times in the hour of an election night. */
const POLL_MS = 900_000

export interface Publication {
  readonly claim: Claim
  readonly occasion: Occasion
  readonly channel: Channel
  readonly view: View
  readonly publicUrl: string
  /** Of the audit log, when the file is published. */
  readonly checkpoint?: string | undefined
}

export type Published = { readonly claim: Claim } & (
  | { readonly message: CapMessage }
  | { readonly refusal: string }
)

/** Before any row of the alerts is read: chains are written by one sender at a time. */
export async function holdChains(trx: Trx, claims: readonly Claim[]): Promise<void> {
  const ids = claims.filter((one) => one.channelType === 'cap').map((one) => one.alertId)
  if (ids.length > 0) await lockChains(trx, ids)
}

export async function publishCap(trx: Trx, given: Publication): Promise<Published> {
  const { claim, view, channel } = given
  const scope = channel.scope ?? 'Restricted'
  const edition = scope === 'Private' ? `${channel.code}/${claim.recipient}` : channel.code
  const chain = await readChain(trx, claim.alertId, edition)
  const own = chain.find((one) => one.ordinal === claim.ordinal && one.view === view)
  if (own === undefined) {
    // A file that refers to nothing later than itself; what came too late is told by the files after it.
    if (chain.some((one) => one.ordinal > claim.ordinal)) return { claim, refusal: 'superseded' }
    const earlier = chain.filter((one) => one.ordinal < claim.ordinal)
    // Whoever was told nothing has nothing to be told that it is over.
    if (view === 'thin' && earlier.length === 0) return { claim, refusal: 'withheld_clearance' }
    await publish(trx, given, { scope, edition, earlier })
  }
  const identifier = own?.identifier ?? identifierOf(claim, edition, view)
  const message = { type: 'cap', view, identifier } as const
  await keepMessages(trx, [{ id: claim.id, message }])
  return { claim, message }
}

/** The same change and redaction view give the same identifier, before and after any crash or restore. */
export function identifierOf(
  event: { readonly alertId: string; readonly ordinal: number },
  edition: string,
  view: View,
): string {
  return uuidv5(NAMESPACE, JSON.stringify([event.alertId, event.ordinal, edition, view]))
}

/** Named after the host that people sign in at, so that it is one installation's own. */
export function senderOf(publicUrl: string): string {
  return capToken(`vigia@${new URL(publicUrl).hostname}`)
}

export function statusOf(isExercise: boolean, isReplay: boolean): CapStatus {
  if (isReplay) return 'Test'
  return isExercise ? 'Exercise' : 'Actual'
}

interface Place {
  readonly scope: CapScope
  readonly edition: string
  readonly earlier: readonly ChainLink[]
}

async function publish(trx: Trx, given: Publication, { scope, edition, earlier }: Place): Promise<void> {
  const { claim, occasion, channel, view, publicUrl } = given
  const { event, alert, pack } = occasion
  const identifier = identifierOf(claim, edition, view)
  const sender = senderOf(publicUrl)
  const status = statusOf(alert.isExercise, false)
  const input = {
    occasion,
    identifier,
    sender,
    status,
    scope,
    addresses: scope === 'Private' ? [claim.recipient] : [],
    earlier,
    view,
    publicUrl,
  }
  await insertCapMessage(trx, {
    identifier,
    alertId: claim.alertId,
    ordinal: claim.ordinal,
    channel: claim.channel,
    edition,
    view,
    sender,
    sent: offsetTime(event.at, pack.timeZone),
    msgType: capMsgType(event, earlier.length > 0),
    status,
    scope,
    headline: capHeadlines(input),
    document: writeXml(buildCap(input)),
    isApproved: isLetThrough(given, earlier),
    checkpoint: given.checkpoint ?? null,
    fetchWithinMs: 2 * (parseDuration(channel.poll_every ?? '') ?? POLL_MS),
  })
}

/** With a release gate on the route, a row only comes this far when a person has opened it; closings end what was let through before. */
function isLetThrough({ occasion, claim }: Publication, earlier: readonly ChainLink[]): boolean {
  if (isNotice(occasion.event.kind)) return earlier.some((one) => one.isApproved)
  const addressee = addresseesOf(occasion).find((one) => one.audience.code === claim.audience)
  return addressee?.release === 'approval'
}
