// docs/security/data.md against a migrated database: every table in one class, every column that it names, and what each class needs.
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { unwalledTables } from '#platform/database/unwalled-tables.ts'
import { sharedApp, type TestApp } from '../support/app.ts'

const document = readFileSync('docs/security/data.md', 'utf8')
const rowsOf = (heading: string): string[][] => {
  const part = document.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
  return [...part.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(' | ')).slice(1)
}
const classes = rowsOf('Classes').map(([name = '']) => name)
const tables = rowsOf('Tables').flatMap(([name = '', list = '']) =>
  [...list.matchAll(/`([^`]+)`/g)].map(([, table = '']) => ({ name, table })),
)
const inClass = (...names: readonly string[]) =>
  tables.filter(({ name }) => names.includes(name)).map(({ table }) => table)

let app: TestApp
let columns: { table: string; column: string }[]
beforeAll(async () => {
  app = await sharedApp()
  const { rows } = await sql<{ table: string; column: string }>`
    select case c.table_schema when 'public' then '' else c.table_schema || '.' end || c.table_name as "table",
      c.column_name as "column"
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema in ('public', 'vault') and t.table_type = 'BASE TABLE'`.execute(app.core.db)
  columns = rows
})

test('V14.1.1: every table of the database is in one class of sensitivity, and every column that is above its table exists', () => {
  expect(classes).toHaveLength(7)
  expect(new Set(tables.map(({ name }) => name))).toEqual(new Set(classes))
  const there = [...new Set(columns.map(({ table }) => table))]
  expect(there.length).toBeGreaterThan(80)
  expect(tables.map(({ table }) => table).toSorted()).toEqual(there.toSorted())
  const known = new Set(columns.map(({ table, column }) => `${table}.${column}`))
  const named = rowsOf('Columns above the class of their table')
  expect(named.length).toBeGreaterThan(8)
  for (const [column = '', name = ''] of named) {
    expect([...known], column).toContain(column.replaceAll('`', ''))
    expect(classes, column).toContain(name)
  }
})

test('V14.1.1: a column that holds a secret or its hash is of the class secret, record or identity, or is named', () => {
  const named = new Set(
    rowsOf('Columns above the class of their table').map(([column = '']) => column.replaceAll('`', '')),
  )
  const safe = new Set(inClass('secret', 'record', 'identity'))
  const sounding = columns.filter(
    ({ table, column }) =>
      /(password|secret|salt|totp|token_hash|subject_hash|cipher|wrapped)/.test(column) && !safe.has(table),
  )
  expect(sounding.map(({ table, column }) => `${table}.${column}`).filter((one) => !named.has(one))).toEqual(
    [],
  )
})

test('V14.1.2: each class has what it needs: encryption, integrity, time, logs, readers, and where else it may be', () => {
  const needs = rowsOf('What each needs')
  expect(needs.map(([name]) => name)).toEqual(classes)
  for (const [name = '', ...rest] of needs) {
    expect(rest, name).toHaveLength(6)
    expect(
      rest.every((one) => one.trim() !== ''),
      name,
    ).toBe(true)
  }
})

test('V14.1.2: what is an identity lies in the schema of the vault, and what is content lies behind a policy by row', async () => {
  expect(inClass('identity').filter((table) => !table.startsWith('vault.'))).toEqual([])
  const without = new Set(Object.keys(unwalledTables))
  const bare = inClass('identity', 'content').filter((table) =>
    without.has(table.includes('.') ? table : `public.${table}`),
  )
  expect(bare).toEqual([])
  const { rows } = await sql<{ table: string }>`
    select n.nspname || '.' || c.relname as "table" from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'vault') and c.relkind = 'r' and c.relrowsecurity and c.relforcerowsecurity`.execute(
    app.core.db,
  )
  const walled = new Set(rows.map(({ table }) => table))
  const open = inClass('identity', 'content').filter(
    (table) => !walled.has(table.includes('.') ? table : `public.${table}`),
  )
  expect(open).toEqual([])
})
