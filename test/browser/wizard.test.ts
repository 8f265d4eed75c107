// The first hour of an installation in a real browser, at /start: the first administrator with a passkey, and a channel test whose receipt is proven.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { testConfig } from '../support/app.ts'
import { giveAuthenticator } from '../support/browser-passkeys.ts'
import { openChromium } from '../support/chromium.ts'
import { openMailSink, plain } from '../support/mail-sink.ts'

const mail = await openMailSink()
const app = await createApp(
  testConfig({
    VIGIA_SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=off`,
    VIGIA_MAIL_FROM: 'vigia@vigia.example.org',
    VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
  }),
)
const tokens = await openExercise(app)
let url = ''
let browser: Browser
let page: Page
const complaints: string[] = []
const longMs = 600_000
const slow = { timeout: 300_000 }

beforeAll(async () => {
  // No passkey belongs to an IP address.
  url = `http://localhost:${new URL((await app.start()).url ?? '').port}`
  browser = await openChromium()
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  context.setDefaultTimeout(300_000)
  page = await context.newPage()
  await giveAuthenticator(page)
}, longMs)
afterAll(async () => {
  await browser.close()
  await app.stop()
  await mail.close()
})

const step = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) })
const account = 'Entre con su nombre'
const passkey = 'Cree una llave de acceso'
const channel = 'Compruebe que un aviso llega'

test(
  'C80 with a token of the exercise the steps to real work are there, undone, with the command that begins them',
  async () => {
    await page.goto(`${url}/start`)
    await page.getByLabel('Token de acceso').fill(tokens.ombudsman)
    await page.getByRole('button', { name: 'Ingresar', exact: true }).click()
    await step(account).getByText('por hacer').waitFor(slow)
    await step(account).getByText('npx vigia people first-admin').waitFor()
    await step(passkey).getByText('por hacer').waitFor(slow)
    await step(channel).getByText('por hacer').waitFor(slow)
    await page.getByRole('button', { name: 'Salir' }).click()
    await page.getByRole('heading', { name: 'Ingresar', level: 1 }).waitFor(slow)
    expect(complaints).toEqual([])
  },
  longMs,
)

test(
  'C80 the first administrator enrols with a passkey, orders a channel test, and its receipt is proven by the link in the mail: every step is done',
  async () => {
    const invitation = await inTransaction(app.db, (trx) =>
      inviteFirstAdmin(trx, { name: 'Ana Quispe', handle: 'ana', days: 30, country: 'BO' }),
    )
    await page.goto(`${url}/enrol#${invitation}`)
    await page.getByLabel('Nombre de este equipo').fill('Portátil')
    await page.getByRole('button', { name: 'Crear llave de acceso' }).click()
    await page.getByRole('link', { name: 'Ir a la página de ingreso' }).click()
    await page.getByRole('button', { name: 'Usar llave de acceso' }).click()
    await page.getByRole('navigation', { name: 'Secciones' }).waitFor(slow)
    await page.getByRole('link', { name: 'Ayuda' }).click()
    await page.locator('a[href="/start"]').first().click()
    await step(account).getByText('✓ hecho').waitFor(slow)
    await step(passkey).getByText('✓ hecho').waitFor(slow)
    await step(channel).getByText('por hacer').waitFor(slow)

    await step(channel).getByRole('link', { name: 'Canales' }).click()
    const duty = page.getByRole('region', { name: 'Guardia de la Defensoría (nacional)', exact: true })
    await duty.getByRole('button', { name: 'Probar: email-duty' }).click(slow)
    await duty.getByText('Prueba en camino').waitFor(slow)
    const sent = await vi.waitFor(
      () => {
        const found = mail.mails.find((one) => /\/confirm\/\w+/.test(plain(one.raw)))
        expect(found, 'no test has arrived').toBeDefined()
        return plain(found?.raw ?? '')
      },
      { timeout: 300_000, interval: 500 },
    )
    const [link] = /\/confirm\/\w+/.exec(sent) ?? []
    await page.goto(url + (link ?? ''))
    await page.getByRole('button', { name: /Confirmo que la recibí/ }).click()
    await page.getByText('la recepción está confirmada').waitFor()
    await page.goto(`${url}/start`)
    for (const name of [account, passkey, channel]) await step(name).getByText('✓ hecho').waitFor(slow)
    expect(complaints).toEqual([])
  },
  longMs,
)
