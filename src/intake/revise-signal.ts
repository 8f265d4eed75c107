// Correction and retraction: a new revision with a reason; nothing is changed in place. Lanes that lose the signal get a retraction.
import { type Actor, mayUseProcess } from '#domain/actor.ts'
import type { Gazetteer } from '#domain/place.ts'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import { isOwn, maySee } from '#domain/signal/sight.ts'
import type { Consent, SignalBody } from '#domain/signal/signal.ts'
import { findingsIn } from '#domain/signal/text-findings.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { beyondSight } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { failpoint } from '#platform/failpoint.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry, RegistryView } from '#registry/registry-view-store.ts'
import { appendInbox, type NewInboxEntry } from '#scoring/inbox-store.ts'
import { insertWithdrawal } from './consent-store.ts'
import { canonicalJson, readSignal, refusal } from './read-signal.ts'
import { senderOf } from './sender.ts'
import { insertSignals, readRevisions, type SignalRow, type StoredSignal } from './signal-store.ts'
import { acceptedSignal, proposeTexts } from './store-candidates.ts'
import type { AcceptedSignal } from './submission.ts'
import { standingMerge } from './triage-store.ts'

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
  const opened = await openSignal(trx, deps, actor, id)
  await refuseMerged(trx, id)
  const row = await reviseSignal(trx, deps, actor, opened, change)
  await beyondSight(trx, () => proposeTexts(trx, [row]))
  return acceptedSignal(row, [], findingsIn(row.body, opened.view.pack))
}

/** A signal as it is before a new revision: locked, revisable by this actor, not retracted. */
export interface OpenedSignal {
  readonly latest: StoredSignal
  /** When the first revision came in. */
  readonly received: Temporal.Instant
  readonly now: Temporal.Instant
  readonly view: RegistryView
}

/** Derived anew with the changes, stored, and given to the lanes. */
export async function reviseSignal(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  { latest, received, now, view }: OpenedSignal,
  change: { readonly set: Readonly<Record<string, unknown>>; readonly reason: string },
): Promise<SignalRow> {
  const mayGrade = actor.scopes.includes('signals:grade')
  const submitted = readSignal(withChanges(mayGrade ? latest.body : ungraded(latest.body), change.set))
  if ('faults' in submitted) throw refusal(submitted.faults)
  const own = senderOf(actor, latest.body, view)
  const source = view.sources.get(latest.sourceId)
  const sender = {
    ...own,
    id: latest.sourceId,
    kind: source?.kind ?? own.kind,
    reliability: source?.reliability ?? own.reliability,
    mayGrade: mayGrade || !graded.some((field) => field in change.set),
  }
  const at = judgedAt({ latest, received, now }, submitted.body, change.set)
  const { derived, faults } = deriveSignal(submitted.body, sender, {
    pack: view.pack,
    places: view.places,
    processes: view.open.filter((process) => mayUseProcess(actor, process.id)),
    receivedAt: at.epochMilliseconds,
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
  await saveRevision(trx, deps.pokes, latest, row)
  return row
}

/**
 * The moment from which a time is late, or ahead. A report without a time of its own happened when it first came in, whenever it is revised;
 * a grade does not make the report older than it was.
 */
function judgedAt(
  { latest, received, now }: Pick<OpenedSignal, 'latest' | 'received' | 'now'>,
  body: SignalBody,
  set: object,
): Temporal.Instant {
  if (body.event_time === undefined) return received
  return 'event_time' in set ? now : latest.received
}

/** Fields that only whoever may grade gives. */
const graded = ['reliability', 'credibility', 'verification', 'polarity', 'marking'] as const

/** What was verified is what was read then: changed by its own source, a report waits for a decision anew. The source keeps its letter. */
function ungraded(body: SignalBody): SignalBody {
  const kept = { ...body }
  delete kept.credibility
  delete kept.verification
  return kept
}

/** A repeat is corrected through the report that it repeats, or parted from it first. */
export async function refuseMerged(trx: Trx, id: string): Promise<void> {
  const into = (await standingMerge(trx, id))?.intoId
  if (into === undefined) return
  throw new AppError(
    'conflict',
    'SIGNAL_MERGED',
    `the signal ${id} is held for a repeat of ${into}: correct that one, or part them first (POST /v1/signals:unmerge)`,
  )
}

/** Final: a retracted signal takes part in nothing any more, and cannot be revised. */
export async function retractSignal(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  id: string,
  reason: string,
): Promise<AcceptedSignal> {
  const { latest, now } = await openSignal(trx, deps, actor, id)
  const row: SignalRow = {
    ...latest,
    rev: latest.rev + 1,
    kind: 'retraction',
    reason,
    actor: actor.tokenId,
    receivedAt: now.toString(),
  }
  await saveRevision(trx, deps.pokes, latest, row)
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
  const { latest, now } = await openSignal(trx, deps, actor, id)
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
  await saveRevision(trx, deps.pokes, latest, row)
  const withdrawal = { id: uuidv7(), signalId: id, rev: row.rev, answers: taken, tokenId: actor.tokenId }
  await beyondSight(trx, () => insertWithdrawal(trx, withdrawal))
  afterCommit(trx, () => deps.pokes.poke('hold', 'due'))
  return acceptedSignal(row, [])
}

export async function openSignal(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  id: string,
): Promise<OpenedSignal> {
  const { now, version } = await readNow(trx)
  const view = await deps.registry.at(trx, version)
  const isSeen = (await readRevisions(trx, id)).length > 0
  const revisions = isSeen ? await beyondSight(trx, () => readRevisions(trx, id, true)) : []
  const latest = revisions.at(-1)
  if (latest === undefined || !mayRevise(actor, latest, view.places)) {
    throw new AppError('not_found', 'SIGNAL_UNKNOWN', `there is no signal ${id} that this token may revise`)
  }
  if (latest.kind === 'retraction') {
    throw new AppError('gone', 'SIGNAL_RETRACTED', `the signal ${id} was retracted: ${latest.reason ?? ''}`)
  }
  return { latest, received: revisions[0]?.received ?? latest.received, now, view }
}

/** The source itself, or whoever may grade and see it. */
function mayRevise(actor: Actor, signal: StoredSignal, places: Gazetteer): boolean {
  return isOwn(signal, actor) || (actor.scopes.includes('signals:grade') && maySee(signal, actor, places))
}

/** Beyond sight: a correction may take the signal to a place or a marking where whoever corrects it sees it no more. */
export async function saveRevision(
  trx: Trx,
  pokes: Pokes,
  before: StoredSignal,
  row: SignalRow,
): Promise<void> {
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
