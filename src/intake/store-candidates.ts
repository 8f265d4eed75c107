// Candidates → rows: new signals in bulk, then one by one those whose name is taken; and the hand-over to scoring.
import type { SourceIdentity } from '#domain/do-no-harm/source-identity.ts'
import type { SignalSender } from '#domain/signal/intake-context.ts'
import type { TextFinding } from '#domain/signal/text-findings.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import type { Pokes } from '#queue/pokes.ts'
import { appendInbox, type NewInboxEntry } from '#scoring/inbox-store.ts'
import { sealIdentities } from '#sources/seal-identity.ts'
import type { Vault } from '#sources/vault.ts'
import { insertPublicTexts } from './public-text-store.ts'
import {
  findByExternalId,
  findLookalikes,
  insertSignals,
  type SignalRow,
  type StoredSignal,
} from './signal-store.ts'
import type { AcceptedSignal, Verdict } from './submission.ts'

/** A derived signal on its way to the table, and the verdict slot that waits for it. */
export interface Candidate {
  readonly row: SignalRow
  readonly identity: SourceIdentity | undefined
  readonly sender: SignalSender
  readonly mayRevise: boolean
  readonly findings: readonly TextFinding[]
  settle(verdict: Verdict): void
}

export interface StoreDeps {
  readonly pokes: Pokes
  readonly vault?: Vault | undefined
}

/** New ones in bulk; then, one by one, those whose name is taken: a duplicate, a revision, or a conflict. */
export async function storeCandidates(
  trx: Trx,
  { pokes, vault }: StoreDeps,
  candidates: readonly Candidate[],
): Promise<void> {
  const firsts = new Map<string, Candidate>()
  const ids = new Set<string>()
  const later: Candidate[] = []
  for (const one of candidates) {
    const name = nameOf(one.row)
    if (firsts.has(name) || ids.has(one.row.id)) later.push(one)
    else firsts.set(name, one)
    ids.add(one.row.id)
  }
  const inserted = await insertSignals(
    trx,
    [...firsts.values()].map((one) => one.row),
  )
  const created = [...firsts.values()].filter((one) => inserted.has(one.row.id))
  const taken = [...[...firsts.values()].filter((one) => !inserted.has(one.row.id)), ...later]
  const revised = await settleTaken(trx, taken)
  const stored = [...created, ...revised]
  // It takes the role of the vault for a while, so nothing goes out beside it.
  await sealThose(trx, vault, stored)
  const rows = stored.map((one) => one.row)
  const [lookalikes] = await Promise.all([
    findLookalikes(
      trx,
      created.map((one) => ({ id: one.row.id, fingerprint: one.row.derived.fingerprint })),
    ),
    proposeTexts(trx, rows),
    handOver(trx, pokes, rows),
  ])
  for (const one of created) {
    one.settle({
      outcome: 'created',
      signal: acceptedSignal(one.row, lookalikes.get(one.row.id) ?? [], one.findings),
    })
  }
}

/** A text for readers outside waits for a person, whatever way it came in. */
export async function proposeTexts(trx: Trx, rows: readonly SignalRow[]): Promise<void> {
  await insertPublicTexts(
    trx,
    rows.flatMap(({ id, body, actor }) =>
      body.public_text === undefined || body.public_text === '' || actor === null
        ? []
        : [{ signalId: id, body: body.public_text, tokenId: actor }],
    ),
  )
}

/** Identities go into the vault with the revision that brought them, or not at all. */
async function sealThose(
  trx: Trx,
  vault: Vault | undefined,
  stored: readonly Pick<Candidate, 'row' | 'identity'>[],
): Promise<void> {
  if (vault === undefined) return
  const reports = stored.flatMap(({ row, identity }) => {
    if (identity === undefined) return []
    const processes = Object.keys(row.derived.processes)
    const { severity } = row.derived
    return [{ identity, signalId: row.id, sourceId: row.sourceId, processes, severity }]
  })
  await sealIdentities(trx, vault, reports)
}

