// From situations to delivery rows: the pure plan, storm control over all of them, and the rows as they are stored. Conflicts of interest
// and drafts are put on record with them.
import { withdrawProposals } from '#access/approve.ts'
import { markNotForBroadcast } from '#alerts/suppression-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { healthKeyOf } from '#domain/delivery/channel-health.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { conflictOf } from '#domain/delivery/exclusion.ts'
import { isUrgentClock } from '#domain/delivery/hold.ts'
import { planFor } from '#domain/delivery/plan.ts'
import type { Told, World } from '#domain/delivery/planned-row.ts'
import { isNotForBroadcast, routeSettings } from '#domain/delivery/route-settings.ts'
import { isNotice } from '#domain/delivery/situation.ts'
import { foldStorm, type Stormy, stormLimits } from '#domain/delivery/storm.ts'
import { parseDuration } from '#domain/time.ts'
import type { Trx } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { type Ailing, readAiling } from './channel-health-store.ts'
import type { Channels } from './channels/channel-table.ts'
import { deliveryId } from './delivery-id.ts'
import type { NewDelivery } from './delivery-store.ts'
import { endOvertaken, openDrafts } from './draft-store.ts'
import { type Exclusion, insertExclusions } from './exclusion-store.ts'
import { readRecent } from './held-store.ts'
import type { Situation } from './unplanned-store.ts'

/** A draft under the clocks of election day and its night, and any other. */
const APPROVE_WITHIN = { urgent: '30m', normal: '4h' }

export interface PlanWorld {
  readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'>
  readonly told: readonly (Told & { readonly alertId: string })[]
  readonly waiting?: PlanWorld['told']
  suppressedOf(situation: Situation): 'silenced' | 'inhibited' | undefined
  /** Rows that are left out before storm control counts them; every row when there is no such question. */
  isWanted?(row: { readonly recipient: string; readonly channel: string }): boolean
  /** Left out = every notice is given. */
  needlessOf?(situation: Situation): World['needless']
}

type Keyed = Stormy & { readonly alertId: string; readonly ordinal: number }

/** All rows of a planning step. `situations` are not empty. */
export async function planRows(
  trx: Trx,
  pack: DeliveryPack,
  situations: readonly Situation[],
  world: PlanWorld,
): Promise<NewDelivery[]> {
  const ailing = await readAiling(trx)
  const rows = situations.flatMap((situation) => rowsOf(pack, situation, world, ailing))
  const ways = rows.filter((row) => row.state === 'planned' && row.channelType !== 'inbox')
  const recent = await readRecent(trx, distinctWays(ways))
  const now = situations[0]?.now.epochMilliseconds ?? 0
  return foldStorm(rows, recent, now, stormLimits(pack.routing)).map(({ dueAt, heldUntil, ...row }) => ({
    ...row,
    dueAt: textOf(dueAt),
    heldUntil: textOf(heldUntil),
  }))
}

function rowsOf(pack: DeliveryPack, situation: Situation, world: PlanWorld, ailing: Ailing): Keyed[] {
  const { alert, event, isReplay, now } = situation
  const planned = planFor(
    { alert, event, pack },
    {
      now: now.epochMilliseconds,
      isUsable: (channel, recipient) =>
        world.channels.isUsable(channel) && ailing(healthKeyOf(channel, recipient)) !== 'disabled',
      isDegraded: (channel, recipient) => ailing(healthKeyOf(channel, recipient)) !== undefined,
      isTlsEnforced: world.channels.isTlsEnforced,
      isReplay,
      told: world.told.filter((one) => one.alertId === alert.id),
      waiting: world.waiting?.filter((one) => one.alertId === alert.id) ?? [],
      suppressed: world.suppressedOf(situation),
      needless: world.needlessOf?.(situation),
    },
  )
  const wanted = planned.filter((row) => world.isWanted?.(row) ?? true)
  return wanted.map((row) => {
    const key = { ...row, alertId: alert.id, ordinal: event.ordinal }
    return { ...key, id: deliveryId(key), carrier: null, isList: false }
  })
}

function distinctWays(rows: readonly Keyed[]) {
  const ways = new Map(
    rows.map(({ recipient, channel }) => [`${recipient} ${channel}`, { recipient, channel }]),
  )
  return [...ways.values()]
}

const textOf = (instant: number | null): string | null =>
  instant === null ? null : Temporal.Instant.fromEpochMilliseconds(instant).toString()

/** What else the rows say: whose institution is an alleged actor, what waits for a person, which alerts go to no feed. */
export async function recordConsequences(
  trx: Trx,
  pack: DeliveryPack,
  situations: readonly Situation[],
  rows: readonly NewDelivery[],
): Promise<void> {
  const byEvent = Map.groupBy(rows, (row) => `${row.alertId} ${row.ordinal}`)
  const exclusions: Exclusion[] = []
  const drafts: Parameters<typeof openDrafts>[1][number][] = []
  const quiet: string[] = []
  for (const { alert, event } of situations) {
    const occasion = { alert, event, pack }
    const own = byEvent.get(`${alert.id} ${event.ordinal}`) ?? []
    const key = { alertId: alert.id, ordinal: event.ordinal }
    for (const { audience, recipient } of distinctAddressees(own)) {
      const form = conflictOf(occasion, audience)
      const institution = pack.institutionOf(audience)
      if (form !== 'none' && institution !== null) {
        exclusions.push({ ...key, recipient, audience, institution, form })
      }
    }
    for (const audience of new Set(own.filter((row) => row.state === 'draft').map((row) => row.audience))) {
      const { urgent, normal } = pack.routing.approve_within ?? APPROVE_WITHIN
      const within = isUrgentClock(pack, event.body.window) ? urgent : normal
      const { approvals } = routeSettings(occasion, audience)
      drafts.push({ ...key, id: uuidv7(), audience, approvals, withinMs: parseDuration(within) ?? 0 })
    }
    if (isNotForBroadcast(occasion, [...new Set(own.map((row) => row.audience))])) quiet.push(alert.id)
  }
  for (const one of await insertExclusions(trx, exclusions)) {
    const { alertId: id, ...detail } = one
    await recordAudit(trx, {
      actor: null,
      action: 'delivery.excluded',
      object: { kind: 'alert', id },
      detail,
    })
  }
  const asked = await openDrafts(trx, drafts)
  const ended = await endOvertaken(
    trx,
    situations
      .map((one) => ({ ...one, own: byEvent.get(`${one.alert.id} ${one.event.ordinal}`) ?? [] }))
      .filter((one) => isTelling(one) && !one.own.some(isNeedless))
      .map(({ alert, event }) => ({ alertId: alert.id, ordinal: event.ordinal })),
  )
  await withdrawProposals(trx, [...asked, ...ended], 'overtaken')
  await markNotForBroadcast(trx, quiet)
}

const isNeedless = ({ reason }: NewDelivery): boolean => reason === 'still_stands' || reason === 'overtaken'

const isTelling = ({ event }: Situation): boolean => isNotice(event.kind)

function distinctAddressees(rows: readonly NewDelivery[]) {
  const considered = rows.filter(
    (row) => row.reason !== 'below_level' && row.reason !== 'audience_not_on_duty',
  )
  return new Map(considered.map((row) => [row.recipient, row])).values()
}
