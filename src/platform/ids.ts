// Identifiers, hashes and random secrets. The only file that draws random numbers.
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'

/** A time-ordered id (RFC 9562 version 7) of this process's clock. */
export function uuidv7(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Temporal.Now.instant().epochMilliseconds, 0, 6)
  return layout(bytes, 7)
}

/** A name-based id (RFC 9562 version 5): the same namespace and name give the same id, everywhere and always. */
export function uuidv5(namespace: string, name: string): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex')
  return layout(createHash('sha1').update(space).update(name, 'utf8').digest().subarray(0, 16), 5)
}

export function uuidv4(): string {
  return randomUUID()
}

function layout(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** A random secret of so many bytes, as base64url. */
export function randomSecret(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A random word of base-62 digits; 27 of them carry 160 bits. */
export function randomBase62(length: number): string {
  return Array.from({ length }, () => base62.charAt(randomInt(base62.length))).join('')
}

/** A non-negative number in base 62, left-padded with zeros. */
export function toBase62(value: number, length: number): string {
  let rest = value
  let text = ''
  for (let i = 0; i < length; i += 1) {
    text = base62.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}
