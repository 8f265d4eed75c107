// Time as the domain counts it: whole milliseconds since the Unix epoch, UTC. No clock is read here; `now` is always an argument.

/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** A length of elapsed time in whole milliseconds. */
export type DurationMs = number

const unit = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const
const order = ['w', 'd', 'h', 'm', 's'] as const
const shape = /^(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/

/** `90m`, `6h`, `1d12h` (units w d h m s, in this order, elapsed time) → milliseconds; undefined when it is not a duration. */
export function parseDuration(text: string): DurationMs | undefined {
  const found = shape.exec(text)
  if (found === null || text === '') return undefined
  return order.reduce((sum, name, index) => sum + Number(found[index + 1] ?? 0) * unit[name], 0)
}

/** Milliseconds → the shortest form that parseDuration reads back; fractions of a second are cut. */
export function formatDuration(ms: DurationMs): string {
  let rest = Math.floor(ms / 1000) * 1000
  let text = ''
  for (const name of order) {
    const count = Math.floor(rest / unit[name])
    if (count > 0) text += `${count}${name}`
    rest -= count * unit[name]
  }
  return text === '' ? '0s' : text
}

/** RFC 3339 text with an offset → instant, cut to the millisecond; undefined when it is none, has no offset or is no real date. */
export function parseInstant(text: string): Instant | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return undefined
  }
}

/** An instant as RFC 3339 text in UTC, milliseconds only where there are any. */
export function formatInstant(instant: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toString()
}
