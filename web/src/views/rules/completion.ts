// What may stand at the cursor of a rule's text: keys of the rule language from its schema, and codes of the country pack.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import schema from '../../../../rules/rule.schema.json'

export interface Place {
  /** From the top of the rule: key names, and `*` for an item of a list. */
  readonly path: readonly string[]
  readonly isKey: boolean
}

interface Level {
  readonly indent: number
  readonly name: string
}

/** Where the end of this text stands in a rule. */
export function placeAt(textBefore: string): Place {
  const lines = textBefore.split('\n')
  const last = lines.pop() ?? ''
  const stack: Level[] = []
  for (const line of lines) descend(stack, line)
  const [start = '', spaces = '', dashes = '', key] =
    /^(\s*)((?:- +)*)(?:([\w.-]+):(?=\s|$))?/.exec(last) ?? []
  // The items of a list may stand as far in as the key that holds them.
  const least = dashes === '' ? spaces.length : spaces.length + 1
  while (indentOf(stack.at(-1)) >= least) stack.pop()
  const path = [
    ...stack.map(({ name }) => name),
    ...(dashes === '' ? [] : ['*']),
    ...(key === undefined ? [] : [key]),
  ]
  return inFlow(last.slice(start.length), path, key === undefined)
}

const indentOf = (level: Level | undefined): number => level?.indent ?? -1

function descend(stack: Level[], line: string): void {
  const found = /^(\s*)((?:- +)*)([\w.-]+):\s*(?:[>|][+-]?)?\s*(?:#.*)?$/.exec(line)
  const other = /^(\s*)(\S)/.exec(line)
  if (other === null || other[2] === '#') return
  const indent = (other[1] ?? '').length
  while (indentOf(stack.at(-1)) >= indent) stack.pop()
  const dashes = /^\s*((?:- +)*)/.exec(line)?.[1] ?? ''
  if (dashes !== '') stack.push({ indent, name: '*' })
  const key = found?.[3]
  if (key !== undefined) stack.push({ indent: indent + dashes.length, name: key })
}

/** Follows braces and brackets on the line itself. */
function inFlow(rest: string, path: readonly string[], isKey: boolean): Place {
  const here = [...path]
  const opened: number[] = []
  let pending = false
  let canKey = isKey
  for (const [token] of rest.matchAll(/[{}[\],]|[\w.-]+:(?=\s|$)/g)) {
    if (token === '{' || token === '[') {
      opened.push(here.length)
      if (token === '[') here.push('*')
      canKey = token === '{'
      pending = false
    } else if (token === '}' || token === ']') {
      here.length = opened.pop() ?? 0
      canKey = false
    } else if (token === ',') {
      const isList = here[opened.at(-1) ?? 0] === '*' && !pending
      if (pending) here.pop()
      pending = false
      canKey = !isList
    } else {
      here.push(token.slice(0, -1))
      pending = true
      canKey = false
    }
  }
  return { path: here, isKey: canKey }
}

interface Shape {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: Shape | boolean
  readonly items?: Shape
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly description?: string
  readonly oneOf?: readonly Shape[]
  readonly anyOf?: readonly Shape[]
  readonly allOf?: readonly Shape[]
}

const root = schema as unknown as Shape & { readonly definitions?: Readonly<Record<string, Shape>> }

/** A shape and all the shapes that it may be instead. */
function alternatives(shape: Shape | undefined, depth = 0): Shape[] {
  if (shape === undefined || typeof shape !== 'object' || depth > 8) return []
  const { $ref, oneOf = [], anyOf = [], allOf = [] } = shape
  const referred =
    $ref === undefined ? [] : alternatives(root.definitions?.[$ref.split('/').at(-1) ?? ''], depth + 1)
  return [
    shape,
    ...referred,
    ...[...oneOf, ...anyOf, ...allOf].flatMap((one) => alternatives(one, depth + 1)),
  ]
}

function below(shapes: readonly Shape[], name: string): Shape[] {
  return shapes.flatMap((shape) => {
    if (name === '*') return alternatives(shape.items)
    const named = shape.properties?.[name]
    if (named !== undefined) return alternatives(named)
    const { additionalProperties: more, patternProperties = {} } = shape
    const open = typeof more === 'object' ? [more] : []
    return [...Object.values(patternProperties), ...open].flatMap((one) => alternatives(one))
  })
}

/** Keys or fixed words that the rule language has at the place. */
export function wordsAt({ path, isKey }: Place): readonly string[] {
  const shapes = path.reduce((at, name) => below(at, name), alternatives(root))
  const words = isKey
    ? shapes.flatMap((shape) => Object.keys(shape.properties ?? {}))
    : shapes.flatMap((shape) => [...(shape.enum ?? []), ...(shape.const === undefined ? [] : [shape.const])])
  return [...new Set(words.map(String))]
}

/** Codes of the country pack by the key that they stand under. */
export type Codes = Readonly<Record<string, readonly { readonly code: string; readonly label: string }[]>>

const operators = new Set(['*', 'eq', 'ne', 'in', 'not_in', 'has_any', 'has_all'])

export function completeRule(codes: Codes): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const word = context.matchBefore(/[\w.-]*/)
    if (word === null || (word.from === word.to && !context.explicit)) return null
    const place = placeAt(context.state.sliceDoc(0, word.from))
    const named = place.path.findLast((name) => !operators.has(name)) ?? ''
    const keys: Completion[] = wordsAt(place).map((label) => ({
      label,
      type: place.isKey ? 'keyword' : 'enum',
      ...(place.isKey ? { apply: `${label}: ` } : {}),
    }))
    const own: Completion[] = (codes[named] ?? []).map(({ code, label }) => ({
      label: code,
      detail: label,
      type: 'constant',
      ...(place.isKey ? { apply: `${code}: ` } : {}),
    }))
    return { from: word.from, options: [...own, ...keys] }
  }
}
