// The twelve rules of the specification, as they were written: valid, their tests green on the engine, from the commands as well.
// They are no part of this repository; where their folder is missing, that is told as a skipped test.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rulesCommand } from '#app/commands/rules-command.ts'
import { readConfig } from '#config/config.ts'
import { runCase } from '#domain/rules/case.ts'
import { readPack } from '#registry/read-pack.ts'
import { printRuleProblem, readRuleText } from '#registry/read-rule-text.ts'
import { examplesFolder } from '../support/rules/examples-folder.ts'

const config = readConfig({ VIGIA_DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, () => '')

describe.skipIf(examplesFolder === undefined)('the twelve examples of the specification', async () => {
  const folder = examplesFolder ?? ''
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.rule.yaml')) : []
  const { pack } = await readPack('rules/bo')

  it('are twelve', () => {
    expect(files).toHaveLength(12)
  })

  for (const name of files) {
    const file = join(folder, name)
    const { read, problems } = readRuleText(file, readFileSync(file, 'utf8'), pack)
    it(`${name}: no error`, () => {
      const errors = problems.filter(({ severity }) => severity === 'error')
      expect(errors.map(printRuleProblem)).toEqual([])
      expect(read?.tests.length).toBeGreaterThan(0)
    })
    for (const [index, test] of (read?.tests ?? []).entries()) {
      it(`${name}: test ${index + 1}`, () => {
        if (read === undefined) throw new Error(`${name} cannot be read`)
        expect(runCase(read.rule, test).failures).toEqual([])
      })
    }
  }

  it('the commands say the same', async () => {
    const paths = files.map((name) => join(folder, name))
    for (const act of ['check', 'test']) {
      const printed: string[] = []
      const args = [act, ...paths]
      const context = {
        config,
        env: {},
        args,
        print: (line: string) => void printed.push(line),
        progress: () => {},
      }
      expect([act, await rulesCommand.run(context)]).toEqual([act, 0])
      expect(printed.at(-1)).toMatch(
        act === 'check' ? /^12 rule\(s\) without errors, 0 error/ : /passed, 0 failed$/,
      )
    }
  })
})
