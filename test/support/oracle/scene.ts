// One state of knowledge seen through one rule: the question every measure asks. The sets of matches do not depend on T, so each is
// worked out once per scene; nothing is carried from one scene to the next.
import type { CalendarSpan } from '#domain/rules/lane.ts'
import type { Num, Rule } from '#domain/rules/rule.ts'
import type { Known, Report } from './known.ts'
import { matchesIn, yieldIn } from './match.ts'
import { fromTable, inForce, placeOfKey, type Setting } from './zone.ts'

export type Key = readonly string[]

export class Scene {
  readonly rule: Rule
  readonly known: Known
  readonly setting: Setting
  readonly #sets = new Map<string, readonly Report[]>()

  constructor(rule: Rule, known: Known, setting: Setting) {
    this.rule = rule
    this.known = known
    this.setting = setting
  }

  /** All matches, without the cap. */
  matches(selector: string, key: Key): readonly Report[] {
    return this.#once(`m ${selector} ${JSON.stringify(key)}`, () =>
      matchesIn(selector, key, this.known, this.rule, this.setting),
    )
  }

  /** The matches that count. */
  yield(selector: string, key: Key): readonly Report[] {
    return this.#once(`y ${selector} ${JSON.stringify(key)}`, () =>
      yieldIn(selector, key, this.known, this.rule, this.setting),
    )
  }

  /** Phases and calendar windows in force for a key, the deciding one first. */
  spans(key: Key, at: number): readonly CalendarSpan[] {
    return inForce(this.known.calendar, this.placeOf(key), at)
  }

  placeOf(key: Key): string {
    return placeOfKey(this.rule.groupBy, key, this.setting.country)
  }

  /** `phases.only`: one of the listed codes is in force. */
  applies(key: Key, at: number): boolean {
    const only = this.rule.phases.only
    return only === undefined || this.spans(key, at).some((s) => only.includes(s.code))
  }

  /** A number, or the value of a parameter for a key at an instant: by calendar code, else tuned, else default. */
  number(num: Num, key: Key, at: number): number {
    if (typeof num === 'number') return num
    const param = this.rule.params[num.param]
    if (param === undefined) throw new Error(`no parameter ${num.param}`)
    const byCode = param.type === 'number' ? fromTable(param.byPhase, this.spans(key, at)) : undefined
    return byCode ?? this.setting.params[num.param] ?? param.default
  }

  /** Milliseconds of `for`, `keep_firing_for` and `cooldown`. */
  duration(dur: Num): number {
    if (typeof dur === 'number') return dur
    return this.setting.params[dur.param] ?? this.rule.params[dur.param]?.default ?? 0
  }

  /** Keys that an `absent` measure expects: the members of its entity set, by the fields of `group_by`. */
  expected(set: string): readonly Key[] {
    const keys: Key[] = []
    for (const member of this.known.entities.get(set) ?? []) {
      let partial: string[][] = [[]]
      for (const field of this.rule.groupBy) {
        const value = member[field]
        const values = value === undefined ? [] : typeof value === 'string' ? [value] : value
        partial = partial.flatMap((head) => values.map((v) => [...head, v]))
      }
      keys.push(...partial)
    }
    return keys
  }

  #once(name: string, compute: () => readonly Report[]): readonly Report[] {
    const found = this.#sets.get(name) ?? compute()
    this.#sets.set(name, found)
    return found
  }
}
