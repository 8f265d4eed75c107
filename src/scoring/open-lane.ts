// A lane's memory: opened from what is stored, kept between the steps of this process, and dropped when another worker has moved the lane.
import type { CountryPack } from '#domain/pack.ts'
import type { ActiveRule } from '#domain/rules/lane.ts'
import {
  activate,
  createLane,
  type LaneMemory,
  resumeAt,
  setCalendar,
  setEntities,
  setIndicators,
} from '#domain/rules/lane-memory.ts'
import type { Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { shardOf } from '#domain/rules/shard.ts'
import type { Language } from '#domain/text.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { readCalendar } from '#registry/calendar-store.ts'
import { readIndicators } from '#registry/indicator-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'
import { readActivation, readRevisions } from '#registry/rule-store.ts'
import { type LaneRow, loggedRefs } from './lane-store.ts'

export interface OpenLane {
  readonly memory: LaneMemory
  view: RegistryView
  readonly isExercise: boolean
  /** Every rule that the lane has evaluated since it was opened, by revision: also one that a new activation has just ended. */
  readonly rules: Map<string, Rule>
  /** Ids of stored keys by rule state and key text. */
  readonly keyIds: Map<string, number>
  activation: number | null
  calendarVersion: number | null
  /** Where the stored lane stood after the last step of this process. */
  pos: number
  step: number
}

export async function openLane(
  trx: Trx,
  registry: Registry,
  row: LaneRow,
  version: number,
): Promise<OpenLane> {
  const view = await registry.at(trx, version)
  const process = view.processes.find((one) => one.id === row.process)
  if (process === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `lane ${row.lane} has no process`)
  const memory = createLane({
    process: process.id,
    timeZone: process.timeZone,
    monitoringStart: process.monitoringStart.epochMilliseconds,
    country: process.territory,
    ancestors: (place) => view.places.ancestors(place),
    labelOf: labels(view.pack),
  })
  for (const set of view.pack.entitySets.values()) setEntities(memory, set.code, set.members)
  const rules = row.activation === null ? [] : await activeRules(trx, row, row.activation)
  activate(memory, rules)
  if (row.calendarVersion !== null) {
    const calendar = await readCalendar(trx, row.process, row.calendarVersion)
    if (calendar !== undefined) setCalendar(memory, calendar.calendar)
  }
  await loadIndicators(trx, row, memory)
  resumeAt(memory, row.lt?.epochMilliseconds ?? -Infinity, row.pos)
  const open: OpenLane = {
    memory,
    view,
    isExercise: process.isExercise || process.clock === 'record',
    rules: new Map(),
    keyIds: new Map(),
    activation: row.activation,
    calendarVersion: row.calendarVersion,
    pos: row.pos,
    step: row.step,
  }
  noteRules(open, rules)
  return open
}

/** From an activation entry on. */
export function noteRules(open: OpenLane, rules: readonly ActiveRule[]): void {
  for (const { rule, revision } of rules) open.rules.set(revision, rule)
}

/** The rules of an activation that the lane evaluates, as the engine reads them. A stored revision was checked when it was published. */
export async function activeRules(
  trx: Trx,
  { shard, shards }: Pick<LaneRow, 'shard' | 'shards'>,
  id: number,
): Promise<ActiveRule[]> {
  const activation = await readActivation(trx, id)
  const rules = (activation?.rules ?? []).filter((one) => shardOf(one.rule_id, shards) === shard)
  const revisions = new Map(
    (
      await readRevisions(
        trx,
        rules.map((one) => one.hash),
      )
    ).map((one) => [one.hash, one]),
  )
  return rules.map((one) => {
    const parsed = parseRule(revisions.get(one.hash)?.document)
    if (!('rule' in parsed)) {
      throw new AppError(
        'bug',
        'RULE_UNREADABLE',
        `the stored revision ${one.hash} of ${one.rule_id} cannot be read any more`,
      )
    }
    // active or shadow is decided by the activation; the file only says what its author wishes
    const rule = { ...parsed.rule, status: one.status }
    return { rule, revision: one.hash, ruleState: one.rule_state, params: one.params }
  })
}

async function loadIndicators(trx: Trx, row: LaneRow, memory: LaneMemory): Promise<void> {
  const logged = new Map(
    (await loggedRefs(trx, row.lane, 'indicator')).map((one) => [Number(one.ref), one.pos]),
  )
  const values = await readIndicators(trx, [...logged.keys()])
  setIndicators(
    memory,
    values.map((one) => ({
      name: one.name,
      place: one.place,
      observedAt: one.observedAt.epochMilliseconds,
      value: one.value,
      pos: logged.get(one.id) ?? 0,
    })),
  )
}

/** Codes → words for explanations: place names, groups, kinds; a code that has no label stands for itself. */
function labels(pack: CountryPack): (field: string, code: string, language: Language) => string {
  const vocabulary: Readonly<Record<string, ReadonlyMap<string, { labels: Record<Language, string> }>>> = {
    phase: pack.phases,
    window: pack.windows,
    category: pack.eventTypes,
    topic: pack.topics,
    'target.kind': pack.targets,
    'target.group': pack.populations,
    'source.kind': pack.sourceKinds,
    factor: pack.factors,
  }
  const placeFields = new Set(['place', 'department', 'province', 'municipality'])
  return (field, code, language) => {
    if (placeFields.has(field)) return pack.places.get(code)?.name ?? code
    return vocabulary[field]?.get(code)?.labels[language] ?? code
  }
}
