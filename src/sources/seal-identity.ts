// Identity → ciphertext rows, in the transaction that stores the report. Intake calls this and nothing else of the vault.
import { identityFields, indexedForms, type SourceIdentity } from '#domain/do-no-harm/source-identity.ts'
import { ageAlg } from '#platform/age-recipients.ts'
import type { Trx } from '#platform/database/database.ts'
import { envelopeAlg, newDataKey, seal } from '#platform/envelope.ts'
import { uuidv4 } from '#platform/ids.ts'
import type { Vault } from './vault.ts'
import { insertIdentities, type NewIdentity } from './vault-store.ts'

export interface ToSeal {
  readonly identity: SourceIdentity
  readonly signalId: string
  readonly sourceId: string
  readonly processes: readonly string[]
  readonly severity: number
}

export async function sealIdentities(trx: Trx, vault: Vault, reports: readonly ToSeal[]): Promise<void> {
  const sealed: NewIdentity[] = []
  for (const one of reports) sealed.push(await sealOne(vault, one))
  await insertIdentities(trx, sealed)
}

const version = 1

/** Where a field of an identity lives: what its ciphertext is bound to. */
export function placeOfField(identityId: string, field: string, ofVersion: number) {
  return { table: 'vault.identity_field', row: identityId, column: field, version: ofVersion }
}

async function sealOne(vault: Vault, { identity, ...of }: ToSeal): Promise<NewIdentity> {
  // A random id: one that carried a time would say when a person reported.
  const id = uuidv4()
  const dataKey = newDataKey()
  const fields = identityFields.flatMap((field) => {
    const text = identity[field]
    if (text === undefined) return []
    const ciphertext = seal(dataKey, Buffer.from(text, 'utf8'), placeOfField(id, field, version))
    return [{ field, ciphertext: hex(ciphertext) }]
  })
  const wrapped = await wrap(vault, dataKey, vault.isForVerifiersOnly(identity, of.severity))
  const isReadable = wrapped.wrapping === 'server'
  dataKey.fill(0)
  return {
    id,
    signalId: of.signalId,
    sourceId: of.sourceId,
    processes: of.processes,
    isAtRisk: identity.at_risk === true,
    fields,
    version,
    alg: envelopeAlg,
    ...wrapped,
    // What the server may not read it may not recognise either: a seized server could try every number against the index.
    index: isReadable
      ? indexedForms(identity).map(({ kind, form }) => ({
          kind,
          keyId: vault.indexKeyId,
          value: vault.blindIndex(kind, form),
        }))
      : [],
  }
}

async function wrap(
  { ring, recipients }: Vault,
  dataKey: Uint8Array,
  isForVerifiers: boolean,
): Promise<Pick<NewIdentity, 'wrapping' | 'key'>> {
  const id = uuidv4()
  if (isForVerifiers && recipients !== undefined) {
    const wrapped = hex(await recipients.seal(dataKey))
    return { wrapping: 'verifiers', key: { id, wrappingKey: recipients.id, alg: ageAlg, wrapped } }
  }
  const { wrapper } = ring
  const wrapped = hex(await wrapper.wrap(dataKey, id))
  return { wrapping: 'server', key: { id, wrappingKey: wrapper.keyId, alg: wrapper.alg, wrapped } }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
