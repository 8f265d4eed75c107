// The oracle judged by the rules themselves: every test written in a rule file must hold on it, and the engine must say the same.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { differences } from '../../support/oracle/compare.ts'
import { Judge } from '../../support/oracle/judge.ts'
import { list, type Plain, record, text } from '../../support/oracle/plain.ts'
import { plainRule } from '../../support/oracle/plain-rule.ts'
import type { OracleRow } from '../../support/oracle/row.ts'
import { convertTest } from '../../support/oracle/rule-test-log.ts'

const folder = process.env['ORACLE_RULES'] ?? 'rules'
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.rule.yaml'))
  : []
const read = (path: string): Plain => record(parse(readFileSync(path, 'utf8')))

/** A row in the words of an expectation, cut to the fields that it names. */
function asSaid(row: OracleRow, said: Plain): Plain {
  const measures = record(said['measures'])
  const texts = record(said['explain'])
  const got: Record<string, unknown> = {
    t: said['t'],
    key: said['key'],
    state: row.state,
    level: row.level,
    evidence: row.evidence.length,
    episode: row.alert?.episode,
    late: row.alert?.late ?? false,
    measures: Object.fromEntries(Object.keys(measures).map((m) => [m, row.measures[m] ?? 'unknown'])),
    explain: Object.fromEntries(Object.entries(row.explain).filter(([language]) => language in texts)),
  }
  return Object.fromEntries(Object.keys(said).map((name) => [name, got[name]]))
}

describe('rule tests on the reference evaluator', () => {
  it('there are rule files with tests', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  for (const file of files) {
    const rule = read(join(folder, file))
    for (const test of list(rule['tests']).map(record)) {
      it(`${text(rule['id'])}: ${text(test['name'])}`, () => {
        const { lines, setting, expected } = convertTest(rule, test)
        const judge = new Judge(plainRule(rule), lines, setting)
        for (const { at, key, said } of expected.toSorted((a, b) => a.at - b.at)) {
          judge.advance(at)
          expect(asSaid(judge.rowOf(key, at), said)).toEqual(said)
        }
        expect(differences(rule, lines, setting, [...new Set(expected.map(({ at }) => at))])).toEqual([])
      })
    }
  }
})
