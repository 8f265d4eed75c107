// The meaning of a rule where no file and no country pack is at hand, and what decides whether stored state may be kept.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { checkRule } from '#domain/rules/check.ts'
import { naturesOf, tryWhere } from '#domain/rules/check-where.ts'
import type { Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { canonicalJson, stateStructure } from '#domain/rules/state-structure.ts'
import { brokenBy, type Change, soundRule } from '../../rules/sound-rule.ts'

const plain = (yaml: string) => z.record(z.string(), z.unknown()).parse(parse(yaml))

function ruleOf(yaml: string): Rule {
  const { rule, problems } = parseRule(plain(yaml))
  if (rule === undefined) throw new Error(JSON.stringify(problems))
  return rule
}

describe('what is not known is not judged', () => {
  it('looks no code up without a country pack', () => {
    const yaml = brokenBy(['category: [threat, intimidation]', 'category: [thraet, intimidation]'])
    expect(checkRule(ruleOf(yaml), plain(yaml), undefined)).toEqual([])
  })

  it('says nothing about other rules while they are unknown', () => {
    const unknown = brokenBy(['rules: [other-rule]', 'rules: [nobody]'])
    expect(checkRule(ruleOf(unknown), plain(unknown), undefined)).toEqual([])
    const [found] = checkRule(ruleOf(unknown), plain(unknown), undefined, [])
    expect(found).toMatchObject({ code: 'unknown-ref', path: ['suppress', 0, 'rules', 0], severity: 'error' })
  })

  it('takes an earlier revision of the same rule for what the version must rise above', () => {
    const rule = ruleOf(soundRule)
    const others = [{ ...rule, id: 'other-rule' }]
    const said = (version: number) =>
      checkRule(rule, plain(soundRule), undefined, [...others, { ...rule, version }]).map(({ code }) => code)
    expect(said(1)).toEqual([])
    expect(said(2)).toEqual(['id-version'])
  })
})

const whereOf = (where: unknown) => {
  const yaml = plain(soundRule)
  const { rule } = parseRule({ ...yaml, signals: { s: { where } } })
  const found = rule?.signals['s']?.where
  if (found === undefined) throw new Error('the where of this test is not well formed')
  return found
}

describe('trying a selector on a signal of which little is known', () => {
  const threat = new Map([
    ['category', ['threat']],
    ['severity', []],
  ])
  it.each([
    [{ category: 'threat' }, 'yes'],
    [{ category: { ne: 'threat' } }, 'no'],
    [{ not: { category: 'march' } }, 'yes'],
    [{ topic: 'denial' }, 'maybe'],
    [{ category: 'march', topic: 'denial' }, 'no'],
    [{ any: [{ category: 'threat' }, { topic: 'denial' }] }, 'yes'],
    // A missing field satisfies no test but `exists: false`, also not a negative one.
    [{ severity: { gte: 1 } }, 'no'],
    [{ severity: { ne: 1 } }, 'no'],
    [{ severity: { exists: false } }, 'yes'],
  ])('%j → %s', (where, answer) => {
    expect(tryWhere(whereOf(where), threat)).toBe(answer)
  })

  it('tells which natures the factor codes leave', () => {
    expect(naturesOf(whereOf({ factor: ['en.5', 'en.6'] }))).toEqual(new Set(['endogenous']))
    expect(naturesOf(whereOf({ any: [{ factor: 'en.5' }, { factor: 'ex.1' }] }))?.size).toBe(2)
    expect(naturesOf(whereOf({ factor: 'ex.1', nature: 'endogenous' }))?.size).toBe(0)
    expect(naturesOf(whereOf({ not: { factor: 'en.5' } }))).toBeUndefined()
  })
})

const structure = (...changes: readonly Change[]) => stateStructure(ruleOf(brokenBy(...changes)), 'v1')

describe('stored state', () => {
  const before = structure()

  it('is kept when only texts, levels, thresholds, weights of composites and audiences change', () => {
    const after = structure(
      ['{es: Regla sana, en: Sound rule}', '{es: Otra, en: Another}'],
      ['sources: {gte: 3}}, for', 'sources: {gte: 4}}, for'],
      ['weight: 0.6', 'weight: 0.5'],
      ['ack_within: 4h', 'ack_within: 2h'],
      ['max_age: 60d', 'max_age: 30d'],
      ['default: 5, min: 3', 'default: 6, min: 3'],
    )
    expect(after).toBe(before)
  })

  it.each<Change>([
    ['group_by: [department]', 'group_by: [province]'],
    ['category: [threat, intimidation]', 'category: [threat]'],
    ['n: {count: threats, window: 14d}', 'n: {count: threats, window: 15d}'],
    ['half_life: 7d', 'half_life: 8d'],
    ['warmup: 15d', 'warmup: 16d'],
    ['cap_per_source: {max: 2', 'cap_per_source: {max: 3'],
    ['severe: {type: number, default: 2', 'severe: {type: number, default: 3'],
    ['group_by: [department]', 'group_by: [department]\nlateness: {beyond: ignore}'],
  ])('is built anew when %j becomes %j', (piece, replacement) => {
    expect(structure([piece, replacement])).not.toBe(before)
  })

  it('is built anew with another table of discounts or another tuned number inside a selector', () => {
    const rule = ruleOf(soundRule)
    expect(stateStructure(rule, 'v2')).not.toBe(before)
    expect(stateStructure(rule, 'v1', { severe: 4 })).not.toBe(before)
    expect(stateStructure(rule, 'v1', { least: 9 })).toBe(before)
  })
})

it('canonical JSON does not depend on the order of keys and reads back the same', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, part]) => [key, shuffled(part)]),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(shuffled(value))).toBe(text)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
})

it('checkRule never throws when the rule as written is something else', () => {
  const rule = ruleOf(soundRule)
  fc.assert(
    fc.property(fc.jsonValue(), (raw) => {
      expect(Array.isArray(checkRule(rule, raw, undefined, []))).toBe(true)
    }),
  )
})

it('checkRule never throws on a rule whose shape is accepted', () => {
  const words = soundRule.match(/[a-z_]+|[\d.]+/g) ?? []
  let checked = 0
  fc.assert(
    fc.property(fc.nat(words.length - 1), fc.constantFrom(...new Set(words)), (at, replacement) => {
      let index = -1
      const yaml = soundRule.replace(/[a-z_]+|[\d.]+/g, (word) => {
        index += 1
        return index === at ? replacement : word
      })
      let raw: unknown
      try {
        raw = parse(yaml)
      } catch {
        return
      }
      const { rule } = parseRule(raw)
      if (rule === undefined) return
      checked += 1
      for (const finding of checkRule(rule, raw, undefined, [])) expect(finding.code).not.toBe('')
    }),
    { numRuns: 1000 },
  )
  // Otherwise the property would say nothing.
  expect(checked).toBeGreaterThan(50)
})
