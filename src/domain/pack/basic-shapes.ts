// Small shapes that the files of a country pack are made of: codes, texts, offsets, dates.
import { z } from 'zod'
import { parseDuration, parseInstant } from '../time.ts'

/** A code is what rules, signals and rows name: short, lower or upper case ASCII, no spaces. */
export const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a code of letters, digits, . _ -')
export const codes = z.array(code)
export const text = z.strictObject({ es: z.string().min(1), en: z.string().min(1) })
export const schemaVersion = z.literal(1)
export const labelled = { code, labels: text }
export const note = text.optional()

export const duration = z
  .string()
  .refine((value) => parseDuration(value) !== undefined, 'a duration such as 90m, 6h or 1d12h')

export const localDate = z.string().refine((value) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  try {
    Temporal.PlainDate.from(value)
    return true
  } catch {
    return false
  }
}, 'a date such as 2025-08-17')

export const instantText = z
  .string()
  .refine(
    (value) => parseInstant(value) !== undefined,
    'an instant with its offset such as 2025-08-17T08:00:00+00:00',
  )

export interface Offset {
  readonly days: number
  readonly ms: number
}

/** `+11d`, `-3d`, `+20h`, `+1d12h`: weeks and days count local calendar days, hours and less elapsed time. */
export function parseOffset(value: string): Offset | undefined {
  const parts = /^([+-])(?:(\d{1,4})w)?(?:(\d{1,4})d)?((?:\d{1,6}h)?(?:\d{1,6}m)?)$/.exec(value)
  if (parts === null || value.length < 3) return undefined
  const sign = parts[1] === '-' ? -1 : 1
  const elapsed = parts[4] === '' || parts[4] === undefined ? 0 : parseDuration(parts[4])
  if (elapsed === undefined) return undefined
  const days = Number(parts[2] ?? 0) * 7 + Number(parts[3] ?? 0)
  // `+ 0` turns a negative zero into zero, which tests and rows tell apart.
  return { days: sign * days + 0, ms: sign * elapsed + 0 }
}

export const offset = z
  .string()
  .refine((value) => parseOffset(value) !== undefined, 'an offset such as +11d, -3d, +20h')

export const noOffset: Offset = { days: 0, ms: 0 }
