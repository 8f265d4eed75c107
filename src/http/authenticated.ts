// Default deny: every route names the scope that it asks for, or says that it is public; one that does neither stops the start.
import type { FastifyInstance } from 'fastify'
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
  server.addHook('onRoute', (route) => {
    const { scope, isPublic } = route.config ?? {}
    if (scope === undefined && isPublic !== true) {
      throw new Error(
        `route ${String(route.method)} ${route.url} names no scope: add config: { scope } or { isPublic: true }`,
      )
    }
  })
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
