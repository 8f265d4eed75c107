// One change on a stream: its place in the order of all changes, who may know of it, and what is said of it.
import type { Actor } from '../actor.ts'
import { isMarkingWithin, mayUseProcess } from '../actor.ts'
import type { Marking } from '../pack.ts'
import type { DeliveryPack } from './delivery-pack.ts'
import { inboxesOf, maySeeAlert } from './sight.ts'

/** Transaction, topic and row: unique, and the same on every process. */
export interface ChangePlace {
  readonly xid: string
  readonly rank: number
  readonly key: string
}

export interface Change extends ChangePlace {
  readonly topic: 'alert.changed' | 'delivery.changed' | 'inbox.changed'
  readonly alertId: string
  readonly ordinal: number
  readonly kind: string | null
  readonly level: string | null
  /** Of the delivery. */
  readonly id: string | null
  readonly recipient: string | null
  readonly channel: string | null
  readonly state: string | null
  readonly reason: string | null
  readonly isThin: boolean
  readonly process: string
  readonly marking: Marking
  readonly place: string
  readonly isShadow: boolean
}

export function comparePlaces(a: ChangePlace, b: ChangePlace): number {
  if (a.xid !== b.xid) return BigInt(a.xid) < BigInt(b.xid) ? -1 : 1
  if (a.rank !== b.rank) return a.rank - b.rank
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1
}

/** Before everything that a transaction with this number, or a later one, has changed. */
export const placeBefore = (xid: string): ChangePlace => ({ xid, rank: -1, key: '' })

export function writePlace({ xid, rank, key }: ChangePlace): string {
  return `${xid}_${rank}_${key}`
}

/** undefined: not written by writePlace. The largest number is that of the database's bigint. */
export function readPlace(text: string): ChangePlace | undefined {
  const found = /^(\d{1,18})_(-1|[0-2])_([0-9a-f.-]{0,60})$/.exec(text)
  if (found === null) return undefined
  const [, xid = '', rank = '', key = ''] = found
  return { xid, rank: Number(rank), key }
}

/** As the routes of alerts, deliveries and the inbox would answer this caller. */
export function maySeeChange(actor: Actor, change: Change, pack: DeliveryPack): boolean {
  const recipient = change.recipient ?? ''
  if (change.topic === 'inbox.changed') {
    const isReadable = change.isThin || isMarkingWithin(change.marking, actor.marking)
    return (
      isReadable && mayUseProcess(actor, change.process) && inboxesOf(actor, pack.routing).includes(recipient)
    )
  }
  if (!maySeeAlert(actor, change, pack.lineageOf(change.place))) return false
  const isOwnOnly = change.topic === 'delivery.changed' && actor.role === 'un_liaison'
  return !isOwnOnly || inboxesOf(actor, pack.routing).includes(recipient)
}

/** Names and states, no content: whoever needs more asks for it, under the rules of that route. */
export function viewChange(change: Change): Readonly<Record<string, unknown>> {
  const { alertId: alert_id, ordinal, level, process } = change
  switch (change.topic) {
    case 'alert.changed':
      return {
        alert_id,
        ordinal,
        kind: change.kind,
        level,
        process,
        place: change.place,
        shadow: change.isShadow,
      }
    case 'delivery.changed': {
      const { id: delivery_id, recipient, channel, state, reason } = change
      return { delivery_id, alert_id, ordinal, recipient, channel, state, reason }
    }
    case 'inbox.changed':
      return { message_id: change.id, alert_id, ordinal, recipient: change.recipient, state: change.state }
  }
}
