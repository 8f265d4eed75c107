// Rules for engine tests: the files of the repository, and small ones written in the test.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { rawTests } from '#domain/rules/schema-case.ts'

export interface RuleFile {
  readonly file: string
  readonly rule: Rule
  readonly tests: readonly unknown[]
}

/** Parses a rule written as YAML; its problems become the error of the test. */
export function ruleOf(yaml: string): Rule {
  const parsed = parseRule(parse(yaml))
  if (parsed.rule === undefined) throw new Error(JSON.stringify(parsed.problems, undefined, 1))
  return parsed.rule
}

/** Every rule file below a folder; none when it does not exist. */
export function ruleFiles(folder: string): readonly RuleFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.rule.yaml'))
    .toSorted()
    .map((file) => {
      const yaml = readFileSync(join(folder, file), 'utf8')
      return { file, rule: ruleOf(yaml), tests: rawTests(parse(yaml)) }
    })
}
