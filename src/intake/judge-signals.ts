// Item by item: what follows from it, or why it is refused.
import { mayUseProcess } from '#domain/actor.ts'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import { findingsIn } from '#domain/signal/text-findings.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { joinFaults, refusal } from './read-signal.ts'
import { registerSources, senderOf } from './sender.ts'
import { acceptedSignal, type Candidate, type StoreDeps, storeCandidates } from './store-candidates.ts'
import type { Misread, Submission, Submitted, Verdict } from './submission.ts'

/** A verdict for every item of every request, in order; what is good is stored and handed over to scoring. */
export async function judge(
  trx: Trx,
  deps: StoreDeps,
  view: RegistryView,
  now: Temporal.Instant,
  submissions: readonly Submission[],
): Promise<Verdict[][]> {
  const verdicts: Verdict[][] = submissions.map((one) => one.items.map(() => pending))
  const candidates: Candidate[] = []
  for (const [at, submission] of submissions.entries()) {
    for (const [index, item] of submission.items.entries()) {
      const settle = (verdict: Verdict) => {
        const own = verdicts[at]
        if (own !== undefined) own[index] = verdict
      }
      const candidate = derive(view, now, submission, item, settle)
      if (candidate === undefined) continue
      if (submission.isDryRun)
        settle({ outcome: 'valid', signal: acceptedSignal(candidate.row, [], candidate.findings) })
      else candidates.push(candidate)
    }
  }
  await registerSources(
    trx,
    view,
    candidates.map((one) => one.sender),
  )
  await storeCandidates(trx, deps, candidates)
  return verdicts
}

const pending: Verdict = {
  outcome: 'refused',
  error: new AppError('bug', 'INVARIANT_BROKEN', 'an item was given no verdict'),
}

function derive(
  view: RegistryView,
  now: Temporal.Instant,
  submission: Submission,
  item: Submitted | Misread | AppError,
  settle: (verdict: Verdict) => void,
): Candidate | undefined {
  const refuse = (error: AppError) => settle({ outcome: 'refused', error })
  if (item instanceof AppError) {
    refuse(item)
    return undefined
  }
  if ('faults' in item) {
    const others = item.rest === undefined ? [] : (judgeBody(view, now, submission, item.rest).faults ?? [])
    refuse(refusal(joinFaults(item, others)))
    return undefined
  }
  const receivedAt = item.receivedAt ?? now.epochMilliseconds
  const at = Temporal.Instant.fromEpochMilliseconds(receivedAt)
  const { sender, derived, faults } = judgeBody(view, at, submission, item.body)
  if (derived === undefined) {
    refuse(refusal(faults))
    return undefined
  }
  const id = item.body.id ?? uuidv7()
  return {
    row: {
      id,
      rev: 1,
      kind: 'signal',
      sourceId: sender.id,
      externalId: item.body.external_id ?? id,
      body: item.body,
      derived,
      bodyHash: item.bodyHash,
      reason: null,
      actor: submission.actor.tokenId,
      receivedAt: at.toString(),
    },
    identity: item.identity,
    findings: findingsIn(item.body, view.pack),
    sender,
    mayRevise: view.pack.sourceKinds.get(sender.kind)?.mayRevise ?? false,
    settle,
  }
}

function judgeBody(
  view: RegistryView,
  receivedAt: Temporal.Instant,
  { actor }: Submission,
  body: SignalBody,
) {
  const sender = senderOf(actor, body, view)
  const result = deriveSignal(body, sender, {
    pack: view.pack,
    places: view.places,
    processes: view.open.filter((process) => mayUseProcess(actor, process.id)),
    receivedAt: receivedAt.epochMilliseconds,
    hash: sha256,
  })
  return { sender, ...result }
}
