// docs/accessibility.md against the criteria of WCAG 2.2 A and AA, the tests that it names and the rules of axe.
import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import { expect, test } from 'vitest'

const read = (file: string) => readFileSync(file, 'utf8')
const document = read('docs/accessibility.md')
const rows = [...document.matchAll(/^\| (\d\.\d\.\d+) \| .+? \| (.+) \|$/gm)].map(
  ([, id = '', shown = '']) => ({
    id,
    shown,
  }),
)

/** 31 of A and 24 of AA; 4.1.1 was taken out with 2.2. */
const criteria = [
  '1.1.1',
  '1.2.1',
  '1.2.2',
  '1.2.3',
  '1.3.1',
  '1.3.2',
  '1.3.3',
  '1.4.1',
  '1.4.2',
  '2.1.1',
  '2.1.2',
  '2.1.4',
  '2.2.1',
  '2.2.2',
  '2.3.1',
  '2.4.1',
  '2.4.2',
  '2.4.3',
  '2.4.4',
  '2.5.1',
  '2.5.2',
  '2.5.3',
  '2.5.4',
  '3.1.1',
  '3.2.1',
  '3.2.2',
  '3.2.6',
  '3.3.1',
  '3.3.2',
  '3.3.7',
  '4.1.2',
  '1.2.4',
  '1.2.5',
  '1.3.4',
  '1.3.5',
  '1.4.3',
  '1.4.4',
  '1.4.5',
  '1.4.10',
  '1.4.11',
  '1.4.12',
  '1.4.13',
  '2.4.5',
  '2.4.6',
  '2.4.7',
  '2.4.11',
  '2.5.7',
  '2.5.8',
  '3.1.2',
  '3.2.3',
  '3.2.4',
  '3.3.3',
  '3.3.4',
  '3.3.8',
  '4.1.3',
]

test('every criterion of WCAG 2.2 A and AA has its line, once', () => {
  expect(criteria).toHaveLength(55)
  expect(rows.map(({ id }) => id).toSorted()).toEqual(criteria.toSorted())
})

test('what a line names exists: the test by the beginning of its title, the rule in axe; the count is right', () => {
  const rules = new Map(axe.getRules().map(({ ruleId, tags }) => [ruleId, tags]))
  const named = rows.filter(({ shown }) => !/^(open|does not apply)\b/.test(shown))
  for (const { id, shown } of named) {
    const tests = [...shown.matchAll(/`(test\/[^`]+)` › (.+?)(?=, `test|, axe|$)/g)]
    const found = [...shown.matchAll(/axe `([^`]+)`/g)]
    expect(tests.length + found.length, id).toBeGreaterThan(0)
    for (const [, file = '', title = ''] of tests) expect(read(file), `${id} ${file}`).toContain(title)
    for (const [, rule = ''] of found)
      expect(
        rules.get(rule)?.some((tag) => tag.startsWith('wcag')),
        `${id} ${rule}`,
      ).toBe(true)
  }
  const absent = rows.filter(({ shown }) => shown.startsWith('does not apply'))
  expect(document).toContain(
    `**${named.length} of 55** have a named test or rule, ${absent.length} do not apply`,
  )
})
