// What a check finds: violations by class, and figures.

export interface Findings {
  add(kind: string, what: string): void
  count(figure: string, by: number): void
  /** A fault that this machine could not be asked for: never counted as passed. */
  notRun(fault: string, why: string): void
  readonly violations: ReadonlyMap<string, readonly string[]>
  readonly figures: ReadonlyMap<string, number>
  readonly missing: readonly string[]
}

export function createFindings(): Findings {
  const violations = new Map<string, string[]>()
  const figures = new Map<string, number>()
  const missing: string[] = []
  return {
    violations,
    figures,
    missing,
    notRun: (fault, why) => void missing.push(`${fault}: ${why}`),
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
