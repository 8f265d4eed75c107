// What a map shows of a place: one of four measures, its class, and the legend with every class in numbers.
import type { Level, PlaceSituation } from '../../api-types.ts'

export const measures = ['level', 'signals', 'rate', 'coverage'] as const
export type Measure = (typeof measures)[number]

/** No alert, and nobody who could have told of anything: not a quiet place, but one of which nothing is known. */
export function isUnknown({ level, coverage }: Pick<PlaceSituation, 'level' | 'coverage'>): boolean {
  return level === null && (coverage === 'unheard' || coverage === 'silent')
}

/** The number behind a measure that has one; undefined where there is no data, which is not zero. */
export function numberOf(row: PlaceSituation, measure: Measure): number | undefined {
  if (row.signals === null || row.coverage === 'unheard') return undefined
  if (measure === 'signals') return row.signals
  return row.sources === null || row.sources === 0 ? 0 : row.signals / row.sources
}

export interface Shade {
  /** 0 = zero, then 1–4 from light to dark. */
  readonly shade: number
  readonly from: number
  readonly to: number
}

/** Up to four classes of equal width over whole numbers, above a class of its own for zero. */
export function shadesOf(numbers: readonly number[]): readonly Shade[] {
  const most = Math.ceil(Math.max(0, ...numbers))
  const zero = { shade: 0, from: 0, to: 0 }
  if (most === 0) return [zero]
  const count = Math.min(4, most)
  const edges = Array.from({ length: count + 1 }, (_, index) => Math.round((most * index) / count))
  const classes = edges.slice(1).map((to, index) => ({
    shade: Math.round(((index + 1) * 4) / count),
    from: (edges[index] ?? 0) + 1,
    to,
  }))
  return [zero, ...classes]
}

/** The class that a number falls into: the first whose upper end it does not pass. */
export function shadeOf(value: number, shades: readonly Shade[]): Shade | undefined {
  return shades.find((one) => value <= one.to)
}

export type Fill =
  | { readonly kind: 'level'; readonly level: Level | null }
  | { readonly kind: 'shade'; readonly shade: number }
  | { readonly kind: 'coverage'; readonly coverage: NonNullable<PlaceSituation['coverage']> }
  | { readonly kind: 'no-data' }

export function fillOf(row: PlaceSituation | undefined, measure: Measure, shades: readonly Shade[]): Fill {
  if (row === undefined) return { kind: 'no-data' }
  if (measure === 'level') return isUnknown(row) ? { kind: 'no-data' } : { kind: 'level', level: row.level }
  if (measure === 'coverage') {
    return row.coverage === null ? { kind: 'no-data' } : { kind: 'coverage', coverage: row.coverage }
  }
  const value = numberOf(row, measure)
  if (value === undefined) return { kind: 'no-data' }
  return { kind: 'shade', shade: shadeOf(value, shades)?.shade ?? 0 }
}

/** The class name in map.css. */
export function classOf(fill: Fill): string {
  if (fill.kind === 'level') return `fill-level-${fill.level ?? 'none'}`
  if (fill.kind === 'shade') return `fill-shade-${fill.shade}`
  if (fill.kind === 'coverage') return `fill-coverage-${fill.coverage}`
  return 'fill-no-data'
}
