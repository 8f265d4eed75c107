// Statements of the hot path that a connection reads and plans once, not for each group of reports: PostgreSQL's named statements.
// Only for a text that is always the same and whose plan does not depend on what the tables hold: a plan made while a table was empty would
// otherwise be kept into the storm (docs/decisions/0038).
import { type RawBuilder, sql } from 'kysely'

const mark = '/* kept plan */'

/** Stands before the statement, so that whoever reads it sees it there; the embedded database reads a comment. */
export const keptPlan: RawBuilder<unknown> = sql.raw(mark)

const names = new Map<string, string>()

/** The name under which connections of this process keep the statement; undefined: planned each time. */
export function planName(text: string): string | undefined {
  if (!text.trimStart().startsWith(mark)) return undefined
  const name = names.get(text) ?? `vigia_${names.size + 1}`
  names.set(text, name)
  return name
}
