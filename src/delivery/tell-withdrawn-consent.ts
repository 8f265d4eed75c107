// A source has taken consent back: each alert that rests on its report says so in its history, whoever was told before gets a notice that says
// no more than that, and what has not left yet is judged by the answers as they are now.
import { alertsWithEvidence, readHistory } from '#alerts/alert-event-store.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import { takeUntold } from '#intake/consent-store.ts'
import { afterCommit, type Db, inTransaction } from '#platform/database/database.ts'
import type { Pokes } from '#queue/pokes.ts'
import { tellOfAlert } from './tell-of-alert.ts'

export interface WithdrawDeps {
  readonly db: Db
  readonly pokes: Pokes
}

// Withdrawals that one transaction takes up: each may touch several alerts.
const atOnce = 20

/** How many withdrawals it took up. */
export function tellWithdrawnConsent(deps: WithdrawDeps): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const withdrawals = await takeUntold(trx, atOnce)
    for (const { signalId, answers, tokenId, at } of withdrawals) {
      for (const alertId of await alertsWithEvidence(trx, signalId)) {
        const latest = (await readHistory(trx, alertId)).findLast((one) => 'consent' in one.body)
        const before = readEventBody(latest?.body).consent
        if (!answers.some((answer) => before[answer])) continue
        const consent = { ...before, ...Object.fromEntries(answers.map((answer) => [answer, false])) }
        await tellOfAlert(trx, alertId, {
          kind: 'consent_withdrawn',
          actor: tokenId,
          at: at.toString(),
          body: { consent, reason: 'consent_withdrawn' },
        })
      }
    }
    if (withdrawals.length > 0) afterCommit(trx, () => deps.pokes.poke('notify', 'all'))
    return withdrawals.length
  })
}
