// Messages that no channel accepted in time, or that were given up: the recipient's next channel, else the ladder's next step, and on record.

import { recordAct } from '#alerts/act-store.ts'
import { type AlertRow, lockAlerts } from '#alerts/alert-store.ts'
import { bringForward, readLadder, readSteps } from '#alerts/escalation-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { isGuarded, permissionFor } from '#domain/delivery/exclusion.ts'
import {
  answersForPlace,
  audienceOf,
  type Channel,
  channelOf,
  channelType,
} from '#domain/delivery/routing.ts'
import { type Remedy, remedyFor } from '#domain/response/overdue.ts'
import { afterCommit, type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import type { Logger } from '#platform/logger.ts'
import type { Pokes } from '#queue/pokes.ts'
import type { Channels } from './channels/channel-table.ts'
import { deliveryId } from './delivery-id.ts'
import {
  insertNextChannel,
  markOverdue,
  type OverdueRow,
  readOverdue,
  readSiblings,
} from './overdue-store.ts'
import { readSituations, type Situation } from './unplanned-store.ts'

const BATCH = 25

export interface OverdueDeps {
  readonly db: Db
  readonly pokes: Pokes
  readonly logger: Logger
  readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'>
  loadPack(): Promise<DeliveryPack>
}

/** Goes on until every late message was noticed once. */
export async function noticeOverdue(deps: OverdueDeps): Promise<void> {
  const pack = await deps.loadPack()
  while ((await noticeBatch(deps, pack)) > 0);
}

function noticeBatch(deps: OverdueDeps, pack: DeliveryPack): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const rows = await readOverdue(trx, BATCH)
    if (rows.length === 0) return 0
    // The alerts are locked first, as everywhere; whoever comes second finds the messages noticed.
    const alerts = await lockAlerts(trx, [...new Set(rows.map((row) => row.alertId))])
    const situations = await readSituations(trx, rows)
    for (const row of rows) {
      const situation = situations.find(
        ({ alert, event }) => alert.id === row.alertId && event.ordinal === row.ordinal,
      )
      const alert = alerts.get(row.alertId)
      if (situation === undefined || alert === undefined) continue
      const recorded = await notice(trx, deps, pack, row, situation, alert)
      if (recorded !== undefined) alerts.set(row.alertId, recorded)
    }
    afterCommit(trx, () => {
      for (const name of ['deliver', 'escalate', 'notify'] as const) deps.pokes.poke(name, 'all')
    })
    return rows.length
  })
}

/** The alert after the record of it; undefined when nothing is recorded. */
async function notice(
  trx: Trx,
  deps: OverdueDeps,
  pack: DeliveryPack,
  row: OverdueRow,
  situation: Situation,
  alert: AlertRow,
): Promise<AlertRow | undefined> {
  const remedy = await remedyOf(trx, deps, pack, row, situation)
  if (!(await markOverdue(trx, row.id, remedy.remedy))) return undefined
  deps.logger.warn({
    event: 'delivery.overdue',
    deliveryId: row.id,
    alertId: row.alertId,
    channel: row.channel,
    state: row.state,
    remedy: remedy.remedy,
  })
  if (remedy.remedy === 'reached_elsewhere') return undefined
  const channel = remedy.remedy === 'next_channel' ? channelOf(pack.routing, remedy.channel) : undefined
  if (channel !== undefined) {
    const next = { channel: channel.code, channelType: channelType(channel) }
    await insertNextChannel(trx, row.id, { ...next, id: deliveryId({ ...row, channel: channel.code }) })
  }
  if (remedy.remedy === 'next_step') await bringForward(trx, row.alertId, 'not_delivered')
  await recordAct(trx, alert, {
    kind: 'escalated',
    actor: null,
    at: situation.now.toString(),
    notify: false,
    body: {
      reason: 'not_delivered',
      delivery: row.id,
      recipient: row.recipient,
      channel: row.channel,
      state: row.state,
      remedy: remedy.remedy,
      next_channel: channel?.code ?? null,
    },
  })
  return { ...alert, lastOrdinal: alert.lastOrdinal + 1 }
}

async function remedyOf(
  trx: Trx,
  deps: OverdueDeps,
  pack: DeliveryPack,
  row: OverdueRow,
  situation: Situation,
): Promise<Remedy> {
  const ladder = await readLadder(trx, row.alertId)
  const opening = ladder?.openingOrdinal ?? row.ordinal
  const siblings = await readSiblings(trx, row.alertId, Math.min(opening, row.ordinal))
  const same = siblings.filter(
    (one) => one.recipient === row.recipient && one.ordinal === row.ordinal && one.step === row.step,
  )
  const steps = ladder?.state === 'running' ? await readSteps(trx, [row.alertId]) : []
  const running = steps.findLast((one) => one.round === ladder?.round && one.outcome !== 'skipped')
  const people = running?.people.map((one) => one.recipient) ?? []
  return remedyFor({
    isReachedElsewhere: same.some((one) => one.isReached),
    untried: untried(deps, pack, row, situation).filter((code) => same.every((one) => one.channel !== code)),
    // Once around the ladder is enough: with every way out broken, faster rounds would reach nobody either.
    isRunningStepUnreached:
      running?.cycle === 0 &&
      people.includes(row.recipient) &&
      row.ordinal >= opening &&
      !siblings.some((one) => one.isReached && one.ordinal >= opening && people.includes(one.recipient)),
  })
}

/** Channels of the recipient that may carry this message. */
function untried(
  deps: OverdueDeps,
  pack: DeliveryPack,
  row: OverdueRow,
  { alert, event, isReplay }: Situation,
): string[] {
  const audience = audienceOf(pack.routing, row.audience)
  // Whoever answers for the place no more gets it by no other way; others have been planned instead.
  if (audience === undefined || !answersForPlace({ alert, event, pack }, audience, row.recipient)) return []
  const mayCarry = (channel: Channel) =>
    deps.channels.isUsable(channel) &&
    !isGuarded(channel, alert.isExercise, isReplay) &&
    'view' in
      permissionFor({
        audience,
        channel,
        marking: alert.marking,
        consent: event.body.consent,
        isTlsEnforced: deps.channels.isTlsEnforced,
        isNotice: false,
      })
  return audience.channels.filter((code) => {
    const channel = channelOf(pack.routing, code)
    return channel !== undefined && mayCarry(channel)
  })
}
