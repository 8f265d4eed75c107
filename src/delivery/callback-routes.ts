// POST /v1/callbacks/{channel}: receipts and replies from adapters, by their signature instead of a token (docs/adapters.md).
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Clock, systemClock } from '#platform/clock.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import type { Logger } from '#platform/logger.ts'
import { parseJson } from '#platform/parse-json.ts'
import { problemSchema } from '#platform/problem.ts'
import { isSignedBy } from '#platform/webhook-signature.ts'
import type { Pokes } from '#queue/pokes.ts'
import type { Channels } from './channels/channel-table.ts'
import { takeCallback } from './take-callback.ts'

export interface CallbackRouteDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  readonly channels: Pick<Channels, 'adapterOf'>
  readonly clock?: Clock
}

const plain = z.string().max(2_000)
const receipt = z.object({
  type: z.literal('vigia.adapter.receipt'),
  data: z.object({
    delivery_id: z.uuid(),
    status: z.enum(['delivered', 'read', 'failed']).describe('failed: the network behind gave it up'),
  }),
})
const answer = z.object({
  type: z.literal('vigia.adapter.reply'),
  data: z.object({
    from: z.string().min(1).max(200).describe('The address that the reply came from'),
    text: plain.describe('What the person wrote, or the value of the button'),
    is_automatic: z.boolean().default(false).describe('An automatic answer; it is written down and ignored'),
  }),
})
const callback = z.discriminatedUnion('type', [receipt, answer])
const answerSchema = z.object({
  outcome: z
    .string()
    .describe(
      'delivered, read, failed, unknown_delivery, test_proven, answer, automatic, unknown_sender, not_an_answer, unknown_reference; of an answer that was taken up: acknowledged, not_allowed',
    ),
})

export function callbackRoutes(deps: CallbackRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    // The signature is over the bytes as they came.
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, parsed) =>
      parsed(null, text),
    )
    server.post(
      '/v1/callbacks/:channel',
      {
        config: { isPublic: true },
        schema: {
          summary:
            'Receipts and replies from an adapter, signed by Standard Webhooks with its callback secret',
          params: z.object({ channel: z.string().max(64) }),
          response: { 200: answerSchema, default: problemSchema },
        },
      },
      async (request, reply) => {
        const { channel } = request.params
        const received = verified(
          deps,
          channel,
          request.headers,
          typeof request.body === 'string' ? request.body : '',
        )
        const taken = await withRetries(() =>
          // An adapter is no person: what it reports is looked for by the id that it was given.
          beyondSight(deps.db, () =>
            inTransaction(deps.db, (trx) => takeCallback(trx, deps, { channel, ...received })),
          ),
        )
        if (taken.isReplay) reply.header('idempotency-replayed', 'true')
        deps.logger.info({ event: 'adapter.callback', channel, id: received.id, outcome: taken.outcome })
        return { outcome: taken.outcome }
      },
    )
    done()
  }
}

/** An unknown channel and a wrong signature are answered alike: nobody learns from outside which channels there are. */
function verified(
  { channels, clock = systemClock }: CallbackRouteDeps,
  channel: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
) {
  const adapter = channels.adapterOf?.(channel)
  const id = one(headers['webhook-id'])
  const call = {
    id,
    timestamp: one(headers['webhook-timestamp']),
    signature: one(headers['webhook-signature']),
    body,
  }
  const now = Math.floor(clock.now().epochMilliseconds / 1_000)
  if (adapter === undefined || !isSignedBy(adapter.callbackSecrets, call, now)) {
    throw new AppError(
      'unauthenticated',
      'CALLBACK_SIGNATURE',
      'no adapter of this name signed these bytes within the last five minutes; check channel, secret and clock',
    )
  }
  if (id === undefined || !/^[\x21-\x7e]{1,128}$/.test(id))
    throw new AppError('invalid', 'CALLBACK_BODY', 'webhook-id: expected 1 to 128 visible ASCII signs')
  return { adapter, id, callback: readBody(body) }
}

const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined)

function readBody(body: string): z.infer<typeof callback> {
  const result = callback.safeParse(parseJson(body))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new AppError(
    'invalid',
    'CALLBACK_BODY',
    `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not as expected'}; see docs/adapters.md`,
  )
}
