// What an adapter calls back: receipts of its messages, and replies of people. A reply acknowledges only as a person whom the settings name
// behind the address; everything else is written down and answered by nobody.
import { readAnswer } from '#domain/delivery/render-short.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import type { Pokes } from '#queue/pokes.ts'
import {
  findToldAlert,
  insertCallback,
  type NewCallback,
  noteDelivered,
  noteUndelivered,
  readOutcome,
} from './callback-store.ts'
import { proveTest } from './channel-message-store.ts'
import { deliveryId } from './delivery-id.ts'
import { insertFallback } from './delivery-store.ts'
import type { Adapter } from './settings.ts'

export type Callback =
  | {
      readonly type: 'vigia.adapter.receipt'
      readonly data: { readonly delivery_id: string; readonly status: 'delivered' | 'read' | 'failed' }
    }
  | {
      readonly type: 'vigia.adapter.reply'
      readonly data: {
        readonly from: string
        /** What the person wrote, or the value of the button. */
        readonly text: string
        /** An automatic answer of a phone or a service. */
        readonly is_automatic: boolean
      }
    }

export interface Received {
  readonly channel: string
  readonly id: string
  readonly adapter: Adapter
  readonly callback: Callback
}

/** Once for each id; what came of it. */
export async function takeCallback(
  trx: Trx,
  deps: { readonly pokes: Pokes },
  received: Received,
): Promise<{ readonly outcome: string; readonly isReplay: boolean }> {
  const { channel, id, callback } = received
  const before = await readOutcome(trx, channel, id)
  if (before !== undefined) return { outcome: before, isReplay: true }
  const isReceipt = callback.type === 'vigia.adapter.receipt'
  const found = isReceipt
    ? await takeReceipt(trx, deps, channel, callback.data)
    : await takeReply(trx, received.adapter, channel, callback.data)
  const kind = isReceipt ? 'receipt' : 'reply'
  // Two calls with one id at once: the second waits for the first, and then it is a repetition whose effects are undone with it.
  if (!(await insertCallback(trx, { channel, id, kind, ...found })))
    throw new Error('the same call is being taken at this moment')
  if (found.person !== null) afterCommit(trx, () => deps.pokes.poke('answers', 'all'))
  return { outcome: found.outcome, isReplay: false }
}

type Found = Pick<NewCallback, 'deliveryId' | 'alertId' | 'person' | 'outcome'>

async function takeReceipt(
  trx: Trx,
  deps: { readonly pokes: Pokes },
  channel: string,
  data: Extract<Callback, { type: 'vigia.adapter.receipt' }>['data'],
): Promise<Found> {
  const nobody = { alertId: null, person: null }
  const { delivery_id: id, status } = data
  const tested = status === 'failed' ? undefined : await proveTest(trx, { channel, id })
  if (tested !== undefined) return { ...nobody, deliveryId: null, outcome: 'test_proven' }
  if (status !== 'failed') {
    const isOurs = await noteDelivered(trx, channel, id, status === 'read')
    return { ...nobody, deliveryId: isOurs ? id : null, outcome: isOurs ? status : 'unknown_delivery' }
  }
  const failed = await noteUndelivered(trx, channel, id)
  if (failed === undefined) return { ...nobody, deliveryId: null, outcome: 'unknown_delivery' }
  const isPlanned = await insertFallback(trx, id, deliveryId({ ...failed, channel: 'inbox' }))
  if (isPlanned) afterCommit(trx, () => deps.pokes.poke('deliver', 'due'))
  return { ...nobody, deliveryId: id, outcome: 'failed' }
}

async function takeReply(
  trx: Trx,
  adapter: Adapter,
  channel: string,
  data: Extract<Callback, { type: 'vigia.adapter.reply' }>['data'],
): Promise<Found> {
  const nothing = { deliveryId: null, alertId: null, person: null }
  if (data.is_automatic) return { ...nothing, outcome: 'automatic' }
  const sender = adapter.senders.find((one) => bare(one.address) === bare(data.from))
  if (sender === undefined) return { ...nothing, outcome: 'unknown_sender' }
  const reference = readAnswer(data.text)
  if (reference === undefined) return { ...nothing, outcome: 'not_an_answer' }
  const digits = reference.slice(reference.indexOf('-') + 1)
  if (reference.startsWith('TEST-')) {
    const tested = await proveTest(trx, { channel, id: digits })
    return { ...nothing, outcome: tested === undefined ? 'unknown_reference' : 'test_proven' }
  }
  const told = await findToldAlert(trx, channel, digits.toLowerCase())
  if (told === undefined) return { ...nothing, outcome: 'unknown_reference' }
  return { ...told, person: sender.person, outcome: 'answer' }
}

/** `+591 700-00000` and `+59170000000` are one address. */
function bare(address: string): string {
  return address.replaceAll(/[\s().-]/g, '').toLowerCase()
}
