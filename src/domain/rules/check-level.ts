// Levels: their order, who is told, and how little is enough to reach them: one origin, one weak report, a ratio, a peaceful protest.
import { entry, error, rawAt, type Scope, valuesOf, walkTests, warning } from './check-scope.ts'
import { type Sketch, tryWhere } from './check-where.ts'
import { type LevelName, levelNames, type Measure, type Rule, type Selector, type When } from './rule.ts'

const rank = (level: LevelName) => levelNames.indexOf(level)

type Composite = Extract<Measure, { kind: 'composite' }>
type Atom = Extract<When, { measure: string }>
/** Whether a comparison can hold in a situation; how far the measure can rise in it. */
type Greatest = (measure: Measure) => number

/** Whether a condition can hold when no measure rises above what `greatest` says. What asks for little always can. */
function canHold(rule: Rule, when: When, greatest: Greatest): boolean {
  if ('not' in when) return true
  if ('all' in when) return when.all.every((part) => canHold(rule, part, greatest))
  if ('any' in when) return when.any.some((part) => canHold(rule, part, greatest))
  return atomCanHold(rule, when, greatest)
}

function atomCanHold(rule: Rule, { measure: name, op, than }: Atom, greatest: Greatest): boolean {
  const measure = entry(rule.measures, name)
  const threshold = Math.min(...valuesOf(rule, than))
  if (measure === undefined || op === 'lt' || op === 'lte') return true
  const most = greatest(measure)
  return op === 'gt' ? most > threshold : most >= threshold
}

/** How far one factor of a composite can rise, 0 to 1. A series may stand anywhere, so it counts in full. */
function share(rule: Rule, factor: Composite['factors'][number], greatest: Greatest): number {
  const read = entry(rule.measures, factor.measure)
  if (read === undefined || read.kind === 'composite') return 0
  const { from, to } = factor.scale
  // Where less is worse, nothing at all is worst.
  const most = to > from ? greatest(read) : 0
  return read.kind === 'indicator' ? 1 : Math.min(1, Math.max(0, (most - from) / (to - from)))
}

/** The highest value of a composite; 0 when only series could raise it, because then no report did. */
function composed(rule: Rule, measure: Composite, greatest: Greatest): number {
  const risks = measure.factors.map((factor) => ({
    weight: Math.max(0, ...valuesOf(rule, factor.weight)),
    share: share(rule, factor, greatest),
    isSeries: entry(rule.measures, factor.measure)?.kind === 'indicator',
  }))
  if (!risks.some((risk) => risk.share * risk.weight > 0 && !risk.isSeries)) return 0
  const total = risks.reduce((sum, risk) => sum + risk.weight, 0)
  const base =
    measure.combine === 'noisy_or'
      ? 1 - risks.reduce((rest, risk) => rest * (1 - risk.weight * risk.share), 1)
      : risks.reduce((sum, risk) => sum + risk.weight * risk.share, 0) / total
  const multiplier = measure.phaseMultiplier ? Math.max(1, ...Object.values(rule.phases.multiplier)) : 1
  return Math.min(100, 100 * base * multiplier)
}

const selectorOf = (rule: Rule, name: string) => entry(rule.signals, name)

/** Signals of one origin that count in a window: with a cap, `max` for each period that the window can touch. */
function capped(selector: Selector | undefined, window: number): number {
  const cap = selector?.capPerSource
  return cap === undefined ? Infinity : cap.max * (Math.ceil(window / cap.per) + 1)
}

/** How far measures rise when all reports have one origin. What is absent or measured elsewhere has none. */
function fromOneOrigin(rule: Rule): Greatest {
  const counted = (name: string, window: number) => capped(selectorOf(rule, name), window)
  const greatest: Greatest = (measure) => {
    switch (measure.kind) {
      case 'distinct':
        if (measure.field === 'source.root') return 1
        return counted(measure.of, measure.window)
      case 'count':
        return counted(measure.of, measure.window)
      case 'score':
        // No signal weighs more than its severity, at most 5.
        return 5 * counted(measure.of, measure.window)
      case 'composite':
        return composed(rule, measure, greatest)
      case 'absent':
      case 'indicator':
        return 0
      case 'sum':
      case 'max':
      case 'spike':
      case 'sequence':
        return Infinity
    }
  }
  return greatest
}

// Used when no country pack is at hand; the same values as the specification's default table.
const usualGrades = {
  reliability: { A: 1, B: 0.8, C: 0.6, D: 0.4, E: 0.2, F: 0.5 },
  credibility: { '1': 1, '2': 0.8, '3': 0.6, '4': 0.4, '5': 0.2, '6': 0.5 },
}

/** Whether a selector takes a report of a source that cannot be judged, or of credibility 4 to 6. */
function takesWeak(scope: Scope, selector: Selector | undefined): boolean {
  if (selector === undefined) return false
  const { reliability, credibility } = scope.pack?.grading ?? usualGrades
  return Object.entries(reliability).some(([letter, r]) =>
    Object.entries(credibility).some(([digit, c]) => {
      if (letter !== 'F' && Number(digit) < 4) return false
      const sketch: Sketch = new Map<string, readonly (string | number)[]>([
        ['reliability', [letter]],
        ['credibility', [Number(digit)]],
      ])
      return r * c >= (selector.minDiscount ?? 0) && tryWhere(selector.where, sketch) !== 'no'
    }),
  )
}

