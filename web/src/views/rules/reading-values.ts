// Single values of a rule's text: what stands there, as words.
import type { Labels } from '../../labels.ts'
import type { readingEs } from './texts-reading-es.ts'

export interface Reader {
  readonly words: typeof readingEs
  readonly labels: Labels
  /** All of them. */
  readonly list: (items: readonly string[]) => string
  /** Any of them. */
  readonly either: (items: readonly string[]) => string
  readonly levels: Readonly<Record<string, string>>
  readonly language: 'es' | 'en'
}

export type Fields = Readonly<Record<string, unknown>>

/** A single value as it stands in the text; what is no single value is left out. */
export function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function items(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  return value === undefined || value === null ? [] : [value]
}

/** «≥ 2» is never broken: the number stays with its sign. */
export function signed(op: string, limit: string): string | undefined {
  const sign = signs[op]
  return sign === undefined ? undefined : `${sign}\u00a0${limit}`
}

const signs: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=', ne: '≠' }

/** A phase or a window of the calendar: one set of codes. */
export function calendarCode(code: string, { labels }: Reader): string {
  const phase = labels.of('phases', code)
  return (phase === code ? labels.of('windows', code) : phase).toLocaleLowerCase()
}

/** «14d» → «14 días»; several units one after the other. */
export function duration(value: unknown, { words }: Reader): string {
  if (typeof value !== 'string')
    return typeof value === 'object' ? `\`${shown(fields(value)['param'])}\`` : ''
  const parts = [...value.matchAll(/(\d+)([wdhms])/g)].map(([, count = '', unit = '']) =>
    words.unit(Number(count), unit),
  )
  return parts.length === 0 ? value : parts.join(' ')
}
