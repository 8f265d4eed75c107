// Every row of every table as text: what somebody reads who has the database and no key.
import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'

/** bytea comes as hexadecimal digits, and once more as the characters that its bytes spell, so that nothing hides in it. */
export async function dumpOf(db: Db, leaveOut: readonly string[] = []): Promise<string> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`.execute(db)
  const parts: string[] = []
  for (const { schema, name } of tables) {
    if (leaveOut.includes(`${schema}.${name}`)) continue
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(`${schema}.${name}`)} as t`.execute(db)
    parts.push(...rows.map(({ row }) => `${schema}.${name} ${row}`))
  }
  const text = parts.join('\n')
  const spelt = [...text.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex = '']) =>
    Buffer.from(hex, 'hex').toString('latin1'),
  )
  return `${text}\n${spelt.join('\n')}`
}
