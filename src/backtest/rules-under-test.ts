// The rules of a run: a draft as text, or the revisions in force.
import { canaryRule } from '#domain/canary.ts'
import type { ActiveRule } from '#domain/rules/lane.ts'
import type { Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { spanishOf } from '#domain/rules/spanish.ts'
import type { Executor } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import { latestActivation, readRevisions } from '#registry/rule-store.ts'

interface RuleProblemLine {
  readonly line: number
  readonly column: number
  readonly code: string
  readonly path: string
  readonly message: string
  readonly severity: 'error' | 'warning'
}

/** The text of a rule → the rule and its canonical form, or what is wrong with it. Given by the assembly: only the registry reads YAML. */
export type ReadRule = (yaml: string) => {
  readonly read?: { readonly rule: Rule; readonly canonical: string } | undefined
  readonly problems: readonly RuleProblemLine[]
}

export interface Draft {
  readonly active: ActiveRule
  readonly warnings: readonly RuleProblemLine[]
}

/** Throws with every error of the text at its line and column. `pointer` names the field that held the text. */
export function readDraft(readRule: ReadRule, yaml: string, pointer: string, ruleState: number): Draft {
  const { read, problems } = readRule(yaml)
  if (read === undefined) {
    const errors = problems.filter((one) => one.severity === 'error')
    const textOf = (one: RuleProblemLine) =>
      `${one.line}:${one.column} ${one.code} ${one.path}: ${one.message}`
    throw new AppError('invalid', 'RULE_DRAFT_WRONG', errors.map(textOf).join('\n'), {
      faults: errors.map((one) => ({
        pointer,
        code: one.code,
        message: { es: spanishOf(one.message) ?? `regla no válida (${one.code})`, en: one.message },
        spot: { file: 'draft', line: one.line, column: one.column, path: one.path },
      })),
    })
  }
  const active = { rule: read.rule, revision: sha256(read.canonical), ruleState, params: {} }
  return { active, warnings: problems }
}

export interface RuleInForce extends ActiveRule {
  readonly status: 'active' | 'shadow'
}

export async function rulesInForce(db: Executor): Promise<readonly RuleInForce[]> {
  const activation = await latestActivation(db)
  // The canary's rule says nothing of any history.
  const rules = (activation?.rules ?? []).filter((one) => one.rule_id !== canaryRule)
  const revisions = await readRevisions(
    db,
    rules.map((one) => one.hash),
  )
  return rules.flatMap((one) => {
    const parsed = parseRule(revisions.find((revision) => revision.hash === one.hash)?.document)
    if (!('rule' in parsed)) return []
    const { hash: revision, rule_state: ruleState, params, status } = one
    return [{ rule: parsed.rule, revision, ruleState, params, status }]
  })
}
