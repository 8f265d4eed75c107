// The form of a rule and its text: whatever the form writes stands in its place, and everything else stays as it was written.
import { globSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineDiff } from '../../web/src/views/rules/line-diff.ts'
import { fieldsOf, parseRule, type RuleField, withValue } from '../../web/src/views/rules/rule-text.ts'

const root = path.join(import.meta.dirname, '../..')
const files = globSync('rules/*/rules/*.rule.yaml', { cwd: root })
const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]))

function fields(text: string): RuleField[] {
  const doc = parseRule(text)
  if (doc === undefined) throw new Error('no YAML any more')
  return fieldsOf(doc)
}

test('there are rules to try', () => {
  expect(files.length).toBeGreaterThan(30)
})

test.each(files)('%s: the same value written again reads the same everywhere', (file) => {
  const text = texts.get(file) ?? ''
  const before = fields(text)
  for (const field of before) {
    expect(fields(withValue(text, field.path, field.value))).toEqual(before)
  }
})

const anyText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((one) => one.trim() === one && !/\p{C}|\p{Zl}|\p{Zp}/u.test(one))

test('another value at one place changes that place, and every line outside of it stays', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.nat(),
      anyText,
      fc.integer({ min: 0, max: 999 }),
      (file, at, word, number) => {
        const text = texts.get(file) ?? ''
        const before = fields(text)
        const field = before[at % before.length]
        if (field === undefined || field.kind === 'list') return
        const value = field.kind === 'number' ? String(number) : word
        const changed = withValue(text, field.path, value)
        const after = fields(changed)
        const key = field.path.join('.')
        expect(after.find((one) => one.path.join('.') === key)?.value).toBe(value)
        expect(after.filter((one) => one.path.join('.') !== key)).toEqual(
          before.filter((one) => one.path.join('.') !== key),
        )
        const comments = (one: string) => one.split('\n').filter((line) => line.trimStart().startsWith('#'))
        expect(comments(changed)).toEqual(comments(text))
      },
    ),
    { numRuns: 400 },
  )
})

test('a list is written as codes with commas', () => {
  const text = 'factors: [en.5.4]   # why\nid: a\n'
  expect(withValue(text, ['factors'], 'en.5.4, en.7.1')).toBe('factors: [en.5.4, en.7.1]   # why\nid: a\n')
})

test('what is no number leaves a number as it is', () => {
  expect(withValue('a: {n: 3}\n', ['a', 'n'], '3x')).toBe('a: {n: 3}\n')
})

test('a difference gives back both texts', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after)
      const side = (without: string) =>
        lines
          .filter(({ kind }) => kind !== without)
          .map(({ text: line }) => line)
          .join('\n')
      expect(side('added')).toBe(before)
      expect(side('removed')).toBe(after)
    }),
  )
})
