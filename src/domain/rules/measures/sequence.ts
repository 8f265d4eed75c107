// sequence: 1 while a chain of signals in the given order ends in the window. Chains follow (event time, pos), so a first step that is
// reported last completes one.
import type { Instant } from '../../time.ts'
import { firstAfter, type Item } from '../series.ts'
import type { Accumulator, KeyView, MeasureOf, Operator } from './measure.ts'
import { countAround, takenOf } from './window.ts'

type Sequence = MeasureOf<'sequence'>

/** One signal and which of the selectors took it. */
interface Step {
  readonly item: Item
  readonly selectors: Set<string>
}

/** Each step as often as it has to occur. */
function flatSteps(measure: Sequence): readonly string[] {
  return measure.steps.flatMap(({ signal, count }) => Array.from({ length: count }, () => signal))
}

function selectorsOf(measure: Sequence): readonly string[] {
  const names = measure.steps.map(({ signal }) => signal)
  return [...new Set(measure.without === undefined ? names : [...names, measure.without])]
}

/** The signals of all selectors in (from, to], in order, each once. */
function merged(measure: Sequence, key: KeyView, from: Instant, to: Instant): readonly Step[] {
  const found = selectorsOf(measure).flatMap((selector) => {
    const items = takenOf(key, selector)
    return items.slice(firstAfter(items, from), firstAfter(items, to)).map((item) => ({ item, selector }))
  })
  found.sort((left, right) => left.item.at - right.item.at || left.item.pos - right.item.pos)
  const steps: Step[] = []
  for (const { item, selector } of found) {
    const last = steps.at(-1)
    if (last?.item.at === item.at && last.item.pos === item.pos) last.selectors.add(selector)
    else steps.push({ item, selectors: new Set([selector]) })
  }
  return steps
}

/**
 * All chains at once: per number of steps done, only the latest start is kept. A later start ends no earlier and breaks the time limit
 * last, so the latest complete chain is always among them.
 */
interface Progress {
  readonly starts: (Instant | undefined)[]
  lastEnd: Instant
}

function advance(progress: Progress, step: Step, flat: readonly string[], measure: Sequence): void {
  const { starts } = progress
  if (measure.without !== undefined && step.selectors.has(measure.without)) starts.fill(undefined)
  for (let done = flat.length - 1; done >= 0; done -= 1) {
    if (!step.selectors.has(flat[done] ?? '')) continue
    const start = done === 0 ? step.item.at : starts[done]
    if (start === undefined || step.item.at - start > measure.within) continue
    if (done > 0) starts[done] = undefined
    if (done === flat.length - 1) progress.lastEnd = step.item.at
    else starts[done + 1] = start
  }
}

function lastChainEnd(measure: Sequence, key: KeyView, at: Instant): Instant {
  const flat = flatSteps(measure)
  const progress: Progress = { starts: [], lastEnd: -Infinity }
  for (const step of merged(measure, key, at - 2 * measure.within, at)) {
    advance(progress, step, flat, measure)
  }
  return progress.lastEnd
}

/** The chain of one start, or undefined when it does not complete. */
function chainFrom(steps: readonly Step[], first: number, measure: Sequence): readonly Item[] | undefined {
  const flat = flatSteps(measure)
  const chain: Item[] = []
  for (const { item, selectors } of steps.slice(first)) {
    const begun = chain[0]
    if (begun !== undefined) {
      if (measure.without !== undefined && selectors.has(measure.without)) return undefined
      if (item.at - begun.at > measure.within) return undefined
    }
    if (!selectors.has(flat[chain.length] ?? '')) continue
    chain.push(item)
    if (chain.length === flat.length) return chain
  }
  return undefined
}

function follow(measure: Sequence, key: KeyView): Accumulator {
  const flat = flatSteps(measure)
  let progress: Progress = { starts: [], lastEnd: -Infinity }
  let seen: Instant = -Infinity // every signal up to here is in the progress
  let looked: Instant = -Infinity // the progress knows what can matter from here on, and nothing older
  const changed = (item: Item) => {
    if (item.at <= seen) seen = -Infinity
  }
  return {
    add: changed,
    remove: changed,
    valueAt(at) {
      // progress does not run backwards; a look at the past starts from the contributions
      if (at < looked) return lastChainEnd(measure, key, at) > at - measure.within ? 1 : 0
      looked = at
      if (seen === -Infinity) progress = { starts: [], lastEnd: -Infinity }
      for (const step of merged(measure, key, Math.max(seen, at - 2 * measure.within), at)) {
        advance(progress, step, flat, measure)
        // the newest signal, not `at`: a signal that happened after it and arrives later goes on from here
        seen = step.item.at
      }
      return progress.lastEnd > at - measure.within ? 1 : 0
    },
  }
}

export const sequence: Operator<Sequence> = {
  selectors: selectorsOf,
  scan: (measure, key, at) => (lastChainEnd(measure, key, at) > at - measure.within ? 1 : 0),
  start: follow,
  nextChange(measure, key, at) {
    const future = selectorsOf(measure).map((selector) => {
      const items = takenOf(key, selector)
      return items[firstAfter(items, at)]?.at ?? Infinity
    })
    const end = lastChainEnd(measure, key, at)
    return Math.min(end > at - measure.within ? end + measure.within : Infinity, ...future)
  },
  evidence(measure, key, at) {
    const steps = merged(measure, key, at - 2 * measure.within, at)
    const first = measure.steps[0]?.signal
    const chains = steps.flatMap((step, place) => {
      if (first === undefined || !step.selectors.has(first)) return []
      const chain = chainFrom(steps, place, measure)
      const end = chain?.at(-1)
      return chain !== undefined && end !== undefined && end.at > at - measure.within ? [chain] : []
    })
    return [...new Set(chains.flat())]
  },
  atMost: ({ steps, within }, key, span) =>
    steps.every(({ signal, count }) => countAround(key, signal, 2 * within, span) >= count) ? 1 : 0,
  window: ({ within }) => within,
  reach: ({ within }) => 2 * within,
  onlyFalls: true,
  isWhole: true,
}
