// Small secrets at rest: AES-256-GCM under one key of the installation, bound to what they belong to.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FORM = 'v1.'

export interface SealingKey {
  seal(secret: string, belongsTo: string): string
  /** Throws when the text was sealed for something else, under another key, or was changed. */
  open(sealed: string, belongsTo: string): string
}

/** `key`: 32 bytes as base64 or base64url. */
export function createSealingKey(key: string): SealingKey {
  const bytes = Buffer.from(key, 'base64')
  return {
    seal(secret, belongsTo) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, bytes, nonce)
      cipher.setAAD(Buffer.from(belongsTo, 'utf8'))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return FORM + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(sealed, belongsTo) {
      if (!sealed.startsWith(FORM)) throw new Error('sealed text of an unknown form')
      const all = Buffer.from(sealed.slice(FORM.length), 'base64url')
      const decipher = createDecipheriv(ALGORITHM, bytes, all.subarray(0, NONCE_BYTES))
      decipher.setAAD(Buffer.from(belongsTo, 'utf8'))
      decipher.setAuthTag(all.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return (
        decipher.update(all.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      )
    },
  }
}
