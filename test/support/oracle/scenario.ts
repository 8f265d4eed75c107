// Written scenarios for oracle and engine: a rule with one test in its file's form, run hour by hour.
import { expect } from 'vitest'
import { parse } from 'yaml'
import { differences } from './compare.ts'
import { Judge } from './judge.ts'
import { list, record, text } from './plain.ts'
import { plainRule } from './plain-rule.ts'
import { convertTest } from './rule-test-log.ts'

const hour = 3_600_000

/** Runs the first test of a written rule; gives the events as short lines and the rows of the national key at the given hours. */
export function run(source: string, hours: readonly number[]) {
  const rule = record(parse(source))
  const { lines, setting } = convertTest(rule, record(list(rule['tests'])[0]))
  const judge = new Judge(plainRule(rule), lines, setting)
  const start = setting.monitoringStart
  expect(
    differences(
      rule,
      lines,
      setting,
      hours.map((h) => start + h * hour),
    ),
    'engine and oracle',
  ).toEqual([])
  const rows = hours.map((h) => {
    judge.advance(start + h * hour)
    return judge.rowOf([], start + h * hour)
  })
  const events = judge.events.map((e) => {
    const told = e.notify ? '' : ' quiet'
    const past = e.late ? ` late as of ${(e.as_of - start) / hour}h` : ''
    return `${(e.t - start) / hour}h ${e.event} ${text(e.level)} #${e.episode}${past}${told}`
  })
  return { events, rows }
}

/** What every scenario begins with: national key, selectors a (violence), b (threat) and r (agreement, mitigating). */
export const head = `
schema: 1
id: corner
version: 1
status: active
title: {es: Esquina, en: Corner}
owner: unit
notify: [{audience: unit}]
group_by: []
signals: {a: {where: {category: violence}}, b: {where: {category: threat}}, r: {polarity: mitigating, where: {category: agreement}}}
explain: {es: "{level}", en: "{level}"}
`
/** The `tests` of a scenario. */
export const test = (steps: string, more = '') => `
tests: [{name: x, start: "2026-03-02T00:00:00Z", ${more} steps: [${steps}], expect: [{t: 0h, state: none}]}]
`
