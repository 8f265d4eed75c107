// Where the keys of the vault come from: the settings, or the file that the first start of an embedded folder makes for itself.
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import type { Config } from '#config/config.ts'
import { parseRecipients } from '#platform/age-recipients.ts'
import { AppError } from '#platform/errors.ts'
import { newKeyRingText, parseKeyRing } from '#platform/key-ring.ts'
import { openKeyService } from '#platform/key-service.ts'
import { createVault, type Vault } from '#sources/vault.ts'

/** Undefined on a server whose settings name no keys. */
export async function openVault(config: Config): Promise<Vault | undefined> {
  const text = config.vault.keys ?? (await keysOfFolder(config))
  if (text === undefined) return undefined
  const { recipients, sealAll, keeper } = config.vault
  const wrapper = keeper === undefined ? undefined : await openKeyService(keeper)
  return createVault(parseKeyRing(text, wrapper), parseRecipients(recipients), { sealAll })
}

async function keysOfFolder({ backend }: Config): Promise<string | undefined> {
  if (backend.mode === 'server') return undefined
  if (backend.dataDir === undefined) return newKeyRingText()
  const file = path.join(backend.dataDir, 'vault.keys')
  if (existsSync(file)) return readFile(file, 'utf8')
  const made = newKeyRingText()
  await mkdir(backend.dataDir, { recursive: true })
  // Never over a file that is there: its keys would be gone, and with them every identity.
  await writeFile(file, made, { mode: 0o600, flag: 'wx' })
  return made
}

/** A server takes reports only with keys that somebody has made and keeps. */
export function refuseWithoutKeys({ backend, role, vault }: Config): void {
  if (backend.mode === 'embedded' || role === 'worker' || vault.keys !== undefined) return
  throw new AppError(
    'invalid',
    'VAULT_KEYS_MISSING',
    'VIGIA_VAULT_KEYS_FILE is not set: a server needs a key file for the vault of sources. Make one outside the database and its backups: npx vigia keys new > vault.keys && chmod 600 vault.keys',
  )
}
