// Pages that stay whole while rows keep coming: nothing twice, nothing left out, and what is held back is held back on every page.
import { beforeAll, expect, test } from 'vitest'
import { sharedApp, type TestApp } from '../support/app.ts'

let app: TestApp
/** Other tests of the shared product have posted before. */
let since: string
beforeAll(async () => {
  app = await sharedApp()
  since = new Date().toISOString()
})

async function post(name: string, place = 'BO06'): Promise<string> {
  const payload = { external_id: name, process: app.process, category: 'protest', place }
  const { status, body } = await app.call('desk', 'POST', '/v1/signals', { payload })
  expect(status).toBe(201)
  return String(body['id'])
}

interface Page {
  readonly items: readonly { readonly id: string }[]
  readonly next: string | null
}

async function page(query: string, cursor: string | null): Promise<Page> {
  const { status, body } = await app.call(
    'desk',
    'GET',
    `/v1/signals?since=${since}&${query}${cursor === null ? '' : `&cursor=${cursor}`}`,
  )
  expect(status).toBe(200)
  return body as unknown as Page
}

test('rows that commit while a reader turns pages neither push rows into the next page nor out of it', async () => {
  const ids: string[] = []
  for (let n = 0; n < 23; n += 1) ids.push(await post(`page-${n}`))
  const seen: string[] = []
  const late: string[] = []
  let cursor: string | null = null
  let turns = 0
  do {
    const { items, next } = await page('place=BO06&limit=5', cursor)
    seen.push(...items.map((one) => one.id))
    cursor = next
    turns += 1
    late.push(await post(`late-${turns}`))
  } while (cursor !== null)
  // What other tests of the shared product left at this place may stand between, each once as well.
  expect(turns).toBe(Math.max(1, Math.ceil(seen.length / 5)))
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.filter((one) => ids.includes(one))).toEqual(ids.toReversed())
  expect(seen.filter((one) => late.includes(one))).toEqual([])
})

test('a correction moves a signal to the front, and it is shown once, as it is now', async () => {
  const id = await post('page-corrected', 'BO05')
  await post('page-other', 'BO05')
  const change = { set: { severity: 4 }, reason: 'más grave' }
  expect((await app.call('desk', 'POST', `/v1/signals/${id}/corrections`, { payload: change })).status).toBe(
    201,
  )
  const { items } = await page('place=BO05&limit=50', null)
  expect(items.map((one) => one.id).filter((one) => one === id)).toEqual([id])
  expect(items[0]).toMatchObject({ id, revision: 2, severity: 4 })
})

test('the last page says that it is the last, also when it is exactly full', async () => {
  for (let n = 0; n < 4; n += 1) await post(`full-${n}`, 'BO01')
  const first = await page('place=BO01&limit=2', null)
  expect(first.next).not.toBeNull()
  const second = await page('place=BO01&limit=2', first.next)
  expect(second.items).toHaveLength(2)
  expect(second.next).toBeNull()
})

test('a reader of one list cannot turn its cursor into rows of another', async () => {
  const first = await page('limit=1', null)
  const { status, body } = await app.call('ombudsman', 'GET', `/v1/alerts?cursor=${first.next ?? ''}`)
  expect(status).toBe(200)
  expect((body as unknown as Page).items.every((one) => 'title' in one)).toBe(true)
})
