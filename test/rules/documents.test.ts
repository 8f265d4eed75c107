// The documents keep up with the language: the tutorial's rule is sound, and the reference knows every key and code.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { runCase } from '#domain/rules/case.ts'
import { readPack } from '#registry/read-pack.ts'
import { printRuleProblem, readRuleText } from '#registry/read-rule-text.ts'

const tutorial = readFileSync('docs/rules-tutorial.md', 'utf8')
const reference = readFileSync('docs/rules-reference.md', 'utf8')
const { pack } = await readPack('rules/bo')

const blocks = tutorial.matchAll(/```yaml\n([\s\S]*?)```/g).map((found) => found[1] ?? '')
const rule = [...blocks].join('')
const file = 'rules/bo/rules/journalists-under-pressure.rule.yaml'

it('the rule of the tutorial has no errors and no warnings', () => {
  expect(readRuleText(file, rule, pack, []).problems.map(printRuleProblem)).toEqual([])
})

it('the tests of the tutorial hold', () => {
  const { read } = readRuleText(file, rule, pack, [])
  expect(read?.tests.length).toBe(2)
  if (read === undefined) return
  expect(read.tests.flatMap((test) => runCase(read.rule, test).failures)).toEqual([])
})

it('the mistake that the tutorial shows is told in these words', () => {
  const [problem] = readRuleText(file, rule.replace('severity: {gte', 'severty: {gte'), pack, []).problems
  expect(problem).toBeDefined()
  if (problem !== undefined) expect(tutorial).toContain(printRuleProblem(problem))
})

/** Names of all properties anywhere in the published schema. */
function keysOf(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, value]) => [
    ...(name === 'properties' && typeof value === 'object' && value !== null ? Object.keys(value) : []),
    ...keysOf(value),
  ])
}

it('the reference names every key of the language', () => {
  const schema: unknown = JSON.parse(readFileSync('rules/rule.schema.json', 'utf8'))
  const missing = [...new Set(keysOf(schema))].filter(
    (key) => !new RegExp(`\\b${key.replaceAll('.', '\\.')}\\b`).test(reference),
  )
  expect(missing).toEqual([])
})

it('the reference explains every code that a broken rule can raise', () => {
  const broken = z
    .array(z.object({ says: z.array(z.string()) }))
    .parse(parse(readFileSync('test/rules/broken-rules.yaml', 'utf8')))
  const codes = new Set(broken.flatMap(({ says }) => says.map((line) => line.split(' ')[2] ?? '')))
  const explained = reference.slice(reference.indexOf('## Problems'))
  expect(
    [...codes, 'no-signals', 'lawful-assembly'].filter((code) => !explained.includes(`\`${code}\``)),
  ).toEqual([])
})
