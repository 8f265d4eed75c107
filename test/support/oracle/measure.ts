// The value of every measure at an instant (rule language §6), each by its definition over the whole yield. null = unknown.
import type { Measure } from '#domain/rules/rule.ts'
import { compositeAt } from './composite.ts'
import { type Report, round6 } from './known.ts'
import { sameKey, weightOf } from './match.ts'
import type { Key, Scene } from './scene.ts'
import { chainsAt } from './sequence.ts'
import { anchorInstant, lineage, periodOrigin } from './zone.ts'

type Of<K extends Measure['kind']> = Extract<Measure, { kind: K }>

/** Reports of a set with T−W < event time ≤ T. */
const inWindow = (set: readonly Report[], window: number, at: number): readonly Report[] =>
  set.filter((r) => at - window < r.eventTime && r.eventTime <= at)

function distinctAt(field: string, reports: readonly Report[]): number {
  const seen = new Set<string>()
  for (const report of reports) {
    const value = report.fields[field]
    if (value === undefined) continue
    for (const one of typeof value === 'object' ? value : [String(value)]) seen.add(one)
  }
  return seen.size
}

const numbersOf = (field: string, reports: readonly Report[]): readonly number[] =>
  reports.map((r) => Number(r.fields[field] ?? 0))

function scoreAt(m: Of<'score'>, scene: Scene, key: Key, at: number): number {
  const selector = scene.rule.signals[m.of]
  if (selector === undefined) return 0
  const { halfLife } = m
  let sum = 0
  for (const report of inWindow(scene.yield(m.of, key), m.window, at)) {
    const weight = weightOf(report, selector)
    if (halfLife === undefined) sum += weight
    else {
      const cells = Math.floor((64 * at) / halfLife) - Math.floor((64 * report.eventTime) / halfLife)
      sum += weight * 2 ** (-cells / 64)
    }
  }
  return sum
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2
}

function spikeAt(m: Of<'spike'>, scene: Scene, key: Key, at: number): number | null {
  const { span, gap, method, floor, warmup } = m.baseline
  const start = scene.setting.monitoringStart
  if (at - start < warmup) return null
  const reports = scene.yield(m.of, key)
  const origin = periodOrigin(scene.setting.timeZone)
  const latest = at - m.window - gap
  const counts: number[] = []
  const lowest = Math.floor((latest - span - origin) / m.window) - 1
  for (let tile = lowest; origin + (tile + 1) * m.window <= latest; tile += 1) {
    const from = origin + tile * m.window
    if (from <= latest - span || from < start) continue
    counts.push(reports.filter((r) => from <= r.eventTime && r.eventTime < from + m.window).length)
  }
  if (counts.length === 0) return null
  const usual =
    method === 'mean'
      ? counts.reduce((a, b) => a + b, 0) / counts.length
      : middle(counts.toSorted((a, b) => a - b))
  const base = Math.max(usual, floor)
  if (base === 0) return null
  const observed = inWindow(reports, m.window, at).length
  return m.stat === 'ratio' ? observed / base : (observed - base) / Math.sqrt(base)
}

interface Watch {
  readonly since: number
  readonly until: number
  /** The last match, or `since`. */
  readonly last: number
}

function missedSlots(due: { every: number; grace: number }, watch: Watch, at: number): number {
  let missed = 0
  for (let slot = watch.since; slot + due.every <= watch.until; slot += due.every) {
    if (at >= slot + due.every + due.grace && slot >= watch.last) missed += 1
  }
  return missed
}

function absentAt(m: Of<'absent'>, scene: Scene, key: Key, at: number): number | null {
  const { calendar } = scene.known
  const zone = scene.setting.timeZone
  const since = anchorInstant(m.since, calendar, zone)
  const end = anchorInstant('deadline' in m.due ? m.due.deadline : m.due.until, calendar, zone)
  const isExpected = scene.expected(m.expected).some((k) => sameKey(k, key))
  if (!isExpected || since === undefined || end === undefined) return null
  const heard = scene.matches(m.of, key).filter((r) => since <= r.eventTime && r.eventTime <= at)
  if ('deadline' in m.due) return at >= end && heard.length === 0 ? 1 : 0
  return missedSlots(m.due, { since, until: end, last: heard.at(-1)?.eventTime ?? since }, at)
}

function indicatorAt(m: Of<'indicator'>, scene: Scene, key: Key, at: number): number | null {
  const seen = scene.known.observations.filter((o) => o.name === m.code && o.at <= at)
  const place = lineage(scene.placeOf(key)).find((p) => seen.some((o) => o.place === p))
  const latest = seen.filter((o) => o.place === place).toSorted((a, b) => b.at - a.at || b.pos - a.pos)[0]
  const isKnown = latest !== undefined && (m.maxAge === undefined || at - latest.at < m.maxAge)
  if (isKnown || m.missing === 'last') return latest?.value ?? null
  return m.missing === 'zero' ? 0 : null
}

function valueAt(m: Measure, scene: Scene, key: Key, at: number): number | null {
  switch (m.kind) {
    case 'count':
      return inWindow(scene.yield(m.of, key), m.window, at).length
    case 'distinct':
      return distinctAt(m.field, inWindow(scene.yield(m.of, key), m.window, at))
    case 'sum':
      return numbersOf(m.field, inWindow(scene.yield(m.of, key), m.window, at)).reduce((a, b) => a + b, 0)
    case 'max':
      return Math.max(0, ...numbersOf(m.field, inWindow(scene.yield(m.of, key), m.window, at)))
    case 'score':
      return scoreAt(m, scene, key, at)
    case 'spike':
      return spikeAt(m, scene, key, at)
    case 'sequence':
      return chainsAt(m, scene, key, at).length > 0 ? 1 : 0
    case 'absent':
      return absentAt(m, scene, key, at)
    case 'indicator':
      return indicatorAt(m, scene, key, at)
    case 'composite':
      return compositeAt(m, scene, key, at, (name) => measureAt(name, scene, key, at))
  }
}

/** A measure rounded to six decimals, or null when unknown. */
export function measureAt(name: string, scene: Scene, key: Key, at: number): number | null {
  const measure = scene.rule.measures[name]
  if (measure === undefined) throw new Error(`no measure ${name}`)
  const value = valueAt(measure, scene, key, at)
  return value === null ? null : round6(value)
}

/** Every measure of the rule, in its order. */
export function allMeasuresAt(scene: Scene, key: Key, at: number): Record<string, number | null> {
  return Object.fromEntries(
    Object.keys(scene.rule.measures).map((name) => [name, measureAt(name, scene, key, at)]),
  )
}

/** Ids of the reports that a measure rests on at T: its window, the chains of a sequence, the factors of a composite. */
export function evidenceOf(name: string, scene: Scene, key: Key, at: number): ReadonlySet<string> {
  const m = scene.rule.measures[name]
  if (m === undefined || m.kind === 'absent' || m.kind === 'indicator') return new Set()
  if (m.kind === 'composite') {
    return new Set(m.factors.flatMap((f) => [...evidenceOf(f.measure, scene, key, at)]))
  }
  if (m.kind === 'sequence')
    return new Set(
      chainsAt(m, scene, key, at)
        .flat()
        .map((r) => r.id),
    )
  return new Set(inWindow(scene.yield(m.of, key), m.window, at).map((r) => r.id))
}
