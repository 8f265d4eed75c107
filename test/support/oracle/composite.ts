// The composite measure (rule language §6), in its four numbered steps.
import type { Measure } from '#domain/rules/rule.ts'
import { round6 } from './known.ts'
import type { Key, Scene } from './scene.ts'
import { fromTable } from './zone.ts'

type Composite = Extract<Measure, { kind: 'composite' }>
interface Part {
  readonly nature: 'endogenous' | 'exogenous'
  readonly weight: number
  /** null = unknown. */
  readonly q: number | null
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x))
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

type Verdict = 'met' | 'impossible' | 'open'

/** Whether the risk factors of a nature that are above 0 are as many as required, cannot be, or might be. */
function requirement(risk: readonly Part[], nature: Part['nature'], needed: number): Verdict {
  const own = risk.filter((p) => p.nature === nature)
  const above = own.filter((p) => p.q !== null && p.q > 0).length
  const unknown = own.filter((p) => p.q === null).length
  if (above >= needed) return 'met'
  return above + unknown < needed ? 'impossible' : 'open'
}

function baseOf(m: Composite, known: readonly Part[], relief: readonly Part[]): number {
  const lowered = relief.map((p) => Math.abs(p.weight) * (p.q ?? 0))
  const raised = known.map((p) => p.weight * (p.q ?? 0))
  if (m.combine === 'noisy_or') {
    const spared = raised.reduce((product, x) => product * (1 - x), 1)
    return (1 - spared) * lowered.reduce((product, x) => product * (1 - x), 1)
  }
  const total = sum(known.map((p) => p.weight))
  return total === 0 ? 0 : (sum(raised) - sum(lowered)) / total
}

export function compositeAt(
  m: Composite,
  scene: Scene,
  key: Key,
  at: number,
  measure: (name: string) => number | null,
): number | null {
  const parts = m.factors.map((f): Part => {
    const x = measure(f.measure)
    const { from, to } = f.scale
    const q = x === null ? null : clamp((x - from) / (to - from), 0, 1)
    return { nature: f.nature, weight: scene.number(f.weight, key, at), q }
  })
  const risk = parts.filter((p) => p.weight >= 0)
  const known = risk.filter((p) => p.q !== null)
  // Sums of weights are compared at six decimals, like every other number.
  const knownWeight = round6(sum(known.map((p) => p.weight)))
  if (knownWeight < round6(m.minKnown * sum(risk.map((p) => p.weight)))) return null
  const verdicts = [
    requirement(risk, 'endogenous', m.require.endogenous),
    requirement(risk, 'exogenous', m.require.exogenous),
  ]
  if (verdicts.includes('impossible')) return 0
  if (verdicts.includes('open')) return null
  const table = m.phaseMultiplier ? scene.rule.phases.multiplier : {}
  const multiplier = fromTable(table, scene.spans(key, at)) ?? 1
  return clamp(
    100 *
      baseOf(
        m,
        known,
        parts.filter((p) => p.weight < 0),
      ) *
      multiplier,
    0,
    100,
  )
}
