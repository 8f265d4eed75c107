// Handler of `hold`: whatever waits for its time. Held rows go out, alone or as a list; silences begin, near their end and end; people are
// told of drafts that wait too long.
import { lockAlerts } from '#alerts/alert-store.ts'
import { endSuppressionsBy, openSuppressions } from '#alerts/suppression-store.ts'
import { limits } from '#config/limits.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { matchesSilence, SILENCE_NEAR_END_MS, SILENCE_QUIET_MS } from '#domain/delivery/suppression.ts'
import { hasUntold } from '#intake/consent-store.ts'
import { afterCommit, type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { readNow } from '#registry/process-store.ts'
import { alertsWithOverdueDraft, hasOverdueDraft, takeOverdue } from './draft-store.ts'
import { dueHeldGroups, hasDueHeld, releaseHeld, takeHeld } from './held-store.ts'
import type { PlanDeps } from './plan-deliveries.ts'
import { restoreKeptBack } from './restore-kept-back.ts'
import {
  alertsOfSilence,
  dueTurns,
  endSilences,
  hasDueTurn,
  markTold,
  openAlerts,
  readSilence,
  type SilenceRow,
  type SilenceTurn,
} from './silence-store.ts'
import { insideAudiencesOf, type News, namedAudience, tellOfAlert } from './tell-of-alert.ts'
import { tellWithdrawnConsent } from './tell-withdrawn-consent.ts'

const spans = { quietMs: SILENCE_QUIET_MS, nearEndMs: SILENCE_NEAR_END_MS }

/** For the sweeper. */
export async function hasSomethingDue(db: Db): Promise<boolean> {
  return (
    (await hasUntold(db)) ||
    (await hasDueHeld(db)) ||
    (await hasOverdueDraft(db)) ||
    (await hasDueTurn(db, spans))
  )
}

export async function keepWaiting(deps: PlanDeps, _key: string): Promise<void> {
  const pack = await deps.loadPack()
  while ((await tellWithdrawnConsent(deps)) > 0);
  while ((await releaseDue(deps)) > 0);
  while ((await tellOverdue(deps, pack)) > 0);
  for (const { id, turn } of await dueTurns(deps.db, spans)) await takeTurn(deps, pack, id, turn)
}

/** Held rows whose time has come; those that fit together go out as one message that lists them. */
function releaseDue(deps: PlanDeps): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const groups = await dueHeldGroups(trx, limits.heldGroups)
    let released = 0
    for (const group of groups) {
      const rows = await takeHeld(trx, group)
      await releaseHeld(trx, rows)
      released += rows.length
    }
    if (released > 0) {
      afterCommit(trx, () => {
        deps.logger.info({ event: 'delivery.released', rows: released, messages: groups.length })
        deps.pokes.poke('deliver', 'due')
      })
    }
    return released
  })
}

function tellOverdue(deps: PlanDeps, pack: DeliveryPack): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    // The alerts before their drafts, as everywhere.
    const alerts = await lockAlerts(trx, await alertsWithOverdueDraft(trx, limits.heldGroups))
    const overdue = await takeOverdue(trx, [...alerts.keys()])
    const { now } = await readNow(trx)
    const root = pack.routing.route.audience
    for (const draft of overdue.toSorted((a, b) => (a.alertId < b.alertId ? -1 : 1))) {
      await tellOfAlert(trx, draft.alertId, {
        kind: 'draft_overdue',
        actor: null,
        at: now.toString(),
        body: {
          audiences: root === undefined ? [] : [namedAudience(root)],
          draft: { audience: draft.audience, since: draft.openedAt.toString() },
        },
      })
    }
    if (overdue.length > 0) afterCommit(trx, () => deps.pokes.poke('notify', 'all'))
    return alerts.size
  })
}

/** One moment of one silence, in a transaction of its own. Asked again under the lock: another worker may have taken it. */
function takeTurn(deps: PlanDeps, pack: DeliveryPack, id: string, turn: SilenceTurn): Promise<void> {
  return inTransaction(deps.db, async (trx) => {
    const silence = await readSilence(trx, id, true)
    const isStill = (await dueTurns(trx, spans)).some((one) => one.id === id && one.turn === turn)
    if (silence === undefined || !isStill) return
    const { now } = await readNow(trx)
    const at = now.toString()
    if (turn === 'start') await begin(trx, pack, silence, at)
    else if (turn === 'near_end') await tell(trx, pack, silence, 'silence_ending', at)
    else if (turn === 'ended') await finish(trx, deps, pack, silence, at)
    else await endSilences(trx, [id], turn)
    if (turn === 'start' || turn === 'near_end' || turn === 'ended') await markTold(trx, id, turn)
    afterCommit(trx, () => {
      deps.pokes.poke('notify', 'all')
      deps.pokes.poke('deliver', 'due')
      // An end has still to be told.
      if (turn === 'time' || turn === 'quiet' || turn === 'phase_changed') deps.pokes.poke('hold', 'due')
    })
  })
}

/** What fires already is matched from now on. */
async function begin(trx: Trx, pack: DeliveryPack, silence: SilenceRow, at: string): Promise<void> {
  const open = await openAlerts(trx, silence.matchers.process)
  const matched = open.filter((alert) =>
    matchesSilence(silence.matchers, alert, alert.level, pack.lineageOf(alert.place)),
  )
  await openSuppressions(
    trx,
    matched.map(({ id, level }) => ({ alertId: id, kind: 'silence', byId: silence.id, byRule: null, level })),
  )
  await tell(trx, pack, silence, 'silenced', at)
}

async function finish(
  trx: Trx,
  deps: PlanDeps,
  pack: DeliveryPack,
  silence: SilenceRow,
  at: string,
): Promise<void> {
  await endSuppressionsBy(trx, [silence.id])
  const told = await tell(trx, pack, silence, 'silence_ended', at)
  await restoreKeptBack(trx, deps, pack, told)
}

/** Those who would have been told, and the author. Nobody, when nothing was matched. Answers the alerts that the silence has matched. */
async function tell(
  trx: Trx,
  pack: DeliveryPack,
  silence: SilenceRow,
  kind: News['kind'],
  at: string,
): Promise<string[]> {
  const alerts = await alertsOfSilence(trx, silence.id, limits.silenceAlerts)
  const [anchor] = alerts
  if (anchor === undefined) return []
  const audiences = await insideAudiencesOf(trx, pack, alerts.slice(0, limits.silenceAudiences))
  await tellOfAlert(trx, anchor, {
    kind,
    actor: silence.author,
    at,
    body: {
      audiences,
      tell: silence.inboxes,
      silence: {
        id: silence.id,
        from: silence.startsAt.toString(),
        to: (silence.endedAt ?? silence.endsAt).toString(),
        by: silence.authorLabel,
        reason: silence.reason,
      },
    },
  })
  return alerts
}
