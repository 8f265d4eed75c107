// npm run looks [-- --only /map] : a picture of every view (of /map and what lies below it) in both languages, light and dark, at three widths, in the folder `looks/`, which
// is not committed. For whoever looks before a release: the product runs here on a database of its own, with three reports.
import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { createApp } from '#app/create-app.ts'
import { type FirstRun, openExercise } from '#app/first-run.ts'
import { testConfig } from '../support/app.ts'
import { openChromium } from '../support/chromium.ts'
import { nothingLoads } from '../support/console-desk.ts'
import { findProgram } from '../support/servers.ts'

type Token = Exclude<keyof FirstRun, 'process'>

/** Each view with a role that may open it. */
const views: readonly (readonly [address: string, role: Token])[] = [
  ['/', 'ombudsman'],
  ['/wall', 'ombudsman'],
  ['/map', 'ombudsman'],
  ['/calendar', 'ombudsman'],
  ['/alerts', 'ombudsman'],
  ['/alerts/first', 'ombudsman'],
  ['/inbox', 'ombudsman'],
  ['/response', 'ombudsman'],
  ['/triage', 'verifier'],
  ['/triage/first', 'verifier'],
  ['/signals/new', 'analyst'],
  ['/form', 'analyst'],
  ['/bulletin', 'ombudsman'],
  ['/rules', 'rules_admin'],
  ['/rules/candidate-threats', 'rules_admin'],
  ['/backtests', 'rules_admin'],
  ['/backtests/new?rule=candidate-threats', 'rules_admin'],
  ['/backtests/first', 'ombudsman'],
  ['/backtests/compare', 'ombudsman'],
  ['/deliveries', 'ombudsman'],
  ['/channels', 'ombudsman'],
  ['/duty', 'ombudsman'],
  ['/silences', 'ombudsman'],
  ['/system', 'admin'],
  ['/help', 'analyst'],
  ['/start', 'analyst'],
]

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
await report('radio-a')
await report('ngo-b')
await report('press-c')
await tryRule(1)
await tryRule(2)
const browser = await openChromium(
  process.env['CHROMIUM_PATH'] ?? findProgram('chromium', 'chromium', 'CHROMIUM_PATH'),
)
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

async function ask(
  role: Token,
  method: string,
  route: string,
  body?: object,
): Promise<{ items?: { id: string }[] }> {
  const answer = await fetch(url + route, {
    method,
    headers: { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { items?: { id: string }[] }
}

function report(root: string) {
  return ask('analyst', 'POST', '/v1/signals', {
    external_id: `look-${root}`,
    process: tokens.process,
    category: 'threat',
    severity: 3,
    place: 'La Paz',
    target: { kind: 'candidate' },
    source: { root },
  })
}

/** What the reports of today would have said of an event of the day before, by two seeds. */
function tryRule(seed: number) {
  const today = Temporal.Now.plainDateISO()
  return ask('rules_admin', 'POST', '/v1/backtests', {
    process: tokens.process,
    rules: [{ id: 'candidate-threats' }],
    from: today.subtract({ days: 120 }).toString(),
    to: today.toString(),
    outcomes: {
      rows: [{ date: today.subtract({ days: 20 }).toString(), place: 'La Paz', size: 2, class: 'other' }],
    },
    seed,
  })
}

/** «…/first» opens the first alert, the first back-test, or the first signal that waits. */
async function reached(address: string): Promise<string> {
  if (address.startsWith('/backtests')) return reachedBacktest(address)
  if (!address.endsWith('/first')) return address
  const list = address.startsWith('/alerts') ? '/v1/alerts' : '/v1/triage'
  const { items = [] } = await ask(address.startsWith('/alerts') ? 'ombudsman' : 'verifier', 'GET', list)
  return address.replace('first', items[0]?.id ?? '')
}

async function reachedBacktest(address: string): Promise<string> {
  const { items = [] } = await ask('ombudsman', 'GET', '/v1/backtests')
  const [a, b] = items.map(({ id }) => id)
  return address.endsWith('/compare') ? `${address}?a=${a}&b=${b}` : address.replace('first', a ?? '')
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
