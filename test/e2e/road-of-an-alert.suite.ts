// Sentences of the main road: From a signal to an acknowledgement. In order, each going on from the one before.
import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import type { Shown } from './client.ts'
import { type Road, SOON, WITHIN_5_S } from './road.ts'

export function alertRoad(road: Road): void {
  test('given an exercise whose campaign is open today, a signal is answered with the phases in force and taken up by its lane', async () => {
    const posted = await road.analyst.post('/v1/signals', road.threat('lp-1', 'radio-a'))
    expect(posted.status).toBe(201)
    expect(posted.body).toMatchObject({ revision: 1, processes: [road.world.tokens.process], position: null })
    expect(posted.body['phases']).toContain('campaign')
    await vi.waitFor(async () => {
      const { body } = await road.analyst.get(`/v1/signals/${posted.body.id}`)
      expect(body['position']).toMatchObject({ [road.world.tokens.process]: expect.any(Number) })
    }, WITHIN_5_S)
  })

  test('the same signal again is a duplicate: 200, the first id, nothing new', async () => {
    const [first, again] = [
      await road.analyst.post('/v1/signals', road.threat('lp-1', 'radio-a')),
      await road.analyst.post('/v1/signals', road.threat('lp-1', 'radio-a')),
    ]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body.id).toBe(first.body.id)
  })

  test('the same Idempotency-Key gets the same answer, from whichever process; with another body it is refused', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const first = await road.analyst.post(
      '/v1/signals',
      road.threat('key-1', 'radio-a', { place: 'BO09' }),
      key,
    )
    const again = await road.analyst.post(
      '/v1/signals',
      road.threat('key-1', 'radio-a', { place: 'BO09' }),
      key,
    )
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = await road.analyst.post(
      '/v1/signals',
      road.threat('key-2', 'radio-a', { place: 'BO09' }),
      key,
    )
    expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })

  test('when three threats from three roots have arrived, the departmental alert is watch within 5 s', async () => {
    await road.analyst.post('/v1/signals', road.threat('lp-2', 'ngo-b', { place: 'BO0201' }))
    const last = await road.analyst.post(
      '/v1/signals',
      road.threat('lp-3', 'police-c', {
        category: 'intimidation',
        consent: { internal: true, ombudsman: true, un: true },
      }),
    )
    expect(last.status).toBe(201)
    const alert = await road.untilLevel('candidate-threats', 'BO02', 'watch', WITHIN_5_S)
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
    const alert = await road.untilLevel('candidate-threats', 'BO02', 'watch')
    const { body: why } = await road.ombudsman.get(`/v1/alerts/${alert.id}/why`)
    expect(why['measures']).toMatchObject({ n: 3, sources: 3 })
    expect(why['comparisons']).toContainEqual({
      measure: 'n',
      op: 'gte',
      value: 3,
      threshold: 3,
      margin: 0,
      holds: true,
    })
    expect(why['prevention']).toContainEqual({
      measure: 'n',
      change: expect.any(Number),
      words: { es: expect.stringMatching(/señal.* menos$/), en: expect.stringMatching(/fewer signal/) },
    })
    expect(why['evidence']).toHaveLength(3)
    expect(why['rule_revision']).toMatch(/^[0-9a-f]{64}$/)
    expect(why['phase']).toBeTypeOf('string')
  })

  test('the Ombudsman’s inbox has it in Spanish and English, and the delivery log says who was told and who was not', async () => {
    const alert = await road.untilLevel('candidate-threats', 'BO02', 'watch')
    const message = await vi.waitFor(async () => {
      const { body } = await road.ombudsman.get('/v1/inbox')
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
    const { body: log } = await road.ombudsman.get(`/v1/alerts/${alert.id}/deliveries`)
    const inbox = log.items.find((one) => one['channel'] === 'inbox')
    expect(inbox).toMatchObject({ recipient: 'ombudsman-duty', state: 'delivered', attempts: 1 })
    expect(log.items.every((one) => typeof one['reason'] === 'string')).toBe(true)
    const { body: attempts } = await road.ombudsman.get(`/v1/deliveries/${inbox?.id}/attempts`)
    expect(attempts.items).toEqual([expect.objectContaining({ ordinal: 1, outcome: 'accepted' })])
    const seen = await road.ombudsman.post(`/v1/inbox/${message.id}/seen`)
    expect(seen.status).toBe(200)
  })

  test('the UN liaison sees the alert, and only the evidence whose source agreed', async () => {
    const alert = await road.untilLevel('candidate-threats', 'BO02', 'watch')
    const { status, body: why } = await road.liaison.get(`/v1/alerts/${alert.id}/why`)
    expect(status).toBe(200)
    const evidence = why['evidence'] as { redacted?: string; category?: string; source_root?: string }[]
    expect(evidence.map((one) => one.redacted ?? String(one.category)).toSorted()).toEqual([
      'consent',
      'consent',
      'intimidation',
    ])
    expect(evidence.every((one) => one.source_root === undefined)).toBe(true)
    const signals = await road.liaison.get('/v1/signals')
    expect(signals.status).toBe(403)
  })

  test('the Ombudsman’s acknowledgement moves it, by name; a liaison’s receipt before that did not', async () => {
    const alert = await road.untilLevel('candidate-threats', 'BO02', 'watch')
    // An answer that comes before the ladder has started leaves it unused: here it has begun.
    await vi.waitFor(async () => expect(await road.timelineOf(alert.id)).toContain('escalated'), SOON)
    const receipt = await road.liaison.post(`/v1/alerts/${alert.id}/acknowledgements`, { note: 'Received' })
    expect(receipt.body).toMatchObject({ is_first: false, alert_state: 'firing' })
    const taken = await road.ombudsman.post(`/v1/alerts/${alert.id}/acknowledgements`, {
      note: 'Vamos en camino',
    })
    expect(taken.status).toBe(201)
    expect(taken.body).toMatchObject({ is_first: true, alert_state: 'acknowledged', level: 'watch' })
    expect((await road.alertOf('candidate-threats', 'BO02'))?.['state']).toBe('acknowledged')
    // The measures proposed are on record as well, a moment before or after the liaison's answer.
    const kinds = (await road.timelineOf(alert.id)).filter((kind) => !kind.startsWith('action_'))
    expect(kinds).toEqual(['fired', 'escalated', 'comment', 'acknowledged'])
  })

  test('a rise above the acknowledged level takes the acknowledgement off and is told anew', async () => {
    await road.analyst.post('/v1/signals', road.threat('lp-4', 'ngo-b'))
    await road.analyst.post('/v1/signals', road.threat('lp-5', 'police-c'))
    const alert = await road.untilLevel('candidate-threats', 'BO02', 'warning')
    expect(alert['state']).toBe('firing')
    await vi.waitFor(async () => {
      const { body } = await road.ombudsman.get('/v1/inbox')
      expect(body.items.some((one) => one['alert_id'] === alert.id && one['kind'] === 'raised')).toBe(true)
    }, SOON)
  })
}
