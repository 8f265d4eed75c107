// The private listener of a worker (VIGIA_METRICS_PORT): probes and metrics without a token, and nothing else.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverDeps } from '#app/create-app.ts'
import { buildMetricsServer } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import { sharedApp } from '../support/app.ts'

let server: Awaited<ReturnType<typeof buildMetricsServer>>
beforeAll(async () => {
  const { core } = await sharedApp()
  server = await buildMetricsServer(await serverDeps(core, createSignalGroups(core, core.writers)))
})
afterAll(() => server.close())

test.each(['/healthz', '/readyz', '/metrics'])('%s answers without a token', async (url) => {
  expect((await server.inject({ url })).statusCode).toBe(200)
})

test('metrics tell the age of what waits, by stage', async () => {
  const { body } = await server.inject({ url: '/metrics' })
  for (const stage of ['scoring', 'planning', 'delivery'])
    expect(body).toContain(`vigia_oldest_waiting_seconds{stage="${stage}"}`)
})

test('the API is not there', async () => {
  expect((await server.inject({ url: '/v1/alerts' })).statusCode).toBe(404)
})
