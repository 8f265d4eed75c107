// The oracle: replays a log from its beginning and says the state of every key at given instants and every event on the way.
// Written from the rule language alone; it shares no line with the engine and keeps nothing but the level machines.
import type { Rule } from '#domain/rules/rule.ts'
import { alertId, follow, type OracleEvent } from './alert.ts'
import { changeInstants, windowOf } from './instants.ts'
import { idOf, knownAfter, type LogLine } from './known.ts'
import { evaluateLevel, type Machine, stop, timersOf, truthOf } from './machine.ts'
import { isStale, keyTouched } from './match.ts'
import { instant } from './plain.ts'
import { highest, type KeyHistory, type OracleRow, rowAt } from './row.ts'
import { holdBuilt, machinesOf } from './rule-change.ts'
import { type Key, Scene } from './scene.ts'
import type { RuleChange, Setting } from './zone.ts'

const keyText = (key: Key): string => JSON.stringify(key)
/** At most so many past instants are looked at for one late report (§8.3). */
const sweepLimit = 64

export class Judge {
  #rule: Rule
  readonly #lines: readonly LogLine[]
  #setting: Setting
  #revision: string | undefined
  readonly #keys = new Map<string, KeyHistory>()
  readonly events: OracleEvent[] = []
  readonly rows: OracleRow[] = []
  /** Evaluates at every so many milliseconds as well; 0 = only where something can change. */
  readonly #dense: number
  /** The rule is activated after so many lines: calendar and entity sets at the head are there before it (§8.1: it touches every key). */
  readonly #activation: number
  #isActive = false
  #scene: Scene
  #now: number
  #taken = 0

  constructor(rule: Rule, lines: readonly LogLine[], setting: Setting, dense = 0) {
    this.#rule = rule
    this.#dense = dense
    this.#lines = lines
    this.#setting = setting
    this.#now = lines.length === 0 ? setting.monitoringStart : instant(lines[0]?.['received_at'])
    this.#scene = new Scene(rule, knownAfter(lines, 0, setting), setting)
    const first = lines.findIndex((line) => line['kind'] !== 'calendar' && line['kind'] !== 'entities')
    this.#activation = first < 0 ? lines.length : first
    if (lines.length === 0) this.#activate()
  }

  /** Sees all entries with lt ≤ T and all ticks due by T, and writes down every key. Instants must rise. */
  lookAt(at: number): readonly OracleRow[] {
    this.advance(at)
    const rows = this.#known().map((history) => rowAt(history, this.#scene, at))
    this.rows.push(...rows)
    return rows
  }

