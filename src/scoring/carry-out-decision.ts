// What a person decided about an alert, at its place in the lane's log: evaluation is not asked, the alert's life cycle answers.

import { actOn } from '#alerts/act-store.ts'
import {
  type AlertChange,
  type AlertEventChange,
  type Decision,
  readLastEvaluations,
} from '#alerts/alert-store.ts'
import type { Trx } from '#platform/database/database.ts'

type Body = Readonly<Record<string, unknown>>

/** What the alerts' latest evaluations said: whoever is told of a decision needs the same facts. */
export async function readDecidedOn(trx: Trx, alertIds: readonly string[]): Promise<Map<string, Body>> {
  if (alertIds.length === 0) return new Map()
  const evaluations = await readLastEvaluations(trx, [...new Set(alertIds)])
  return new Map([...evaluations].map(([alertId, { body }]) => [alertId, body]))
}

/** `written`: events of this step, which are not stored yet. A decision that came too late is kept as a comment and changes nothing. */
export function carryOut(
  alert: AlertChange,
  decision: Decision,
  at: string,
  stored: Body | undefined,
  written: readonly AlertEventChange[],
): { readonly alert: AlertChange; readonly event: AlertEventChange } {
  const said = { decision: decision.id, reason: decision.reason }
  const body = { ...factsOf(newest(alert.id, stored, written)), ...said, previousLevel: alert.level }
  const done = actOn(alert, { kind: decision.kind, actor: decision.actor, body, at, notify: !alert.isShadow })
  if (done.hasMoved) return done
  const late = { ...said, asked: decision.kind }
  return actOn(alert, { kind: 'comment', actor: decision.actor, body: late, at })
}

function newest(id: string, stored: Body | undefined, written: readonly AlertEventChange[]): Body {
  const inStep = written.findLast((one) => one.alertId === id && 'comparisons' in one.body)
  return inStep?.body ?? stored ?? {}
}

/** Without the numbers: they belong to the evaluation that found them. */
function factsOf(body: Body): Body {
  const { comparisons: _, prevention: __, factors: ___, withdrawn: ____, ...facts } = body
  return facts
}
