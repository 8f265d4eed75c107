// One error type for «cannot go on», and the one table that says what each kind means to a caller, a handler and the log.

export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'gone'
  | 'conflict'
  | 'locked'
  | 'rate_limited'
  | 'rejected'
  | 'unavailable'
  | 'timeout'
  | 'bug'

/** One fault of an input: where (JSON Pointer), which (stable code), in the two languages. */
export interface Fault {
  readonly pointer: string
  readonly code: string
  readonly message: { readonly es: string; readonly en: string }
  /** Nearest valid codes, best first. */
  readonly nearest?: readonly string[]
  /** For a fault inside a text: where to look for it; lines and columns count from 1. */
  readonly spot?: {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly path: string
  }
}

export interface ErrorDetails {
  /** HTTP status where the kind allows several (400 or 422, 409 or 412 or 428, 413, 415). */
  readonly status?: number
  readonly faults?: readonly Fault[]
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

export class AppError extends Error {
  readonly kind: ErrorKind
  /** `STAGE_WHAT`, listed in docs/failure-modes.md. */
  readonly code: string
  readonly details: ErrorDetails

  constructor(kind: ErrorKind, code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AppError'
    this.kind = kind
    this.code = code
    this.details = details
  }
}

interface KindRow {
  readonly status: number
  readonly log: 'info' | 'warn' | 'error'
  /** What a handler's caller does: give up, or leave the rows for the next due time. */
  readonly retry: boolean
  readonly title: { readonly es: string; readonly en: string }
}

export const errorTable = {
  invalid: { status: 422, log: 'info', retry: false, title: { es: 'Datos no válidos', en: 'Invalid input' } },
  unauthenticated: {
    status: 401,
    log: 'info',
    retry: false,
    title: { es: 'Falta identificarse', en: 'Not signed in' },
  },
  forbidden: { status: 403, log: 'info', retry: false, title: { es: 'No permitido', en: 'Not allowed' } },
  not_found: { status: 404, log: 'info', retry: false, title: { es: 'No existe', en: 'Not found' } },
  gone: { status: 410, log: 'info', retry: false, title: { es: 'Ya no existe', en: 'Gone' } },
  conflict: { status: 409, log: 'info', retry: false, title: { es: 'Conflicto', en: 'Conflict' } },
  locked: { status: 423, log: 'info', retry: false, title: { es: 'Bloqueado', en: 'Locked' } },
  rate_limited: {
    status: 429,
    log: 'info',
    retry: true,
    title: { es: 'Demasiadas peticiones', en: 'Too many requests' },
  },
  rejected: {
    status: 502,
    log: 'warn',
    retry: false,
    title: { es: 'El destinatario no lo acepta', en: 'Rejected by the recipient' },
  },
  unavailable: {
    status: 503,
    log: 'warn',
    retry: true,
    title: { es: 'No disponible ahora', en: 'Not available now' },
  },
  timeout: {
    status: 504,
    log: 'warn',
    retry: true,
    title: { es: 'Sin respuesta a tiempo', en: 'No answer in time' },
  },
  bug: { status: 500, log: 'error', retry: true, title: { es: 'Error interno', en: 'Internal error' } },
} as const satisfies Record<ErrorKind, KindRow>
