// Nothing in src/ or web/src/ knows a country: what the shipped pack defines (codes, names, zone, language) stands in no code.
import { globSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readPack } from '#registry/read-pack.ts'

const root = path.join(import.meta.dirname, '../..')

/** Words of the program itself that the pack happens to use too. A code of the pack is never added here: it belongs into the pack. */
const ownWords = [
  // fixed by the calendar and by drills, as rules/README.md says
  'election_day suspended resumed annulled exercise normal abroad',
  // kinds of log entries, channels, tracks, the lives of rules and other enumerations of the API
  'calendar canary process inbox log protection monitoring silence other unknown',
  // kinds of agreements between parties to a conflict
  'agreement truce joint_statement',
  // fields of a signal, a measure and a button
  'target actor offices count primary timing',
]
const wordsOfTheProgram = new Set(ownWords.flatMap((line) => line.split(' ')))

/** Lines of code without their comments, where examples may name a place. */
function codeLines(): { at: string; text: string }[] {
  return globSync('{src,web/src}/**/*.{ts,tsx}', { cwd: root }).flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .map((line, index) => ({
        at: `${file}:${index + 1}`,
        text: line.replace(/^\s*(?:\/\/|\/?\*).*$/, '').replace(/\s\/\/ .*$/, ''),
      })),
  )
}

/** Quoted texts, and words joined by _ - or . wherever they stand. */
function wordsOf(text: string): readonly string[] {
  const quoted = [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"([^"]*)"|`([^`]*)`|>([^<>{}]+)</g)].flatMap(
    ([, ...groups]) => groups.filter((one) => one !== undefined),
  )
  const joined = [...text.matchAll(/[A-Za-z0-9]+(?:[_.-][A-Za-z0-9]+)+/g)].map(([word]) => word)
  return [...quoted, ...joined]
}

async function wordsOfThePack(): Promise<ReadonlySet<string>> {
  const { pack, routing, calendars } = await readPack(path.join(root, 'rules/bo'))
  // The electoral cycle and the scales of grades are the same in every country.
  const shared = new Set<unknown>([
    pack.phases,
    pack.periods,
    pack.severities,
    pack.features,
    pack.relatedness,
  ])
  const codes = Object.values(pack).flatMap((value: unknown) =>
    value instanceof Map && !shared.has(value) ? [...value.keys()].map(String) : [],
  )
  // Two letters are no name: «CB» may be anything.
  const names = [...pack.places.values()].flatMap((place) => [place.name, ...place.aliases])
  const routes = [...routing.channels, ...routing.ladders].map((one) => one.code)
  const all = [...codes, ...names, ...routes, ...calendars.map((one) => one.process)]
  return new Set(all.filter((one) => one.length > 2 && !wordsOfTheProgram.has(one)))
}

let known: ReadonlySet<string>
beforeAll(async () => {
  known = await wordsOfThePack()
})

const patterns = [
  /\bBO(?:[-_]EXT|\d{2,8})\b/, // codes of territories
  /America\/La_Paz|-04:00\b/,
  /\bes-BO\b/,
  /Bolivia/i,
]

function found(lines: readonly { at: string; text: string }[]): readonly string[] {
  return lines.flatMap(({ at, text }) => {
    const words = wordsOf(text).filter((word) => known.has(word) || namesIn(word).length > 0)
    const facts = patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])
    return [...words, ...facts].map((what) => `${at} ${what}`)
  })
}

/** Names of places within a longer text: capitalised and as whole words. */
function namesIn(text: string): readonly string[] {
  return [...known].filter(
    (name) => /^\p{Lu}\p{L}+ \p{Lu}|^\p{Lu}\p{Ll}{4,}$/u.test(name) && ` ${text} `.includes(` ${name} `),
  )
}

test('no word of the country pack stands in the code', () => {
  expect(found(codeLines())).toEqual([])
})

describe('each of these would be found', () => {
  test.each([
    `const kind = named ?? 'civil_society'`,
    `insertSources(trx, [{ id, kind: 'ombudsman_office' }])`,
    `office: 'un-liaison',`,
    `place: 'La Paz',`,
    `const zone = 'America/La_Paz'`,
    `const locales = { es: 'es-BO' }`,
    `usage: '--territory BO02,BO03'`,
    `category: 'threat',`,
    `target: { kind: 'candidate' }`,
    `const labels = { judicial: x['judicial'] }`,
    `'e.g. 2026-03-20T14:30:00-04:00'`,
    `<p>Oficina de Santa Cruz</p>`,
    `factors: ['en.5.4']`,
  ])('%s', (text) => {
    expect(found([{ at: 'x.ts:1', text }])).not.toEqual([])
  })
  test('a comment may give an example', () => {
    expect(codeLines().some(({ text }) => text.includes('«La Paz»'))).toBe(false)
  })
})
