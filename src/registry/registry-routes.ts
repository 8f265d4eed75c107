// Reference data for clients: /v1/me, /v1/meta, processes with calendars and phases.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { canaryKind } from '#domain/canary.ts'
import { phasesAt } from '#domain/electoral-process.ts'
import { namedOffices } from '#domain/pack/office-names.ts'
import type { CountryPack, Labelled } from '#domain/pack.ts'
import { parseInstant } from '#domain/time.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readCalendar } from './calendar-store.ts'
import { stretchSchema, stretchShape, viewMilestone, viewSpan } from './calendar-view.ts'
import { readNow } from './process-store.ts'
import type { Registry } from './registry-view-store.ts'
import type { BacktestDeps } from './rule-backtest.ts'

export interface RegistryDeps extends BacktestDeps {
  readonly db: Db
  readonly registry: Registry
  /** What an acknowledged signal survives: a power cut, or the end of the process only. */
  readonly durability: 'disk' | 'process'
}

const text = z.object({ es: z.string(), en: z.string() })
export const labelledSchema = z.object({ code: z.string(), labels: text })
const processSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    name: text,
    territory: z.string(),
    time_zone: z.string(),
    state: z.enum(['open', 'closed']),
    exercise: z.boolean(),
    clock: z.enum(['live', 'record']).describe('record: a replay, whose clock is the record’s'),
  })
  .meta({ id: 'ElectoralProcess' })
const idParameter = z.object({ id: z.string().max(64) })

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function registryRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerMeta(server, deps)
    registerProcesses(server, deps)
    done()
  }
}

export async function viewOf(deps: RegistryDeps) {
  const { version } = await readNow(deps.db)
  return deps.registry.at(deps.db, version)
}

const lists = [
  'electionTypes',
  'phases',
  'windows',
  'milestones',
  'addressees',
  'audiences',
  'responseLines',
  'eventTypes',
  'topics',
  'targets',
  'actors',
  'sourceKinds',
  'features',
  'rights',
  'populations',
  'indicators',
] as const

const bare = ({ code, labels }: Labelled) => ({ code, labels })

function codesOf(pack: CountryPack): Record<string, z.infer<typeof labelledSchema>[]> {
  const listed = lists.map((name) => [
    name,
    [...(pack[name] ?? new Map<string, Labelled>()).values()].map(bare),
  ])
  return { ...Object.fromEntries(listed), offices: namedOffices(pack).map(bare) }
}

function registerMeta(server: Server, deps: RegistryDeps): void {
  const me = z.object({
    person: z.string().describe('Who answers for what is done with the token'),
    role: z.string(),
    scopes: z.array(z.string()),
    territory: z.array(z.string()),
    marking: z.string(),
    office: z.string().nullable(),
    source: z.string().nullable(),
    processes: z.array(z.string()).nullable(),
  })
  server.get(
    '/v1/me',
    {
      config: { scope: 'any' },
      schema: { summary: 'Who the token speaks for', response: { 200: me, default: problemSchema } },
    },
    ({ actor }) => ({
      person: actor.personId,
      role: actor.role,
      scopes: [...actor.scopes],
      territory: [...actor.territory],
      marking: actor.marking,
      office: actor.office,
      source: actor.sourceId,
      processes: actor.processes === null ? null : [...actor.processes],
    }),
  )
  const meta = z.object({
    country: z.string(),
    time_zone: z.string(),
    versions: z.record(z.string(), z.string()),
    durability: z.enum(['disk', 'process']),
    codes: z
      .record(z.string(), z.array(labelledSchema))
      .describe('By list; `audiences` and `offices` are those of the routes, who receive what is sent'),
  })
  server.get(
    '/v1/meta',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'Every code of the country pack with its labels',
        response: { 200: meta, default: problemSchema },
      },
    },
    async () => {
      const { pack } = await viewOf(deps)
      return {
        country: pack.country,
        time_zone: pack.timeZone,
        versions: { ...pack.versions },
        durability: deps.durability,
        codes: codesOf(pack),
      }
    },
  )
}

function registerProcesses(server: Server, deps: RegistryDeps): void {
  server.get(
    '/v1/processes',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'Electoral processes',
        response: { 200: z.object({ items: z.array(processSchema) }), default: problemSchema },
      },
    },
    async () => ({
      items: (await viewOf(deps)).processes
        .filter(({ kind }) => kind !== canaryKind)
        .map((one) => ({
          id: one.id,
          kind: one.kind,
          name: one.name,
          territory: one.territory,
          time_zone: one.timeZone,
          state: one.state,
          exercise: one.isExercise,
          clock: one.clock,
        })),
    }),
  )
  const span = z.object({
    type: z.enum(['phase', 'window']),
    code: z.string(),
    place: z.string(),
    ...stretchShape,
  })
  const calendar = z.object({
    process: z.string(),
    version: z.number().int(),
    known_from: z.string(),
    spans: z.array(span),
    milestones: z.record(z.string(), stretchSchema),
  })
  server.get(
    '/v1/processes/:id/calendar',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'The calendar as known now',
        params: idParameter,
        response: { 200: calendar, default: problemSchema },
      },
    },
    async (request) => {
      const row = await readCalendar(deps.db, request.params.id)
      if (row === undefined) throw unknownProcess(request.params.id)
      const { pack, processes } = await viewOf(deps)
      const zone = processes.find(({ id }) => id === row.process)?.timeZone ?? pack.timeZone
      return {
        process: row.process,
        version: row.version,
        known_from: row.knownFrom.toString(),
        spans: row.calendar.spans.map((one) => ({
          type: one.type,
          code: one.code,
          place: one.place,
          ...viewSpan(one, zone),
        })),
        milestones: Object.fromEntries(
          Object.entries(row.calendar.milestones).map(([code, one]) => [
            code,
            viewMilestone(pack, code, one, zone),
          ]),
        ),
      }
    },
  )
  const open = z.object({
    period: z.string().nullable(),
    phases: z.array(z.string()),
    windows: z.array(z.string()),
  })
  server.get(
    '/v1/processes/:id/phases',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary:
          'Phases and calendar windows in force at a place and an instant; overlaps are all listed, the deciding one first',
        params: idParameter,
        querystring: z.object({ at: z.string().optional(), place: z.string().max(120).optional() }),
        response: { 200: open, default: problemSchema },
      },
    },
    async (request) => {
      const row = await readCalendar(deps.db, request.params.id)
      if (row === undefined) throw unknownProcess(request.params.id)
      const view = await viewOf(deps)
      const { now } = await readNow(deps.db)
      const at = request.query.at === undefined ? now.epochMilliseconds : parseInstant(request.query.at)
      const place = view.places.resolve(request.query.place ?? view.pack.country)
      if (at === undefined || place.code === undefined) {
        throw new AppError(
          'invalid',
          'REGISTRY_QUERY',
          'at: an RFC 3339 time with an offset; place: a known code or name',
        )
      }
      const found = phasesAt(row.calendar, view.places.ancestors(place.code), at)
      return { period: found.period ?? null, phases: [...found.phases], windows: [...found.windows] }
    },
  )
}

function unknownProcess(id: string): AppError {
  return new AppError('not_found', 'PROCESS_UNKNOWN', `there is no electoral process ${id}`)
}
