// An item as it came in → a body with its hash, or a refusal that names every field at fault.

import { signalSchema } from '#domain/signal/signal.ts'
import { type SignalFault, shapeFaults } from '#domain/signal/signal-faults.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import type { Submitted } from './submission.ts'

export function readSignal(raw: unknown): Submitted | AppError {
  const parsed = signalSchema.safeParse(raw)
  if (!parsed.success) return refusal(shapeFaults(parsed.error.issues))
  return { body: parsed.data, bodyHash: sha256(canonicalJson(parsed.data)) }
}

/** 403 when everything would be fine from somebody with the right, else 422. */
export function refusal(faults: readonly SignalFault[]): AppError {
  const isForbidden = faults.every((one) => one.isForbidden === true)
  const first = faults[0]
  return new AppError(
    isForbidden ? 'forbidden' : 'invalid',
    first === undefined || faults.length > 1 ? 'INTAKE_SIGNAL_INVALID' : first.code,
    faults.map((one) => `${one.pointer || '/'}: ${one.message.en}`).join('; '),
    {
      faults: faults.map(({ pointer, code, message, nearest }) => ({
        pointer,
        code,
        message,
        ...(nearest === undefined ? {} : { nearest }),
      })),
    },
  )
}

/** Keys sorted, no spaces: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`
}
