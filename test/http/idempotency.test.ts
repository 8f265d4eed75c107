// The same Idempotency-Key gets the same answer, also when the answer was a refusal; a dry run leaves nothing to answer from.
import { beforeAll, describe, expect, test } from 'vitest'
import { sharedApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

function post(externalId: string, key: string, changes: object = {}, query = '') {
  const payload = {
    external_id: externalId,
    process: app.process,
    category: 'threat',
    place: 'BO02',
    ...changes,
  }
  return app.call('desk', 'POST', `/v1/signals${query}`, { payload, headers: { 'idempotency-key': key } })
}

describe('Idempotency-Key on /v1/signals', () => {
  test('an accepted signal is answered again with the same body, marked as replayed', async () => {
    const first = await post('key-accepted', 'key-accepted')
    const second = await post('key-accepted', 'key-accepted')
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    expect(second.headers['idempotency-replayed']).toBe('true')
  })

  test('a refusal is answered again with its status and its faults', async () => {
    const unknown = { category: 'no_such_category' }
    const first = await post('key-refused', 'key-refused', unknown)
    const second = await post('key-refused', 'key-refused', unknown)
    expect(first.status).toBe(422)
    expect(second.status).toBe(422)
    expect(second.headers['content-type']).toContain('application/problem+json')
    expect(second.body['errors']).toEqual(first.body['errors'])
    expect(second.headers['idempotency-replayed']).toBe('true')
  })

  test('a dry run does not take the key: the signal posted afterwards is stored', async () => {
    const dry = await post('key-dry', 'key-dry', {}, '?dry_run=true')
    const real = await post('key-dry', 'key-dry')
    expect([dry.status, real.status]).toEqual([200, 201])
    const id = JSON.stringify(real.body['id']).replaceAll('"', '')
    const stored = await app.call('desk', 'GET', `/v1/signals/${id}`)
    expect(stored.status).toBe(200)
  })

  test('a report that is known by its external id is answered with the instant of the first, as RFC 3339', async () => {
    const first = await post('key-known', 'key-known-1')
    const again = await post('key-known', 'key-known-2')
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body['received_at']).toBe(first.body['received_at'])
    expect(String(again.body['received_at'])).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/)
  })
})
