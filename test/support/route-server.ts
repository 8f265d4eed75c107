// A server with one stage's routes and callers by name: `Bearer <name>` is the actor of that name.
import { type FastifyInstance, type FastifyPluginCallback, fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { type Actor, scopesOfRole } from '#domain/actor.ts'
import { registerAuthentication } from '#http/authenticated.ts'
import { registerErrors } from '#http/errors.ts'
import { silentLogger } from './silent-logger.ts'

export function anActor(changes: Partial<Actor> = {}): Actor {
  const role = changes.role ?? 'ombudsman'
  return {
    tokenId: '018f6d2e-1111-7000-8000-000000000001',
    personId: '018f6d2e-2222-7000-8000-000000000001',
    role,
    scopes: scopesOfRole[role],
    territory: ['AA'],
    marking: 'TLP:AMBER+STRICT',
    office: null,
    sourceId: null,
    processes: null,
    ...changes,
  }
}

export async function routeServer(
  callers: Readonly<Record<string, Actor>>,
  ...plugins: readonly FastifyPluginCallback[]
): Promise<FastifyInstance> {
  const server = fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  registerErrors(server, silentLogger)
  registerAuthentication(server, ({ authorization }) =>
    Promise.resolve(callers[authorization?.replace('Bearer ', '') ?? '']),
  )
  for (const plugin of plugins) await server.register(plugin)
  await server.ready()
  return server
}

/** One request of a named caller; the answer's status and JSON. */
export async function ask(
  server: FastifyInstance,
  caller: string,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  headers: Readonly<Record<string, string>> = {},
) {
  const answer = await server.inject({
    method,
    url,
    headers: { authorization: `Bearer ${caller}`, ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}
