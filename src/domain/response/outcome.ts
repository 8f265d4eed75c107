// What became of an alert: labels, lead times, disagreement, and the counts of a rule.
import { type Proportion, proportion, quantile } from '../backtest/proportion.ts'
import type { DurationMs, Instant } from '../time.ts'

export const outcomeLabels = ['confirmed', 'averted', 'false_alarm', 'undetermined'] as const
export type OutcomeName = (typeof outcomeLabels)[number]

export const outcomeDefinitions = [
  'any_violence',
  'deaths',
  'attack_on_electoral_body',
  'blockade_24h',
  'other',
] as const

export interface Judgement {
  readonly label: OutcomeName
  readonly lesser: boolean
  readonly reason: string | null
  readonly evidence: number
  readonly firstHarmAt: Instant | null
}

/** What is missing from a label, as a code; undefined when it can stand. */
export function judgementFault(
  given: Judgement,
  now: Instant,
):
  | 'averted_unproven'
  | 'harm_missing'
  | 'harm_without_harm'
  | 'lesser_unconfirmed'
  | 'harm_ahead'
  | undefined {
  if (given.label === 'averted' && (given.reason === null || given.evidence === 0)) return 'averted_unproven'
  if (given.label === 'confirmed' && given.firstHarmAt === null) return 'harm_missing'
  if (given.label !== 'confirmed' && given.firstHarmAt !== null) return 'harm_without_harm'
  if (given.lesser && given.label !== 'confirmed') return 'lesser_unconfirmed'
  if (given.firstHarmAt !== null && given.firstHarmAt > now) return 'harm_ahead'
  return undefined
}

/** Negative when the harm came first; null when one of the two never was. */
export function leadTime(firstHarm: Instant | null, told: Instant | null): DurationMs | null {
  return firstHarm === null || told === null ? null : firstHarm - told
}

/** The label that stands: the one that most people gave; two that differ leave it open until a third decides. */
export function standingLabel(labels: readonly OutcomeName[]): OutcomeName | 'disputed' | undefined {
  const counts = outcomeLabels.map((name) => ({ name, count: labels.filter((one) => one === name).length }))
  const most = Math.max(...counts.map((one) => one.count))
  if (most === 0) return undefined
  const first = counts.filter((one) => one.count === most)
  return first.length === 1 ? first[0]?.name : 'disputed'
}

export interface LabelledAlert {
  readonly ruleId: string
  readonly label: OutcomeName | 'disputed'
  readonly leadMs: DurationMs | null
  readonly receiptLeadMs: DurationMs | null
}

export interface LeadTimes {
  readonly n: number
  readonly p10: DurationMs | null
  readonly median: DurationMs | null
  readonly p90: DurationMs | null
}

export interface RuleOutcomes {
  readonly ruleId: string
  readonly n: number
  readonly confirmed: Proportion
  readonly falseAlarm: Proportion
  readonly averted: Proportion
  readonly undetermined: Proportion
  readonly disputed: number
  readonly missed: number
  readonly leadFromFiring: LeadTimes
  readonly leadFromReceipt: LeadTimes
}

/** Averted and undetermined are shares of all labelled alerts; confirmed and false alarms of those that were one or the other. */
export function outcomesByRule(
  labelled: readonly LabelledAlert[],
  missed: readonly { readonly ruleId: string }[],
): RuleOutcomes[] {
  const rules = [...new Set([...labelled, ...missed].map(({ ruleId }) => ruleId))].toSorted()
  return rules.map((ruleId) => {
    const own = labelled.filter((one) => one.ruleId === ruleId)
    const count = (label: OutcomeName | 'disputed') => own.filter((one) => one.label === label).length
    const decided = count('confirmed') + count('false_alarm')
    return {
      ruleId,
      n: own.length,
      confirmed: proportion(count('confirmed'), decided),
      falseAlarm: proportion(count('false_alarm'), decided),
      averted: proportion(count('averted'), own.length),
      undetermined: proportion(count('undetermined'), own.length),
      disputed: count('disputed'),
      missed: missed.filter((one) => one.ruleId === ruleId).length,
      leadFromFiring: distribution(own.map((one) => one.leadMs)),
      leadFromReceipt: distribution(own.map((one) => one.receiptLeadMs)),
    }
  })
}

function distribution(values: readonly (DurationMs | null)[]): LeadTimes {
  const known = values.filter((one) => one !== null).toSorted((left, right) => left - right)
  return {
    n: known.length,
    p10: quantile(known, 0.1),
    median: quantile(known, 0.5),
    p90: quantile(known, 0.9),
  }
}
