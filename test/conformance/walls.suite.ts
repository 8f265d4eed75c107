// The second wall of a database: every table is behind a policy or on the list of those that need none; what a role may see is what an oracle
// says, pair by pair; and nothing of one request is left on a connection for the next.
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { sightOf } from '#domain/access/sight-of.ts'
import { type Actor, roles, scopesOfRole } from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { unwalledTables } from '#platform/database/unwalled-tables.ts'
import { readWalls, refuseOpenWalls } from '#platform/database/wall-check.ts'
import {
  anybody,
  assumeOutside,
  beyondSight,
  login,
  product,
  runBehind,
  type Wall,
  wallOf,
} from '#platform/database/who-asks.ts'
import { shouldSeeAlert, shouldSeeSignal } from './walls-oracle.ts'
import {
  alertColumn,
  belowAlert,
  places,
  plantWorld,
  processes,
  sources,
  type WallsWorld,
} from './walls-world.ts'

const PERSONS = 250
const ROWS = 240

/** A small generator of its own, so that a failure can be had again. */
function seeded(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}

async function drawActor(db: Db, pick: (most: number) => number, n: number): Promise<Actor> {
  const any = <T>(list: readonly T[]): T => list[pick(list.length)] as T
  const role = any(roles)
  const territory = any([[any(places)], [any(places), any(places)], ['XX'], [], [''], ['%'], ['X']])
  const tokenId = `00000000-0000-7000-8000-${String(9_000_000 + n).padStart(12, '0')}`
  const inside = await sql<{
    places: string[]
  }>`select app.places_within(${territory}::text[]) as places`.execute(db)
  return {
    tokenId,
    personId: tokenId,
    role,
    scopes: scopesOfRole[role],
    territory,
    places: inside.rows[0]?.places ?? [],
    marking: any(markings),
    office: null,
    sourceId: any([null, null, ...sources]),
    processes: any([null, null, ['walls-a'], ['walls-b'], []]),
  }
}

const wallOfActor = (actor: Actor) => wallOf(sightOf(actor, 'XX'))

async function idsSeen(db: Db, wall: Wall, table: string, column = 'id'): Promise<Set<string>> {
  const { rows } = await runBehind(wall, () =>
    sql<{ id: string }>`select distinct ${sql.ref(column)}::text as id from ${sql.table(table)}`.execute(db),
  )
  return new Set(rows.map((row) => row.id))
}

