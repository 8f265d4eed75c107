// A value of an exogenous series: a row, and an entry of the lanes of every process that is open there.
import { type Actor, mayUseProcess } from '#domain/actor.ts'
import type { OpenProcess } from '#domain/signal/intake-context.ts'
import { parseInstant } from '#domain/time.ts'
import { afterCommit, type Trx } from '#platform/database/database.ts'
import { AppError, type Fault } from '#platform/errors.ts'
import type { Pokes } from '#queue/pokes.ts'
import { appendInbox } from '#scoring/inbox-store.ts'
import { insertIndicator } from './indicator-store.ts'
import { readNow } from './process-store.ts'
import type { Registry, RegistryView } from './registry-view-store.ts'

export interface IndicatorInput {
  readonly name: string
  readonly place: string
  readonly observedAt: string
  readonly value: number
  readonly process?: string | undefined
}

export async function recordIndicator(
  trx: Trx,
  deps: { readonly pokes: Pokes; readonly registry: Registry },
  actor: Actor,
  input: IndicatorInput,
): Promise<{ processes: string[]; received_at: string }> {
  const { now, version } = await readNow(trx)
  const view = await deps.registry.at(trx, version)
  const { place, processes } = judge(input, actor, view, now)
  const receivedAt = now.toString()
  for (const { id } of processes) {
    const ref = await insertIndicator(trx, {
      ...input,
      process: id,
      place,
      actor: actor.tokenId,
      receivedAt,
    })
    const lanes = await appendInbox(trx, [
      { process: id, kind: 'indicator', ref: String(ref), rev: null, receivedAt },
    ])
    afterCommit(trx, () => lanes.forEach((lane) => deps.pokes.poke('score', String(lane))))
  }
  return { processes: processes.map((one) => one.id), received_at: receivedAt }
}

/** The place's code and the electoral processes that take the value; throws with every fault. */
function judge(
  input: IndicatorInput,
  actor: Actor,
  view: RegistryView,
  now: Temporal.Instant,
): { place: string; processes: readonly OpenProcess[] } {
  const place = view.places.resolve(input.place)
  const observed = parseInstant(input.observedAt)
  const processes = view.open.filter(
    (one) =>
      one.clock === 'live' &&
      mayUseProcess(actor, one.id) &&
      (input.process === undefined || one.id === input.process),
  )
  const faults: Fault[] = []
  const known = [...view.pack.indicators.keys()]
  if (!known.includes(input.name)) {
    faults.push(
      fault(
        '/name',
        'INDICATOR_UNKNOWN',
        `serie desconocida; hay: ${known.join(', ')}`,
        `unknown series; there are: ${known.join(', ')}`,
      ),
    )
  }
  if (place.code === undefined)
    faults.push(fault('/place', 'INDICATOR_PLACE_UNKNOWN', 'lugar desconocido', 'unknown place'))
  if (observed === undefined || observed > now.epochMilliseconds) {
    faults.push(
      fault(
        '/observed_at',
        'INDICATOR_TIME_WRONG',
        'no es una fecha y hora pasada',
        'is not a date and time of the past',
      ),
    )
  }
  if (processes.length === 0) {
    faults.push(
      fault(
        '/process',
        'INDICATOR_NO_PROCESS',
        'ningún proceso electoral abierto',
        'no open electoral process',
      ),
    )
  }
  if (faults.length > 0 || place.code === undefined) {
    throw new AppError(
      'invalid',
      'INDICATOR_INVALID',
      faults.map((one) => `${one.pointer}: ${one.message.en}`).join('; '),
      { faults },
    )
  }
  return { place: place.code, processes }
}

function fault(pointer: string, code: string, es: string, en: string): Fault {
  return { pointer, code, message: { es, en } }
}
