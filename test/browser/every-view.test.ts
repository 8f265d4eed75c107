// What has to hold in every view: words of a wordier language fit, and a page enlarged four times reads in one column.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { type FilledWorld, fillWorld, views } from '../support/every-view.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let desk: ConsoleDesk
let world: FilledWorld

beforeAll(async () => {
  const { url = '' } = await app.start()
  world = await fillWorld(url, tokens, app.db)
  desk = await openConsoleDesk(url)
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

/** Wider than the page, or words that a control's own edge cuts off. */
const misfits = `(() => {
  const excess = document.documentElement.scrollWidth - innerWidth
  const controls = [...document.querySelectorAll('button, a, th, label, h1, h2, legend, summary')]
  const isForReaders = (one) => getComputedStyle(one).clipPath !== 'none' // read aloud, and not seen
  const isCut = (one) =>
    !isForReaders(one) && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible'
  return [
    ...(excess > 0 ? ['the page is ' + excess + ' px too wide'] : []),
    ...controls.filter(isCut).map((one) => one.tagName + ' ' + one.innerText),
  ]
})()`

const sizes = [
  { width: 1366, height: 768 },
  { width: 360, height: 740 },
  { width: 320, height: 256 }, // 1280 × 1024, enlarged four times
]

test('C70 C71 words 40 % longer fit in every view: at a desk, on a phone, and enlarged four times', async () => {
  const faults: string[] = []
  for (const [address, role] of views) {
    const at = await world.reached(address)
    const page = await desk.open(world.tokenOf(role), `${at}${at.includes('?') ? '&' : '?'}pseudo`)
    await page.locator('h1').first().waitFor()
    await nothingLoads(page)
    for (const size of sizes) {
      await page.setViewportSize(size)
      const found = await page.evaluate<string[]>(misfits)
      faults.push(...found.map((fault) => `${address} at ${size.width}: ${fault}`))
    }
    await page.context().close()
  }
  expect(faults).toEqual([])
  expect(desk.complaints()).toEqual([])
}, 1_200_000)
