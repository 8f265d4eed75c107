// People at the console in a real browser: an invitation taken up, a passkey or a password with a code, proof anew, and the ends of a session.
import { sql } from 'kysely'
import { TOTP } from 'otpauth'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readAccount } from '#access/account-store.ts'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { storeGrant } from '#access/give-grants.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { giveAuthenticator } from '../support/browser-passkeys.ts'
import { openChromium } from '../support/chromium.ts'
import { axeFaults } from '../support/console-page.ts'
import { expectPasswordField } from '../support/password-field.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
await openExercise(app)
let browser: Browser
let url: string
let complaints: string[] = []
let ana: Page
const shots = process.env['SHOTS']

beforeAll(async () => {
  // No passkey belongs to an IP address.
  url = `http://localhost:${new URL((await app.start()).url ?? '').port}`
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})
beforeEach(() => {
  complaints = []
})

const minutes = 180_000

async function seat(): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  const page = await context.newPage()
  await giveAuthenticator(page)
  return { context, page }
}

const invite = (name: string, handle: string): Promise<string> =>
  inTransaction(app.db, (trx) => inviteFirstAdmin(trx, { name, handle, days: 30, country: 'BO' }))

async function giveAnalyst(id: string): Promise<void> {
  const wanted = { role: 'analyst', territory: ['BO'], marking: 'TLP:AMBER', days: 30 } as const
  const nothing = { office: null, source_id: null, processes: null }
  await inTransaction(app.db, async (trx) => {
    const account = await readAccount(trx, id)
    if (account === undefined) throw new Error(`no account ${id}`)
    await storeGrant(trx, account, { ...wanted, ...nothing }, { reason: 'desk of the exercise', by: null })
  })
}

const sections = (page: Page) => page.getByRole('navigation', { name: 'Secciones' })

/** Ten minutes pass for whoever is signed in here. */
async function noLongerFresh(page: Page): Promise<void> {
  await sql`update session set stepped_up_at = app.now() - interval '10 minutes' where ended_at is null`.execute(
    app.db,
  )
  const isFresh = () =>
    page.evaluate(async () => {
      const answer = await fetch('/v1/auth/session')
      return ((await answer.json()) as { is_fresh: boolean }).is_fresh
    })
  // For a moment the process goes by what it has just read.
  await expect.poll(isFresh, { timeout: 20_000 }).toBe(false)
}

/** Both languages at the narrowest and the usual width: what axe finds, and what is wider than the window. */
async function faultsOfLooks(page: Page, name: string): Promise<string[]> {
  const faults: string[] = []
  for (const language of ['English', 'Español']) {
    await page.setViewportSize({ width: 1366, height: 768 })
    await page.getByRole('button', { name: language }).click()
    for (const width of [360, 1366]) {
      await page.setViewportSize({ width, height: 768 })
      const where = `${name} ${language} ${width}`
      faults.push(...(await axeFaults(page)).map((fault) => `${where}: ${fault}`))
      const excess = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      if (excess > 0) faults.push(`${where}: ${excess} px wider than the window`)
      if (shots !== undefined)
        await page.screenshot({ path: `${shots}/${where.replaceAll(' ', '-')}.png`, fullPage: true })
    }
  }
  return faults
}

test(
  'the first administrator takes up the invitation with a passkey, comes in, stays in after a reload, and leaves',
  async () => {
    const { context, page } = await seat()
    ana = page
    await page.goto(`${url}/enrol#${await invite('Ana Quispe', 'ana')}`)
    await page.getByText('Invitación para Ana Quispe').waitFor()
    // The invitation is in no address that a history or a screenshot would keep.
    expect(new URL(page.url()).hash).toBe('')
    await page.getByLabel('Nombre de este equipo').fill('Portátil')
    await page.getByRole('button', { name: 'Crear llave de acceso' }).click()
    await page.getByText('Ya puede entrar como ana.').waitFor()
    await page.getByRole('link', { name: 'Ir a la página de ingreso' }).click()
    await page.getByRole('button', { name: 'Usar llave de acceso' }).click()
    await sections(page).waitFor()
    await page.getByText('Ana Quispe').waitFor()
    await page.reload()
    await page.getByText('Ana Quispe').waitFor()
    const seen = await page.evaluate<string>(
      'JSON.stringify([Object.keys(sessionStorage), Object.keys(localStorage).sort(), document.cookie])',
    )
    // A flag and how the page looks; nothing that opens a session.
    expect(JSON.parse(seen)).toEqual([[], ['vigia.language', 'vigia.signed-in', 'vigia.theme'], ''])
    await page.getByLabel('Aspecto').selectOption('dark')
    // Whoever could not leave is told so, and is still in.
    await page.route('**/v1/auth/session:sign-out', (route) => route.abort())
    await page.getByRole('button', { name: 'Salir' }).click()
    await page.getByText('la sesión sigue abierta').waitFor()
    expect(complaints.splice(0)).toEqual([expect.stringContaining('net::ERR_FAILED')])
    await page.unroute('**/v1/auth/session:sign-out')
    await page.getByRole('button', { name: 'Salir' }).click()
    await page.getByRole('heading', { name: 'Ingresar' }).waitFor()
    expect(await context.cookies()).toEqual([])
    await page.reload()
    await page.getByRole('heading', { name: 'Ingresar' }).waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    // Nobody who is out was asked about, so that the browser had nothing to complain of.
    expect(complaints).toEqual([])
    expect(await faultsOfLooks(page, 'sign-in')).toEqual([])
  },
  minutes,
)

