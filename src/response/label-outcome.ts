// A person says what became of a closed alert; lead times are computed, disagreement is kept.

import { recordAct } from '#alerts/act-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { isClosed } from '#domain/alert/lifecycle.ts'
import { judgementFault, leadTime, type OutcomeName } from '#domain/response/outcome.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import { type Acting, lockVisible, refuseLiaison } from './act-once.ts'
import { finishTask, firstReceipt, insertLabel, labelsOf, type OutcomeEvidence } from './outcome-store.ts'
import { readNow } from './response-store.ts'

export interface GivenOutcome {
  readonly label: OutcomeName
  readonly lesser: boolean
  readonly definition: string
  readonly reason: string | null
  readonly evidence: readonly (Omit<OutcomeEvidence, 'sha256'> & { readonly sha256?: string | undefined })[]
  /** RFC 3339. */
  readonly firstHarmAt: string | null
  readonly note: string | null
  readonly language: 'es' | 'en'
}

const faults = {
  averted_unproven: [
    '/reason',
    '«averted» necesita el motivo y al menos una evidencia de lo que se hizo',
    '"averted" needs the reason and at least one piece of evidence of what was done',
  ],
  harm_missing: [
    '/first_harm_at',
    '«confirmed» necesita la hora del primer hecho dañino',
    '"confirmed" needs the time of the first harmful event',
  ],
  harm_without_harm: [
    '/first_harm_at',
    'solo «confirmed» tiene un primer hecho dañino',
    'only "confirmed" has a first harmful event',
  ],
  lesser_unconfirmed: ['/lesser', 'solo «confirmed» puede ser menor', 'only "confirmed" can be lesser'],
  harm_ahead: [
    '/first_harm_at',
    'el primer hecho dañino no puede estar en el futuro',
    'the first harmful event cannot lie ahead',
  ],
} as const

export async function labelOutcome(acting: Acting, alertId: string, given: GivenOutcome): Promise<void> {
  const { trx, actor } = acting
  const alert = await lockVisible(acting, alertId)
  refuseLiaison(actor)
  const now = await readNow(trx)
  const harm = given.firstHarmAt === null ? null : Temporal.Instant.from(given.firstHarmAt).epochMilliseconds
  const judged = { ...given, evidence: given.evidence.length, firstHarmAt: harm }
  const fault = judgementFault(judged, now.epochMilliseconds)
  if (fault !== undefined) throw incomplete(faults[fault])
  if (!isClosed(alert.state)) {
    throw new AppError(
      'conflict',
      'OUTCOME_ALERT_OPEN',
      `the alert is ${alert.state}; its outcome is told when it is closed`,
    )
  }
  const receipt = (await firstReceipt(trx, alertId))?.epochMilliseconds ?? null
  const leadFromFiringMs = leadTime(harm, alert.firedAt.epochMilliseconds)
  const label = {
    ...given,
    id: uuidv7(),
    alertId,
    evidence: given.evidence.map((one) => ({ ...one, sha256: one.sha256 ?? sha256(one.ref) })),
    leadFromFiringMs,
    leadFromReceiptMs: leadTime(harm, receipt),
    labeller: actor.personId,
  }
  if (!(await insertLabel(trx, label))) {
    throw new AppError(
      'conflict',
      'OUTCOME_LABELLED',
      'you have labelled this alert; where you have changed your mind, another person gives the second label',
    )
  }
  await finishTask(trx, alertId)
  const others = (await labelsOf(trx, alertId)).length - 1
  const body = {
    label: given.label,
    lesser: given.lesser,
    definition: given.definition,
    others,
    reason: given.reason,
  }
  await recordAct(trx, alert, { kind: 'outcome_labelled', actor: actor.personId, body, at: now.toString() })
  await recordAudit(trx, {
    actor,
    action: 'alert.outcome_labelled',
    object: { kind: 'alert', id: alertId },
    detail: { label: given.label },
  })
}

function incomplete([pointer, es, en]: readonly [string, string, string]): AppError {
  return new AppError('invalid', 'OUTCOME_INCOMPLETE', en, {
    faults: [{ pointer, code: 'OUTCOME_INCOMPLETE', message: { es, en } }],
  })
}
