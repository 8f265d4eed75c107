// 2,000 alerts in a minute on PostgreSQL: grouped, critical first, and nothing missing from the record.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasUnplannedEvents } from '#alerts/alert-event-store.ts'
import { planDeliveries } from '#delivery/plan-deliveries.ts'
import { routingFile } from '#domain/pack/routing-shapes.ts'
import { addProcess, audience, recordingPokes, setNow } from '../stages/delivery/rows.ts'
import { postgresDatabase, type TestDatabase } from '../support/databases.ts'
import { aBody, pack, routing } from '../support/delivery-world.ts'
import { silentLogger } from '../support/silent-logger.ts'

const COUNT = 2_000
/** Every tenth is critical. */
const CRITICALS = COUNT / 10
let database: TestDatabase

beforeAll(async () => {
  database = await postgresDatabase()
})
afterAll(() => database.close())

test('every alert has its rows, and one mailbox gets six criticals and twenty others', async () => {
  const { db } = database
  await setNow(db, '2026-03-20T18:31:00Z')
  await addProcess(db)
  await sql`
    insert into alert (id, process, rule_id, rule_revision, key, episode, state, level, max_level, place, department, title, explain, factors,
      rights, populations, tags, marking, is_exercise, is_shadow, is_late, as_of, fired_at, updated_at, last_ordinal)
    select md5(n::text)::uuid, 'aa-2026-general', 'storm', 'r1', '{"department": "AA01"}', n, 'firing', l.level, l.level, 'AA0101', 'AA01',
      '{"es": "Tormenta", "en": "Storm"}', '{"es": "x", "en": "x"}', '{}', '{}', '{}', '{}', 'TLP:GREEN', false, false, false,
      app.now(), app.now(), app.now(), 1
    from generate_series(1, ${COUNT}::int) n
    cross join lateral (select case when n % 10 = 0 then 'critical' else 'warning' end as level) l`.execute(
    db,
  )
  const body = JSON.stringify(aBody({ audiences: [audience('duty')] }))
  await sql`
    insert into alert_event (alert_id, ordinal, kind, lt, level, as_of, is_late, notify, rule_revision, body)
    select id, 1, 'fired', fired_at, level, as_of, false, true, 'r1', ${body}::jsonb from alert`.execute(db)
  const storm = { ...pack, routing: routingFile.parse({ ...routing, storm: undefined }) }
  const deps = {
    db,
    pokes: recordingPokes(),
    logger: silentLogger,
    channels: { isUsable: (channel: { type: string }) => channel.type !== 'sms', isTlsEnforced: true },
    loadPack: () => Promise.resolve(storm),
  }
  // As in three workers: each counts what the others let through.
  await Promise.all([1, 2, 3].map(() => planDeliveries(deps, 'all')))
  expect(await hasUnplannedEvents(db)).toBe(false)
  const { rows } = await sql<{
    channel: string
    level: string
    state: string
    lists: boolean
    count: number
  }>`
    select channel, level, state, is_list as lists, count(*)::int as count from delivery
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(db)
  expect(
    rows.map((one) => `${one.channel} ${one.level} ${one.state}${one.lists ? ' list' : ''} ${one.count}`),
  ).toEqual([
    'email-duty critical planned 5',
    'email-duty critical planned list 1',
    `email-duty critical superseded ${CRITICALS - 6}`,
    `email-duty warning held ${COUNT - CRITICALS - 20}`,
    'email-duty warning planned 20',
    `inbox critical planned ${CRITICALS}`,
    `inbox warning planned ${COUNT - CRITICALS}`,
    `sms-duty critical withheld ${CRITICALS}`,
    `sms-duty warning withheld ${COUNT - CRITICALS}`,
  ])
  const lost = await sql`
    select 1 from delivery d where (state = 'superseded' and carrier is null) or (state = 'held' and held_until is null)
      or (carrier is not null and not exists (select 1 from delivery l where l.id = d.carrier and l.is_list))`.execute(
    db,
  )
  expect(lost.rows).toEqual([])
})
