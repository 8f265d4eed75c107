// The auditor's routes: events, checkpoints, proofs that hold, a dump that verifies; and what an act or a read leaves in the log.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyDump } from '#audit/verify-audit.ts'
import { roles } from '#domain/actor.ts'
import { isConsistent, isIncluded } from '#domain/audit/merkle.ts'
import { sha256Tree } from '#platform/checkpoint-key.ts'
import { openTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
  await app.drain()
})
afterAll(() => app.close())

const get = (url: string, who: Parameters<TestApp['call']>[0] = 'auditor') => app.call(who, 'GET', url)

test('only the auditor reads the log', async () => {
  for (const who of roles.filter((one) => one !== 'auditor')) {
    for (const route of ['events', 'checkpoints', 'proofs/1', 'consistency?from=1', 'dump']) {
      expect((await get(`/v1/audit/${route}`, who)).status, `${who} ${route}`).toBe(403)
    }
  }
  expect((await get('/v1/audit/events', 'nobody')).status).toBe(401)
})

interface Event {
  readonly id: number
  readonly action: string
  readonly object: { readonly kind: string; readonly id: string }
  readonly actor: { readonly token: string; readonly person: string } | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly index: number | null
}

const eventsOf = async (query: string) => {
  const { status, body } = await get(`/v1/audit/events?${query}`)
  expect(status).toBe(200)
  return body as unknown as { readonly items: readonly Event[]; readonly next: string | null }
}

test('events by filter and page: each once, the latest first', async () => {
  const all: Event[] = []
  let cursor = ''
  do {
    const { items, next } = await eventsOf(`limit=7${cursor}`)
    all.push(...items)
    cursor = next === null ? '' : `&cursor=${next}`
  } while (cursor !== '')
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.length).toBeGreaterThan(10)
  const issued = await eventsOf('action=token.issued&limit=200')
  expect(issued.items.length).toBe(all.filter(({ action }) => action === 'token.issued').length)
  const [one] = issued.items
  expect((await eventsOf(`object_kind=token&object=${one?.object.id}`)).items).toEqual([one])
  expect((await get('/v1/audit/events?cursor=bm8')).status).toBe(400)
})

test('who reads a signal of another source is recorded before it is shown; a source that reads its own is not', async () => {
  const payload = { external_id: 'audit-1', process: app.process, category: 'protest', place: 'BO06' }
  const id = String((await app.call('desk', 'POST', '/v1/signals', { payload })).body['id'])
  for (const route of ['', '/revisions']) {
    expect((await get(`/v1/signals/${id}${route}`, 'desk')).status).toBe(200)
    expect((await get(`/v1/signals/${id}${route}`, 'verifier')).status).toBe(200)
  }
  const { items } = await eventsOf(`action=signal.read&object=${id}`)
  expect(items.map(({ detail }) => detail)).toEqual([{ revisions: [`${id}.1`] }, { revisions: [`${id}.1`] }])
  expect(items[0]?.actor?.person).toMatch(/^[0-9a-f-]{36}$/)
  await get('/v1/signals?limit=5', 'verifier')
  const listed = await eventsOf('action=signal.listed')
  expect(listed.items[0]?.detail['revisions']).toContain(`${id}.1`)
  const unknown = '018f6d2e-0000-7000-8000-00000000dead'
  expect((await get(`/v1/signals/${unknown}`, 'verifier')).status).toBe(404)
  expect((await eventsOf(`object=${unknown}`)).items).toEqual([])
})

test('no text and no name has come into the log', async () => {
  const { rows } = await sql<{ line: string }>`
    select e.action || ' ' || e.object_id || ' ' || e.detail::text as line from audit_event e`.execute(
    app.core.db,
  )
  expect(rows.filter(({ line }) => line.includes('[text]'))).toEqual([])
})

test('proofs hold against the signed checkpoint, and say when there is none yet', async () => {
  await app.drain()
  const first = (await get('/v1/audit/checkpoints?limit=1')).body
  for (let n = 0; n < 5; n += 1) await get('/v1/signals?limit=5', 'verifier')
  const fresh = (await eventsOf('limit=1')).items[0]
  expect(fresh?.index).toBeNull()
  expect((await get(`/v1/audit/proofs/${fresh?.id}`)).body['code']).toBe('AUDIT_NOT_SEALED')
  await app.drain()
  const { body } = await get(`/v1/audit/proofs/${fresh?.id}`)
  const note = String(body['checkpoint'])
  const root = Buffer.from(note.split('\n')[2] ?? '', 'base64').toString('hex')
  const proof = {
    leaf: sha256Tree.leaf(String(body['event'])),
    index: Number(body['index']),
    size: Number(body['size']),
    path: body['path'] as unknown as string[],
    root,
  }
  expect(body['leaf']).toBe(proof.leaf)
  expect(isIncluded(proof, sha256Tree)).toBe(true)
  expect(isIncluded({ ...proof, leaf: sha256Tree.leaf('another') }, sha256Tree)).toBe(false)

  const old = (first['items'] as unknown as { size: number; root: string }[])[0]
  const { body: grown } = await get(`/v1/audit/consistency?from=${old?.size}`)
  const growth = {
    first: old?.size ?? 0,
    firstRoot: old?.root ?? '',
    second: proof.size,
    secondRoot: root,
    path: grown['path'] as unknown as string[],
  }
  expect(grown['to']).toBe(note)
  expect(isConsistent(growth, sha256Tree)).toBe(true)
  expect((await get('/v1/audit/proofs/999999999')).status).toBe(404)
  expect((await get(`/v1/audit/proofs/1?size=${proof.size + 1}`)).body['code']).toBe(
    'AUDIT_CHECKPOINT_UNKNOWN',
  )
  expect((await get(`/v1/audit/consistency?from=${proof.size}&to=${old?.size}`)).body['code']).toBe(
    'AUDIT_SIZES',
  )
})

test('the dump verifies, and asking for it is recorded', async () => {
  await app.drain()
  const { body } = await get('/v1/audit/checkpoints')
  const [last] = body['items'] as unknown as { note: string }[]
  const { status, body: dump, headers } = await get('/v1/audit/dump')
  expect([status, String(headers['content-type'])]).toEqual([
    200,
    expect.stringContaining('application/x-ndjson'),
  ])
  const witness = { name: 'checkpoints', text: last?.note ?? '' }
  const verdict = await verifyDump(
    [Buffer.from(String(dump))],
    [witness],
    body['keys'] as unknown as string[],
  )
  expect(verdict).toMatchObject({ faults: [], warnings: [] })
  expect(verdict.events).toBeGreaterThan(20)
  expect((await eventsOf('action=audit.exported')).items).toHaveLength(1)
})
