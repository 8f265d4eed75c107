// Whether a request comes from a page of our own. Cookies travel by themselves, so what changes something has to say where it comes from.
import type { FastifyRequest } from 'fastify'
import { AppError } from '#platform/errors.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/** `must say`: a request of a session that names no origin is refused too. */
export function refuseForeignOrigin(
  { method, headers }: FastifyRequest,
  publicUrl: string,
  strictness: 'must say' | 'if it says',
): void {
  if (harmless.has(method)) return
  const { origin, 'sec-fetch-site': site } = headers
  const isSilent = origin === undefined && site === undefined
  if (isSilent && strictness === 'if it says') return
  const isOwnSite = site === undefined || site === 'same-origin'
  const isOwnOrigin = origin === undefined || isOurs(origin, publicUrl, headers.host)
  if (!isSilent && isOwnSite && isOwnOrigin) return
  throw new AppError(
    'forbidden',
    'AUTH_ORIGIN_FOREIGN',
    `a change by somebody who is signed in must come from a page of this server; read: Origin ${origin ?? 'absent'}, Sec-Fetch-Site ${site ?? 'absent'}`,
  )
}

/** The address that people use, or the very host that was asked: a proxy may change one of them. */
function isOurs(origin: string, publicUrl: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false
  const said = new URL(origin)
  if (said.origin === new URL(publicUrl).origin) return true
  const asked = `${said.protocol}//${host ?? ''}`
  return host !== undefined && URL.canParse(asked) && new URL(asked).origin === said.origin
}
