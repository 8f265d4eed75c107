// What `vigia doctor` says: a code that stays, how bad it is, what was read, and what to do. All functions of what was found; no I/O here.
export interface Finding {
  readonly code: string
  /** danger: somebody can be harmed or a warning lost as things are; warning: better before an election. */
  readonly severity: 'danger' | 'warning'
  readonly text: { readonly es: string; readonly en: string }
  /** As it was found; never a secret. */
  readonly read: string
  readonly remedy: { readonly es: string; readonly en: string }
}

/** One thing that can be wrong; undefined = it is not, or it cannot be told here. */
export type Check<Facts> = (facts: Facts) => Finding | undefined

type Said = readonly [es: string, en: string]

/** A check that looks for one thing: `read` gives what was found, or undefined where all is well. */
export function check<Facts>(
  code: string,
  severity: Finding['severity'],
  [es, en]: Said,
  [doEs, doEn]: Said,
  read: (facts: Facts) => string | undefined,
): Check<Facts> {
  return (facts) => {
    const found = read(facts)
    if (found === undefined) return undefined
    return { code, severity, text: { es, en }, read: found, remedy: { es: doEs, en: doEn } }
  }
}

export function findingsOf<Facts>(checks: readonly Check<Facts>[], facts: Facts): Finding[] {
  return checks.flatMap((one) => one(facts) ?? [])
}
