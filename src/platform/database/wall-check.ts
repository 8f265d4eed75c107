// Do the walls of the database stand? Asked at every start and by the doctor, in both modes.
import { sql } from 'kysely'
import { AppError } from '../errors.ts'
import type { Db } from './database.ts'
import { foreignSchemas, unwalledTables } from './unwalled-tables.ts'
import { anybody, type DatabaseRole, login, runBehind } from './who-asks.ts'

const roles: readonly DatabaseRole[] = ['vigia_api', 'vigia_worker', 'vigia_vault', 'vigia_audit']

/** Everything that is wrong with the walls; empty lists: they stand. */
export interface WallFacts {
  /** Roles that are not there, or that the user of the connection may not take. */
  readonly missingRoles: readonly string[]
  /** Tables that are neither behind a policy, also for their owner, nor on the list of those that need none. */
  readonly unwalled: readonly string[]
  /** Tables that show rows to whoever sees nothing. */
  readonly open: readonly string[]
  /** Views that look with their owner's eyes. */
  readonly views: readonly string[]
}

export async function readWalls(db: Db): Promise<WallFacts> {
  const { tables, views } = await runBehind(login, () => readCatalogue(db))
  const missingRoles = await runBehind(login, () => rolesOutOfReach(db))
  const walled = tables.filter((one) => one.isWalled).map((one) => one.name)
  const isRoleThere = !missingRoles.includes('vigia_api')
  return {
    missingRoles,
    unwalled: tables
      .filter((one) => !one.isWalled && unwalledTables[one.name] === undefined)
      .map((one) => one.name),
    open: isRoleThere ? await runBehind(anybody, () => showingRows(db, walled)) : [],
    views,
  }
}

/** Throws unless the walls stand: the process must not run without them. */
export async function refuseOpenWalls(db: Db): Promise<void> {
  const { missingRoles, unwalled, open, views } = await readWalls(db)
  if (missingRoles.length > 0) {
    throw new AppError(
      'invalid',
      'DATABASE_ROLES_MISSING',
      `the user of the database may not take the roles ${missingRoles.join(', ')}. As an administrator of the server: grant ${missingRoles.join(', ')} to that user (docs/operations.md)`,
    )
  }
  const found = [
    ...open.map((name) => `${name} shows rows to whoever may see nothing`),
    ...unwalled.map((name) => `${name} has no row-level security that holds for its owner too`),
    ...views.map((name) => `the view ${name} is no security_invoker`),
  ]
  if (found.length === 0) return
  throw new AppError(
    'invalid',
    'DATABASE_WALLS_OPEN',
    `the walls of the database do not stand: ${found.join('; ')}. Undo what was changed by hand (alter table … enable row level security; … force row level security), or restore the schema`,
  )
}

interface Catalogue {
  readonly tables: readonly { readonly name: string; readonly isWalled: boolean }[]
  readonly views: readonly string[]
}

const own = sql`n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
  and n.nspname <> all(${[...foreignSchemas]}::text[])`

async function readCatalogue(db: Db): Promise<Catalogue> {
  const { rows } = await sql<{ name: string; isView: boolean; isWalled: boolean; isInvoker: boolean }>`
    select n.nspname || '.' || c.relname as name, c.relkind in ('v', 'm') as "isView",
      c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as "isWalled",
      c.relkind = 'v' and coalesce(c.reloptions::text like '%security_invoker=true%', false) as "isInvoker"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${own} order by 1`.execute(db)
  return {
    tables: rows.filter((row) => !row.isView),
    views: rows.filter((row) => row.isView && !row.isInvoker).map((row) => row.name),
  }
}

async function rolesOutOfReach(db: Db): Promise<string[]> {
  const { rows } = await sql<{ role: string }>`
    select wanted as role from unnest(${[...roles]}::text[]) as wanted
    where not exists (select from pg_roles r where r.rolname = wanted and pg_has_role(session_user, r.oid, 'member'))`.execute(
    db,
  )
  return rows.map((row) => row.role)
}

/** Of these, those that show a row among their first pages: policies look at one row at a time, so that a whole table says no more. */
async function showingRows(db: Db, tables: readonly string[]): Promise<string[]> {
  const { rows: readable } = await sql<{ name: string }>`
    select name from unnest(${[...tables]}::text[]) as name
    where case when has_schema_privilege(split_part(name, '.', 1), 'usage') then has_table_privilege(name, 'select') end`.execute(
    db,
  )
  if (readable.length === 0) return []
  const each = readable.map(
    ({ name }) =>
      sql`select ${name}::text as name where exists (select from ${sql.table(name)} where ctid < '(64,0)'::tid)`,
  )
  const { rows } = await sql<{ name: string }>`${sql.join(each, sql` union all `)}`.execute(db)
  return rows.map((row) => row.name)
}
