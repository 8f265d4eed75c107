// What the doctor asks of the database. Read only; works on a database of another version too, as far as its tables go.
import { sql } from 'kysely'
import type { Executor } from '#platform/database/database.ts'

const asked = [
  'fsync',
  'full_page_writes',
  'synchronous_commit',
  'server_version_num',
  'max_connections',
  'log_statement',
  'log_min_duration_statement',
]

export async function readServerSettings(db: Executor): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name = any(${asked}::text[])`.execute(db)
  return new Map(rows.map(({ name, setting }) => [name, setting]))
}

interface Standing {
  readonly isSuperuser: boolean
  readonly canBypassRowSecurity: boolean
  /** The user of the connection owns the tables: it could take the walls down. */
  readonly ownsTables: boolean
  readonly encoding: string
}

export async function readStanding(db: Executor): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select r.rolsuper as "isSuperuser", r.rolbypassrls as "canBypassRowSecurity",
      exists (select from pg_class c where c.relowner = r.oid and c.relname = 'signal' and c.relkind = 'r') as "ownsTables", pg_encoding_to_char(d.encoding) as encoding
    from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()`.execute(
    db,
  )
  return rows[0] ?? { isSuperuser: false, canBypassRowSecurity: false, ownsTables: false, encoding: 'UTF8' }
}

interface Holdings {
  readonly ruleApprovers: number
  readonly endingTokens: string[]
  readonly realProcesses: string[]
  readonly activeRules: number
}

export async function readHoldings(db: Executor): Promise<Holdings> {
  const { rows } = await sql<Holdings>`
    select
      (select count(distinct person_id)::int from api_token
        where role = 'rules_admin' and revoked_at is null and expires_at > app.now()) as "ruleApprovers",
      array(select label from api_token where revoked_at is null and expires_at > app.now()
        and expires_at < app.now() + interval '14 days' order by expires_at) as "endingTokens",
      array(select id from electoral_process where not is_exercise and closed_at is null order by id) as "realProcesses",
      coalesce((select count(*)::int from (select rules from rule_activation order by id desc limit 1) newest,
        jsonb_array_elements(newest.rules) one where one ->> 'status' = 'active'), 0) as "activeRules"`.execute(
    db,
  )
  return rows[0] ?? { ruleApprovers: 0, endingTokens: [], realProcesses: [], activeRules: 0 }
}
