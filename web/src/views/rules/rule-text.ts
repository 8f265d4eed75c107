// The text of a rule is its only state: the form reads values out of it and writes single values back into their place, so that comments,
// order and everything that the form does not touch stay as they were written.
import { type Document, isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml'

export type Path = readonly (string | number)[]

export interface RuleField {
  readonly path: Path
  readonly kind: 'text' | 'long' | 'number' | 'list'
  /** A list is written with commas. */
  readonly value: string
}

/** Undefined while the text is no YAML. */
export function parseRule(text: string): Document | undefined {
  const doc = parseDocument(text, { uniqueKeys: true })
  return doc.errors.length > 0 || !isMap(doc.contents) ? undefined : doc
}

const untouched = new Set(['schema', 'id', 'version', 'tests'])

/** Every single value and list of single values of the rule, in its order; its tests are edited as text. */
export function fieldsOf(doc: Document): RuleField[] {
  const fields: RuleField[] = []
  collect(doc.contents, [], fields)
  return fields
}

function collect(node: unknown, path: Path, into: RuleField[]): void {
  if (path.length === 1 && untouched.has(String(path[0]))) return
  if (isScalar(node)) {
    into.push({ path, kind: kindOf(node), value: shown(node.value) })
  } else if (isCodeList(node)) {
    into.push({ path, kind: 'list', value: node.items.map((one) => shown(one.value)).join(', ') })
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => collect(item, [...path, index], into))
  } else if (isMap(node)) {
    for (const { key, value } of node.items)
      collect(value, [...path, shown(isScalar(key) ? key.value : key)], into)
  }
}

/** Codes between brackets; a list of sentences is written item by item. */
function isCodeList(node: unknown): node is { readonly items: readonly Scalar[] } {
  if (!isSeq(node) || node.flow !== true || node.items.length === 0) return false
  return node.items.every((one) => isScalar(one) && !shown(one.value).includes(','))
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

function kindOf({ value }: Scalar): RuleField['kind'] {
  if (typeof value === 'number') return 'number'
  return typeof value === 'string' && value.length > 60 ? 'long' : 'text'
}

/** The same text with another value at the path; unchanged where the value cannot stand there. */
export function withValue(text: string, path: Path, value: string): string {
  const doc = parseRule(text)
  const node = doc?.getIn(path, true)
  if (isSeq(node)) {
    const items = value.split(',').map((one) => one.trim())
    const list = items.filter((one) => one !== '').map((one) => writeScalar(one, 'PLAIN'))
    return replaced(text, node.range, `[${list.join(', ')}]`)
  }
  if (!isScalar(node)) return text
  if (typeof node.value === 'number') {
    return value.trim() === '' || Number.isNaN(Number(value))
      ? text
      : replaced(text, node.range, value.trim())
  }
  const isBlock = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL'
  // A folded text keeps its place and its style; its lines are one again.
  const written = isBlock ? folded(text, node, value) : writeScalar(value, node.type)
  return replaced(text, node.range, written)
}

function replaced(text: string, range: readonly number[] | null | undefined, by: string): string {
  const [from, to] = range ?? []
  return from === undefined || to === undefined ? text : text.slice(0, from) + by + text.slice(to)
}

function folded(text: string, node: Scalar, value: string): string {
  const [from = 0, to = 0] = node.range ?? []
  const source = text.slice(from, to)
  const indent = /\n([ ]+)\S/.exec(source)?.[1] ?? '  '
  const lines = value.split('\n').map((line) => line.trim())
  return `>-\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n\n')}${source.endsWith('\n') ? '\n' : ''}`
}

/** Plain where that reads back as the same text, also inside braces; otherwise in the quotes that were there. */
function writeScalar(value: string, type: Scalar['type']): string {
  if (type === 'QUOTE_SINGLE' && !value.includes('\n')) return `'${value.replaceAll("'", "''")}'`
  if (type === 'QUOTE_DOUBLE') return JSON.stringify(value)
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N} _./()%+-]*$/u.test(value) && parseDocument(value).toJS() === value
  const isNumberLike = /^\d[\w.]*$/.test(value)
  return (isPlain || isNumberLike) && value === value.trim() ? value : JSON.stringify(value)
}
