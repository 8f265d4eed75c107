// /v1/recipients: who can be told and by which ways, how those are doing, and their tests. No address is shown.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import { type HealthKey, healthKeyOf } from '#domain/delivery/channel-health.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type Recipient, recipientsOf, type Way } from '#domain/delivery/recipients.ts'
import { type Channel, channelType } from '#domain/delivery/routing.ts'
import { afterCommit, type Db } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { refuseFrozen } from '#registry/freeze-store.ts'
import { answerOnce } from './answer-once-routes.ts'
import { enableChannel } from './channel-health-store.ts'
import { type ChannelState, listChannelStates } from './channel-message-store.ts'
import { requestTest } from './channel-tests.ts'
import type { Channels } from './channels/channel-table.ts'
import { lastInInboxes } from './delivery-log-store.ts'

export interface RecipientRouteDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly channels: Pick<Channels, 'isUsable'>
  readonly publicUrl: string
  loadPack(): Promise<DeliveryPack>
}

type Server = Parameters<FastifyPluginCallbackZod>[0]

const warnings = ['no_settings', 'never_proven', 'proof_is_old', 'degraded', 'disabling', 'disabled'] as const
const moment = z.string().nullable()
const quietHours = z.object({ from: z.string(), to: z.string(), holds: z.array(z.string()) })
const waySchema = z.object({
  channel: z.string(),
  type: z.string(),
  max_marking: z.string().describe('The highest marking that it carries in full'),
  language: z.string(),
  is_usable: z.boolean().describe('There are settings for it here, and it is not disabled'),
  state: z
    .enum(['own', 'working', 'degraded', 'disabling', 'disabled'])
    .describe('own: the inbox, which needs no other side'),
  reason: z.string().nullable().describe('gone: the receiver answered so; failing_for_days'),
  failures: z.number().int().describe('In a row'),
  failing_since: moment,
  last_success_at: moment.describe('Of an inbox: when the last message was stored there'),
  last_failure_at: moment,
  last_detail: z.string().nullable(),
  tested_at: moment.describe('The last test that the other side took'),
  proven_at: moment.describe('The last test whose receipt was proven'),
  next_test_at: moment,
  told_at: moment.describe('When those who answer for it were told that it is being disabled'),
  warnings: z
    .array(z.enum(warnings))
    .describe('Why not to rely on this way; a channel counts as usable after a proven test'),
})
const recipientSchema = z
  .object({
    id: z.string(),
    audience: z.string(),
    labels: z.object({ es: z.string(), en: z.string() }),
    is_inside: z.boolean(),
    territory: z
      .array(z.string())
      .nullable()
      .describe('Places that it answers for; null = the whole country'),
    clearance: z.string(),
    consent: z.string().nullable().describe('What the sources of a report must have agreed to'),
    quiet_hours: quietHours.nullable(),
    active_in: z.array(z.string()).nullable().describe('Calendar windows and phases on duty; null = always'),
    channels: z.array(waySchema),
  })
  .meta({ id: 'Recipient' })

export function recipientRoutes(deps: RecipientRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/recipients',
      {
        config: { scope: 'delivery:read' },
        schema: {
          summary: 'Everybody whom the routes can name, by which ways, and how these are doing; no addresses',
          response: { 200: z.object({ items: z.array(recipientSchema) }), default: problemSchema },
        },
      },
      async () => {
        const pack = await deps.loadPack()
        const states = await listChannelStates(deps.db)
        const recipients = recipientsOf(pack)
        const codes = [...new Set(recipients.map((one) => one.code))]
        // Of an inbox a time is told, as of every other way, whether or not the caller may read what came.
        const stored = await beyondSight(deps.db, () => lastInInboxes(deps.db, codes))
        return { items: recipients.map((one) => view(deps, { pack, states, stored }, one)) }
      },
    )
    registerActs(server, deps)
    done()
  }
}

const parameters = z.object({ id: z.string().max(80), c: z.string().max(80) })
const requested = z.object({
  id: z.string().describe('Of the test'),
  recipient: z.string(),
  channel: z.string(),
})

function registerActs(server: Server, deps: RecipientRouteDeps): void {
  server.post(
    '/v1/recipients/:id/channels/:c([\\w.-]+)::test',
    {
      config: { scope: 'channels:manage' },
      schema: {
        summary: 'Send a test message; its receipt is proven by its link, its word, or the receiver’s echo',
        params: parameters,
        response: { 202: requested, default: problemSchema },
      },
    },
    async (request, reply) => {
      // Before the transaction: inside it, a second connection would wait for ever on the embedded database.
      const pack = await deps.loadPack()
      return answerOnce(deps.db, request, reply, async (trx) => {
        const { id: recipient, c: channel } = request.params
        const way = wayOf(deps, pack, recipient, channel)
        const id = await requestTest(trx, { ...deps, pack }, way, request.actor.personId)
        await recordAudit(trx, {
          actor: request.actor,
          action: 'channel.tested',
          object: { kind: 'channel', id: channel },
          detail: { recipient, test: id },
        })
        afterCommit(trx, () => deps.pokes.poke('channels', 'due'))
        return { status: 202, body: { id, recipient, channel } }
      })
    },
  )
  server.post(
    '/v1/recipients/:id/channels/:c([\\w.-]+)::enable',
    {
      config: { scope: 'channels:manage' },
      schema: {
        summary: 'Use a channel again that was disabled after failing for days or a final «gone»',
        params: parameters,
        body: z.strictObject({ reason: z.string().trim().min(3).max(1_000) }),
        response: { 200: requested.omit({ id: true }), default: problemSchema },
      },
    },
    async (request, reply) => {
      const pack = await deps.loadPack()
      return answerOnce(deps.db, request, reply, async (trx) => {
        const { id: recipient, c: channel } = request.params
        await refuseFrozen(trx, pack.changeFreeze ?? [])
        const { key } = wayOf(deps, pack, recipient, channel)
        if (!(await enableChannel(trx, key))) {
          throw new AppError('conflict', 'CHANNEL_NOT_DISABLED', `the channel ${channel} is not disabled`)
        }
        await recordAudit(trx, {
          actor: request.actor,
          action: 'channel.enabled',
          object: { kind: 'channel', id: channel },
          detail: { recipient },
          note: request.body.reason,
        })
        return { status: 200, body: { recipient, channel } }
      })
    },
  )
}

