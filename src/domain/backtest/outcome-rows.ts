// Recorded events → outcomes. Any recording can be a label set: its place, event time, deaths and topic are read, nothing else.
import type { Gazetteer } from '../place.ts'
import { parseInstant } from '../time.ts'
import { localDay } from './day.ts'
import type { Outcome } from './judge.ts'

export interface OutcomeRows {
  /** By day, then department, then class. */
  readonly outcomes: readonly Outcome[]
  /** Rows without a day or a department. */
  readonly unplaced: number
  /** Categories of the events, which are withheld from the signals. */
  readonly categories: ReadonlySet<string>
}

type Fields = Readonly<Record<string, unknown>>

function textOf(signal: Fields, name: string, otherwise: string): string {
  const value = signal[name]
  return typeof value === 'string' ? value : otherwise
}

function killedOf(signal: Fields): number {
  const counts = signal['counts']
  const killed = typeof counts === 'object' && counts !== null && 'killed' in counts ? counts.killed : 1
  return typeof killed === 'number' && killed > 0 ? killed : 1
}

function outcomeOf(signal: Fields, places: Gazetteer, timeZone: string): Outcome | undefined {
  const at = parseInstant(String(signal['event_time']))
  const place = places.resolve(textOf(signal, 'place', '')).code
  const department = place === undefined ? undefined : places.placeLevels(place).department
  if (at === undefined || department === undefined) return undefined
  return {
    day: localDay(at, timeZone),
    department,
    size: killedOf(signal),
    kind: textOf(signal, 'topic', 'other'),
  }
}

const order = (one: Outcome) => `${one.department} ${one.kind}`

export function outcomesOf(signals: readonly Fields[], places: Gazetteer, timeZone: string): OutcomeRows {
  const outcomes = signals.flatMap((one) => outcomeOf(one, places, timeZone) ?? [])
  return {
    outcomes: outcomes.toSorted((a, b) => a.day - b.day || (order(a) < order(b) ? -1 : 1)),
    unplaced: signals.length - outcomes.length,
    categories: new Set(signals.map((one) => String(one['category']))),
  }
}
