// The published JSON Schema and the reader accept and refuse the same shapes.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseRule } from '#domain/rules/schema.ts'
import { soundRule } from './sound-rule.ts'

const accepts = new Ajv({ allowUnionTypes: true }).compile(
  z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync('rules/rule.schema.json', 'utf8'))),
)
const both = (value: unknown) => ({ schema: accepts(value), reader: parseRule(value).rule !== undefined })
const accepted = { schema: true, reader: true }
const refused = { schema: false, reader: false }

const files = readdirSync('rules', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.rule.yaml'))
  .map((file) => join('rules', file))

it.each(files)('%s is accepted by both', (file) => {
  expect(both(parse(readFileSync(file, 'utf8')))).toEqual(accepted)
})

type Plain = Record<string, unknown>
type Path = readonly (string | number)[]

const isBranch = (value: unknown): value is Plain => typeof value === 'object' && value !== null

function pathsOf(value: unknown): readonly Path[] {
  if (!isBranch(value)) return []
  return Object.entries(value).flatMap(([key, part]) => [
    [key],
    ...pathsOf(part).map((rest) => [key, ...rest]),
  ])
}

/** A copy with the value at a path replaced; `undefined` removes it. */
function changed(value: unknown, path: Path, replacement: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return replacement
  if (!isBranch(value)) return value
  const part = changed(value[step], rest, replacement)
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return items.flatMap((item, index) =>
      index === Number(step) ? (part === undefined ? [] : [part]) : [item],
    )
  }
  const entries = Object.entries(value).filter(([key]) => key !== step)
  return Object.fromEntries(part === undefined ? entries : [...entries, [step, part]])
}

const sound: unknown = parse(soundRule)
const paths = pathsOf(sound)

describe('both agree on a rule with one value changed', () => {
  it('to something else, or removed', () => {
    const strange = fc.oneof(
      fc.constantFrom(
        undefined,
        null,
        '',
        'x',
        'all',
        '0h',
        '3d',
        '1w2d',
        'en.5',
        'silence',
        'place',
        'firing',
      ),
      fc.constantFrom(0, 1, 3, -1, 0.5, 1e20, true, false),
      fc.constantFrom([], {}, ['x'], [1], [null], { param: 'least' }, { gte: 1 }, { nope: 1 }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...paths), strange, (path, replacement) => {
        const value = changed(sound, path, replacement)
        const said = both(value)
        expect(said.schema, JSON.stringify({ path, replacement })).toBe(said.reader)
      }),
      { numRuns: 3000 },
    )
  })

  it('with a key too many', () => {
    const maps = paths.filter((path) => {
      const value = path.reduce<unknown>((part, step) => (isBranch(part) ? part[step] : undefined), sound)
      return isBranch(value) && !Array.isArray(value)
    })
    for (const path of maps) {
      const value = changed(sound, [...path, 'Zz Zz'], 1)
      const said = both(value)
      expect(said.schema, path.join('.')).toBe(said.reader)
    }
    expect(both(changed(sound, ['zz'], 1))).toEqual(refused)
  })
})

it('both refuse what is no rule at all', () => {
  for (const value of [null, [], 'rule', 7, {}, { schema: 1 }]) expect(both(value)).toEqual(refused)
})
