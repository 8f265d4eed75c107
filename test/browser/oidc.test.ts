// With the account of an institution in a real browser, against a real provider on this machine: linked, signed in with, refused, unlinked.
import { sql } from 'kysely'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { giveAuthenticator } from '../support/browser-passkeys.ts'
import { openChromium } from '../support/chromium.ts'
import { type ConsoleDesk, expectSound, nothingLoads } from '../support/console-desk.ts'
import { openInstitution } from '../support/institution.ts'
import { serveProduct } from '../support/served-product.ts'
import { freePort } from '../support/servers.ts'

// The provider sends people back to an address that it knows beforehand.
const port = await freePort()
// No passkey belongs to an IP address; and so the provider, at 127.0.0.1, is another site than the console.
const url = `http://localhost:${port}`
const institution = await openInstitution(url)
const settings = { ...institution.env, PORT: String(port), VIGIA_OIDC_ALLOWED_ACR: 'mfa' }
const app = await serveProduct(settings)
await openExercise(app)
let browser: Browser
let complaints: string[] = []
let ana: Page
const minutes = 300_000

beforeAll(async () => {
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

async function freshContext(language?: 'es' | 'en'): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  // There and back takes a dozen pages; on a busy machine each may wait.
  context.setDefaultTimeout(120_000)
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  if (language !== undefined)
    await context.addInitScript(
      `if (location.origin === '${url}') localStorage['vigia.language'] ??= '${language}'`,
    )
  return context
}

/** A page whose device holds passkeys. */
async function pageWithKeys(): Promise<Page> {
  const context = await freshContext()
  const page = await context.newPage()
  await giveAuthenticator(page)
  return page
}

const words = {
  es: {
    way: 'Con la cuenta de la institución',
    enter: 'Entrar con la cuenta de la institución',
    account: 'Mi cuenta',
  },
  en: {
    way: 'With the account of the institution',
    enter: 'Sign in with the account of the institution',
    account: 'My account',
  },
} as const

const wayOf = (page: Page) => page.getByRole('region', { name: words.es.way, exact: true })
const enterThere = (page: Page) => page.getByRole('button', { name: words.es.enter }).click()
const ownLinks = (page: Page) => page.locator('section[aria-labelledby="own-institution"]')
const cookieNames = async (page: Page) => {
  const cookies = await page.context().cookies(url)
  return cookies.map(({ name }) => name)
}

/** Axe and widths over pages of somebody who came by the provider, or of nobody. */
const desk: ConsoleDesk = {
  async open(who, path, { language = 'es' } = {}) {
    const page = await (await freshContext(language)).newPage()
    await page.goto(url + path)
    if (who === '') return page
    institution.visitor = { accountId: who, amr: ['mfa'] }
    await page.getByRole('button', { name: words[language].enter }).click()
    return page
  },
  complaints: () => complaints.splice(0),
  close: () => browser.close(),
}

test(
  'OIDC-browser: the account of the institution is linked under «Mi cuenta»; it is one factor, the own passkey the other, and the page is the one that was wanted',
  async () => {
    const wanted = { name: 'Ana Quispe', handle: 'ana', days: 30, country: 'BO' }
    const invitation = await inTransaction(app.db, (trx) => inviteFirstAdmin(trx, wanted))
    const page = await pageWithKeys()
    ana = page
    await page.goto(`${url}/enrol#${invitation}`)
    await page.getByRole('button', { name: 'Crear llave de acceso' }).click()
    await page.getByRole('link', { name: 'Ir a la página de ingreso' }).click()
    await page.getByRole('button', { name: 'Usar llave de acceso' }).click()
    await page.getByRole('link', { name: 'Ana Quispe' }).click()
    await ownLinks(page).getByText('Ninguna enlazada.').waitFor()

    institution.visitor = { accountId: 'ana-there', amr: ['pwd'] }
    await ownLinks(page).getByRole('button', { name: 'Enlazar mi cuenta de la institución' }).click()
    await ownLinks(page).getByText('La cuenta está enlazada.').waitFor()
    await ownLinks(page).getByRole('rowheader', { name: institution.issuer }).waitFor()
    // The provider's answer is in no address that a history or a screenshot would keep.
    expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/account')

    await page.getByRole('button', { name: 'Salir', exact: true }).click()
    await page.getByRole('heading', { name: 'Ingresar' }).waitFor()
    expect(await cookieNames(page)).toEqual([])
    await page.goto(`${url}/account`)
    await enterThere(page)
    await wayOf(page)
      .getByText('La institución lo reconoció. Falta su llave de acceso o un código.')
      .waitFor()
    // Halfway is no session.
    expect(await cookieNames(page)).toEqual(['__Host-vigia_oidc'])
    expect(await page.getByRole('navigation', { name: 'Secciones' }).count()).toBe(0)
    await wayOf(page).getByRole('button', { name: 'Usar llave de acceso' }).click()
    await page.getByRole('heading', { name: words.es.account }).waitFor()
    expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/account')
    await page.getByRole('rowheader', { name: 'Cuenta de la institución (esta)' }).waitFor()
    expect(await cookieNames(page)).toEqual(['__Host-vigia_session'])
    const kept = await page.evaluate<string>('JSON.stringify([Object.keys(sessionStorage), document.cookie])')
    expect(JSON.parse(kept)).toEqual([[], ''])
    expect(complaints).toEqual([])
  },
  minutes,
)

test(
  'OIDC-browser-refused: who is not linked, and who said no there, is told so in both languages, and is not in',
  async () => {
    institution.visitor = { accountId: 'nobody-linked', amr: ['mfa'] }
    const page = await (await freshContext()).newPage()
    await page.goto(url)
    await enterThere(page)
    await wayOf(page).getByText('no está enlazada, la cuenta de Vigía no está activa').waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: words.en.enter }).click()
    await page.getByText('That account of the institution does not come in here: it is not linked').waitFor()
    expect(await cookieNames(page)).not.toContain('__Host-vigia_session')
    // A refusal is what the browser complains of, and nothing else.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('401'), expect.stringContaining('401')])
    await page.context().close()

    institution.visitor = 'no'
    const other = await (await freshContext()).newPage()
    await other.goto(url)
    await enterThere(other)
    await wayOf(other).getByText('En la institución se canceló o se negó el ingreso.').waitFor()
    expect(new URL(other.url()).hash).toBe('')
    expect(await cookieNames(other)).not.toContain('__Host-vigia_session')
    expect(complaints).toEqual([expect.stringContaining('401')])
    await other.context().close()
    const { rows } = await sql`select 1 from account where handle <> 'ana'`.execute(app.db)
    expect(rows).toEqual([])
  },
  minutes,
)

