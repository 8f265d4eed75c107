// What people do with a measure: added, edited, issued, accepted or declined, started, proved, rated; each act is in its history and in the
// alert's.

import { recordAct } from '#alerts/act-store.ts'
import { type AlertRow, readLastEvaluations } from '#alerts/alert-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import { type ActionVerb, heldReason, stateAfter, verbsOf } from '#domain/response/action.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { type Acting, lockVisible, refuseLiaison } from './act-once.ts'
import {
  type ActionChange,
  type ActionRow,
  appendActionEvent,
  insertAction,
  type NewAction,
  readAction,
  saveAction,
} from './action-store.ts'
import { readNow } from './response-store.ts'

export interface Opened {
  readonly alert: AlertRow
  readonly action: ActionRow
}

export function changeFrom(action: ActionRow): ActionChange {
  return {
    state: action.state,
    class: action.class,
    line: action.line,
    addressee: action.addressee,
    dueAt: action.dueAt?.toString() ?? null,
    heldReason: action.heldReason,
    rating: action.rating,
    evidenceCount: action.evidenceCount,
    isOverdueAgain: false,
  }
}

/** The measure under the lock of its alert; 404 as well for what the caller may not know to exist. */
export async function openAction(acting: Acting, id: string): Promise<Opened> {
  const known = await readAction(acting.trx, id)
  if (known === undefined) throw unknownAction(id)
  const alert = await lockVisible(acting, known.alertId).catch((error: unknown) => {
    throw error instanceof AppError && error.kind === 'not_found' ? unknownAction(id) : error
  })
  refuseLiaison(acting.actor)
  const action = await readAction(acting.trx, id)
  if (action === undefined) throw unknownAction(id)
  return { alert, action }
}

export function unknownAction(id: string): AppError {
  return new AppError('not_found', 'ACTION_UNKNOWN', `there is no measure ${id} that this token may see`)
}

/** The state that the verb leads to; 409 where it has no place. */
export function stepOf(action: ActionRow, verb: ActionVerb): ActionRow['state'] {
  const state = stateAfter(action.state, verb)
  if (state !== undefined) return state
  const allowed = verbsOf(action.state).join(', ') || 'nothing'
  throw new AppError(
    'conflict',
    'ACTION_STATE',
    `the measure is ${action.state}; what it allows now: ${allowed}`,
  )
}

/** Saves a step with its event, and tells the alert's history of it. */
export async function saveStep(
  acting: Acting,
  { alert, action }: Opened,
  change: ActionChange,
  step: { readonly kind: StepKind; readonly body: Readonly<Record<string, unknown>> },
): Promise<ActionRow> {
  const { trx, actor } = acting
  await saveAction(trx, action.id, change, { kind: step.kind, actor: actor.personId, body: step.body })
  return finish(acting, alert, action.id, step)
}

type StepKind =
  | 'recommended'
  | 'issued'
  | 'accepted'
  | 'declined'
  | 'started'
  | 'evidenced'
  | 'taken'
  | 'rated'
  | 'changed'

async function finish(
  { trx, actor }: Acting,
  alert: AlertRow,
  id: string,
  { kind, body }: { readonly kind: StepKind; readonly body: Readonly<Record<string, unknown>> },
): Promise<ActionRow> {
  const at = (await readNow(trx)).toString()
  const said = { ...body, action: id }
  await recordAct(trx, alert, { kind: `action_${kind}`, actor: actor.personId, body: said, at })
  await recordAudit(trx, { actor, action: `action.${kind}`, object: { kind: 'action', id } })
  const row = await readAction(trx, id)
  if (row === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `measure ${id} was not stored`)
  return row
}

export async function addAction(
  acting: Acting,
  alertId: string,
  given: Pick<NewAction, 'text' | 'class' | 'line' | 'addressee' | 'dueAt' | 'isTaken'>,
): Promise<ActionRow> {
  const { trx, pack, actor } = acting
  const alert = await lockVisible(acting, alertId)
  refuseLiaison(actor)
  const kind = given.isTaken ? 'taken' : 'recommended'
  const reason = given.isTaken ? undefined : await holdOf(trx, pack, alertId, given.addressee)
  const id = uuidv7()
  const row = { ...given, id, alertId, ruleAction: null, state: kind, createdBy: actor.personId } as const
  await insertAction(trx, { ...row, level: alert.level ?? alert.maxLevel, heldReason: reason ?? null })
  const body = { addressee: given.addressee, due_at: given.dueAt, held: reason ?? null }
  await appendActionEvent(trx, id, { kind, actor: actor.personId, body })
  return finish(acting, alert, id, { kind, body })
}

