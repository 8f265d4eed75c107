// Every route of a server, read from the router's own print: so that no route can hide from the tests that walk over all of them.
import type { FastifyInstance } from 'fastify'

export interface RouteName {
  readonly method: string
  readonly url: string
}

/** Without HEAD, which fastify adds to every GET. */
export function routesOf(server: FastifyInstance): RouteName[] {
  const stack: string[] = []
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^(.*?[├└]── )(\S*)(?: \(([A-Z, ]+)\))?$/.exec(line)
      if (found === null) return []
      const depth = Math.floor((found[1] ?? '').length / 4) - 1
      stack.length = depth
      stack.push(found[2] ?? '')
      const methods = found[3]?.split(', ') ?? []
      return methods.filter((one) => one !== 'HEAD').map((method) => ({ method, url: plain(stack.join('')) }))
    })
}

/** As a client writes it: without the patterns of parameters, and with `::`, the router's way to write a colon, as one. */
function plain(url: string): string {
  return url.replaceAll(/\([^)]*\)/g, '').replaceAll('::', ':')
}
