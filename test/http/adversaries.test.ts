// Attacks of the threat trees (docs/security/threats) that no other test carries out.
import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverDeps } from '#app/create-app.ts'
import { buildServer } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import type { Logger } from '#platform/logger.ts'
import { openTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

const threat = (id: string, root: string) => ({
  external_id: id,
  process: app.process,
  category: 'threat',
  target: { kind: 'candidate' },
  severity: 4,
  place: 'BO0201',
  source: { root },
  consent: { internal: true, ombudsman: true },
})

async function levelAfter(payloads: readonly object[]): Promise<string | undefined> {
  const { status } = await app.call('desk', 'POST', '/v1/signals:batch', { payload: payloads })
  expect(status).toBe(207)
  await app.drain()
  const { body } = await app.call('ombudsman', 'GET', '/v1/alerts?rule=candidate-threats')
  return (body['items'] as unknown as { level: string }[])[0]?.level
}

test('ADV5-one-origin: two hundred reports of one origin raise no warning; three origins do', async () => {
  const flood = Array.from({ length: 200 }, (_, n) => threat(`flood-${n}`, 'partido-x'))
  expect(['warning', 'critical']).not.toContain(await levelAfter(flood))
  const others = Array.from({ length: 8 }, (_, n) => threat(`other-${n}`, `raiz-${n}`))
  expect(['warning', 'critical']).toContain(await levelAfter(others))
})

test('ADV2-address-of-a-reporter: no log line and no row holds the network address that a report came from', async () => {
  const lines: string[] = []
  const note = (line: unknown) => void lines.push(JSON.stringify(line))
  const logger: Logger = { debug: note, info: note, warn: note, error: note } as unknown as Logger
  const deps = { ...(await serverDeps(app.core, createSignalGroups(app.core, app.core.writers))), logger }
  const server = await buildServer({ ...deps, trustedProxies: ['127.0.0.1'] })
  const headers = { authorization: `Bearer ${app.tokens.desk}`, 'x-forwarded-for': '203.0.113.77' }
  const post = (payload: object) => server.inject({ method: 'POST', url: '/v1/signals', headers, payload })
  expect((await post(threat('from-afar', 'r'))).statusCode).toBe(201)
  expect((await post({ ...threat('from-afar-2', 'r'), category: 'nothing' })).statusCode).toBe(422)
  await server.close()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('\n')).not.toContain('203.0.113')
  const stored = await app.core.db.selectFrom('signal').selectAll().execute()
  const audited = await app.core.db.selectFrom('audit_event').selectAll().execute()
  expect(JSON.stringify([stored, audited])).not.toContain('203.0.113')
})

test('ADV7-code-from-elsewhere: the console and the product load no code by URL and make none from texts', () => {
  const files = globSync(['src/**/*.{ts,mjs}', 'web/src/**/*.{ts,tsx}', 'web/index.html', 'migrations/*.ts'])
  expect(files.length).toBeGreaterThan(300)
  const forbidden = [
    /\beval\(/,
    /\bnew Function\(/,
    /\bMath\.random\(/,
    /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write/,
    /<script[^>]+src="https?:/,
    /import\(\s*['"`]https?:/,
    /from\s+['"]https?:/,
    /node:vm\b|vm\.run/,
  ]
  const found = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return forbidden.filter((form) => form.test(text)).map((form) => `${file}: ${form.source}`)
  })
  expect(found).toEqual([])
})

test('ADV6-lying-names: a call that claims to be an adapter is refused whatever channel it names', async () => {
  for (const channel of ['sms-duty', '__proto__', 'constructor', 'email-duty', 'toString', 'nowhere']) {
    const { status, body } = await app.call('nobody', 'POST', `/v1/callbacks/${channel}`, {
      payload: { type: 'vigia.adapter.reply', data: { from: '+591', text: 'SI ALR-1' } },
      headers: { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' },
    })
    expect([channel, status, body['code']]).toEqual([channel, 401, 'CALLBACK_SIGNATURE'])
  }
})
