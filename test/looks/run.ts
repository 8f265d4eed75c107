// npm run looks [-- --only /map] : a picture of every view (of /map and what lies below it) in both languages, light and dark, at three widths, in the folder `looks/`, which
// is not committed. For whoever looks before a release: the product runs here on a database of its own, with three reports.
import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { testConfig } from '../support/app.ts'
import { openChromium } from '../support/chromium.ts'
import { nothingLoads } from '../support/console-desk.ts'
import { fillWorld, type Token, views } from '../support/every-view.ts'
import { findChromium } from '../support/servers.ts'

interface Look {
  readonly language: string
  readonly scheme: 'light' | 'dark'
  readonly width: number
}

const looks: readonly Look[] = ['es', 'en'].flatMap((language) =>
  (['light', 'dark'] as const).flatMap((scheme) =>
    [360, 768, 1366].map((width) => ({ language, scheme, width })),
  ),
)

const { values } = parseArgs({
  options: { only: { type: 'string' }, to: { type: 'string', default: 'looks' } },
})
const app = await createApp(testConfig())
const tokens = await openExercise(app)
const { url = '' } = await app.start()
const { reached } = await fillWorld(url, tokens)
const browser = await openChromium(findChromium())
await mkdir(values.to, { recursive: true })
for (const [address, role] of views) {
  if (values.only !== undefined && ![address, ...partsBefore(address)].includes(values.only)) continue
  for (const look of looks) await picture(browser, await reached(address), role, look)
  process.stdout.write(`${address}\n`)
}
await browser.close()
await app.stop()

/** «/alerts/first» → «/alerts». */
function partsBefore(address: string): readonly string[] {
  return [...address.matchAll(/(?<=.)[/?]/g)].map(({ index }) => address.slice(0, index))
}

async function picture(from: Browser, address: string, role: Token, look: Look): Promise<void> {
  const context = await from.newContext({
    viewport: { width: look.width, height: look.width === 360 ? 740 : 768 },
    colorScheme: look.scheme,
  })
  await context.addInitScript(
    `sessionStorage.setItem('vigia.token', '${tokens[role]}'); localStorage.setItem('vigia.language', '${look.language}')`,
  )
  const page = await context.newPage()
  await page.goto(url + address, { waitUntil: 'load' })
  await page.locator('h1').first().waitFor()
  await nothingLoads(page)
  const name = address
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'first')
    .replaceAll(/\W+/g, '-')
    .replace(/^-|-$/g, '')
  const file = `${name === '' ? 'situation' : name}.${look.language}.${look.scheme}.${look.width}.png`
  await page.screenshot({ path: path.join(values.to, file), fullPage: look.width === 360 })
  await context.close()
}
