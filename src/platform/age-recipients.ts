// Data keys sealed to people: the server has their public keys only, so it can write and not read (age, X25519).
import { createHash } from 'node:crypto'
import { Decrypter, Encrypter } from 'age-encryption'
import { AppError } from './errors.ts'

export const ageAlg = 'age-X25519'

export interface Recipients {
  /** Names the set of recipients; another set, another id. */
  readonly id: string
  readonly count: number
  seal(dataKey: Uint8Array): Promise<Uint8Array>
}

/** `age1…` words, one per verifier; undefined when there is none. */
export function parseRecipients(text: string): Recipients | undefined {
  const list = [...new Set(text.split(/[\s,]+/).filter((one) => one !== ''))].toSorted()
  if (list.length === 0) return undefined
  const encrypter = new Encrypter()
  for (const one of list) {
    try {
      if (!/^age1[02-9ac-hj-np-z]{58}$/.test(one)) throw new Error('not an X25519 recipient')
      encrypter.addRecipient(one)
    } catch {
      throw new AppError(
        'invalid',
        'VAULT_RECIPIENT_FORM',
        `"${one.slice(0, 12)}…" is no age recipient: give public keys that begin with age1, never a secret key`,
      )
    }
  }
  return {
    id: createHash('sha256').update(list.join('\n')).digest('hex').slice(0, 8),
    count: list.length,
    seal: (dataKey) => encrypter.encrypt(dataKey),
  }
}

/** For the holder of a private key (`AGE-SECRET-KEY-1…`), on a machine of their own. */
export async function openAsRecipient(secretKey: string, sealed: Uint8Array): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(secretKey)
  return decrypter.decrypt(sealed)
}
