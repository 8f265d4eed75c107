// Chains of a sequence (rule language §6): one try per start, the earliest next match of each step, by walking all reports in order.
import type { Measure } from '#domain/rules/rule.ts'
import type { Report } from './known.ts'
import type { Key, Scene } from './scene.ts'

type Sequence = Extract<Measure, { kind: 'sequence' }>

function chainFrom(
  start: Report,
  steps: readonly ReadonlySet<string>[],
  m: Sequence,
  walk: readonly Report[],
  breaks: ReadonlySet<string>,
): readonly Report[] | undefined {
  const chain = [start]
  for (const report of walk.slice(walk.indexOf(start) + 1)) {
    if (chain.length === steps.length) break
    if (breaks.has(report.id) || report.eventTime > start.eventTime + m.within) return undefined
    if (steps[chain.length]?.has(report.id) === true) chain.push(report)
  }
  return chain.length === steps.length ? chain : undefined
}

/** The complete chains that end in (T−within, T], of what had happened by T. */
export function chainsAt(m: Sequence, scene: Scene, key: Key, at: number): readonly (readonly Report[])[] {
  const of = (selector: string) => scene.yield(selector, key).filter((r) => r.eventTime <= at)
  const steps: ReadonlySet<string>[] = []
  const all = new Map<string, Report>()
  for (const step of m.steps) {
    const reports = of(step.signal)
    for (const report of reports) all.set(report.id, report)
    const ids = new Set(reports.map((r) => r.id))
    for (let i = 0; i < step.count; i += 1) steps.push(ids)
  }
  const breaking = m.without === undefined ? [] : of(m.without)
  for (const report of breaking) all.set(report.id, report)
  const breaks = new Set(breaking.map((r) => r.id))
  const walk = [...all.values()].toSorted((a, b) => a.eventTime - b.eventTime || a.pos - b.pos)
  const chains: (readonly Report[])[] = []
  for (const start of walk.filter((r) => steps[0]?.has(r.id) === true)) {
    const chain = chainFrom(start, steps, m, walk, breaks)
    const last = chain?.at(-1)
    if (chain !== undefined && last !== undefined && at - m.within < last.eventTime) chains.push(chain)
  }
  return chains
}
