// The key that second factors are sealed with: from the settings, or, embedded, a file of the data folder that its first start makes.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import type { Config } from '#config/config.ts'
import { randomSecret } from '#platform/ids.ts'
import { createSealingKey, type SealingKey } from '#platform/sealed.ts'

const KEY_BYTES = 32

/** Undefined in server mode without VIGIA_ACCESS_KEY: passkeys only, because a key beside the data would protect nothing. */
export async function openAccessKey({ accessKey, backend }: Config): Promise<SealingKey | undefined> {
  if (accessKey !== undefined) return createSealingKey(accessKey)
  if (backend.mode === 'server') return undefined
  if (backend.dataDir === undefined) return createSealingKey(randomSecret(KEY_BYTES))
  const file = path.join(backend.dataDir, 'access.key')
  if (!existsSync(file)) await writeFile(file, `${randomSecret(KEY_BYTES)}\n`, { mode: 0o600 })
  return createSealingKey((await readFile(file, 'utf8')).trim())
}
