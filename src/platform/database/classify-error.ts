// SQLSTATE or connection fault → AppError. A fault of the data that reaches the driver is a gap in our own validation.
import { AppError } from '../errors.ts'

const unavailable = new Set([
  '53100',
  '53300',
  '53200',
  '57P01',
  '57P02',
  '57P03',
  '40001',
  '40P01',
  '55P03',
  '57014',
  '25006',
  '58030',
])
const connection =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|Connection terminated|timeout|Query read timeout|not queryable|ENOTFOUND/i

/** Undefined when the error is none of the database's. */
export function classifyDatabaseError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  const code = sqlState(error)
  const message = error instanceof Error ? error.message : String(error)
  if (
    code?.startsWith('08') ||
    (code !== undefined && unavailable.has(code)) ||
    isConnectionFault(error, message)
  ) {
    return new AppError(
      'unavailable',
      code === '53100' ? 'DATABASE_DISK_FULL' : 'DATABASE_UNAVAILABLE',
      message,
      {
        cause: error,
        retryAfterSeconds: 2,
      },
    )
  }
  if (code?.startsWith('22')) {
    return new AppError(
      'bug',
      'DATABASE_VALUE_REFUSED',
      `the database refused a value that validation let through: ${message}`,
      {
        cause: error,
      },
    )
  }
  return undefined
}

/** Deadlock, serialisation failure, lock wait over: the same work may succeed at once. */
export function isWorthRetrying(error: unknown): boolean {
  const code = sqlState(error)
  return code === '40001' || code === '40P01' || code === '55P03'
}

function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  // With a digit in it: EPIPE has five letters too, and is the system's word for a server that has gone away.
  return typeof error.code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}

function isConnectionFault(error: unknown, message: string): boolean {
  if (sqlState(error) !== undefined) return false
  return (
    connection.test(message) ||
    (error instanceof AggregateError && error.errors.some((one) => connection.test(String(one))))
  )
}
