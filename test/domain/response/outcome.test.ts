// Outcomes: what a label needs, whose label stands, lead times, the counts of a rule.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Judgement,
  judgementFault,
  leadTime,
  outcomeLabels,
  outcomesByRule,
  standingLabel,
} from '#domain/response/outcome.ts'

const judgement = (changes: Partial<Judgement>): Judgement => ({
  label: 'confirmed',
  lesser: false,
  reason: null,
  evidence: 0,
  firstHarmAt: 5,
  ...changes,
})

describe('what a label needs', () => {
  test.each<[Partial<Judgement>, ReturnType<typeof judgementFault>]>([
    [{}, undefined],
    [{ lesser: true }, undefined],
    [{ firstHarmAt: null }, 'harm_missing'],
    [{ firstHarmAt: 11 }, 'harm_ahead'],
    [{ label: 'averted', firstHarmAt: null, reason: 'dialogue', evidence: 1 }, undefined],
    [{ label: 'averted', firstHarmAt: null, reason: 'dialogue' }, 'averted_unproven'],
    [{ label: 'averted', firstHarmAt: null, evidence: 1 }, 'averted_unproven'],
    [{ label: 'false_alarm', firstHarmAt: null }, undefined],
    [{ label: 'false_alarm' }, 'harm_without_harm'],
    [{ label: 'undetermined', firstHarmAt: null, lesser: true }, 'lesser_unconfirmed'],
  ])('%j: %s', (changes, fault) => {
    expect(judgementFault(judgement(changes), 10)).toBe(fault)
  })
})

test.each([
  [[], undefined],
  [['confirmed'], 'confirmed'],
  [['confirmed', 'averted'], 'disputed'],
  [['confirmed', 'averted', 'averted'], 'averted'],
  [['confirmed', 'averted', 'false_alarm'], 'disputed'],
] as const)('of the labels %j stands %s', (labels, standing) => {
  expect(standingLabel(labels)).toBe(standing)
})

test('the order of the labels does not matter', () => {
  const labels = fc.array(fc.constantFrom(...outcomeLabels), { maxLength: 6 })
  fc.assert(
    fc.property(labels, (given) => {
      expect(standingLabel(given.toReversed())).toBe(standingLabel(given))
    }),
  )
})

test('lead times: positive when the alert came first, none where one of the two never was', () => {
  expect([leadTime(10, 4), leadTime(4, 10), leadTime(null, 4), leadTime(4, null)]).toEqual([
    6,
    -6,
    null,
    null,
  ])
})

test('the counts of a rule: averted and undetermined are neither true nor false', () => {
  const alert = (label: (typeof outcomeLabels)[number] | 'disputed', leadMs: number | null = null) => ({
    ruleId: 'threats',
    label,
    leadMs,
    receiptLeadMs: null,
  })
  const labelled = [
    alert('confirmed', 1_000),
    alert('confirmed', 9_000),
    alert('confirmed', 3_000),
    alert('false_alarm'),
    alert('averted'),
    alert('undetermined'),
    alert('disputed'),
  ]
  const [rule, other] = outcomesByRule(labelled, [{ ruleId: 'threats' }, { ruleId: 'other' }].toReversed())
  expect(rule).toMatchObject({ ruleId: 'other', n: 0, missed: 1 })
  expect(rule?.confirmed.value).toBeNull()
  expect(other).toMatchObject({
    ruleId: 'threats',
    n: 7,
    confirmed: { count: 3, of: 4, value: 0.75 },
    falseAlarm: { count: 1, of: 4 },
    averted: { count: 1, of: 7 },
    undetermined: { count: 1, of: 7 },
    disputed: 1,
    missed: 1,
    leadFromFiring: { n: 3, p10: 1_000, median: 3_000, p90: 9_000 },
    leadFromReceipt: { n: 0, median: null },
  })
})
