// Parameters tuned apart from the text of a rule: a revision of its own, within the bounds that the text gives.
import type { Actor } from '#domain/actor.ts'
import type { Param, Rule } from '#domain/rules/rule.ts'
import { formatDuration, parseDuration } from '#domain/time.ts'
import { lockForTransaction, type Trx } from '#platform/database/database.ts'
import { AppError, type Fault } from '#platform/errors.ts'
import { withVersion } from './read-rule-edit.ts'
import type { RegistryView } from './registry-view-store.ts'
import { lifeOf, type RuleLife } from './rule-life.ts'
import {
  checkText,
  type NewRevision,
  newestOf,
  RULES_LOCK,
  refuseRetired,
  ruleOf,
  storeRevision,
} from './rule-revisions.ts'
import type { StoredRevision } from './rule-store.ts'

export interface Tuning {
  /** Numbers, and durations as text; null goes back to the default. */
  readonly values: Readonly<Record<string, number | string | null>>
  readonly reason: string
  /** Hash of the revision that is tuned; another one in force now is a conflict. */
  readonly base: string
}

/** A revision with the same text but for its version, and other values of its parameters, within their bounds. */
export async function tuneRule(
  trx: Trx,
  view: RegistryView,
  actor: Actor,
  id: string,
  tuning: Tuning,
): Promise<NewRevision> {
  await lockForTransaction(trx, RULES_LOCK)
  const life = await lifeOf(trx, id)
  refuseRetired(life)
  const base = tunedRevision(life)
  if (base.hash !== tuning.base) {
    throw new AppError('conflict', 'RULE_STALE', `the revision to tune is now ${base.hash}`, { status: 412 })
  }
  const params = tunedValues(ruleOf(base), base.params, tuning.values)
  const highest = Math.max(...life.revisions.map(({ version }) => version))
  const yaml = withVersion(base.yaml, highest + 1)
  const { read, problems } = await checkText(trx, view, yaml, id, newestOf(life))
  const draft = { yaml, reason: tuning.reason, isDryRun: false }
  return storeRevision(trx, view, actor, { read, problems, params, base: base.hash, life }, draft)
}

/** What `PUT …/params` starts from: the revision in force, else the newest one. */
export function tunedRevision(life: RuleLife): StoredRevision {
  const found = life.revisions.find(({ hash }) => hash === life.inForce?.hash) ?? life.revisions[0]
  if (found === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `rule ${life.id} has no revision`)
  return found
}

function tunedValues(
  rule: Rule,
  before: Readonly<Record<string, number>>,
  values: Tuning['values'],
): Record<string, number> {
  const params = new Map(Object.entries(before))
  const faults: Fault[] = []
  for (const [name, value] of Object.entries(values)) {
    const param = Object.hasOwn(rule.params, name) ? rule.params[name] : undefined
    const read = param === undefined ? undefined : readValue(param, value)
    if (param === undefined) faults.push(unknownParam(rule, name))
    else if (read === undefined || !isWithin(param, read)) faults.push(outOfBounds(name, param))
    else if (read === null) params.delete(name)
    else params.set(name, read)
  }
  if (faults.length > 0) {
    const detail = faults.map(({ pointer, message }) => `${pointer}: ${message.en}`).join('; ')
    throw new AppError('invalid', 'RULE_PARAM', detail, { faults })
  }
  return Object.fromEntries([...params].toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

/** Undefined: not of the parameter's type. Null: back to the default. */
function readValue(param: Param, value: number | string | null): number | null | undefined {
  if (value === null) return null
  if (param.type === 'number') return typeof value === 'number' ? value : undefined
  return typeof value === 'string' ? parseDuration(value) : undefined
}

function isWithin(param: Param, value: number | null): boolean {
  return value === null || (value >= (param.min ?? -Infinity) && value <= (param.max ?? Infinity))
}

function unknownParam(rule: Rule, name: string): Fault {
  const known = Object.keys(rule.params)
  return {
    pointer: `/values/${name}`,
    code: 'unknown-param',
    message: {
      es: `no hay parámetro «${name}»; los hay: ${known.join(', ') || 'ninguno'}`,
      en: `there is no parameter "${name}"; there are: ${known.join(', ') || 'none'}`,
    },
  }
}

function outOfBounds(name: string, param: Param): Fault {
  const show = (value: number | undefined) =>
    value === undefined ? '∞' : param.type === 'duration' ? formatDuration(value) : String(value)
  const range = `${param.min === undefined ? '−' : ''}${show(param.min)} … ${show(param.max)}`
  return {
    pointer: `/values/${name}`,
    code: 'param-bounds',
    message: {
      es: `«${name}»: ${param.type === 'number' ? 'un número' : 'una duración'} entre ${range}`,
      en: `"${name}": a ${param.type} within ${range}`,
    },
  }
}