function nameOf(row: { readonly sourceId: string; readonly externalId: string }): string {
  return JSON.stringify([row.sourceId, row.externalId])
}

async function settleTaken(
  trx: Trx,
  taken: readonly Candidate[],
): Promise<Pick<Candidate, 'row' | 'identity'>[]> {
  const known = new Map<string, StoredSignal[]>()
  for (const stored of await findByExternalId(
    trx,
    taken.map((one) => one.row),
  )) {
    for (const name of [nameOf(stored), stored.id]) known.set(name, [...(known.get(name) ?? []), stored])
  }
  const revisions: Pick<Candidate, 'row' | 'identity'>[] = []
  for (const one of taken) {
    const before = known.get(nameOf(one.row)) ?? known.get(one.row.id) ?? []
    const row = settleOne(one, before)
    if (row === undefined) continue
    revisions.push({ row, identity: one.identity })
    known.set(nameOf(row), [...before, { ...row, received: Temporal.Instant.from(row.receivedAt), xid: '' }])
  }
  await insertSignals(
    trx,
    revisions.map((one) => one.row),
  )
  return revisions
}

/** The new revision that the candidate makes; undefined for a duplicate or a refusal. */
function settleOne(one: Candidate, before: readonly StoredSignal[]): SignalRow | undefined {
  const same = before.find(
    (stored) => stored.bodyHash === one.row.bodyHash && stored.sourceId === one.row.sourceId,
  )
  if (same !== undefined) {
    one.settle({ outcome: 'duplicate', signal: acceptedSignal(same, [], one.findings) })
    return undefined
  }
  const latest = before.at(-1)
  const isOwn =
    latest !== undefined && latest.sourceId === one.row.sourceId && latest.externalId === one.row.externalId
  if (!isOwn || !one.mayRevise || latest.kind === 'retraction') {
    one.settle({ outcome: 'refused', error: takenError(one, isOwn) })
    return undefined
  }
  const row: SignalRow = {
    ...one.row,
    id: latest.id,
    rev: latest.rev + 1,
    kind: 'correction',
    reason: 'sent again by its source',
  }
  one.settle({ outcome: 'revised', signal: acceptedSignal(row, [], one.findings) })
  return row
}

function takenError(one: Candidate, isOwn: boolean): AppError {
  return isOwn
    ? new AppError(
        'conflict',
        'SIGNAL_REVISION_NOT_ALLOWED',
        `external_id "${one.row.externalId}" is known with another body, and this source may not revise; ask for a correction, or use a new external_id`,
      )
    : new AppError(
        'conflict',
        'SIGNAL_ID_TAKEN',
        `the id ${one.row.id} is in use; leave it out, or make a new UUID`,
      )
}

/** The hand-over to scoring: an inbox entry per process and lane, and a poke per lane once it is committed. */
export async function handOver(trx: Trx, pokes: Pokes, rows: readonly SignalRow[]): Promise<void> {
  const entries: NewInboxEntry[] = rows.flatMap((row) =>
    Object.keys(row.derived.processes).map((process) => ({
      process,
      kind: row.kind,
      ref: row.id,
      rev: row.rev,
      receivedAt: row.receivedAt,
    })),
  )
  const lanes = await appendInbox(trx, entries)
  afterCommit(trx, () => lanes.forEach((lane) => pokes.poke('score', String(lane))))
}

export function acceptedSignal(
  row: SignalRow,
  lookalikes: readonly string[],
  findings: readonly TextFinding[] = [],
): AcceptedSignal {
  const open = Object.values(row.derived.processes)
  return {
    id: row.id,
    revision: row.rev,
    processes: Object.keys(row.derived.processes),
    period: open[0]?.period ?? null,
    phases: [...new Set(open.flatMap((one) => one.phases))],
    windows: [...new Set(open.flatMap((one) => one.windows))],
    received_at: row.receivedAt,
    position: null,
    duplicates_suspected: lookalikes,
    warnings: row.derived.flags,
    text_findings: findings,
  }
}
