// What a person does to silences: put one, give it its second person, end it; and what it would keep back, before it is put.
import { decide, propose } from '#access/approve.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { type Actor, coversPlace, isMarkingWithin, mayUseProcess } from '#domain/actor.ts'
import { spansInForce } from '#domain/calendar-spans.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { inboxesOf } from '#domain/delivery/sight.ts'
import {
  matchesSilence,
  reasonsForSecondPerson,
  SILENCE_LONGEST_MS,
  type SilenceMatchers,
} from '#domain/delivery/suppression.ts'
import { afterCommit, type Executor, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import { readCalendar } from '#registry/calendar-store.ts'
import { readNow } from '#registry/process-store.ts'
import {
  activateSilence,
  endSilences,
  insertSilence,
  openAlerts,
  readSilence,
  rejectSilence,
  type SilenceRow,
} from './silence-store.ts'
import { insideAudiencesOf } from './tell-of-alert.ts'

export interface Wanted {
  readonly matchers: SilenceMatchers
  readonly reason: string
  readonly startsAt: Temporal.Instant | undefined
  readonly endsAt: Temporal.Instant
}

export interface SilencePreview {
  readonly alerts: readonly { id: string; level: string; title: { es: string; en: string }; place: string }[]
  /** Audiences inside the institution that would not be told. */
  readonly audiences: readonly string[]
  readonly secondPersonFor: readonly string[]
}

const MANY = 200

/** What fires now and would be kept back, as far as the caller may know of it. */
export async function previewSilence(
  db: Trx,
  pack: DeliveryPack,
  actor: Actor,
  wanted: Wanted,
): Promise<SilencePreview> {
  const { startsAt } = await checked(db, pack, actor, wanted)
  const alerts = (await openAlerts(db, wanted.matchers.process)).filter(
    (alert) =>
      matchesSilence(wanted.matchers, alert, alert.level, pack.lineageOf(alert.place)) &&
      coversPlace(actor, pack.lineageOf(alert.place)) &&
      isMarkingWithin(alert.marking, actor.marking),
  )
  const audiences = await insideAudiencesOf(
    db,
    pack,
    alerts.slice(0, 20).map(({ id }) => id),
  )
  return {
    alerts: alerts.slice(0, MANY).map(({ id, level, title, place }) => ({ id, level, title, place })),
    audiences: audiences.map(({ audience }) => audience),
    secondPersonFor: secondPersonFor(pack, wanted, startsAt),
  }
}

const secondPersonFor = (pack: DeliveryPack, wanted: Wanted, startsAt: Temporal.Instant) =>
  reasonsForSecondPerson(
    wanted.matchers,
    { from: startsAt.epochMilliseconds, to: wanted.endsAt.epochMilliseconds },
    pack.placeLevels(wanted.matchers.territory),
  )

async function checked(
  db: Executor,
  pack: DeliveryPack,
  actor: Actor,
  { matchers, startsAt, endsAt }: Wanted,
) {
  const lineage = pack.lineageOf(matchers.territory)
  if (!mayUseProcess(actor, matchers.process) || !coversPlace(actor, lineage)) {
    throw new AppError(
      'forbidden',
      'SILENCE_OUT_OF_SCOPE',
      `this token does not answer for ${matchers.territory} in ${matchers.process}; read territory and processes of the token in /v1/me`,
    )
  }
  if ((await readCalendar(db, matchers.process)) === undefined) {
    throw new AppError('not_found', 'PROCESS_UNKNOWN', `there is no electoral process ${matchers.process}`)
  }
  const { now } = await readNow(db)
  const from = startsAt ?? now
  const length = endsAt.epochMilliseconds - Math.max(from.epochMilliseconds, now.epochMilliseconds)
  if (length <= 0 || endsAt.epochMilliseconds - from.epochMilliseconds > SILENCE_LONGEST_MS) {
    throw new AppError(
      'invalid',
      'SILENCE_TOO_LONG',
      `the silence would run from ${from.toString()} to ${endsAt.toString()}; its end lies after now and at most 14 days after its start`,
    )
  }
  return { startsAt: from, now }
}

export async function putSilence(
  trx: Trx,
  deps: { readonly pokes: Pokes; readonly pack: DeliveryPack },
  actor: Actor,
  wanted: Wanted,
): Promise<SilenceRow> {
  const { pack } = deps
  const { startsAt, now } = await checked(trx, pack, actor, wanted)
  const id = uuidv7()
  const why = secondPersonFor(pack, wanted, startsAt)
  const phase = await phaseAt(
    trx,
    pack,
    wanted.matchers,
    Temporal.Instant.compare(startsAt, now) > 0 ? startsAt : now,
  )
  const proposal =
    why.length === 0
      ? null
      : await propose(
          trx,
          {
            kind: 'silence',
            target: id,
            subject: { ...wanted.matchers, ends_at: wanted.endsAt.toString(), second_person_for: why },
            reason: wanted.reason,
            authorPerson: actor.personId,
            base: null,
          },
          actor,
        )
  await insertSilence(trx, {
    id,
    matchers: wanted.matchers,
    reason: wanted.reason,
    author: actor.personId,
    authorToken: actor.tokenId,
    inboxes: inboxesOf(actor, pack.routing),
    phase: phase?.code ?? null,
    phaseEndsAt: phase?.endsAt ?? null,
    startsAt: startsAt.toString(),
    endsAt: wanted.endsAt.toString(),
    state: proposal === null ? 'active' : 'proposed',
    proposalId: proposal?.id ?? null,
  })
  await recordAudit(trx, {
    actor,
    action: 'silence.put',
    object: { kind: 'silence', id },
    detail: { ...wanted.matchers, ends_at: wanted.endsAt.toString(), proposal: proposal?.id ?? null },
    note: wanted.reason,
  })
  afterCommit(trx, () => deps.pokes.poke('hold', 'due'))
  return existing(await readSilence(trx, id), id)
}

/** The deciding phase at the place, and when it ends as the calendar stands. */
async function phaseAt(trx: Trx, pack: DeliveryPack, matchers: SilenceMatchers, at: Temporal.Instant) {
  const row = await readCalendar(trx, matchers.process)
  const spans = row?.calendar.spans.filter((span) => span.type === 'phase') ?? []
  const [deciding] = spansInForce(spans, pack.lineageOf(matchers.territory), at.epochMilliseconds)
  if (deciding === undefined) return undefined
  const ends = Temporal.Instant.fromEpochMilliseconds(deciding.to)
  return { code: deciding.code, endsAt: ends.toString() }
}

/** The second person. A silence whose end has passed meanwhile ends at once, and says so. */
export async function decideSilence(
  trx: Trx,
  deps: { readonly pokes: Pokes; readonly pack: DeliveryPack },
  actor: Actor,
  id: string,
  decision: { readonly decision: 'approve' | 'reject'; readonly note: string | null },
): Promise<SilenceRow> {
  const silence = await seen(trx, deps.pack, actor, id)
  if (silence.state !== 'proposed' || silence.proposalId === null) {
    throw new AppError('conflict', 'SILENCE_DECIDED', `the silence ${id} is ${silence.state}: nothing waits`)
  }
  await decide(trx, silence.proposalId, actor, decision, () => Promise.resolve(null))
  if (decision.decision === 'approve') await activateSilence(trx, id, actor.personId)
  else await rejectSilence(trx, id)
  afterCommit(trx, () => deps.pokes.poke('hold', 'due'))
  return existing(await readSilence(trx, id), id)
}

export async function endSilence(
  trx: Trx,
  deps: { readonly pokes: Pokes; readonly pack: DeliveryPack },
  actor: Actor,
  id: string,
  reason: string,
): Promise<SilenceRow> {
  const silence = await seen(trx, deps.pack, actor, id)
  if (silence.state !== 'active') {
    throw new AppError('conflict', 'SILENCE_NOT_ACTIVE', `the silence ${id} is ${silence.state}, not active`)
  }
  await endSilences(trx, [id], 'person', actor.personId)
  await recordAudit(trx, { actor, action: 'silence.ended', object: { kind: 'silence', id }, note: reason })
  afterCommit(trx, () => deps.pokes.poke('hold', 'due'))
  return existing(await readSilence(trx, id), id)
}

export function maySeeSilence(actor: Actor, pack: DeliveryPack, { matchers }: SilenceRow): boolean {
  const isInside = actor.territory.some((code) => pack.lineageOf(code).includes(matchers.territory))
  return (
    mayUseProcess(actor, matchers.process) &&
    (isInside || coversPlace(actor, pack.lineageOf(matchers.territory)))
  )
}

async function seen(trx: Trx, pack: DeliveryPack, actor: Actor, id: string): Promise<SilenceRow> {
  const silence = existing(await readSilence(trx, id, true), id)
  if (
    !coversPlace(actor, pack.lineageOf(silence.matchers.territory)) ||
    !mayUseProcess(actor, silence.matchers.process)
  ) {
    throw unknownSilence(id)
  }
  return silence
}

function existing(row: SilenceRow | undefined, id: string): SilenceRow {
  if (row === undefined) throw unknownSilence(id)
  return row
}

export function unknownSilence(id: string): AppError {
  return new AppError('not_found', 'SILENCE_UNKNOWN', `there is no silence ${id} that this token may see`)
}
