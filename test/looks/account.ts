// The first administrator, come in with a passkey: what the browser keeps of it, for pages that no token opens.
import type { Browser, BrowserContext } from 'playwright-core'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { giveAuthenticator } from '../support/browser-passkeys.ts'

export type Kept = Awaited<ReturnType<BrowserContext['storageState']>>

export async function signInAccount(browser: Browser, url: string, db: Db): Promise<Kept> {
  const person = { name: 'Ana Quispe', handle: 'ana', days: 30, country: 'BO' }
  const invitation = await inTransaction(db, (trx) => inviteFirstAdmin(trx, person))
  const context = await browser.newContext()
  const page = await context.newPage()
  await giveAuthenticator(page)
  await page.goto(`${url}/enrol#${invitation}`)
  await page.getByLabel('Nombre de este equipo').fill('Portátil')
  await page.getByRole('button', { name: 'Crear llave de acceso' }).click()
  await page.getByRole('link', { name: 'Ir a la página de ingreso' }).click()
  await page.getByRole('button', { name: 'Usar llave de acceso' }).click()
  await page.getByRole('navigation', { name: 'Secciones' }).waitFor()
  const kept = await context.storageState()
  await context.close()
  return kept
}