test(
  'OIDC-browser-sound: the sign-in page with the provider’s button and «Mi cuenta» with the link are sound in every look',
  async () => {
    await expectSound(desk, '', '/', async (page, language) => {
      await page.getByRole('region', { name: words[language].way }).waitFor()
    })
    await expectSound(desk, 'ana-there', '/account', async (page, language) => {
      await page.getByRole('heading', { name: words[language].account }).waitFor()
      await page.getByRole('rowheader', { name: institution.issuer }).waitFor()
      await nothingLoads(page)
    })
    expect(complaints).toEqual([])
  },
  minutes * 2,
)

test(
  'OIDC-browser-unlinked: what was unlinked does not come in any more, and the passkey still does',
  async () => {
    const page = ana
    await sql`update session set stepped_up_at = app.now() - interval '10 minutes' where ended_at is null`.execute(
      app.db,
    )
    await ownLinks(page).getByRole('button', { name: 'Quitar el enlace' }).click()
    const dialog = page.getByRole('dialog', { name: 'Confirme que es usted' })
    const done = ownLinks(page).getByText('El enlace está quitado: esa cuenta ya no entra.')
    // For a moment the process goes by what it has just read of the session, and asks for nothing anew.
    await dialog.or(done).first().waitFor()
    if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Usar llave de acceso' }).click()
    await done.waitFor()
    await page.getByRole('button', { name: 'Salir', exact: true }).click()
    await page.getByRole('heading', { name: 'Ingresar' }).waitFor()
    complaints = []
    await enterThere(page)
    await wayOf(page).getByText('Con esa cuenta de la institución no se entra aquí').waitFor()
    expect(complaints).toEqual([expect.stringContaining('401')])
    await page.getByRole('button', { name: 'Usar llave de acceso' }).first().click()
    await page.getByRole('link', { name: 'Ana Quispe' }).waitFor()
    expect(complaints).toHaveLength(1)
    await page.context().close()
  },
  minutes,
)