test(
  'a second person enrols a password with an authenticator app, keeps the recovery codes, and comes in with either code; C77 a session that ended says why, and keeps the draft and the address',
  async () => {
    const { context, page } = await seat()
    const token = await invite('Beto Rojas', 'beto')
    await page.goto(`${url}/enrol`)
    await page.getByLabel('Invitación').fill(token)
    await page.getByRole('button', { name: 'Ver para quién es' }).click()
    await page.getByText('Invitación para Beto Rojas').waitFor()
    await page.getByRole('button', { name: 'Elegir contraseña…' }).click()
    const link = page.getByRole('link', { name: 'Abrir en la aplicación de códigos' })
    expect(await link.getAttribute('href')).toMatch(/^otpauth:\/\/totp\//)
    const totp = new TOTP({ secret: await page.locator('code.shown-once').innerText() })
    expect(await faultsOfLooks(page, 'enrol')).toEqual([])
    const password = 'quince gatos duermen sobre el tejado'
    await expectPasswordField(page, page.getByLabel('2. Contraseña nueva'))
    await page.getByLabel('2. Contraseña nueva').fill('Beto Rojas')
    await page.getByLabel('3. Código que muestra la aplicación').fill(totp.generate())
    await page.getByRole('button', { name: 'Guardar contraseña' }).click()
    await page.getByText('La contraseña es débil').waitFor()
    expect(complaints.splice(0)).toEqual([expect.stringContaining('422')])
    await page.getByLabel('2. Contraseña nueva').fill(password)
    await page.getByLabel('3. Código que muestra la aplicación').fill(totp.generate())
    await page.getByRole('button', { name: 'Guardar contraseña' }).click()
    const codes = page.getByRole('region', { name: 'Códigos de recuperación' })
    await codes.waitFor()
    const recovery = (await codes.getByRole('listitem').allInnerTexts()).map((one) => one.trim())
    expect(recovery).toHaveLength(10)
    expect(await faultsOfLooks(page, 'codes')).toEqual([])
    const goOn = page.getByRole('button', { name: 'Seguir' })
    expect(await goOn.isDisabled()).toBe(true)
    await page.getByLabel('Guardé los códigos').check()
    await goOn.click()
    await page.getByRole('link', { name: 'Ir a la página de ingreso' }).click()

    // Work of an analyst for the same person: one signs in once, and acts with one grant at a time.
    const { rows } = await sql<{ id: string }>`select id::text from account where handle = 'beto'`.execute(
      app.db,
    )
    await giveAnalyst(rows[0]?.id ?? '')
    await expectPasswordField(page, page.getByLabel('Contraseña', { exact: true }))
    await page.getByLabel('Nombre de ingreso').fill('Beto')
    await page.getByLabel('Contraseña', { exact: true }).fill(password)
    await page.getByLabel('Código de la aplicación').fill('000000')
    await page.getByRole('button', { name: 'Continuar con contraseña' }).click()
    await page.getByText('No se reconoció a nadie.').waitFor()
    expect(complaints.splice(0)).toEqual([expect.stringContaining('401')])
    // The code of enrolment is used up; the next one is good already.
    await page.getByLabel('Código de la aplicación').fill(totp.generate({ timestamp: Date.now() + 30_000 }))
    await page.getByRole('button', { name: 'Continuar con contraseña' }).click()
    await sections(page).waitFor()
    await page.getByText('Beto Rojas').waitFor()
    const role = page.getByRole('combobox', { name: 'Rol' })
    await role.selectOption({ label: 'Analista · Bolivia' })
    await page.getByRole('link', { name: 'Nueva señal' }).click()
    await page.getByLabel('Origen del dato').fill('radio comunitaria')
    expect(complaints).toEqual([])

    await sql`update session set ended_at = app.now(), end_reason = 'ended_by_owner' where ended_at is null`.execute(
      app.db,
    )
    await page.getByText('La sesión terminó: 30 minutos sin uso').waitFor()
    expect(new URL(page.url()).pathname).toBe('/signals')
    await page.getByLabel('Nombre de ingreso').fill('beto')
    await page.getByLabel('Contraseña', { exact: true }).fill(password)
    await page.getByLabel('Código de la aplicación').fill(recovery[0] ?? '')
    await page.getByRole('button', { name: 'Continuar con contraseña' }).click()
    await role.selectOption({ label: 'Analista · Bolivia' })
    expect(await page.getByLabel('Origen del dato').inputValue()).toBe('radio comunitaria')
    complaints = []

    await page.getByRole('link', { name: 'Beto Rojas' }).click()
    await page.getByText('Quedan 9 códigos de recuperación.').waitFor()
    expect(await faultsOfLooks(page, 'account-password')).toEqual([])
    await noLongerFresh(page)
    await expectPasswordField(page, page.getByLabel('Contraseña nueva'))
    await page.getByLabel('Contraseña nueva').fill('nueve perros caminan bajo la lluvia')
    await page.getByRole('button', { name: 'Cambiar la contraseña' }).click()
    const dialog = page.getByRole('dialog', { name: 'Confirme que es usted' })
    await expectPasswordField(page, dialog.getByLabel('Contraseña', { exact: true }))
    await dialog.getByLabel('Contraseña', { exact: true }).fill(password)
    await dialog.getByLabel('Código de la aplicación').fill(recovery[0] ?? '')
    await dialog.getByRole('button', { name: 'Confirmar con contraseña' }).click()
    // A recovery code that was used is none; the session goes on.
    await dialog.getByText('No se reconoció a nadie.').waitFor()
    await dialog.getByLabel('Código de la aplicación').fill(recovery[1] ?? '')
    await dialog.getByRole('button', { name: 'Confirmar con contraseña' }).click()
    await page.getByText('La contraseña está cambiada.').waitFor()
    await page.getByRole('button', { name: 'Hacer diez códigos nuevos' }).click()
    await codes.waitFor()
    const renewed = (await codes.getByRole('listitem').allInnerTexts()).map((one) => one.trim())
    expect(renewed.filter((one) => recovery.includes(one))).toEqual([])
    expect(renewed).toHaveLength(10)
    expect(complaints).toEqual([expect.stringContaining('401'), expect.stringContaining('401')])
    await context.close()
  },
  minutes,
)

test(
  'an act that asks for both factors anew is sent again once, with the same key; the own account keeps its last key and ends every session',
  async () => {
    const page = ana
    await page.getByRole('button', { name: 'Usar llave de acceso' }).click()
    await sections(page).waitFor()
    await noLongerFresh(page)
    const keys: (string | undefined)[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname === '/v1/accounts')
        keys.push(request.headers()['idempotency-key'])
    })
    await page.getByRole('link', { name: 'Personas' }).click()
    await page.getByRole('button', { name: 'Invitar a una persona' }).click()
    await page.getByLabel('Nombre', { exact: true }).fill('Carla Mamani')
    await page.getByLabel('Nombre de ingreso').fill('carla')
    await page.getByRole('button', { name: 'Crear invitación' }).click()
    const dialog = page.getByRole('dialog', { name: 'Confirme que es usted' })
    await dialog.waitFor()
    expect(await axeFaults(page)).toEqual([])
    if (shots !== undefined) await page.screenshot({ path: `${shots}/step-up.png` })
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Confirme otra vez que es usted').waitFor()
    expect(await page.getByLabel('Nombre de ingreso').inputValue()).toBe('carla')
    await page.getByRole('button', { name: 'Crear invitación' }).click()
    await dialog.getByRole('button', { name: 'Usar llave de acceso' }).click()
    await page.getByRole('region', { name: 'Invitación: se muestra una sola vez' }).waitFor()
    expect(keys).toEqual([keys[0], keys[0], keys[0]])
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    const { rows } = await sql`select 1 from account where handle = 'carla'`.execute(app.db)
    expect(rows).toHaveLength(1)
    // The refusals are what the browser complains of, and nothing else.
    expect(complaints.splice(0).filter((one) => !one.includes('401'))).toEqual([])

    await page.getByRole('link', { name: 'Ana Quispe' }).click()
    await page.getByRole('table', { name: 'Llaves de acceso' }).getByText('Portátil').waitFor()
    expect(await faultsOfLooks(page, 'account')).toEqual([])
    await page.getByRole('button', { name: 'Quitar: Portátil' }).click()
    await page.getByText('Es lo único con lo que ingresa').waitFor()
    await page.getByRole('button', { name: 'Agregar una llave de este equipo' }).click()
    await page.getByText('Este equipo ya tiene una llave de esta cuenta.').waitFor()
    await page.getByRole('button', { name: 'Terminar todas y salir' }).click()
    await page.getByRole('heading', { name: 'Ingresar' }).waitFor()
    const open = await sql`select 1 from session s join account a on a.id = s.account_id
      where a.handle = 'ana' and s.ended_at is null`.execute(app.db)
    expect(open.rows).toEqual([])
    expect(complaints).toEqual([expect.stringContaining('409')])
    await page.context().close()
  },
  minutes,
)
