// Verifies a proof of an alert's record (GET /v1/alerts/{id}/proof) with Node and verify-audit.ts beside it: both copied to another machine it
// runs as `node verify-proof.ts PROOF [--checkpoint FILE…] [--key PUBLIC_KEY…]`; docs/security/audit.md describes the file.
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { argv, exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { digest, isSigned, type Note, notesIn, readKey } from './verify-audit.ts'

export const proofFormat = 'vigia-audit-proof-1'

interface ProvenEvent {
  readonly event: string
  readonly index: number
  readonly path: readonly string[]
}

interface Proof {
  readonly format: string
  readonly origin: string
  readonly keys: readonly string[]
  readonly object: { readonly kind: string; readonly id: string }
  readonly checkpoint: string | null
  readonly events: readonly ProvenEvent[]
  readonly not_sealed_yet: number
}

export interface ProofVerdict {
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
  readonly events: number
  readonly size: number
}

/** `keys`: those that count; without any, those that the proof names itself. */
export function verifyProof(
  text: string,
  witnesses: readonly { readonly name: string; readonly text: string }[],
  keys: readonly string[],
): ProofVerdict {
  const proof = readProof(text)
  if (proof === undefined)
    return { faults: [`this is no proof (${proofFormat})`], warnings: [], events: 0, size: 0 }
  const known = keysOf(proof, keys)
  const [note] = notesIn(proof.checkpoint ?? '')
  const faults = [
    ...known.faults,
    ...faultsOfNote(note, proof, known.keys),
    ...(note === undefined ? [] : proof.events.flatMap((one, at) => faultsOfEvent(one, at, proof, note))),
    ...(note === undefined ? [] : witnesses.flatMap((one) => faultsOfWitness(one, note, known.keys))),
  ]
  const warnings = [
    ...(keys.length > 0 ? [] : ['no --key was given: checked against the key that the proof names itself']),
    ...(proof.not_sealed_yet === 0
      ? []
      : [`${proof.not_sealed_yet} events are not sealed yet: ask again later`]),
  ]
  return { faults, warnings, events: proof.events.length, size: note?.size ?? 0 }
}

function readProof(text: string): Proof | undefined {
  const value = parsed(text)
  return isProof(value) ? value : undefined
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
const areTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

function isProof(value: unknown): value is Proof {
  if (!isObject(value) || value['format'] !== proofFormat || typeof value['origin'] !== 'string') return false
  const { keys, events, object, checkpoint } = value
  const isWhole = areTexts(keys) && Array.isArray(events) && events.every(isProvenEvent)
  const isOfSomething =
    isObject(object) && typeof object['kind'] === 'string' && typeof object['id'] === 'string'
  return isWhole && isOfSomething && (checkpoint === null || typeof checkpoint === 'string')
}

function isProvenEvent(value: unknown): value is ProvenEvent {
  if (!isObject(value)) return false
  return typeof value['event'] === 'string' && typeof value['index'] === 'number' && areTexts(value['path'])
}

function keysOf({ keys, origin }: Proof, given: readonly string[]) {
  const read = new Map<string, KeyObject>()
  const faults: string[] = []
  for (const text of given.length > 0 ? given : keys) {
    const key = readKey(text, origin)
    if (key === undefined) faults.push(`the key ${text} is none of ${origin}`)
    else read.set(key.id, key.key)
  }
  return { keys: read, faults }
}

function faultsOfNote(note: Note | undefined, proof: Proof, keys: ReadonlyMap<string, KeyObject>): string[] {
  if (note === undefined)
    return proof.events.length === 0 ? [] : ['the proof holds no checkpoint that can be read']
  return [
    ...(note.origin === proof.origin ? [] : [`the checkpoint is of the log ${note.origin}`]),
    ...(isSigned(note, keys) ? [] : ['the checkpoint is not signed by a key of this log']),
  ]
}

/** The line, its object, and its way to the root. */
function faultsOfEvent(proven: ProvenEvent, at: number, { object }: Proof, note: Note): string[] {
  const name = `event ${at + 1}`
  const said = parsed(proven.event)
  const named = isObject(said) ? said['object'] : undefined
  const isOfIt = isObject(named) && named['kind'] === object.kind && named['id'] === object.id
  const root = rootAlong(digest(0, Buffer.from(proven.event)), proven, note.size)
  return [
    ...(isOfIt ? [] : [`${name}: is not of the ${object.kind} ${object.id}`]),
    ...(root === note.root ? [] : [`${name}: is not in the log that was signed at ${note.time}`]),
  ]
}

/** RFC 9162, 2.1.3.2, in numbers that may be larger than 32 bits. */
function rootAlong(leaf: Buffer, { index, path }: ProvenEvent, size: number): string | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined
  let [node, at, last] = [leaf, index, size - 1]
  for (const hex of path) {
    if (last === 0) return undefined
    const sibling = Buffer.from(hex, 'hex')
    if (at % 2 === 1 || at === last) {
      node = digest(1, sibling, node)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else node = digest(1, node, sibling)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 ? node.toString('base64') : undefined
}

function faultsOfWitness(
  { name, text }: { readonly name: string; readonly text: string },
  note: Note,
  keys: ReadonlyMap<string, KeyObject>,
): string[] {
  return notesIn(text).flatMap((one) => [
    ...(isSigned(one, keys) ? [] : [`${name}: is not signed by a key of this log`]),
    ...(one.size !== note.size || one.root === note.root
      ? []
      : [`${name}: another root was signed for the same ${note.size} events`]),
  ])
}

/** The command; gives the exit code: 0 = it holds, 1 = it does not, 2 = called wrongly. */
export function verifyProofCommand(args: readonly string[], print: (line: string) => void): number {
  const list = { type: 'string', multiple: true, default: [] as string[] } as const
  const options = { checkpoint: list, key: list } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) {
    print('give one proof, as GET /v1/alerts/{id}/proof answers it')
    return 2
  }
  const witnesses = values.checkpoint.map((name) => ({ name, text: readFileSync(name, 'utf8') }))
  const verdict = verifyProof(readFileSync(file, 'utf8'), witnesses, values.key)
  for (const warning of verdict.warnings) print(`warning: ${warning}`)
  for (const one of verdict.faults) print(`FAULT: ${one}`)
  const counts = `${verdict.events} events in a log of ${verdict.size}`
  print(verdict.faults.length === 0 ? `proven: ${counts}` : `NOT PROVEN: ${counts}`)
  return verdict.faults.length === 0 ? 0 : 1
}

if (import.meta.main) exit(verifyProofCommand(argv.slice(2), (line) => void stdout.write(`${line}\n`)))
