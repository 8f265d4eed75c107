// What people do to a bulletin after it was composed: write, propose, publish or send back, withdraw, correct.
import { decide, propose, withdrawProposals } from '#access/approve.ts'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import {
  type BulletinTexts,
  type BulletinVerb,
  sections,
  stateAfter,
  untranslated,
} from '#domain/bulletin/bulletin.ts'
import type { Text } from '#domain/text.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { hashOf } from './bulletin-content.ts'
import {
  type BulletinChange,
  type BulletinEventBody,
  type BulletinEventKind,
  type BulletinRow,
  changeBulletin,
  listBulletinEvents,
  readBulletin,
} from './bulletin-store.ts'
import { checkpointNow } from './compose-bulletin.ts'
import { unknownBulletin, visible } from './read-bulletin.ts'

/** The kind of its proposals, and of its objects in the audit log. */
const kind = 'bulletin'

interface Acting {
  readonly trx: Trx
  readonly view: RegistryView
  readonly actor: Actor
}

/** Under the row lock, in a state that allows the verb. */
async function opened({ trx, view, actor }: Acting, id: string, verb: BulletinVerb) {
  const row = visible(view, actor, id, await readBulletin(trx, id, true))
  const state = stateAfter(row.state, verb)
  if (state !== undefined) return { row, state }
  throw new AppError(
    'conflict',
    'BULLETIN_STATE',
    `the bulletin is ${row.state}, which does not allow this; a draft is edited and proposed, a proposed one published, a published one withdrawn or corrected by an erratum`,
  )
}

interface Said {
  readonly kind: BulletinEventKind
  readonly body: BulletinEventBody
  readonly note?: string | null
}

async function save({ trx, actor }: Acting, id: string, change: BulletinChange, said: Said) {
  await changeBulletin(trx, id, change, { kind: said.kind, token: actor.tokenId, body: said.body })
  const { hash, sections: edited } = said.body
  await recordAudit(trx, {
    actor,
    action: `bulletin.${said.kind}`,
    object: { kind, id },
    detail: {
      ...(hash === undefined ? {} : { hash }),
      ...(edited === undefined ? {} : { sections: edited }),
    },
    note: said.note ?? null,
  })
  const row = await readBulletin(trx, id)
  if (row === undefined) throw unknownBulletin(id)
  return row
}

/** `version`: the one that was read. What is proposed goes back to being a draft. */
export async function editTexts(
  acting: Acting,
  id: string,
  version: number,
  edit: Partial<BulletinTexts>,
): Promise<BulletinRow> {
  const { row, state } = await opened(acting, id, 'edit')
  if (row.version !== version) throw changedMeanwhile(row)
  const texts = { ...row.texts, ...edit }
  const edited = sections.filter((one) => !isSame(row.texts[one], texts[one]))
  if (edited.length === 0) return row
  const hash = contentHash(row, texts)
  await dropProposal(acting, row, 'bulletin_edited')
  return save(acting, id, { state, texts, hash }, { kind: 'edited', body: { hash, sections: edited } })
}

/** Nobody shall approve what does not stand any more. */
async function dropProposal({ trx }: Acting, row: BulletinRow, why: string): Promise<void> {
  if (row.state === 'proposed' && row.proposalId !== null) await withdrawProposals(trx, [row.proposalId], why)
}

const isSame = (left: Text, right: Text) => left.es === right.es && left.en === right.en

function contentHash(row: BulletinRow, texts: BulletinTexts): string {
  return hashOf({
    ...row,
    from: row.from.toString(),
    to: row.to.toString(),
    asOf: row.asOf.toString(),
    texts,
  })
}

function changedMeanwhile(row: BulletinRow): AppError {
  return new AppError(
    'conflict',
    'BULLETIN_CHANGED',
    `the bulletin has changed since you read it and is at version ${row.version} now; read it again: what you wrote is not stored`,
    { status: 412 },
  )
}

