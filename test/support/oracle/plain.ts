// Reading foreign data (a parsed YAML or JSON document) piece by piece. No checks: what is missing reads as empty.

export type Plain = Readonly<Record<string, unknown>>

export const isRecord = (x: unknown): x is Plain => typeof x === 'object' && x !== null && !Array.isArray(x)
export const record = (x: unknown): Plain => (isRecord(x) ? x : {})
/** One or several → several; nothing → none. */
export const list = (x: unknown): readonly unknown[] =>
  Array.isArray(x) ? x : x === undefined || x === null ? [] : [x]
export const text = (x: unknown): string =>
  typeof x === 'string' || typeof x === 'number' || typeof x === 'boolean' ? String(x) : ''
export const texts = (x: unknown): readonly string[] => list(x).map(text)
export const isScalar = (x: unknown): x is string | number => typeof x === 'string' || typeof x === 'number'

/** The word if it is one of the choices, else the first of them. */
export function oneOf<T extends string>(choices: readonly [T, ...T[]], x: unknown): T {
  return choices.find((choice) => choice === x) ?? choices[0]
}

const unit: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

/** `1d12h` → milliseconds; nothing → 0. */
export function ms(x: unknown): number {
  let total = 0
  for (const [, count, name] of text(x).matchAll(/(\d+)([wdhms])/g)) {
    total += Number(count) * (unit[name ?? ''] ?? 0)
  }
  return total
}

/** RFC 3339 text → milliseconds since the epoch. */
export const instant = (x: unknown): number => Temporal.Instant.from(text(x)).epochMilliseconds
export const instantText = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString()
