// What the import of the console costs with the most rows that it takes: a file of 50,000 in a browser, tried row by row, then sent to a server
// that stores and scores. Time by the clock, memory by the browser's own count of its page.
import { sql } from 'kysely'
import { openChromium } from '../../test/support/chromium.ts'
import { findChromium } from '../../test/support/servers.ts'
import { note, readSettings, report, rounded } from '../program.ts'
import { createRandom } from '../random.ts'
import { startServer } from '../server-process.ts'
import { openWorld } from '../world.ts'

const rowCount = 50_000
const settings = readSettings()
const random = createRandom(settings.seed)
const world = await openWorld(settings, () => [])
const { databaseUrl, redisUrl } = { ...world, ...settings }
const server = await startServer({ databaseUrl, redisUrl, role: 'all', isStored: true })
const browser = await openChromium(findChromium())
const context = await browser.newContext()
context.setDefaultTimeout(600_000)
await context.addInitScript(`sessionStorage.setItem('vigia.token', '${world.token}')`)
await context.addInitScript("localStorage.setItem('vigia.language', 'en')")
const page = await context.newPage()
const devtools = await context.newCDPSession(page)
await devtools.send('Performance.enable')
await page.goto(`${server.url}/import`)
await page.getByRole('heading', { level: 1 }).waitFor()

let peak = 0
/** MiB of JavaScript that the page holds, what nobody needs any more included. */
async function look(): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  const used = (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1_048_576
  peak = Math.max(peak, used)
  return used
}
const before = await look()
const watching = setInterval(() => void look().catch(() => {}), 200)

const places = ['La Paz', 'El Alto', 'Cochabamba', 'Oruro', 'Santa Cruz', 'Potosí']
const yesterday = Temporal.Now.plainDateISO('America/La_Paz').subtract({ days: 1 }).toString()
const rows = Array.from({ length: rowCount }, (_, index) => {
  const minute = String(random.below(60)).padStart(2, '0')
  const place = places[index % places.length]
  return `threat,${yesterday}T10:${minute}:00-04:00,${place},3,a report in the words of whoever saw it: number ${index},radio-${index % 40}`
})
const buffer = Buffer.from(['category,event_time,place,severity,narrative,source.root', ...rows].join('\n'))

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return (performance.now() - began) / 1_000
}
const reading = await seconds(async () => {
  await page
    .getByLabel('Choose a CSV or NDJSON file')
    .setInputFiles({ name: 'many.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Check without storing' }).waitFor()
})
const checking = await seconds(async () => {
  await page.getByRole('button', { name: 'Check without storing' }).click()
  await page.getByRole('button', { name: /^Send / }).waitFor()
})
const sending = await seconds(async () => {
  await page.getByRole('button', { name: /^Send / }).click()
  await page.getByText('Sending is done').waitFor()
})
clearInterval(watching)
const { rows: stored } = await sql<{ n: number }>`select count(*)::int as n from signal`.execute(
  world.core.db,
)
note(
  `stored ${stored[0]?.n}; read ${rounded(reading)} s, tried ${rounded(checking)} s, sent ${rounded(sending)} s`,
)
await browser.close()
await server.stop()
await world.close()
const whole = reading + checking + sending
report([
  {
    gate: 'import',
    what: `${rowCount} rows (${rounded(buffer.length / 1_048_576)} MiB) through /import: read, each tried, each stored and scored`,
    measured: `${rounded(whole)} s: ${rounded(reading)} s read, ${rounded(checking)} s tried, ${rounded(sending)} s sent; ${stored[0]?.n} stored`,
    against: `the page alone holds ${rounded(before)} MiB`,
    result: `${rounded(whole)} s, at most ${rounded(peak)} MiB`,
    target: '≤ 60 s, ≤ 300 MiB',
    isMet: stored[0]?.n === rowCount && whole <= 60 && peak <= 300,
  },
])
