// What an evaluation can say for itself: the signals it rests on, its comparisons and factors, and the explanation in both languages.
import type { Language } from '../text.ts'
import type { Instant } from '../time.ts'
import { compareLeaves, leavesOf, preventions } from './conditions.ts'
import { formatTemplate } from './explain.ts'
import { type KeyMemory, thresholdAt } from './key-memory.ts'
import type { EvaluationEvent, FactorShare } from './lane.ts'
import { spansOf, tableEntry } from './lane-calendar.ts'
import { factorShares } from './measures/composite.ts'
import type { ReadMeasure } from './measures/measure.ts'
import type { PlannedMeasure } from './plan.ts'
import type { LevelName, When } from './rule.ts'
import { type Item, itemsWithin, type Series } from './series.ts'

/** The label of a code in a language: place names, groups, levels, phases. In rule tests the code itself. */
export type LabelOf = (field: string, code: string, language: Language) => string

/** Enough to show and check; the count says how many there are. */
const shownEvidence = 200

/** The measures of a condition, factors included. */
function measuresBehind(key: KeyMemory, when: When): readonly PlannedMeasure[] {
  const names = new Set(
    leavesOf(when).flatMap(({ measure }) => {
      const found = key.plan.measures.get(measure)?.measure
      return found?.kind === 'composite' ? found.factors.map((factor) => factor.measure) : [measure]
    }),
  )
  return [...names].flatMap((name) => key.plan.measures.get(name) ?? [])
}

/** The items in the windows of the measures of a condition; one signal may be there several times. */
function itemsBehind(key: KeyMemory, when: When, at: Instant): readonly Item[] {
  return measuresBehind(key, when).flatMap(({ measure, operator }) => operator.evidence(measure, key, at))
}

/** What a cap per source keeps out of a span. */
function leftOut(series: Series | undefined, from: Instant, to: Instant): readonly Item[] {
  if (series?.cap === undefined) return []
  const taken = new Set(itemsWithin(series.taken, from, to))
  return itemsWithin(series.all, from, to).filter((item) => !taken.has(item))
}

/** Signals in the windows of a condition that count for none of its measures, because their source has said enough already. */
function overCap(key: KeyMemory, when: When, at: Instant): readonly string[] {
  const found = measuresBehind(key, when).flatMap(({ measure, operator }) =>
    // who is expected to report has reported, however often
    measure.kind === 'absent'
      ? []
      : operator
          .selectors(measure)
          .flatMap((name) => leftOut(key.series[name], at - operator.window(measure), at)),
  )
  const counted = new Set(itemsBehind(key, when, at).map(({ contribution }) => contribution.signalId))
  const ids = found.map(({ contribution }) => contribution.signalId).filter((id) => !counted.has(id))
  return [...new Set(ids)].slice(0, shownEvidence)
}

/** The signals that a condition rests on, in (event time, pos) order, each once. */
export function evidenceOf(key: KeyMemory, when: When, at: Instant): EvaluationEvent['evidence'] {
  const bySignal = new Map(
    itemsBehind(key, when, at).map((item) => [item.contribution.signalId, item] as const),
  )
  const items = [...bySignal.values()].toSorted((left, right) => left.at - right.at || left.pos - right.pos)
  return {
    ids: items.slice(0, shownEvidence).map(({ contribution }) => contribution.signalId),
    count: items.length,
  }
}

/** Whether the firing level of the key rests on a signal, among others. */
export function restsOn(key: KeyMemory, signalId: string, at: Instant): boolean {
  const level = key.rule.levels.find((one) => one.level === key.state.level)
  if (!key.state.isOpen || level === undefined) return false
  return itemsBehind(key, level.when, at).some(({ contribution }) => contribution.signalId === signalId)
}

/** The numbers that a message of the level shows, as one text to compare by: each measure that decides, and how many signals there are. */
export type Shown = string

