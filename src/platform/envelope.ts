// AES-256-GCM and HMAC: the one place where bytes are encrypted. A ciphertext is bound to where it belongs, so that it cannot be moved.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** Stored beside every ciphertext, so that another algorithm can be told apart one day. */
export const envelopeAlg = 'A256GCM'
const nonceBytes = 12
const tagBytes = 16

export interface Place {
  readonly table: string
  readonly row: string
  readonly column: string
  readonly version: number
}

/** No part of a place holds a bar, so two places never give the same text. */
function associatedData({ table, row, column, version }: Place): Buffer {
  return Buffer.from([table, row, column, version].join('|'), 'utf8')
}

export function newDataKey(): Uint8Array {
  return randomBytes(32)
}

/** nonce ‖ ciphertext ‖ tag. */
export function seal(key: Uint8Array, plain: Uint8Array, place: Place): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(associatedData(place))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, body, cipher.getAuthTag()])
}

/** Throws when the key, the place or a single bit is another. */
export function open(key: Uint8Array, sealed: Uint8Array, place: Place): Uint8Array {
  if (sealed.length < nonceBytes + tagBytes) throw new Error('the ciphertext is too short')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(associatedData(place))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const body = sealed.subarray(nonceBytes, sealed.length - tagBytes)
  return Buffer.concat([decipher.update(body), decipher.final()])
}

/** The first `bits` bits, as hexadecimal digits; a multiple of four. */
export function shortHmac(key: Uint8Array, text: string, bits: number): string {
  return createHmac('sha256', key)
    .update(text, 'utf8')
    .digest('hex')
    .slice(0, bits / 4)
}
