// The record of one alert as a file: whoever may read the alert gets it, it proves itself with Node alone, and whatever is changed in it is seen.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditCommand } from '#app/commands/audit-commands.ts'
import { verifyProof } from '#audit/verify-proof.ts'
import { openTestApp, type TestApp, testConfig } from '../support/app.ts'

let app: TestApp
let alert: string
let keys: string[]
beforeAll(async () => {
  app = await openTestApp()
  for (let n = 0; n < 8; n += 1) {
    const source = { root: `raiz-${n}` }
    const more = { target: { kind: 'candidate' }, severity: 3, consent: { internal: true, ombudsman: true } }
    const payload = {
      external_id: `p-${n}`,
      process: app.process,
      category: 'threat',
      place: 'BO0201',
      source,
    }
    expect((await app.call('desk', 'POST', '/v1/signals', { payload: { ...payload, ...more } })).status).toBe(
      201,
    )
  }
  await app.drain()
  const { body } = await app.call('ombudsman', 'GET', '/v1/alerts')
  alert = String((body['items'] as unknown as { id: string }[])[0]?.id)
  for (const [url, payload] of [
    ['acknowledgements', { note: 'vista' }],
    ['comments', { text: 'en camino', language: 'es' }],
  ] as const)
    expect(
      (await app.call('ombudsman', 'POST', `/v1/alerts/${alert}/${url}`, { payload })).status,
    ).toBeLessThan(300)
  await app.drain()
  const { body: log } = await app.call('auditor', 'GET', '/v1/audit/checkpoints')
  keys = log['keys'] as unknown as string[]
})
afterAll(() => app.close())

const proofOf = async () => {
  const { status, body, headers } = await app.call('ombudsman', 'GET', `/v1/alerts/${alert}/proof`)
  expect([status, String(headers['content-disposition'])]).toEqual([
    200,
    expect.stringContaining('attachment'),
  ])
  return body as unknown as {
    checkpoint: string
    events: { event: string; index: number; path: string[] }[]
    not_sealed_yet: number
    object: { kind: string; id: string }
  }
}

test('it holds the acts on the alert, no reads, and verifies against the keys of the log', async () => {
  await app.call('verifier', 'GET', `/v1/alerts/${alert}/why`)
  await app.drain()
  const proof = await proofOf()
  const actions = proof.events.map(({ event }) => (JSON.parse(event) as { action: string }).action)
  expect(actions).toContain('alert.acknowledged')
  expect(actions.every((one) => one.startsWith('alert.'))).toBe(true)
  expect(verifyProof(JSON.stringify(proof), [{ name: 'mail', text: proof.checkpoint }], keys)).toEqual({
    faults: [],
    warnings: [],
    events: proof.events.length,
    size: expect.any(Number),
  })
})

test('the command takes the file, with and without keys', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-proof-'))
  const file = path.join(folder, 'alert.proof.json')
  writeFileSync(file, JSON.stringify(await proofOf()))
  const lines: string[] = []
  const print = (line: string) => void lines.push(line)
  const run = (...args: string[]) => auditCommand.run({ config: testConfig(), args, print } as never)
  expect(await run('verify', file, ...keys.flatMap((key) => ['--key', key]))).toBe(0)
  expect(lines.at(-1)).toMatch(/^proven: \d+ events/)
  writeFileSync(file, JSON.stringify(await proofOf()).replace('alert.acknowledged', 'alert.resolved'))
  expect(await run('verify', file)).toBe(1)
  expect(lines.at(-1)).toMatch(/^NOT PROVEN/)
  rmSync(folder, { recursive: true })
})

test('whatever is changed in it is seen: the event, its place, its path, the checkpoint, the object, the key', async () => {
  const proof = await proofOf()
  const [first] = proof.events
  if (first === undefined) throw new Error('the proof holds nothing')
  const withFirst = (changes: object) => ({ ...proof, events: [{ ...first, ...changes }] })
  const changed: readonly object[] = [
    withFirst({ event: first.event.replace('alert.', 'Alert.') }),
    withFirst({ index: first.index + 1 }),
    withFirst({ index: -1 }),
    withFirst({ path: first.path.slice(1) }),
    withFirst({ path: [...first.path, first.path[0]] }),
    withFirst({ path: first.path.toReversed() }),
    { ...proof, checkpoint: proof.checkpoint.replace(/\n\d+\n/, '\n5\n') },
    { ...proof, checkpoint: null },
    { ...proof, object: { kind: 'alert', id: 'another' } },
    { ...proof, origin: 'vigia/audit/another' },
  ]
  for (const one of changed)
    expect(verifyProof(JSON.stringify(one), [], keys).faults, JSON.stringify(one)).not.toEqual([])
  const strange = `${keys[0]?.split('+')[0]}+00000000+AAAA`
  expect(verifyProof(JSON.stringify(proof), [], [strange]).faults).not.toEqual([])
  expect(verifyProof('{}', [], keys).faults).not.toEqual([])
})

test('an act of a second ago is counted as not sealed yet; who may not see the alert learns nothing', async () => {
  await app.call('ombudsman', 'POST', `/v1/alerts/${alert}:resolve`, { payload: { reason: 'terminó' } })
  expect((await proofOf()).not_sealed_yet).toBeGreaterThan(0)
  expect((await app.call('analyst', 'GET', `/v1/alerts/${alert}/proof`)).status).toBe(403)
  const ghost = '018f6d2e-0000-7000-8000-00000000dddd'
  expect((await app.call('ombudsman', 'GET', `/v1/alerts/${ghost}/proof`)).body['code']).toBe('ALERT_UNKNOWN')
})

test('the age of what is not sealed is measured, and is zero once it is', async () => {
  const age = async () => {
    const { body } = await app.call('system_admin', 'GET', '/metrics')
    return Number(/^vigia_audit_unsealed_age_seconds (\S+)$/m.exec(String(body))?.[1])
  }
  await app.call('ombudsman', 'POST', `/v1/alerts/${alert}:reopen`, { payload: { reason: 'sigue' } })
  expect(await age()).toBeGreaterThan(0)
  await app.drain()
  expect(await age()).toBe(0)
})
