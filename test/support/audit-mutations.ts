// A dump of an audit log made from nothing, and ways to change it that somebody with the database and without the key has.

import { canonicalJson } from '#domain/audit/canonical-json.ts'
import { checkpointBody, signedNote } from '#domain/audit/checkpoint.ts'
import { eventLine } from '#domain/audit/event-line.ts'
import { appendLeaves, type Hash, keyOf, nodesOf } from '#domain/audit/merkle.ts'
import {
  type CheckpointSigner,
  createCheckpointSigner,
  hexToBase64,
  newCheckpointKey,
  sha256Tree,
} from '#platform/checkpoint-key.ts'
import type { Random } from '../../bench/random.ts'

export const origin = 'vigia/audit/00000000-0000-4000-8000-000000000016'

export interface Dump {
  readonly lines: readonly string[]
  readonly publicKey: string
  /** The last checkpoint, as a mail carried it away. */
  readonly witness: string
}

const actions = ['token.issued', 'signal.read', 'rule.approved', 'silence.put', 'export.read'] as const
const uuid = (part: number, number: number) =>
  `018f6d2e-0000-7000-${part}-${number.toString(16).padStart(12, '0')}`

export function eventOf(id: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(1_780_000_000_000 + id * 37)
  return eventLine({
    id,
    at: at.toString({ fractionalSecondDigits: 6 }),
    token: uuid(8001, id % 50),
    person: uuid(8002, id % 40),
    action: actions[id % actions.length] ?? '',
    objectKind: 'signal',
    objectId: uuid(8003, id),
    detail: { revisions: [`${uuid(8003, id)}.1`], ordinal: id % 7, isLate: id % 3 === 0 },
  })
}

/** Lines of a whole dump with a checkpoint after every `every` events. */
export function* makeDump(
  events: Iterable<string>,
  every: number,
  signer: CheckpointSigner,
): Generator<string> {
  yield canonicalJson({ format: 'vigia-audit-dump-1', origin, keys: [signer.publicKey] })
  let edge = new Map<string, Hash>()
  let [size, checkpoints] = [0, 0]
  const batch: string[] = []
  const seal = function* () {
    const leaves = batch.map(sha256Tree.leaf)
    const known = edge
    const { nodes, root } = appendLeaves(size, leaves, (node) => known.get(keyOf(node)) ?? '', sha256Tree)
    const all = new Map(known)
    leaves.forEach((hash, offset) => all.set(keyOf({ level: 0, index: size + offset }), hash))
    for (const node of nodes) all.set(keyOf(node), node.hash)
    size += batch.length
    edge = new Map(nodesOf({ from: 0, to: size }).map((node) => [keyOf(node), all.get(keyOf(node)) ?? '']))
    yield* batch.splice(0)
    checkpoints += 1
    yield canonicalJson({ checkpoint: noteOf(signer, size, root) })
  }
  for (const event of events) {
    batch.push(event)
    if (batch.length === every) yield* seal()
  }
  if (batch.length > 0) yield* seal()
  yield canonicalJson({ end: { events: size, checkpoints } })
}

function noteOf(signer: CheckpointSigner, size: number, root: Hash): string {
  const time = Temporal.Instant.fromEpochMilliseconds(1_780_000_000_000 + size * 37).toString()
  const body = checkpointBody({ origin, size, root: hexToBase64(root), time })
  return signedNote(body, origin, signer.sign(body))
}

export function* numbers(count: number): Generator<string> {
  for (let id = 1; id <= count; id += 1) yield eventOf(id)
}

export function newSigner(): CheckpointSigner {
  return createCheckpointSigner(newCheckpointKey(), origin)
}

export function aDump(events: number, every: number): Dump {
  const signer = newSigner()
  const lines = [...makeDump(numbers(events), every, signer)]
  return { lines, publicKey: signer.publicKey, witness: witnessOf(lines) }
}

function witnessOf(lines: readonly string[]): string {
  const last = lines.findLast((line) => line.startsWith('{"checkpoint"')) ?? '{}'
  return String((JSON.parse(last) as { checkpoint?: string }).checkpoint)
}

export const bytesOf = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''))

const isEvent = (line: string) => line.startsWith('{"action"')

export const mutationKinds = [
  'flip',
  'delete',
  'swap',
  'move',
  'repeat',
  'insert',
  'alter',
  'truncate',
  're-seal: old signatures',
  're-seal: own key',
  're-seal: own key in the head',
  'cut off and closed again',
] as const
export type MutationKind = (typeof mutationKinds)[number]

type Mutation = (dump: Dump, random: Random) => Buffer

