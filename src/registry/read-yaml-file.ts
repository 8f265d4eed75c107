// Reads one YAML file against a strict zod shape and says of every fault where it stands: FILE:LINE:COLUMN code path: message.
import { readFile } from 'node:fs/promises'
import type { Document } from 'yaml'
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { knownKeys } from '#domain/pack/known-keys.ts'
import { nearest } from '#domain/pack/nearest.ts'

export type FieldPath = readonly PropertyKey[]

export interface Fault {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly code: string
  readonly path: string
  readonly message: string
}

/** A parsed file that can tell where a path of it stands. */
export interface YamlSource {
  readonly file: string
  readonly value: unknown
  fault(code: string, path: FieldPath, message: string, key?: string): Fault
}

/** Every fault of a set of files in one error. */
export class FilesRefused extends Error {
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super(faults.map(formatFault).join('\n'))
    this.name = 'FilesRefused'
    this.faults = faults
  }
}

function formatFault(fault: Fault): string {
  const path = fault.path === '' ? '' : ` ${fault.path}`
  return `${fault.file}:${fault.line}:${fault.column} ${fault.code}${path}: ${fault.message}`
}

/** `event_types[3].labels.es` */
function formatPath(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}

// A node that lacks is reported at the nearest one above it that exists.
function offsetOf(document: Document, path: FieldPath, key: string | undefined): number {
  for (let length = path.length; length >= 0; length--) {
    const steps = path.slice(0, length)
    const node: unknown = length === 0 ? document.contents : document.getIn(steps, true)
    if (key !== undefined && length === path.length && isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0]
    }
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

/** The document as plain data, or undefined after telling why it is refused. */
function plainValue(document: Document, refuse: (message: string) => void): unknown {
  try {
    // No pack needs an anchor; the bound keeps a file from growing without end when its aliases are resolved.
    return document.toJS({ maxAliasCount: 10 })
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

export function parseYaml(file: string, text: string): { source: YamlSource; faults: readonly Fault[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const faults: Fault[] = [...document.errors, ...document.warnings].map((error) => ({
    file,
    ...at(error.pos[0]),
    code: 'yaml',
    path: '',
    message: error.message,
  }))
  const source: YamlSource = {
    file,
    value:
      faults.length > 0
        ? undefined
        : plainValue(document, (message) => {
            faults.push({ file, line: 1, column: 1, code: 'yaml', path: '', message })
          }),
    fault: (code, path, message, key) => ({
      file,
      ...at(offsetOf(document, path, key)),
      code,
      path: formatPath(key === undefined ? path : [...path, key]),
      message,
    }),
  }
  return { source, faults }
}

function shapeFaults(
  source: YamlSource,
  shape: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
): readonly Fault[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const keys = knownKeys(shape, issue.path)
      return issue.keys.map((key) => {
        const near = nearest(key, keys, 1)[0]
        const hint = near === undefined ? `known: ${keys.join(', ')}` : `did you mean ${near}?`
        return source.fault('unknown-key', issue.path, `unknown key ${key}, ${hint}`, key)
      })
    }
    const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined')
    return [source.fault('shape', issue.path, missing ? 'is missing' : issue.message)]
  })
}

/** A file's faults are added to `faults`; without any, its value in the given shape and the source for later faults. */
export async function readYamlFile<Shape extends z.ZodType>(
  path: string,
  shownAs: string,
  shape: Shape,
  faults: Fault[],
): Promise<{ readonly value: z.infer<Shape>; readonly source: YamlSource } | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    faults.push({ file: shownAs, line: 1, column: 1, code: 'file', path: '', message: 'cannot be read' })
    return undefined
  }
  const parsed = parseYaml(shownAs, text)
  if (parsed.faults.length > 0) {
    faults.push(...parsed.faults)
    return undefined
  }
  const result = shape.safeParse(parsed.source.value)
  if (!result.success) {
    faults.push(...shapeFaults(parsed.source, shape, result.error.issues))
    return undefined
  }
  return { value: result.data, source: parsed.source }
}
