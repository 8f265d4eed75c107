// What the vault needs besides its tables: keys that live outside the database.
import { isForVerifiersOnly, type SourceIdentity } from '#domain/do-no-harm/source-identity.ts'
import type { Recipients } from '#platform/age-recipients.ts'
import { shortHmac } from '#platform/envelope.ts'
import type { KeyRing } from '#platform/key-ring.ts'

// Phone numbers have little entropy: with the index key stolen, 24 bits leave several numbers for each value, and 12 bits thousands.
const indexBits = 24
const tagBits = 12

export interface Vault {
  readonly ring: KeyRing
  readonly recipients: Recipients | undefined
  readonly sealAll: boolean
  readonly indexKeyId: string
  /** Equal for equal forms, and for a few others. */
  blindIndex(kind: string, form: string): string
  /** Tells one report from the same report with another identity, without a hash by which the identity could be guessed. */
  tagOf(identity: unknown): string
  isForVerifiersOnly(identity: SourceIdentity, severity: number): boolean
}

export function createVault(
  ring: KeyRing,
  recipients: Recipients | undefined,
  { sealAll }: { readonly sealAll: boolean },
): Vault {
  const settings = { hasRecipients: recipients !== undefined, sealAll }
  return {
    ring,
    recipients,
    sealAll,
    indexKeyId: ring.indexKeyId,
    blindIndex: (kind, form) => shortHmac(ring.indexKey, `${kind}|${form}`, indexBits),
    tagOf: (identity) => shortHmac(ring.indexKey, `tag|${JSON.stringify(identity)}`, tagBits),
    isForVerifiersOnly: (identity, severity) => isForVerifiersOnly(identity, severity, settings),
  }
}
