// /v1/processes/:id/calendar/revisions and calendar:preview: what the calendar said when, and what a moved date would change.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type MovedPart, movedParts } from '#domain/calendar-preview.ts'
import { calendarFile } from '#domain/pack/calendar-shapes.ts'
import type { CountryPack } from '#domain/pack.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readCalendar } from './calendar-store.ts'
import { stretchSchema, viewMilestone, viewSpan } from './calendar-view.ts'
import { type RegistryDeps, viewOf } from './registry-routes.ts'
import { changeOf, changeSchema, type Revised, revised } from './revise-calendar.ts'

const idParameter = z.object({ id: z.string().max(64) })
const text = z.object({ es: z.string(), en: z.string() })
const stretch = stretchSchema.nullable().describe('null = it is not there')

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function calendarRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerRevisions(server, deps)
    registerPreview(server, deps)
    done()
  }
}

async function readFileOf(deps: RegistryDeps, id: string) {
  const row = await readCalendar(deps.db, id)
  if (row === undefined)
    throw new AppError('not_found', 'PROCESS_UNKNOWN', `there is no electoral process ${id}`)
  return calendarFile.parse(row.source)
}

function registerRevisions(server: Server, deps: RegistryDeps): void {
  const revision = z.object({
    version: z.number().int(),
    known_from: z.string().describe('Local day of the process from which on it was known'),
    status: z.enum(['in_force', 'suspended', 'superseded', 'annulled']),
    election_day: z.string().nullable(),
    act: text,
  })
  server.get(
    '/v1/processes/:id/calendar/revisions',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'Every version of the calendar, with the act that made it, the first one first',
        params: idParameter,
        response: { 200: z.object({ items: z.array(revision) }), default: problemSchema },
      },
    },
    async (request) => ({
      items: (await readFileOf(deps, request.params.id)).versions.map((one) => ({
        version: one.version,
        known_from: one.known_from,
        status: one.status,
        election_day: one.election_day ?? null,
        act: one.act,
      })),
    }),
  )
}

const moved = z.object({
  type: z.enum(['phase', 'window', 'milestone']),
  code: z.string(),
  place: z.string().nullable(),
  before: stretch,
  after: stretch,
  clock: z
    .string()
    .nullable()
    .describe(
      'Of a calendar window: the clock that ladders of alerts follow while it is open, from their next step on',
    ),
})
export const movedSchema = z.array(moved)

function registerPreview(server: Server, deps: RegistryDeps): void {
  server.post(
    '/v1/processes/:id/calendar::preview',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'What would change with other dates; nothing is stored',
        params: idParameter,
        body: changeSchema.pick({ steps: true }),
        response: { 200: z.object({ moved: movedSchema }), default: problemSchema },
      },
    },
    async (request) => {
      const { pack } = await viewOf(deps)
      const act = { es: '-', en: '-' }
      const change = changeOf({ ...request.body, act, confidence: 'derived' })
      return { moved: viewMoved(pack, await revised(deps.db, pack, request.params.id, change)) }
    },
  )
}

/** What differs, for readers. */
export function viewMoved(
  pack: CountryPack,
  { file, before, after }: Pick<Revised, 'file' | 'before' | 'after'>,
) {
  const zone = file.time_zone
  return movedParts(before, after).map((one) => ({
    type: one.type,
    code: one.code,
    place: one.place,
    before: viewPart(pack, one, one.before, zone),
    after: viewPart(pack, one, one.after, zone),
    clock: one.type === 'window' ? (pack.windows.get(one.code)?.clock ?? null) : null,
  }))
}

function viewPart(pack: CountryPack, { type, code }: MovedPart, part: MovedPart['before'], zone: string) {
  if (part === null) return null
  return type === 'milestone' ? viewMilestone(pack, code, part, zone) : viewSpan(part, zone)
}
