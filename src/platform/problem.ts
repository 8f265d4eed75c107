// AppError → application/problem+json (RFC 9457), in the caller's language.
import { z } from 'zod'
import type { Language } from '#domain/text.ts'
import { AppError, errorTable } from './errors.ts'

export const problemSchema = z
  .object({
    type: z.string().describe('Stable URI of this kind of error'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('What was read, what was expected, what to do'),
    instance: z.string(),
    code: z.string().describe('STAGE_WHAT; listed in docs/failure-modes.md'),
    request_id: z.string(),
    errors: z.array(
      z.object({
        pointer: z.string().describe('JSON Pointer into the body, or the name of a header or parameter'),
        code: z.string(),
        message: z.string(),
        nearest: z.array(z.string()).optional().describe('Nearest valid codes, best first'),
        file: z.string().optional().describe('For a fault inside a text such as a rule: which text'),
        line: z.number().int().optional().describe('Counts from 1'),
        column: z.number().int().optional().describe('Counts from 1'),
        path: z.string().optional().describe('Dotted, such as signals.threats.where.category'),
      }),
    ),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof problemSchema>

/** Spanish unless the caller prefers English. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'es'
}

export function statusOf(error: AppError): number {
  return error.details.status ?? errorTable[error.kind].status
}

export function problemOf(
  error: AppError,
  request: { readonly id: string; readonly url: string },
  language: Language,
): Problem {
  const status = statusOf(error)
  return {
    type: `urn:vigia:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: errorTable[error.kind].title[language],
    status,
    detail: detailOf(error, language),
    instance: request.url.split('?')[0] ?? '',
    code: error.code,
    request_id: request.id,
    errors: (error.details.faults ?? []).map((fault) => ({
      pointer: fault.pointer,
      code: fault.code,
      message: fault.message[language],
      ...(fault.nearest === undefined ? {} : { nearest: [...fault.nearest] }),
      ...fault.spot,
    })),
  }
}

/** Faults in the reader's language; a refusal without any is written in English, the language of its code. */
function detailOf(error: AppError, language: Language): string {
  if (error.kind === 'bug') return internal[language]
  const faults = error.details.faults ?? []
  if (faults.length === 0) return error.message
  return faults.map((one) => `${one.pointer || '/'}: ${one.message[language]}`).join('; ')
}

const internal = {
  es: 'Error interno. Indique el request_id a quien administra el sistema.',
  en: 'Internal error. Give the request_id to whoever runs the system.',
}

export function unknownError(cause: unknown): AppError {
  return new AppError('bug', 'INTERNAL', String(cause), { cause })
}
