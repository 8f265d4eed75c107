// The verification desk with ten thousand rows: only those in view exist, and the end is reached by scrolling.
import { expect, test } from 'vitest'
import { deskInBrowser, longRoadMs, patient } from './triage-rig.ts'

const { complaints, desk, file } = await deskInBrowser()
const rows = 10_000

interface Seen {
  readonly rendered: number
  readonly height: number
  readonly last: number
}

test(
  'C08 ten thousand rows: few of them exist at a time, and scrolling reaches the last one',
  async () => {
    await file('BO02', rows, { severity: 1 })
    const page = await desk('/triage?place=BO02')
    const seen = () =>
      page.evaluate<Seen>(`(() => {
        const queue = document.querySelector('.queue')
        queue.scrollTo(0, queue.scrollHeight)
        const options = [...queue.querySelectorAll('[role="option"]')]
        const places = options.map((one) => Number(one.getAttribute('aria-posinset')))
        return { rendered: options.length, height: queue.scrollHeight, last: Math.max(0, ...places) }
      })()`)
    let most = 0
    await expect
      .poll(
        async () => {
          const { rendered, last } = await seen()
          most = Math.max(most, rendered)
          return last
        },
        { timeout: longRoadMs * 2, interval: patient.timeout / 600 },
      )
      .toBe(rows)
    expect(most).toBeLessThan(60)
    expect((await seen()).height).toBe(rows * 76)
    expect(complaints).toEqual([])
  },
  4 * longRoadMs,
)
