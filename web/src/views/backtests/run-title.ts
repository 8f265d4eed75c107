// The title that the server gives to a run without one is made of codes; here it is taken apart again.
export interface UsualTitle {
  readonly rules: readonly { readonly id: string; readonly version: string }[]
  /** How many more rules were tried. */
  readonly others: string | undefined
  readonly from: string
  readonly to: string
  readonly seed: string | undefined
}

const usual = /^(\S+)(?: · (.+?)(?: \+(\d+))? ·)? (\d{4}-\d\d-\d\d) – (\d{4}-\d\d-\d\d)(?: · seed (\d+))?$/
const ruleVersion = /^([a-z0-9-]+) v(\d+)$/

/** Undefined for the title of a person. Runs of before name the process and the days only. */
export function usualTitle(title: string, process: string): UsualTitle | undefined {
  const [, ofProcess, named, others, from = '', to = '', seed] = usual.exec(title) ?? []
  if (ofProcess !== process) return undefined
  const rules = (named?.split(', ') ?? []).flatMap((one) => {
    const [, id, version] = ruleVersion.exec(one) ?? []
    return id === undefined || version === undefined ? [] : [{ id, version }]
  })
  return { rules, others, from, to, seed }
}
