// Whatever the checks of a rule say, they can say in Spanish: each sentence in their source, and a refusal as its author reads it.
import { readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { expect, test } from 'vitest'
import { spanishOf } from '#domain/rules/spanish.ts'
import { readRuleText } from '#registry/read-rule-text.ts'
import { refusalOfRule } from '#registry/rule-problems.ts'

const folder = path.join(import.meta.dirname, '../../src/domain/rules')

/** Parts that sentences are put together from; each of those sentences is looked at below. */
const parts = [
  ' for every value that its bounds allow',
  ' in catalogue 7',
  'unknown 7 "7" in catalogue ',
  'at least 7',
  '7 to 7',
  'calendar window',
  'entity set',
  'phase or calendar window',
  'source kind',
  'target kind',
  'one origin alone',
  'one report that cannot be judged or is doubtful',
  '7 can reach "7"; ask for several distinct source.root, a cap, or better graded reports',
  '"7" reads mitigating signals and would raise the risk',
  '"7" reads no mitigating signals and would lower the risk',
  '7: its weight must be negative',
  '7: its weight may not be negative',
  'what is stored for a rule cannot change with the phase',
  '; did you mean "7"?',
  '7, longer than 0',
  'a list of 7',
]
const composed = [
  'unknown calendar window "x" in catalogue BO 1; did you mean "y"?',
  'one origin alone can reach "warning"; ask for several distinct source.root, a cap, or better graded reports',
  'one report that cannot be judged or is doubtful can reach "warning"; ask for several distinct source.root, a cap, or better graded reports',
  '"a" reads mitigating signals and would raise the risk: its weight must be negative for every value that its bounds allow',
  '"a" reads no mitigating signals and would lower the risk: its weight may not be negative',
  '"a" depends on the phase; what is stored for a rule cannot change with the phase',
  'only one of the two languages tells {a}, {b}',
  'a list of at least 1',
  'a list of 1 to 5',
  'a duration such as 90m, 6h, 14d, 1d12h, longer than 0',
  'unknown rule "a"; did you mean "b"?',
]

/** `${…}` as 7, also where a template stands inside a template; what only some sentences end in is left out. */
function filled(template: string): string {
  let text = template.replaceAll(/\$\{(hint|bounds|edition(\(scope\))?|didYouMean\([^{}]*\))\}/g, '')
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replaceAll(/\$\{[^{}]*\}/g, '7')
  }
  return text
}

function sentences(): string[] {
  return readdirSync(folder)
    .filter((name) => /^(check|schema)/.test(name))
    .flatMap((name) => {
      const code = readFileSync(path.join(folder, name), 'utf8')
        .replaceAll(/^\s*\/\/.*$/gm, '')
        .replaceAll(/\/\*[\s\S]*?\*\//g, '')
        .replaceAll(/^(import|} from) .*$/gm, '')
        // the names in this list are of one kind: {a}, {b}
        .replace("tells ${differ.map((name) => `{${name}}`).join(', ')}", 'tells 7')
      return [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].flatMap(([, text, template]) =>
        filled(text ?? template ?? ''),
      )
    })
    .filter((text) => /[a-z]{2}/.test(text) && text.includes(' '))
}

test('every sentence of the checks has its Spanish', () => {
  const found = sentences()
  expect(found.length).toBeGreaterThan(100)
  const untold = found.filter((text) => !parts.includes(text) && spanishOf(text) === undefined)
  expect(untold).toEqual([])
  expect(composed.filter((text) => spanishOf(text) === undefined)).toEqual([])
})

test('what a sentence names stays as it is', () => {
  expect(spanishOf('unknown calendar window "x" in catalogue BO 1; did you mean "y"?')).toBe(
    'no existe la ventana del calendario «x» en el catálogo BO 1; ¿quiso decir «y»?',
  )
  expect(spanishOf('unknown placeholder "{a b}"')).toBe('no existe el marcador «{a b}»')
  expect(spanishOf('one evaluation of a key may read 12 stored rows; at most 7')).toBe(
    'una evaluación de una clave puede leer 12 filas guardadas; como máximo 7',
  )
  expect(spanishOf('something that no check says')).toBeUndefined()
})

test('a refusal in Spanish holds no English sentence', () => {
  const { problems } = readRuleText(
    'x.rule.yaml',
    'schema: 1\nid: y\nversion: 0\nlevels: [{level: hgih}]\nsignalz: {}\n',
  )
  const faults = refusalOfRule(problems).details.faults ?? []
  expect(faults.length).toBeGreaterThan(3)
  for (const { message } of faults)
    expect(message.es).not.toMatch(/\b(missing|unknown|did you mean|whole number|at least|one of)\b/)
  const broken = refusalOfRule(readRuleText('x.rule.yaml', 'a: [').problems).details.faults ?? []
  expect(broken[0]?.message.es).toBe('x.rule.yaml:1:5 el texto no es YAML válido')
})
