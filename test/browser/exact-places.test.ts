// Where a report of the highest marking happened, by role: on the map, in the calendar and in an alert its municipality and nothing finer, unless
// the reader grades reports.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { testConfig } from '../support/app.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'

const app = await createApp(testConfig())
const tokens = await openExercise(app)
let url = ''
const { ask, report } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
/** Of every marking, without the right to grade. */
let reader: string
let alert: string
let signal: string
/** What would lead to the very spot. */
const exact = { lat: -16.50437, lon: -68.16321, station_id: 'mesa-7741' }
const traces = ['16.50437', '68.16321', 'mesa-7741']
// Pages, their data and an evaluation, on a machine that others use too.
const longMs = 600_000

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const name of ['radio-a', 'ong-b', 'prensa-c'])
    signal = await report(name, 'BO020105', { ...exact, marking: 'TLP:RED' })
  reader = await tokenOf('ombudsman', 'TLP:RED')
  // The department's alert has the marking of what it rests on.
  alert = await vi.waitFor(
    async () => {
      const { items } = await ask<{ items: { id: string }[] }>(reader, 'GET', '/v1/alerts?place=BO02')
      expect(items).toHaveLength(1)
      return items[0]?.id ?? ''
    },
    { timeout: 300_000, interval: 500 },
  )
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})
beforeEach(() => {
  desk.complaints()
})

async function tokenOf(role: 'ombudsman' | 'verifier', marking: 'TLP:RED' | 'TLP:AMBER'): Promise<string> {
  const request = {
    label: `test: ${role} ${marking}`,
    role,
    territory: ['BO'],
    marking,
    days: 1,
    processes: [tokens.process],
    ...(role === 'ombudsman' ? { office: 'ombudsman-duty' } : {}),
  } as const
  return (await inTransaction(app.db, (trx) => issueToken(trx, request, undefined))).secret
}

interface Visit {
  readonly page: Page
  /** Everything that the API has told the page. */
  readonly told: () => Promise<string>
  /** Once the API has told the page of this. */
  readonly isTold: (route: string) => Promise<void>
}

async function visit(token: string, path: string): Promise<Visit> {
  const page = await desk.open(token, '/enrol')
  page.setDefaultTimeout(300_000)
  const bodies: Promise<string>[] = []
  const routes = new Set<string>()
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    if (!pathname.startsWith('/v1/')) return
    bodies.push(answer.text().catch(() => ''))
    routes.add(pathname)
  })
  await page.goto(url + path)
  await page.locator('h1').first().waitFor()
  await nothingLoads(page)
  return {
    page,
    told: async () => (await Promise.all(bodies)).join('\n'),
    isTold: (route) => expect.poll(() => [...routes], { timeout: 300_000 }).toContain(route),
  }
}

const municipalities = '/map?show=signals&level=municipality'
const elAlto = (page: Page) => page.getByRole('row', { name: /^El Alto/ })

test(
  'C14 a reader of every marking who does not grade sees the municipality on the map, in the calendar and in the evidence, and the browser is told nothing finer',
  async () => {
    const map = await visit(reader, municipalities)
    await elAlto(map.page).waitFor()
    expect(await elAlto(map.page).getByRole('cell').nth(2).innerText()).toMatch(/^3\b/)
    const calendar = await visit(reader, '/calendar')
    await calendar.page.locator('.mark-signal').first().waitFor({ state: 'attached' })
    expect(await calendar.page.locator('.mark-signal title').first().textContent()).toContain('El Alto')
    const opened = await visit(reader, `/alerts/${alert}`)
    const evidence = opened.page.getByRole('region', { name: 'Evidencia', exact: true }).getByRole('table')
    await evidence.getByText('El Alto').first().waitFor()
    expect(await evidence.getByText('El Alto').count()).toBe(3)
    for (const one of [map, calendar, opened]) {
      const told = await one.told()
      expect(told).toContain('BO020105')
      for (const trace of traces) expect(told).not.toContain(trace)
      const shown = await one.page.locator('body').innerText()
      for (const trace of traces) expect(shown).not.toContain(trace)
      await one.page.context().close()
    }
    expect(desk.complaints()).toEqual([])
  },
  longMs,
)

test(
  'C14 a reader whose marking ends below learns not even that something was reported there',
  async () => {
    const map = await visit(await tokenOf('ombudsman', 'TLP:AMBER'), municipalities)
    await elAlto(map.page).waitFor()
    expect(await elAlto(map.page).innerText()).toContain('Sin datos (no es cero)')
    for (const trace of traces) expect(await map.told()).not.toContain(trace)
    await map.page.context().close()
    const calendar = await visit(await tokenOf('ombudsman', 'TLP:AMBER'), '/calendar')
    await calendar.isTold('/v1/signals')
    expect(await calendar.told()).not.toContain('"category":"threat"')
    expect(await calendar.page.locator('.mark-signal').count()).toBe(0)
    await calendar.page.context().close()
  },
  longMs,
)

test(
  'C14 whoever grades reports has the exact place: what the others are not told is there',
  async () => {
    const opened = await visit(await tokenOf('verifier', 'TLP:RED'), `/triage/${signal}`)
    await opened.page.getByText('El Alto').first().waitFor()
    await expect.poll(() => opened.told(), { timeout: 300_000 }).toContain('mesa-7741')
    await opened.page.context().close()
  },
  longMs,
)
