// Sentences of the main road: Batches, corrections, retractions, refusals. In order, each going on from the one before.
import { expect, test } from 'vitest'
import type { Road } from './road.ts'

export function revisionRoad(road: Road): void {
  test('a batch as JSON with a bad item: 207, a verdict per item in order, the good ones taken', async () => {
    const items = [
      road.threat('b-1', 'radio-a', { place: 'BO03' }),
      road.threat('b-2', 'ngo-b', { place: 'BO03', category: 'thret' }),
      road.threat('b-1', 'radio-a', { place: 'BO03' }),
    ]
    const { status, body } = await road.analyst.post('/v1/signals:batch', items)
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
      JSON.stringify(road.threat('b-3', 'ngo-b', { place: 'BO03' })),
      '{"external_id":',
      JSON.stringify(road.threat('b-4', 'police-c', { place: 'BO03' })),
    ]
    const { status, body } = await road.analyst.send(
      '/v1/signals:batch',
      `${lines.join('\n')}\n`,
      'application/x-ndjson',
    )
    expect(status).toBe(207)
    expect(body.items.map((one) => one['status'])).toEqual([201, 400, 201])
    await road.untilLevel('candidate-threats', 'BO03', 'watch')
  })

  test('a correction that takes the severity below what the rule counts clears the level', async () => {
    const { body: list } = await road.analyst.get('/v1/signals?place=BO03')
    const one = list.items.find((signal) => signal['external_id'] === 'b-4')
    const corrected = await road.analyst.post(`/v1/signals/${one?.id}/corrections`, {
      set: { severity: 1 },
      reason: 'fue un comentario',
    })
    expect([corrected.status, corrected.body['revision']]).toEqual([201, 2])
    const alert = await road.untilLevel('candidate-threats', 'BO03', null)
    expect(alert['state']).toBe('resolved')
    const { body: revisions } = await road.analyst.get(`/v1/signals/${one?.id}/revisions`)
    expect(revisions.items.map((each) => [each['kind'], each['severity']])).toEqual([
      ['signal', 3],
      ['correction', 1],
    ])
  })

  test('a retraction withdraws its evidence and lowers the alert; a second one is told that it is gone', async () => {
    const { body: list } = await road.analyst.get('/v1/signals?place=BO02')
    const one = list.items.find((signal) => signal['external_id'] === 'lp-5')
    const retracted = await road.analyst.post(`/v1/signals/${one?.id}/retractions`, { reason: 'no ocurrió' })
    expect(retracted.status).toBe(201)
    await road.untilLevel('candidate-threats', 'BO02', 'watch')
    const again = await road.analyst.post(`/v1/signals/${one?.id}/retractions`, { reason: 'no ocurrió' })
    expect([again.status, again.body['code']]).toEqual([410, 'SIGNAL_RETRACTED'])
  })

  test('a phase that contradicts the calendar is refused, with the phases in force named', async () => {
    const { status, body } = await road.analyst.post(
      '/v1/signals',
      road.threat('phase-1', 'radio-a', { phase: 'post_election' }),
    )
    expect([status, body['code']]).toEqual([422, 'INTAKE_PHASE_NOT_IN_FORCE'])
    const [fault] = body['errors'] as { pointer: string; nearest: string[] }[]
    expect(fault?.pointer).toBe('/phase')
    expect(fault?.nearest).toContain('campaign')
  })
}
