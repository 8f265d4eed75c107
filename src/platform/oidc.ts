// The provider of an institution's accounts (OpenID Connect, authorization code with PKCE): where a browser is sent, and who comes back. The
// protocol – discovery, issuer, audience, nonce, state, expiry, signature – is checked by the library; nothing of it is written here.
import * as client from 'openid-client'
import { systemClock } from './clock.ts'
import { AppError } from './errors.ts'
import { sha256 } from './ids.ts'

/** A person waits at the browser: a provider that is slower than this is as good as gone. */
const deadlineSeconds = 5
/** Documents and keys of a provider are a few kilobytes. */
const mostBytes = 524_288
/** The provider's document is read anew from time to time: addresses and algorithms change. */
const keepMs = 3_600_000

export interface ProviderSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly secondFactors: readonly string[]
  /** Registered with the provider: the only address that it sends people back to. */
  readonly redirectUri: string
}

/** What the provider's answer carries, as the browser brought it. */
export interface ProviderAnswer {
  readonly state: string
  readonly code?: string | undefined
  readonly iss?: string | undefined
  readonly error?: string | undefined
}

/** Who signed in there. */
export interface ProvenSubject {
  readonly issuer: string
  readonly subject: string
  /** The provider says, by a value that the settings allow, that it asked for a second factor. */
  readonly hasSecondFactor: boolean
}

export type ProviderOutcome =
  | ({ readonly isProven: true } & ProvenSubject)
  /** `reason`: a code of the protocol or of the library, never a text from outside. */
  | { readonly isProven: false; readonly reason: string }

export interface IdentityProvider {
  /** Where the browser goes. State, nonce and PKCE verifier come from the secret, which stays with the browser that begins. */
  addressFor(flow: Flow): Promise<string>
  /** Throws `AUTH_PROVIDER_UNAVAILABLE` when the provider does not answer as it should; what it answers wrongly proves nobody. */
  read(flow: Flow, answer: ProviderAnswer): Promise<ProviderOutcome>
}

export interface Flow {
  /** At least 128 random bits that only the beginning browser has. */
  readonly secret: string
  /** What it is for; the state begins with it, and an answer for one is none for another. */
  readonly purpose: string
}

export function createIdentityProvider(settings: ProviderSettings): IdentityProvider {
  const configuration = keptFor(keepMs, () => discover(settings))
  return {
    async addressFor(flow) {
      const checks = checksOf(flow)
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.redirectUri,
        scope: 'openid',
        state: checks.expectedState,
        nonce: checks.expectedNonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
        code_challenge_method: 'S256',
      })
      return url.href
    },
    async read(flow, answer) {
      const config = await configuration()
      try {
        const answered = await client.authorizationCodeGrant(
          config,
          addressOf(settings.redirectUri, answer),
          checksOf(flow),
        )
        const claims = answered.claims()
        if (claims === undefined) return { isProven: false, reason: 'no_id_token' }
        const { iss: issuer, sub: subject } = claims
        return { isProven: true, issuer, subject, hasSecondFactor: showsSecondFactor(claims, settings) }
      } catch (error) {
        return { isProven: false, reason: reasonOf(error) }
      }
    },
  }
}

/** Each from the secret by a hash of its own: the database and the provider learn none of the others from what they see. */
function checksOf({ secret, purpose }: Flow) {
  return {
    expectedState: `${purpose}.${sha256(`state ${purpose} ${secret}`)}`,
    expectedNonce: sha256(`nonce ${purpose} ${secret}`),
    pkceCodeVerifier: sha256(`verifier ${purpose} ${secret}`),
    idTokenExpected: true,
  }
}

function addressOf(redirectUri: string, answer: ProviderAnswer): URL {
  const url = new URL(redirectUri)
  for (const name of ['code', 'state', 'iss', 'error'] as const) {
    const value = answer[name]
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url
}

function showsSecondFactor(claims: client.IDToken, { secondFactors }: ProviderSettings): boolean {
  const { acr, amr } = claims
  const said = [acr, ...(Array.isArray(amr) ? amr : [])]
  return said.some((one) => typeof one === 'string' && secondFactors.includes(one))
}

async function discover(settings: ProviderSettings): Promise<client.Configuration> {
  const issuer = new URL(settings.issuer)
  try {
    const config = await client.discovery(
      issuer,
      settings.clientId,
      undefined,
      secretAsAsked(settings.clientSecret),
      {
        timeout: deadlineSeconds,
        [client.customFetch]: fetchCapped,
        // Only an issuer of this machine has http: the settings refuse every other one.
        execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
      },
    )
    // Without it the library believes a token that came from the provider by TLS, whatever its signature.
    client.enableNonRepudiationChecks(config)
    return config
  } catch (error) {
    throw unavailable(error)
  }
}

/** In the header, as OpenID Connect has it by default; in the body for providers that take it there alone. */
function secretAsAsked(secret: string): client.ClientAuth {
  const inHeader = client.ClientSecretBasic(secret)
  const inBody = client.ClientSecretPost(secret)
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const give = methods.includes('client_secret_basic') ? inHeader : inBody
    give(server, metadata, body, headers)
  }
}

/** One promise for all who ask at once; a failure is not kept. */
function keptFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly until: number } | undefined
  return () => {
    const now = systemClock.now().epochMilliseconds
    if (kept !== undefined && kept.until > now) return kept.value
    const fresh = { value: read(), until: now + ms }
    kept = fresh
    fresh.value.catch(() => {
      if (kept === fresh) kept = undefined
    })
    return fresh.value
  }
}

/**
 * No redirects (the library asks for none), a deadline by the library's signal, a capped answer. Where to is the operator's word: a provider may
 * stand in the institution's own network.
 */
async function fetchCapped(url: string, options: client.CustomFetchOptions): Promise<Response> {
  const { method, headers: sent, redirect, body, signal } = options
  // What is sent is a form or nothing.
  const form = body instanceof URLSearchParams ? body : null
  const answer = await fetch(url, { method, headers: sent, redirect, body: form, signal: signal ?? null })
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of answer.body ?? []) {
    length += piece.length
    if (length > mostBytes) throw new TypeError('the answer of the provider is too long')
    pieces.push(piece)
  }
  const { status, headers } = answer
  return new Response(pieces.length === 0 ? null : Buffer.concat(pieces), { status, headers })
}

/** The library's codes, in small letters, for a provider that did not answer as one. */
const ofTheLine = new Set([
  'oauth_timeout',
  'oauth_abort',
  'oauth_response_is_not_conform',
  'oauth_response_is_not_json',
])

/** Why an answer proves nobody; throws where the provider is at fault and no person. */
function reasonOf(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError) return 'refused_there'
  if (error instanceof client.ResponseBodyError) {
    if (error.error === 'invalid_grant') return 'invalid_grant'
    throw unavailable(error)
  }
  const code = error instanceof client.ClientError ? error.code?.toLowerCase() : undefined
  if (code !== undefined && !ofTheLine.has(code)) return code
  throw unavailable(error)
}

function unavailable(error: unknown): AppError {
  const code = error instanceof client.ClientError ? error.code : undefined
  const said = error instanceof client.ResponseBodyError ? error.error : undefined
  const name = error instanceof Error ? error.name : 'failed'
  const why = (said ?? code ?? name).replaceAll(/[^A-Za-z_]/g, '').slice(0, 60)
  return new AppError(
    'unavailable',
    'AUTH_PROVIDER_UNAVAILABLE',
    `the sign-in service of the institution (VIGIA_OIDC_ISSUER) does not answer as it should (${why}); sign in by passkey or password, or try again later`,
    { cause: error },
  )
}
