// Business hours of an office: they move digests and low levels, and nothing else. An alert of `warning` or `critical` never waits for them.
import type { RoutingFile } from '../pack/routing-shapes.ts'
import type { LevelName } from '../rules/rule.ts'
import type { Instant } from '../time.ts'

type BusinessHours = NonNullable<RoutingFile['audiences'][number]['business_hours']>

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export interface OfficeMessage {
  /** An office, or the audience itself. */
  readonly recipient: string
  readonly level: LevelName
  readonly isDigest: boolean
}

/** When a message may be sent as far as business hours go: the instant itself, or the next opening. */
export function officeOpensAt(
  hours: BusinessHours | undefined,
  message: OfficeMessage,
  at: Instant,
  timeZone: string,
): Instant {
  const isLow = message.level === 'info' || message.level === 'watch'
  if (hours === undefined || !isLow) return at
  if (!message.isDigest && !hours.holds.includes(message.level)) return at
  const own = hours.offices?.[message.recipient]
  const days = own?.days ?? hours.days
  const from = own?.from ?? hours.from
  const to = own?.to ?? hours.to
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const day = local.toPlainDate().add({ days: ahead })
    const name = dayNames[day.dayOfWeek - 1]
    if (name === undefined || !days.includes(name)) continue
    const opens = day.toZonedDateTime({ timeZone, plainTime: from }).epochMilliseconds
    const closes = day.toZonedDateTime({ timeZone, plainTime: to }).epochMilliseconds
    if (at < closes) return Math.max(at, opens)
  }
  return at
}
