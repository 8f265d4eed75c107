// The text of one rule → the rule, or its problems with line and column. The YAML profile of the rule language is enforced here.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml'
import type { CountryPack } from '#domain/pack.ts'
import { checkRule } from '#domain/rules/check.ts'
import type { CheckContext } from '#domain/rules/check-scope.ts'
import type { Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { rawTests } from '#domain/rules/schema-case.ts'
import type { Problem } from '#domain/rules/schema-reader.ts'
import { canonicalJson } from '#domain/rules/state-structure.ts'

/** A problem of a rule file and where to look for it; lines and columns count from 1. */
export interface RuleProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly code: string
  /** Dotted, such as `signals.threats.where.category`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly severity: 'error' | 'warning'
}

export interface ReadRule {
  readonly file: string
  readonly rule: Rule
  /** The embedded tests as written; `runCase` takes them one by one. */
  readonly tests: readonly unknown[]
  readonly yaml: string
  /** What the hash of a revision is taken of: the whole file, tests included, without comments and order. */
  readonly canonical: string
}

export interface RuleText {
  /** Only when there is no error; warnings may be there all the same. */
  readonly read?: ReadRule
  /** In file order. */
  readonly problems: readonly RuleProblem[]
}

/** A text whose shape has been read; its meaning is checked when the other rules are known. */
export interface ParsedText {
  readonly file: string
  readonly yaml: string
  readonly raw: unknown
  readonly rule?: Rule
  readonly problems: readonly RuleProblem[]
  readonly locate: (problem: Problem) => RuleProblem
}

// 256 KiB: the largest shipped rule is 5 KiB; a rule is written by people.
const mostBytes = 262_144
const mostAliases = 20
const suffix = '.rule.yaml'

interface Place {
  readonly key?: unknown
  readonly value: unknown
}

function stepInto(node: unknown, step: string | number): Place | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
    return pair === undefined ? undefined : { key: pair.key, value: pair.value }
  }
  return isSeq(node) && typeof step === 'number' && step < node.items.length
    ? { value: node.items[step] }
    : undefined
}

const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined)

/** Offset of the key or value that a problem is about; what lacks is reported at the key it should stand under. */
function offsetOf(document: Document, { path, at }: Problem): number {
  let place: Place = { value: document.contents }
  for (const step of path) {
    const node = isAlias(place.value) ? place.value.resolve(document) : place.value
    const next = stepInto(node, step)
    if (next === undefined) return startOf(place.key) ?? startOf(place.value) ?? 0
    place = next
  }
  const [first, second] = at === 'key' ? [place.key, place.value] : [place.value, place.key]
  return startOf(first) ?? startOf(second) ?? 0
}

interface Fault {
  readonly code: string
  readonly message: string
  readonly offset: number
}

const ownWords: Readonly<Record<string, Pick<Fault, 'code' | 'message'>>> = {
  DUPLICATE_KEY: { code: 'duplicate-key', message: 'this key is there twice' },
  MULTIPLE_DOCS: { code: 'yaml', message: 'a rule file is one document' },
}

function profileFaults(document: Document.Parsed): readonly Fault[] {
  const faults = [...document.errors, ...document.warnings].map(
    (fault): Fault => ({
      code: 'yaml',
      message: fault.message,
      ...ownWords[fault.code],
      offset: fault.pos[0],
    }),
  )
  const aliases: Alias[] = []
  visit(document, { Alias: (_, alias) => void aliases.push(alias) })
  const extra = aliases[mostAliases]
  if (extra === undefined)
    return [...faults, ...aliases.filter((alias) => alias.resolve(document) === undefined).map(dangling)]
  return [
    ...faults,
    { code: 'yaml', message: `more than ${mostAliases} aliases`, offset: startOf(extra) ?? 0 },
  ]
}

function dangling(alias: Alias): Fault {
  return { code: 'yaml', message: 'this alias names no anchor before it', offset: startOf(alias) ?? 0 }
}

function refused(file: string, yaml: string, message: string): ParsedText {
  const locate = (problem: Problem): RuleProblem => ({
    file,
    line: 1,
    column: 1,
    code: problem.code,
    path: problem.path.join('.'),
    message: problem.message,
    severity: problem.severity ?? 'error',
  })
  return { file, yaml, raw: undefined, problems: [locate({ path: [], code: 'yaml', message })], locate }
}

function readDocument(file: string, yaml: string): ParsedText {
  const lines = new LineCounter()
  const document = parseDocument(yaml, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: true,
    schema: 'core',
  })
  const put = (offset: number, problem: Problem): RuleProblem => {
    const { line, col } = lines.linePos(offset)
    const { path, code, message, severity = 'error' } = problem
    return { file, line, column: col, code, path: path.join('.'), message, severity }
  }
  const locate = (problem: Problem) => put(offsetOf(document, problem), problem)
  const faults = profileFaults(document)
  if (faults.length > 0) {
    const problems = faults.map(({ code, message, offset }) => put(offset, { path: [], code, message }))
    return { file, yaml, raw: undefined, problems, locate }
  }
  // The library counts the anchor itself as one.
  const raw: unknown = document.toJS({ maxAliasCount: mostAliases + 1 })
  const parsed = parseRule(raw)
  return parsed.rule === undefined
    ? { file, yaml, raw, problems: parsed.problems.map(locate), locate }
    : { file, yaml, raw, rule: parsed.rule, problems: [], locate }
}

/** YAML → shape. Never throws, whatever the text. */
export function parseRuleText(file: string, yaml: string): ParsedText {
  if (Buffer.byteLength(yaml) > mostBytes) return refused(file, yaml, `larger than ${mostBytes / 1024} KiB`)
  try {
    return readDocument(file, yaml)
  } catch (failure) {
    // Aliases that grow without end, or nesting deeper than the stack.
    return refused(file, yaml, failure instanceof Error ? failure.message : String(failure))
  }
}

function inFileOrder(problems: readonly RuleProblem[]): readonly RuleProblem[] {
  return problems.toSorted((left, right) => left.line - right.line || left.column - right.column)
}

/** The id that a file's name promises. */
export function fileIdOf(file: string): string | undefined {
  if (!file.endsWith(suffix)) return undefined
  return file.slice(file.lastIndexOf('/') + 1, -suffix.length)
}

/** Checks the meaning of a text whose shape was read. */
export function finishRuleText(
  text: ParsedText,
  pack: CountryPack | undefined,
  others: readonly Rule[] | undefined,
  context: CheckContext,
): RuleText {
  const { file, yaml, raw, rule, locate } = text
  if (rule === undefined) return { problems: inFileOrder(text.problems) }
  const fileId = fileIdOf(file)
  const given = { ...(fileId === undefined ? {} : { fileId }), ...context }
  const problems = inFileOrder(checkRule(rule, raw, pack, others, given).map(locate))
  if (problems.some(({ severity }) => severity === 'error')) return { problems }
  return { read: { file, rule, tests: rawTests(raw), yaml, canonical: canonicalJson(raw) }, problems }
}

/** Reads and checks one rule. `file` is what the problems are told under; ending in `.rule.yaml`, it must agree with the id. */
export function readRuleText(
  file: string,
  yaml: string,
  pack?: CountryPack,
  others?: readonly Rule[],
  context: CheckContext = {},
): RuleText {
  return finishRuleText(parseRuleText(file, yaml), pack, others, context)
}

/** `FILE:LINE:COLUMN code path: message` */
export function printRuleProblem({ file, line, column, code, path, message }: RuleProblem): string {
  return `${file}:${line}:${column} ${code}${path === '' ? '' : ` ${path}`}: ${message}`
}
