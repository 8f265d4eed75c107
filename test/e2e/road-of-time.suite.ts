// Sentences of the main road: Series, time that passes, revocation, a restart. In order, each going on from the one before.
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { canaryProcess } from '#domain/canary.ts'
import { clientOf, type Shown } from './client.ts'
import { type Road, SOON, WITHIN_5_S } from './road.ts'
import { advance } from './world.ts'

export function timeRoad(road: Road): void {
  test('exogenous series and violence together raise the compound index; the series alone do not', async () => {
    const observed_at = new Date(Date.now() - 3_600_000).toISOString()
    for (const [series, value] of [
      ['food_price_change_yoy', 25],
      ['polarisation_index', 8],
    ] as const) {
      const recorded = await road.analyst.post(`/v1/indicators/${series}/values`, {
        place: 'BO',
        observed_at,
        value,
        process: road.world.tokens.process,
      })
      expect(recorded.status).toBe(201)
    }
    await vi.waitFor(async () => {
      const waiting = await road.world.db().selectFrom('inbox').select('id').execute()
      expect(waiting).toEqual([])
    }, SOON)
    expect(await road.alertOf('compound-risk', 'BO04')).toBeUndefined()
    for (const root of ['ngo-b', 'police-c', 'radio-a', 'court-d']) {
      const violence = {
        category: 'violence',
        severity: 5,
        reliability: 'A',
        credibility: 2,
        place: 'BO04',
      }
      expect((await road.analyst.post('/v1/signals', road.threat(`v-${root}`, root, violence))).status).toBe(
        201,
      )
    }
    const alert = await vi.waitFor(async () => {
      const found = await road.alertOf('compound-risk', 'BO04')
      expect(['watch', 'warning']).toContain(found?.level)
      return found as Shown
    }, SOON)
    const { body: why } = await road.ombudsman.get(`/v1/alerts/${alert.id}/why`)
    const shares = Object.values(
      why['factors'] as Record<string, { nature?: string; measure?: string }[]>,
    ).flat()
    expect(shares.length).toBe(4)
  })

  test('a level that has to hold for an hour is reached by time alone', async () => {
    const attack = {
      category: 'attack_on_premises',
      target: { kind: 'electoral_body' },
      severity: 4,
      place: 'BO08',
    }
    for (const root of ['ngo-b', 'police-c', 'radio-a'])
      await road.analyst.post('/v1/signals', road.threat(`a-${root}`, root, attack))
    await road.untilLevel('electoral-premises-attacks', 'BO08', 'watch')
    await advance(road.world.db(), '2 hours')
    await road.untilLevel('electoral-premises-attacks', 'BO08', 'warning')
  })

  test('a token that is revoked is dead within five seconds, in every process', async () => {
    const rules = clientOf(road.world, road.world.tokens.rules_admin)
    expect((await rules.get('/v1/rules')).status).toBe(200)
    await sql`update api_token set revoked_at = app.now() where role = 'rules_admin'`.execute(road.world.db())
    await vi.waitFor(async () => {
      for (let turn = 0; turn < 4; turn += 1) expect((await rules.get('/v1/rules')).status).toBe(401)
    }, WITHIN_5_S)
  })

  test('a restart keeps everything: signals, alerts, what was told, who answered, and what waits for its time', async () => {
    const look = async () => ({
      alerts: (await road.ombudsman.get('/v1/alerts')).body.items,
      inbox: (await road.ombudsman.get('/v1/inbox')).body.items,
      signals: (await road.analyst.get('/v1/signals')).body.items.map((one) => one.id),
    })
    const before = await look()
    await road.world.restart()
    expect(await look()).toEqual(before)
    const again = await road.analyst.post('/v1/signals', road.threat('lp-1', 'radio-a'))
    expect(again.status).toBe(200)
    await road.analyst.post('/v1/signals', road.threat('lp-6', 'court-d'))
    await road.untilLevel('candidate-threats', 'BO02', 'warning')
  }, 120_000)

  test('when the window has passed, the alerts end by time alone', async () => {
    await advance(road.world.db(), '16 days')
    await vi.waitFor(async () => {
      expect((await road.alertOf('candidate-threats', 'BO02'))?.['state']).toMatch(/resolved|expired/)
    }, SOON)
  })

  test('nothing is left behind: no entry waits, nothing is in quarantine, every event was planned', async () => {
    // The canary's own lane is cut after a day, and here days have passed.
    await vi.waitFor(async () => {
      const { rows } = await sql<
        Record<string, number>
      >`select (select count(*) from inbox) as inbox, (select count(*) from quarantine) as quarantine,
          (select count(*) from alert_event where planned_at is null) as unplanned,
          (select count(*) from (select pos, row_number() over (partition by lane order by pos) as n from log
            where lane not in (select lane from lane where process = ${canaryProcess})) as l where pos <> n) as gaps`.execute(
        road.world.db(),
      )
      expect(rows[0]).toEqual({ inbox: 0, quarantine: 0, unplanned: 0, gaps: 0 })
    }, SOON)
  })
}
