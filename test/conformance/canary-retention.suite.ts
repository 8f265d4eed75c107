// What old beats of the canary left behind goes, and nothing else: on real rows that went the whole way, with the clock moved by hand.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isPruneDue } from '#app/canary-retention-store.ts'
import { type Core, drain, openCore, serverDeps } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { openCanary } from '#app/open-canary.ts'
import { pruneCanary } from '#app/prune-canary.ts'
import { limits } from '#config/limits.ts'
import { beatSignal } from '#domain/canary.ts'
import { buildServer } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import { restoreNow, setNow } from '../stages/delivery/rows.ts'
import { testConfig } from '../support/app.ts'

type Counted = Readonly<Record<string, number>>

export interface OpenedSettings {
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

export function canaryRetention(name: string, open: () => Promise<OpenedSettings>): void {
  describe(`the rows of the canary on ${name}`, { timeout: 300_000 }, () => {
    let opened: OpenedSettings
    let core: Core
    let post: (token: string, payload: object) => Promise<number>
    let tokens: Awaited<ReturnType<typeof openExercise>>
    let canaryToken: string
    const start = Temporal.Now.instant()
    const at = (hours: number) => setNow(core.db, start.add({ minutes: Math.round(hours * 60) }).toString())

    beforeAll(async () => {
      opened = await open()
      core = await openCore(testConfig(opened.env))
      await at(0)
      tokens = await openExercise(core)
      canaryToken = (await openCanary(core)) ?? ''
      const server = await buildServer(await serverDeps(core, createSignalGroups(core, core.writers)))
      await server.ready()
      post = async (token, payload) => {
        const headers = { authorization: `Bearer ${token}` }
        const answer = await server.inject({ method: 'POST', url: '/v1/signals', headers, payload })
        return answer.statusCode
      }
    }, 300_000)
    afterAll(async () => {
      await restoreNow(core.db)
      await core.stack.stop()
      await opened.close()
    })

    /** Posted, told, and over. */
    async function beat(counter: number, hours: number): Promise<void> {
      const { canary, pack } = core.installed
      if (canary === undefined) throw new Error('the pack has no canary')
      await at(hours)
      expect(await post(canaryToken, beatSignal(canary, pack.country, counter))).toBe(201)
      await drain(core)
      await at(hours + 0.1)
      await drain(core)
    }

    const count = async (): Promise<Counted> => {
      const canary = sql`(select id from alert where process = 'vigia-canary')`
      const lane = sql`(select lane from lane where process = 'vigia-canary')`
      const { rows } = await sql<Counted>`
        select (select count(*)::int from alert where process = 'vigia-canary') as alerts,
          (select count(*)::int from alert_event where alert_id in ${canary}) as events,
          (select count(*)::int from delivery where alert_id in ${canary}) as deliveries,
          (select count(*)::int from signal where source_id = 'vigia-canary') as signals,
          (select count(*)::int from contribution c join rule_key k on k.id = c.rule_key where k.lane in ${lane}) as contributions,
          (select count(*)::int from log where lane in ${lane} and kind = 'signal') as entries`.execute(
        core.db,
      )
      return rows[0] ?? {}
    }
    /** Everything that is not the canary's. */
    const others = async (): Promise<Counted> => {
      const { rows } = await sql<Counted>`
        select (select count(*)::int from alert where process <> 'vigia-canary') as alerts,
          (select count(*)::int from alert_event e join alert a on a.id = e.alert_id where process <> 'vigia-canary') as events,
          (select count(*)::int from delivery d join alert a on a.id = d.alert_id where process <> 'vigia-canary') as deliveries,
          (select count(*)::int from signal where source_id <> 'vigia-canary') as signals,
          (select count(*)::int from log g join lane l on l.lane = g.lane where process <> 'vigia-canary') as entries,
          (select count(*)::int from log where kind <> 'signal') as steps`.execute(core.db)
      return rows[0] ?? {}
    }
    const threat = (n: number) => ({
      external_id: `threat-${n}`,
      process: tokens.process,
      category: 'threat',
      target: { kind: 'candidate' },
      severity: 3,
      place: 'BO02',
      source: { root: `root-${n}` },
    })

    test('are removed after their time, by the due time in the canary’s row, and nothing of anybody else', async () => {
      for (const n of [1, 2, 3]) expect(await post(tokens.analyst, threat(n))).toBe(201)
      await beat(1, 0.2)
      await beat(2, 0.4)
      const before = await count()
      expect(before).toMatchObject({ alerts: 2, signals: 2, entries: 2 })
      const untouched = await others()
      expect(untouched['alerts']).toBeGreaterThan(0)
      await beat(3, limits.canaryKeepHours - 1)
      expect(await count()).toMatchObject({ alerts: 3, signals: 3, entries: 3 })

      await at(limits.canaryKeepHours + 2)
      expect(await isPruneDue(core.db)).toBe(true)
      await pruneCanary(core)
      expect(await isPruneDue(core.db)).toBe(false)
      const after = await count()
      expect(after).toMatchObject({ alerts: 1, signals: 1, entries: 1, contributions: 1 })
      for (const [what, rows] of Object.entries(await others()))
        expect([what, rows >= (untouched[what] ?? 0)]).toEqual([what, true])
      const { rows: left } = await sql<{ n: number }>`
        select count(*)::int as n from signal where source_id = 'vigia-canary' and external_id = 'canary-3'`.execute(
        core.db,
      )
      expect(left).toEqual([{ n: 1 }])
    })

    test('leave the lane whole: the next beats fire, from memory and from the rows', async () => {
      await beat(4, limits.canaryKeepHours + 3)
      core.pipelineDeps.lanes.clear()
      await beat(5, limits.canaryKeepHours + 4)
      // The turn of the first key comes again: an episode after one that is gone.
      await beat(61, limits.canaryKeepHours + 5)
      expect(await count()).toMatchObject({ alerts: 4, signals: 4, entries: 4 })
      const { rows } = await sql<{ pos: number; episode: number }>`
        select lane.pos, (select max(episode) from alert where process = 'vigia-canary') as episode
        from lane where process = 'vigia-canary'`.execute(core.db)
      expect(rows[0]).toMatchObject({ episode: 2 })
      const { rows: log } = await sql<{ last: number }>`
        select max(pos) as last from log where lane in (select lane from lane where process = 'vigia-canary')`.execute(
        core.db,
      )
      expect(log[0]?.last).toBe(rows[0]?.pos)
    })

    test('stay where a person touched them, and where a send is under way', async () => {
      const alerts = await core.db
        .selectFrom('alert')
        .select('id')
        .where('process', '=', 'vigia-canary')
        .orderBy('fired_at')
        .execute()
      const [touched, sending, ...rest] = alerts.map(({ id }) => id)
      expect(rest.length).toBe(2)
      await sql`insert into acknowledgement (id, alert_id, actor, is_first)
        values (gen_random_uuid(), ${touched}::uuid, gen_random_uuid(), true)`.execute(core.db)
      await sql`update delivery set state = 'sending', due_at = null, lease_until = app.now() + interval '1 hour'
        where alert_id = ${sending}::uuid`.execute(core.db)
      await at(3 * limits.canaryKeepHours)
      await pruneCanary(core)
      const left = await core.db
        .selectFrom('alert')
        .select('id')
        .where('process', '=', 'vigia-canary')
        .execute()
      expect(new Set(left.map(({ id }) => id))).toEqual(new Set([touched, sending]))
      // What they rest on stays with them.
      expect(await count()).toMatchObject({ alerts: 2, signals: 2, entries: 2 })
    })

    test('are the only history that may be removed, and only when it is old and over', async () => {
      const refused = (statement: string) =>
        expect(sql.raw(statement).execute(core.db), statement).rejects.toThrow('append-only')
      const of = (where: string) => `alert_id in (select id from alert where ${where})`
      await refused(`delete from alert_event where ${of(`process <> 'vigia-canary'`)}`)
      await refused(`update alert_event set kind = 'x' where ${of(`process = 'vigia-canary'`)}`)
      await refused(`update alert_event set kind = 'x' where ${of(`process <> 'vigia-canary'`)}`)
      await at(3 * limits.canaryKeepHours + 1)
      await beat(62, 3 * limits.canaryKeepHours + 1)
      await refused(
        `delete from alert_event where at > app.now() - interval '1 hour' and ${of(`process = 'vigia-canary'`)}`,
      )
      await at(3 * limits.canaryKeepHours + 5)
      await sql`update alert set closed_at = null where process = 'vigia-canary'`.execute(core.db)
      await refused(`delete from alert_event where ${of(`process = 'vigia-canary'`)}`)
    })
  })
}
