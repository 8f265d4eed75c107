// Verifies a dump of the audit log with nothing but Node: no database, no settings, none of the product's code. Copied alone to another
// machine it runs as `node verify-audit.ts DUMP [--checkpoint FILE…] [--key PUBLIC_KEY…]`; docs/security/audit.md describes the dump.
import { createHash, createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { argv, exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'

const FORMAT = 'vigia-audit-dump-1'
/** Faults beyond these are counted and not named. */
const NAMED = 20

export interface Verdict {
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
  readonly events: number
  readonly checkpoints: number
  /** Of the last checkpoint; undefined when there is none. */
  readonly last: { readonly size: number; readonly time: string } | undefined
}

export interface Note {
  readonly body: string
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly time: string
  readonly name: string
  readonly signature: string
}

interface State {
  readonly given: readonly string[]
  readonly witnesses: Map<number, Note[]>
  readonly faults: string[]
  faultCount: number
  origin?: string
  keys: Map<string, KeyObject>
  /** Roots of the complete subtrees from the left; undefined = none of that size. */
  readonly edge: (Buffer | undefined)[]
  events: number
  checkpoints: number
  last?: Note
  isEnded: boolean
}

/** `dump`: the bytes of a dump in pieces; `witnesses`: texts that hold checkpoints (notes, mails, webhook bodies, feeds). */
export async function verifyDump(
  dump: AsyncIterable<Buffer> | Iterable<Buffer>,
  witnesses: readonly { readonly name: string; readonly text: string }[],
  keys: readonly string[],
): Promise<Verdict> {
  const counts = { faultCount: 0, events: 0, checkpoints: 0, isEnded: false }
  const lists = { given: keys, witnesses: new Map(), faults: [], keys: new Map(), edge: [] }
  const state: State = { ...counts, ...lists }
  for (const { name, text } of witnesses) {
    const notes = notesIn(text)
    if (notes.length === 0) fault(state, `${name}: holds no checkpoint`)
    for (const note of notes)
      state.witnesses.set(note.size, [...(state.witnesses.get(note.size) ?? []), note])
  }
  let number = 0
  for await (const line of linesOf(dump)) {
    number += 1
    takeLine(state, line, number)
  }
  conclude(state, number)
  const warnings = [
    ...(keys.length > 0
      ? []
      : ['no --key was given: the dump was checked against the key that it names itself']),
    ...(witnesses.length > 0 ? [] : ['no --checkpoint was given: an end that was cut off is not seen']),
  ]
  const faults =
    state.faultCount > NAMED ? [...state.faults, `and ${state.faultCount - NAMED} more`] : state.faults
  const { events, checkpoints, last } = state
  return { faults, warnings, events, checkpoints, last: last && { size: last.size, time: last.time } }
}

function fault(state: State, text: string): void {
  state.faultCount += 1
  if (state.faultCount <= NAMED) state.faults.push(text)
}

/** Lines as bytes, without their ends; a last line that has none is a null. */
async function* linesOf(pieces: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer | null> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    let buffer: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10)) {
      yield buffer.subarray(0, end)
      buffer = buffer.subarray(end + 1)
    }
    rest = buffer
  }
  if (rest.length > 0) yield null
}

/** How an event begins. There is nothing to read in it: its hash covers every byte. */
const eventStart = Buffer.from('{"action":')

function takeLine(state: State, line: Buffer | null, number: number): void {
  const at = `line ${number}`
  if (state.isEnded) return fault(state, `${at}: stands after the end`)
  if (number > 1 && line?.subarray(0, eventStart.length).equals(eventStart)) return appendLeaf(state, line)
  const value = parseCanonical(line)
  if (value === undefined) return fault(state, `${at}: damaged; expected one line of JSON in canonical form`)
  if (number === 1) return takeHeader(state, value)
  if (typeof value['checkpoint'] === 'string') return takeCheckpoint(state, value['checkpoint'], at)
  if ('end' in value) return takeEnd(state, value, at)
  fault(state, `${at}: neither an event, a checkpoint nor the end`)
}

