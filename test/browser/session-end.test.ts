// A session that ends while its reader is writing: the page says why, and after signing in what was typed is there, at the same place. Whoever
// else signs in at that desk finds nothing of it.
import { sql } from 'kysely'
import { TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readAccount } from '#access/account-store.ts'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { storeGrant } from '#access/give-grants.ts'
import { issueToken } from '#access/issue-token.ts'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { testConfig } from '../support/app.ts'
import { openChromium } from '../support/chromium.ts'

const app = await createApp(testConfig())
const tokens = await openExercise(app)
let url = ''
const { ask, report, alertOf } = alertDesk(tokens, () => url)
let browser: Browser
let alert: string
/** Each of them lets one person in once. */
let codes: string[]
let complaints: string[] = []
const password = 'quince gatos duermen sobre el tejado'
// A page, its data and an evaluation, on a machine that others use too.
const longMs = 600_000
const slowly = { timeout: 300_000, interval: 500 }
const slow = { timeout: 300_000 }

beforeAll(async () => {
  url = `http://localhost:${new URL((await app.start()).url ?? '').port}`
  browser = await openChromium()
  for (const name of ['radio-a', 'ong-b', 'prensa-c']) await report(name, 'BO03')
  alert = await alertOf('BO03', 'watch')
  codes = await enrolRosa()
}, longMs)
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** A browser of its own: another device, or another profile. */
async function device(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  context.setDefaultTimeout(300_000)
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('heading', { name: 'Ingresar' }).waitFor(slow)
  return page
}

/** As the page itself asks: with its cookie, from its own origin. */
async function post<Answer>(page: Page, path: string, body: object): Promise<Answer> {
  const { status, answer } = await page.evaluate(
    async ([where, what]) => {
      const told = await fetch(where ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: what ?? '',
      })
      return { status: told.status, answer: await told.json() }
    },
    [path, JSON.stringify(body)],
  )
  expect(status, `${path}: ${JSON.stringify(answer)}`).toBeLessThan(300)
  return answer as Answer
}

/** Duty officer of the Ombudsman with a password; returns the recovery codes. */
async function enrolRosa(): Promise<string[]> {
  const token = await inTransaction(app.db, (trx) =>
    inviteFirstAdmin(trx, { name: 'Rosa Quispe', handle: 'rosa', days: 30, country: 'BO' }),
  )
  const page = await device()
  const { id, secret } = await post<{ id: string; secret: string }>(page, '/v1/auth/enrolment/totp-options', {
    token,
  })
  const code = new TOTP({ secret }).generate()
  const { recovery_codes: made } = await post<{ recovery_codes: string[] }>(
    page,
    '/v1/auth/enrolment/password',
    { token, password, totp: id, code },
  )
  await page.context().close()
  const { rows } = await sql<{ id: string }>`select id::text from account where handle = 'rosa'`.execute(
    app.db,
  )
  await inTransaction(app.db, async (trx) => {
    const account = await readAccount(trx, rows[0]?.id ?? '')
    if (account === undefined) throw new Error('no account rosa')
    const wanted = {
      role: 'ombudsman',
      territory: ['BO'],
      marking: 'TLP:AMBER+STRICT',
      office: 'ombudsman-duty',
      source_id: null,
      processes: null,
      days: 30,
    } as const
    await storeGrant(trx, account, wanted, { reason: 'desk of the exercise', by: null })
  })
  return made
}

const sections = (page: Page) => page.getByRole('navigation', { name: 'Secciones' })
const comment = (page: Page) => page.getByRole('textbox', { name: 'Comentario', exact: true })
const role = (page: Page) => page.getByRole('combobox', { name: 'Rol' })
const signInTitle = (page: Page) => page.getByRole('heading', { name: 'Ingresar', level: 1 })

async function signInAsRosa(page: Page): Promise<void> {
  await page.getByLabel('Nombre de ingreso').fill('rosa')
  await page.getByLabel('Contraseña', { exact: true }).fill(password)
  await page.getByLabel('Código de la aplicación').fill(codes.shift() ?? '')
  await page.getByRole('button', { name: 'Continuar con contraseña' }).click()
  await sections(page).waitFor(slow)
}

async function signInWith(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token de acceso').fill(token)
  await page.getByRole('button', { name: 'Ingresar', exact: true }).click()
  await sections(page).waitFor(slow)
}

/** Rosa at the alert, as duty officer of the Ombudsman. */
async function rosaAtTheAlert(): Promise<Page> {
  const page = await device()
  await signInAsRosa(page)
  await role(page).selectOption({ label: 'Personal de la Defensoría · Bolivia' })
  await page.getByRole('link', { name: 'Alertas', exact: true }).click(slow)
  await page.goto(`${url}/alerts/${alert}`)
  await comment(page).waitFor(slow)
  return page
}

