// Lines of the log about requests: who asked, by id alone.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverDeps } from '#app/create-app.ts'
import { buildServer } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import type { Logger } from '#platform/logger.ts'
import { sharedApp, type TestApp } from '../support/app.ts'

let app: TestApp
let server: Awaited<ReturnType<typeof buildServer>>
const lines: Record<string, unknown>[] = []

beforeAll(async () => {
  app = await sharedApp()
  const note = (line: unknown) => void lines.push(line as Record<string, unknown>)
  const logger = { debug: note, info: note, warn: note, error: note } as unknown as Logger
  server = await buildServer({
    ...(await serverDeps(app.core, createSignalGroups(app.core, app.core.writers))),
    logger,
  })
})
afterAll(() => server.close())

const ask = (url: string, authorization?: string) =>
  server.inject({ url, headers: authorization === undefined ? {} : { authorization } })

test('V16.2.1: the line of a refusal says who asked, what for, when it was refused and why; nobody is named who was not recognised', async () => {
  const { rows } = await sql<{ id: string }>`
    select t.id::text as id from api_token t where t.label = 'test: analyst' order by t.created_at desc limit 1`.execute(
    app.core.db,
  )
  const analyst = rows[0]?.id
  lines.length = 0
  await ask('/v1/alerts', `Bearer ${app.tokens.analyst}`)
  await ask('/v1/signals?limit=x', `Bearer ${app.tokens.analyst}`)
  await ask('/v1/alerts')
  await ask('/v1/alerts', 'Bearer vigia_live_aaaaaaaaaaaaaaaaaaaaaaaaaaa_aaaaaa')
  const id = expect.stringMatching(/^[0-9a-f-]{36}$/)
  const line = (more: object) => ({ event: 'request.refused', requestId: id, method: 'GET', ...more })
  expect(lines).toEqual([
    line({ route: '/v1/alerts', status: 403, code: 'AUTH_SCOPE_MISSING', actor: analyst }),
    line({ route: '/v1/signals', status: 422, code: expect.stringMatching(/^HTTP_/), actor: analyst }),
    line({ route: '/v1/alerts', status: 401, code: 'AUTH_TOKEN_MISSING' }),
    line({ route: '/v1/alerts', status: 401, code: 'AUTH_TOKEN_MISSING' }),
  ])
  // By id alone: neither the token, nor its label, nor whose it is.
  expect(JSON.stringify(lines)).not.toMatch(/vigia_live|test: analyst|192\.|127\.0/)
})
