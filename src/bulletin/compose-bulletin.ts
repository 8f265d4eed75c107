// A new bulletin: its numbers are counted as of now and frozen, its texts are empty.

import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { type Actor, coversPlace, isMarkingWithin, mayUseProcess } from '#domain/actor.ts'
import { spansOf } from '#domain/alert/situation.ts'
import { type BulletinKind, daysOf, noTexts } from '#domain/bulletin/bulletin.ts'
import type { Marking } from '#domain/pack.ts'
import { formatInstant } from '#domain/time.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { readNow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { hashOf } from './bulletin-content.ts'
import {
  appendBulletinEvent,
  type BulletinCheckpoint,
  type BulletinRow,
  insertBulletin,
  readBulletin,
} from './bulletin-store.ts'
import { countNumbers } from './count-numbers.ts'

export interface Wanted {
  readonly process: string
  readonly kind: BulletinKind
  /** undefined: the country. */
  readonly place: string | undefined
  /** undefined: the ceiling of whoever composes. */
  readonly ceiling: Marking | undefined
}

export async function composeBulletin(
  trx: Trx,
  view: RegistryView,
  actor: Actor,
  wanted: Wanted,
): Promise<BulletinRow> {
  const { place, process, ceiling } = checked(view, actor, wanted)
  const { now } = await readNow(trx)
  const until = now.epochMilliseconds
  const days = daysOf[wanted.kind]
  const hasReports = actor.scopes.includes('signals:read')
  const { numbers, marking } = await countNumbers(trx, view, {
    process: process.id,
    isExercise: process.isExercise,
    place,
    days,
    ceiling,
    hasReports,
    until,
    knownAt: until,
  })
  const id = uuidv7()
  const content = {
    process: process.id,
    kind: wanted.kind,
    place,
    from: formatInstant(spansOf(until, days).from),
    to: formatInstant(until),
    asOf: formatInstant(until),
    ceiling,
    marking,
    numbers,
    texts: noTexts(),
  }
  const hash = hashOf(content)
  const { isExercise } = process
  const checkpoint = await checkpointNow(trx)
  await insertBulletin(trx, {
    ...content,
    id,
    isExercise,
    hasReports,
    hash,
    checkpoint,
    token: actor.tokenId,
    person: actor.personId,
  })
  await appendBulletinEvent(trx, id, { kind: 'composed', token: actor.tokenId, body: { hash } })
  await recordAudit(trx, {
    actor,
    action: 'bulletin.composed',
    object: { kind: 'bulletin', id },
    detail: { process: process.id, kind: wanted.kind, place, as_of: content.asOf, marking, hash },
  })
  const row = await readBulletin(trx, id)
  if (row === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `bulletin ${id} was not stored`)
  return row
}

function checked({ pack, places, processes }: RegistryView, actor: Actor, wanted: Wanted) {
  const process = processes.find((one) => one.id === wanted.process)
  if (process === undefined || !mayUseProcess(actor, process.id)) {
    throw new AppError('not_found', 'PROCESS_UNKNOWN', `there is no electoral process ${wanted.process}`)
  }
  const place = places.resolve(wanted.place ?? pack.country).code
  // Alerts and signals are in sight by country, department or their own place: nothing in between can be counted whole.
  if (place === undefined || (place !== pack.country && pack.places.get(place)?.parent !== pack.country)) {
    throw new AppError(
      'invalid',
      'BULLETIN_PLACE',
      `a bulletin speaks of the country or of a place right below it; read: "${wanted.place ?? ''}"`,
    )
  }
  if (!coversPlace(actor, places.ancestors(place))) {
    throw new AppError(
      'forbidden',
      'BULLETIN_OUT_OF_SCOPE',
      `this token does not answer for the whole of ${place}; read its territory in /v1/me and name a place within it`,
    )
  }
  const ceiling = wanted.ceiling ?? actor.marking
  if (!isMarkingWithin(ceiling, actor.marking)) {
    throw new AppError(
      'forbidden',
      'BULLETIN_OUT_OF_SCOPE',
      `this token sees content up to ${actor.marking}; ${ceiling} was asked for`,
    )
  }
  return { process, place, ceiling }
}

/** The head of the audit log, which everything that goes out carries along. */
export async function checkpointNow(db: Executor): Promise<BulletinCheckpoint | null> {
  const latest = await latestCheckpoint(db)
  if (latest === undefined) return null
  return { size: latest.size, root: latest.root, at: latest.at.toString(), note: latest.note }
}
