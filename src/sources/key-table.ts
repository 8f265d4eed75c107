// The key table is backed up apart from everything else: a full backup without it holds ciphertext only, and the newest copy of it knows
// nothing of what was shredded. Wrapped keys leave as they are; the wrapping keys are in another place still.
import { z } from 'zod'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { pageOfKeys, replaceWrapped, restoreKeys, takeOldKeys } from './key-table-store.ts'
import { readWith, type SealedIdentity } from './open-identity.ts'
import type { Vault } from './vault.ts'

const page = 1_000
const keySchema = z.strictObject({
  id: z.uuid(),
  identityId: z.uuid(),
  wrapping: z.enum(['server', 'verifiers']),
  wrappingKey: z.string(),
  alg: z.string(),
  wrapped: z.string().regex(/^[0-9a-f]+$/),
})

/** One JSON line per key; the last line says how many there are, so that a cut file is noticed. */
export async function backupKeys(db: Db): Promise<string[]> {
  const lines: string[] = []
  let after: string | null = null
  for (;;) {
    const keys: readonly z.infer<typeof keySchema>[] = await pageOfKeys(db, after, page)
    lines.push(...keys.map((key) => JSON.stringify(key)))
    after = keys.at(-1)?.id ?? null
    if (keys.length < page) break
  }
  return [...lines, JSON.stringify({ keys: lines.length })]
}

export async function restoreKeyLines(db: Db, text: string): Promise<{ read: number; restored: number }> {
  const lines = text.split('\n').filter((line) => line !== '')
  const end = z.object({ keys: z.number() }).safeParse(jsonOf(lines.at(-1) ?? ''))
  const keys = lines.slice(0, -1).map((line) => keySchema.safeParse(jsonOf(line)))
  const good = keys.flatMap((one) => (one.success ? [one.data] : []))
  if (end.data?.keys !== keys.length || good.length < keys.length) {
    throw new AppError(
      'invalid',
      'VAULT_BACKUP_FORM',
      `this is no whole file of vigia keys backup: ${keys.length} keys read, ${end.data?.keys ?? 'no number of them'} expected`,
    )
  }
  let restored = 0
  for (let at = 0; at < good.length; at += page) {
    const part = good.slice(at, at + page)
    restored += await inTransaction(db, (trx) => restoreKeys(trx, part))
  }
  return { read: good.length, restored }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/**
 * Wraps every data key of the server anew with the first key of the ring. Once the earlier wrapping key is destroyed, no older copy of the
 * key table can be opened by anybody.
 */
export async function rewrapKeys(db: Db, { ring: { wrapper } }: Vault): Promise<number> {
  let count = 0
  for (;;) {
    const done = await inTransaction(db, async (trx) => {
      const keys = await takeOldKeys(trx, wrapper.keyId, page)
      const wrapped = await Promise.all(
        keys.map(async ({ id, wrappingKey, wrapped: old }) => {
          const dataKey = await wrapper.unwrap(Buffer.from(old, 'hex'), id, wrappingKey)
          const anew = await wrapper.wrap(dataKey, id)
          return { id, wrappingKey: wrapper.keyId, wrapped: Buffer.from(anew).toString('hex') }
        }),
      )
      await replaceWrapped(trx, wrapped)
      return keys.length
    })
    count += done
    if (done < page) return count
  }
}

/** What a verifier does with a sealed identity on a machine of their own. */
export async function openSealed(
  { identity, key, fields }: SealedIdentity,
  openKey: (sealed: Uint8Array) => Promise<Uint8Array>,
): Promise<Record<string, string>> {
  const dataKey = await openKey(Buffer.from(key, 'base64'))
  return readWith(
    dataKey,
    identity,
    fields.map((one) => ({ ...one, ciphertext: Buffer.from(one.ciphertext, 'base64') })),
  )
}
