// Faults of a signal, in the reader's two languages, with the place and the nearest valid codes.
import type { z } from 'zod'
import { nearest } from '../pack/nearest.ts'
import type { Text } from '../text.ts'
import { derivedFields, signalSchema } from './signal.ts'

export interface SignalFault {
  readonly pointer: string
  readonly code: string
  readonly message: Text
  readonly nearest?: readonly string[]
  /** 403 instead of 422: the value would be fine from somebody with the right. */
  readonly isForbidden?: boolean
}

export function fault(
  pointer: string,
  code: string,
  es: string,
  en: string,
  known?: readonly string[],
): SignalFault {
  return { pointer, code, message: { es, en }, ...(known === undefined ? {} : { nearest: known }) }
}

/** A code that is not in the vocabulary, with the edition it was looked up in. */
export function unknownCode(
  pointer: string,
  value: string,
  known: Iterable<string>,
  edition: string,
): SignalFault {
  const near = nearest(value, known)
  const hint = near.length === 0 ? '' : ` (¿${near.join(', ')}?)`
  return fault(
    pointer,
    'INTAKE_CODE_UNKNOWN',
    `código desconocido "${value}" en la edición ${edition}${hint}`,
    `unknown code "${value}" in edition ${edition}${near.length === 0 ? '' : ` (did you mean ${near.join(', ')}?)`}`,
    near,
  )
}

const knownFields = Object.keys(signalSchema.shape)

/** Zod's findings → faults, one per field. */
export function shapeFaults(issues: readonly z.core.$ZodIssue[]): SignalFault[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownField([...issue.path, key]))
      : [wrongValue(issue)],
  )
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function unknownField(path: readonly PropertyKey[]): SignalFault {
  const name = String(path.at(-1))
  if (path.length === 1 && derivedFields.includes(name)) {
    return fault(
      pointerOf(path),
      'INTAKE_FIELD_DERIVED',
      `"${name}" lo calcula el sistema: quítelo del envío`,
      `"${name}" is derived by the engine: leave it out`,
    )
  }
  const near = path.length === 1 ? nearest(name, knownFields) : []
  return fault(
    pointerOf(path),
    'INTAKE_FIELD_UNKNOWN',
    `campo desconocido "${name}"`,
    `unknown field "${name}"`,
    near,
  )
}

function wrongValue(issue: z.core.$ZodIssue): SignalFault {
  const pointer = pointerOf(issue.path)
  const [es, en] = describeIssue(issue)
  return fault(pointer, 'INTAKE_FIELD_WRONG', es, en)
}

/** What a value should have been, in Spanish and English. */
export function describeIssue(issue: z.core.$ZodIssue): [es: string, en: string] {
  switch (issue.code) {
    case 'invalid_type':
      return [`se esperaba ${issue.expected}`, `expected ${issue.expected}`]
    case 'too_big':
      return [`como máximo ${issue.maximum}`, `at most ${issue.maximum}`]
    case 'too_small':
      return [`como mínimo ${issue.minimum}`, `at least ${issue.minimum}`]
    case 'invalid_value':
      return [`se esperaba uno de: ${issue.values.join(', ')}`, `expected one of: ${issue.values.join(', ')}`]
    case 'unrecognized_keys':
      return [`campos desconocidos: ${issue.keys.join(', ')}`, `unknown fields: ${issue.keys.join(', ')}`]
    case 'invalid_format':
      return describeFormat(issue)
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
      return [`valor no válido (${issue.message})`, `wrong value (${issue.message})`]
  }
}

function describeFormat(issue: z.core.$ZodIssueInvalidStringFormat): [es: string, en: string] {
  return issue.path.some((part) => String(part).startsWith('event_'))
    ? [
        'fecha y hora RFC 3339 con desfase, p. ej. 2026-03-20T14:30:00+00:00',
        'an RFC 3339 time with an offset, e.g. 2026-03-20T14:30:00+00:00',
      ]
    : [`formato no válido (${issue.format})`, `wrong format (${issue.format})`]
}
