// A rule that changes in the course of a log, as docs/rules-life-cycle.md says it: machines and episodes go on by the names of the levels;
// what is new about the structure is judged on the whole log, as if it had been in force all along.
import type { Rule } from '#domain/rules/rule.ts'
import { type Machine, truthOf } from './machine.ts'
import { isStale } from './match.ts'
import type { KeyHistory } from './row.ts'
import { Scene } from './scene.ts'

/** The machines of a rule's levels, carried over by the names of the levels. */
export function machinesOf(before: Rule, rule: Rule, machines: readonly Machine[]): Machine[] {
  return rule.levels.map(({ level }): Machine => {
    const place = before.levels.findIndex((one) => one.level === level)
    return machines[place] ?? { state: 'inactive', isHeld: false }
  })
}

/** Levels that only stale reports have made true are held; a report that is not stale releases what was true by then. */
export function holdBuilt(history: KeyHistory, scene: Scene, at: number): void {
  const { key } = history
  const { rule, known, setting } = scene
  const reports = Object.keys(rule.signals).flatMap((selector) => scene.matches(selector, key))
  const released = Math.max(-1, ...reports.filter((one) => !isStale(one, rule)).map(({ pos }) => pos))
  const earlier = [...known.reports].filter(([, { pos }]) => pos <= released)
  const then = new Scene(rule, { ...known, reports: new Map(earlier) }, setting)
  rule.levels.forEach(({ when }, place) => {
    const machine = history.machines[place]
    if (machine?.state !== 'inactive') return
    machine.isHeld = truthOf(when, then, key, at) !== true && truthOf(when, scene, key, at) === true
  })
}