export function shownBy(key: KeyMemory, level: LevelName, at: Instant, read: ReadMeasure): Shown {
  const when = key.rule.levels.find((one) => one.level === level)?.when ?? { all: [] }
  const values = compareLeaves(when, read, thresholdAt(key, at)).map(({ value }) => value)
  return JSON.stringify([values, evidenceOf(key, when, at).count])
}

export function measuresOf(key: KeyMemory, read: ReadMeasure): Readonly<Record<string, number | null>> {
  return Object.fromEntries([...key.plan.measures.keys()].map((name) => [name, read(name)]))
}

function sharesOf(
  key: KeyMemory,
  at: Instant,
  read: ReadMeasure,
): Readonly<Record<string, readonly FactorShare[]>> {
  const shares: Record<string, readonly FactorShare[]> = {}
  for (const { name, measure } of key.plan.measures.values()) {
    if (measure.kind === 'composite') shares[name] = factorShares(measure, key, at, read)
  }
  return shares
}

/** The phase and the calendar window that decide at the key's place. */
export function decidingCodes(
  key: KeyMemory,
  at: Instant,
): { readonly phase: string | null; readonly window: string | null } {
  const spans = spansOf(key, at)
  return {
    phase: spans.find(({ type }) => type === 'phase')?.code ?? null,
    window: spans.find(({ type }) => type === 'window')?.code ?? null,
  }
}

export function explanationOf(
  key: KeyMemory,
  at: Instant,
  read: ReadMeasure,
  level: LevelName | null,
  evidence: number,
  labelOf: LabelOf,
): EvaluationEvent['explain'] {
  const codes = decidingCodes(key, at)
  const measures = measuresOf(key, read)
  return formatTemplate(key.plan.template, (language) => {
    const label = (field: string, code: string | null) =>
      code === null ? null : labelOf(field, code, language)
    const groups = key.rule.groupBy.map((field, place) => [
      field.replaceAll('.', '_'),
      label(field, key.values[place] ?? null),
    ])
    return {
      ...measures,
      ...Object.fromEntries(groups),
      level: label('level', level),
      phase: label('phase', codes.phase),
      window: label('window', codes.window),
      process: key.facts.process,
      evidence,
    }
  })
}

export type Account = Pick<
  EvaluationEvent,
  | 'measures'
  | 'comparisons'
  | 'prevention'
  | 'factors'
  | 'phaseWeight'
  | 'evidence'
  | 'overCap'
  | 'phase'
  | 'window'
  | 'explain'
>

/** By how much the calendar multiplies the composites of a rule; nothing for a rule that says nothing of it. */
function phaseWeightOf(key: KeyMemory, at: Instant): Pick<Account, 'phaseWeight'> {
  const table = key.rule.phases.multiplier
  return Object.keys(table).length === 0 ? {} : { phaseWeight: tableEntry(table, key, at) ?? 1 }
}

/** Everything that a state change stores about why, at the instant that the change refers to. */
export function accountFor(
  key: KeyMemory,
  at: Instant,
  read: ReadMeasure,
  level: LevelName | null,
  decidedBy: LevelName | null,
  labelOf: LabelOf,
): Account {
  const when = key.rule.levels.find((one) => one.level === decidedBy)?.when ?? { all: [] }
  const threshold = thresholdAt(key, at)
  const isWhole = (name: string) => key.plan.measures.get(name)?.operator.isWhole ?? false
  const evidence = evidenceOf(key, when, at)
  const capped = overCap(key, when, at)
  return {
    measures: measuresOf(key, read),
    comparisons: compareLeaves(when, read, threshold),
    prevention: preventions(when, read, threshold, isWhole),
    factors: sharesOf(key, at, read),
    ...phaseWeightOf(key, at),
    evidence,
    ...(capped.length === 0 ? {} : { overCap: capped }),
    ...decidingCodes(key, at),
    explain: explanationOf(key, at, read, level, evidence.count, labelOf),
  }
}
