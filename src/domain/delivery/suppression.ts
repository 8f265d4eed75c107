// What keeps an alert's notifications back: silences that people set, and other alerts whose rule says so. A reason beside the state.
import type { LevelName } from '../rules/rule.ts'
import type { Instant } from '../time.ts'
import type { Occasion } from './route-settings.ts'
import { isLevelAtLeast } from './routing.ts'
import { levelOf } from './situation.ts'

/** What a silence matches by; values of one field are alternatives, every field that is named must hold. */
export interface SilenceMatchers {
  readonly process: string
  /** The place and everything inside it. */
  readonly territory: string
  readonly rules?: readonly string[] | undefined
  readonly tags?: readonly string[] | undefined
  readonly categories?: readonly string[] | undefined
  /** Critical alerts are silenced only where this names them. */
  readonly levels?: readonly LevelName[] | undefined
}

/** Only news that asks for attention is kept back; acts of people, closings and corrections of what was told are not. */
const suppressible = ['fired', 'raised', 'reopened', 'reminded']
export const isSuppressible = (kind: string): boolean => suppressible.includes(kind)

type Silenceable = Pick<Occasion['alert'], 'process' | 'ruleId' | 'place' | 'tags' | 'key'>

const any = (wanted: readonly string[] | undefined, has: readonly string[]): boolean =>
  wanted === undefined || wanted.some((one) => has.includes(one))

/** `lineage`: the alert's place and all that contains it. */
export function matchesSilence(
  matchers: SilenceMatchers,
  alert: Silenceable,
  level: LevelName,
  lineage: readonly string[],
): boolean {
  const { rules, tags, categories, levels } = matchers
  const isLevelMeant = levels === undefined ? level !== 'critical' : levels.includes(level)
  return (
    matchers.process === alert.process &&
    lineage.includes(matchers.territory) &&
    any(rules, [alert.ruleId]) &&
    any(tags, alert.tags) &&
    any(categories, [alert.key['category'] ?? '']) &&
    isLevelMeant
  )
}

/** One entry of a rule's `suppress` list, on a firing alert of that rule. */
export interface Suppressor {
  readonly alertId: string
  readonly process: string
  readonly ruleId: string
  readonly place: string
  readonly key: Readonly<Record<string, string>>
  readonly rules: readonly string[]
  readonly equal: readonly string[]
  readonly atOrBelow: LevelName | undefined
}

/** The first firing alert that keeps this event's notifications back; critical is never inhibited, and no alert inhibits itself. */
export function inhibitedBy(occasion: Occasion, suppressors: readonly Suppressor[]): Suppressor | undefined {
  const { alert, event, pack } = occasion
  const level = levelOf(event, alert)
  if (level === 'critical' || !isSuppressible(event.kind)) return undefined
  const valueOf = (one: { key: Readonly<Record<string, string>>; place: string }, field: string) =>
    one.key[field] ?? pack.placeLevels(one.place)[field]
  return suppressors.find(
    (one) =>
      one.alertId !== alert.id &&
      one.ruleId !== alert.ruleId &&
      one.process === alert.process &&
      one.rules.includes(alert.ruleId) &&
      (one.atOrBelow === undefined || isLevelAtLeast(one.atOrBelow, level)) &&
      one.equal.every((field) => {
        if (field === 'process') return true
        const value = valueOf(one, field)
        return value !== undefined && value === valueOf(alert, field)
      }),
  )
}

const DAY = 86_400_000
/** A silence by one person alone. */
export const SILENCE_ALONE_MS = DAY
export const SILENCE_LONGEST_MS = 14 * DAY
/** Nothing matched for so long: the silence ends by itself. */
export const SILENCE_QUIET_MS = 6 * 3_600_000
/** Before its end, those concerned are told. */
export const SILENCE_NEAR_END_MS = 30 * 60_000

/** Why a silence takes a second person; empty = it does not. */
export function reasonsForSecondPerson(
  matchers: SilenceMatchers,
  span: { readonly from: Instant; readonly to: Instant },
  placeLevels: Readonly<Record<string, string>>,
): ('longer_than_a_day' | 'wider_than_a_municipality' | 'silences_critical')[] {
  return [
    ...(span.to - span.from > SILENCE_ALONE_MS ? (['longer_than_a_day'] as const) : []),
    ...(placeLevels['municipality'] === undefined ? (['wider_than_a_municipality'] as const) : []),
    ...(matchers.levels?.includes('critical') === true ? (['silences_critical'] as const) : []),
  ]
}
