// The rules in force as files: where each would stand below rules/, and its text with comments.
import type { Executor } from '#platform/database/database.ts'
import { rulesInForce } from './publish-rules.ts'
import { listRuleFiles } from './rule-life-store.ts'

export interface ExportedRule {
  readonly id: string
  /** Below `rules/`, such as `bo/rules/candidate-threats.rule.yaml`. */
  readonly path: string
  readonly yaml: string
  /** Values that are tuned apart from the text. */
  readonly tuned: Readonly<Record<string, number>>
}

/** A file that is known keeps its place; a rule that only the API knows comes under `api/`. */
export async function activeRuleFiles(db: Executor): Promise<readonly ExportedRule[]> {
  const files = await listRuleFiles(db)
  return (await rulesInForce(db)).map(({ ruleId, yaml, params }) => {
    // below the folder of a country pack, or of the rules for any country; the last that fits, since rules/ may itself lie in …/wt/rules
    const known = /^(?:.*\/)?((?:core|[a-z]{2}\/rules)\/.+)$/.exec(files.get(ruleId)?.file ?? '')?.[1]
    const path = known ?? `api/${ruleId}.rule.yaml`
    return { id: ruleId, path, yaml, tuned: params }
  })
}
