// What the answer to a report says of its free text, also when it is only tried out.
import { beforeAll, expect, test } from 'vitest'
import { sharedApp, type TestApp } from '../../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

const narrative = 'Lo vio don Severino Mamani, llamar al 71234567'
const report = (id: string) => ({
  external_id: id,
  process: app.process,
  category: 'threat',
  place: 'BO02',
  severity: 2,
  narrative,
  public_text: 'Cerca de -16.5002, -68.1341',
})
const findings = [
  { pointer: '/narrative', kind: 'name', from: 7, to: 26 },
  { pointer: '/narrative', kind: 'phone', from: 38, to: 46 },
  { pointer: '/public_text', kind: 'coordinates', from: 9, to: 27 },
]

test.each(['?dry_run=true', ''])('POST /v1/signals%s says where, and repeats nothing', async (query) => {
  const { body } = await app.call('analyst', 'POST', `/v1/signals${query}`, {
    payload: report(`text-${query}`),
  })
  expect(body['text_findings']).toEqual(findings)
  expect(body['warnings']).toEqual(
    expect.arrayContaining(['pii_suspected', 'name_suspected', 'coordinates_suspected']),
  )
  expect(JSON.stringify(body)).not.toContain('Severino')
})

test('sent again, and in a batch: the same', async () => {
  const again = await app.call('analyst', 'POST', '/v1/signals', { payload: report('text-') })
  expect([again.status, again.body['text_findings']]).toEqual([200, findings])
  const batch = await app.call('analyst', 'POST', '/v1/signals:batch', { payload: [report('text-batch')] })
  expect(batch.body['items']?.[0]?.['signal']?.['text_findings']).toEqual(findings)
})
