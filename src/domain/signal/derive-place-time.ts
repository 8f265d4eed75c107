// Where and when a signal happened: what was given, what follows from it, and what is flagged.

import type { CountryPack } from '../pack.ts'
import { formatInstant, type Instant, parseInstant } from '../time.ts'
import type { IntakeContext } from './intake-context.ts'
import type { SignalBody, timePrecisions } from './signal.ts'
import { fault, type SignalFault } from './signal-faults.ts'

// Years that a report can be about and that every store can hold.
const earliest = -2_208_988_800_000 // 1900-01-01T00:00:00Z
/** Up to ten minutes ahead is a clock that runs fast; more is a mistake (domain.md §3). */
const futureTolerance = 600_000

// The default of a rule's `lateness.allow` (rule language §3): beyond it a report raises nothing alone.
const usualLateness = 172_800_000

export interface SignalTime {
  readonly at: Instant
  readonly text: string
  readonly precision: (typeof timePrecisions)[number]
}

export function timeOf(
  body: SignalBody,
  context: IntakeContext,
  flags: string[],
  faults: SignalFault[],
): SignalTime {
  const received = context.receivedAt
  for (const [index, { captured_at: captured }] of (body.evidence ?? []).entries()) {
    if (captured !== undefined) readInstant(captured, `/evidence/${index}/captured_at`, faults)
  }
  if (body.event_time === undefined) {
    flags.push('time_defaulted')
    checkEnd(body, received, faults)
    return { at: received, text: formatInstant(received), precision: body.event_time_precision ?? 'unknown' }
  }
  const precision = body.event_time_precision ?? 'hour'
  const at = readInstant(body.event_time, '/event_time', faults)
  if (at === undefined) return { at: received, text: formatInstant(received), precision }
  if (at > received + futureTolerance) {
    faults.push(
      fault(
        '/event_time',
        'INTAKE_EVENT_TIME_FUTURE',
        `está más de 10 minutos en el futuro; ahora son las ${formatInstant(received)}`,
        `is more than 10 minutes ahead; it is now ${formatInstant(received)}`,
      ),
    )
  }
  if (at > received) flags.push('future_clamped')
  checkEnd(body, at, faults)
  if (received - at > usualLateness) flags.push('late')
  const clamped = Math.min(at, received)
  return { at: clamped, text: formatInstant(clamped), precision }
}

function readInstant(text: string, pointer: string, faults: SignalFault[]): Instant | undefined {
  const at = parseInstant(text)
  if (at !== undefined && at >= earliest) return at
  faults.push(
    fault(
      pointer,
      'INTAKE_TIME_WRONG',
      `"${text}" no es una fecha y hora que exista, desde 1900`,
      `"${text}" is not a date and time that exists, from 1900 on`,
    ),
  )
  return undefined
}

function checkEnd(body: SignalBody, at: Instant, faults: SignalFault[]): void {
  if (body.event_end === undefined) return
  const end = readInstant(body.event_end, '/event_end', faults)
  if (end === undefined || end >= at) return
  faults.push(
    fault('/event_end', 'INTAKE_EVENT_END_BEFORE', 'es anterior a event_time', 'is before event_time'),
  )
}

/** Coordinates that can be believed; undefined when none were given or they were dropped. */
export function coordinatesOf(
  body: SignalBody,
  pack: CountryPack,
  flags: string[],
  faults: SignalFault[],
): { lat: number; lon: number } | undefined {
  const { lat, lon } = body
  if (lat === undefined && lon === undefined) return undefined
  if (lat === undefined || lon === undefined) {
    const missing = lat === undefined ? 'lat' : 'lon'
    faults.push(
      fault(`/${missing}`, 'INTAKE_COORDINATE_HALF', 'lat y lon van juntas', 'lat and lon come together'),
    )
    return undefined
  }
  const { south, north, west, east } = pack.box
  if (lat >= south && lat <= north && lon >= west && lon <= east) return { lat, lon }
  if (body.place !== undefined) {
    flags.push('coords_dropped')
    return undefined
  }
  faults.push(
    fault(
      '/lat',
      'INTAKE_COORDINATES_OUTSIDE',
      `${lat}, ${lon} está fuera del país (lat ${south} a ${north}, lon ${west} a ${east}); indique place`,
      `${lat}, ${lon} is outside the country (lat ${south} to ${north}, lon ${west} to ${east}); give a place`,
    ),
  )
  return undefined
}

/** The code of the place; undefined after a fault. Without a place, coordinates inside the country stand for the country. */
export function placeOf(
  body: SignalBody,
  coordinates: { lat: number; lon: number } | undefined,
  context: IntakeContext,
  flags: string[],
  faults: SignalFault[],
): string | undefined {
  if (body.place === undefined) {
    if (coordinates === undefined) {
      if (body.lat === undefined) {
        faults.push(
          fault(
            '/place',
            'INTAKE_PLACE_MISSING',
            'indique place, o lat y lon',
            'give a place, or lat and lon',
          ),
        )
      }
      return undefined
    }
    flags.push('place_from_coordinates')
    return context.pack.country
  }
  const found = context.places.resolve(body.place)
  if (found.code !== undefined) return found.code
  const near = found.nearest.map((one) => one.code)
  const named = found.nearest.map((one) => `${one.code} ${one.name}`).join(', ')
  faults.push(
    fault(
      '/place',
      'INTAKE_PLACE_UNKNOWN',
      `lugar desconocido "${body.place}"${near.length === 0 ? '' : ` (¿${named}?)`}`,
      `unknown place "${body.place}"${near.length === 0 ? '' : ` (did you mean ${named}?)`}`,
      near,
    ),
  )
  return undefined
}
