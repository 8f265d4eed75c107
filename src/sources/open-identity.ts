// Ciphertext rows → what an identity says, for whoever holds an open access. What the server cannot read it hands on as it is.
import { open } from '#platform/envelope.ts'
import { placeOfField } from './seal-identity.ts'
import type { Vault } from './vault.ts'
import type { StoredField, StoredIdentity, StoredKey } from './vault-store.ts'

export interface OpenedIdentity {
  readonly id: string
  readonly wrapping: 'server' | 'verifiers'
  /** Undefined where only a verifier's private key opens it, and where it was shredded. */
  readonly fields?: Readonly<Record<string, string>>
  /** For `vigia keys open`, on the verifier's own machine. */
  readonly sealed?: SealedIdentity
  /** The data key is gone, and with it everything but this. */
  readonly shredded?: { readonly reason: string; readonly at: string }
}

/** Everything that a recipient needs besides the private key, in base64. */
export interface SealedIdentity {
  readonly identity: string
  readonly key: string
  readonly fields: readonly {
    readonly field: string
    readonly version: number
    readonly ciphertext: string
  }[]
}

export async function openIdentity(
  vault: Vault,
  identity: StoredIdentity,
  fields: readonly StoredField[],
  keys: readonly StoredKey[],
): Promise<OpenedIdentity> {
  const { id, wrapping } = identity
  const own = fields.filter((one) => one.identityId === id)
  const key = keys.find((one) => one.identityId === id)
  if (key === undefined) {
    const at = identity.shreddedAt?.toString() ?? ''
    return { id, wrapping, shredded: { reason: identity.shredReason ?? 'unknown', at } }
  }
  if (key.wrapping === 'verifiers') {
    const sealed = own.map(({ field, version, ciphertext }) => ({
      field,
      version,
      ciphertext: base64(ciphertext),
    }))
    return { id, wrapping, sealed: { identity: id, key: base64(key.wrapped), fields: sealed } }
  }
  const dataKey = await vault.ring.wrapper.unwrap(bytes(key.wrapped), key.id, key.wrappingKey)
  const read = readWith(
    dataKey,
    id,
    own.map((one) => ({ ...one, ciphertext: bytes(one.ciphertext) })),
  )
  dataKey.fill(0)
  return { id, wrapping, fields: read }
}

/** The same on both sides: the server's, and the verifier's own machine. */
export function readWith(
  dataKey: Uint8Array,
  identity: string,
  fields: readonly { readonly field: string; readonly version: number; readonly ciphertext: Uint8Array }[],
): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ field, version, ciphertext }) => [
      field,
      Buffer.from(open(dataKey, ciphertext, placeOfField(identity, field, version))).toString('utf8'),
    ]),
  )
}

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
