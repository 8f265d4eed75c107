// Generated rules: each selector is first a plain shape, from which the rule file, the generated code and the bitsets of the ceilings are
// made, so that all of them answer the same question.
import type { ActiveRule } from '#domain/rules/lane.ts'
import { parseRule } from '#domain/rules/schema.ts'
import type { Random } from './random.ts'

export const categories = [
  'violence',
  'party_clash',
  'sector_clash',
  'clash_with_forces',
  'mob_violence',
  'attack_on_premises',
  'arson',
  'takeover',
  'siege',
  'supply_cut',
  'count_obstructed',
  'threat',
  'intimidation',
  'voter_intimidation',
  'vote_buying',
  'hate_speech',
  'incitement',
  'disinformation',
  'fraud_allegation',
  'result_dispute',
  'results_rejected',
  'arrests',
  'excessive_force',
  'roadblock',
] as const
/** Categories that no generated signal has. */
const quietCategories = [
  'calendar_change',
  'deadline_missed',
  'rule_change',
  'roll_problem',
  'funding_delay',
  'operational_delay',
  'training_gap',
  'material_failure',
  'juror_absence',
  'late_opening',
  'price_shock',
  'health_emergency',
  'disaster',
  'party_split',
] as const
export const targets = [
  'candidate',
  'voter',
  'electoral_body',
  'polling_station',
  'journalist',
  'community',
] as const
/** Targets that no generated signal has. */
const quietTargets = ['un_staff', 'court', 'observer', 'armed_forces'] as const
export const sourceKinds = [
  'ombudsman_office',
  'police_report',
  'civil_society',
  'observer_mission',
  'academic',
] as const
export const factors = ['en.5.3', 'en.5.4', 'en.6.4', 'en.6.5', 'en.7.1', 'en.7.3', 'ex.8', 'ex.12'] as const
const factorTests = ['en.5', 'en.6', 'en.7', 'en.5.4', 'ex.8', 'ex.12'] as const

export interface SelectorShape {
  readonly categories: readonly string[]
  readonly targets?: readonly string[]
  readonly sourceKinds?: readonly string[]
  /** A factor code or a prefix of whole segments. */
  readonly factor?: string
  readonly minSeverity?: number
  /** The severity test is one of two ways in; the other is a verified signal. */
  readonly isVerifiedEnough?: boolean
}

const distinct = <T>(random: Random, list: readonly T[], most: number): readonly T[] => [
  ...new Set(Array.from({ length: 1 + random.below(most) }, () => random.pick(list))),
]

function selectorShape(random: Random, isQuiet: boolean): SelectorShape {
  // Half of the quiet rules share a category with the signals and differ further down: those the index has to rule out itself.
  const isFarQuiet = isQuiet && random.chance(0.5)
  const kinds = isQuiet && !isFarQuiet ? quietTargets : targets
  return {
    categories: distinct(random, isFarQuiet ? quietCategories : categories, 2),
    ...((isQuiet && !isFarQuiet) || random.chance(0.85) ? { targets: distinct(random, kinds, 2) } : {}),
    ...(random.chance(0.4) ? { sourceKinds: distinct(random, sourceKinds, 2) } : {}),
    ...(random.chance(0.5) ? { factor: random.pick(factorTests) } : {}),
    ...(random.chance(0.7) ? { minSeverity: 2 + random.below(3) } : {}),
    ...(random.chance(0.2) ? { isVerifiedEnough: true } : {}),
  }
}

function whereOf(shape: SelectorShape): Record<string, unknown> {
  const severity = { severity: { gte: shape.minSeverity } }
  return {
    category: shape.categories,
    ...(shape.targets === undefined ? {} : { 'target.kind': shape.targets }),
    ...(shape.sourceKinds === undefined ? {} : { 'source.kind': shape.sourceKinds }),
    ...(shape.factor === undefined ? {} : { factor: [shape.factor] }),
    ...(shape.minSeverity === undefined
      ? {}
      : shape.isVerifiedEnough === true
        ? { any: [severity, { verification: 'verified' }] }
        : severity),
  }
}

export interface WorkloadRule {
  readonly shapes: readonly SelectorShape[]
  /** The rule file as parsed. */
  readonly document: Record<string, unknown>
}

/** Every rule file has a test; this one holds for all generated rules. */
const idleTest = {
  name: 'nothing happens without signals',
  start: '2026-03-01T00:00:00-04:00',
  steps: [{ t: '1h', signal: { category: 'other', place: 'BO02' } }],
  expect: [{ t: '2h', key: { department: 'BO02' }, state: 'none' }],
}

/** Two measures and two levels, as the shipped rules have; thresholds that about half of the keys reach within some thousand signals. */
function workloadRule(random: Random, id: string, isQuiet: boolean): WorkloadRule {
  const main = selectorShape(random, isQuiet)
  const second = random.chance(0.3) ? selectorShape(random, isQuiet) : undefined
  const hours = 24 * (3 + random.below(12))
  const document = {
    schema: 1,
    id,
    version: 1,
    status: 'active',
    title: { es: `Regla ${id}`, en: `Rule ${id}` },
    owner: 'unidad-analisis',
    group_by: ['department'],
    signals: {
      main: {
        where: whereOf(main),
        ...(random.chance(0.3) ? { cap_per_source: { max: 5, per: '1d' } } : {}),
      },
      ...(second === undefined ? {} : { second: { where: whereOf(second) } }),
    },
    measures: {
      n: { count: 'main', window: `${hours}h` },
      sources: { distinct: 'source.root', of: 'main', window: `${hours}h` },
      pressure: {
        score: second === undefined ? 'main' : 'second',
        window: '14d',
        ...(random.chance(0.5) ? { half_life: '3d' } : {}),
      },
    },
    levels: [
      { level: 'watch', when: { n: { gte: 20 + random.below(60) }, sources: { gte: 3 } } },
      { level: 'warning', when: { n: { gte: 120 }, pressure: { gte: 200 } } },
    ],
    explain: { es: '{n} señales en {department}.', en: '{n} signals in {department}.' },
    notify: [{ audience: 'analysis-unit', from: 'watch' }],
    tests: [idleTest],
  }
  return { shapes: second === undefined ? [main] : [main, second], document }
}

/** `prefix` keeps two sets apart; ids sort in the order of the list. */
export function workloadRules(
  random: Random,
  count: number,
  prefix: string,
  isQuiet = false,
): readonly WorkloadRule[] {
  return Array.from({ length: count }, (_, index) =>
    workloadRule(random, `${prefix}-${String(index).padStart(5, '0')}`, isQuiet),
  )
}

export function activeRules(rules: readonly WorkloadRule[]): readonly ActiveRule[] {
  return rules.map(({ document }, index) => {
    const parsed = parseRule(document)
    if (parsed.rule === undefined)
      throw new Error(`a generated rule is not valid: ${JSON.stringify(parsed.problems)}`)
    return { rule: parsed.rule, revision: String(index), ruleState: index + 1, params: {} }
  })
}
