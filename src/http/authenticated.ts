// Default deny: every route names the scope that it asks for, or says that it is public; one that does neither stops the start.
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Authenticate } from '#access/authenticate.ts'
import type { Actor, Scope } from '#domain/actor.ts'
import { AppError } from '#platform/errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that the caller's token must have. */
    scope?: Scope | 'any'
    /** Answers without a token. */
    isPublic?: true
  }
  interface FastifyRequest {
    /** Who asks; set before every handler of a route that is not public. */
    actor: Actor
  }
}

export function registerAuthentication(server: FastifyInstance, authenticate: Authenticate): void {
  // Looked at when all are there: a scope of the server may declare its own routes public after this hook has seen them.
  const routes: RouteOptions[] = []
  server.addHook('onRoute', (route) => void routes.push(route))
  server.addHook('onReady', (done) => done(refusalOf(routes)))
  // Set before every handler that reads it; a route that is public must not.
  server.decorateRequest('actor', null as unknown as Actor)
  server.addHook('onRequest', async (request) => {
    const { scope, isPublic } = request.routeOptions.config
    if (isPublic === true || request.is404) return
    const actor = await authenticate(request.headers.authorization)
    if (actor === undefined) {
      throw new AppError(
        'unauthenticated',
        'AUTH_TOKEN_MISSING',
        'send the header «Authorization: Bearer vigia_live_…» with a token that is neither expired nor revoked',
      )
    }
    if (scope !== 'any' && (scope === undefined || !actor.scopes.includes(scope))) {
      throw new AppError(
        'forbidden',
        'AUTH_SCOPE_MISSING',
        `this needs the scope ${String(scope)}; the token has ${actor.scopes.join(', ')}`,
      )
    }
    request.actor = actor
  })
}

function refusalOf(routes: readonly RouteOptions[]): Error | undefined {
  const open = routes.filter(({ config }) => config?.scope === undefined && config?.isPublic !== true)
  if (open.length === 0) return undefined
  const names = open.map((route) => `${String(route.method)} ${route.url}`).join(', ')
  return new Error(`${names} names no scope: add config: { scope } or { isPublic: true }`)
}