export async function proposeBulletin(acting: Acting, id: string, reason: string): Promise<BulletinRow> {
  const { trx, actor } = acting
  const { row, state } = await opened(acting, id, 'propose')
  refuseUntranslated(row.texts)
  const { id: proposalId } = await propose(
    trx,
    {
      kind,
      target: id,
      subject: { hash: row.hash, marking: row.marking, process: row.process },
      reason,
      authorPerson: row.createdPerson,
      base: row.hash,
    },
    actor,
  )
  return save(
    acting,
    id,
    { state, proposalId },
    { kind: 'proposed', body: { hash: row.hash, reason }, note: reason },
  )
}

/** Spanish and English say the same, or neither says anything. */
function refuseUntranslated(texts: BulletinTexts): void {
  const missing = untranslated(texts)
  if (missing.length === 0) return
  const message = {
    es: 'escrito en una sola lengua: complete la otra o deje ambas vacías',
    en: 'written in one language only: complete the other or leave both empty',
  }
  throw new AppError('invalid', 'BULLETIN_TEXT_MISSING', `${missing.join(', ')}: ${message.en}`, {
    faults: missing.map((one) => ({ pointer: `/texts/${one}`, code: 'BULLETIN_TEXT_MISSING', message })),
  })
}

export interface Second {
  readonly decision: 'approve' | 'reject'
  /** Of what this person has read. */
  readonly hash: string
  readonly note: string | null
}

/** The second person; never one of those who composed, wrote or proposed. */
export async function decideBulletin(acting: Acting, id: string, second: Second): Promise<BulletinRow> {
  const { trx, actor } = acting
  const isApproval = second.decision === 'approve'
  const { row, state } = await opened(acting, id, isApproval ? 'publish' : 'return')
  if (row.hash !== second.hash) throw changedMeanwhile(row)
  if (isApproval) await refuseMaker(trx, row, actor)
  const { proposalId, hash } = row
  if (proposalId === null) throw new AppError('bug', 'INVARIANT_BROKEN', `bulletin ${id} was never proposed`)
  await decide(trx, proposalId, actor, second, () => Promise.resolve(hash))
  const body = { hash, ...(second.note === null ? {} : { reason: second.note }) }
  if (!isApproval) {
    return save(acting, id, { state }, { kind: 'returned', body, note: second.note })
  }
  const checkpoint = await checkpointNow(trx)
  const change = { state, checkpoint, publishedPerson: actor.personId }
  return save(acting, id, change, { kind: 'published', body, note: second.note })
}

async function refuseMaker(trx: Trx, row: BulletinRow, actor: Actor): Promise<void> {
  const events = await listBulletinEvents(trx, row.id)
  const makers = makersOf(events)
  if (!makers.includes(actor.personId)) return
  throw new AppError(
    'forbidden',
    'ACCESS_TWO_PERSON_SAME_PERSON',
    'whoever composed, wrote or proposed it may not publish it: ask another person who has the right to',
  )
}

/** Persons who had a hand in what it says. */
export function makersOf(
  events: readonly { readonly kind: BulletinEventKind; readonly person: string }[],
): string[] {
  const made: readonly BulletinEventKind[] = ['composed', 'edited', 'proposed']
  return [...new Set(events.filter((one) => made.includes(one.kind)).map((one) => one.person))]
}

export async function withdrawBulletin(acting: Acting, id: string, reason: string): Promise<BulletinRow> {
  const { row, state } = await opened(acting, id, 'withdraw')
  await dropProposal(acting, row, 'bulletin_withdrawn')
  return save(acting, id, { state }, { kind: 'withdrawn', body: { reason }, note: reason })
}

/** Printed with the bulletin from now on; the numbers stay as they were published. */
export async function addErratum(acting: Acting, id: string, text: Text): Promise<BulletinRow> {
  const { state } = await opened(acting, id, 'correct')
  return save(acting, id, { state }, { kind: 'erratum', body: { text } })
}
