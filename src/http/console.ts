// The console's static files at /, when they have been built (npm run build).
import { existsSync } from 'node:fs'
import * as path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const files = path.join(import.meta.dirname, '../../web/dist')

export async function registerConsole(server: FastifyInstance): Promise<void> {
  if (!existsSync(files)) return
  await server.register(async (scope) => {
    // Static routes are the page itself; what it shows it asks of /v1 with a token.
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, isPublic: true }
    })
    await scope.register(fastifyStatic, { root: files })
  })
}
