// Default deny: every route names the scope that it asks for, or says that it is public; one that does neither stops the start.
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import type { AskWho } from '#access/authenticate.ts'
import { limits } from '#config/limits.ts'
import type { Actor, Scope } from '#domain/actor.ts'
import { AppError } from '#platform/errors.ts'
import { refuseForeignOrigin } from './same-origin.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that the caller must have. */
    scope?: Scope | 'any'
    /** Answers without a token. */
    isPublic?: true
    /** For people who are signed in only: no token passes, whatever its scopes. */
    personOnly?: true
    /** Whoever is signed in must have shown both factors a moment ago. */
    stepUp?: true
    /** The answer can open a session: one of the ways in that docs/security/sign-in.md lists. */
    opensSession?: true
    /** Takes secrets from whoever is not signed in yet: no page of another site may send them. */
    sameOrigin?: true
  }
  interface FastifyRequest {
    /** Who asks; set before every handler of a route that is not public. */
    actor: Actor
  }
}

export function registerAuthentication(
  server: FastifyInstance,
  authenticate: AskWho,
  publicUrl = 'http://localhost',
): void {
  // Looked at when all are there: a scope of the server may declare its own routes public after this hook has seen them.
  const routes: RouteOptions[] = []
  server.addHook('onRoute', (route) => void routes.push(route))
  server.addHook('onReady', (done) => done(refusalOf(routes)))
  // Set before every handler that reads it; a route that is public must not.
  server.decorateRequest('actor', null as unknown as Actor)
  server.addHook('onRequest', async (request) => {
    const { isPublic, sameOrigin } = request.routeOptions.config
    if (sameOrigin === true) refuseForeignOrigin(request, publicUrl, 'if it says')
    if (isPublic === true || request.is404) return
    const actor = await authenticate(request.headers)
    if (actor === undefined) {
      throw new AppError(
        'unauthenticated',
        'AUTH_TOKEN_MISSING',
        'sign in, or send the header «Authorization: Bearer vigia_live_…» with a token that is neither expired nor revoked',
      )
    }
    // Before any refusal, whose line in the log says who asked.
    request.actor = actor
    if (actor.session !== undefined) refuseForeignOrigin(request, publicUrl, 'must say')
    refuseWithoutRight(request, actor)
  })
}

function refuseWithoutRight({ routeOptions }: FastifyRequest, actor: Actor): void {
  const { scope, personOnly, stepUp } = routeOptions.config
  if (scope !== 'any' && (scope === undefined || !actor.scopes.includes(scope))) {
    throw new AppError(
      'forbidden',
      'AUTH_SCOPE_MISSING',
      `this needs the scope ${String(scope)}; the caller has ${actor.scopes.join(', ')}`,
    )
  }
  const { session } = actor
  if (session === undefined) {
    if (personOnly !== true) return
    throw new AppError(
      'forbidden',
      'AUTH_PERSON_NEEDED',
      'a token cannot do this: it needs a person who is signed in with both factors',
    )
  }
  if (stepUp !== true || session.isFresh) return
  throw new AppError(
    'unauthenticated',
    'AUTH_STEP_UP_REQUIRED',
    `this needs a proof of both factors less than ${limits.stepUpSeconds / 60} minutes old: POST /v1/auth/step-up/passkey or /v1/auth/step-up/password`,
  )
}

function refusalOf(routes: readonly RouteOptions[]): Error | undefined {
  const open = routes.filter(({ config }) => config?.scope === undefined && config?.isPublic !== true)
  if (open.length === 0) return undefined
  const names = open.map((route) => `${String(route.method)} ${route.url}`).join(', ')
  return new Error(`${names} names no scope: add config: { scope } or { isPublic: true }`)
}
