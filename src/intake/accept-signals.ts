// Accepts signals: signal, inbox rows and the kept answer in one transaction; pokes after the commit. A 2xx means committed.
import { answerAgain, type KeptAnswer, keepAnswers, keyName, openKeys } from '#access/idempotency.ts'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import { afterCommit, type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { failpoint } from '#platform/failpoint.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readNow } from '#registry/process-store.ts'
import type { Registry } from '#registry/registry-view-store.ts'
import type { Vault } from '#sources/vault.ts'
import { judge } from './judge-signals.ts'
import type { Submission, Verdict } from './submission.ts'

export interface IntakeDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly registry: Registry
  /** Without it no identity of a source is taken. */
  readonly vault?: Vault | undefined
}

export interface SubmissionResult {
  readonly verdicts: readonly Verdict[]
  readonly answer: { readonly status: number; readonly body: unknown; readonly isReplay: boolean }
  /** The request as a whole was refused (a key reused for another body). */
  readonly error?: AppError
}

/** Takes several requests in one transaction; each gets its own verdicts, whatever becomes of the others. */
export async function acceptSignals(
  deps: IntakeDeps,
  submissions: readonly Submission[],
): Promise<readonly SubmissionResult[]> {
  return withRetries(() =>
    inTransaction(deps.db, async (trx) => {
      const results = await acceptIn(trx, deps, submissions)
      failpoint('intake.before_commit')
      afterCommit(trx, () => failpoint('intake.after_commit'))
      return results
    }),
  )
}

async function acceptIn(
  trx: Trx,
  deps: IntakeDeps,
  submissions: readonly Submission[],
): Promise<readonly SubmissionResult[]> {
  const [{ now, version }, { held, kept }] = await Promise.all([
    readNow(trx),
    openKeys(
      trx,
      submissions.flatMap((one) => (one.key === undefined ? [] : [one.key])),
    ),
  ])
  const view = await deps.registry.at(trx, version)
  // A key that comes twice in one group: the second waits for nobody, it gets the first one's answer below.
  const first = new Map<string, Submission>()
  for (const one of submissions) {
    if (one.key !== undefined && held.has(keyName(one.key)) && !first.has(keyName(one.key)))
      first.set(keyName(one.key), one)
  }
  const fresh = submissions.filter((one) => one.key === undefined || first.get(keyName(one.key)) === one)
  const verdicts = await judge(trx, deps, view, now, fresh)
  const answers = new Map<Submission, SubmissionResult>()
  for (const [index, one] of fresh.entries()) {
    const own = verdicts[index] ?? []
    answers.set(one, { verdicts: own, answer: { ...one.answer(own), isReplay: false } })
  }
  const toKeep = [...first.values()].flatMap((one) => {
    const answer = answers.get(one)?.answer
    if (one.key === undefined || answer === undefined) return []
    return [{ actor: one.key.actor, key: one.key.key, status: answer.status, answer: answer.body }]
  })
  await Promise.all([recordAccepted(trx, fresh, verdicts), keepAnswers(trx, toKeep)])
  return submissions.map((one) => answers.get(one) ?? again(one, first, answers, kept))
}

/** One event for everything that a token has brought in this group, so that a signal that is gone later is missed. */
async function recordAccepted(
  trx: Trx,
  submissions: readonly Submission[],
  verdicts: readonly (readonly Verdict[])[],
): Promise<void> {
  const byToken = new Map<string, { readonly actor: Actor; readonly revisions: string[] }>()
  submissions.forEach(({ actor }, index) => {
    const own = byToken.get(actor.tokenId) ?? { actor, revisions: [] }
    for (const one of verdicts[index] ?? [])
      if (one.outcome === 'created' || one.outcome === 'revised')
        own.revisions.push(`${one.signal.id}.${one.signal.revision}`)
    if (own.revisions.length > 0) byToken.set(actor.tokenId, own)
  })
  for (const { actor, revisions } of byToken.values()) {
    const object = { kind: 'signal', id: revisions.length === 1 ? (revisions[0] ?? '').slice(0, 36) : 'many' }
    await recordAudit(trx, { actor, action: 'signal.accepted', object, detail: { revisions } })
  }
}

function again(
  submission: Submission,
  first: ReadonlyMap<string, Submission>,
  answers: ReadonlyMap<Submission, SubmissionResult>,
  kept: ReadonlyMap<string, KeptAnswer>,
): SubmissionResult {
  const key = submission.key
  if (key === undefined)
    throw new AppError('bug', 'INVARIANT_BROKEN', 'a request without a key has no verdict')
  const twin = first.get(keyName(key))
  const answered = twin === undefined ? undefined : answers.get(twin)?.answer
  const keptNow =
    answered === undefined || twin?.key === undefined
      ? kept.get(keyName(key))
      : { ...twin.key, status: answered.status, answer: answered.body }
  try {
    return { verdicts: [], answer: answerAgain(key, keptNow) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { verdicts: [], answer: { status: 422, body: null, isReplay: false }, error }
  }
}