const onLines =
  (change: (lines: readonly string[], at: number, random: Random) => readonly string[]): Mutation =>
  ({ lines }, random) =>
    bytesOf(change(lines, random.below(lines.length), random))

/** Each gives other bytes than before. */
const mutations: Readonly<Record<MutationKind, Mutation>> = {
  flip: ({ lines }, random) => {
    const bytes = bytesOf(lines)
    const at = random.below(bytes.length)
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at)
    return bytes
  },
  truncate: ({ lines }, random) => {
    const bytes = bytesOf(lines)
    return bytes.subarray(0, random.below(bytes.length))
  },
  delete: onLines((lines, at) => lines.toSpliced(at, 1)),
  swap: onLines((lines, at, random) => {
    const other = (at + 1 + random.below(lines.length - 1)) % lines.length
    return lines.with(at, lines[other] ?? '').with(other, lines[at] ?? '')
  }),
  move: onLines((lines, at, random) => {
    const to = (at + 1 + random.below(lines.length - 1)) % lines.length
    return lines.toSpliced(at, 1).toSpliced(to, 0, lines[at] ?? '')
  }),
  repeat: onLines((lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')),
  insert: onLines((lines, at) => lines.toSpliced(Math.max(1, at), 0, eventOf(1_000_000 + at))),
  alter: onLines((lines, _at, random) => altered(lines, random)),
  'cut off and closed again': onLines((lines, _at, random) => cutAndClosed(lines, random)),
  're-seal: old signatures': (dump, random) => bytesOf(resealed(dump, random, undefined, false)),
  're-seal: own key': (dump, random) => bytesOf(resealed(dump, random, newSigner(), false)),
  're-seal: own key in the head': (dump, random) => bytesOf(resealed(dump, random, newSigner(), true)),
}

export function mutate(dump: Dump, kind: MutationKind, random: Random): Buffer {
  return mutations[kind](dump, random)
}

/** Another person, another object, or another time in one event, written correctly. */
function altered(lines: readonly string[], random: Random): string[] {
  const at = eventPlace(lines, random)
  const event = JSON.parse(lines[at] ?? '{}') as Record<string, unknown>
  const changes = [
    { actor: { token: uuid(8001, 999), person: uuid(8002, 999) } },
    { object: { kind: 'signal', id: uuid(8003, 999_999) } },
    { action: 'rule.retired' },
    { at: '2026-01-01T00:00:00.000000Z' },
    { detail: {} },
  ]
  return lines.with(at, canonicalJson({ ...event, ...random.pick(changes) }))
}

function eventPlace(lines: readonly string[], random: Random): number {
  const places = lines.flatMap((line, index) => (isEvent(line) ? [index] : []))
  return random.pick(places)
}

/** The end of the log gone, and the count at the end made to fit: only a checkpoint from outside tells. */
function cutAndClosed(lines: readonly string[], random: Random): string[] {
  const checkpoints = lines.flatMap((line, index) => (line.startsWith('{"checkpoint"') ? [index] : []))
  const last = random.pick(checkpoints.slice(0, -1))
  const kept = lines.slice(0, last + 1)
  const events = kept.filter(isEvent).length
  return [...kept, canonicalJson({ end: { events, checkpoints: kept.length - 1 - events } })]
}

/** One event altered or left out, and the tree built anew over what is left. */
function resealed(
  dump: Dump,
  random: Random,
  own: CheckpointSigner | undefined,
  inHead: boolean,
): readonly string[] {
  const { lines } = dump
  const forged = random.chance(0.5) ? altered(lines, random) : lines.toSpliced(eventPlace(lines, random), 1)
  const every = lines.findIndex((line) => line.startsWith('{"checkpoint"')) - 1
  const signer = own ?? newSigner()
  const rebuilt = [...makeDump(forged.filter(isEvent), every, signer)]
  const head = inHead ? (rebuilt[0] ?? '') : (lines[0] ?? '')
  if (own !== undefined) return [head, ...rebuilt.slice(1)]
  // The new roots under the signatures that are there: what a thief without any key can write.
  const old = lines.filter((line) => line.startsWith('{"checkpoint"')).map(noteIn)
  let place = 0
  const signed = rebuilt.slice(1).map((line) => {
    if (!line.startsWith('{"checkpoint"')) return line
    const [body = ''] = noteIn(line).split('\n\n')
    const [, signature = ''] = (old[place] ?? old.at(-1) ?? '').split('\n\n')
    place += 1
    return canonicalJson({ checkpoint: `${body}\n\n${signature}` })
  })
  return [head, ...signed]
}

const noteIn = (line: string) => (JSON.parse(line) as { checkpoint: string }).checkpoint
