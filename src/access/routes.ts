// Every route of access.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { AccessDeps } from './access-deps.ts'
import { enrolmentRoutes } from './enrolment-routes.ts'
import { grantRoutes } from './grant-routes.ts'
import { oidcLinkRoutes } from './oidc-link-routes.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { ownCredentialRoutes } from './own-credential-routes.ts'
import { ownSessionRoutes } from './own-session-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { tokenRoutes } from './token-routes.ts'

export type { AccessDeps }

export function accessRoutes(deps: AccessDeps): FastifyPluginAsyncZod {
  return async (server) => {
    await server.register(signInRoutes(deps))
    await server.register(oidcRoutes(deps))
    await server.register(enrolmentRoutes(deps))
    await server.register(ownSessionRoutes(deps))
    await server.register(ownCredentialRoutes(deps))
    await server.register(oidcLinkRoutes(deps))
    await server.register(peopleRoutes(deps))
    await server.register(grantRoutes(deps))
    await server.register(tokenRoutes(deps))
  }
}
