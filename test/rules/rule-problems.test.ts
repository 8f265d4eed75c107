// One broken rule for each error and warning, with the line and column that an author is sent to.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseRule } from '#domain/rules/schema.ts'
import { readPack } from '#registry/read-pack.ts'
import { printRuleProblem, type RuleProblem, readRuleText } from '#registry/read-rule-text.ts'
import { brokenBy, soundRule } from './sound-rule.ts'

const { pack } = await readPack('rules/bo')
const other = parseRule(parse(soundRule.replace('id: sound-rule', 'id: other-rule'))).rule
const context = { retentionMs: 60 * 86_400_000, routedAudiences: new Set(['ombudsman-duty']) }

const readText = (yaml: string, file = 'sound-rule.rule.yaml') =>
  readRuleText(file, yaml, pack, other === undefined ? [] : [other], context)
const problemsOf = (yaml: string, file?: string) => readText(yaml, file).problems
const lines = (problems: readonly RuleProblem[]) =>
  problems.map(({ severity, line, column, code, path }) =>
    `${severity} ${line}:${column} ${code} ${path}`.trim(),
  )
const said = (yaml: string, file?: string) => lines(problemsOf(yaml, file))

const entries = z
  .array(z.strictObject({ change: z.array(z.tuple([z.string(), z.string()])), says: z.array(z.string()) }))
  .parse(parse(readFileSync('test/rules/broken-rules.yaml', 'utf8')))

it('the sound rule has neither errors nor warnings', () => {
  expect(problemsOf(soundRule).map(printRuleProblem)).toEqual([])
})

const refuses = (says: readonly string[]) => says.some((line) => line.startsWith('error '))

describe('each fault is told where it stands, and a rule with an error is not read at all', () => {
  for (const { change, says } of entries) {
    it(`${change.map(([, to]) => JSON.stringify(to)).join(' · ')} → ${says.join(', ')}`, () => {
      const { problems, read } = readText(brokenBy(...change))
      expect(lines(problems)).toEqual(says)
      expect(read === undefined).toBe(refuses(says))
    })
  }
})

it('over a hundred different rules with an error are tried', () => {
  const broken = entries.filter(({ says }) => refuses(says)).map(({ change }) => brokenBy(...change))
  expect(new Set(broken).size).toBeGreaterThanOrEqual(100)
})

const small = `schema: 1
id: small-rule
version: 1
status: draft
title: {es: Pequeña, en: Small}
owner: unidad
signals: {s: {where: {category: protest}}}
measures: {n: {count: s, window: 1d}}
levels: [{level: info, when: {n: {gte: 5}}}]
explain: {es: "{n}", en: "{n}"}
notify: [{audience: ombudsman-duty}]
tests: [{name: a, start: 2026-03-01T00:00:00Z, expect: [{t: 1h, state: none}, {t: 2h, state: firing, level: info}]}]
`
const saidOfSmall = (yaml: string) => said(yaml, 'small-rule.rule.yaml')

it('protest alone needs a rationale, whatever its size', () => {
  expect(saidOfSmall(small)).toEqual(['warning 9:1 lawful-assembly levels'])
  const violent = small.replace('category: protest', 'category: [protest, violence], severity: {gte: 4}')
  expect(saidOfSmall(violent)).toEqual([])
  expect(saidOfSmall(small.replace('owner:', 'rationale: {es: Pesa, en: Weighs}\nowner:'))).toEqual([])
})

it('a rule without selectors looks at nothing', () => {
  const blind = small.replace('{s: {where: {category: protest}}}', '{}')
  expect(saidOfSmall(blind)).toEqual([
    'error 7:1 no-signals signals',
    'error 8:23 unknown-signal measures.n.count',
  ])
})

it('every code of the specification has its broken rule', () => {
  const errors =
    'yaml unknown-key shape measure-kind unknown-code unknown-signal unknown-measure unknown-param unknown-placeholder ' +
    'unknown-ref unknown-field bad-template param-type param-bounds param-by-phase mixed-polarity weight-sign ' +
    'weight-range nature nested-composite empty-scale sequence-without half-life not-indexable cost levels-order ' +
    'suppress-equal never-reached duplicate-key test-key id-version'
  const warnings =
    'spike-alone short-warmup window-too-long credibility-order single-source no-ack cap-ignored unused untested ' +
    'languages-differ unreachable no-route'
  const found = new Set(
    entries.flatMap(({ says }) => says).map((line) => `${line.split(' ')[0]} ${line.split(' ')[2]}`),
  )
  const wanted = [
    ...errors.split(' ').map((code) => `error ${code}`),
    ...warnings.split(' ').map((code) => `warning ${code}`),
  ]
  expect(wanted.filter((code) => !found.has(code))).toEqual([])
})

it('a problem is printed with its file, place, code, path and the nearest known word', () => {
  const found = problemsOf(brokenBy(['category: [threat, intimidation]', 'category: [thraet, intimidation]']))
  expect(found.map(printRuleProblem)).toEqual([
    `sound-rule.rule.yaml:17:32 unknown-code signals.threats.where.category.0: unknown category "thraet" in catalogue ${pack.country} ${pack.versions.taxonomy}; did you mean "threat"?`,
  ])
})

it('all problems of shape are told at once, in file order', () => {
  const text = brokenBy(
    ['status: draft', 'status: actve'],
    ['category: [threat,', 'categry: [threat,'],
    ['cooldown: 7d', 'cooldown: soon'],
  )
  expect(said(text)).toEqual([
    'error 4:9 shape status',
    'error 17:21 unknown-key signals.threats.where.categry',
    'error 46:11 shape cooldown',
  ])
})

const aliases = (count: number) =>
  small.replace('owner: unidad', `owner: &a unidad\nreferences: [${Array(count).fill('*a').join(', ')}]`)

describe('the YAML profile', () => {
  it('follows at most twenty aliases, and says where the next one stands', () => {
    expect(saidOfSmall(aliases(20))).toEqual(['warning 10:1 lawful-assembly levels'])
    expect(saidOfSmall(aliases(21))).toEqual(['error 7:94 yaml'])
  })

  it('refuses more than 256 KiB unread', () => {
    expect(saidOfSmall(`${small}# ${'x'.repeat(262_144)}`)).toEqual(['error 1:1 yaml'])
  })

  it('survives nesting that would exhaust the stack', () => {
    const deep = `{category: protest, ${'not: {'.repeat(20_000)}category: march${'}'.repeat(20_000)}}`
    const [first] = problemsOf(small.replace('{category: protest}', deep), 'small-rule.rule.yaml')
    expect(first?.severity).toBe('error')
  })

  it('never takes a name that every object has for one of the rule', () => {
    expect(saidOfSmall(small.replace('count: s', 'count: constructor'))).toContain(
      'error 8:23 unknown-signal measures.n.count',
    )
  })
})