export function wallsSuite(open: () => Promise<{ db: Db }>): void {
  let db: Db
  let world: WallsWorld
  beforeAll(async () => {
    db = (await open()).db
    world = await plantWorld(db, seeded(7), ROWS)
  })

  test('every table is behind a policy that holds for its owner too, or on the list with its reason', async () => {
    expect(await readWalls(db)).toEqual({ missingRoles: [], unwalled: [], open: [], views: [] })
    const { rows } = await sql<{ name: string }>`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relforcerowsecurity and n.nspname in ('public', 'vault', 'app') order by 1`.execute(
      db,
    )
    expect(rows.map((row) => row.name)).toEqual(Object.keys(unwalledTables).toSorted())
  })

  test('no function that runs as its owner looks for names in a path that a caller sets', async () => {
    const { rows } = await sql<{ name: string }>`
      select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('app', 'public', 'vault') and p.prosecdef
        and not coalesce(p.proconfig::text like '%search_path=%', false)`.execute(db)
    expect(rows).toEqual([])
  })

  test('the roles own nothing, cannot sign in, and pass over no wall', async () => {
    const { rows } = await sql<{ role: string; owned: number; strong: boolean }>`
      select r.rolname as role, (select count(*)::int from pg_class c where c.relowner = r.oid) as owned,
        r.rolsuper or r.rolbypassrls or r.rolcanlogin or r.rolcreaterole or r.rolcreatedb as strong
      from pg_roles r where r.rolname like 'vigia\\_%' and r.rolname in ('vigia_api', 'vigia_audit', 'vigia_vault', 'vigia_worker')
      order by r.rolname`.execute(db)
    expect(rows).toEqual(
      ['vigia_api', 'vigia_audit', 'vigia_vault', 'vigia_worker'].map((role) => ({
        role,
        owned: 0,
        strong: false,
      })),
    )
  })

  test('the vault is for its own role; the record of the audit is added to and never changed', async () => {
    const may = async (role: string, table: string) => {
      const { rows } = await sql<{ what: string }>`
        select what from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as what
        where has_table_privilege(${role}, ${table}, what)`.execute(db)
      return rows.map((row) => row.what).join(' ')
    }
    for (const role of ['vigia_api', 'vigia_worker', 'vigia_audit']) {
      for (const table of ['vault.identity', 'vault.identity_field', 'vault.data_key', 'vault.access'])
        expect(`${role} ${table}: ${await may(role, table)}`).toBe(`${role} ${table}: `)
      for (const table of ['audit_event', 'audit_note'])
        expect(`${role} ${table}: ${await may(role, table)}`).toBe(`${role} ${table}: select insert`)
    }
    for (const role of ['vigia_api', 'vigia_worker'])
      for (const table of ['audit_leaf', 'audit_node', 'audit_checkpoint', 'audit_key', 'audit_tree'])
        expect(`${role} ${table}: ${await may(role, table)}`).toBe(`${role} ${table}: select`)
    await expect(runBehind(product, () => sql`select 1 from vault.identity`.execute(db))).rejects.toThrow(
      /permission denied/,
    )
  })

  test(`${PERSONS} callers × every row: each sees what the role table says, no more and no less`, async () => {
    const pick = seeded(11)
    let pairs = 0
    for (let n = 0; n < PERSONS; n += 1) {
      const actor = await drawActor(db, pick, n)
      const wall = wallOfActor(actor)
      const signals = [...world.signals].filter(([, one]) => shouldSeeSignal(actor, one)).map(([one]) => one)
      const alerts = [...world.alerts].filter(([, one]) => shouldSeeAlert(actor, one)).map(([one]) => one)
      const about = JSON.stringify(actor)
      expect({ about, seen: [...(await idsSeen(db, wall, 'signal'))].toSorted() }).toEqual({
        about,
        seen: signals,
      })
      expect({ about, seen: [...(await idsSeen(db, wall, 'alert'))].toSorted() }).toEqual({
        about,
        seen: alerts,
      })
      pairs += world.signals.size + world.alerts.size
      // Below an alert in turn: every table is met by many callers.
      const table = belowAlert[n % belowAlert.length] ?? 'alert_event'
      const below = await idsSeen(db, wall, table, alertColumn(table))
      expect({ about, table, seen: [...below].toSorted() }).toEqual({ about, table, seen: alerts })
      pairs += world.alerts.size
    }
    expect(pairs).toBeGreaterThanOrEqual(PERSONS * ROWS * 3)
  })

  test('numbers tell no more than rows: counts, extremes, joins, and what a condition would reveal', async () => {
    const actor: Actor = {
      ...(await drawActor(db, seeded(3), 1)),
      role: 'verifier',
      scopes: scopesOfRole.verifier,
      processes: null,
      territory: ['XA'],
      places: ['XA', 'XA01', 'XA0101'],
      marking: 'TLP:GREEN',
      sourceId: null,
    }
    const seen = [...world.alerts].filter(([, one]) => shouldSeeAlert({ ...actor, territory: ['XA'] }, one))
    const wall = wallOfActor(actor)
    const { rows } = await runBehind(wall, () =>
      sql<{ all: number; red: number; other: number; leaked: number }>`
        select count(*)::int as all, count(*) filter (where marking = 'TLP:RED')::int as red,
          count(*) filter (where department is distinct from 'XA')::int as other,
          (select count(*)::int from alert a full join alert_event e on e.alert_id = a.id where a.id is null) as leaked
        from alert`.execute(db),
    )
    expect(rows).toEqual([{ all: seen.length, red: 0, other: 0, leaked: 0 }])
    // A division by zero would say whether a row is there: it is asked of rows that are seen alone.
    const hidden = [...world.alerts].find(([, one]) => one.marking === 'TLP:RED')?.[0]
    const tempted = runBehind(wall, () =>
      sql`select 1 from alert where id = ${hidden}::uuid and 1 / (case when marking = 'TLP:RED' then 0 else 1 end) = 1`.execute(
        db,
      ),
    )
    expect((await tempted).rows).toEqual([])
  })

  test('a row cannot be written where it could not be read', async () => {
    const actor: Actor = {
      ...(await drawActor(db, seeded(3), 2)),
      role: 'ombudsman',
      scopes: scopesOfRole.ombudsman,
      processes: null,
      territory: ['XB'],
      places: ['XB', 'XB01', 'XB0101'],
      marking: 'TLP:AMBER',
    }
    const hidden = [...world.alerts].find(([, one]) => one.place === 'XA')?.[0]
    const write = runBehind(wallOfActor(actor), () =>
      sql`insert into acknowledgement (id, alert_id, actor, is_first) values (gen_random_uuid(), ${hidden}::uuid, gen_random_uuid(), false)`.execute(
        db,
      ),
    )
    await expect(write).rejects.toThrow(/row-level security/)
    const { numAffectedRows } = await runBehind(wallOfActor(actor), () =>
      sql`update alert set state = 'resolved' where id = ${hidden}::uuid`.execute(db),
    )
    expect(numAffectedRows ?? 0n).toBe(0n)
    await expect(runBehind(wallOfActor(actor), () => sql`delete from alert`.execute(db))).rejects.toThrow(
      /permission denied/,
    )
  })

  test('nobody sees nothing, and a statement without a wall is refused', async () => {
    for (const table of ['signal', 'alert', 'alert_event', 'delivery', 'audit_event'])
      expect(
        (await runBehind(anybody, () => sql`select 1 from ${sql.table(table)}`.execute(db))).rows,
      ).toEqual([])
    assumeOutside(undefined)
    try {
      await expect(sql`select 1`.execute(db)).rejects.toThrow(/without saying who asks/)
      await expect(inTransaction(db, (trx) => sql`select 1`.execute(trx))).rejects.toThrow(
        /without saying who asks/,
      )
    } finally {
      assumeOutside(login)
    }
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  })

  test('beyond sight inside a transaction, and back within it', async () => {
    const actor: Actor = {
      ...(await drawActor(db, seeded(5), 3)),
      role: 'un_liaison',
      scopes: scopesOfRole.un_liaison,
      territory: [],
      places: [],
    }
    const counts = await runBehind(wallOfActor(actor), () =>
      inTransaction(db, async (trx) => {
        const count = async () =>
          (await sql<{ n: number }>`select count(*)::int as n from alert`.execute(trx)).rows[0]?.n
        const before = await count()
        const beyond = await beyondSight(trx, count)
        const failed = await beyondSight(trx, () => Promise.reject(new Error('by the work'))).catch(
          () => 'failed',
        )
        return [before, beyond, failed, await count()]
      }),
    )
    expect(counts).toEqual([0, ROWS, 'failed', 0])
  })

  test('a start without the walls is refused, with the table that lacks them', async () => {
    await refuseOpenWalls(db)
    await sql`alter table alert_comment no force row level security`.execute(db)
    await expect(refuseOpenWalls(db)).rejects.toThrow(/public\.alert_comment has no row-level security/)
    await sql`alter table alert_comment force row level security`.execute(db)
    await sql`create policy hole on alert for select to vigia_api using (true)`.execute(db)
    await expect(refuseOpenWalls(db)).rejects.toThrow(/public\.alert shows rows/)
    await sql`drop policy hole on alert`.execute(db)
    await sql`create table forgotten (id int)`.execute(db)
    await expect(refuseOpenWalls(db)).rejects.toThrow(/public\.forgotten has no row-level security/)
    await sql`drop table forgotten`.execute(db)
    await sql`create view peep as select * from alert`.execute(db)
    await expect(refuseOpenWalls(db)).rejects.toThrow(/public\.peep/)
    await sql`drop view peep`.execute(db)
    await refuseOpenWalls(db)
  })

  test('nothing of a caller stays on the connection, whatever became of the transaction', async () => {
    const actor: Actor = {
      ...(await drawActor(db, seeded(9), 4)),
      role: 'verifier',
      scopes: scopesOfRole.verifier,
      territory: ['XX'],
      places: ['XX'],
      processes: [...processes],
    }
    const wall = wallOfActor(actor)
    const failing = [
      () => sql`select 1 / 0`.execute(db),
      () => inTransaction(db, (trx) => sql`select 1 / 0`.execute(trx)),
      () =>
        inTransaction(db, async (trx) => {
          await sql`select 1`.execute(trx)
          throw new Error('by the work')
        }),
      () => sql`insert into place (code) values ('half')`.execute(db),
      () => sql`not even a statement`.execute(db),
    ]
    for (let round = 0; round < 20; round += 1) {
      for (const fail of failing) await expect(runBehind(wall, fail)).rejects.toThrow()
      const { rows } = await sql<{ who: boolean; scopes: string; places: string }>`
        select current_user = session_user as who, coalesce(current_setting('vigia.scopes', true), '') as scopes,
          coalesce(current_setting('vigia.places', true), '') as places`.execute(db)
      expect(rows).toEqual([{ who: true, scopes: '', places: '' }])
      expect((await idsSeen(db, anybody, 'alert')).size).toBe(0)
    }
  })
}
