// `vigia rules`: check and test rule files, and evaluate one rule over a log, without a database; what needs one is in rule-files-command.ts.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Config } from '#config/config.ts'
import type { CountryPack } from '#domain/pack.ts'
import { runCase } from '#domain/rules/case.ts'
import { geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { parseInstant } from '#domain/time.ts'
import { loadPack, readInstalledRules } from '#registry/import-pack.ts'
import { readPack } from '#registry/read-pack.ts'
import { printRuleProblem, readRuleText } from '#registry/read-rule-text.ts'
import { rulesFolderOf } from '../create-app.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { evaluateLog, readRule } from './evaluate-log.ts'
import { diff, exportFiles, importFiles } from './rule-files-command.ts'

export const rulesCommand: Command = {
  name: 'rules',
  usage:
    'vigia rules check [RULE.yaml …] | test [RULE.yaml …] | diff [ID …] | export FOLDER | import FOLDER | eval RULE.yaml LOG.jsonl --at ISO [--at ISO …] [--events] [--process ID]',
  does: 'checks and tests rule files, compares them with the database; evaluates one rule over a log through the same fold as live scoring',
  async run(context) {
    const [act, ...rest] = context.args
    switch (act) {
      case 'check':
        return check({ ...context, args: rest })
      case 'test':
        return test({ ...context, args: rest })
      case 'eval':
        return evaluate({ ...context, args: rest })
      case 'diff':
        return diff({ ...context, args: rest })
      case 'export':
        return exportFiles({ ...context, args: rest })
      case 'import':
        return importFiles({ ...context, args: rest })
      case undefined:
      default:
        throw new UsageError('say check, test, diff, export, import or eval')
    }
  },
}

async function packOf(config: Config): Promise<CountryPack> {
  return (await readPack(`${rulesFolderOf(config)}/${config.country}`)).pack
}

async function check({ config, args, print }: CommandContext): Promise<number> {
  const pack = await packOf(config)
  const { rules, problems } =
    args.length === 0
      ? await readInstalledRules(rulesFolderOf(config), config.country, pack)
      : await readFiles(args, pack)
  for (const problem of problems) print(`${problem.severity}: ${printRuleProblem(problem)}`)
  const errors = problems.filter((problem) => problem.severity === 'error').length
  print(`${rules.length} rule(s) without errors, ${errors} error(s), ${problems.length - errors} warning(s)`)
  return errors === 0 ? 0 : 1
}

/** Files of one's own, each by itself. */
async function readFiles(files: readonly string[], pack: CountryPack) {
  const found = await Promise.all(
    files.map(async (file) => readRuleText(file, await readFile(file, 'utf8'), pack)),
  )
  return {
    rules: found.flatMap(({ read }) => (read === undefined ? [] : [read])),
    problems: found.flatMap(({ problems }) => problems),
  }
}

async function test({ config, args, print }: CommandContext): Promise<number> {
  const pack = await packOf(config)
  const geography = geographyOfCodes('*', pack)
  const rules =
    args.length === 0
      ? (await loadPack(rulesFolderOf(config), config.country)).rules.rules
      : await Promise.all(args.map((file) => readRule(file, pack)))
  let failed = 0
  let passed = 0
  for (const { rule, file, tests } of rules) {
    for (const raw of tests) {
      const name = typeof raw === 'object' && raw !== null && 'name' in raw ? String(raw.name) : '?'
      const { failures } = runCase(rule, raw, { geography })
      if (failures.length === 0) passed += 1
      else failed += 1
      for (const one of failures) {
        print(
          `${file}: «${name}» at ${one.at}: ${one.field}: expected ${JSON.stringify(one.expected)}, got ${JSON.stringify(one.got)}`,
        )
      }
    }
  }
  print(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

async function evaluate(context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...context.args],
    allowPositionals: true,
    options: {
      at: { type: 'string', multiple: true, default: [] },
      events: { type: 'boolean', default: false },
      process: { type: 'string' },
    },
  })
  const [ruleFile, logFile] = positionals
  if (ruleFile === undefined || logFile === undefined) throw new UsageError('give a rule file and a log')
  const at = values.at.map((text) => {
    const instant = parseInstant(text)
    if (instant === undefined) throw new UsageError(`--at ${text}: an RFC 3339 time with an offset`)
    return instant
  })
  const pack = await packOf(context.config)
  const { states, events } = await evaluateLog(pack, ruleFile, logFile, { at, process: values.process })
  for (const line of [...states, ...(values.events ? events : [])]) context.print(JSON.stringify(line))
  return 0
}
