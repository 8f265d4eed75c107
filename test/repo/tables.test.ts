// The table types that the code is checked against are the tables that the migrations make.
import { readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { embeddedDb } from '../support/embedded.ts'

const folder = path.join(import.meta.dirname, '../../src/platform/database')
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')

interface Column {
  readonly type: string
  readonly isNullable: boolean
}

/** `interface XTable { column: Type }` of the given text → columns by interface. */
function interfaces(text: string): Map<string, Map<string, Column>> {
  const found = [...text.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)]
  return new Map(
    found.map(([, name = '', body = '']) => [
      name,
      new Map(
        [...body.matchAll(/^ {2}(?:readonly )?'?([\w.]+)'?: (.+)$/gm)].map(([, column = '', type = '']) => [
          column,
          { type, isNullable: /\| null|OrNull/.test(type) },
        ]),
      ),
    ]),
  )
}

function declared(): Map<string, Map<string, Column>> {
  const files = readdirSync(path.join(folder, 'tables'))
  const rows = new Map(files.flatMap((file) => [...interfaces(read(`tables/${file}`))]))
  const tables = interfaces(read('database.ts')).get('Tables') ?? new Map<string, Column>()
  return new Map([...tables].map(([table, { type }]) => [table, rows.get(type) ?? new Map<string, Column>()]))
}

test('Tables = information_schema of a migrated database: tables, columns, what may be null', async () => {
  const { rows } = await sql<{ table: string; column: string; nullable: boolean }>`
    select case table_schema when 'public' then '' else table_schema || '.' end || table_name as "table",
      column_name as "column", is_nullable = 'YES' as nullable
    from information_schema.columns where table_schema in ('public', 'vault') and table_name not like 'kysely%'`.execute(
    await embeddedDb(),
  )
  const made = rows.map((row) => `${row.table}.${row.column}${row.nullable ? ' null' : ''}`)
  const named = [...declared()].flatMap(([table, columns]) =>
    [...columns].map(([column, { isNullable }]) => `${table}.${column}${isNullable ? ' null' : ''}`),
  )
  expect(named.toSorted()).toEqual(made.toSorted())
})

test('what a column type says is what the database has', async () => {
  const kinds: readonly (readonly [pattern: RegExp, types: readonly string[]])[] = [
    [/^(Default)?Moment|^MomentOrNull/, ['timestamp with time zone']],
    [/^(Default)?Json/, ['jsonb']],
    [/PlainDate/, ['date']],
    [/^Bytes/, ['bytea']],
    [/string\[\]/, ['ARRAY']],
    [/boolean/, ['boolean']],
    [/Uint8Array/, ['bytea']],
    [/number/, ['integer', 'bigint', 'smallint', 'double precision']],
    // Texts, and unions of words under a name of their own.
    [/./, ['text', 'uuid', 'xid8']],
  ]
  const { rows } = await sql<{ table: string; column: string; type: string }>`
    select case table_schema when 'public' then '' else table_schema || '.' end || table_name as "table",
      column_name as "column", data_type as type
    from information_schema.columns where table_schema in ('public', 'vault') and table_name not like 'kysely%'`.execute(
    await embeddedDb(),
  )
  const tables = declared()
  for (const { table, column, type } of rows) {
    const written = tables.get(table)?.get(column)?.type ?? ''
    const kind = kinds.find(([pattern]) => pattern.test(written))
    expect(kind?.[1], `${table}.${column}: ${written}`).toContain(type)
  }
})

test('what may only grow is guarded by the database itself', async () => {
  const { rows } = await sql<{ name: string }>`
    select trigger_name as name from information_schema.triggers where trigger_schema in ('public', 'vault')`.execute(
    await embeddedDb(),
  )
  const guards = [
    'audit_event_append_only',
    'audit_checkpoint_append_only',
    'rule_revision_immutable',
    'alert_event_append_only',
    'identity_read_append_only',
    'shredding_append_only',
    'retention_append_only',
    'bulletin_event_append_only',
    'bulletin_kept',
  ]
  expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(guards))
})

test('whoever acts is a principal: no act of a person who is signed in breaks on a key of api_token', async () => {
  const { rows } = await sql<{ from: string }>`
    select c.conrelid::regclass::text || '.' || a.attname as "from"
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.contype = 'f' and c.confrelid = 'public.api_token'::regclass`.execute(await embeddedDb())
  expect(rows.map((row) => row.from)).toEqual(['api_token.rotated_from'])
})
