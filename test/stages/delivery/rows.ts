// Rows that delivery starts from, written directly, and the clock of the database set by hand.
import { sql } from 'kysely'
import type { Db, Executor } from '#platform/database/database.ts'
import type { PokeName, Pokes } from '#queue/pokes.ts'
import { aBody } from '../../support/delivery-world.ts'

const process = 'aa-2026-general'
export const alertId = '018f6d2e-0000-5000-8000-000000000001'

/** Moves app.now(); everything that is due follows. */
export async function setNow(db: Db, instant: string): Promise<void> {
  await sql
    .raw(`create or replace function app.now() returns timestamptz language sql stable as
    'select ''${instant}''::timestamptz'`)
    .execute(db)
}

export async function restoreNow(db: Db): Promise<void> {
  await sql
    .raw(`create or replace function app.now() returns timestamptz language sql stable as 'select now()'`)
    .execute(db)
}

export async function emptyTables(db: Db): Promise<void> {
  await sql`truncate acknowledgement, channel_health, channel_message, endpoint_proof, adapter_callback, attempt, delivery, alert_event, alert, calendar_version, electoral_process cascade`.execute(
    db,
  )
}

export async function addProcess(
  db: Db,
  changes: { clock?: 'live' | 'record'; is_exercise?: boolean } = {},
): Promise<void> {
  await db
    .insertInto('electoral_process')
    .values({
      id: process,
      country: 'aa',
      kind: 'general',
      name: JSON.stringify({ es: 'Prueba', en: 'Test' }),
      time_zone: 'America/La_Paz',
      territory: 'AA',
      state: 'open',
      is_exercise: changes.is_exercise ?? false,
      clock: changes.clock ?? 'live',
      shards: 1,
      monitoring_start: '2026-01-01T00:00:00Z',
    })
    .execute()
}

export async function addAlert(db: Db, changes: Record<string, unknown> = {}): Promise<void> {
  const at = '2026-03-20T18:00:00Z'
  await db
    .insertInto('alert')
    .values({
      id: alertId,
      process,
      rule_id: 'candidate-threats',
      rule_revision: 'r1',
      key: JSON.stringify({ department: 'AA01' }),
      episode: 1,
      state: 'firing',
      level: 'warning',
      max_level: 'warning',
      place: 'AA0101',
      department: 'AA01',
      title: JSON.stringify({ es: 'Amenazas', en: 'Threats' }),
      explain: JSON.stringify({ es: 'x', en: 'x' }),
      factors: [],
      rights: [],
      populations: [],
      tags: [],
      marking: 'TLP:GREEN',
      is_exercise: false,
      is_shadow: false,
      is_late: false,
      as_of: at,
      fired_at: at,
      updated_at: at,
      last_ordinal: 1,
      ...changes,
    })
    .execute()
}

export async function addEvent(
  db: Executor,
  changes: {
    ordinal?: number
    kind?: string
    notify?: boolean
    level?: string | null
    alert_id?: string
  } = {},
  body: Record<string, unknown> = {},
): Promise<void> {
  const at = '2026-03-20T18:00:00Z'
  await db
    .insertInto('alert_event')
    .values({
      alert_id: alertId,
      ordinal: 1,
      kind: 'fired',
      lt: at,
      level: 'warning',
      as_of: at,
      is_late: false,
      notify: true,
      rule_revision: 'r1',
      calendar_version: 1,
      actor: null,
      body: JSON.stringify(aBody(body)),
      ...changes,
    })
    .execute()
}

/** Pokes that are only written down. */
export function recordingPokes(): Pokes & { readonly given: string[] } {
  const given: string[] = []
  return {
    given,
    poke(name: PokeName, key: string) {
      given.push(`${name} ${key}`)
    },
    on() {},
    isUp: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  }
}

export const audience = (code: string, more: Record<string, unknown> = {}) => ({
  audience: code,
  from: 'watch',
  ack_within_ms: null,
  release: 'automatic',
  ...more,
})
