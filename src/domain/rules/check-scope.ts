// What every check of a rule is given, and how it walks the rule as written, so that each problem carries the path its author sees.
import type { CountryPack } from '../pack.ts'
import type { Num, Rule } from './rule.ts'
import { isPlain, type Path, type Plain, type Problem } from './schema-reader.ts'

export interface CheckContext {
  /** Name of the file without `.rule.yaml`; left out for a rule that comes by the API. */
  readonly fileId?: string
  /** How long signals are kept; measures may not look further back. */
  readonly retentionMs?: number
  /** Audiences that have at least one recipient; left out when the routing is not known. */
  readonly routedAudiences?: ReadonlySet<string>
  /** Rules that are there but cannot be read now; naming one of them is no fault of this rule. */
  readonly unreadableRules?: readonly string[]
}

export interface Scope {
  readonly rule: Rule
  readonly raw: Plain
  readonly pack: CountryPack | undefined
  /** All other rules; undefined when they are not known, then nothing is said about them. */
  readonly others: readonly Rule[] | undefined
  readonly context: CheckContext
  readonly problems: Problem[]
}

type Site = 'key' | 'value'

export function error(scope: Scope, path: Path, code: string, message: string, at: Site = 'value'): void {
  scope.problems.push({ path, code, message, severity: 'error', ...(at === 'key' ? { at } : {}) })
}

export function warning(scope: Scope, path: Path, code: string, message: string, at: Site = 'value'): void {
  scope.problems.push({ path, code, message, severity: 'warning', ...(at === 'key' ? { at } : {}) })
}

/** The value at a path of the rule as written, or undefined. */
export function rawAt(raw: unknown, path: Path): unknown {
  let value = raw
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') {
      const items: readonly unknown[] = value
      value = items[step]
    } else if (isPlain(value) && Object.hasOwn(value, step)) value = value[step]
    else return undefined
  }
  return value
}

export function entriesAt(raw: unknown, path: Path): readonly (readonly [string, unknown])[] {
  const value = rawAt(raw, path)
  return isPlain(value) ? Object.entries(value) : []
}

export function itemsAt(raw: unknown, path: Path): readonly unknown[] {
  const value = rawAt(raw, path)
  return Array.isArray(value) ? value : []
}

type Leaf = (key: string, value: unknown, path: Path) => void

/** Visits every field of a `where`, or every measure of a `when`, as written. */
export function walkTests(value: unknown, path: Path, leaf: Leaf): void {
  if (!isPlain(value)) return
  for (const [key, given] of Object.entries(value)) {
    const here = [...path, key]
    if (key === 'not') walkTests(given, here, leaf)
    else if ((key === 'all' || key === 'any') && Array.isArray(given)) {
      given.forEach((part: unknown, index) => walkTests(part, [...here, index], leaf))
    } else leaf(key, given, here)
  }
}

/** Every `when` and `clear_when` with its path. */
export function conditions(raw: Plain): readonly { readonly path: Path; readonly value: unknown }[] {
  return itemsAt(raw, ['levels']).flatMap((level, index) =>
    ['when', 'clear_when']
      .filter((key) => isPlain(level) && Object.hasOwn(level, key))
      .map((key) => ({ path: ['levels', index, key], value: rawAt(level, [key]) })),
  )
}

/** The values that a number may have without tuning: itself, or default and `by_phase` of its parameter. */
export function valuesOf(rule: Rule, num: Num): readonly number[] {
  if (typeof num === 'number') return [num]
  const param = Object.hasOwn(rule.params, num.param) ? rule.params[num.param] : undefined
  return param?.type === 'number' ? [param.default, ...Object.values(param.byPhase)] : []
}

/** An own entry of a record; names such as `constructor` never find what every object has. */
export function entry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
