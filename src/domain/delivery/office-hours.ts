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
  if (hours === undefined || !mayWait(hours, message)) return at
  const own = { ...hours, ...definedOf(hours.offices?.[message.recipient]) }
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const opens = openingOn(own, local.toPlainDate().add({ days: ahead }), at, timeZone)
    if (opens !== undefined) return opens
  }
  return at
}

function mayWait(hours: BusinessHours, { level, isDigest }: OfficeMessage): boolean {
  return (level === 'info' || level === 'watch') && (isDigest || hours.holds.includes(level))
}

type Week = Pick<BusinessHours, 'days' | 'from' | 'to'>

/** When the office is open on a day, not before an instant; undefined = it is closed, or closed by then. */
function openingOn({ days, from, to }: Week, day: Temporal.PlainDate, at: Instant, timeZone: string) {
  const name = dayNames[day.dayOfWeek - 1]
  if (name === undefined || !days.includes(name)) return undefined
  const opens = day.toZonedDateTime({ timeZone, plainTime: from }).epochMilliseconds
  const closes = day.toZonedDateTime({ timeZone, plainTime: to }).epochMilliseconds
  return at < closes ? Math.max(at, opens) : undefined
}

/** What an office does otherwise, without the keys that it leaves as they are. */
function definedOf(own: { readonly [Key in keyof Week]?: Week[Key] | undefined } | undefined): Partial<Week> {
  return Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== undefined))
}
