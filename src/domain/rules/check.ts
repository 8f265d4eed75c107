// The meaning of a rule: whether its codes, names, texts, measures, levels and tests make sense together. Errors refuse the rule, warnings
// are shown and recorded with its activation. The one warning that is not here is `noisy`: it needs a back-test.
import type { CountryPack } from '../pack.ts'
import { checkCases } from './check-case.ts'
import { checkCodes } from './check-codes.ts'
import { checkLevels } from './check-level.ts'
import { checkMeasureMeaning } from './check-measure.ts'
import { checkReach } from './check-reach.ts'
import { checkReferences } from './check-references.ts'
import type { CheckContext, Scope } from './check-scope.ts'
import { checkExplanation } from './check-text.ts'
import { checkUsage } from './check-usage.ts'
import { checkSelectors } from './check-where.ts'
import type { Rule } from './rule.ts'
import { isPlain, type Problem } from './schema-reader.ts'

export interface Finding extends Problem {
  readonly severity: 'error' | 'warning'
}

/**
 * All errors and warnings of a rule that parseRule accepted. `raw` is what it was read from. Without a country pack no code is looked up;
 * without `others` nothing is said about other rules. Among the others may be an earlier revision of this rule.
 */
export function checkRule(
  rule: Rule,
  raw: unknown,
  pack: CountryPack | undefined,
  others?: readonly Rule[],
  context: CheckContext = {},
): readonly Finding[] {
  const scope: Scope = { rule, raw: isPlain(raw) ? raw : {}, pack, others, context, problems: [] }
  checkReferences(scope)
  checkCodes(scope)
  checkSelectors(scope)
  checkMeasureMeaning(scope)
  checkLevels(scope)
  checkReach(scope)
  checkUsage(scope, checkExplanation(scope))
  checkCases(scope)
  return scope.problems.map((problem) => ({ ...problem, severity: problem.severity ?? 'error' }))
}
