// What a drill showed: every delay from a signal to an answer, who was told how, who was not and why. Computed from rows, printed elsewhere.

import type { Text } from '../text.ts'
import { formatInstant } from '../time.ts'

/** Instants in milliseconds. `fired` and `signal` are on the clock of the drill, everything else on that of the wall. */
export interface DrillFacts {
  readonly id: string
  readonly process: string
  readonly title: Text
  readonly aim: Text
  readonly pace: 'fast' | 'real'
  readonly clock: { readonly from: string; readonly to: string }
  readonly ranAt: string
  readonly signals: {
    readonly played: number
    readonly accepted: number
    readonly refused: readonly string[]
  }
  readonly alerts: readonly (DrillAlert & { readonly placeName: string })[]
  readonly deliveries: readonly DrillDelivery[]
  /** Channels that the routes name and this installation cannot use. */
  readonly unusable: readonly string[]
}

export interface DrillAlert {
  readonly id: string
  readonly rule: string
  readonly title: Text
  readonly place: string
  readonly level: string
  readonly state: string
  readonly isShadow: boolean
  readonly evidence: number
  readonly firstSignal: number | null
  readonly lastSignal: number | null
  readonly fired: number
  readonly firedAt: number
  /** Acknowledgements, oldest first. */
  readonly answers: readonly { readonly at: number; readonly audience: string | null }[]
}

export interface DrillDelivery {
  readonly alertId: string
  readonly kind: string
  readonly audience: string
  readonly recipient: string
  readonly channel: string
  readonly state: string
  readonly reason: string
  readonly eventAt: number
  readonly acceptedAt: number | null
  readonly seenAt: number | null
}

const seconds = (from: number | null, to: number | null) =>
  from === null || to === null ? null : Math.round((to - from) / 100) / 10

export function buildDrillReport(facts: DrillFacts) {
  const told = facts.alerts.filter((one) => !one.isShadow)
  const alerts = told.map((one) => alertRow(one, facts.deliveries))
  return {
    schema: 1,
    exercise: true,
    ...facts,
    alerts,
    on_trial: facts.alerts.length - told.length,
    recipients: recipientsOf(facts.deliveries),
    withheld: withheldOf(facts.deliveries),
    unreachable: unreachableOf(facts.deliveries),
    unanswered: alerts
      .filter((one) => one.answered_seconds === null && one.needs_answer)
      .map((one) => one.id),
    slowest: {
      signal_to_alert_seconds: most(alerts.map((one) => one.last_signal_to_alert_seconds)),
      alert_to_delivery_seconds: most(alerts.map((one) => one.last_delivery_seconds)),
      alert_to_answer_seconds: most(alerts.map((one) => one.answered_seconds)),
    },
  }
}

export type DrillReport = ReturnType<typeof buildDrillReport>

const most = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((one) => one !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function alertRow(one: DrillAlert & { readonly placeName: string }, deliveries: readonly DrillDelivery[]) {
  const own = deliveries.filter((row) => row.alertId === one.id && row.kind === 'fired')
  const accepted = own.flatMap((row) => seconds(row.eventAt, row.acceptedAt) ?? [])
  const [first] = one.answers
  return {
    id: one.id,
    rule: one.rule,
    title: one.title,
    place: one.place,
    place_name: one.placeName,
    level: one.level,
    state: one.state,
    evidence: one.evidence,
    first_signal_to_alert_seconds: seconds(one.firstSignal, one.fired),
    last_signal_to_alert_seconds: seconds(one.lastSignal, one.fired),
    fired: formatInstant(one.fired),
    first_delivery_seconds: accepted.length === 0 ? null : Math.min(...accepted),
    last_delivery_seconds: most(accepted),
    told: new Set(own.filter((row) => row.acceptedAt !== null).map((row) => row.recipient)).size,
    needs_answer: one.level === 'warning' || one.level === 'critical',
    answered_seconds: first === undefined ? null : seconds(one.firedAt, first.at),
    answered_by: first?.audience ?? null,
  }
}

function recipientsOf(deliveries: readonly DrillDelivery[]) {
  const groups = Map.groupBy(deliveries, (row) => `${row.recipient}\n${row.channel}`)
  return [...groups.values()]
    .map((rows) => {
      const { recipient = '', channel = '', audience = '' } = rows[0] ?? {}
      const delays = rows.map((row) => seconds(row.eventAt, row.acceptedAt))
      return {
        recipient,
        audience,
        channel,
        considered: rows.length,
        delivered: rows.filter((row) => row.acceptedAt !== null).length,
        seen: rows.filter((row) => row.seenAt !== null).length,
        slowest_seconds: most(delays),
        reasons: [
          ...new Set(rows.filter((row) => row.acceptedAt === null).map((row) => row.reason)),
        ].toSorted(),
      }
    })
    .toSorted((a, b) => (a.recipient + a.channel < b.recipient + b.channel ? -1 : 1))
}

function withheldOf(deliveries: readonly DrillDelivery[]) {
  const groups = Map.groupBy(
    deliveries.filter((row) => row.acceptedAt === null),
    (row) => `${row.reason}\n${row.channel}`,
  )
  return [...groups.values()]
    .map((rows) => ({
      reason: rows[0]?.reason ?? '',
      channel: rows[0]?.channel ?? '',
      count: rows.length,
      recipients: [...new Set(rows.map((row) => row.recipient))].toSorted(),
    }))
    .toSorted((a, b) => b.count - a.count)
}

/** People whom no message reached by any channel, although one was meant for them. */
function unreachableOf(deliveries: readonly DrillDelivery[]): string[] {
  const meant = deliveries.filter(
    (row) => !['below_level', 'audience_not_on_duty', 'withheld_conflict_of_interest'].includes(row.reason),
  )
  const reached = new Set(deliveries.filter((row) => row.acceptedAt !== null).map((row) => row.recipient))
  return [...new Set(meant.map((row) => row.recipient))].filter((one) => !reached.has(one)).toSorted()
}
