// GET /v1/stream: server-sent events for the console and other clients (docs/feeds.md).
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { type LiveDeps, LiveHub } from './live-hub.ts'

export function liveRoutes(deps: LiveDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    const hub = new LiveHub(deps)
    // Before the server waits for its connections: a stream ends only when somebody ends it.
    server.addHook('preClose', () => hub.close())
    server.get(
      '/v1/stream',
      {
        config: { scope: 'alerts:read' },
        schema: {
          summary:
            'Server-sent events: alert.changed, delivery.changed, inbox.changed, as far as the caller may see; goes on after Last-Event-ID',
          produces: ['text/event-stream', 'application/problem+json'],
          headers: z.looseObject({ 'last-event-id': z.string().optional() }),
          response: { 200: z.string(), default: problemSchema },
        },
      },
      (request, reply) => {
        const { actor, headers, method } = request
        if (method === 'HEAD') {
          void reply.type('text/event-stream')
          return ''
        }
        if (hub.countOf(actor.tokenId) >= limits.streamsPerToken) {
          throw new AppError(
            'rate_limited',
            'RATE_STREAMS',
            `this token has ${limits.streamsPerToken} streams open, which is as many as it may; close one`,
            { retryAfterSeconds: 10 },
          )
        }
        reply.hijack()
        const { raw } = reply
        raw.writeHead(200, {
          ...Object.fromEntries(
            Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]),
          ),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          // nginx holds answers back otherwise
          'x-accel-buffering': 'no',
        })
        raw.flushHeaders()
        const wire = {
          write: (text: string) => void raw.write(text),
          waiting: () => raw.writableLength,
          end: () => void raw.end(),
        }
        const { authorization, cookie } = headers
        const leave = hub.open(
          { actor, presented: { authorization, cookie }, wire },
          headers['last-event-id'],
        )
        raw.on('close', leave)
        raw.on('error', leave)
        return undefined
      },
    )
    done()
  }
}
