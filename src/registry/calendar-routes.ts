// /v1/processes/:id/calendar/revisions and calendar:preview: what the calendar said when, and what a moved date would change.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type MovedPart, previewMove } from '#domain/calendar-preview.ts'
import { calendarFile } from '#domain/pack/calendar-shapes.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readCalendar, readNow } from './process-store.ts'
import { type RegistryDeps, viewOf } from './registry-routes.ts'

const idParameter = z.object({ id: z.string().max(64) })
const text = z.object({ es: z.string(), en: z.string() })
const stretch = z.object({ from: z.string(), to: z.string() }).nullable().describe('null = it is not there')

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

function registerPreview(server: Server, deps: RegistryDeps): void {
  const moved = z.object({
    type: z.enum(['phase', 'window', 'milestone']),
    code: z.string(),
    place: z.string().nullable(),
    before: stretch,
    after: stretch,
  })
  server.post(
    '/v1/processes/:id/calendar::preview',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'What would change if a milestone moved to another day; nothing is stored',
        params: idParameter,
        body: z.strictObject({
          milestone: z.string().max(64),
          date: z.iso.date().describe('Local day of the process on which its beginning is to lie'),
          with_later: z.boolean().default(false).describe('Dated milestones after it move by as many days'),
        }),
        response: { 200: z.object({ moved: z.array(moved) }), default: problemSchema },
      },
    },
    async (request) => {
      const file = await readFileOf(deps, request.params.id)
      const { milestone, date, with_later } = request.body
      const { now } = await readNow(deps.db)
      const { pack } = await viewOf(deps)
      const found = previewMove(file, pack, now.epochMilliseconds, { milestone, date, withLater: with_later })
      if (found === undefined)
        throw new AppError(
          'invalid',
          'CALENDAR_MILESTONE_UNKNOWN',
          `the calendar of ${request.params.id} has no date for the milestone "${milestone}"; those that it has are in GET /v1/processes/${request.params.id}/calendar`,
        )
      return { moved: found.moved.map(viewMoved) }
    },
  )
}

function viewMoved(one: MovedPart) {
  return {
    type: one.type,
    code: one.code,
    place: one.place,
    before: viewPart(one.before),
    after: viewPart(one.after),
  }
}

function viewPart(part: MovedPart['before']) {
  return part === null ? null : { from: iso(part.from), to: iso(part.to) }
}

function iso(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString()
}
