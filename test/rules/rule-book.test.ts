// The rule book of Bolivia as a whole: what it must cover, what every rule of it must say, and a document that names all of it.
// Each single rule is tested in rules.test.ts.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { type LevelName, levelNames, type Rule } from '#domain/rules/rule.ts'
import { readPack } from '#registry/read-pack.ts'
import { readRuleFiles } from '#registry/read-rule-files.ts'
import { readRuleText } from '#registry/read-rule-text.ts'
import { belongs, coverageTable, factorTable, families, phasesOf, ruleTable } from './rule-book-tables.ts'

const { pack } = await readPack('rules/bo')
const { rules: read, problems } = await readRuleFiles('rules', 'bo', pack)
const rules = read.map(({ rule }) => rule)
const document = readFileSync('docs/rule-book.md', 'utf8')

const rank = (level: LevelName) => levelNames.indexOf(level)
const highest = (rule: Rule) => Math.max(...rule.levels.map(({ level }) => rank(level)))
const ruleOf = (id: string) => rules.find((rule) => rule.id === id)

/** What the book has to have a rule for, and the rules that answer for it. */
const required: Readonly<Record<string, readonly string[]>> = {
  'results transmission halts': ['results-transmission-halt', 'tally-silence'],
  'a legal deadline is missed': ['legal-deadline-missed', 'computation-overdue'],
  'conflict over candidate registration': ['candidate-registration-conflict'],
  'disinformation about the process': ['process-disinformation'],
  'blockade surge': ['roadblock-surge'],
  'attacks on electoral offices': ['electoral-premises-attacks'],
  'threats to candidates': ['candidate-threats'],
  'threats to electoral workers and jurors': ['electoral-worker-threats'],
  'campaign violence': ['campaign-violence'],
  'hate speech against a group': ['hate-speech-pressure'],
  'use of force against protest': ['force-against-protest'],
  'military or police statements': ['security-forces-posture'],
  'internet shutdown': ['internet-shutdown'],
  'polling-station intimidation': ['polling-station-intimidation'],
  'dispute escalation': ['result-dispute-escalation'],
  'contagion across departments': ['violence-contagion'],
  'silence of an expected office': ['field-office-silence'],
  'economic stress with an electoral trigger': ['economic-stress-trigger', 'compound-risk'],
  'de-escalation by agreement': ['agreement-follow-up', 'dialogue-and-tension'],
  'threats to journalists and observers': ['attacks-on-press', 'observer-obstruction'],
  'legal framework contested': ['legal-framework-contestation'],
  'crisis of the electoral authority': ['electoral-authority-crisis'],
  'voter roll in dispute': ['voter-roll-dispute'],
  'training and juror refusals': ['juror-duty-refusals', 'voter-information-gap'],
  'emergency passage denied': ['emergency-passage-denied'],
  'transition and handover tension': ['transition-tension'],
  'service complaints that cluster': ['service-complaints-cluster'],
  'gender-based political violence': ['gender-political-violence'],
}

describe('coverage', () => {
  it('holds at least 26 rules', () => {
    expect(rules.length).toBeGreaterThanOrEqual(26)
  })

  it.each(Object.entries(required))('%s', (_, ids) => {
    expect(ids.filter((id) => ruleOf(id) === undefined)).toEqual([])
  })

  it('names each of the eight phases, or a calendar window in it, as the time of some active rule', () => {
    const aimed = rules.filter(({ phases, status }) => phases.only !== undefined && status === 'active')
    const named = new Set(aimed.flatMap((rule) => phasesOf(rule, pack)))
    expect([...pack.phases.keys()].filter((phase) => !named.has(phase))).toEqual([])
    expect(pack.phases.size).toBe(8)
  })

  it('changes thresholds with the phase in most rules that have parameters', () => {
    const tuned = rules.filter(({ params }) => Object.keys(params).length > 0)
    const byPhase = tuned.filter(({ params }) =>
      Object.values(params).some((param) => param.type === 'number' && Object.keys(param.byPhase).length > 0),
    )
    expect(byPhase.length / tuned.length).toBeGreaterThan(0.5)
  })

  it('watches every factor of the catalogue, and every group by an active rule', () => {
    const watched = new Set(rules.flatMap(({ factors }) => factors))
    expect([...pack.factors.keys()].filter((code) => !watched.has(code))).toEqual([])
    const active = rules.filter(({ status }) => status === 'active').flatMap(({ factors }) => factors)
    expect(families.filter((family) => !active.some((factor) => belongs(factor, family)))).toEqual([])
  })
})

