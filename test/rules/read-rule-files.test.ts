// Reading the rules of an installation: which files, in which order, and what is wrong between them.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPack } from '#registry/read-pack.ts'
import { readRuleFiles } from '#registry/read-rule-files.ts'
import { soundRule } from './sound-rule.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function write(path: string, text: string | Uint8Array) {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

const named = (id: string, suppresses: string) =>
  soundRule.replace('id: sound-rule', `id: ${id}`).replace('rules: [other-rule]', `rules: [${suppresses}]`)

async function read(country = 'bo') {
  const { rules, problems } = await readRuleFiles(folder, country)
  return {
    ids: rules.map(({ rule }) => rule.id),
    problems: problems.map(({ file, line, code }) => `${file.slice(folder.length + 1)}:${line} ${code}`),
  }
}

it('reads the common rules and those of the country, in whatever folder below', async () => {
  await write('core/violence/one-rule.rule.yaml', named('one-rule', 'two-rule'))
  await write('bo/rules/two-rule.rule.yaml', named('two-rule', 'one-rule'))
  await write('pe/rules/far-rule.rule.yaml', named('far-rule', 'one-rule'))
  await write('core/notes.yaml', 'not: a rule')
  expect(await read()).toEqual({ ids: ['two-rule', 'one-rule'], problems: [] })
})

it('takes the common rules that the pack names and does not look at the others, however broken', async () => {
  await write('core/one-rule.rule.yaml', named('one-rule', 'two-rule'))
  await write('core/far-rule.rule.yaml', 'not: a rule')
  await write('bo/rules/two-rule.rule.yaml', named('two-rule', 'one-rule'))
  const { pack } = await readPack('rules/bo')
  const files = async (coreRules: readonly string[]) => {
    const { rules, problems } = await readRuleFiles(folder, 'bo', { ...pack, coreRules })
    const all = [...rules.map(({ file }) => file), ...problems.map(({ file }) => file)]
    return [...new Set(all)].map((file) => file.slice(folder.length + 1)).toSorted()
  }
  expect(await files([])).toEqual(['bo/rules/two-rule.rule.yaml'])
  expect(await files(['one-rule'])).toEqual(['bo/rules/two-rule.rule.yaml', 'core/one-rule.rule.yaml'])
})

it('leaves out the file with an error and reads the others, also those that name its rule', async () => {
  await write('core/one-rule.rule.yaml', named('one-rule', 'two-rule'))
  await write('core/two-rule.rule.yaml', named('two-rule', 'one-rule').replace('status: draft', 'status: on'))
  expect(await read()).toEqual({
    ids: ['one-rule'],
    problems: ['core/two-rule.rule.yaml:4 shape'],
  })
})

it('refuses an id that another file has already', async () => {
  await write('core/a/one-rule.rule.yaml', named('one-rule', 'two-rule'))
  await write('core/b/one-rule.rule.yaml', named('one-rule', 'two-rule'))
  await write('core/two-rule.rule.yaml', named('two-rule', 'one-rule'))
  expect(await read()).toEqual({
    ids: ['one-rule', 'two-rule'],
    problems: ['core/b/one-rule.rule.yaml:2 id-version'],
  })
})

it('refuses a file that is not UTF-8', async () => {
  await write('core/one-rule.rule.yaml', Uint8Array.of(0x69, 0x64, 0x3a, 0x20, 0xe1))
  expect(await read()).toEqual({ ids: [], problems: ['core/one-rule.rule.yaml:1 yaml'] })
})

it('an installation without rules is empty, not broken', async () => {
  expect(await read('pe')).toEqual({ ids: [], problems: [] })
})

it('hands over the text, the tests as written, and one canonical form for any order of keys', async () => {
  const text = named('one-rule', 'two-rule')
  await write('core/one-rule.rule.yaml', text)
  await write('core/two-rule.rule.yaml', named('two-rule', 'one-rule'))
  const [one] = (await readRuleFiles(folder, 'bo')).rules
  await write(
    'core/one-rule.rule.yaml',
    text.replace('version: 2\nstatus: draft', 'status: draft   # soon\nversion: 2'),
  )
  const [again] = (await readRuleFiles(folder, 'bo')).rules
  expect(one?.yaml).toBe(text)
  expect(one?.tests.length).toBe(1)
  expect(again?.yaml).not.toBe(one?.yaml)
  expect(again?.canonical).toBe(one?.canonical)
})
