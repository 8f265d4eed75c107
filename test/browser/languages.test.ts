// Readers of Aymara, Guaraní and Quechua: until their words are written by somebody who speaks them, Spanish of the country, said in the page.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { openChromium } from '../support/chromium.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { fillWorld } from '../support/every-view.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url = ''
let desk: ConsoleDesk
let browser: Browser
let alert = ''
const longMs = 600_000

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  const world = await fillWorld(url, tokens, app.db)
  alert = await vi.waitFor(
    async () => {
      const address = await world.reached('/alerts/first')
      expect(address).not.toBe('/alerts/')
      return address
    },
    { timeout: 300_000, interval: 1_000 },
  )
  desk = await openConsoleDesk(url)
  browser = await openChromium()
}, longMs)
afterAll(async () => {
  await desk.close()
  await browser.close()
  await app.stop()
})
const complaints: string[] = []

/** A page of the Ombudsman on a device that asks for the language. */
async function deviceOf(tag: string): Promise<Page> {
  const context = await browser.newContext()
  context.setDefaultTimeout(300_000)
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await context.addInitScript(
    ([token, wanted]) => {
      sessionStorage.setItem('vigia.token', token ?? '')
      localStorage.setItem('vigia.language', wanted ?? '')
    },
    [tokens.ombudsman, tag],
  )
  return context.newPage()
}

test(
  'C72 a device that asks for Aymara, Guaraní or Quechua gets Spanish words with the numbers and dates of es-BO, and is told that it is Spanish',
  async () => {
    for (const tag of ['ay', 'gn', 'qu', 'qu-BO', 'ay_BO']) {
      const page = await deviceOf(tag)
      await page.goto(url + alert)
      await page.getByRole('heading', { level: 1, name: 'Amenazas contra candidaturas – La Paz' }).waitFor()
      await nothingLoads(page)
      expect([tag, await page.locator('html').getAttribute('lang')]).toEqual([tag, 'es'])
      const at = await page.locator('.alert-head time').first().getAttribute('datetime')
      const shown = await page.locator('.alert-head time').first().innerText()
      const inBolivia = new Intl.DateTimeFormat('es-BO', {
        timeZone: 'America/La_Paz',
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
      }).format(new Date(at ?? ''))
      expect(shown).toContain(inBolivia)
      // The form that the field opens: without a token of its own yet, it asks for one.
      await page.goto(`${url}/form`)
      await page.getByRole('heading', { level: 1, name: 'Ingresar' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('es')
      await page.context().close()
    }
    expect(complaints).toEqual([])
  },
  longMs,
)

test('C72 the switch offers the languages that have words, and no other; labels of the traffic light protocol stay as they are', async () => {
  const page = await desk.open(tokens.ombudsman, alert, { language: 'en' })
  page.setDefaultTimeout(300_000)
  await page.locator('.alert-head .tlp').waitFor()
  const english = await page.locator('.alert-head .tlp').innerText()
  const offered = page.getByRole('group', { name: 'Language' }).getByRole('button')
  expect(await offered.allInnerTexts()).toEqual(['Español', 'English'])
  await page.getByRole('button', { name: 'Español' }).click()
  await page.getByRole('group', { name: 'Idioma' }).waitFor()
  expect(await page.locator('.alert-head .tlp').innerText()).toBe(english)
  expect(english).toMatch(/^TLP:[A-Z+]+$/)
  await page.context().close()
}, 600_000)
