// A score for every department-day against «an outcome follows within the horizon»: ranking (AUROC, AUPR) with block-bootstrap intervals.
// Days next to each other share their outcomes, so whole blocks of days are drawn, never single days.
import { round6 } from '../rules/rounding.ts'
import type { Day } from './day.ts'
import { quantile } from './proportion.ts'
import { createRandom } from './random.ts'

export interface ScoredDay {
  readonly department: string
  readonly day: Day
  readonly score: number
  readonly isFollowed: boolean
}

/** Null where there is no day of one of the two kinds. */
export interface Estimate {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

export interface Ranking {
  readonly auroc: Estimate
  readonly aupr: Estimate
}

interface Group {
  readonly followed: readonly number[]
  readonly others: readonly number[]
}

/** Equal scores together, the highest first. */
function groupsOf(days: readonly ScoredDay[]): readonly Group[] {
  const byScore = new Map<number, { followed: number[]; others: number[] }>()
  for (const [index, { score, isFollowed }] of days.entries()) {
    const group = byScore.get(score) ?? { followed: [], others: [] }
    ;(isFollowed ? group.followed : group.others).push(index)
    byScore.set(score, group)
  }
  return [...byScore].toSorted(([a], [b]) => b - a).map(([, group]) => group)
}

type WeightOf = (index: number) => number

function total(indices: readonly number[], weightOf: WeightOf): number {
  let sum = 0
  for (const index of indices) sum += weightOf(index)
  return sum
}

interface Areas {
  readonly auroc: number
  readonly aupr: number
}

/** AUROC with ties counted half; AUPR as average precision over the distinct scores. */
function areas(groups: readonly Group[], weightOf: WeightOf): Areas | undefined {
  const sums = groups.map((group) => ({
    followed: total(group.followed, weightOf),
    others: total(group.others, weightOf),
  }))
  const positives = sums.reduce((sum, group) => sum + group.followed, 0)
  const negatives = sums.reduce((sum, group) => sum + group.others, 0)
  if (positives === 0 || negatives === 0) return undefined
  let above = 0
  let seen = 0
  let pairs = 0
  let average = 0
  for (const { followed, others } of sums) {
    pairs += others * (above + followed / 2)
    above += followed
    seen += followed + others
    if (followed > 0) average += (followed / positives) * (above / seen)
  }
  return { auroc: pairs / (positives * negatives), aupr: average }
}

export interface BootstrapSettings {
  readonly seed: number
  readonly draws: number
  /** Days that are drawn together. */
  readonly blockDays: number
}

export function rank(days: readonly ScoredDay[], settings: BootstrapSettings): Ranking {
  const groups = groupsOf(days)
  const whole = areas(groups, () => 1)
  if (whole === undefined) {
    const unknown = { value: null, low: null, high: null }
    return { auroc: unknown, aupr: unknown }
  }
  const drawn = drawAreas(days, groups, settings)
  const estimate = (pick: (one: Areas) => number): Estimate => {
    const sorted = drawn.map(pick).toSorted((a, b) => a - b)
    const bound = (share: number) => {
      const found = quantile(sorted, share)
      return found === null ? null : round6(found)
    }
    return { value: round6(pick(whole)), low: bound(0.025), high: bound(0.975) }
  }
  return { auroc: estimate((one) => one.auroc), aupr: estimate((one) => one.aupr) }
}

function drawAreas(
  days: readonly ScoredDay[],
  groups: readonly Group[],
  { seed, draws, blockDays }: BootstrapSettings,
): readonly Areas[] {
  const names = new Map<string, number>()
  const blockOf = days.map(({ department, day }) => {
    const name = `${department} ${Math.floor(day / blockDays)}`
    const block = names.get(name) ?? names.size
    names.set(name, block)
    return block
  })
  const random = createRandom(seed)
  const drawn: Areas[] = []
  for (let draw = 0; draw < draws; draw++) {
    const weights = new Int32Array(names.size)
    for (let pick = 0; pick < names.size; pick++) {
      const block = Math.floor(random() * names.size)
      weights[block] = (weights[block] ?? 0) + 1
    }
    const found = areas(groups, (index) => weights[blockOf[index] ?? 0] ?? 0)
    if (found !== undefined) drawn.push(found)
  }
  return drawn
}
