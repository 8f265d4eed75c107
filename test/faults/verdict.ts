// What a check finds: violations by class, and figures.

export interface Findings {
  add(kind: string, what: string): void
  count(figure: string, by: number): void
  readonly violations: ReadonlyMap<string, readonly string[]>
  readonly figures: ReadonlyMap<string, number>
}

export function createFindings(): Findings {
  const violations = new Map<string, string[]>()
  const figures = new Map<string, number>()
  return {
    violations,
    figures,
    add: (kind, what) => void violations.set(kind, [...(violations.get(kind) ?? []), what]),
    count: (figure, by) => void figures.set(figure, (figures.get(figure) ?? 0) + by),
  }
}

/** One line per class with its first examples. */
export function describeViolations({ violations }: Findings): string[] {
  return [...violations].map(
    ([kind, all]) => `${kind} × ${all.length}: ${all.slice(0, 3).join(' | ')}${all.length > 3 ? ' | …' : ''}`,
  )
}
