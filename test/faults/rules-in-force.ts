// Which revision of a rule was in force where in a lane's log: by the activations that the log took up, and the revisions as stored.
import type { LogLine } from '../support/oracle/known.ts'
import { instant, list, type Plain, record } from '../support/oracle/plain.ts'
import { plainRule } from '../support/oracle/plain-rule.ts'
import type { RuleChange } from '../support/oracle/zone.ts'
import type { StoredLane } from './lane-log.ts'
import type { Ask } from './machines.ts'
import { number, text } from './row.ts'

export interface Revision {
  readonly hash: string
  /** Equal where windows and their contents can be kept. */
  readonly stateHash: string
  readonly document: Plain
}

export type Revisions = ReadonlyMap<string, Revision>

export async function readRevisions(ask: Ask): Promise<Revisions> {
  const rows = await ask('select hash, state_hash, document from rule_revision')
  return new Map(
    rows.map((row) => {
      const hash = text(row['hash'])
      return [hash, { hash, stateHash: text(row['state_hash']), document: record(row['document']) }]
    }),
  )
}

export interface InForce extends Revision {
  readonly params: Readonly<Record<string, number>>
}

export interface Stretch {
  /** From this line of the log on. */
  readonly line: LogLine
  /** Undefined = out of force. */
  readonly rule: InForce | undefined
}

/** Of every rule that was ever in force in the lane: what each activation made of it, in the order of the log. */
export function stretchesOf(lane: StoredLane, revisions: Revisions): ReadonlyMap<string, readonly Stretch[]> {
  const activations = lane.lines.filter((line) => line['kind'] === 'activation')
  const entries = activations.map((line) => list(line['rules']).map(record))
  const ids = new Set(entries.flat().map((entry) => text(entry['rule_id'])))
  return new Map(
    [...ids].map((id) => [
      id,
      activations.map((line, place): Stretch => {
        const entry = entries[place]?.find((one) => one['rule_id'] === id)
        return { line, rule: entry === undefined ? undefined : inForce(entry, revisions) }
      }),
    ]),
  )
}

function inForce(entry: Plain, revisions: Revisions): InForce {
  const revision = revisions.get(text(entry['hash']))
  if (revision === undefined)
    throw new Error(`an activation names ${text(entry['hash'])}, which is not stored`)
  const params = Object.entries(record(entry['params'])).map(([name, value]) => [name, number(value)])
  return { ...revision, params: Object.fromEntries(params) }
}

/** The one revision that was in force all the time, if it was one. */
export function unchanged(stretches: readonly Stretch[]): InForce | undefined {
  const hashes = new Set(stretches.map(({ rule }) => rule?.hash))
  return hashes.size === 1 ? stretches[0]?.rule : undefined
}

/** As the oracle is told. */
export function changesOf(stretches: readonly Stretch[]): ReadonlyMap<LogLine, RuleChange> {
  let before: string | undefined
  const changes = stretches.map(({ line, rule }): [LogLine, RuleChange] => {
    const isBuiltAnew = rule?.stateHash !== before
    before = rule?.stateHash
    if (rule === undefined) return [line, { next: undefined }]
    const { hash: revision, params } = rule
    return [line, { next: { rule: plainRule(rule.document), revision, params, isBuiltAnew } }]
  })
  return new Map(changes)
}

/** Revisions that can have decided an event of this logical time: the one in force before it, and those that came at that very instant. */
export function revisionsAt(stretches: readonly Stretch[], lt: number): readonly (string | undefined)[] {
  const at = ({ line }: Stretch) => instant(line['received_at'])
  const before = stretches.findLast((one) => at(one) < lt)
  return [before, ...stretches.filter((one) => at(one) === lt)].map((one) => one?.rule?.hash)
}
