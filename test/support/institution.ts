// An institution with accounts: a real OpenID provider (oidc-provider) on loopback, a person at its login page, and the ways in which the tokens
// of a provider can be wrong. Its keys are here, so that a wrong token can be signed rightly.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export type Claims = Readonly<Record<string, unknown>>

interface Login {
  readonly accountId: string
  readonly acr?: string
  readonly amr?: readonly string[]
}

/** What the provider sends the browser back with. */
export interface Returned {
  readonly state: string
  readonly code?: string
  readonly iss?: string
  readonly error?: string
}

export interface Institution {
  readonly issuer: string
  /** Settings of a Vigía that knows it. */
  readonly env: Readonly<Record<string, string>>
  /** Every connection is cut while it is true. */
  isDown: boolean
  /** Of the next token; its own claims come in, and what goes out is the whole token. */
  forge: ((claims: Claims) => string) | undefined
  /** Who sits at a real browser that comes along; `no` refuses there. */
  visitor: Login | 'no' | undefined
  /** A person goes where the console sends them, and signs in; `no` refuses there. */
  visit(url: string, who: Login | 'no'): Promise<Returned>
  /** A token with the signature that it should have. */
  signed(claims: Claims): string
  /** As `signed`, but with `alg: none`, by a key that is not the provider's, or by its public key as if that were a shared secret. */
  missigned(claims: Claims, how: 'none' | 'foreign' | 'confused'): string
  close(): Promise<void>
}

const clientId = 'vigia'
const clientSecret = 'of-the-institution-and-vigia-alone'
export const redirectUri = 'http://localhost/v1/auth/oidc/callback'

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2_048 })

/** `publicUrl`: of the Vigía that it sends people back to. */
export async function openInstitution(publicUrl = 'http://localhost'): Promise<Institution> {
  const back = `${publicUrl}/v1/auth/oidc/callback`
  const { privateKey, publicKey } = rsa()
  const foreign = rsa().privateKey
  const kid = 'institution-1'
  const logins = new Map<string, Login | 'no'>()
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
  const server = createServer((request, response) => {
    if (institution.isDown) request.socket.destroy()
    else handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [back] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['of the login page'] },
    claims: { openid: ['sub', 'acr', 'amr'] },
    pkce: { required: () => true },
    ttl: {
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      AccessToken: 600,
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/login/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
    async loadExistingGrant({ oidc }: Parameters<Parameters<Provider['use']>[0]>[0]) {
      const { clientId: client } = oidc.client
      const grant = new oidc.provider.Grant({ clientId: client, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  })
  provider.use(async (context, next) => {
    await next()
    const body = context.body as { id_token?: string } | undefined
    const { forge } = institution
    if (context.path !== '/token' || body?.id_token === undefined || forge === undefined) return
    const claims = JSON.parse(
      Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Claims
    context.body = { ...body, id_token: forge(claims) }
  })
  const answer = provider.callback()
  handle = (request, response) => {
    const login = request.url?.startsWith('/login/') === true ? loginOf(request) : undefined
    if (login === undefined) return answer(request, response)
    const result = login === 'no' ? { error: 'access_denied' } : { login }
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }
  const loginOf = (request: IncomingMessage) =>
    logins.get(String(request.headers['x-person'])) ?? institution.visitor
  const signed = (claims: Claims): string => {
    const text = `${base64({ alg: 'RS256', kid })}.${base64(claims)}`
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  const institution: Institution = {
    issuer,
    env: {
      VIGIA_OIDC_ISSUER: issuer,
      VIGIA_OIDC_CLIENT_ID: clientId,
      VIGIA_OIDC_CLIENT_SECRET: clientSecret,
      VIGIA_PUBLIC_URL: publicUrl,
      VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
    },
    isDown: false,
    forge: undefined,
    visitor: undefined,
    async visit(url, who) {
      const key = String(logins.size)
      logins.set(key, who)
      return follow(url, key)
    },
    signed,
    missigned(claims, how) {
      const alg = { none: 'none', foreign: 'RS256', confused: 'HS256' }[how]
      const text = `${base64({ alg, kid })}.${base64(claims)}`
      if (how === 'none') return `${text}.`
      if (how === 'foreign')
        return `${text}.${sign('sha256', Buffer.from(text), foreign).toString('base64url')}`
      const pem = publicKey.export({ type: 'spki', format: 'pem' })
      return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return institution
}

/** A browser with a cookie jar, from redirect to redirect until it is sent back. */
async function follow(start: string, person: string): Promise<Returned> {
  const jar = new Map<string, string>()
  let url = start
  for (let hops = 0; hops < 10 && !url.startsWith(redirectUri); hops += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, 'x-person': person } })
    for (const one of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (one.split(';')[0] ?? '').split('=')
      jar.set(name, value)
    }
    const next = response.headers.get('location')
    if (next === null) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
    url = new URL(next, url).href
  }
  return Object.fromEntries(new URL(url).searchParams) as unknown as Returned
}
