// `vigia replay`: recorded signals through the real intake path; prints what was accepted, what was not and why, and the alerts with their times.
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import { readHistory } from '#alerts/alert-event-store.ts'
import { listAlerts } from '#alerts/alert-store.ts'
import { calendarHistory } from '#domain/calendar.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import { markings } from '#domain/pack.ts'
import { systemClock } from '#platform/clock.ts'
import { type Core, drain } from '../create-app.ts'
import { type ReplayResult, replayRecording } from '../replay-recording.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { type Recording, readRecording } from './read-recording.ts'
import { withCore } from './with-core.ts'

export const replayCommand: Command = {
  name: 'replay',
  usage:
    'vigia replay FILE [FILE …] [--mapping FILE.yaml …] [--calendar ID] [--process ID] [--pace RECORD_SECONDS_PER_SECOND]',
  does: 'feeds recorded signals (NDJSON, or CSV with a mapping each) into an exercise of their own, on the clock of the record',
  async run(context) {
    const { values, positionals } = parseArgs({
      args: [...context.args],
      allowPositionals: true,
      options: {
        mapping: { type: 'string', multiple: true, default: [] },
        calendar: { type: 'string' },
        process: { type: 'string' },
        pace: { type: 'string' },
      },
    })
    if (positionals.length === 0) throw new UsageError('give at least one file')
    const pace = values.pace === undefined ? undefined : Number(values.pace)
    if (pace !== undefined && !(pace > 0))
      throw new UsageError('--pace: a number above 0, e.g. 3600 for an hour a second')
    const recording = await readRecording(positionals, values.mapping)
    return withCore(context.config, async (core) => {
      const calendar = chooseCalendar(core, recording, values.calendar)
      const names = positionals.map((file) => path.basename(file).replace(/\.[^.]+$/, '')).join('+')
      const process =
        values.process ??
        `replay-${names}`
          .toLowerCase()
          .replaceAll(/[^a-z0-9+-]+/g, '-')
          .slice(0, 64)
      const since = systemClock.now()
      const result = await replayRecording(core, {
        settle: () => drain(core),
        process,
        calendar,
        items: recording.items,
        pace,
        onProgress: (done, total) => context.progress(bar(done, total)),
      })
      const seconds = systemClock.now().since(since).total('seconds')
      context.progress('')
      report(context, recording, result, { process, calendar: calendar.process, seconds })
      await reportAlerts(core, context, process)
      return 0
    })
  },
}

/** The one asked for, else the one that the record names, else the one whose known dates cover most of the record. */
function chooseCalendar(core: Core, recording: Recording, asked: string | undefined): CalendarFile {
  const { calendars, pack } = core.installed
  const named = calendars.find((one) => one.process === (asked ?? recording.process))
  if (named !== undefined) return named
  if (asked !== undefined)
    throw new UsageError(`calendars of the pack: ${calendars.map((one) => one.process).join(', ')}`)
  const covered = (file: CalendarFile) => {
    const spans = calendarHistory(file, pack).at(-1)?.calendar.spans ?? []
    const [from, to] = [
      Math.min(...spans.map((span) => span.from)),
      Math.max(...spans.map((span) => span.to)),
    ]
    return recording.items.filter((item) => item.receivedAt >= from && item.receivedAt < to).length
  }
  const best = calendars.toSorted((a, b) => covered(b) - covered(a))[0]
  if (best === undefined) throw new UsageError('the country pack has no calendar to replay on')
  return best
}

const barWidth = 30

function bar(done: number, total: number): string {
  const filled = total === 0 ? barWidth : Math.round((done / total) * barWidth)
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${total}`
}

function report(
  { print }: CommandContext,
  recording: Recording,
  result: ReplayResult,
  run: { process: string; calendar: string; seconds: number },
): void {
  const refused = [...recording.refused.map((one) => ({ ...one, code: 'MAPPING' })), ...result.refused]
  print(`process    ${run.process} (calendar ${run.calendar}, exercise, clock of the record)`)
  print(`read       ${recording.items.length + recording.refused.length}`)
  print(`accepted   ${result.created}${result.revised > 0 ? ` and ${result.revised} as revisions` : ''}`)
  print(`duplicate  ${result.duplicate}`)
  print(`rejected   ${refused.length}`)
  const byReason = Map.groupBy(refused, (one) => one.code)
  for (const [code, all] of byReason)
    print(`  ${code}  ${all.length}  e.g. ${all[0]?.where}: ${all[0]?.reason}`)
  print(`wall time  ${run.seconds.toFixed(1)} s`)
}

async function reportAlerts(core: Core, { print }: CommandContext, process: string): Promise<void> {
  // More alerts than this from one record would be noise to a reader; the API pages through all of them.
  const alerts = await listAlerts(core.db, {
    process,
    isNational: true,
    territory: [],
    markings,
    processes: null,
    limit: 1_000,
  })
  const [trial, real] = [alerts.filter((one) => one.isShadow), alerts.filter((one) => !one.isShadow)]
  print(
    `alerts     ${real.length}${trial.length === 0 ? '' : `, and ${trial.length} of rules on trial (shadow), told to nobody`}`,
  )
  const inTime = real.toSorted((a, b) => Temporal.Instant.compare(a.firedAt, b.firedAt))
  for (const alert of inTime) {
    const steps = (await readHistory(core.db, alert.id)).map(
      (event) => `${event.kind}${event.level === null ? '' : ` ${event.level}`} ${event.lt.toString()}`,
    )
    print(
      `  ${alert.ruleId}  ${alert.place}  episode ${alert.episode}  ${alert.maxLevel}${alert.isLate ? '  late' : ''}`,
    )
    print(`    ${alert.explain.es}`)
    for (const step of steps) print(`    ${step}`)
  }
}