function parseCanonical(line: Buffer | null): Record<string, unknown> | undefined {
  if (line === null) return undefined
  try {
    const text = line.toString('utf8')
    const value: unknown = JSON.parse(text)
    if (canonical(value) !== text || Buffer.byteLength(text) !== line.length) return undefined
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {}
  return undefined
}

/** RFC 8785. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`
}

function takeHeader(state: State, value: Record<string, unknown>): void {
  const { format, origin, keys, ...more } = value
  const isList = Array.isArray(keys) && keys.every((one) => typeof one === 'string')
  if (format !== FORMAT || typeof origin !== 'string' || !isList || Object.keys(more).length > 0)
    return fault(state, `line 1: expected the head of a dump (${FORMAT}) with origin and keys`)
  state.origin = origin
  takeKeys(state, keys, origin)
  for (const notes of state.witnesses.values())
    for (const note of notes) check(state, note, 'a given checkpoint')
}

/** Those that were given count; without any, those that the dump names. */
function takeKeys(state: State, keys: readonly string[], origin: string): void {
  for (const key of keys) {
    if (state.given.length > 0 && !state.given.includes(key))
      fault(state, `line 1: the dump names the key ${key}, which was not given with --key`)
  }
  for (const key of state.given.length > 0 ? state.given : keys) {
    const read = readKey(key, origin)
    if (read === undefined) fault(state, `the key ${key} is none of ${origin}`)
    else state.keys.set(read.id, read.key)
  }
}

/** name+id+key of a signed note; the id says that name and key belong together. */
export function readKey(text: string, origin: string): { id: string; key: KeyObject } | undefined {
  const [, name = '', id = '', encoded = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  const raw = Buffer.from(encoded, 'base64')
  const own = createHash('sha256').update(`${name}\n`).update(raw).digest('hex').slice(0, 8)
  const isRight = name === origin && own === id && raw.length === 33 && raw[0] === 1
  if (!isRight || raw.toString('base64') !== encoded) return undefined
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)])
  return { id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

function appendLeaf(state: State, line: Buffer): void {
  let node = digest(0, line)
  let level = 0
  for (let left = state.edge[level]; left !== undefined; left = state.edge[level]) {
    node = digest(1, left, node)
    state.edge[level] = undefined
    level += 1
  }
  state.edge[level] = node
  state.events += 1
  for (const note of state.witnesses.get(state.events) ?? []) checkRoot(state, note, 'a given checkpoint')
}

export function digest(prefix: 0 | 1, ...parts: readonly Buffer[]): Buffer {
  return hash('sha256', Buffer.concat([Buffer.of(prefix), ...parts]), 'buffer')
}

/** RFC 6962: the complete subtrees from the right, each larger one to the left. */
function rootOf({ edge }: State): string {
  let root: Buffer | undefined
  for (const node of edge) {
    if (node !== undefined) root = root === undefined ? node : digest(1, node, root)
  }
  return (root ?? createHash('sha256').digest()).toString('base64')
}

function takeCheckpoint(state: State, text: string, at: string): void {
  state.checkpoints += 1
  const [note, ...more] = notesIn(text)
  if (note === undefined || more.length > 0 || `${note.body}\n— ${note.name} ${note.signature}\n` !== text)
    return fault(state, `${at}: the checkpoint cannot be read`)
  check(state, note, at)
  if (note.size !== state.events)
    return fault(
      state,
      `${at}: the checkpoint counts ${note.size} events, the dump has ${state.events} before it`,
    )
  checkRoot(state, note, at)
  state.last = note
}

/** Whose log, and whose signature. */
function check(state: State, note: Note, at: string): void {
  if (note.origin !== state.origin || note.name !== state.origin)
    fault(state, `${at}: is of the log ${note.origin}, the dump of ${state.origin ?? 'none'}`)
  if (!isSigned(note, state.keys))
    fault(state, `${at}: the checkpoint of ${note.size} events is not signed by a key of this log`)
}

export function isSigned(note: Note, keys: ReadonlyMap<string, KeyObject>): boolean {
  const bytes = Buffer.from(note.signature, 'base64')
  const key = keys.get(bytes.subarray(0, 4).toString('hex'))
  const isWhole = bytes.length === 68 && bytes.toString('base64') === note.signature
  return key !== undefined && isWhole && verify(null, Buffer.from(note.body), key, bytes.subarray(4))
}

function checkRoot(state: State, note: Note, at: string): void {
  if (rootOf(state) !== note.root)
    fault(state, `${at}: the first ${note.size} events are not those that were signed at ${note.time}`)
}

function takeEnd(state: State, value: Record<string, unknown>, at: string): void {
  state.isEnded = true
  const wanted = { end: { checkpoints: state.checkpoints, events: state.events } }
  if (canonical(value) !== canonical(wanted))
    fault(state, `${at}: the end counts ${canonical(value['end'])}, the dump has ${canonical(wanted.end)}`)
}

function conclude(state: State, lines: number): void {
  if (lines === 0) fault(state, 'the dump is empty')
  if (!state.isEnded) fault(state, 'the dump has no end: it was cut off')
  const sealed = state.last?.size ?? 0
  if (sealed < state.events) fault(state, `${state.events - sealed} events stand after the last checkpoint`)
  for (const [size, [note]] of state.witnesses) {
    if (size > state.events)
      fault(state, `events are missing: ${size} were signed at ${note?.time}, the dump has ${state.events}`)
  }
}

const noteShape =
  /^(vigia\/audit\/[^\s<>+]+)\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\ntime (\S+)\n\n— (\S+) ([A-Za-z0-9+/]+=*)/gm

/** Checkpoints in a text, however they travelled: as they are, quoted in a mail, in JSON, or in a feed. */
export function notesIn(text: string): Note[] {
  const decoded = text.includes('=E2=80=94') ? fromQuotedPrintable(text) : text
  const plain = decoded
    .replaceAll(/\\u2014/gi, '—')
    .replaceAll(/\\r|\\n|\r\n/g, (sign) => (sign === '\\r' ? '' : '\n'))
    .replaceAll(/^[\s>]*?(?=vigia\/audit\/)|^.*[>"](?=vigia\/audit\/)/gm, '')
    .replaceAll(/^[ \t>]+/gm, '')
  return [...plain.matchAll(noteShape)].map(
    ([, origin = '', size = '', root = '', time = '', name = '', signature = '']) => ({
      body: `${origin}\n${size}\n${root}\ntime ${time}\n`,
      origin,
      size: Number(size),
      root,
      time,
      name,
      signature,
    }),
  )
}

function fromQuotedPrintable(text: string): string {
  const joined = text.replaceAll(/=\r?\n/g, '')
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** The command; gives the exit code: 0 = whole, 1 = not, 2 = called wrongly. */
export async function verifyCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const list = { type: 'string', multiple: true, default: [] as string[] } as const
  const options = { checkpoint: list, key: list } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) {
    print('give one dump, as `vigia audit export DUMP` writes it')
    return 2
  }
  const witnesses = values.checkpoint.map((name) => ({ name, text: readFileSync(name, 'utf8') }))
  const verdict = await verifyDump(createReadStream(file, { highWaterMark: 1 << 20 }), witnesses, values.key)
  for (const warning of verdict.warnings) print(`warning: ${warning}`)
  for (const one of verdict.faults) print(`FAULT: ${one}`)
  const { events, checkpoints, last } = verdict
  const until = last === undefined ? 'nothing is signed' : `signed until ${last.time} (${last.size} events)`
  const counts = `${events} events, ${checkpoints} checkpoints in the dump, ${witnesses.length} given; ${until}`
  print(verdict.faults.length === 0 ? `whole: ${counts}` : `NOT WHOLE: ${counts}`)
  return verdict.faults.length === 0 ? 0 : 1
}

if (import.meta.main) exit(await verifyCommand(argv.slice(2), (line) => void stdout.write(`${line}\n`)))
