// /v1/processes/:id/calendar.ics: the dated acts of a calendar for people's own calendars (RFC 5545).
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import icalendar, { ICalEventBusyStatus, ICalEventStatus } from 'ical-generator'
import { z } from 'zod'
import { daysOfMilestone } from '#domain/calendar-days.ts'
import { type CalendarEvent, calendarEvents } from '#domain/calendar-events.ts'
import type { CountryPack, MilestoneDefinition } from '#domain/pack.ts'
import type { Instant } from '#domain/time.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readVersions } from './calendar-store.ts'
import { type RegistryDeps, viewOf } from './registry-routes.ts'

export function calendarFeedRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/processes/:id/calendar.ics',
      {
        config: { scope: 'registry:read' },
        schema: {
          summary:
            'The dated acts of the calendar as iCalendar: one UID for an act through all versions, SEQUENCE rises when it moves, CANCELLED when it is dropped',
          params: z.object({ id: z.string().max(64) }),
          querystring: z.object({ lang: z.enum(['es', 'en']).optional() }),
          produces: ['text/calendar', 'application/problem+json'],
          response: { 200: z.string().describe('text/calendar'), default: problemSchema },
        },
      },
      async (request, reply) => {
        const { pack, processes } = await viewOf(deps)
        const process = processes.find(({ id }) => id === request.params.id)
        const versions = await readVersions(deps.db, request.params.id)
        if (process === undefined || versions.length === 0)
          throw new AppError(
            'not_found',
            'PROCESS_UNKNOWN',
            `there is no electoral process ${request.params.id}`,
          )
        const language = request.query.lang ?? pack.defaultLanguage
        const name = `${process.isExercise ? (language === 'es' ? 'SIMULACRO: ' : 'EXERCISE: ') : ''}${process.name[language]}`
        const events = calendarEvents(process.id, versions)
        const text = written(pack, { language, zone: process.timeZone }, name, events)
        return reply.type('text/calendar; charset=utf-8').send(text)
      },
    )
    done()
  }
}

function written(
  pack: CountryPack,
  { language, zone }: { readonly language: 'es' | 'en'; readonly zone: string },
  name: string,
  events: readonly CalendarEvent[],
): string {
  const file = icalendar({ name, prodId: { company: 'vigia', product: 'vigia', language } })
  for (const one of events) {
    const label = pack.milestones.get(one.code)?.labels[language] ?? one.code
    const round =
      one.round === null || one.round === 1 ? '' : ` (${language === 'es' ? 'vuelta' : 'round'} ${one.round})`
    file.createEvent({
      id: `${one.name}@vigia`,
      sequence: one.sequence,
      stamp: date(one.knownFrom),
      ...timesOf(one, pack.milestones.get(one.code)?.dayEdge ?? 'start', zone),
      summary: `${label}${round}`,
      description: `${name} · ${one.confidence}`,
      // Only what somebody published is certain.
      status: one.isGone
        ? ICalEventStatus.CANCELLED
        : one.confidence === 'derived' || one.confidence === 'memory'
          ? ICalEventStatus.TENTATIVE
          : ICalEventStatus.CONFIRMED,
      busystatus: ICalEventBusyStatus.FREE,
    })
  }
  return file.toString()
}

/** A day, or a deadline at the end of one, stands on that day; an hour is an instant. */
function timesOf(one: CalendarEvent, edge: MilestoneDefinition['dayEdge'], zone: string) {
  const { first } = daysOfMilestone(one, edge, zone)
  if (first === null) return { start: date(one.from), end: date(one.to) }
  const midnight = Temporal.PlainDate.from(first).toZonedDateTime('UTC')
  return { start: date(midnight.epochMilliseconds), allDay: true, timezone: null }
}

function date(at: Instant): Date {
  // oxlint-disable-next-line no-restricted-globals -- the writer's own type of time
  return new Date(at)
}
