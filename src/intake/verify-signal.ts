// A person decides on a signal: grades of source and content apart, verified or rejected. The decision is a revision, so that scoring sees it.
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import { isOwn } from '#domain/signal/sight.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import {
  type OpenedSignal,
  openSignal,
  type ReviseDeps,
  refuseMerged,
  reviseSignal,
} from './revise-signal.ts'
import { readRevisions, type StoredSignal } from './signal-store.ts'
import {
  insertVerification,
  lockVerification,
  markUndone,
  personOf,
  type VerificationRow,
} from './triage-store.ts'

export interface Decision {
  readonly decision: 'verified' | 'rejected'
  /** Of the source, for this signal; absent: as it stands. */
  readonly reliability?: string | undefined
  /** Of the content. */
  readonly credibility?: number | undefined
  /** Criteria of election-relatedness that hold; absent: as they stand. */
  readonly relatedness?: readonly string[] | undefined
  readonly reason?: string | undefined
}

/** Fields of the contract that a decision sets, and that undoing it sets back. */
const decided = ['verification', 'reliability', 'credibility', 'relatedness'] as const

/** The entity tag of a signal at the desk: its revision. */
export function tagOfRevision(rev: number): string {
  return `"${rev}"`
}

/** Whoever decides has read the revision that they decide on. */
export function requireRevision(latest: StoredSignal, ifMatch: string | undefined): void {
  if (ifMatch === undefined) {
    throw new AppError(
      'conflict',
      'SIGNAL_IF_MATCH_MISSING',
      'send If-Match with the etag of GET /v1/triage/{id}, so that nobody decides on what they have not read',
      { status: 428 },
    )
  }
  if (ifMatch.replace(/^W\//, '') === tagOfRevision(latest.rev)) return
  throw new AppError(
    'conflict',
    'SIGNAL_CHANGED',
    `the signal ${latest.id} is at revision ${latest.rev} by now, and ${ifMatch} was read; read it again and decide anew`,
    { status: 412 },
  )
}

export async function verifySignal(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  id: string,
  wish: Decision & { readonly ifMatch: string | undefined },
): Promise<VerificationRow> {
  const opened = await openSignal(trx, deps, actor, id)
  requireRevision(opened.latest, wish.ifMatch)
  await refuseMerged(trx, id)
  if (await isOwnReport(trx, opened.latest, actor)) {
    throw new AppError(
      'forbidden',
      'TRIAGE_OWN_REPORT',
      'nobody decides on their own report: another person who may grade does',
    )
  }
  requireGrades(wish, opened)
  const set = Object.fromEntries(
    decided.flatMap((field) => {
      const value = field === 'verification' ? wish.decision : wish[field]
      return value === undefined ? [] : [[field, value]]
    }),
  )
  const row = await reviseSignal(trx, deps, actor, opened, { set, reason: wish.reason ?? wish.decision })
  return insertVerification(trx, {
    id: uuidv7(),
    signalId: id,
    onRev: opened.latest.rev,
    rev: row.rev,
    decision: wish.decision,
    reliability: wish.reliability ?? null,
    credibility: wish.credibility ?? null,
    reason: wish.reason ?? null,
    tokenId: actor.tokenId,
    personId: actor.personId,
  })
}

/** By the same person, while it is fresh and nothing has come after it. */
export async function undoVerification(
  trx: Trx,
  deps: ReviseDeps,
  actor: Actor,
  id: string,
  verification: string,
): Promise<VerificationRow> {
  const opened = await openSignal(trx, deps, actor, id)
  const found = await lockVerification(trx, id, verification, limits.undoSeconds)
  if (found === undefined || found.personId !== actor.personId) {
    throw new AppError(
      'not_found',
      'VERIFICATION_UNKNOWN',
      `the signal ${id} has no decision ${verification} of yours`,
    )
  }
  if (found.undoneRev !== null || !found.isRecent || opened.latest.rev !== found.rev) {
    throw new AppError(
      'conflict',
      'VERIFICATION_STANDS',
      `it was taken back already, is older than ${limits.undoSeconds} seconds, or the signal has changed since: decide on it anew`,
    )
  }
  const before = (await readRevisions(trx, id)).find((one) => one.rev === found.onRev)
  const set = Object.fromEntries(decided.map((field) => [field, before?.body[field] ?? null]))
  const row = await reviseSignal(trx, deps, actor, opened, { set, reason: 'decision taken back' })
  await markUndone(trx, found.id, row.rev)
  return { ...found, undoneRev: row.rev, undoneAt: opened.now }
}

/** Sent by the caller's own source, or by the same person through another token. */
export async function isOwnReport(db: Executor, latest: StoredSignal, actor: Actor): Promise<boolean> {
  if (isOwn(latest, actor)) return true
  const [first] = await readRevisions(db, latest.id)
  return (await personOf(db, first?.actor ?? null)) === actor.personId
}

function requireGrades(wish: Decision, { latest }: OpenedSignal): void {
  const isAnew = latest.derived.verification !== 'unverified'
  if (wish.reason === undefined && (wish.decision === 'rejected' || isAnew)) {
    throw new AppError(
      'invalid',
      'TRIAGE_REASON_MISSING',
      isAnew
        ? `it is ${latest.derived.verification} already: say why it is decided otherwise`
        : 'say why it is rejected: its source may ask, and so may an auditor',
    )
  }
  if (wish.decision === 'verified' && wish.credibility === undefined) {
    throw new AppError(
      'invalid',
      'TRIAGE_GRADE_MISSING',
      'grade the content (credibility 1 to 6) to verify it',
    )
  }
}
