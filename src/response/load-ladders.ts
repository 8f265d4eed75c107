// What a ladder's look at its alert needs, read for a whole batch of locked alerts at once: the alerts are held, and scoring waits for them.
import { type AlertRow, type EvaluationRow, readLastEvaluations } from '#alerts/alert-store.ts'
import {
  type LadderRow,
  readLadders,
  readSteps,
  readUnseen,
  type StepRow,
  type Unseen,
} from '#alerts/escalation-store.ts'
import { recipientsTold } from '#delivery/overdue-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { Instant } from '#domain/time.ts'
import type { Trx } from '#platform/database/database.ts'
import { type CalendarRow, readCalendar } from '#registry/calendar-store.ts'
import { type FilledRota, readFilledRotas } from '#registry/rota-store.ts'
import { type Acknowledgement, readNow, standingSince } from './response-store.ts'

/** The world around the alerts of one transaction. */
export interface Ground {
  readonly pack: DeliveryPack
  readonly now: Instant
  readonly isTlsEnforced: boolean
  readonly rotas: readonly FilledRota[]
  /** The calendars in force, by process; a process without one has no entry. */
  readonly calendars: ReadonlyMap<string, CalendarRow>
}

/** A locked alert with all that is on record about its climbing. */
export interface Standing {
  readonly alert: AlertRow
  /** undefined: it has had no ladder yet. */
  readonly row: LadderRow | undefined
  readonly unseen: Unseen
  /** undefined: no evaluation of the alert is on record, which only rows written by hand bring about. */
  readonly facts: EvaluationRow | undefined
  /** Of every round, the first one first. */
  readonly steps: readonly StepRow[]
  /** Answers that have not been taken back. */
  readonly answers: readonly Pick<Acknowledgement, 'audience' | 'at'>[]
  /** Recipients to whom the last change that told people anew went. */
  readonly told: readonly string[]
}

export interface Loaded {
  readonly ground: Ground
  readonly standings: readonly Standing[]
}

const nothingUnseen: Unseen = { kinds: [], opening: null }

export async function loadLadders(
  trx: Trx,
  pack: DeliveryPack,
  isTlsEnforced: boolean,
  alerts: readonly AlertRow[],
): Promise<Loaded> {
  const ids = alerts.map((one) => one.id)
  const [ladders, unseen] = [await readLadders(trx, ids), await readUnseen(trx, ids)]
  const openings = [...unseen].flatMap(([alertId, { opening }]) =>
    opening === null ? [] : [{ alertId, ordinal: opening }],
  )
  const [facts, told] = [await readLastEvaluations(trx, ids), await recipientsTold(trx, openings)]
  const steps = Map.groupBy(await readSteps(trx, ids), (one) => one.alertId)
  const answers = await standingSince(trx, ids)
  const ground = {
    pack,
    isTlsEnforced,
    now: (await readNow(trx)).epochMilliseconds,
    rotas: await readFilledRotas(trx),
    calendars: await calendarsOf(trx, alerts),
  }
  const standings = alerts.map((alert) => ({
    alert,
    row: ladders.get(alert.id),
    unseen: unseen.get(alert.id) ?? nothingUnseen,
    facts: facts.get(alert.id),
    steps: steps.get(alert.id) ?? [],
    answers: answers.get(alert.id) ?? [],
    told: told.get(alert.id) ?? [],
  }))
  return { ground, standings }
}

async function calendarsOf(trx: Trx, alerts: readonly AlertRow[]): Promise<Map<string, CalendarRow>> {
  const calendars = new Map<string, CalendarRow>()
  for (const process of new Set(alerts.map((one) => one.process))) {
    const calendar = await readCalendar(trx, process)
    if (calendar !== undefined) calendars.set(process, calendar)
  }
  return calendars
}
