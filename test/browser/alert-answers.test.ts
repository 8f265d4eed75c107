// What people do about an alert at the end and at the start: it is closed and labelled; it is acknowledged from a phone on a bad line.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { type ConsoleDesk, type Look, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url = ''
const { ask, report, alertOf } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
let alert: string
// A page, its data and an evaluation, on a machine that others use too.
const longMs = 600_000
const slowly = { timeout: 300_000, interval: 500 }

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const name of ['radio-a', 'ong-b', 'prensa-c']) await report(name, 'BO03')
  alert = await alertOf('BO03', 'watch')
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})

beforeEach(() => {
  desk.complaints()
})

async function open(token: string, path: string, look?: Look): Promise<Page> {
  const page = await desk.open(token, '/enrol', look)
  page.setDefaultTimeout(300_000)
  await page.goto(url + path)
  return page
}

test(
  'C45 an alert is closed for a reason, stands among those without outcome, and gets its label; the lead time is computed',
  async () => {
    const page = await open(tokens.ombudsman, `/alerts/${alert}`)
    const closing = page.getByRole('region', { name: 'Cierre' })
    await closing.getByRole('button', { name: 'Cerrar la alerta…' }).click()
    await closing.getByLabel('Motivo').fill('Las amenazas cesaron')
    await closing.getByRole('button', { name: 'Cerrar', exact: true }).click()
    await page.getByText('La alerta está cerrada.').waitFor({ timeout: 300_000 })
    const list = await open(tokens.ombudsman, '/response?part=outcomes')
    const waiting = list.getByRole('table', { name: 'Alertas sin desenlace' })
    await waiting.locator(`a[href="/alerts/${alert}"]`).waitFor({ timeout: 300_000 })
    await list.context().close()

    const outcome = page.getByRole('region', { name: 'Qué pasó al final', exact: true })
    await outcome.getByRole('button', { name: 'Registrar el desenlace…' }).click({ timeout: 300_000 })
    // A day and some before the alert, by the clock of La Paz.
    const harm = new Date(Date.now() - 26 * 3_600_000 - 4 * 3_600_000).toISOString().slice(0, 16)
    await outcome.getByLabel('Primer hecho dañino').fill(harm)
    await outcome.getByLabel('Qué se contó como daño').selectOption('any_violence')
    await outcome.getByLabel('Por qué se sabe').fill('Parte policial y dos medios')
    await outcome
      .getByLabel('Qué funcionó y qué no (opcional)')
      .fill('La mesa con las dos partes llegó tarde')
    await outcome.getByRole('button', { name: 'Guardar el desenlace' }).click()
    await outcome.getByText('Su etiqueta quedó registrada.').waitFor()
    // The harm came a day before the alert: the page does not call that a lead.
    await outcome.getByText('el daño llegó antes').first().waitFor()
    await outcome.getByText('Se confirmó').first().waitFor()
    await outcome.getByText('Cualquier violencia').waitFor()
    await outcome.getByText('La mesa con las dos partes llegó tarde').first().waitFor()
    const { labels } = await ask<{ labels: { lead_from_firing_s: number; first_harm_at: string }[] }>(
      tokens.ombudsman,
      'GET',
      `/v1/alerts/${alert}/outcome`,
    )
    expect(labels[0]?.lead_from_firing_s).toBeLessThan(-24 * 3_600)
    expect(Date.parse(labels[0]?.first_harm_at ?? '')).toBe(Date.parse(`${harm}:00-04:00`))
    const { items } = await ask<{ items: { alert_id: string }[] }>(
      tokens.ombudsman,
      'GET',
      '/v1/outcome-tasks',
    )
    expect(items.map(({ alert_id }) => alert_id)).not.toContain(alert)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)

/** How often a page has begun to sound, and the end of its longest tone, in seconds from when it was asked for. */
const longestOf = (page: Page) => page.evaluate<number>('globalThis.longest ?? 0')
const tonesOf = (page: Page) => page.evaluate<number>('globalThis.tones ?? 0')
const countTones = `
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...when) {
    globalThis.tones = (globalThis.tones ?? 0) + 1
    return start.apply(this, when)
  }
  const stop = OscillatorNode.prototype.stop
  OscillatorNode.prototype.stop = function (when) {
    globalThis.longest = Math.max(globalThis.longest ?? 0, when - this.context.currentTime)
    return stop.call(this, when)
  }`

/** What the browser says while the line is cut is its only complaint; on its own page about that, the desk may store no token. */
const ofTheCutLine = /ERR_INTERNET_DISCONNECTED|Access is denied for this document/
const otherComplaints = () => desk.complaints().filter((one) => !ofTheCutLine.test(one))

const lines = {
  cut: { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 },
  // 64 kbit/s with 600 ms, as from the field.
  slow: { offline: false, latency: 600, downloadThroughput: 8_000, uploadThroughput: 8_000 },
} as const

async function lineOf(page: Page): Promise<(state: keyof typeof lines) => Promise<unknown>> {
  const session = await page.context().newCDPSession(page)
  return async (state) => {
    // The whole context as well: what a page that goes away begins is of another target for a moment.
    await page.context().setOffline(lines[state].offline)
    await session.send('Network.emulateNetworkConditions', lines[state])
  }
}

interface Answers {
  readonly items: unknown[]
  readonly asked: { readonly recipient: string; readonly acknowledge_by: string }[]
}
const answersOf = (id: string) => ask<Answers>(tokens.ombudsman, 'GET', `/v1/alerts/${id}/acknowledgements`)
const acknowledgementsOf = async (id: string) => (await answersOf(id)).items

interface InboxMessage {
  readonly alert_id: string
  readonly recipient: string
  readonly acknowledge_by: string | null
}

/** The times that the last messages of an alert that ask for an answer give, one for each inbox, the soonest first. */
async function askedInInboxes(id: string): Promise<string[]> {
  const { items } = await ask<{ items: InboxMessage[] }>(tokens.ombudsman, 'GET', '/v1/inbox?limit=200')
  const last = new Map<string, string>()
  for (const one of items)
    if (one.alert_id === id && one.acknowledge_by !== null && !last.has(one.recipient))
      last.set(one.recipient, one.acknowledge_by)
  return [...last.values()].toSorted()
}

const momentsOf = (marks: { getAttribute(name: string): string | null }[]) =>
  marks.map((one) => one.getAttribute('datetime'))

test(
  'C40 C43 a critical alert stands on every page and in the tab, and sounds where somebody asked for it; on a phone at 64 kbit/s one tap acknowledges it, and without a line it waits',
  async () => {
    const elsewhere = await open(tokens.ombudsman, '/help')
    await elsewhere.evaluate(countTones)
    await elsewhere.getByLabel('Sonido ante una alerta crítica').check()
    // It is tried at once.
    const tried = await tonesOf(elsewhere)
    expect(tried).toBeGreaterThan(0)
    const longest = await longestOf(elsewhere)
    expect(longest).toBeGreaterThan(0.1)
    // WCAG 1.4.2: three seconds at most, or a way to stop it.
    expect(longest).toBeLessThanOrEqual(3)

    for (const [index, name] of ['radio-x', 'ong-y', 'prensa-z'].entries())
      await report(name, 'BO07', {
        category: 'armed_attack',
        target: undefined,
        severity: 5,
        ...(index === 0 ? { counts: { killed: 1 } } : {}),
      })
    const critical = await alertOf('BO07', 'critical')
    const { items } = await ask<{ items: { id: string }[] }>(
      tokens.ombudsman,
      'GET',
      '/v1/alerts?level=critical&state=firing',
    )
    expect(items.map(({ id }) => id)).toEqual([critical])
    const banner = elsewhere.locator('.critical-banner')
    await banner.waitFor()
    await vi.waitUntil(async () => (await elsewhere.title()) === '(1) Vigía', slowly)
    await vi.waitUntil(async () => (await tonesOf(elsewhere)) > tried, slowly)

    const page = await open(tokens.ombudsman, `/alerts/${critical}`, { width: 360 })
    const button = page.getByRole('button', { name: 'Acusar recibo' })
    await button.waitFor()
    // Beside the button, by when its reader is asked: as the message says it, whatever the ladder's own time is.
    const asked = (await answersOf(critical)).asked.map((one) => one.acknowledge_by)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked).toEqual(await askedInInboxes(critical))
    await vi.waitFor(
      async () => expect(await page.locator('.asked time').evaluateAll(momentsOf)).toEqual(asked),
      slowly,
    )
    const line = await lineOf(page)
    await line('cut')
    await button.click()
    await page.getByText('Pendiente: se enviará al volver la conexión.').waitFor()
    expect(await acknowledgementsOf(critical)).toEqual([])
    await line('slow')
    await page.getByText('Su acuse quedó registrado.').waitFor({ timeout: 300_000 })
    expect(await acknowledgementsOf(critical)).toHaveLength(1)
    await banner.waitFor({ state: 'detached', timeout: 300_000 })
    await vi.waitUntil(async () => (await elsewhere.title()) === 'Vigía', slowly)
    expect(otherComplaints()).toEqual([])
    await page.context().close()
    await elsewhere.context().close()
  },
  longMs,
)

