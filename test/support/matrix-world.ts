// One signal and one alert for each of two departments × five markings, each with words of its own in every text, and everything that people add
// to an alert: so that any answer tells whose rows it shows.
import { sql } from 'kysely'
import { issueToken } from '#access/issue-token.ts'
import type { Role } from '#domain/actor.ts'
import { type Marking, markings } from '#domain/pack.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import type { TestApp } from './app.ts'

export interface PlantedRow {
  readonly department: string
  readonly marking: Marking
  /** In every text of the alert and of what hangs on it. */
  readonly alertWord: string
  readonly signalWord: string
  readonly alert: string
  readonly signal: string
  readonly action: string
  readonly agreement: string
  readonly delivery: string
}

export const ownDepartment = 'BO02'
export const otherDepartment = 'BO07'

/** Reported by a source of its own, so that nobody sees a signal as their own. */
export async function plantMatrix(app: TestApp): Promise<readonly PlantedRow[]> {
  const { db } = app.core
  const { secret } = await inTransaction(db, (trx) =>
    issueToken(
      trx,
      {
        label: 'matrix: source',
        // Whoever may mark them.
        role: 'verifier',
        territory: ['BO'],
        marking: 'TLP:RED',
        processes: [app.process],
        days: 1,
      },
      undefined,
    ),
  )
  const rows: PlantedRow[] = []
  for (const department of [ownDepartment, otherDepartment])
    for (const marking of markings)
      rows.push(await plantOne(app, secret, department, marking, rows.length + 1))
  return rows
}

const id = (kind: number, n: number) =>
  `018f6d2e-0000-7000-8000-${String(kind * 1_000 + n).padStart(12, '0')}`

async function plantOne(
  app: TestApp,
  secret: string,
  department: string,
  marking: Marking,
  n: number,
): Promise<PlantedRow> {
  const signalWord = `sighted${n}word`
  const posted = await app.server.inject({
    method: 'POST',
    url: '/v1/signals',
    headers: { authorization: `Bearer ${secret}` },
    payload: {
      external_id: `matrix-${n}`,
      process: app.process,
      category: 'other',
      place: department,
      marking,
      narrative: signalWord,
      consent: { internal: true, ombudsman: true, un: true, public: true },
    },
  })
  if (posted.statusCode !== 201) throw new Error(`a signal of the matrix was not taken: ${posted.body}`)
  const row: PlantedRow = {
    department,
    marking,
    alertWord: `warned${n}word`,
    signalWord,
    alert: id(1, n),
    signal: posted.json<{ id: string }>().id,
    action: id(2, n),
    agreement: id(3, n),
    delivery: id(4, n),
  }
  await plantAlert(app.core.db, app.process, row, n)
  return row
}

