// Opaque page cursors: the place of the last row, as base64url of JSON. A damaged one is the caller's mistake.
import { AppError } from './errors.ts'

export interface RowPlace {
  readonly xid: string
  readonly id: string
}

export function writeCursor(place: RowPlace): string {
  return Buffer.from(JSON.stringify([place.xid, place.id])).toString('base64url')
}

// The largest number that the database's bigint holds.
const largest = 2n ** 63n - 1n
const endOf9999 = 253_402_300_799_999
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function readCursor(text: string | undefined): RowPlace | undefined {
  return readPlace(text, uuid)
}

/** Of rows whose id is a number. */
export function readNumberCursor(text: string | undefined): RowPlace | undefined {
  return readPlace(text, /^\d{1,15}$/)
}

/** Of rows in the order of a time: milliseconds since 1970 stand in the place of the transaction. A cursor of another list is none of these. */
export function readTimeCursor(
  text: string | undefined,
): { readonly time: Temporal.Instant; readonly id: string } | undefined {
  const place = readPlace(text, uuid)
  if (place === undefined) return undefined
  if (Number(place.xid) > endOf9999) throw damaged()
  return { time: Temporal.Instant.fromEpochMilliseconds(Number(place.xid)), id: place.id }
}

function readPlace(text: string | undefined, idShape: RegExp): RowPlace | undefined {
  if (text === undefined) return undefined
  try {
    const [xid, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [unknown, unknown]
    if (
      typeof xid === 'string' &&
      /^\d{1,19}$/.test(xid) &&
      BigInt(xid) <= largest &&
      typeof id === 'string' &&
      idShape.test(id)
    ) {
      return { xid, id }
    }
  } catch {}
  throw damaged()
}

function damaged(): AppError {
  return new AppError('invalid', 'HTTP_CURSOR', 'this cursor is damaged; start again without one', {
    status: 400,
  })
}
