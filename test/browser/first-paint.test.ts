// C01: what a browser that has never been here fetches until the queue can be read, in bytes on the line and in round trips that wait for each
// other. From both follows how long it takes on a slow line; how long it took on the emulated one is printed, and no test hangs on it.
import type { CDPSession } from 'playwright-core'
import { expect, test } from 'vitest'
import { deskInBrowser, longRoadMs, options } from './triage-rig.ts'

const { coldPage, complaints, file, url } = await deskInBrowser()

const lines = [
  { line: '1.6 Mbit/s, 150 ms', bytesPerSecond: 200_000, roundTripMs: 150, seconds: 3 },
  { line: '64 kbit/s, 600 ms', bytesPerSecond: 8_000, roundTripMs: 600, seconds: 30 },
] as const

/** To connect, to agree on keys, and for files beyond the six that a browser fetches at a time: the emulated line leaves them out. */
const roundsOfConnection = 3

interface Fetched {
  readonly path: string
  readonly sent: number
  answered: number
  bytes: number
}

/** Fills with everything that the page fetches, and what it weighs on the line: heads and bodies as they are sent. */
async function weigh(session: CDPSession): Promise<ReadonlyMap<string, Fetched>> {
  const fetched = new Map<string, Fetched>()
  session.on('Network.requestWillBeSent', ({ requestId, request, timestamp }) => {
    const path = new URL(request.url).pathname
    fetched.set(requestId, { path, sent: timestamp, answered: Infinity, bytes: 0 })
  })
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const one = fetched.get(requestId)
    if (one !== undefined) one.bytes += encodedDataLength
  })
  session.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
    const one = fetched.get(requestId)
    if (one !== undefined) Object.assign(one, { answered: timestamp, bytes: encodedDataLength })
  })
  await session.send('Network.enable')
  return fetched
}

/** The longest chain of requests, each of which was sent when the one before it had been answered. */
function roundsOf(fetched: readonly Fetched[]): number {
  const rounds: number[] = []
  for (const one of fetched) {
    const before = fetched
      .slice(0, rounds.length)
      .map((other, at) => (other.answered <= one.sent ? (rounds[at] ?? 0) : 0))
    rounds.push(1 + Math.max(0, ...before))
  }
  return Math.max(0, ...rounds)
}

/** When the first row of the queue stood in the page. */
const watchFirstRow = `new MutationObserver((_changes, watch) => {
  if (document.querySelector('[role="option"]') === null) return
  window.firstRowAt = performance.now()
  watch.disconnect()
}).observe(document, { childList: true, subtree: true })`

test(
  'C01 the queue can be read, cold: what is fetched before it allows for 3 s at 1.6 Mbit/s and for 30 s at 64 kbit/s',
  async () => {
    await file('BO02', 600)
    const page = await coldPage()
    await page.addInitScript(watchFirstRow)
    const session = await page.context().newCDPSession(page)
    const fetched = await weigh(session)
    const [{ bytesPerSecond, roundTripMs }] = lines
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: roundTripMs,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    })
    await page.goto(`${url()}/triage`, { waitUntil: 'commit', timeout: longRoadMs })
    await options(page).first().waitFor({ timeout: longRoadMs })
    // What is asked for again while a slow machine works is not waited for.
    const before = [...Map.groupBy(fetched.values(), ({ path }) => path).values()].flatMap(
      ([first]) => first ?? [],
    )
    const took = Number(await page.evaluate('window.firstRowAt'))
    const bytes = before.reduce((sum, one) => sum + one.bytes, 0)
    const rounds = roundsOf(before)
    const told = `${bytes} bytes, ${before.length} requests, ${rounds} rounds`
    process.stdout.write(
      `C01 ${told}; at ${lines[0].line} the first row stood after ${(took / 1_000).toFixed(1)} s\n`,
    )
    expect(bytes).toBeGreaterThan(10_000)
    for (const { line, ...one } of lines) {
      const needed = bytes / one.bytesPerSecond + ((rounds + roundsOfConnection) * one.roundTripMs) / 1_000
      expect(needed, `${line}: ${told}: ${JSON.stringify(before)}`).toBeLessThanOrEqual(one.seconds)
    }
    expect(complaints).toEqual([])
  },
  longRoadMs,
)
