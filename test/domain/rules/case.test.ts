// Every test written in a rule file holds on the engine.
import { describe, expect, it } from 'vitest'
import { runCase } from '#domain/rules/case.ts'
import { ruleFiles } from '../../support/rules/rule-file.ts'

const files = ruleFiles(process.env['RULES_FOLDER'] ?? 'rules')

describe('the tests of the rule files', () => {
  it('there are rule files with tests', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  for (const { rule, tests } of files) {
    it.each(tests)(`${rule.id}: $name`, (test) => {
      expect(runCase(rule, test).failures).toEqual([])
    })
  }
})