async function plantAlert(db: Db, process: string, row: PlantedRow, n: number): Promise<void> {
  const said = JSON.stringify({ es: row.alertWord, en: row.alertWord })
  const body = JSON.stringify({
    certainty: 'likely',
    explain: { es: row.alertWord, en: row.alertWord },
    reason: null,
    versions: {},
    phase: null,
    window: null,
    measures: { n: 5 },
    comparisons: [{ measure: 'n', op: 'gte', value: 5, threshold: 3, margin: 2, holds: true }],
    prevention: [],
    factors: {},
    evidence: { ids: [row.signal], count: 1 },
    withdrawn: [],
    recommended: [],
    audiences: [],
    evidence_actors: [],
    consent: { internal: true, ombudsman: true, un: true, public: true },
  })
  const { alert, department, marking } = row
  await sql`
    insert into alert (id, process, rule_id, rule_revision, key, episode, state, level, max_level, place, department, title, explain, factors,
      rights, populations, tags, marking, is_exercise, is_shadow, is_late, as_of, fired_at, updated_at, last_ordinal, answered_ordinal)
    values (${alert}::uuid, ${process}, 'matrix', 'h', jsonb_build_object('department', ${department}::text, 'n', ${String(n)}::text), 1, 'firing',
      'watch', 'watch', ${department}, ${department}, ${said}::jsonb, ${said}::jsonb, '{}', '{}', '{}', '{}', ${marking}, true, false, false,
      app.now(), app.now(), app.now(), 1, 1)`.execute(db)
  await sql`
    insert into alert_event (alert_id, ordinal, kind, lt, level, as_of, is_late, notify, rule_revision, body, planned_at)
    values (${alert}::uuid, 1, 'fired', app.now(), 'watch', app.now(), false, false, 'h', ${body}::jsonb, app.now())`.execute(
    db,
  )
  await sql`
    insert into delivery (id, alert_id, ordinal, audience, recipient, channel, channel_type, state, reason, level, priority, ended_at)
    values (${row.delivery}::uuid, ${alert}::uuid, 1, 'matrix', 'matrix', 'matrix', 'email', 'withheld', 'matrix', 'watch', 1, app.now())`.execute(
    db,
  )
  await sql`
    insert into attempt (delivery_id, ordinal, fence, outcome, detail) values (${row.delivery}::uuid, 1, 1, 'failed', 'connection refused')`.execute(
    db,
  )
  await sql`
    insert into response_action (id, alert_id, level, text, addressee, state)
    values (${row.action}::uuid, ${alert}::uuid, 'watch', ${said}::jsonb, 'prosecutor', 'issued')`.execute(db)
  await sql`
    insert into alert_comment (id, alert_id, actor, text, language, marking)
    values (${id(5, n)}::uuid, ${alert}::uuid, ${id(9, 9)}::uuid, ${row.alertWord}, 'es', ${marking})`.execute(
    db,
  )
  await sql`
    insert into acknowledgement (id, alert_id, actor, note, is_first)
    values (${id(6, n)}::uuid, ${alert}::uuid, ${id(9, 9)}::uuid, ${row.alertWord}, false)`.execute(db)
  await sql`
    insert into agreement (id, alert_id, kind, text, parties, agreed_at, actor)
    values (${row.agreement}::uuid, ${alert}::uuid, 'truce', ${said}::jsonb, '{}', app.now(), ${id(9, 9)}::uuid)`.execute(
    db,
  )
  await sql`
    insert into missed_event (id, process, place, department, marking, definition, happened_at, text, language, actor)
    values (${id(7, n)}::uuid, ${process}, ${department}, ${department}, ${marking}, 'violence', app.now(), ${row.alertWord}, 'es',
      ${id(9, 9)}::uuid)`.execute(db)
  await sql`
    insert into outcome_task (alert_id, due_at) values (${alert}::uuid, app.now() + interval '1 day')`.execute(
    db,
  )
}

export interface Caller {
  readonly name: string
  readonly role: Role
  readonly marking: Marking
  readonly territory: readonly string[]
  readonly isOfProcess: boolean
  readonly secret: string
}

/** Of each role one caller per ceiling for the own department; and at the highest one with no place, and one bound to another process. */
export async function callersOf(app: TestApp, roles: readonly Role[]): Promise<readonly Caller[]> {
  const callers: Caller[] = []
  for (const role of roles) {
    const wanted = [
      ...markings.map((marking) => ({ marking, territory: [ownDepartment], process: app.process })),
      { marking: 'TLP:RED', territory: [], process: app.process },
      { marking: 'TLP:RED', territory: ['BO'], process: 'matrix-other' },
    ] as const
    for (const { marking, territory, process } of wanted) {
      const { secret } = await inTransaction(app.core.db, (trx) =>
        issueToken(
          trx,
          { label: 'matrix', role, territory: [...territory], marking, processes: [process], days: 1 },
          undefined,
        ),
      )
      const name = `${role}, ${territory.join() || 'nowhere'}, ${marking}, ${process}`
      callers.push({ name, role, marking, territory, isOfProcess: process === app.process, secret })
    }
  }
  return callers
}
