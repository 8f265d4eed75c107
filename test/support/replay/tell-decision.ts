// A turn of the story in which a person decides about an alert.
import { insertDecision } from '#alerts/alert-store.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import { appendInbox } from '#scoring/inbox-store.ts'

const person = '018f6d2e-2222-7000-8000-00000000000b'

/** A person closes an alert that is open, or opens one again; what comes of it is up to the place in the log. */
export async function tellDecision(
  db: Db,
  process: string,
  now: Temporal.Instant,
  draw: { below(end: number): number },
): Promise<void> {
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'rule_id', 'state', 'held_level'])
    .where((where) => where.or([where('closed_at', 'is', null), where('held_level', 'is not', null)]))
    .orderBy('id')
    .execute()
  const alert = alerts[draw.below(Math.max(1, alerts.length))]
  if (alert === undefined) return
  const kind = alert.held_level === null ? 'resolved' : 'reopened'
  const decision = { id: uuidv7(), alertId: alert.id, kind, actor: person, reason: 'a turn' } as const
  await inTransaction(db, async (trx) => {
    await insertDecision(trx, decision)
    const entry = { process, kind: 'decision', ref: decision.id, rev: null } as const
    await appendInbox(trx, [{ ...entry, ruleId: alert.rule_id, receivedAt: now.toString() }])
  })
}
