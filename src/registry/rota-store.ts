// All SQL of rota, shift, absence and duty_notice: who is on duty for an office or an audience, and that it was announced.
import { sql } from 'kysely'
import type { Absence, DutyPerson, OnDuty, Rota, Shift } from '#domain/response/rota.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'

export interface RotaRow {
  readonly id: string
  /** An office, or an audience of the routes. */
  readonly owner: string
  readonly role: string | null
  readonly fallback: DutyPerson | null
  /** Whom the last announcement named. */
  readonly onDuty: readonly OnDuty[]
}

const rotaColumns = sql`id, owner, role, fallback, on_duty as "onDuty"`

/** False when the owner has a rota for this role already. */
export async function insertRota(
  trx: Trx,
  rota: Omit<RotaRow, 'onDuty'> & { readonly createdBy: string },
): Promise<boolean> {
  const { rows } = await sql`
    insert into rota (id, owner, role, fallback, created_by)
    values (${rota.id}::uuid, ${rota.owner}, ${rota.role}, ${textOf(rota.fallback)}::jsonb, ${rota.createdBy}::uuid)
    on conflict do nothing returning id`.execute(trx)
  return rows.length > 0
}

export async function setFallback(trx: Trx, id: string, fallback: DutyPerson | null): Promise<void> {
  await sql`update rota set fallback = ${textOf(fallback)}::jsonb where id = ${id}::uuid`.execute(trx)
  await touchRota(trx, id)
}

export async function listRotas(db: Executor): Promise<RotaRow[]> {
  const { rows } =
    await sql<RotaRow>`select ${rotaColumns} from rota order by owner, role nulls first`.execute(db)
  return rows
}

export async function readRota(db: Executor, id: string): Promise<RotaRow | undefined> {
  const { rows } = await sql<RotaRow>`select ${rotaColumns} from rota where id = ${id}::uuid`.execute(db)
  return rows[0]
}

export interface ShiftRow extends DutyPerson {
  readonly id: string
  readonly rotaId: string
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
}

export interface AbsenceRow {
  readonly id: string
  readonly rotaId: string
  readonly person: string
  readonly cover: DutyPerson | null
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
}

type New<Row> = Omit<Row, 'startsAt' | 'endsAt'> & {
  readonly startsAt: string
  readonly endsAt: string
  readonly createdBy: string
}

export async function insertShift(trx: Trx, shift: New<ShiftRow>): Promise<void> {
  const channels = shift.channels === null ? null : JSON.stringify(shift.channels)
  await sql`
    insert into shift (id, rota_id, person, name, channels, starts_at, ends_at, created_by)
    values (${shift.id}::uuid, ${shift.rotaId}::uuid, ${shift.person}, ${shift.name},
      case when ${channels}::jsonb is not null then array(select jsonb_array_elements_text(${channels}::jsonb)) end,
      ${shift.startsAt}::timestamptz, ${shift.endsAt}::timestamptz, ${shift.createdBy}::uuid)`.execute(trx)
  await touchRota(trx, shift.rotaId)
}

export async function insertAbsence(trx: Trx, absence: New<AbsenceRow>): Promise<void> {
  await sql`
    insert into absence (id, rota_id, person, cover, starts_at, ends_at, created_by)
    values (${absence.id}::uuid, ${absence.rotaId}::uuid, ${absence.person}, ${textOf(absence.cover)}::jsonb,
      ${absence.startsAt}::timestamptz, ${absence.endsAt}::timestamptz, ${absence.createdBy}::uuid)`.execute(
    trx,
  )
  await touchRota(trx, absence.rotaId)
}

/** False when the rota has none of that id. */
export async function removeEntry(
  trx: Trx,
  table: 'shift' | 'absence',
  rotaId: string,
  id: string,
): Promise<boolean> {
  const { rows } = await sql`
    delete from ${sql.table(table)} where id = ${id}::uuid and rota_id = ${rotaId}::uuid returning id`.execute(
    trx,
  )
  await touchRota(trx, rotaId)
  return rows.length > 0
}

/** Whoever is on duty is looked at again by the next sweep. */
async function touchRota(trx: Trx, id: string): Promise<void> {
  await sql`update rota set changes_at = app.now() where id = ${id}::uuid`.execute(trx)
}

