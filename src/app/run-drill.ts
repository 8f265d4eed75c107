// Runs a drill: an exercise of its own on the drill's clock, the scenario's signals at their times through the real intake, and the report.

import { deriveCalendar, openEnd } from '#domain/calendar.ts'
import { exerciseCalendar, proposeCalendar } from '#domain/calendar-proposal.ts'
import { buildDrillReport, type DrillReport } from '#domain/drill/report.ts'
import { type DrillFile, drillItems, drillLength } from '#domain/drill/scenario.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import { formatInstant, type Instant, parseDuration } from '#domain/time.ts'
import { AppError } from '#platform/errors.ts'
import { listProcesses, readNow } from '#registry/process-store.ts'
import { readDrillAlerts, readDrillDeliveries } from './drill-store.ts'
import type { PipelineDeps } from './pipeline.ts'
import { type ReplayCore, type ReplayResult, replayRecording } from './replay-recording.ts'

/** What a drill is played in: the parts of a core that it needs. */
export interface DrillCore extends ReplayCore {
  readonly pipelineDeps: Pick<PipelineDeps, 'loadPack' | 'channels'>
}

export interface DrillPlan {
  readonly scenario: DrillFile
  readonly pace: 'fast' | 'real'
  /** Else one that is made from the scenario's name and the minute. */
  readonly process?: string | undefined
  /** Until everything that the exercise has set off is worked off: by the caller, or by whoever works beside it. */
  settle(process: string): Promise<void>
  readonly signal?: AbortSignal
  onProgress(done: number, total: number): void | Promise<void>
}

export async function runDrill(core: DrillCore, plan: DrillPlan): Promise<DrillReport> {
  const { scenario } = plan
  const { now } = await readNow(core.db)
  const minute = now.toString({ smallestUnit: 'minute' }).replaceAll(/\D/g, '')
  const process = plan.process ?? `drill-${scenario.id}-${minute}`
  await refuseKnown(core, process)
  const { calendar, start } = datesOf(core, scenario, process, now)
  const items = drillItems(scenario).map((one, index) => ({
    where: `step ${one.step}`,
    receivedAt: start + one.afterMs,
    signal: {
      ...one.body,
      external_id: `${process}-${index + 1}`,
      event_time: formatInstant(start + one.afterMs),
    },
  }))
  const end = start + drillLength(scenario)
  const result = await replayRecording(core, {
    process,
    calendar,
    items,
    until: end,
    pace: plan.pace === 'real' ? 1 : undefined,
    // Item by item: what one signal sets off is on its way before the next, as it would be.
    chunk: 1,
    afterChunk: () => plan.settle(process),
    settle: () => plan.settle(process),
    signal: plan.signal,
    onProgress: (done, total) => plan.onProgress(done, total),
  })
  return reportOf(core, plan, {
    process,
    start,
    end,
    ranAt: now.epochMilliseconds,
    result,
    played: items.length,
  })
}

/** A drill is always a process of its own: it adds to no real one, and to no other drill. */
export async function refuseKnown(core: Pick<DrillCore, 'db'>, process: string): Promise<void> {
  const known = (await listProcesses(core.db)).find((one) => one.id === process)
  if (known === undefined) return
  throw new AppError(
    'conflict',
    'DRILL_PROCESS_TAKEN',
    `${process} is ${known.isExercise ? 'an exercise that is there already' : 'a real process: no drill is played in it'}; leave the id out, or give a new one`,
  )
}

/** The calendar of the exercise, and the instant of it at which the drill begins. */
function datesOf(
  core: DrillCore,
  { start, id, title }: DrillFile,
  process: string,
  now: Temporal.Instant,
): { calendar: CalendarFile; start: Instant } {
  const { pack, templates } = core.installed
  const today = now.toZonedDateTimeISO(pack.timeZone).toPlainDate()
  if ('phase' in start) {
    const calendar = {
      ...exerciseCalendar(templates, pack, today.toString(), start.phase),
      process,
      name: title,
    }
    return {
      calendar,
      start: today.toZonedDateTime({ timeZone: pack.timeZone, plainTime: '08:00' }).epochMilliseconds,
    }
  }
  const calendar = proposeCalendar(templates, 'exercise', today.toString(), pack, { process, name: title })
  const milestone = deriveCalendar(calendar, pack, openEnd).known.find((one) => one.code === start.milestone)
  if (milestone === undefined)
    throw new AppError(
      'invalid',
      'DRILL_NO_MILESTONE',
      `the exercise template dates no ${start.milestone}, from which ${id} begins`,
    )
  const offset = (parseDuration(start.offset.slice(1)) ?? 0) * (start.offset.startsWith('-') ? -1 : 1)
  return { calendar, start: milestone.from + offset }
}

interface Ran {
  readonly process: string
  readonly start: Instant
  readonly end: Instant
  readonly ranAt: Instant
  readonly result: ReplayResult
  readonly played: number
}

async function reportOf(core: DrillCore, { scenario, pace }: DrillPlan, ran: Ran): Promise<DrillReport> {
  const { routing, pack } = core.installed
  const { result, played } = ran
  const delivery = await core.pipelineDeps.loadPack()
  const local = (at: Instant) =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(pack.timeZone)
      .toString({ timeZoneName: 'never', smallestUnit: 'minute' })
  const alerts = await readDrillAlerts(core.db, ran.process)
  const people = routing.audiences.filter((one) => one.code !== core.installed.canary?.audience)
  const named = routing.channels.filter((one) => people.some(({ channels }) => channels.includes(one.code)))
  return buildDrillReport({
    id: scenario.id,
    process: ran.process,
    title: scenario.title,
    aim: scenario.aim,
    pace,
    clock: { from: local(ran.start), to: local(ran.end) },
    ranAt: local(ran.ranAt),
    signals: {
      played,
      accepted: result.created,
      refused: result.refused.map((one) => `${one.where}: ${one.code} ${one.reason}`),
    },
    alerts: alerts.map((one) => ({ ...one, placeName: delivery.placeText(one.place) })),
    deliveries: await readDrillDeliveries(core.db, ran.process),
    unusable: named.filter((one) => !core.pipelineDeps.channels.isUsable(one)).map((one) => one.code),
  })
}