/** The way to a recipient by a channel that this installation can send on. */
function wayOf(deps: RecipientRouteDeps, pack: DeliveryPack, recipient: string, code: string): Way {
  const found = recipientsOf(pack).find(
    (one) => one.code === recipient && one.channels.some((channel) => channel.code === code),
  )
  const channel = found?.channels.find((one) => one.code === code)
  if (channel === undefined) {
    throw new AppError(
      'not_found',
      'CHANNEL_UNKNOWN',
      `the routes know no channel ${code} of a recipient ${recipient}; GET /v1/recipients lists them`,
    )
  }
  if (channelType(channel) === 'inbox' || !deps.channels.isUsable(channel)) {
    throw new AppError(
      'conflict',
      'CHANNEL_NOT_TESTABLE',
      `nothing can be sent by ${code} here: it is the inbox itself, or it has no settings (docs/webhooks.md, docs/adapters.md)`,
    )
  }
  return { recipient, channel, key: healthKeyOf(channel, recipient) }
}

interface Known {
  readonly pack: DeliveryPack
  readonly states: readonly ChannelState[]
  /** By recipient: when the last message was stored in its inbox. */
  readonly stored: ReadonlyMap<string, Temporal.Instant>
}

function view(
  deps: RecipientRouteDeps,
  { pack: { routing }, states, stored }: Known,
  { code, audience, channels, covers }: Recipient,
): z.infer<typeof recipientSchema> {
  return {
    id: code,
    audience: audience.code,
    labels: audience.labels,
    is_inside: audience.inside,
    territory: covers === null ? null : [...covers],
    clearance: audience.clearance,
    consent: audience.consent ?? null,
    quiet_hours: audience.quiet_hours ?? null,
    active_in: audience.active_in ?? null,
    channels: channels.map((channel) => {
      const key = healthKeyOf(channel, code)
      const state =
        channelType(channel) === 'inbox'
          ? { ...unknownState, lastSuccessAt: stored.get(code) ?? null }
          : states.find((one) => isOf(one, key))
      const language = channel.language ?? routing.languages.default
      return { ...viewWay(deps, channel, state), language }
    }),
  }
}

const isOf = (state: ChannelState, key: HealthKey) =>
  state.channel === key.channel && state.recipient === key.recipient
const text = (instant: Temporal.Instant | null) => instant?.toString() ?? null

/** Of a way that has not been used or looked at yet. */
const unknownState = {
  state: 'working',
  reason: null,
  failures: 0,
  failingSince: null,
  lastSuccessAt: null,
  lastFailureAt: null,
  lastDetail: null,
  testedAt: null,
  provenAt: null,
  nextTestAt: null,
  isProofOld: false,
  toldAt: null,
} as const

function viewWay(
  deps: RecipientRouteDeps,
  channel: Channel,
  found: Omit<ChannelState, 'channel' | 'recipient' | 'changedAt'> = unknownState,
): Omit<z.infer<typeof waySchema>, 'language'> {
  const isOwn = channelType(channel) === 'inbox'
  const hasSettings = isOwn || deps.channels.isUsable(channel)
  const known = z.enum(['working', 'degraded', 'disabling', 'disabled']).catch('working')
  const state = isOwn ? 'own' : known.parse(found.state)
  return {
    channel: channel.code,
    type: channel.type,
    max_marking: channel.max_marking,
    is_usable: hasSettings && state !== 'disabled',
    state,
    reason: found.reason,
    failures: found.failures,
    failing_since: text(found.failingSince),
    last_success_at: text(found.lastSuccessAt),
    last_failure_at: text(found.lastFailureAt),
    last_detail: found.lastDetail,
    tested_at: text(found.testedAt),
    proven_at: text(found.provenAt),
    next_test_at: text(found.nextTestAt),
    told_at: text(found.toldAt),
    warnings: isOwn ? [] : warningsOf(hasSettings, state, found),
  }
}

function warningsOf(
  hasSettings: boolean,
  state: string,
  found: Pick<ChannelState, 'provenAt' | 'isProofOld'>,
): (typeof warnings)[number][] {
  const proof = found.provenAt === null ? (['never_proven'] as const) : (['proof_is_old'] as const)
  return [
    ...(hasSettings ? [] : (['no_settings'] as const)),
    ...(found.provenAt === null || found.isProofOld ? proof : []),
    ...warnings.filter((one) => one === state),
  ]
}
