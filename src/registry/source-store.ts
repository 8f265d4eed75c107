// All SQL of source and place.
import { sql } from 'kysely'
import type { Place } from '#domain/pack.ts'
import type { Executor, Trx } from '#platform/database/database.ts'

export interface SourceRow {
  readonly id: string
  readonly kind: string
  readonly reliability: string
}

/** Sources that are already there stay as they are. */
export async function insertSources(trx: Trx, sources: readonly SourceRow[]): Promise<void> {
  if (sources.length === 0) return
  await sql`
    insert into source (id, kind, reliability)
    select id, kind, reliability from jsonb_to_recordset(${JSON.stringify(sources)}::jsonb) as r(id text, kind text, reliability text)
    order by id on conflict do nothing`.execute(trx)
}

export async function listSources(db: Executor): Promise<SourceRow[]> {
  return db.selectFrom('source').select(['id', 'kind', 'reliability']).orderBy('id').execute()
}

export async function listPlaces(db: Executor): Promise<Place[]> {
  const rows = await db.selectFrom('place').selectAll().orderBy('code').execute()
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    level: row.level,
    parent: row.parent,
    aliases: row.aliases,
  }))
}

/** Replaces what was imported before: a gazetteer is one edition, whole. */
export async function replacePlaces(trx: Trx, places: readonly Place[], version: string): Promise<void> {
  await trx.deleteFrom('place').execute()
  const rows = places.map((place) => ({ ...place, version }))
  await sql`
    insert into place (code, name, level, parent, aliases, gazetteer_version)
    select code, name, level, parent, array(select jsonb_array_elements_text(aliases)), version
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(code text, name text, level text, parent text, aliases jsonb, version text)`.execute(trx)
}
