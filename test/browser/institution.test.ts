// The account of an institution in a real browser, by a real provider on another site: linked, there and back, the own passkey as the second
// factor, unlinked. What no other test shows: that the cookies of this site do their work after a redirect from elsewhere.
import { createServer } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { type App, createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { testConfig } from '../support/app.ts'
import { openChromium } from '../support/chromium.ts'
import { axeFaults } from '../support/console-page.ts'
import { type Institution, openInstitution } from '../support/institution.ts'

let app: App
let institution: Institution
let browser: Browser
let url: string
let complaints: string[] = []

beforeAll(async () => {
  // The provider has to know the address before anybody listens there.
  const port = await freePort()
  // No passkey belongs to an IP address; the provider is at one, and so on another site.
  url = `http://localhost:${port}`
  institution = await openInstitution(url)
  app = await createApp(testConfig({ ...institution.env, PORT: String(port) }))
  await openExercise(app)
  await app.start()
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.stop()
  await institution.close()
})
beforeEach(() => {
  complaints = []
})

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}

async function seat(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return page
}

const button = (page: Page, name: string) => page.getByRole('button', { name })
const way = (page: Page) => page.getByRole('region', { name: 'Con la cuenta de la institución' })

test('somebody links the account of the institution, comes in with it and the own passkey, and after unlinking no more', async () => {
  const page = await seat()
  const wanted = { name: 'Ana Quispe', handle: 'ana', days: 30, country: 'BO' }
  const invitation = await inTransaction(app.db, (trx) => inviteFirstAdmin(trx, wanted))
  await page.goto(`${url}/enrol#${invitation}`)
  await button(page, 'Crear llave de acceso').click()
  await page.getByRole('link', { name: 'Ir a la página de ingreso' }).click()

  // Not linked yet: the words of every refusal, and nothing of the answer stays in the address.
  institution.visitor = { accountId: 'ana-there', amr: ['pwd'] }
  await button(page, 'Entrar con la cuenta de la institución').click()
  await way(page).getByText('No se reconoció a nadie').waitFor()
  expect(page.url()).toBe(`${url}/`)
  expect(complaints.splice(0)).toEqual([expect.stringContaining('401')])

  await button(page, 'Usar llave de acceso').click()
  await page.getByText('Ana Quispe').waitFor()
  await page.goto(`${url}/account`)
  await button(page, 'Enlazar mi cuenta de la institución').click()
  await page.getByText('La cuenta está enlazada.').waitFor()
  expect(page.url()).toBe(`${url}/account`)
  await page.getByRole('cell', { name: institution.issuer }).waitFor()
  expect(await axeFaults(page)).toEqual([])

  await button(page, 'Salir').click()
  await button(page, 'Entrar con la cuenta de la institución').click()
  await way(page).getByText('Falta su llave de acceso').waitFor()
  expect(await page.getByText('Ana Quispe').count()).toBe(0)
  expect(await axeFaults(page)).toEqual([])
  await way(page).getByRole('button', { name: 'Usar llave de acceso' }).click()
  await page.getByText('Ana Quispe').waitFor()
  expect(new URL(page.url()).hash).toBe('')

  await page.goto(`${url}/account`)
  await page.getByText('Cuenta de la institución (esta)').waitFor()
  await button(page, 'Quitar el enlace').click()
  await page.getByText('El enlace está quitado').waitFor()
  await button(page, 'Salir').click()
  await button(page, 'Entrar con la cuenta de la institución').click()
  await way(page).getByText('No se reconoció a nadie').waitFor()
  expect(complaints).toEqual([expect.stringContaining('401')])
}, 180_000)
