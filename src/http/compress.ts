// Answers in br or gzip for whoever takes them: on a slow line a page takes as long as it weighs. Bodies that come in compressed are refused as
// before. Streams of events are written past every hook. A foreign page cannot try out answers by their length: no cookie goes with what it asks.
import { pipeline, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { limits } from '#config/limits.ts'

const intoBrotli = promisify(brotliCompress)
const intoGzip = promisify(gzip)
// The quality that takes as long as gzip does and makes texts a tenth smaller; the highest takes fifty times as long.
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
const texts =
  /^(text\/(?!event-stream)|image\/svg\+xml|application\/([\w.-]+\+)?(json|xml|javascript|x-ndjson|yaml)\b)/

type Encoding = 'br' | 'gzip'

/** Register it before the routes. */
export function registerCompression(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (!isText(reply)) return payload
    reply.header('vary', [reply.getHeader('vary') ?? [], 'accept-encoding'].flat().join(', '))
    const encoding = encodingFor(request.headers['accept-encoding'])
    if (encoding === undefined || request.method === 'HEAD') return payload
    if (payload instanceof Readable)
      return isLong(reply, undefined) ? flowing(reply, encoding, payload) : payload
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
    if (!isLong(reply, Buffer.byteLength(payload))) return payload
    mark(reply, encoding)
    return encoding === 'br' ? intoBrotli(payload, brotli) : intoGzip(payload)
  })
}

/** A whole answer with a text in it that nobody has compressed yet. */
function isText(reply: FastifyReply): boolean {
  const type = String(reply.getHeader('content-type') ?? '')
  return (
    ![204, 206, 304].includes(reply.statusCode) &&
    reply.getHeader('content-encoding') === undefined &&
    texts.test(type)
  )
}

/** A stream that does not say how long it is may be of any length. */
function isLong(reply: FastifyReply, bytes: number | undefined): boolean {
  const said = bytes ?? Number(reply.getHeader('content-length') ?? Infinity)
  return said >= limits.compressFromBytes
}

function flowing(reply: FastifyReply, encoding: Encoding, from: Readable): Readable {
  mark(reply, encoding)
  const compressed = encoding === 'br' ? createBrotliCompress(brotli) : createGzip()
  // A fault of either ends both; whoever sends the answer hears of it.
  return pipeline(from, compressed, () => undefined)
}

function mark(reply: FastifyReply, encoding: Encoding): void {
  reply.header('content-encoding', encoding)
  reply.removeHeader('content-length')
}

/** The best that the caller takes: «br;q=0» says that it does not. */
export function encodingFor(accepted: string | string[] | undefined): Encoding | undefined {
  const weights = new Map<string, number>()
  for (const part of [accepted ?? []].flat().join(',').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase())
    const weight = parameters.find((one) => one.startsWith('q='))
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)))
  }
  const weightOf = (name: Encoding) => weights.get(name) ?? weights.get('*') ?? 0
  return (['br', 'gzip'] as const).find((name) => weightOf(name) > 0)
}
