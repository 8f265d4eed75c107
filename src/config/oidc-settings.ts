// Sign-in with the account of an institution (OpenID Connect): all of it set, or none. https, because codes and the client's secret travel there.
import type { z } from 'zod'

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Values of `acr` or `amr` that say that the provider asked for a second factor. */
  readonly secondFactors: readonly string[]
}

interface Given {
  readonly VIGIA_OIDC_ISSUER?: string | undefined
  readonly VIGIA_OIDC_CLIENT_ID?: string | undefined
  readonly VIGIA_OIDC_CLIENT_SECRET?: string | undefined
  readonly VIGIA_OIDC_ALLOWED_ACR?: string | undefined
  readonly VIGIA_PUBLIC_URL?: string | undefined
  readonly VIGIA_ALLOW_PRIVATE_ADDRESSES: '0' | '1'
}

const needed = ['VIGIA_OIDC_ISSUER', 'VIGIA_OIDC_CLIENT_ID', 'VIGIA_OIDC_CLIENT_SECRET'] as const
/** Values that providers give for one factor alone, or for none. */
const oneFactor = new Set(['0', '1', 'pwd', 'pin', 'kba', 'none', 'sms', 'tel'])
const ofThisMachine = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/

/** Undefined: off. Adds a fault for each setting that is missing or unsafe, never with its value. */
export function parseOidc(env: Given, context: z.RefinementCtx): OidcSettings | undefined {
  const refuse = (name: string, message: string) => {
    context.addIssue({ code: 'custom', path: [name], message })
  }
  const isAsked = [...needed, 'VIGIA_OIDC_ALLOWED_ACR' as const].some((name) => env[name] !== undefined)
  if (!isAsked) return undefined
  for (const name of needed)
    if (env[name] === undefined)
      refuse(
        name,
        `is missing: sign-in by OpenID Connect needs ${needed.join(', ')}; set it, or none of them`,
      )
  if (env.VIGIA_PUBLIC_URL === undefined)
    refuse(
      'VIGIA_PUBLIC_URL',
      'is missing: the provider of VIGIA_OIDC_ISSUER sends people back to it; set it to the address in the browser',
    )
  const issuer = env.VIGIA_OIDC_ISSUER
  const isPrivate = env.VIGIA_ALLOW_PRIVATE_ADDRESSES === '1'
  if (issuer !== undefined && !isSafe(issuer, isPrivate))
    refuse(
      'VIGIA_OIDC_ISSUER',
      'codes and a secret travel to it: https:// without credentials, query or fragment (http:// on this machine only with VIGIA_ALLOW_PRIVATE_ADDRESSES=1)',
    )
  const secondFactors = valuesOf(env.VIGIA_OIDC_ALLOWED_ACR)
  const weak = secondFactors.filter((one) => oneFactor.has(one))
  if (weak.length > 0)
    refuse(
      'VIGIA_OIDC_ALLOWED_ACR',
      `${weak.join(', ')} says that one factor was shown: name values that the provider gives for two, such as mfa, or leave it out`,
    )
  const { VIGIA_OIDC_CLIENT_ID: clientId, VIGIA_OIDC_CLIENT_SECRET: clientSecret } = env
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined
  return { issuer, clientId, clientSecret, secondFactors }
}

function isSafe(issuer: string, isPrivate: boolean): boolean {
  const url = URL.parse(issuer)
  if (url === null || url.username !== '' || url.password !== '' || /[?#]/.test(issuer)) return false
  return url.protocol === 'https:' || (isPrivate && ofThisMachine.test(issuer))
}

function valuesOf(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(/[\s,]+/))].filter((one) => one !== '')
}
