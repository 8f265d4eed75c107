// News that clocks of delivery add to an alert's record: it is told to people by the same plan as everything else.

import { recordAct } from '#alerts/act-store.ts'
import { lockAlerts, readLastEvaluations } from '#alerts/alert-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { audienceOf } from '#domain/delivery/routing.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import type { Trx } from '#platform/database/database.ts'

export interface News {
  readonly kind: 'silenced' | 'silence_ending' | 'silence_ended' | 'draft_overdue' | 'consent_withdrawn'
  readonly actor: string | null
  readonly at: string
  readonly body: Readonly<Record<string, unknown>>
}

/** The news hangs on one alert, and keeps the latest evaluation's numbers. False when there is no such alert. */
export async function tellOfAlert(trx: Trx, alertId: string, news: News): Promise<boolean> {
  const alert = (await lockAlerts(trx, [alertId])).get(alertId)
  if (alert === undefined) return false
  const evaluation = (await readLastEvaluations(trx, [alertId])).get(alertId)
  const body = { ...evaluation?.body, ...news.body }
  await recordAct(trx, alert, { kind: news.kind, actor: news.actor, at: news.at, notify: true, body })
  return true
}

/** Audiences inside the institution that the alerts' rules name, each once: who would have been told. */
export async function insideAudiencesOf(
  trx: Trx,
  pack: DeliveryPack,
  alertIds: readonly string[],
): Promise<ReturnType<typeof namedAudience>[]> {
  const codes = new Set<string>()
  for (const { body } of (await readLastEvaluations(trx, alertIds)).values())
    for (const one of readEventBody(body).audiences) codes.add(one.audience)
  return [...codes].filter((code) => audienceOf(pack.routing, code)?.inside === true).map(namedAudience)
}

export const namedAudience = (audience: string) => ({
  audience,
  from: 'info',
  ack_within_ms: null,
  release: 'automatic',
})