/** Those that have not ended, the next first. */
export async function listShifts(db: Executor, rotaId: string): Promise<ShiftRow[]> {
  const { rows } = await sql<ShiftRow>`
    select id, rota_id as "rotaId", person, name, channels, starts_at as "startsAt", ends_at as "endsAt"
    from shift where rota_id = ${rotaId}::uuid and ends_at > app.now() order by starts_at, id`.execute(db)
  return rows
}

export async function listAbsences(db: Executor, rotaId: string): Promise<AbsenceRow[]> {
  const { rows } = await sql<AbsenceRow>`
    select id, rota_id as "rotaId", person, cover, starts_at as "startsAt", ends_at as "endsAt"
    from absence where rota_id = ${rotaId}::uuid and ends_at > app.now() order by starts_at, id`.execute(db)
  return rows
}

export interface FilledRota extends RotaRow {
  readonly rota: Rota
}

const ofRota = <Row extends { readonly rotaId: string }>(rows: readonly Row[], id: string) =>
  rows.filter((row) => row.rotaId === id)

/** Every rota with what counts from now on, by the database clock. */
export async function readFilledRotas(db: Executor): Promise<FilledRota[]> {
  const rotas = await listRotas(db)
  if (rotas.length === 0) return []
  const shifts = await sql<ShiftRow>`
    select id, rota_id as "rotaId", person, name, channels, starts_at as "startsAt", ends_at as "endsAt"
    from shift where ends_at > app.now() order by starts_at, id`.execute(db)
  const absences = await sql<AbsenceRow>`
    select id, rota_id as "rotaId", person, cover, starts_at as "startsAt", ends_at as "endsAt"
    from absence where ends_at > app.now() order by starts_at, id`.execute(db)
  return rotas.map((row) => ({
    ...row,
    rota: {
      shifts: ofRota(shifts.rows, row.id).map(shiftOf),
      absences: ofRota(absences.rows, row.id).map(absenceOf),
      fallback: row.fallback,
    },
  }))
}

export async function hasDutyChange(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from rota where changes_at <= app.now() limit 1`.execute(db)
  return rows.length > 0
}

/** Locks rotas whose time of change has come, without waiting for another worker. */
export async function takeDutyChanges(trx: Trx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from rota where changes_at <= app.now() order by id for update skip locked`.execute(trx)
  return rows.map((row) => row.id)
}

export async function saveDuty(
  trx: Trx,
  id: string,
  duty: { readonly onDuty: readonly OnDuty[]; readonly changesAt: string | null },
): Promise<void> {
  await sql`
    update rota set on_duty = ${JSON.stringify(duty.onDuty)}::jsonb, changes_at = ${duty.changesAt}::timestamptz
    where id = ${id}::uuid`.execute(trx)
}

export interface DutyNotice {
  readonly id: string
  readonly recipient: string
  readonly role: string | null
  readonly before: readonly OnDuty[]
  readonly after: readonly OnDuty[]
  readonly at: Temporal.Instant
}

export async function insertDutyNotice(
  trx: Trx,
  notice: Omit<DutyNotice, 'at'> & { readonly rotaId: string },
): Promise<void> {
  await sql`
    insert into duty_notice (id, rota_id, recipient, role, before, after)
    values (${notice.id}::uuid, ${notice.rotaId}::uuid, ${notice.recipient}, ${notice.role}, ${JSON.stringify(notice.before)}::jsonb,
      ${JSON.stringify(notice.after)}::jsonb)`.execute(trx)
}

/** Announcements of the last seven days to these recipients, the newest first. */
export async function listDutyNotices(db: Executor, recipients: readonly string[]): Promise<DutyNotice[]> {
  if (recipients.length === 0) return []
  const { rows } = await sql<DutyNotice>`
    select id, recipient, role, before, after, at from duty_notice
    where recipient = any(${[...recipients]}::text[]) and at > app.now() - interval '7 days'
    order by at desc, id desc limit 50`.execute(db)
  return rows
}

function shiftOf({ person, name, channels, startsAt, endsAt }: ShiftRow): Shift {
  return { person, name, channels, from: startsAt.epochMilliseconds, to: endsAt.epochMilliseconds }
}

function absenceOf({ person, cover, startsAt, endsAt }: AbsenceRow): Absence {
  return { person, cover, from: startsAt.epochMilliseconds, to: endsAt.epochMilliseconds }
}

function textOf(person: DutyPerson | null): string | null {
  return person === null ? null : JSON.stringify(person)
}
