// What of an audit event goes into the tree: ids and codes, as one canonical line. The line is what is hashed, exported and proven.
import { canonicalJson } from './canonical-json.ts'

export interface AuditEvent {
  readonly id: number
  /** RFC 3339, UTC, microseconds: as the database keeps it. */
  readonly at: string
  readonly token: string | null
  readonly person: string | null
  /** object.verb, such as `token.issued`. */
  readonly action: string
  readonly objectKind: string
  readonly objectId: string
  readonly detail: Readonly<Record<string, unknown>>
}

export function eventLine(event: AuditEvent): string {
  const { id, at, token, person, action, objectKind, objectId, detail } = event
  const actor = token === null && person === null ? null : { token, person }
  return canonicalJson({ id, at, actor, action, object: { kind: objectKind, id: objectId }, detail })
}

/** Stands where somebody wanted to put a text into the record for ever. */
export const leftOut = '[text]'

const code = /^[^\s@]{0,200}$/

/** The detail with every text that is no id and no code taken out: names, reasons and reports have no place in what is never deleted. */
export function codesOnly(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(detail).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, codeOf(value)]))
}

function codeOf(value: unknown): unknown {
  if (typeof value === 'string') return code.test(value) ? value : leftOut
  if (Array.isArray(value)) return value.map(codeOf)
  if (typeof value === 'object' && value !== null) return codesOnly({ ...value })
  return value
}
