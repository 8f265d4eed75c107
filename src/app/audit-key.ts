// Which key seals the audit log here: that of the settings; in an embedded folder its own, made at the first start; in memory a passing one.
import * as path from 'node:path'
import { isAcceptedKey } from '#audit/seal-events.ts'
import type { Config } from '#config/config.ts'
import { newCheckpointKey, readOrMakeCheckpointKey } from '#platform/checkpoint-key.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import type { Logger } from '#platform/logger.ts'

/** Undefined: nothing is sealed by this process. A key that the log does not know is told and not used. */
export async function findAuditKey(db: Db, config: Config, logger: Logger): Promise<string | undefined> {
  const key = keyOf(config)
  if (key === undefined || (await isAcceptedKey(db, key))) return key
  logger.error({ event: 'audit.key_changed', code: 'AUDIT_KEY_CHANGED' })
  return undefined
}

/** The key of the settings or of the folder, whether the log knows it or not. */
export function keyOf({ auditKey, backend }: Config): string | undefined {
  if (auditKey !== undefined || backend.mode === 'server') return auditKey
  if (backend.dataDir === undefined) return newCheckpointKey()
  return readOrMakeCheckpointKey(path.join(backend.dataDir, 'audit-key.pem'))
}

/** Before anything is opened: a worker that could not seal would let the record grow without proof, and nobody would notice. */
export function refuseMissingKey({ backend, role, auditKey }: Config): void {
  if (backend.mode === 'embedded' || role === 'api' || auditKey !== undefined) return
  throw new AppError(
    'invalid',
    'AUDIT_KEY_MISSING',
    'VIGIA_AUDIT_KEY_FILE: expected the path of the key that signs the audit log; make one with `vigia audit keygen FILE` and give every worker the same',
  )
}

export function refuseOtherKey(accepted: string | undefined): void {
  if (accepted !== undefined) return
  throw new AppError(
    'invalid',
    'AUDIT_KEY_CHANGED',
    'VIGIA_AUDIT_KEY is not the key that has sealed the audit log until now: give the old one back, or say that the new one is meant with `vigia audit rekey`',
  )
}
