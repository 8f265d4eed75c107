// Every instant between two entries at which something could change by time alone (rule language §6 and §8.2), generously: an
// instant too many is an evaluation that changes nothing.
import type { Measure } from '#domain/rules/rule.ts'
import type { Scene } from './scene.ts'
import { anchorInstant, periodOrigin } from './zone.ts'

type Of<K extends Measure['kind']> = Extract<Measure, { kind: K }>
type Range = { readonly after: number; readonly upTo: number }

/** Event times of everything a selector takes, in any key, capped or not. */
function eventTimes(scene: Scene, selector: string, keys: readonly (readonly string[])[]): readonly number[] {
  return keys.flatMap((key) => scene.matches(selector, key).map((r) => r.eventTime))
}

function cellEdges(m: Of<'score'>, events: readonly number[], range: Range): readonly number[] {
  const { halfLife } = m
  if (halfLife === undefined || events.length === 0) return []
  const low = Math.max(range.after, Math.min(...events))
  const high = Math.min(range.upTo, Math.max(...events) + m.window)
  const found: number[] = []
  for (let k = Math.floor((64 * low) / halfLife); (k * halfLife) / 64 <= high; k += 1) {
    found.push(Math.ceil((k * halfLife) / 64))
  }
  return found
}

function tileInstants(m: Of<'spike'>, scene: Scene, range: Range): readonly number[] {
  const { span, gap, warmup } = m.baseline
  const origin = periodOrigin(scene.setting.timeZone)
  const found = [scene.setting.monitoringStart + warmup]
  const first = Math.floor((range.after - origin - 2 * m.window - gap - span) / m.window) - 1
  for (let tile = first; origin + tile * m.window <= range.upTo; tile += 1) {
    const start = origin + tile * m.window
    found.push(start + m.window + m.window + gap, start + m.window + gap + span)
  }
  return found
}

function absentInstants(m: Of<'absent'>, scene: Scene): readonly number[] {
  const { calendar } = scene.known
  const zone = scene.setting.timeZone
  const since = anchorInstant(m.since, calendar, zone)
  const end = anchorInstant('deadline' in m.due ? m.due.deadline : m.due.until, calendar, zone)
  if (since === undefined || end === undefined) return []
  if ('deadline' in m.due) return [end]
  const found: number[] = []
  for (let slot = since; slot + m.due.every <= end; slot += m.due.every)
    found.push(slot + m.due.every + m.due.grace)
  return found
}

function indicatorInstants(m: Of<'indicator'>, scene: Scene): readonly number[] {
  const own = scene.known.observations.filter((o) => o.name === m.code)
  const { maxAge } = m
  return own.flatMap((o) => (maxAge === undefined ? [o.at] : [o.at, o.at + maxAge]))
}

/** How far back the windows of a measure reach; 0 for one without. */
export function windowOf(m: Measure): number {
  if (m.kind === 'sequence') return m.within
  return m.kind === 'absent' || m.kind === 'indicator' || m.kind === 'composite' ? 0 : m.window
}

/** Selectors a measure reads, itself alone. */
function selectorsOf(m: Measure): readonly string[] {
  if (m.kind === 'sequence') {
    return [...m.steps.map((s) => s.signal), ...(m.without === undefined ? [] : [m.without])]
  }
  return m.kind === 'indicator' || m.kind === 'composite' ? [] : [m.of]
}

function measureInstants(
  m: Measure,
  scene: Scene,
  keys: readonly (readonly string[])[],
  range: Range,
): readonly number[] {
  const events = selectorsOf(m).flatMap((s) => eventTimes(scene, s, keys))
  const found = events.map((e) => e + windowOf(m))
  if (m.kind === 'score') found.push(...cellEdges(m, events, range))
  if (m.kind === 'spike') found.push(...tileInstants(m, scene, range))
  if (m.kind === 'absent') found.push(...absentInstants(m, scene))
  if (m.kind === 'indicator') found.push(...indicatorInstants(m, scene))
  return found
}

/** All change instants d with after < d ≤ upTo, ascending, once each; the timers of the level machines apart. */
export function changeInstants(
  scene: Scene,
  keys: readonly (readonly string[])[],
  range: Range,
): readonly number[] {
  const measures = Object.values(scene.rule.measures)
  const found = [
    ...measures.flatMap((m) => measureInstants(m, scene, keys, range)),
    ...scene.known.calendar.spans.flatMap((s) => [s.from, s.to]),
  ]
  return [...new Set(found)].filter((d) => range.after < d && d <= range.upTo).toSorted((a, b) => a - b)
}