test(
  'C40 an acknowledgement that waits outlives its view and its page, and is sent once, from wherever its reader is then',
  async () => {
    for (const name of ['radio-u', 'ong-v', 'prensa-w']) await report(name, 'BO04')
    const fresh = await alertOf('BO04', 'watch')
    const page = await open(tokens.ombudsman, `/alerts/${fresh}`, { width: 360 })
    await page.getByLabel('Nota (opcional)').fill('Llamamos a la oficina')
    const line = await lineOf(page)
    await line('cut')
    await page.getByRole('button', { name: 'Acusar recibo' }).click()
    const waits = page.getByText('1 acuse suyo espera la conexión.')
    await waits.waitFor()
    await page.getByRole('link', { name: 'Volver a las alertas' }).click()
    await page.getByRole('heading', { level: 1, name: 'Alertas' }).waitFor()
    expect(await waits.count()).toBe(1)
    // The device runs out of memory, or its reader loads the page again.
    await expect(page.reload()).rejects.toThrow('ERR_INTERNET_DISCONNECTED')
    expect(await acknowledgementsOf(fresh)).toEqual([])
    await line('slow')
    await page.goto(`${url}/help`)
    await vi.waitFor(
      async () =>
        expect(await acknowledgementsOf(fresh)).toEqual([
          expect.objectContaining({ note: 'Llamamos a la oficina' }),
        ]),
      slowly,
    )
    await waits.waitFor({ state: 'detached' })
    await page.goto(`${url}/alerts/${fresh}`)
    await page.getByRole('heading', { level: 1, name: /Oruro/ }).waitFor()
    expect(await page.getByRole('button', { name: 'Acusar recibo' }).count()).toBe(0)
    expect(otherComplaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)
