// What has to hold in every view: words of a wordier language fit, and a page enlarged four times reads in one column.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { testConfig } from '../support/app.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { type FilledWorld, fillWorld, views } from '../support/every-view.ts'

const app = await createApp(testConfig())
const tokens = await openExercise(app)
let desk: ConsoleDesk
let world: FilledWorld

beforeAll(async () => {
  const { url = '' } = await app.start()
  world = await fillWorld(url, tokens)
  desk = await openConsoleDesk(url)
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

const minutes = 1_200_000

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

type View = (typeof views)[number]
type Look = { readonly width: number; readonly height: number; readonly isPseudo?: boolean }

async function visit([address, role]: View, { width, height, isPseudo = false }: Look): Promise<string[]> {
  const at = await world.reached(address)
  const pseudo = isPseudo ? `${at.includes('?') ? '&' : '?'}pseudo` : ''
  const page = await desk.open(tokens[role] ?? '', `${at}${pseudo}`, { width })
  await page.setViewportSize({ width, height })
  await page.locator('h1').first().waitFor()
  await nothingLoads(page)
  const faults = await page.evaluate<string[]>(misfits)
  await page.context().close()
  return faults.map((fault) => `${address} at ${width}: ${fault}`)
}

test(
  'C71 the pseudo-language, 40 % longer, breaks no view',
  async () => {
    const faults: string[] = []
    for (const view of views)
      for (const width of [360, 1366])
        faults.push(...(await visit(view, { width, height: 768, isPseudo: true })))
    expect(faults).toEqual([])
    expect(desk.complaints()).toEqual([])
  },
  minutes,
)

test(
  'C70 enlarged four times, each view reads in one column',
  async () => {
    const faults: string[] = []
    for (const view of views) faults.push(...(await visit(view, { width: 320, height: 256 })))
    expect(faults).toEqual([])
    expect(desk.complaints()).toEqual([])
  },
  minutes,
)
