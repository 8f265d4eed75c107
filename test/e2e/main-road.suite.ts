// The main road in sentences, told to a running product from outside. The same list in every form that the product can run in.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Client, clientOf, type Shown } from './client.ts'
import { advance, type World } from './world.ts'

const WITHIN_5_S = { timeout: 5_000, interval: 50 }
const SOON = { timeout: 15_000, interval: 50 }

export function mainRoad(name: string, open: () => Promise<World>): void {
  describe(`the main road, ${name}`, { timeout: 40_000 }, () => {
    let world: World
    let analyst: Client
    let ombudsman: Client
    let liaison: Client
    beforeAll(async () => {
      world = await open()
      const of = (role: 'analyst' | 'ombudsman' | 'un_liaison') => clientOf(world, world.tokens[role])
      analyst = of('analyst')
      ombudsman = of('ombudsman')
      liaison = of('un_liaison')
    }, 180_000)
    afterAll(() => world.close(), 60_000)

    const threat = (id: string, root: string, changes: object = {}) => ({
      external_id: id,
      process: world.tokens.process,
      category: 'threat',
      target: { kind: 'candidate' },
      severity: 3,
      place: 'La Paz',
      source: { root },
      consent: { internal: true, ombudsman: true },
      ...changes,
    })
    const alertOf = async (rule: string, place: string): Promise<Shown | undefined> => {
      const { body } = await ombudsman.get(`/v1/alerts?rule=${rule}`)
      return body.items.find((one) => one.department === place)
    }
    const untilLevel = (rule: string, place: string, level: string | null, within = SOON) =>
      vi.waitFor(async () => {
        const alert = await alertOf(rule, place)
        expect(alert?.level).toBe(level)
        return alert as Shown
      }, within)

    test('given an exercise whose campaign is open today, a signal is answered with the phases in force and taken up by its lane', async () => {
      const posted = await analyst.post('/v1/signals', threat('lp-1', 'radio-a'))
      expect(posted.status).toBe(201)
      expect(posted.body).toMatchObject({ revision: 1, processes: [world.tokens.process], position: null })
      expect(posted.body['phases']).toContain('campaign')
      await vi.waitFor(async () => {
        const { body } = await analyst.get(`/v1/signals/${posted.body.id}`)
        expect(body['position']).toMatchObject({ [world.tokens.process]: expect.any(Number) })
      }, WITHIN_5_S)
    })

    test('the same signal again is a duplicate: 200, the first id, nothing new', async () => {
      const [first, again] = [
        await analyst.post('/v1/signals', threat('lp-1', 'radio-a')),
        await analyst.post('/v1/signals', threat('lp-1', 'radio-a')),
      ]
      expect([first.status, again.status]).toEqual([200, 200])
      expect(again.body.id).toBe(first.body.id)
    })

    test('the same Idempotency-Key gets the same answer, from whichever process; with another body it is refused', async () => {
      const key = { 'idempotency-key': randomUUID() }
      const first = await analyst.post('/v1/signals', threat('key-1', 'radio-a', { place: 'BO09' }), key)
      const again = await analyst.post('/v1/signals', threat('key-1', 'radio-a', { place: 'BO09' }), key)
      expect([first.status, again.status]).toEqual([201, 201])
      expect(again.body).toEqual(first.body)
      expect(again.headers.get('idempotency-replayed')).toBe('true')
      const other = await analyst.post('/v1/signals', threat('key-2', 'radio-a', { place: 'BO09' }), key)
      expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
    })

    test('when three threats from three roots have arrived, the departmental alert is watch within 5 s', async () => {
      await analyst.post('/v1/signals', threat('lp-2', 'ngo-b', { place: 'BO0201' }))
      const last = await analyst.post(
        '/v1/signals',
        threat('lp-3', 'police-c', {
          category: 'intimidation',
          consent: { internal: true, ombudsman: true, un: true },
        }),
      )
      expect(last.status).toBe(201)
      const alert = await untilLevel('candidate-threats', 'BO02', 'watch', WITHIN_5_S)
      expect(alert).toMatchObject({
        state: 'firing',
        episode: 1,
        exercise: true,
        key: { department: 'BO02' },
      })
      expect(alert['explain']).toEqual({
        es: '3 amenazas de 3 fuentes en 14 días en La Paz.',
        en: '3 threats from 3 sources in 14 days in La Paz.',
      })
    })

    test('the alert says why: numbers against thresholds, and the evidence', async () => {
      const alert = await untilLevel('candidate-threats', 'BO02', 'watch')
      const { body: why } = await ombudsman.get(`/v1/alerts/${alert.id}/why`)
      expect(why['measures']).toMatchObject({ n: 3, sources: 3 })
      expect(why['comparisons']).toContainEqual({
        measure: 'n',
        op: 'gte',
        value: 3,
        threshold: 3,
        margin: 0,
        holds: true,
      })
      expect(why['prevention']).toContainEqual({ measure: 'n', change: expect.any(Number) })
      expect(why['evidence']).toHaveLength(3)
      expect(why['rule_revision']).toMatch(/^[0-9a-f]{64}$/)
      expect(why['phase']).toBeTypeOf('string')
    })

    test('the Ombudsman’s inbox has it in Spanish and English, and the delivery log says who was told and who was not', async () => {
      const alert = await untilLevel('candidate-threats', 'BO02', 'watch')
      const message = await vi.waitFor(async () => {
        const { body } = await ombudsman.get('/v1/inbox')
        const found = body.items.find((one) => one['alert_id'] === alert.id)
        expect(found).toBeDefined()
        return found as Shown
      }, WITHIN_5_S)
      expect(message).toMatchObject({
        audience: 'ombudsman-duty',
        kind: 'fired',
        level: 'watch',
        title: { es: expect.stringMatching(/Amenazas/), en: expect.stringMatching(/Threats/) },
        lines: {
          es: expect.arrayContaining([expect.stringMatching(/3 amenazas/)]),
          en: expect.arrayContaining([expect.stringMatching(/3 threats/)]),
        },
      })
      const { body: log } = await ombudsman.get(`/v1/alerts/${alert.id}/deliveries`)
      const inbox = log.items.find((one) => one['channel'] === 'inbox')
      expect(inbox).toMatchObject({ recipient: 'ombudsman-duty', state: 'delivered', attempts: 1 })
      expect(log.items.every((one) => typeof one['reason'] === 'string')).toBe(true)
      const { body: attempts } = await ombudsman.get(`/v1/deliveries/${inbox?.id}/attempts`)
      expect(attempts.items).toEqual([expect.objectContaining({ ordinal: 1, outcome: 'accepted' })])
      const seen = await ombudsman.post(`/v1/inbox/${message.id}/seen`)
      expect(seen.status).toBe(200)
    })

    test('the UN liaison sees the alert, and only the evidence whose source agreed', async () => {
      const alert = await untilLevel('candidate-threats', 'BO02', 'watch')
      const { status, body: why } = await liaison.get(`/v1/alerts/${alert.id}/why`)
      expect(status).toBe(200)
      const evidence = why['evidence'] as { redacted?: string; category?: string; source_root?: string }[]
      expect(evidence.map((one) => one.redacted ?? one.category).toSorted()).toEqual([
        'consent',
        'consent',
        'intimidation',
      ])
      expect(evidence.every((one) => one.source_root === undefined)).toBe(true)
      const signals = await liaison.get('/v1/signals')
      expect(signals.status).toBe(403)
    })

    test('the Ombudsman’s acknowledgement moves it, by name; a liaison’s receipt before that did not', async () => {
      const alert = await untilLevel('candidate-threats', 'BO02', 'watch')
      const receipt = await liaison.post(`/v1/alerts/${alert.id}/acknowledgements`, { note: 'Received' })
      expect(receipt.body).toMatchObject({ is_first: false, alert_state: 'firing' })
      const taken = await ombudsman.post(`/v1/alerts/${alert.id}/acknowledgements`, {
        note: 'Vamos en camino',
      })
      expect(taken.status).toBe(201)
      expect(taken.body).toMatchObject({ is_first: true, alert_state: 'acknowledged', level: 'watch' })
      expect((await alertOf('candidate-threats', 'BO02'))?.['state']).toBe('acknowledged')
      const { body: timeline } = await ombudsman.get(`/v1/alerts/${alert.id}/timeline`)
      expect(timeline.items.map((one) => one['kind'])).toEqual(['fired', 'comment', 'acknowledged'])
    })

    test('a rise above the acknowledged level takes the acknowledgement off and is told anew', async () => {
      await analyst.post('/v1/signals', threat('lp-4', 'ngo-b'))
      await analyst.post('/v1/signals', threat('lp-5', 'police-c'))
      const alert = await untilLevel('candidate-threats', 'BO02', 'warning')
      expect(alert['state']).toBe('firing')
      await vi.waitFor(async () => {
        const { body } = await ombudsman.get('/v1/inbox')
        expect(body.items.some((one) => one['alert_id'] === alert.id && one['kind'] === 'raised')).toBe(true)
      }, SOON)
    })

    test('a batch as JSON with a bad item: 207, a verdict per item in order, the good ones taken', async () => {
      const items = [
        threat('b-1', 'radio-a', { place: 'BO03' }),
        threat('b-2', 'ngo-b', { place: 'BO03', category: 'thret' }),
        threat('b-1', 'radio-a', { place: 'BO03' }),
      ]
      const { status, body } = await analyst.post('/v1/signals:batch', items)
      expect(status).toBe(207)
      expect(body.items.map((one) => [one['status'], one['outcome']])).toEqual([
        [201, 'created'],
        [422, 'refused'],
        [200, 'duplicate'],
      ])
      expect(body.items[1]?.['problem']).toMatchObject({
        code: 'INTAKE_CODE_UNKNOWN',
        errors: [{ pointer: '/category', nearest: expect.arrayContaining(['threat']) }],
      })
    })

    test('a batch as NDJSON with a line that is no JSON: the others are taken, and raise their alert', async () => {
      const lines = [
        JSON.stringify(threat('b-3', 'ngo-b', { place: 'BO03' })),
        '{"external_id":',
        JSON.stringify(threat('b-4', 'police-c', { place: 'BO03' })),
      ]
      const { status, body } = await analyst.send(
        '/v1/signals:batch',
        `${lines.join('\n')}\n`,
        'application/x-ndjson',
      )
      expect(status).toBe(207)
      expect(body.items.map((one) => one['status'])).toEqual([201, 400, 201])
      await untilLevel('candidate-threats', 'BO03', 'watch')
    })

    test('a correction that takes the severity below what the rule counts clears the level', async () => {
      const { body: list } = await analyst.get('/v1/signals?place=BO03')
      const one = list.items.find((signal) => signal['external_id'] === 'b-4')
      const corrected = await analyst.post(`/v1/signals/${one?.id}/corrections`, {
        set: { severity: 1 },
        reason: 'fue un comentario',
      })
      expect([corrected.status, corrected.body['revision']]).toEqual([201, 2])
      const alert = await untilLevel('candidate-threats', 'BO03', null)
      expect(alert['state']).toBe('resolved')
      const { body: revisions } = await analyst.get(`/v1/signals/${one?.id}/revisions`)
      expect(revisions.items.map((each) => [each['kind'], each['severity']])).toEqual([
        ['signal', 3],
        ['correction', 1],
      ])
    })

    test('a retraction withdraws its evidence and lowers the alert; a second one is told that it is gone', async () => {
      const { body: list } = await analyst.get('/v1/signals?place=BO02')
      const one = list.items.find((signal) => signal['external_id'] === 'lp-5')
      const retracted = await analyst.post(`/v1/signals/${one?.id}/retractions`, { reason: 'no ocurrió' })
      expect(retracted.status).toBe(201)
      await untilLevel('candidate-threats', 'BO02', 'watch')
      const again = await analyst.post(`/v1/signals/${one?.id}/retractions`, { reason: 'no ocurrió' })
      expect([again.status, again.body['code']]).toEqual([410, 'SIGNAL_RETRACTED'])
    })

    test('a phase that contradicts the calendar is refused, with the phases in force named', async () => {
      const { status, body } = await analyst.post(
        '/v1/signals',
        threat('phase-1', 'radio-a', { phase: 'post_election' }),
      )
      expect([status, body['code']]).toEqual([422, 'INTAKE_PHASE_NOT_IN_FORCE'])
      const [fault] = body['errors'] as { pointer: string; nearest: string[] }[]
      expect(fault?.pointer).toBe('/phase')
      expect(fault?.nearest).toContain('campaign')
    })

    test('exogenous series and violence together raise the compound index; the series alone do not', async () => {
      const observed_at = new Date(Date.now() - 3_600_000).toISOString()
      for (const [series, value] of [
        ['food_price_change_yoy', 25],
        ['polarisation_index', 8],
      ] as const) {
        const recorded = await analyst.post(`/v1/indicators/${series}/values`, {
          place: 'BO',
          observed_at,
          value,
          process: world.tokens.process,
        })
        expect(recorded.status).toBe(201)
      }
      await vi.waitFor(async () => {
        const waiting = await world.db().selectFrom('inbox').select('id').execute()
        expect(waiting).toEqual([])
      }, SOON)
      expect(await alertOf('compound-risk', 'BO04')).toBeUndefined()
      for (const root of ['ngo-b', 'police-c', 'radio-a', 'court-d']) {
        const violence = {
          category: 'violence',
          severity: 5,
          reliability: 'A',
          credibility: 2,
          place: 'BO04',
        }
        expect((await analyst.post('/v1/signals', threat(`v-${root}`, root, violence))).status).toBe(201)
      }
      const alert = await vi.waitFor(async () => {
        const found = await alertOf('compound-risk', 'BO04')
        expect(['watch', 'warning']).toContain(found?.level)
        return found as Shown
      }, SOON)
      const { body: why } = await ombudsman.get(`/v1/alerts/${alert.id}/why`)
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
        await analyst.post('/v1/signals', threat(`a-${root}`, root, attack))
      await untilLevel('electoral-premises-attacks', 'BO08', 'watch')
      await advance(world.db(), '2 hours')
      await untilLevel('electoral-premises-attacks', 'BO08', 'warning')
    })

    test('a token that is revoked is dead within five seconds, in every process', async () => {
      const rules = clientOf(world, world.tokens.rules_admin)
      expect((await rules.get('/v1/rules')).status).toBe(200)
      await sql`update api_token set revoked_at = app.now() where role = 'rules_admin'`.execute(world.db())
      await vi.waitFor(async () => {
        for (let turn = 0; turn < 4; turn += 1) expect((await rules.get('/v1/rules')).status).toBe(401)
      }, WITHIN_5_S)
    })

    test('a restart keeps everything: signals, alerts, what was told, who answered, and what waits for its time', async () => {
      const look = async () => ({
        alerts: (await ombudsman.get('/v1/alerts')).body.items,
        inbox: (await ombudsman.get('/v1/inbox')).body.items,
        signals: (await analyst.get('/v1/signals')).body.items.map((one) => one.id),
      })
      const before = await look()
      await world.restart()
      expect(await look()).toEqual(before)
      const again = await analyst.post('/v1/signals', threat('lp-1', 'radio-a'))
      expect(again.status).toBe(200)
      await analyst.post('/v1/signals', threat('lp-6', 'court-d'))
      await untilLevel('candidate-threats', 'BO02', 'warning')
    }, 120_000)

    test('when the window has passed, the alerts end by time alone', async () => {
      await advance(world.db(), '16 days')
      await vi.waitFor(async () => {
        expect((await alertOf('candidate-threats', 'BO02'))?.['state']).toMatch(/resolved|expired/)
      }, SOON)
    })

    test('nothing is left behind: no entry waits, nothing is in quarantine, every event was planned', async () => {
      await vi.waitFor(async () => {
        const { rows } = await sql<
          Record<string, number>
        >`select (select count(*) from inbox) as inbox, (select count(*) from quarantine) as quarantine,
          (select count(*) from alert_event where planned_at is null) as unplanned,
          (select count(*) from (select pos, row_number() over (partition by lane order by pos) as n from log) as l where pos <> n) as gaps`.execute(
          world.db(),
        )
        expect(rows[0]).toEqual({ inbox: 0, quarantine: 0, unplanned: 0, gaps: 0 })
      }, SOON)
    })
  })
}
