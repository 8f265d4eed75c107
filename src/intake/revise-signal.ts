// Correction and retraction: a new revision with a reason; nothing is changed in place. Lanes that lose the signal get a retraction.
import { type Actor, mayUseProcess } from '#domain/actor.ts'
import type { Gazetteer } from '#domain/place.ts'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import { isOwn, maySee } from '#domain/signal/sight.ts'
import type { Consent } from '#domain/signal/signal.ts'
import { findingsIn } from '#domain/signal/text-findings.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { failpoint } from '#platform/failpoint.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry } from '#registry/registry-view-store.ts'
import { appendInbox, type NewInboxEntry } from '#scoring/inbox-store.ts'
import { insertWithdrawal } from './consent-store.ts'
import { canonicalJson, readSignal, refusal } from './read-signal.ts'
import { senderOf } from './sender.ts'
import { insertSignals, readRevisions, type SignalRow, type StoredSignal } from './signal-store.ts'
import { acceptedSignal, proposeTexts } from './store-candidates.ts'
import type { AcceptedSignal } from './submission.ts'

export interface ReviseDeps {
  readonly pokes: Pokes
  readonly registry: Registry
}

/** `set` holds the fields that change; null takes a field away. Nested fields are replaced whole. */
export async function correctSignal(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  id: string,
  change: { readonly set: Readonly<Record<string, unknown>>; readonly reason: string },
): Promise<AcceptedSignal> {
  const { latest, now, view } = await open(trx, deps, actor, id)
  const submitted = readSignal(withChanges(latest.body, change.set))
  if ('faults' in submitted) throw refusal(submitted.faults)
  const own = senderOf(actor, latest.body, view)
  const source = view.sources.get(latest.sourceId)
  const sender = {
    ...own,
    id: latest.sourceId,
    kind: source?.kind ?? own.kind,
    reliability: source?.reliability ?? own.reliability,
  }
  const { derived, faults } = deriveSignal(submitted.body, sender, {
    pack: view.pack,
    places: view.places,
    processes: view.open.filter((process) => mayUseProcess(actor, process.id)),
    receivedAt: now.epochMilliseconds,
    hash: sha256,
  })
  if (derived === undefined) throw refusal(faults)
  const row: SignalRow = {
    ...latest,
    rev: latest.rev + 1,
    kind: 'correction',
    body: submitted.body,
    derived,
    bodyHash: submitted.bodyHash,
    reason: change.reason,
    actor: actor.tokenId,
    receivedAt: now.toString(),
  }
  await save(trx, deps.pokes, latest, row)
  await beyondSight(trx, () => proposeTexts(trx, [row]))
  return acceptedSignal(row, [], findingsIn(row.body, view.pack))
}

/** Final: a retracted signal takes part in nothing any more, and cannot be revised. */
export async function retractSignal(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  id: string,
  reason: string,
): Promise<AcceptedSignal> {
  const { latest, now } = await open(trx, deps, actor, id)
  const row: SignalRow = {
    ...latest,
    rev: latest.rev + 1,
    kind: 'retraction',
    reason,
    actor: actor.tokenId,
    receivedAt: now.toString(),
  }
  await save(trx, deps.pokes, latest, row)
  return acceptedSignal(row, [])
}

/**
 * At any time, also when the process is closed: the answers become no, everything else stays. Those who were told before are told by delivery;
 * what waits is judged anew.
 */
export async function withdrawConsent(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  id: string,
  wish: { readonly answers: readonly (keyof Consent)[]; readonly reason: string },
): Promise<AcceptedSignal> {
  const { latest, now } = await open(trx, deps, actor, id)
  const taken = wish.answers.filter((one) => latest.derived.consent[one])
  const no = Object.fromEntries(taken.map((one) => [one, false]))
  const consent = { ...latest.derived.consent, ...no }
  const body = { ...latest.body, consent }
  if (taken.length === 0) return acceptedSignal(latest, [])
  const row: SignalRow = {
    ...latest,
    rev: latest.rev + 1,
    kind: 'correction',
    body,
    derived: { ...latest.derived, consent },
    bodyHash: sha256(canonicalJson(body)),
    reason: wish.reason,
    actor: actor.tokenId,
    receivedAt: now.toString(),
  }
  await save(trx, deps.pokes, latest, row)
  const withdrawal = { id: uuidv7(), signalId: id, rev: row.rev, answers: taken, tokenId: actor.tokenId }
  await beyondSight(trx, () => insertWithdrawal(trx, withdrawal))
  afterCommit(trx, () => deps.pokes.poke('hold', 'due'))
  return acceptedSignal(row, [])
}

async function open(trx: Trx, deps: ReviseDeps, actor: Actor, id: string) {
  const { now, version } = await readNow(trx)
  const view = await deps.registry.at(trx, version)
  const isSeen = (await readRevisions(trx, id)).length > 0
  const latest = isSeen ? (await beyondSight(trx, () => readRevisions(trx, id, true))).at(-1) : undefined
  if (latest === undefined || !mayRevise(actor, latest, view.places)) {
    throw new AppError('not_found', 'SIGNAL_UNKNOWN', `there is no signal ${id} that this token may revise`)
  }
  if (latest.kind === 'retraction') {
    throw new AppError('gone', 'SIGNAL_RETRACTED', `the signal ${id} was retracted: ${latest.reason ?? ''}`)
  }
  return { latest, now, view }
}

/** The source itself, or whoever may grade and see it. */
function mayRevise(actor: Actor, signal: StoredSignal, places: Gazetteer): boolean {
  return isOwn(signal, actor) || (actor.scopes.includes('signals:grade') && maySee(signal, actor, places))
}

/** Beyond sight: a correction may take the signal to a place or a marking where whoever corrects it sees it no more. */
async function save(trx: Trx, pokes: Pokes, before: StoredSignal, row: SignalRow): Promise<void> {
  await beyondSight(trx, () => insertSignals(trx, [row]))
  const old = Object.keys(before.derived.processes)
  const now = Object.keys(row.derived.processes)
  const entry = (process: string, kind: NewInboxEntry['kind']): NewInboxEntry => ({
    process,
    kind,
    ref: row.id,
    rev: row.rev,
    receivedAt: row.receivedAt,
  })
  const lanes = await appendInbox(trx, [
    ...old.filter((process) => !now.includes(process)).map((process) => entry(process, 'retraction')),
    ...now.map((process) => entry(process, row.kind)),
  ])
  failpoint('intake.before_commit')
  afterCommit(trx, () => lanes.forEach((lane) => pokes.poke('score', String(lane))))
}

function withChanges(body: object, set: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...body, ...set }
  for (const [field, value] of Object.entries(set)) if (value === null) delete merged[field]
  return merged
}