/** By the newest evidence of the alert. */
export async function holdOf(
  trx: Trx,
  pack: DeliveryPack,
  alertId: string,
  addressee: string,
): Promise<string | undefined> {
  const body = readEventBody((await readLastEvaluations(trx, [alertId])).get(alertId)?.body)
  return heldReason(pack.institutionOf(addressee), body.evidence_actors)
}

export interface Edit {
  readonly addressee?: string | undefined
  readonly class?: ActionRow['class'] | undefined
  readonly line?: string | null | undefined
  readonly dueAt?: string | undefined
  readonly reason?: string | undefined
}

/** Is it addressed to another institution? Refused where it may not be, or where the reason is missing. */
function mayMove(action: ActionRow, edit: Edit): boolean {
  const isMoved = edit.addressee !== undefined && edit.addressee !== action.addressee
  if (isMoved && action.state !== 'recommended') {
    throw new AppError(
      'conflict',
      'ACTION_STATE',
      `the measure is ${action.state}; whom it is addressed to can be changed before it is issued only`,
    )
  }
  if ((isMoved || edit.dueAt !== undefined) && edit.reason === undefined) {
    throw new AppError('invalid', 'ACTION_REASON_MISSING', 'another institution or due date needs a reason')
  }
  return isMoved
}

/** `ordinal`: the last event that the editor has seen. */
export async function editAction(
  acting: Acting,
  id: string,
  ordinal: number,
  edit: Edit,
): Promise<ActionRow> {
  const opened = await openAction(acting, id)
  const { action } = opened
  if (action.lastOrdinal !== ordinal) throw changedMeanwhile(action)
  stepOf(action, 'edit')
  const isMoved = mayMove(action, edit)
  const addressee = edit.addressee ?? action.addressee
  const held = isMoved ? await holdOf(acting.trx, acting.pack, action.alertId, addressee) : action.heldReason
  const before = changeFrom(action)
  const change: ActionChange = { ...edited(before, edit), addressee, heldReason: held ?? null }
  const was = { addressee: before.addressee, class: before.class, line: before.line, due_at: before.dueAt }
  const is = { addressee, class: change.class, line: change.line, due_at: change.dueAt }
  const body = { before: was, after: is, reason: edit.reason ?? null }
  return saveStep(acting, opened, change, { kind: 'changed', body })
}

function edited(before: ActionChange, edit: Edit): ActionChange {
  return {
    ...before,
    class: edit.class ?? before.class,
    line: edit.line === undefined ? before.line : edit.line,
    dueAt: edit.dueAt ?? before.dueAt,
    isOverdueAgain: edit.dueAt !== undefined && !isSameInstant(edit.dueAt, before.dueAt),
  }
}

function isSameInstant(one: string, other: string | null): boolean {
  return other !== null && Temporal.Instant.compare(one, other) === 0
}

function changedMeanwhile(action: ActionRow): AppError {
  return new AppError(
    'conflict',
    'ACTION_CHANGED',
    `somebody changed the measure meanwhile; read it again, its version is "${action.lastOrdinal}"`,
    { status: 412 },
  )
}

export async function issueAction(acting: Acting, id: string): Promise<ActionRow> {
  const opened = await openAction(acting, id)
  const { action } = opened
  const state = stepOf(action, 'issue')
  const held = await holdOf(acting.trx, acting.pack, action.alertId, action.addressee)
  if (held !== undefined || action.heldReason !== null) {
    throw new AppError(
      'conflict',
      'ACTION_HELD_BACK',
      `«${action.addressee}» belongs to the alleged actor of the evidence; address the measure to another institution first`,
    )
  }
  if (action.class === null) {
    throw new AppError(
      'invalid',
      'ACTION_CLASS_MISSING',
      'say first whether it is prevention, intervention or mediation: PATCH /v1/actions/{id} with class',
    )
  }
  const body = { addressee: action.addressee, due_at: action.dueAt?.toString() ?? null }
  return saveStep(acting, opened, { ...changeFrom(action), state }, { kind: 'issued', body })
}

export async function answerAction(
  acting: Acting,
  id: string,
  verb: 'accept' | 'decline' | 'start',
  reason: string | null,
): Promise<ActionRow> {
  const opened = await openAction(acting, id)
  const state = stepOf(opened.action, verb)
  const kind = ({ accept: 'accepted', decline: 'declined', start: 'started' } as const)[verb]
  return saveStep(acting, opened, { ...changeFrom(opened.action), state }, { kind, body: { reason } })
}
