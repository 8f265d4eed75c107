// The scenario of a drill: a moment of the electoral cycle, and synthetic signals at times after it. Its shape, and its items in order.
import { z } from 'zod'
import { code, duration, schemaVersion, text } from '../pack/basic-shapes.ts'
import { signalSchema } from '../signal/signal.ts'
import { type DurationMs, parseDuration } from '../time.ts'

// The drill gives these itself: what it plays belongs to its own process, and to no other.
const signal = signalSchema.omit({
  id: true,
  external_id: true,
  process: true,
  exercise: true,
  event_time: true,
  event_end: true,
})

const step = z.strictObject({
  /** After the start. */
  at: duration,
  signal,
  /** The same again: `times` in all, `every` so long; the lists of `vary` take turns. */
  repeat: z
    .strictObject({
      times: z.int().min(2).max(500),
      every: duration,
      vary: z
        .strictObject({
          'source.root': z.array(z.string()).min(1),
          station_id: z.array(z.string()).min(1),
          place: z.array(z.string()).min(1),
        })
        .partial()
        .optional(),
    })
    .optional(),
})

export const drillFile = z.strictObject({
  schema: schemaVersion,
  id: code,
  title: text,
  /** What the people in the drill are meant to practise. */
  aim: text,
  /** Where the drill's clock begins: so long before or after a milestone, or in the morning of a day in the middle of a phase. */
  start: z.union([
    z.strictObject({ milestone: code, offset: z.string().regex(/^[+-]\d+[mh]$/, 'such as -30m or +2h') }),
    z.strictObject({ phase: code }),
  ]),
  /** When the drill's clock ends: alerts may still come, clear or expire up to then. */
  lasts: duration,
  steps: z.array(step).min(1).max(500),
})
export type DrillFile = z.infer<typeof drillFile>

export interface DrillItem {
  readonly afterMs: DurationMs
  readonly step: number
  readonly body: Readonly<Record<string, unknown>>
}

const ms = (value: string): DurationMs => parseDuration(value) ?? 0

/** Every signal of the scenario in the order in which it is played. */
export function drillItems(file: DrillFile): DrillItem[] {
  const items = file.steps.flatMap((one, index) => {
    const { times = 1, every = '0s', vary = {} } = one.repeat ?? {}
    return Array.from({ length: times }, (_, turn) => ({
      afterMs: ms(one.at) + turn * ms(every),
      step: index + 1,
      body: varied(one.signal, vary, turn),
    }))
  })
  return items.toSorted((a, b) => a.afterMs - b.afterMs)
}

type Vary = NonNullable<NonNullable<DrillFile['steps'][number]['repeat']>['vary']>

function varied(body: DrillFile['steps'][number]['signal'], vary: Vary, turn: number): DrillItem['body'] {
  const of = (values: readonly string[] | undefined) => values?.[turn % values.length]
  const root = of(vary['source.root'])
  const [station, place] = [of(vary.station_id), of(vary.place)]
  return {
    ...body,
    ...(root === undefined ? {} : { source: { ...body.source, root } }),
    ...(station === undefined ? {} : { station_id: station }),
    ...(place === undefined ? {} : { place }),
  }
}

/** Steps that lie after the end, by index. */
export function stepsAfterEnd(file: DrillFile): number[] {
  return file.steps.flatMap(({ at, repeat }, index) => {
    const last = ms(at) + ((repeat?.times ?? 1) - 1) * ms(repeat?.every ?? '0s')
    return last > ms(file.lasts) ? [index] : []
  })
}

export const drillLength = (file: DrillFile): DurationMs => ms(file.lasts)
