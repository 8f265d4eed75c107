// Deliveries, attempts and inbox messages as the API shows them.
import { z } from 'zod'
import { readMessage } from '#domain/delivery/message.ts'
import { levelNames } from '#domain/rules/rule.ts'
import type { DutyNotice } from '#registry/rota-store.ts'
import type { InboxRow, LoggedAttempt, LoggedDelivery } from './delivery-log-store.ts'

const text = z.object({ es: z.string(), en: z.string() })
const moment = (instant: Temporal.Instant | null): string | null => instant?.toString() ?? null

export const deliverySchema = z
  .object({
    id: z.string(),
    event: z.object({ ordinal: z.number().int(), kind: z.string() }),
    audience: z.string(),
    recipient: z.string(),
    channel: z.string(),
    channel_type: z.string(),
    step: z.number().int().describe('Step of an escalation ladder; 0 is the first telling'),
    state: z
      .string()
      .describe(
        'planned, sending, accepted, delivered, seen, retry, failed, exhausted, superseded, withheld, draft, held',
      ),
    reason: z
      .string()
      .describe(
        'Why it is in this state, above all why somebody was not told; of a held row held_digest, held_quiet_hours, held_business_hours, held_mute or held_storm',
      ),
    level: z.string(),
    attempts: z.number().int(),
    created_at: z.string(),
    due_at: z
      .string()
      .nullable()
      .describe('When it is tried next; of a held row, when it goes out at the latest'),
    listed_by: z.string().nullable().describe('The delivery whose message lists this one'),
    accepted_at: z.string().nullable(),
    seen_at: z.string().nullable(),
    ended_at: z.string().nullable(),
  })
  .meta({ id: 'Delivery' })

export function viewDelivery(row: LoggedDelivery): z.infer<typeof deliverySchema> {
  return {
    id: row.id,
    event: { ordinal: row.ordinal, kind: row.kind },
    audience: row.audience,
    recipient: row.recipient,
    channel: row.channel,
    channel_type: row.channelType,
    step: row.step,
    state: row.state,
    reason: row.reason,
    level: row.level,
    attempts: row.attempts,
    created_at: row.createdAt.toString(),
    due_at: moment(row.dueAt ?? row.heldUntil),
    listed_by: row.carrier,
    accepted_at: moment(row.acceptedAt),
    seen_at: moment(row.seenAt),
    ended_at: moment(row.endedAt),
  }
}

export const attemptSchema = z
  .object({
    ordinal: z.number().int(),
    started_at: z.string(),
    ended_at: z.string().nullable(),
    outcome: z
      .string()
      .nullable()
      .describe(
        'accepted, retry, rejected, withheld; unknown: broken off; stale: taken over by another; null: under way',
      ),
    detail: z.string().nullable(),
  })
  .meta({ id: 'DeliveryAttempt' })

export function viewAttempt(row: LoggedAttempt): z.infer<typeof attemptSchema> {
  return {
    ordinal: row.ordinal,
    started_at: row.startedAt.toString(),
    ended_at: moment(row.endedAt),
    outcome: row.outcome,
    detail: row.detail,
  }
}

export const inboxItemSchema = z
  .object({
    id: z.string(),
    alert_id: z.string(),
    process: z.string(),
    audience: z.string(),
    recipient: z.string(),
    kind: z.string().describe('The change of the alert that this message tells'),
    level: z.enum(levelNames),
    alert_state: z.string().describe('Of the alert now, not when the message was written'),
    view: z.enum(['full', 'thin']),
    title: text,
    lines: z.object({ es: z.array(z.string()), en: z.array(z.string()) }),
    link: z.string(),
    acknowledge_by: z
      .string()
      .nullable()
      .describe('By when the recipient is asked to acknowledge; null = the message asks for nothing'),
    delivered_at: z.string(),
    seen_at: z.string().nullable(),
  })
  .meta({ id: 'InboxMessage' })

/** undefined: the row holds no inbox message, which only a defect can bring about. */
export function viewInboxItem(row: InboxRow): z.infer<typeof inboxItemSchema> | undefined {
  const message = readMessage(row.message)
  if (message?.type !== 'inbox') return undefined
  return {
    id: row.id,
    alert_id: row.alertId,
    process: row.process,
    audience: row.audience,
    recipient: row.recipient,
    kind: message.kind,
    level: row.level,
    alert_state: row.alertState,
    view: message.view,
    title: message.title,
    lines: message.lines,
    link: message.link,
    acknowledge_by: message.acknowledgeBy,
    delivered_at: row.acceptedAt.toString(),
    seen_at: moment(row.seenAt),
  }
}

export const dutyNoticeSchema = z
  .object({
    id: z.string(),
    recipient: z.string(),
    role: z.string().nullable(),
    names: z.array(z.string()).describe('On duty from then on; empty = nobody'),
    title: text,
    at: z.string(),
  })
  .meta({ id: 'DutyNotice' })

export function viewDutyNotice(notice: DutyNotice): z.infer<typeof dutyNoticeSchema> {
  const names = notice.after.map((one) => one.name)
  const said = names.join(', ')
  const title =
    names.length === 0
      ? { es: 'Nadie está de turno desde ahora', en: 'Nobody is on duty from now on' }
      : { es: `De turno desde ahora: ${said}`, en: `On duty from now on: ${said}` }
  return {
    id: notice.id,
    recipient: notice.recipient,
    role: notice.role,
    names,
    title,
    at: notice.at.toString(),
  }
}
