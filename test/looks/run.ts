// npm run looks [-- --only /map] : a picture of every view (of /map and what lies below it) in both languages, light and dark, at three widths, in
// the folder `looks/`, which is not committed. For whoever looks before a release: the product runs here on a database of its own, with three
// reports.
import { mkdir, rm } from 'node:fs/promises'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { testConfig } from '../support/app.ts'
import { openChromium } from '../support/chromium.ts'
import { nothingLoads } from '../support/console-desk.ts'
import { fillWorld, views } from '../support/every-view.ts'
import { findChromium } from '../support/servers.ts'
import { type Kept, signInAccount } from './account.ts'

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
// No passkey belongs to an IP address.
const url = `http://localhost:${new URL((await app.start()).url ?? '').port}`
const { reached, tokenOf } = await fillWorld(url, tokens, app.db)
const browser = await openChromium(findChromium())
// Of an earlier state nothing stays that could be taken for this one.
if (values.only === undefined) await rm(values.to, { recursive: true, force: true })
await mkdir(values.to, { recursive: true })
for (const [address, role] of views) await picturesOf(address, { token: tokenOf(role) })
for (const address of ['/enrol', '/sign-in']) await picturesOf(address, {})
const kept = await signInAccount(browser, url, app.db)
for (const address of ['/people', '/tokens', '/account']) await picturesOf(address, { kept })
await browser.close()
await app.stop()

/** Who looks: with a token, as a person who has come in, or as nobody. */
interface Reader {
  readonly token?: string
  readonly kept?: Kept
}

async function picturesOf(address: string, reader: Reader): Promise<void> {
  if (values.only !== undefined && ![address, ...partsBefore(address)].includes(values.only)) return
  for (const look of looks) await picture(browser, await reached(address), reader, look)
  process.stdout.write(`${address}\n`)
}

/** «/alerts/first» → «/alerts». */
function partsBefore(address: string): readonly string[] {
  return [...address.matchAll(/(?<=.)[/?]/g)].map(({ index }) => address.slice(0, index))
}

async function picture(from: Browser, address: string, reader: Reader, look: Look): Promise<void> {
  const context = await from.newContext({
    viewport: { width: look.width, height: look.width === 360 ? 740 : 768 },
    colorScheme: look.scheme,
    ...(reader.kept === undefined ? {} : { storageState: reader.kept }),
  })
  await context.addInitScript(
    `${reader.token === undefined ? '' : `sessionStorage.setItem('vigia.token', '${reader.token}'); `}localStorage.setItem('vigia.language', '${look.language}')`,
  )
  const page = await context.newPage()
  await page.goto(url + address, { waitUntil: 'load' })
  await page.locator('h1').first().waitFor()
  await nothingLoads(page)
  const name = address
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'first')
    .replaceAll(/\W+/g, '-')
    .replace(/^-|-$/g, '')
  const file = `${name === '' ? 'situation' : name}.${look.language}.${look.scheme}.${look.width}.png`
  await page.screenshot({ path: path.join(values.to, file), fullPage: true })
  await context.close()
}
