// Acts of people and of clocks in the history of an alert: what they make of it, and their rows. The alert's row is locked by lockAlerts.
import { type Act, type AlertLife, type AlertState, applyAct, isClosed } from '#domain/alert/lifecycle.ts'
import type { Trx } from '#platform/database/database.ts'
import {
  type AlertChange,
  type AlertEventChange,
  type AlertRow,
  changeOf,
  saveTransitions,
} from './alert-store.ts'

/** The alert and its new event after an act. */
export function actOn(
  alert: AlertChange,
  act: RecordedAct,
): { readonly alert: AlertChange; readonly event: AlertEventChange; readonly hasMoved: boolean } {
  const life: AlertLife = alert
  const moved = applyAct(life, act)
  const next = { ...life, ...moved }
  const ordinal = alert.lastOrdinal + 1
  const closedAt = isClosed(next.state) ? (alert.closedAt ?? act.at) : null
  return {
    alert: { ...alert, ...next, updatedAt: act.at, closedAt, lastOrdinal: ordinal },
    event: {
      alertId: alert.id,
      ordinal,
      kind: act.kind,
      lt: act.at,
      level: next.level,
      asOf: alert.asOf,
      isLate: alert.isLate,
      notify: act.notify ?? false,
      ruleRevision: alert.ruleRevision,
      calendarVersion: null,
      actor: act.actor,
      body: act.body,
    },
    hasMoved: moved !== undefined,
  }
}

/**
 * Records a person's act in the alert's history and moves the alert if the act does so; the row must be locked by lockAlerts.
 * The first answer moves the alert; every answer is in the history.
 */
export async function recordAct(
  trx: Trx,
  alert: AlertRow,
  act: RecordedAct,
): Promise<{ readonly hasMoved: boolean; readonly state: AlertState }> {
  const change = changeOf(alert)
  const { alert: after, event, hasMoved } = actOn(change, act)
  await saveTransitions(trx, [after], [event])
  return { hasMoved, state: after.state }
}

/** The same for several alerts with any number of acts each, in the statements of one. */
export async function recordActs(
  trx: Trx,
  acted: readonly { readonly alert: AlertRow; readonly acts: readonly RecordedAct[] }[],
): Promise<void> {
  const changes: AlertChange[] = []
  const events: AlertEventChange[] = []
  for (const { alert, acts } of acted) {
    let change = changeOf(alert)
    for (const act of acts) {
      const done = actOn(change, act)
      change = done.alert
      events.push(done.event)
    }
    if (acts.length > 0) changes.push(change)
  }
  await saveTransitions(trx, changes, events)
}

export type RecordedAct = Act & {
  /** The person; null = a clock of the product. */
  readonly actor: string | null
  readonly body: Readonly<Record<string, unknown>>
  readonly at: string
  /** Delivery plans messages for it; false when left out. */
  readonly notify?: boolean
}
