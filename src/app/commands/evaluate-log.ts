// One rule over an exported log, through the same fold as live scoring.
import { readFile } from 'node:fs/promises'
import type { CountryPack } from '#domain/pack.ts'
import { alertNamespace } from '#domain/rules/alert-identity.ts'
import { geographyOfCodes, type RawFields } from '#domain/rules/derive-signal.ts'
import { evalLog } from '#domain/rules/eval-log.ts'
import type { LogObject } from '#domain/rules/log-reader.ts'
import type { Instant } from '#domain/time.ts'
import { uuidv5 } from '#platform/ids.ts'
import { printRuleProblem, type ReadRule, readRuleText } from '#registry/read-rule-text.ts'

interface Asked {
  /** Instants whose states are told. */
  readonly at: readonly Instant[]
  /** Part of the ids of alerts; without it that of the log's first line that names one. */
  readonly process?: string | undefined
}

/** States at the asked instants and events of every alert. Throws with every problem of the rule file, or the line of the log that is no JSON. */
export async function evaluateLog(
  pack: CountryPack,
  ruleFile: string,
  logFile: string,
  { at, process }: Asked,
): Promise<ReturnType<typeof evalLog>> {
  const { rule } = await readRule(ruleFile, pack)
  const log = readLog(logFile, await readFile(logFile, 'utf8'))
  const named = log.map((line) => line['process']).find((one) => typeof one === 'string')
  return evalLog(rule, log, at, {
    process: process ?? named ?? 'eval',
    timeZone: pack.timeZone,
    geography: geographyOfCodes(pack.country, pack),
    discounts: pack.grading,
    complete: (fields) => withUsualValues(fields, pack),
    labelOf: (_field, code) => code, // as in rule tests: what is printed depends on the rule and the log alone
    alertId: (identity) => uuidv5(alertNamespace, identity),
  })
}

/** Throws with every problem of the file at its line and column. */
export async function readRule(file: string, pack: CountryPack): Promise<ReadRule> {
  const { read, problems } = readRuleText(file, await readFile(file, 'utf8'), pack)
  if (read === undefined) throw new Error(problems.map(printRuleProblem).join('\n'))
  return read
}

/** What intake would have filled in: usual severity, first usual factor, polarity of the category. */
function withUsualValues(fields: RawFields, pack: CountryPack): RawFields {
  const category = pack.eventTypes.get(String(fields['category']))
  if (category === undefined) return fields
  return {
    severity: category.severity,
    ...(category.factors.length === 0 ? {} : { factor: category.factors.slice(0, 1) }),
    ...(category.polarity === 'none' ? {} : { polarity: category.polarity }),
    ...fields,
  }
}

function readLog(file: string, text: string): LogObject[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      const value: unknown = JSON.parse(line)
      return typeof value === 'object' && value !== null ? [{ ...value }] : []
    } catch (error) {
      throw new Error(`${file}:${index + 1}: ${String(error)}`, { cause: error })
    }
  })
}
