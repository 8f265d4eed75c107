// The rule files of an installation: those for any country and those of one country pack.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CountryPack } from '#domain/pack.ts'
import type { CheckContext } from '#domain/rules/check-scope.ts'
import {
  fileIdOf,
  finishRuleText,
  type ParsedText,
  parseRuleText,
  type ReadRule,
  type RuleProblem,
} from './read-rule-text.ts'

export interface RuleFiles {
  /** Rules without errors, by file name. */
  readonly rules: readonly ReadRule[]
  /** Errors and warnings of all files, by file and in file order. */
  readonly problems: readonly RuleProblem[]
}

/** Every rule file below the folder. */
export async function ruleFilesIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true }).catch((failure: NodeJS.ErrnoException) => {
    // A country without rules of its own, or an installation without the common ones.
    if (failure.code === 'ENOENT') return []
    throw failure
  })
  return found.filter((file) => file.endsWith('.rule.yaml')).map((file) => join(folder, file))
}

async function parseFile(file: string): Promise<ParsedText> {
  const bytes = await readFile(file)
  try {
    return parseRuleText(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    const parsed = parseRuleText(file, '')
    const problem = { file, line: 1, column: 1, code: 'yaml', path: '', severity: 'error' as const }
    return { ...parsed, problems: [{ ...problem, message: 'not UTF-8' }] }
  }
}

/** Two files with one id: the second would never be looked at. */
function sharedIds(texts: readonly ParsedText[]): readonly RuleProblem[] {
  const first = new Map<string, string>()
  return texts.flatMap((text) => {
    if (text.rule === undefined) return []
    const earlier = first.get(text.rule.id)
    if (earlier === undefined) {
      first.set(text.rule.id, text.file)
      return []
    }
    return [text.locate({ path: ['id'], code: 'id-version', message: `${earlier} has this id already` })]
  })
}

/** Where the rules of an installation lie. */
export interface RuleFolders {
  /** Rules for any country; of these a pack takes those that it names. */
  readonly core: string
  readonly own: string
}

/** `core/` and `<country>/rules/` below `folder`. */
export async function readRuleFiles(
  folder: string,
  country: string,
  pack?: CountryPack,
  context: CheckContext = {},
): Promise<RuleFiles> {
  return readRuleFolders({ core: join(folder, 'core'), own: join(folder, country, 'rules') }, pack, context)
}

/** Reads and checks them. A file with errors is left out of `rules` and told in `problems`; the others are read all the same. */
export async function readRuleFolders(
  folders: RuleFolders,
  pack?: CountryPack,
  context: CheckContext = {},
): Promise<RuleFiles> {
  const [core, own] = await Promise.all([ruleFilesIn(folders.core), ruleFilesIn(folders.own)])
  const taken = core.filter((file) => pack?.coreRules?.includes(fileIdOf(file) ?? '') !== false)
  const files = [...taken, ...own].toSorted()
  const texts = await Promise.all(files.map(parseFile))
  const shared = sharedIds(texts)
  // One broken file must not take those down that name it.
  const unreadableRules = texts.flatMap(({ file, rule }) =>
    rule === undefined ? [fileIdOf(file) ?? ''] : [],
  )
  const checked = texts.map((text) => {
    const others = texts.flatMap(({ rule }) =>
      rule === undefined || rule.id === text.rule?.id ? [] : [rule],
    )
    return { text, ...finishRuleText(text, pack, others, { unreadableRules, ...context }) }
  })
  return {
    rules: checked.flatMap(({ text, read }) =>
      read === undefined || shared.some(({ file }) => file === text.file) ? [] : [read],
    ),
    problems: checked.flatMap(({ text, problems }) => [
      ...shared.filter(({ file }) => file === text.file),
      ...problems,
    ]),
  }
}