test(
  'C77 signed out everywhere while a comment is being written: the page says why and hides what it showed; after signing in the text, the place and the right are the same',
  async () => {
    const page = await rosaAtTheAlert()
    await comment(page).fill('Se habló con la oficina de Cochabamba.')
    const other = await device()
    await post(other, '/v1/auth/password', { handle: 'rosa', password, recovery_code: codes.shift() })
    await post(other, '/v1/sessions:end-all', {})
    await other.context().close()

    await page.getByText('La sesión terminó: 30 minutos sin uso').waitFor(slow)
    await page.getByText('Lo que estaba escribiendo sigue aquí, solo para usted.').waitFor()
    expect(new URL(page.url()).pathname).toBe(`/alerts/${alert}`)
    expect(await page.getByText('Amenazas contra candidaturas').filter({ visible: true }).count()).toBe(0)
    expect(await sections(page).isVisible()).toBe(false)

    await signInAsRosa(page)
    // Without choosing a role again, and without a new page.
    await comment(page).waitFor(slow)
    expect(await comment(page).inputValue()).toBe('Se habló con la oficina de Cochabamba.')
    expect(new URL(page.url()).pathname).toBe(`/alerts/${alert}`)
    await vi.waitUntil(() => comment(page).evaluate((one) => one === one.ownerDocument.activeElement), slowly)
    await page.getByRole('button', { name: 'Agregar comentario' }).click()
    await page.getByText('Comentario registrado.').waitFor(slow)
    const { items } = await ask<{ items: { text: string }[] }>(
      tokens.ombudsman,
      'GET',
      `/v1/alerts/${alert}/comments`,
    )
    expect(items.map(({ text }) => text)).toEqual(['Se habló con la oficina de Cochabamba.'])
    // What was refused once the session had ended is the browser's only complaint.
    expect(complaints.splice(0).filter((one) => !one.includes('401'))).toEqual([])
    await page.context().close()
  },
  longMs,
)

test(
  'C77 a session that ran out keeps its draft for its own reader: somebody else who signs in there finds an empty field, and so does the first one afterwards',
  async () => {
    const page = await rosaAtTheAlert()
    await comment(page).fill('Para mí sola')
    await sql`update session set expires_at = app.now() where ended_at is null`.execute(app.db)
    await page.getByText('Lo que estaba escribiendo sigue aquí').waitFor(slow)
    await signInWith(page, tokens.ombudsman)
    await comment(page).waitFor(slow)
    expect(await comment(page).inputValue()).toBe('')
    await page.getByRole('button', { name: 'Salir' }).click()
    await signInTitle(page).waitFor(slow)
    expect(await page.getByText('sigue aquí').count()).toBe(0)
    await signInAsRosa(page)
    await role(page).selectOption({ label: 'Personal de la Defensoría · Bolivia' })
    await comment(page).waitFor(slow)
    expect(await comment(page).inputValue()).toBe('')
    await page.context().close()
  },
  longMs,
)

test(
  'C77 a page on which nothing was typed is gone when its session ends; the address stays',
  async () => {
    const page = await rosaAtTheAlert()
    await sql`update session set expires_at = app.now() where ended_at is null`.execute(app.db)
    await page.getByText('La sesión terminó: 30 minutos sin uso').waitFor(slow)
    expect(await page.getByText('sigue aquí').count()).toBe(0)
    expect(await page.getByText('Amenazas contra candidaturas').count()).toBe(0)
    await signInAsRosa(page)
    expect(new URL(page.url()).pathname).toBe(`/alerts/${alert}`)
    await comment(page).waitFor(slow)
    await page.context().close()
  },
  longMs,
)

test(
  'C77 a token that was revoked while a rule is being written: the same person’s next token finds the text in the editor and the reason beside it',
  async () => {
    const { person } = await ask<{ person: string }>(tokens.rules_admin, 'GET', '/v1/me')
    const request = {
      label: 'test: rules',
      role: 'rules_admin',
      territory: ['BO'],
      marking: 'TLP:GREEN',
      days: 1,
      personId: person,
    } as const
    const issue = () => inTransaction(app.db, (trx) => issueToken(trx, request, undefined))
    const first = await issue()
    const page = await device()
    await signInWith(page, first.secret)
    await page.goto(`${url}/rules/candidate-threats?part=edit`)
    const editor = page.getByRole('textbox', { name: 'Editor de la regla en YAML' })
    await editor.click(slow)
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.type('# pensado de noche\n')
    await page.getByLabel('Motivo del cambio').fill('Menos ruido')
    await sql`update api_token set revoked_at = app.now() where id = ${first.id}::uuid`.execute(app.db)
    await page.getByText('el token venció o fue revocado').waitFor(slow)
    await page.getByText('Lo que estaba escribiendo sigue aquí').waitFor()
    await signInWith(page, (await issue()).secret)
    await editor.waitFor(slow)
    const shown = (await editor.innerText()).split('\n').filter((line) => line.startsWith('#'))
    expect(shown[0]).toBe('# pensado de noche')
    expect(await page.getByLabel('Motivo del cambio').inputValue()).toBe('Menos ruido')
    // It goes on to be checked as it stands.
    await page.getByText('El texto es válido.').first().waitFor(slow)
    await page.context().close()
  },
  longMs,
)
