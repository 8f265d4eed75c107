// The acts of a calendar that the legal clock watches: which are to come, which passed without being recorded, and recording one as done.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import type { DerivedCalendar } from '#domain/calendar.ts'
import { dayEndingAt } from '#domain/calendar-days.ts'
import { type Deadline, deadlines } from '#domain/deadline-watch.ts'
import { instantText } from '#domain/pack/basic-shapes.ts'
import type { CountryPack } from '#domain/pack.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import {
  type ActRow,
  insertAct,
  readActs,
  readCalendar,
  setCalendarDue,
  withdrawAct,
} from './calendar-store.ts'
import { iso } from './calendar-view.ts'
import { readNow } from './process-store.ts'
import { type RegistryDeps, viewOf } from './registry-routes.ts'
import { hold } from './revise-calendar.ts'
import { answerChange } from './rule-change-routes.ts'

const idParameter = z.object({ id: z.string().max(64) })
const round = z.int().min(1).max(9).nullable().describe('Round of voting; null = of the whole process')
const milestoneSchema = z
  .object({
    milestone: z.string(),
    round,
    due: z.string().describe('By when the act is to have taken place'),
    due_day: z
      .string()
      .nullable()
      .describe('The local day with whose end it is due; null = it is due at an hour of a day'),
    speaks: z.string().describe('When the legal clock reports it, where nobody has recorded it'),
    confidence: z.string().describe('How sure the date is'),
    state: z.enum(['to_come', 'passed', 'done']).describe('passed: due, and not on record'),
    act: z
      .object({ id: z.uuid(), happened_at: z.string(), note: z.string().nullable(), recorded_at: z.string() })
      .nullable(),
  })
  .meta({ id: 'WatchedMilestone' })
const listSchema = z.object({ items: z.array(milestoneSchema) })

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function milestoneRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerList(server, deps)
    registerRecord(server, deps)
    registerWithdrawal(server, deps)
    done()
  }
}

function registerList(server: Server, deps: RegistryDeps): void {
  server.get(
    '/v1/processes/:id/milestones',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'Acts of the calendar that the legal clock watches, in the order of their time',
        params: idParameter,
        response: { 200: listSchema, default: problemSchema },
      },
    },
    async (request) => {
      const { pack } = await viewOf(deps)
      const row = await readCalendar(deps.db, request.params.id)
      if (row === undefined) throw unknownProcess(request.params.id)
      const { now } = await readNow(deps.db)
      const acts = await readActs(deps.db, request.params.id)
      return { items: watched(pack, row.calendar).map((one) => view(pack, one, acts, now.epochMilliseconds)) }
    },
  )
}

function registerRecord(server: Server, deps: RegistryDeps): void {
  server.post(
    '/v1/processes/:id/milestones/:milestone/acts',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary:
          'Records that an act of the calendar took place; what the legal clock said of it is taken back',
        params: idParameter.extend({ milestone: z.string().max(64) }),
        body: z.strictObject({
          round,
          happened_at: instantText.optional().describe('RFC 3339 with offset; absent = now'),
          note: z
            .string()
            .max(500)
            .optional()
            .describe('Where it can be read, such as the number of the resolution'),
        }),
        response: { 201: milestoneSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx, { pack }) => {
        const { actor, body, params } = request
        await hold(trx, params.id, actor)
        const found = await deadlineOf(trx, pack, params.id, params.milestone, body.round)
        const { now } = await readNow(trx)
        const happenedAt = body.happened_at ?? now.toString()
        refuseFuture(happenedAt, now)
        const id = uuidv7()
        const [milestone, note] = [params.milestone, body.note ?? null]
        const act = { id, process: params.id, milestone, round: body.round, happenedAt, note }
        if (!(await insertAct(trx, { ...act, actor: actor.tokenId })))
          throw new AppError('conflict', 'CALENDAR_ACT_RECORDED', `${milestone} is on record as done already`)
        const detail = { milestone, round: body.round, act: id }
        const object = { kind: 'process', id: params.id }
        await recordAudit(trx, { actor, action: 'calendar.act_recorded', object, detail, note })
        await wakeClock(trx, deps, params.id)
        return { status: 201, body: view(pack, found, await readActs(trx, params.id), now.epochMilliseconds) }
      }),
  )
}

