// Conditions and the level machines of one key at one instant (rule language §7).
import type { Comparison, Level, When } from '#domain/rules/rule.ts'
import { measureAt } from './measure.ts'
import type { Key, Scene } from './scene.ts'

/** true, false or unknown. */
export type Truth = boolean | null

export interface Machine {
  state: 'inactive' | 'pending' | 'firing'
  since?: number
  clearingSince?: number
  isHeld: boolean
  /** When the level last stopped firing. */
  stoppedAt?: number
}

function compare(x: number, op: Comparison, y: number): boolean {
  if (op === 'gt') return x > y
  if (op === 'gte') return x >= y
  if (op === 'lt') return x < y
  if (op === 'lte') return x <= y
  return x === y
}

export function truthOf(when: When, scene: Scene, key: Key, at: number): Truth {
  if ('all' in when) {
    const parts = when.all.map((w) => truthOf(w, scene, key, at))
    return parts.includes(false) ? false : parts.includes(null) ? null : true
  }
  if ('any' in when) {
    const parts = when.any.map((w) => truthOf(w, scene, key, at))
    return parts.includes(true) ? true : parts.includes(null) ? null : false
  }
  if ('not' in when) {
    const part = truthOf(when.not, scene, key, at)
    return part === null ? null : !part
  }
  const value = measureAt(when.measure, scene, key, at)
  return value === null ? null : compare(value, when.op, scene.number(when.than, key, at))
}

/** Names of the measures a condition compares. */
export function measuresIn(when: When): readonly string[] {
  if ('all' in when) return when.all.flatMap(measuresIn)
  if ('any' in when) return when.any.flatMap(measuresIn)
  if ('not' in when) return measuresIn(when.not)
  return [when.measure]
}

export function stop(machine: Machine, at: number): void {
  if (machine.state === 'firing') machine.stoppedAt = at
  machine.state = 'inactive'
  delete machine.since
  delete machine.clearingSince
}

function rise(machine: Machine, raise: Truth, forMs: number, at: number): void {
  if (raise === false) {
    if (machine.state === 'pending') stop(machine, at)
    return
  }
  if (raise === null || machine.isHeld) return
  if (machine.state === 'inactive') {
    machine.state = 'pending'
    machine.since = at
  }
  if (at - (machine.since ?? at) >= forMs) {
    machine.state = 'firing'
    delete machine.since
  }
}

function fall(machine: Machine, clear: Truth, keepMs: number, at: number): void {
  if (clear === null) return
  if (!clear) {
    delete machine.clearingSince
    return
  }
  machine.clearingSince ??= at
  if (at - machine.clearingSince >= keepMs) stop(machine, at)
}

const opposite = (truth: Truth): Truth => (truth === null ? null : !truth)

interface Conditions {
  readonly raise: Truth
  readonly clear: Truth
}

/** The two conditions of a level after the policy for unknown has spoken. */
function conditions(level: Level, isLowest: boolean, scene: Scene, key: Key, at: number): Conditions {
  const raise = truthOf(level.when, scene, key, at)
  const clear = level.clearWhen === undefined ? opposite(raise) : truthOf(level.clearWhen, scene, key, at)
  const policy = scene.rule.unknown
  if (policy === 'clear') return { raise: raise ?? false, clear: clear ?? true }
  if (policy === 'alert' && isLowest) return { raise: raise ?? true, clear: clear ?? false }
  return { raise, clear }
}

/** One evaluation of one level at T, by the table of §7. */
export function evaluateLevel(
  machine: Machine,
  level: Level,
  isLowest: boolean,
  scene: Scene,
  key: Key,
  at: number,
): void {
  const { raise, clear } = conditions(level, isLowest, scene, key, at)
  // A hold ends in two ways only (§8.3): fresh evidence, or a condition that has been false. Missing data is neither.
  if (raise === false) machine.isHeld = false
  if (!scene.applies(key, at)) stop(machine, at)
  else if (machine.state === 'firing') fall(machine, clear, scene.duration(level.keepFiringFor), at)
  else rise(machine, raise, scene.duration(level.for), at)
}

/** When a timer of the machine runs out, if it has one. */
export function timersOf(machine: Machine, level: Level, scene: Scene): readonly number[] {
  const found: number[] = []
  if (machine.state === 'pending' && machine.since !== undefined)
    found.push(machine.since + scene.duration(level.for))
  if (machine.clearingSince !== undefined)
    found.push(machine.clearingSince + scene.duration(level.keepFiringFor))
  return found
}