  /** The row of one key at the present, whether it exists or not. */
  rowOf(key: Key, at: number): OracleRow {
    return rowAt(this.#keys.get(keyText(key)) ?? this.#fresh(key), this.#scene, at)
  }

  /** Takes up everything with lt ≤ T and lets time pass to T. */
  advance(at: number): void {
    for (;;) {
      const line = this.#lines[this.#taken]
      if (line === undefined) break
      const lt = Math.max(this.#now, instant(line['received_at']))
      if (lt > at) break
      this.#passTo(lt)
      if (!this.#isActive && this.#taken === this.#activation) this.#activate()
      this.#take(line)
      if (!this.#isActive && this.#taken === this.#activation) this.#activate()
    }
    this.#passTo(at)
  }

  #activate(): void {
    this.#isActive = true
    if (this.#rule.groupBy.length === 0) this.#meet([])
    this.#meetKnown()
    this.#evaluateAll()
  }

  #fresh(key: Key): KeyHistory {
    return { key, machines: this.#rule.levels.map((): Machine => ({ state: 'inactive', isHeld: false })) }
  }

  #meet(key: Key): KeyHistory {
    const found = this.#keys.get(keyText(key)) ?? this.#fresh(key)
    this.#keys.set(keyText(key), found)
    return found
  }

  #known(): readonly KeyHistory[] {
    return [...this.#keys.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, history]) => history)
  }

  #evaluateAll(): void {
    for (const history of this.#known()) this.#evaluate(history)
  }

  /** Ticks after now, up to and with `to`. */
  #passTo(to: number): void {
    if (!this.#isActive) {
      this.#now = Math.max(this.#now, to)
      return
    }
    const keys = this.#known().map((history) => history.key)
    const due =
      this.#dense > 0 ? this.#grid(to) : changeInstants(this.#scene, keys, { after: this.#now, upTo: to })
    let index = 0
    for (;;) {
      const timers = this.#known().flatMap((h) =>
        h.machines.flatMap((machine, i) => this.#timers(machine, i)).filter((d) => d > this.#now && d <= to),
      )
      while (due[index] !== undefined && (due[index] ?? 0) <= this.#now) index += 1
      const next = Math.min(due[index] ?? Number.POSITIVE_INFINITY, ...timers)
      if (!Number.isFinite(next)) break
      this.#now = next
      this.#evaluateAll()
    }
    this.#now = Math.max(this.#now, to)
  }

  #grid(to: number): readonly number[] {
    const found: number[] = []
    const first = Math.floor(this.#now / this.#dense) + 1
    for (let k = first; k * this.#dense <= to; k += 1) found.push(k * this.#dense)
    return found
  }

  #timers(machine: Machine, index: number): readonly number[] {
    const level = this.#rule.levels[index]
    return level === undefined ? [] : timersOf(machine, level, this.#scene)
  }

  /** From this line on the rule is another one, or none (life of a rule, "What happens in the lanes"). */
  #change({ next }: RuleChange): void {
    if (next === undefined) {
      if (this.#isActive) for (const history of this.#known()) this.#end(history)
      this.#isActive = false
      return
    }
    const isBuilt = !this.#isActive || next.isBuiltAnew
    this.#isActive = true
    this.#revision = next.revision
    const before = this.#rule
    this.#rule = next.rule
    this.#setting = { ...this.#setting, params: next.params }
    this.#scene = new Scene(this.#rule, knownAfter(this.#lines, this.#taken, this.#setting), this.#setting)
    for (const [name, history] of this.#keys)
      this.#keys.set(name, { ...history, machines: machinesOf(before, this.#rule, history.machines) })
    this.#meetKnown()
    if (isBuilt) for (const history of this.#known()) holdBuilt(history, this.#scene, this.#now)
    this.#evaluateAll()
  }

  #end(history: KeyHistory): void {
    for (const machine of history.machines) stop(machine, this.#now)
    this.#note(history, this.#now, false, false)
  }

  #take(line: LogLine): void {
    const change = this.#setting.changes?.get(line)
    if (change !== undefined) {
      this.#taken += 1
      this.#change(change)
      return
    }
    const before = this.#scene
    const isNew = line['kind'] === 'signal' && !before.known.reports.has(idOf(line))
    this.#taken += 1
    this.#scene = new Scene(this.#rule, knownAfter(this.#lines, this.#taken, this.#setting), this.#setting)
    if (!this.#isActive) return
    this.#meetKnown()
    if (isNew || line['kind'] === 'correction') this.#takeReport(idOf(line), before)
    this.#evaluateAll()
  }

  /** Every key that a report belongs to or an `absent` measure expects exists from now on. */
  #meetKnown(): void {
    for (const report of this.#scene.known.reports.values()) {
      const key = keyTouched(report, this.#rule, this.#setting)
      if (key !== undefined) this.#meet(key)
    }
    for (const measure of Object.values(this.#rule.measures)) {
      if (measure.kind === 'absent') for (const key of this.#scene.expected(measure.expected)) this.#meet(key)
    }
  }

  /** Hold, release and the look into the past that a report brings to the key it belongs to now. */
  #takeReport(id: string, before: Scene): void {
    const report = this.#scene.known.reports.get(id)
    const key = keyTouched(report, this.#rule, this.#setting)
    if (report === undefined || key === undefined) return
    const history = this.#meet(key)
    const at = this.#now
    if (!isStale(report, this.#rule)) for (const machine of history.machines) machine.isHeld = false
    else {
      this.#rule.levels.forEach((level, i) => {
        const machine = history.machines[i]
        const became =
          truthOf(level.when, before, key, at) !== true && truthOf(level.when, this.#scene, key, at) === true
        if (machine?.state === 'inactive' && became) machine.isHeld = true
      })
    }
    const age = at - report.eventTime
    if (age > 0 && age <= this.#rule.lateness.allow) this.#sweep(history, report.eventTime)
  }

  /** §8.3: levels that do not hold now but held at an instant since the event, on what is known now. */
  #sweep(history: KeyHistory, eventTime: number): void {
    const { key } = history
    const reach = Math.max(0, ...Object.values(this.#rule.measures).map(windowOf))
    const times = Object.keys(this.#rule.signals).flatMap((s) =>
      this.#scene.yield(s, key).map((r) => r.eventTime),
    )
    const instants = [...new Set(times)]
      .filter((t) => eventTime <= t && t < this.#now && t < eventTime + reach)
      .toSorted((a, b) => a - b)
      .slice(0, sweepLimit)
      .filter((t) => this.#scene.applies(key, t))
    let asOf: number | undefined
    this.#rule.levels.forEach((level, i) => {
      const machine = history.machines[i]
      if (machine === undefined || machine.state === 'firing' || this.#scene.duration(level.for) > 0) return
      if (this.#scene.applies(key, this.#now) && truthOf(level.when, this.#scene, key, this.#now) === true)
        return
      const first = instants.find(
        (t) =>
          t > (machine.stoppedAt ?? Number.NEGATIVE_INFINITY) &&
          truthOf(level.when, this.#scene, key, t) === true,
      )
      if (first === undefined) return
      machine.state = 'firing'
      delete machine.since
      asOf = first // levels rise, so the last one set is the highest
    })
    if (asOf !== undefined) this.#note(history, asOf, true)
  }

  #evaluate(history: KeyHistory): void {
    this.#rule.levels.forEach((level, i) => {
      const machine = history.machines[i]
      if (machine !== undefined) evaluateLevel(machine, level, i === 0, this.#scene, history.key, this.#now)
    })
    this.#note(history, this.#now, false)
  }

  #note(
    history: KeyHistory,
    asOf: number,
    late: boolean,
    applies = this.#scene.applies(history.key, this.#now),
  ): void {
    const level = this.#rule.levels[highest(history, 'firing')]?.level ?? null
    const at = this.#now
    const cooldown = this.#scene.duration(this.#rule.cooldown)
    const outcome = follow(history.episode, { at, level, asOf, late, applies, cooldown })
    if (outcome === undefined) return
    history.episode = outcome.episode
    const episode = outcome.episode.number
    const { key } = history
    const { process } = this.#setting
    const rule = this.#rule.id
    const alert_id = alertId(process, rule, key, episode)
    const { event, notify } = outcome
    this.events.push({
      event,
      t: at,
      process,
      rule,
      key,
      alert_id,
      episode,
      level,
      as_of: asOf,
      late,
      notify,
      ...(this.#revision === undefined ? {} : { revision: this.#revision }),
    })
  }
}

/** Rows at the given instants and all events up to the last of them. */
export function judge(rule: Rule, lines: readonly LogLine[], setting: Setting, ats: readonly number[]) {
  const judging = new Judge(rule, lines, setting)
  for (const at of ats.toSorted((a, b) => a - b)) judging.lookAt(at)
  return { rows: judging.rows, events: judging.events }
}
