// A new list of rules in a lane: what keeps its state, what carries its open alerts over, and what ends.
import type { Instant } from '../time.ts'
import { type DeltaDraft, noteChanged } from './delta.ts'
import { evaluateKey, expireKey, holdStale, notHolding, releaseHeld } from './evaluate-key.ts'
import { addContribution, type KeyMemory } from './key-memory.ts'
import type { ActiveRule, KeyValues } from './lane.ts'
import { activate, addKey, detachedKey, type LaneMemory, type RuleMemory, restoreKey } from './lane-memory.ts'
import { levelStates } from './levels.ts'
import { expectedKeys } from './measures/absent.ts'
import type { Rule } from './rule.ts'

/** The keys that exist without a signal: the national one, and those that an `absent` measure expects. */
function standingKeys(lane: LaneMemory, rule: Rule): readonly KeyValues[] {
  const expected = Object.values(rule.measures).flatMap((measure) =>
    measure.kind === 'absent'
      ? expectedKeys(lane.facts.entities.get(measure.expected) ?? [], rule.groupBy)
      : [],
  )
  return rule.groupBy.length === 0 ? [[]] : expected
}

export function addStandingKeys(lane: LaneMemory, draft: DeltaDraft, rule: RuleMemory): void {
  for (const values of standingKeys(lane, rule.plan.active.rule)) {
    if (!rule.keys.has(JSON.stringify(values))) noteChanged(draft, addKey(lane, rule, values))
  }
}

export function keysInOrder(rule: RuleMemory): readonly KeyMemory[] {
  return [...rule.keys.values()].toSorted((left, right) => (left.text < right.text ? -1 : 1))
}

export function evaluateAll(lane: LaneMemory, draft: DeltaDraft, rule: RuleMemory, at: Instant): void {
  for (const key of keysInOrder(rule)) evaluateKey(lane, draft, key, at)
}

function isSameGrouping(left: Rule, right: Rule): boolean {
  return JSON.stringify(left.groupBy) === JSON.stringify(right.groupBy)
}

function takeOver(lane: LaneMemory, draft: DeltaDraft, before: RuleMemory, rule: RuleMemory): void {
  const sameState = before.plan.active.ruleState === rule.plan.active.ruleState
  for (const old of before.keys.values()) {
    const contributions = Object.values(old.series).flatMap(({ all }) =>
      all.map(({ contribution }) => contribution),
    )
    if (sameState) {
      noteChanged(draft, restoreKey(lane, rule, { values: old.values, contributions, state: old.state }))
      continue
    }
    // a new structure: its contributions were built beside the old one, the machines and the open alert go on
    const key = rule.keys.get(old.text) ?? addKey(lane, rule, old.values)
    key.state = { ...old.state, levels: levelStates(rule.plan.active.rule, old.state.levels) }
    noteChanged(draft, key)
  }
}

function endRule(
  lane: LaneMemory,
  draft: DeltaDraft,
  before: RuleMemory,
  at: Instant,
  isListed: boolean,
): void {
  for (const key of keysInOrder(before)) {
    expireKey(lane, draft, key, at, isListed ? 'rule_changed' : 'rule_retired')
  }
}

/**
 * A state built from the log: what only stale signals made true is held, as it would have been had the rule been in force all along. A hold
 * that the levels bring with them says nothing of the new structure, which may have taken what released it.
 */
function holdBuilt(lane: LaneMemory, draft: DeltaDraft, rule: RuleMemory, at: Instant): void {
  for (const key of rule.keys.values()) {
    releaseHeld(draft, key)
    const all = Object.values(key.series).flatMap((series) => series.all.map((item) => item.contribution))
    if (!all.some(({ isStale }) => isStale)) continue
    // a signal that is not stale releases what earlier ones had made true
    const released = Math.max(-1, ...all.filter(({ isStale }) => !isStale).map(({ pos }) => pos))
    const without = detachedKey(lane, rule, key.values)
    for (const one of all) if (one.pos <= released) addContribution(without, one)
    holdStale(draft, key, at, notHolding(without, at))
  }
}

export function takeActivation(
  lane: LaneMemory,
  draft: DeltaDraft,
  rules: readonly ActiveRule[],
  at: Instant,
): void {
  const before = lane.rules
  const stays = (old: RuleMemory) =>
    rules.find(
      ({ rule }) => rule.id === old.plan.active.rule.id && isSameGrouping(rule, old.plan.active.rule),
    )
  for (const old of before) {
    const isListed = rules.some(({ rule }) => rule.id === old.plan.active.rule.id)
    if (stays(old) === undefined) endRule(lane, draft, old, at, isListed)
  }
  activate(lane, rules)
  for (const rule of lane.rules) {
    const { ruleState, rule: next } = rule.plan.active
    for (const stored of lane.waiting.get(ruleState) ?? []) restoreKey(lane, rule, stored)
    lane.waiting.delete(ruleState)
    const old = before.find(({ plan }) => plan.active.rule.id === next.id)
    if (old !== undefined && stays(old) !== undefined) takeOver(lane, draft, old, rule)
    if (old?.plan.active.ruleState !== ruleState) holdBuilt(lane, draft, rule, at)
  }
  for (const rule of lane.rules) {
    addStandingKeys(lane, draft, rule)
    evaluateAll(lane, draft, rule, at)
  }
}
