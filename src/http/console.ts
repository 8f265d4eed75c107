// The console's static files at /, when they have been built (npm run build). Every other page path answers index.html, so that the
// link in a message, /alerts/<id>, opens the console there; /form is the light page to file a signal; what is asked for by a program stays an honest 404.
import { existsSync } from 'node:fs'
import * as path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const files = path.join(import.meta.dirname, '../../web/dist')
// Vite writes a hash of the content into these names, so a copy never grows old.
const hashed = `${path.join(files, 'assets')}${path.sep}`

export async function registerConsole(server: FastifyInstance): Promise<void> {
  if (!existsSync(path.join(files, 'index.html'))) return
  await server.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: files,
      serve: false,
      cacheControl: false,
      setHeaders(reply, file) {
        const isHashed = file.startsWith(hashed)
        void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    scope.get<{ Params: { '*': string } }>(
      '/*',
      // The page is public; what it shows it asks of /v1 with a token.
      { config: { isPublic: true }, schema: { hide: true } },
      (request, reply) => {
        const file = request.params['*']
        if (/^form\/?$/.test(file)) return reply.sendFile('form.html')
        if (isPage(file, request)) return reply.sendFile('index.html')
        return path.extname(file) === '' ? reply.callNotFound() : reply.sendFile(file)
      },
    )
  })
}

/** A page that a person opens: not the API's, not a file, and asked for as HTML; the first page always. */
function isPage(file: string, request: FastifyRequest): boolean {
  if (file === '') return true
  const isTaken = path.extname(file) !== '' || /^(v1|healthz|readyz|health|metrics)(\/|$)/.test(file)
  return !isTaken && request.headers.accept?.includes('text/html') === true
}