function fromOneWeakItem(scope: Scope): Greatest {
  const { rule } = scope
  const greatest: Greatest = (measure) => {
    if (measure.kind === 'composite') return composed(rule, measure, greatest)
    if (!('of' in measure) || measure.kind === 'absent') return 0
    if (!takesWeak(scope, selectorOf(rule, measure.of))) return 0
    if (measure.kind === 'count' || measure.kind === 'distinct') return 1
    if (measure.kind === 'spike') return 1 / measure.baseline.floor
    // Half of the severest signal: an F source or credibility 6 halves a weight at least.
    return measure.kind === 'score' ? 2.5 : Infinity
  }
  return greatest
}

/** What peaceful assembly alone can bring a measure to. It has no polarity, so it weighs nothing in a score. */
function fromPeacefulProtest(scope: Scope): Greatest {
  const { rule, pack } = scope
  const protests = [...(pack?.eventTypes.values() ?? [])].filter((type) => type.lawfulAssembly)
  const admits = (name: string) => {
    const selector = selectorOf(rule, name)
    if (selector === undefined || selector.polarity === 'mitigating') return false
    return protests.some((type) => {
      const sketch: Sketch = new Map<string, readonly (string | number)[]>([
        ['category', [type.code]],
        ['severity', [type.severity]],
        ['counts.killed', []],
        ['counts.injured', []],
      ])
      return tryWhere(selector.where, sketch) !== 'no'
    })
  }
  const greatest: Greatest = (measure) => {
    if (measure.kind === 'composite') return composed(rule, measure, greatest)
    if (measure.kind === 'sequence') return measure.steps.every((step) => admits(step.signal)) ? 1 : 0
    if (!('of' in measure) || measure.kind === 'absent' || measure.kind === 'score') return 0
    const harm = 'field' in measure && ['counts.killed', 'counts.injured'].includes(measure.field)
    return !harm && admits(measure.of) ? Infinity : 0
  }
  return greatest
}

function checkOrder(scope: Scope): void {
  const { levels, notify, actions } = scope.rule
  levels.forEach(({ level }, index) => {
    const before = levels[index - 1]
    if (before === undefined || rank(level) > rank(before.level)) return
    error(scope, ['levels', index, 'level'], 'levels-order', `"${level}" must be above "${before.level}"`)
  })
  const highest = Math.max(...levels.map(({ level }) => rank(level)))
  const lists = { notify, actions }
  for (const [key, list] of Object.entries(lists)) {
    list.forEach(({ from }, index) => {
      if (rank(from) <= highest) return
      error(scope, [key, index, 'from'], 'never-reached', `no level of this rule is "${from}" or above`)
    })
  }
}

function checkAcknowledgement(scope: Scope): void {
  const { levels, notify } = scope.rule
  const index = levels.findIndex(({ level }) => level === 'critical')
  if (index < 0 || notify.some(({ ackWithin }) => ackWithin !== undefined)) return
  const message = 'nobody has to acknowledge a critical alert in time; give an audience ack_within'
  warning(scope, ['levels', index, 'level'], 'no-ack', message)
}

const absolute: readonly Measure['kind'][] = ['count', 'distinct', 'sum', 'max', 'score']

/** Whether a condition can only hold when some absolute number is reached. */
function hasMinimum(rule: Rule, when: When): boolean {
  if ('not' in when) return false
  if ('all' in when) return when.all.some((part) => hasMinimum(rule, part))
  if ('any' in when) return when.any.every((part) => hasMinimum(rule, part))
  const kind = entry(rule.measures, when.measure)?.kind
  return kind !== undefined && absolute.includes(kind) && (when.op === 'gt' || when.op === 'gte')
}

/** Names of spikes that may decide without an absolute minimum beside them. */
function spikesAlone(rule: Rule, when: When): readonly string[] {
  if ('not' in when) return []
  if ('any' in when) return when.any.flatMap((part) => spikesAlone(rule, part))
  if ('all' in when) return hasMinimum(rule, when) ? [] : when.all.flatMap((part) => spikesAlone(rule, part))
  const rises = when.op === 'gt' || when.op === 'gte'
  return rises && entry(rule.measures, when.measure)?.kind === 'spike' ? [when.measure] : []
}

function checkSpikes(scope: Scope): void {
  scope.rule.levels.forEach(({ when }, index) => {
    const alone = new Set(spikesAlone(scope.rule, when))
    const path = ['levels', index, 'when']
    walkTests(rawAt(scope.raw, path), path, (name, _, here) => {
      if (!alone.has(name)) return
      const message = `at low counts "${name}" is noise; ask for a least count beside it`
      warning(scope, here, 'spike-alone', message, 'key')
    })
  })
}

function checkSources(scope: Scope): void {
  const origin = fromOneOrigin(scope.rule)
  const item = fromOneWeakItem(scope)
  scope.rule.levels.forEach(({ level, when }, index) => {
    if (rank(level) < rank('warning') || !canHold(scope.rule, when, origin)) return
    const weak = canHold(scope.rule, when, item)
    const who = weak ? 'one report that cannot be judged or is doubtful' : 'one origin alone'
    const message = `${who} can reach "${level}"; ask for several distinct source.root, a cap, or better graded reports`
    warning(scope, ['levels', index, 'when'], 'single-source', message, 'key')
  })
}

function checkAssembly(scope: Scope): void {
  const { rule } = scope
  if (scope.pack === undefined || rule.rationale !== undefined) return
  const greatest = fromPeacefulProtest(scope)
  if (!rule.levels.every(({ when }) => canHold(rule, when, greatest))) return
  const message = 'peaceful protest alone reaches every level, and protest is a right; give a rationale'
  warning(scope, ['levels'], 'lawful-assembly', message, 'key')
}

export function checkLevels(scope: Scope): void {
  checkOrder(scope)
  checkAcknowledgement(scope)
  checkSpikes(scope)
  checkSources(scope)
  checkAssembly(scope)
}
