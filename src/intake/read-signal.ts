// An item as it came in → a body with its hash, or a refusal that names every field at fault.

import { signalSchema } from '#domain/signal/signal.ts'
import { type SignalFault, shapeFaults } from '#domain/signal/signal-faults.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import type { Misread, Submitted } from './submission.ts'

/** A shape with faults still says what else is wrong: the fields without a fault are judged too. */
export function readSignal(raw: unknown): Submitted | Misread {
  const parsed = signalSchema.safeParse(raw)
  if (parsed.success) return { body: parsed.data, bodyHash: sha256(canonicalJson(parsed.data)) }
  const faults = shapeFaults(parsed.error.issues)
  const wrong = new Set(faults.map((one) => topField(one.pointer)))
  const rest =
    typeof raw === 'object' && raw !== null ? signalSchema.safeParse(without(raw, wrong)) : undefined
  return { faults, rest: rest?.success === true ? rest.data : undefined }
}

/** The faults of the shape, and those of the fields that have a good one. */
export function joinFaults(misread: Misread, others: readonly SignalFault[]): SignalFault[] {
  const wrong = new Set(misread.faults.map((one) => topField(one.pointer)))
  const isNews = (one: SignalFault) => !wrong.has(topField(one.pointer)) && !one.code.endsWith('_MISSING')
  return [...misread.faults, ...others.filter(isNews)]
}

function topField(pointer: string): string {
  return pointer.split('/')[1] ?? ''
}

function without(raw: object, fields: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !fields.has(name)))
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
