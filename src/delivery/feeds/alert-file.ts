// The CAP file of one alert as it stands now, made when it is asked for. Its chain holds every change that CAP can tell.
import { readHistory } from '#alerts/alert-event-store.ts'
import type { Actor } from '#domain/actor.ts'
import { buildCap, isTellableByCap } from '#domain/delivery/cap.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { offsetTime } from '#domain/delivery/xml-tree.ts'
import type { Executor } from '#platform/database/database.ts'
import { readSituations } from '../unplanned-store.ts'
import { identifierOf, senderOf, statusOf } from './publish-cap.ts'
import { consentFor } from './reader.ts'
import { writeXml } from './write-xml.ts'

/** Its chain is one of its own: nobody was sent these messages, and whoever keeps the files can follow them. */
const EDITION = 'file'

/** undefined: nothing of the alert can be told by CAP. The caller must be allowed to see the alert. */
export async function alertFile(
  db: Executor,
  alertId: string,
  reader: { readonly actor: Actor; readonly pack: DeliveryPack; readonly publicUrl: string },
): Promise<string | undefined> {
  const history = (await readHistory(db, alertId)).filter((one) => isTellableByCap(one.kind))
  const last = history.at(-1)
  if (last === undefined) return undefined
  const [situation] = await readSituations(db, [{ alertId, ordinal: last.ordinal }])
  if (situation === undefined) return undefined
  const { pack, publicUrl, actor } = reader
  const consent = consentFor(actor)
  const view = consent === null || situation.event.body.consent[consent] ? 'full' : 'thin'
  const sender = senderOf(publicUrl)
  const messageOf = ({ ordinal, at }: { readonly ordinal: number; readonly at: Temporal.Instant }) => ({
    sender,
    identifier: identifierOf({ alertId, ordinal }, EDITION, view),
    sent: offsetTime(at.epochMilliseconds, pack.timeZone),
  })
  const tree = buildCap({
    occasion: { ...situation, pack },
    ...messageOf(last),
    status: statusOf(situation.alert.isExercise, situation.isReplay),
    scope: 'Restricted',
    addresses: [],
    earlier: history.slice(0, -1).map(messageOf),
    view,
    publicUrl,
  })
  return writeXml(tree)
}
