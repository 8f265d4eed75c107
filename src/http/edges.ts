// What stands in front of every route: security headers on every answer, errors and unknown addresses among them, and a limit per token.
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '#platform/errors.ts'

/** Browser features that no page of ours uses; a page that is smuggled in gets none. */
const noFeatures = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ')

/** For the answers that no hook sees, because they fail before a route is looked for; never a page. */
export const bareHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': noFeatures,
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** Nothing from elsewhere, nothing framed, nothing kept: an answer may stay in a cache only where its route says so. */
export async function registerHeaders(server: FastifyInstance): Promise<void> {
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.header('cache-control', 'no-store').header('permissions-policy', noFeatures)
    done()
  })
  await server.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // No text becomes code or markup; the form's own policy names its one worker (web/src/form/worker-address.ts).
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['vigia-form'],
      },
    },
    crossOriginEmbedderPolicy: true,
    referrerPolicy: { policy: 'no-referrer' },
  })
}

/** Asked without a token: nobody to count for. */
const isOpen = (request: FastifyRequest): boolean =>
  request.is404 || request.routeOptions.config.isPublic === true

/**
 * Requests that one token may make in a minute, counted in the memory of each process: with several api processes a token gets that many
 * from each. What is lost with a process opens the limit and never closes it: intake fails open. Register it behind the authentication and
 * before the routes; 0 = no limit.
 */
export async function registerRateLimit(server: FastifyInstance, perMinute: number): Promise<void> {
  if (perMinute === 0) return
  await server.register(fastifyRateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    // Behind the authentication, before the body is read.
    hook: 'preParsing',
    keyGenerator: (request) => (isOpen(request) ? '' : request.actor.tokenId),
    allowList: isOpen,
    enableDraftSpec: true,
    skipOnError: true,
    errorResponseBuilder: (_request, { max, ttl }) =>
      new AppError(
        'rate_limited',
        'RATE_TOKEN',
        `this token may ask ${max} times a minute; send signals in batches, or ask again in ${Math.ceil(ttl / 1_000)} s`,
        { retryAfterSeconds: Math.ceil(ttl / 1_000) },
      ),
  })
}
