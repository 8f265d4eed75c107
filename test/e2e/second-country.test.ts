// A second country from files alone: the product as its users start it, on the fictional pack in a folder of its own, from the first start
// and the printed line to an acknowledged alert.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Child, startChild } from './child.ts'
import { type Client, clientOf } from './client.ts'
import { SOON } from './road.ts'

let folder: string
let child: Child
let tokens: Readonly<Record<string, string>>
const as = (role: string): Client => clientOf({ url: () => child.url ?? '' }, tokens[role] ?? '')

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigia-xx-'))
  cpSync('test/fixtures/pack-xx', path.join(folder, 'rules/xx'), { recursive: true })
  // A folder that a careless line would break a shell with.
  const data = path.join(folder, "l'été 1")
  child = await startChild({
    VIGIA_RULES_DIR: path.join(folder, 'rules'),
    VIGIA_COUNTRY: 'xx',
    VIGIA_DATA_DIR: data,
  })
  tokens = JSON.parse(readFileSync(path.join(data, 'first-run.json'), 'utf8')) as typeof tokens
}, 180_000)
afterAll(async () => {
  await child.stop()
  rmSync(folder, { recursive: true, force: true })
}, 90_000)

/** What the printed line hands to curl, read by a shell as a person would paste it. */
async function pastedArguments(): Promise<readonly string[]> {
  const line = await vi.waitFor(() => {
    const found = child
      .printed()
      .split('\n')
      .find((one) => one.trim().startsWith('curl '))
    expect(found).toBeDefined()
    return found ?? ''
  }, SOON)
  const bin = path.join(folder, 'bin')
  mkdirSync(bin)
  const curl = `#!/bin/sh\nexec node -p 'JSON.stringify(process.argv.slice(1))' -- "$@"\n`
  writeFileSync(path.join(bin, 'curl'), curl, { mode: 0o755 })
  const search = [bin, path.resolve('node_modules/.bin'), process.env['PATH']].join(':')
  // Elsewhere than where the product was started: the line names the file of tokens in full.
  const { stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: search },
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as string[]
}

test('the first start opens a drill whose campaign runs today, in the places and words of that country', async () => {
  const { body: meta } = await as('ombudsman').get('/v1/meta')
  expect(meta).toMatchObject({ country: 'XX', time_zone: 'America/Santiago' })
  const { body: processes } = await as('ombudsman').get('/v1/processes')
  expect(processes.items).toMatchObject([{ id: tokens['process'], exercise: true, territory: 'XX' }])
  expect((await as('analyst').get('/v1/me')).body).toMatchObject({ territory: ['XX'] })
  expect((await as('ombudsman').get('/v1/me')).body).toMatchObject({ office: 'duty' })
})

test('the printed line, pasted, posts a signal; a rule of the pack fires and is told and acknowledged', async () => {
  const [method, verb, url = '', ...given] = await pastedArguments()
  expect([method, verb]).toEqual(['-X', 'POST'])
  const headers = given.flatMap((one, at) => (given[at - 1] === '-H' ? [one.split(': ', 2)] : []))
  const posted = await fetch(url, {
    method: 'POST',
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: given[given.indexOf('-d') + 1] ?? '',
  })
  expect([posted.status, await posted.json()]).toMatchObject([201, { phases: ['campaign'] }])

  const ombudsman = as('ombudsman')
  const message = await vi.waitFor(async () => {
    const [first] = (await ombudsman.get('/v1/inbox')).body.items
    expect(first).toMatchObject({ audience: 'duty', level: 'watch' })
    return first
  }, SOON)
  const { body: alerts } = await ombudsman.get('/v1/alerts')
  expect(alerts.items).toMatchObject([
    {
      id: message?.['alert_id'],
      rule: 'serious-threat',
      department: 'XX001',
      explain: { en: '1 serious threat in 7 days in Ñuble del Norte.' },
    },
  ])
  const answered = await ombudsman.post(`/v1/alerts/${String(message?.['alert_id'])}/acknowledgements`, {
    note: 'Llamo ahora',
  })
  expect(answered.body).toMatchObject({ is_first: true, alert_state: 'acknowledged' })
})

test('a source that names no kind is of the kind that the pack marks, and places of another country are unknown', async () => {
  const signal = { process: tokens['process'], category: 'threat', severity: 2, source: { id: 'caller-1' } }
  const taken = await as('analyst').post('/v1/signals', { ...signal, external_id: 'k-1', place: 'Costa' })
  expect(taken.status).toBe(201)
  const { body } = await as('analyst').get(`/v1/signals/${taken.body.id}`)
  // B of that country is 0.9 and an unknown item 0.5; a source that cannot be judged would be 0.5 × 0.5.
  expect(body['discount']).toBe(0.45)
  const refused = await as('analyst').post('/v1/signals', { ...signal, external_id: 'k-2', place: 'BO02' })
  expect(refused.status).toBe(422)
})
