// Every reason that a row can bear stands in the glossary, in both languages, and the glossary names none that no code gives.
import { readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { expect, test } from 'vitest'
import { codesEn } from '../../web/src/texts/codes-en.ts'
import { codesEs } from '../../web/src/texts/codes-es.ts'
import { detailsEn, detailsEs } from '../../web/src/views/deliveries/details.ts'

const root = path.join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))
}

const words = (text: string) => [...text.matchAll(/'([a-z_]+)'/g)].flatMap(([, word]) => word ?? [])

/** The members of `export type NAME = 'a' | 'b' | Other`. */
function union(file: string, name: string): string[] {
  const text = read(file)
  const start = text.indexOf(`export type ${name} =`)
  if (start < 0) throw new Error(`${file} has no type ${name}`)
  const end = text.indexOf('\n\n', start)
  return words(text.slice(start, end < 0 ? undefined : end).replaceAll(/\/\*\*[\s\S]*?\*\//g, ''))
}

const sources = [
  ...filesBelow('src/delivery'),
  ...filesBelow('src/domain/delivery'),
  'src/response/climb.ts',
  'src/response/escalate.ts',
  'src/response/escalate-routes.ts',
]

/** What the code gives, wherever it is written: as a type, in an object, in SQL. */
function given(): Set<string> {
  const typed = [
    ...union('src/domain/delivery/planned-row.ts', 'PlanReason'),
    ...union('src/domain/delivery/hold.ts', 'HoldReason'),
    ...union('src/domain/response/escalation.ts', 'SkipReason'),
    ...union('src/delivery/silence-store.ts', 'EndReason'),
  ]
  const written = sources.flatMap((file) =>
    [...read(file).matchAll(/\b(?:reason|refusal|because)(?::| =| \?\?) '([a-z_]+)'(?! in )/g)].flatMap(
      ([, word]) => word ?? [],
    ),
  )
  const passed = sources.flatMap((file) =>
    [...read(file).matchAll(/\b(?:stopped|bringForward)\([^)']*'([a-z_]+)'\)/g)].flatMap(
      ([, word]) => word ?? [],
    ),
  )
  return new Set([...typed, ...written, ...passed])
}

/** `| `code` | español | english |` below the heading. */
function explained(): Map<string, { readonly es: string; readonly en: string }> {
  const [, section = ''] = read('docs/glossary.md').split('## Reasons · Razones')
  const lines = [...section.matchAll(/^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|$/gm)]
  return new Map(lines.map(([, code = '', es = '', en = '']) => [code, { es: es.trim(), en: en.trim() }]))
}

test('every reason has its line in the glossary', () => {
  expect(given().size).toBeGreaterThan(30)
  expect([...given()].filter((code) => !explained().has(code)).toSorted()).toEqual([])
})

test('the glossary explains no reason that nothing gives, and none twice', () => {
  expect([...explained().keys()].filter((code) => !given().has(code)).toSorted()).toEqual([])
  const lines = read('docs/glossary.md').match(/^\| `[a-z_]+` \|/gm) ?? []
  expect(lines.length).toBe(new Set(lines).size)
})

test('the console has words for every reason that a step of a ladder bears in the history of an alert, in both languages', () => {
  const taken = ['opening', 'nobody_answered', 'not_delivered', 'by_person']
  expect(taken.filter((code) => !given().has(code))).toEqual([])
  const reasons = [...taken, ...union('src/domain/response/escalation.ts', 'SkipReason')]
  expect(reasons.length).toBeGreaterThan(10)
  for (const { eventReason } of [codesEs, codesEn])
    expect(reasons.filter((code) => !(code in eventReason))).toEqual([])
})

test('the console has words for every kind of change of an alert, and for every reason of a delivery, in both languages', () => {
  const [, acts = ''] =
    read('src/domain/alert/lifecycle.ts').match(/const actKinds = \[([\s\S]*?)\] as const/) ?? []
  const [, records = ''] = read('src/domain/alert/lifecycle.ts').match(/'recounted'>([^\n]*)/) ?? []
  const kinds = [...words(acts), ...words(records), ...union('src/domain/rules/lane.ts', 'EvaluationKind')]
  expect(kinds.length).toBeGreaterThan(30)
  const reasons = [
    ...union('src/domain/delivery/planned-row.ts', 'PlanReason'),
    ...union('src/domain/delivery/hold.ts', 'HoldReason'),
  ]
  for (const { eventKind, deliveryReason } of [codesEs, codesEn]) {
    expect(kinds.filter((code) => !(code in eventKind))).toEqual([])
    expect(reasons.filter((code) => !(code in deliveryReason))).toEqual([])
  }
})

test('the console has words for all that the product itself says of a try, in both languages, and for nothing else', () => {
  const ways = [
    ...filesBelow('src/delivery/channels'),
    'src/platform/smtp.ts',
    'src/platform/outbound-http.ts',
  ]
  const said = ways.flatMap((file) =>
    [...read(file).matchAll(/(?:detail: |\? )'([^'$]*[^'\d$]+)'/g)].flatMap(([, one = '']) => one),
  )
  const refused = read('src/platform/outbound-http.ts').match(/AddressRefused\('([^']+)'\)/)?.[1] ?? ''
  const details = new Set([...said.filter((one) => one.includes(' ')), `address refused: ${refused}`])
  expect(details.size).toBeGreaterThan(6)
  for (const known of [detailsEs, detailsEn])
    expect(Object.keys(known).toSorted()).toEqual([...details].toSorted())
})
