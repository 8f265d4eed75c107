// The queue over real data: three files of road blockades of 2020–2022, more than three thousand reports that nobody has decided.
import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AlertDesk, alertDesk } from '../support/alert-desk.ts'
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts'
import { everyItem, isRecordHere, type PlayedRecord, playRecord } from './record-rig.ts'

const longMs = 900_000
const slowly = { timeout: 300_000, interval: 100 }
const pageSize = 200
const halfAnHour = (30 * 60) / 5

/** What the console waits for, a second and more, comes fifty times sooner. */
const hurry = `{
  const sooner = (ms) => (ms >= 1000 ? ms / 50 : ms)
  const { setTimeout: once, setInterval: again } = window
  window.setTimeout = (act, ms, ...more) => once(act, sooner(ms), ...more)
  window.setInterval = (act, ms, ...more) => again(act, sooner(ms), ...more)
}`

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

describe.skipIf(!isRecordHere)(
  'the road blockades of 2020–2022 (needs ../shared/data beside the checkout)',
  () => {
    let record: PlayedRecord
    let desk: ConsoleDesk
    let ask: AlertDesk['ask']

    beforeAll(async () => {
      record = await playRecord(3)
      desk = await openConsoleDesk(record.url)
      ask = alertDesk(record.live, () => record.url).ask
    }, longMs)
    afterAll(async () => {
      await desk.close()
      await record.close()
    })

    test(
      'C08 the queue of the whole record: a request for each page, every row reached, some dozens of them in the page; half an hour of live updates keeps no memory',
      async () => {
        const all = await everyItem<{ id: string }>(ask, record.verifier, '/v1/triage')
        expect(all.length).toBeGreaterThan(3_000)
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
        const page = await desk.open(record.verifier, '/help')
        await page.context().addInitScript(hurry)
        const cursors: string[] = []
        let polls = 0
        page.on('response', (answer) => {
          const url = new URL(answer.url())
          if (url.pathname !== '/v1/triage' || answer.status() !== 200) return
          const cursor = url.searchParams.get('cursor')
          if (cursor === null) polls += 1
          else cursors.push(cursor)
        })
        await page.goto(`${record.url}/triage`)
        const list = page.getByRole('listbox')
        const rows = list.getByRole('option')
        await rows.first().waitFor()
        let most = 0
        const reach = (many: number) =>
          vi.waitUntil(async () => {
            await list.evaluate((one) => {
              one.scrollTop = one.scrollHeight
            })
            most = Math.max(most, await rows.count())
            return (await rows.last().getAttribute('aria-setsize')) === String(many)
          }, slowly)
        await reach(all.length)
        expect(cursors).toHaveLength(Math.ceil(all.length / pageSize) - 1)
        expect(new Set(cursors).size).toBe(cursors.length)

        const session = await page.context().newCDPSession(page)
        const before = await heapOf(session)
        const decided = all.slice(0, 40)
        for (const [index, { id }] of decided.entries()) {
          await decide(id)
          // Nine answers of the first page between two decisions: five seconds each, and the desk has worked for half an hour.
          const until = polls + halfAnHour / decided.length
          await vi.waitUntil(() => polls >= until, slowly)
          most = Math.max(most, await rows.count())
          if (index % 10 === 9) await reach(all.length - index - 1)
        }
        expect((await heapOf(session)) - before).toBeLessThan(50_000_000)
        expect(most).toBeLessThan(60)
        expect(desk.complaints()).toEqual([])
        await page.context().close()
      },
      longMs,
    )

    /** Another person decides: the row leaves the queue of everybody. */
    async function decide(id: string): Promise<void> {
      const { etag } = await ask<{ etag: string }>(record.verifier, 'GET', `/v1/triage/${id}`)
      await ask(
        record.verifier,
        'POST',
        `/v1/signals/${id}/verifications`,
        { decision: 'verified', credibility: 2 },
        etag,
      )
    }
  },
)
