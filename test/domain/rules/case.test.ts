// Every test written in a rule file holds on the engine.
import { describe, expect, it } from 'vitest'
import { runCase } from '#domain/rules/case.ts'
import { ruleFiles } from '../../support/rules/rule-file.ts'

const files = ruleFiles(process.env['RULES_FOLDER'] ?? 'rules')

describe('the tests of the rule files', () => {
  if (files.length === 0) it.skip('no rule file in the folder')

  for (const { rule, tests } of files) {
    it.each(tests)(`${rule.id}: $name`, (test) => {
      expect(runCase(rule, test).failures).toEqual([])
    })
  }
})
