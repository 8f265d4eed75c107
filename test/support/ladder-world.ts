// The small country of delivery-world.ts with ladders, and workers that plan, climb and send over any database.
import { sql } from 'kysely'
import type { Channels } from '#delivery/channels/channel-table.ts'
import { inboxChannel } from '#delivery/channels/inbox.ts'
import { type DeliverDeps, deliver } from '#delivery/deliver.ts'
import { hasDueDeliveries } from '#delivery/delivery-store.ts'
import { createInFlight } from '#delivery/in-flight.ts'
import { noticeOverdue } from '#delivery/overdue.ts'
import { type PlanDeps, planDeliveries } from '#delivery/plan-deliveries.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { type RoutingFile, routingFile } from '#domain/pack/routing-shapes.ts'
import type { Db } from '#platform/database/database.ts'
import { type EscalateDeps, escalate } from '#response/escalate.ts'
import { recordingPokes } from '../stages/delivery/rows.ts'
import { pack, routing } from './delivery-world.ts'
import { silentLogger } from './silent-logger.ts'

export const ladderRouting: RoutingFile = routingFile.parse({
  ...routing,
  route: {
    ...routing.route,
    ladder: 'upwards',
    remind_every: { warning: '90m', critical: '15m' },
    routes: [
      { match: { track: 'protection' }, ladder: 'protection' },
      ...routing.route.routes,
      { match: { audience: 'liaison' }, ladder: 'none', release: 'approval' },
    ],
  },
  ladders: [
    {
      code: 'upwards',
      steps: [
        { order: 1, to: 'offices' },
        { order: 2, to: 'duty' },
        { order: 3, to: 'duty', role: 'head_of_office' },
        { order: 4, to: 'liaison', levels: ['critical'], release: 'approval' },
      ],
    },
    {
      code: 'protection',
      steps: [
        { order: 1, to: 'offices', ack: 'each', within: { warning: '30m' } },
        { order: 2, to: 'duty' },
      ],
    },
  ],
})

export const ladderPack: DeliveryPack = { ...pack, routing: ladderRouting }

export type Worker = DeliverDeps & PlanDeps & EscalateDeps

/** A worker whose mail is taken, or not, as `isMailTaken` says. */
export function aWorker(
  db: Db,
  settings: { readonly loadPack?: () => Promise<DeliveryPack>; readonly isMailTaken?: () => boolean } = {},
): Worker {
  const channels: Channels = {
    ofType: (type) =>
      type === 'inbox'
        ? inboxChannel
        : {
            deadlineMs: 10_000,
            isOwnRow: false,
            send: () =>
              Promise.resolve(
                (settings.isMailTaken?.() ?? true)
                  ? { outcome: 'accepted', detail: '250' }
                  : { outcome: 'retry', detail: 'no connection' },
              ),
          },
    isUsable: (channel) => channel.type !== 'sms',
    isTlsEnforced: true,
    close: () => Promise.resolve(),
  }
  return {
    db,
    pokes: recordingPokes(),
    logger: silentLogger,
    channels,
    inFlight: createInFlight(),
    publicUrl: 'https://vigia.example.org',
    loadPack: settings.loadPack ?? (() => Promise.resolve(ladderPack)),
  }
}

/** Everything that is due now, by one worker or by several at once. */
export async function workOff(...workers: readonly Worker[]): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await Promise.all(workers.map((worker) => planDeliveries(worker, 'all')))
    await Promise.all(workers.map((worker) => noticeOverdue(worker)))
    await Promise.all(workers.map((worker) => escalate(worker, 'all')))
    await sendAll(workers)
  }
}

async function sendAll(workers: readonly Worker[]): Promise<void> {
  for (;;) {
    await Promise.all(workers.map((worker) => deliver(worker, 'all')))
    await Promise.all(workers.map((worker) => worker.inFlight.settled()))
    const isWaiting = await Promise.all(workers.map((worker) => hasDueDeliveries(worker.db)))
    if (!isWaiting.includes(true)) return
  }
}

/** Each step as `number order/cycle outcome reason`. */
export async function stepsOf(db: Db, alertId: string): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select step || ' ' || ladder_order || '/' || cycle || ' ' || outcome || ' ' || reason as text
    from escalation_step where alert_id = ${alertId}::uuid order by step`.execute(db)
  return rows.map((row) => row.text)
}