const roles = {
  es: /^(?:Prevención|Intervención|Mediación): /,
  en: /^(?:Prevention|Intervention|Mediation): /,
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  it('says why, where that is known from, what is at stake and what misleads it', () => {
    expect(rule.rationale?.es).toContain('Falsos positivos')
    expect(rule.rationale?.en).toContain('False positives')
    for (const list of [rule.references, rule.factors, rule.rights, rule.populations, rule.tags])
      expect(list).not.toEqual([])
  })

  it('recommends measures that name their role, and somebody is told of every level', () => {
    expect(rule.actions).not.toEqual([])
    for (const { text } of rule.actions) {
      expect(text.es).toMatch(roles.es)
      expect(text.en).toMatch(roles.en)
    }
    const lowest = Math.min(...rule.levels.map(({ level }) => rank(level)))
    expect(Math.min(...rule.notify.map(({ from }) => rank(from)))).toBeLessThanOrEqual(lowest)
  })

  it('asks for an answer in time above watch, and a person releases what leaves the institution', () => {
    const answered = rule.notify.some(({ ackWithin }) => ackWithin !== undefined)
    expect(answered || highest(rule) <= rank('watch')).toBe(true)
    const outside = rule.notify.filter(({ audience }) => ['un-liaison', 'partners'].includes(audience))
    expect(outside.filter(({ release }) => release !== 'approval')).toEqual([])
  })

  it('never writes a bare number before a noun: «1 fuentes»', () => {
    const counts = Object.entries(rule.measures).filter(([, { kind }]) =>
      ['count', 'distinct', 'sum'].includes(kind),
    )
    const bare = counts.filter(([name]) =>
      [rule.explain.es, rule.explain.en].some((text) =>
        new RegExp(`\\{${name}\\} [a-záéíóúñ]`, 'i').test(text),
      ),
    )
    expect(bare.map(([name]) => name)).toEqual([])
  })

  it('says in its rationale why it is only in shadow', () => {
    const told = rule.rationale?.es.includes('En sombra') === true && rule.rationale.en.includes('hadow')
    expect(told).toBe(rule.status === 'shadow')
  })
})

const tests = z.array(z.object({ expect: z.array(z.object({ state: z.string() })) }))

it('every rule is tested for firing, for silence and for an end or a change', () => {
  const thin = read.filter((each) => {
    const states = tests.parse(each.tests).flatMap((test) => test.expect.map(({ state }) => state))
    return !(states.includes('firing') && states.includes('none') && states.length >= 3)
  })
  expect(thin.map(({ rule }) => rule.id)).toEqual([])
})

it('one origin or one weak report goes above watch only in the two rules that say so', () => {
  const single = problems
    .filter(({ code }) => code === 'single-source')
    .map(({ file }) => file.split('/').at(-1))
  const told = rules.filter(({ rationale }) => rationale?.es.includes('single-source')).map(({ id }) => id)
  expect(new Set(single)).toEqual(new Set(told.map((id) => `${id}.rule.yaml`)))
  expect(new Set(told)).toEqual(new Set(['compound-risk', 'polling-station-intimidation']))
})

it('what peaceful protest alone can reach is at most a watch and is called pressure', () => {
  // The lint keeps quiet where a rationale stands, so it is asked without one.
  const reached = read.filter(({ file, yaml }) => {
    const { rationale: _, ...bare } = z.record(z.string(), z.unknown()).parse(parse(yaml))
    const checked = readRuleText(file, stringify(bare), pack, rules)
    return checked.problems.some(({ code }) => code === 'lawful-assembly')
  })
  expect(reached.map(({ rule }) => rule.id)).toEqual(['roadblock-surge'])
  for (const { rule } of reached) {
    expect(highest(rule)).toBeLessThanOrEqual(rank('watch'))
    expect(rule.explain.es).toMatch(/presión/i)
    expect(rule.explain.en).toMatch(/pressure/i)
    expect(`${rule.explain.es} ${rule.explain.en}`).not.toMatch(/violen/i)
  }
})

describe('docs/rule-book.md', () => {
  // Replace the table in the document by the one that the failure shows.
  it('has a row for every rule', () => expect(document).toContain(ruleTable(rules, pack)))
  it('has the coverage of phases and factor families', () =>
    expect(document).toContain(coverageTable(rules, pack)))
  it('has the rules of every factor', () => expect(document).toContain(factorTable(rules, pack)))

  it('names no rule that is gone, and answers for every subject the book must cover', () => {
    const named = [...document.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map((found) => found[1] ?? '')
    const other = [...pack.addressees.keys(), 'lawful-assembly', 'single-source']
    expect(named.filter((id) => ruleOf(id) === undefined && !other.includes(id))).toEqual([])
    for (const [subject, ids] of Object.entries(required)) {
      expect(document).toContain(`| ${subject} | ${ids.map((id) => `\`${id}\``).join(' ')} |`)
    }
  })
})