function registerWithdrawal(server: Server, deps: RegistryDeps): void {
  server.post(
    '/v1/processes/:id/acts/:act/withdrawals',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary:
          'Takes back the record of an act that did not take place; the record stays, marked as withdrawn',
        params: idParameter.extend({ act: z.uuid() }),
        body: z.strictObject({ reason: z.string().min(3).max(500) }),
        response: { 201: z.object({ id: z.uuid() }), default: problemSchema },
      },
    },
    (request, reply) =>
      answerChange(deps, request, reply, async (trx) => {
        const { actor, body, params } = request
        await hold(trx, params.id, actor)
        if (!(await withdrawAct(trx, params.id, params.act, actor.tokenId)))
          throw new AppError('not_found', 'CALENDAR_ACT_UNKNOWN', `there is no act ${params.act} on record`)
        const object = { kind: 'process', id: params.id }
        const detail = { act: params.act }
        await recordAudit(trx, { actor, action: 'calendar.act_withdrawn', object, detail, note: body.reason })
        await wakeClock(trx, deps, params.id)
        return { status: 201, body: { id: params.act } }
      }),
  )
}

/** A country without a legal clock may record acts all the same. */
function watched(pack: CountryPack, calendar: DerivedCalendar): readonly Deadline[] {
  const all = deadlines(calendar, pack, pack.deadlineWatch ?? { graceDay: 0, graceHour: 0 })
  // Readers see when each is due; the order in which the clock speaks puts those of a day after later ones of an hour.
  return all.toSorted((a, b) => a.due - b.due || (a.milestone < b.milestone ? -1 : 1))
}

async function deadlineOf(
  trx: Trx,
  pack: CountryPack,
  process: string,
  milestone: string,
  wanted: number | null,
): Promise<Deadline> {
  const row = await readCalendar(trx, process)
  const all = row === undefined ? [] : watched(pack, row.calendar)
  const found = all.find((one) => one.milestone === milestone && one.round === wanted)
  if (found !== undefined) return found
  const rounds = all.filter((one) => one.milestone === milestone).map((one) => one.round ?? 'null')
  throw new AppError(
    'invalid',
    'CALENDAR_MILESTONE_UNKNOWN',
    rounds.length > 0
      ? `"${milestone}" has no round ${wanted ?? 'null'} in ${process}; it has: ${rounds.join(', ')}`
      : `the calendar of ${process} watches no milestone "${milestone}"; those that it watches are in GET /v1/processes/${process}/milestones`,
  )
}

/** Minutes may pass between two clocks. */
const aheadMs = 600_000

function refuseFuture(at: string, now: Temporal.Instant): void {
  if (Temporal.Instant.from(at).epochMilliseconds <= now.epochMilliseconds + aheadMs) return
  throw new AppError(
    'invalid',
    'CALENDAR_ACT_FUTURE',
    `happened_at ${at} lies ahead; now is ${now.toString()}`,
  )
}

async function wakeClock(trx: Trx, deps: RegistryDeps, process: string): Promise<void> {
  await setCalendarDue(trx, process, (await readNow(trx)).now.toString())
  afterCommit(trx, () => deps.pokes.poke('calendar', process))
}

function view(
  pack: CountryPack,
  one: Deadline,
  acts: readonly ActRow[],
  now: number,
): z.infer<typeof milestoneSchema> {
  const act = acts.find(
    (other) => !other.isWithdrawn && other.milestone === one.milestone && other.round === one.round,
  )
  return {
    milestone: one.milestone,
    round: one.round,
    due: iso(one.due),
    due_day: dayEndingAt(one.due, pack.timeZone),
    speaks: iso(one.speaks),
    confidence: one.confidence,
    state: act !== undefined ? 'done' : one.due <= now ? 'passed' : 'to_come',
    act:
      act === undefined
        ? null
        : {
            id: act.id,
            happened_at: act.happenedAt.toString(),
            note: act.note,
            recorded_at: act.recordedAt.toString(),
          },
  }
}

function unknownProcess(id: string): AppError {
  return new AppError('not_found', 'PROCESS_UNKNOWN', `there is no electoral process ${id}`)
}
