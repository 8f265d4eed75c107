// Who asks travels with the request down to the database (docs/security/walls.md): first nobody, then whoever the authentication found.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sightOf } from '#domain/access/sight-of.ts'
import { anybody, runBehind, type Wall, wallOf } from '#platform/database/who-asks.ts'

/**
 * To be registered before the authentication. Twice, because the reading of a body goes on where the connection was opened: what an earlier
 * hook has set is lost there.
 */
export function registerWalls(server: FastifyInstance, country: string): void {
  server.addHook('onRequest', (_request, _reply, done) => runBehind(anybody, done))
  server.addHook('preValidation', (request, _reply, done) => runBehind(wallBefore(request, country), done))
}

function wallBefore(request: FastifyRequest, country: string): Wall {
  const isOpen = request.is404 || request.routeOptions.config.isPublic === true
  return isOpen ? anybody : wallOf(sightOf(request.actor, country))
}
