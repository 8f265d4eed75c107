// /v1/situation: how each place of a territory stands, with the numbers that the map, its table and the bulletin show.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Actor, markingsOf } from '#domain/actor.ts'
import { placeNumbers, placesBelow, situationOf, spansOf } from '#domain/alert/situation.ts'
import { markingsAt } from '#domain/do-no-harm/coarse-place.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { limitsOfSignals } from '#domain/signal/sight.ts'
import { countSignals } from '#intake/signal-count-store.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readNow } from '#registry/process-store.ts'
import type { AlertDeps } from './alert-routes.ts'
import { openAlerts, openAlertsAt } from './situation-store.ts'

const level = z.enum(levelNames)
const placeSituation = z
  .object({
    place: z.string(),
    level: level.nullable().describe('The highest of its open alerts; null = none is open'),
    level_before: level.nullable().describe('The same when the time asked about began'),
    open_alerts: z.number().int(),
    unanswered: z.number().int(),
    listed_sources: z
      .number()
      .int()
      .nullable()
      .describe('Offices and others that answer for it; null = none is listed'),
    listed_heard: z.number().int().nullable(),
    signals: z.number().int().nullable().describe('null = the caller may not read signals'),
    expected: z
      .number()
      .nullable()
      .describe('What is usual: as many as the 28 days before would bring in this time'),
    sources: z.number().int().nullable().describe('That reported in this time'),
    sources_known: z
      .number()
      .int()
      .nullable()
      .describe('That reported in this time or in the 28 days before'),
    last_received: z.string().nullable(),
    coverage: z
      .enum(['reporting', 'silent', 'quiet', 'unheard'])
      .nullable()
      .describe(
        'silent: reports were to be expected and none came; unheard: nobody reports, so zero is no number',
      ),
  })
  .meta({ id: 'PlaceSituation' })

const query = z.object({
  process: z.string().max(64).optional(),
  place: z
    .string()
    .max(120)
    .optional()
    .describe('The territory; its places below are counted. Default: the country'),
  level: z
    .string()
    .max(32)
    .optional()
    .describe('Level of the places counted, such as municipality; default: those right below'),
  days: z.coerce.number().int().min(1).max(90).default(7),
})

export function situationRoutes(deps: AlertDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/situation',
      {
        config: { scope: 'alerts:read' },
        schema: {
          summary:
            'Places of a territory with their level, open alerts, reports and coverage, as far as the caller may see. Patterns reported, not a census',
          querystring: query,
          response: {
            200: z.object({
              place: z.string(),
              days: z.number().int(),
              from: z.string(),
              as_of: z.string(),
              items: z.array(placeSituation),
            }),
            default: problemSchema,
          },
        },
      },
      (request) => readSituation(deps, request.actor, request.query),
    )
    done()
  }
}

async function readSituation(deps: AlertDeps, actor: Actor, asked: z.infer<typeof query>) {
  const { now, version } = await readNow(deps.db)
  const { pack, places } = await deps.registry.at(deps.db, version)
  const parent = places.resolve(asked.place ?? pack.country)
  if (parent.code === undefined) {
    throw new AppError('invalid', 'ALERT_PLACE_UNKNOWN', `unknown place "${asked.place ?? ''}"`)
  }
  const times = spansOf(now.epochMilliseconds, asked.days)
  const below = placesBelow(pack, places, parent.code, asked.level)
  const sight = {
    process: asked.process,
    isNational: actor.territory.includes(pack.country),
    territory: actor.territory,
    markings: markingsOf(actor),
    processes: actor.processes,
  }
  const signalMarkings = markingsAt(
    actor,
    below.map(({ code }) => code),
    places,
  )
  const facts = {
    days: asked.days,
    alerts: await openAlerts(deps.db, { ...sight, isShadow: false }),
    alertsBefore: await openAlertsAt(deps.db, { ...sight, isShadow: false }, times.from),
    signals: actor.scopes.includes('signals:read')
      ? await countSignals(deps.db, { ...sight, markings: signalMarkings, ...limitsOfSignals(actor) }, times)
      : undefined,
  }
  return {
    place: parent.code,
    days: asked.days,
    from: Temporal.Instant.fromEpochMilliseconds(times.from).toString(),
    as_of: now.toString(),
    items: situationOf(pack, places, below, facts).map(placeNumbers),
  }
}
