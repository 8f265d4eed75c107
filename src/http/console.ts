// The console's static files at /, when they have been built (npm run build). Every other page path answers index.html, so that the
// link in a message, /alerts/<id>, opens the console there; what is asked for by a program stays an honest 404.
import { existsSync } from 'node:fs'
import * as path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const files = path.join(import.meta.dirname, '../../web/dist')
// Vite writes a hash of the content into these names, so a copy never grows old.
const hashed = path.join(files, 'assets') + path.sep

export async function registerConsole(server: FastifyInstance): Promise<void> {
  if (!existsSync(path.join(files, 'index.html'))) return
  await server.register(async (scope) => {
    // Static routes are the page itself; what it shows it asks of /v1 with a token.
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, isPublic: true }
      route.schema = { ...route.schema, hide: true }
    })
    await scope.register(fastifyStatic, {
      root: files,
      wildcard: false,
      cacheControl: false,
      setHeaders(reply, file) {
        reply.setHeader(
          'cache-control',
          file.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
    scope.get('/*', (request, reply) =>
      isPage(request) ? reply.sendFile('index.html') : reply.callNotFound(),
    )
  })
}

/** A page that a person opens: not the API's, and asked for as HTML. */
function isPage(request: FastifyRequest): boolean {
  const [route = '/'] = request.url.split('?')
  if (/^\/(v1|assets|healthz|readyz|health|metrics|openapi\.json)(\/|$)/.test(route)) return false
  return request.headers.accept?.includes('text/html') === true
}
