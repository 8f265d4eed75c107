// A passkey in a real browser, on plain http on the own machine: Chromium's virtual authenticator, its cookie rules, its origins.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { inTransaction } from '#platform/database/database.ts'
import { giveAuthenticator } from '../support/browser-passkeys.ts'
import { openChromium } from '../support/chromium.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
let browser: Browser
let page: Page
let port: string

beforeAll(async () => {
  port = new URL((await app.start()).url ?? '').port
  browser = await openChromium()
  page = await (await browser.newContext()).newPage()
  await giveAuthenticator(page)
  await page.goto(`http://localhost:${port}/healthz`)
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** fetch as the page's own script would do it. */
function post(url: string, body: object) {
  return page.evaluate(
    async ([to, sent]) => {
      const answer = await fetch(to, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    [url, body] as const,
  )
}

/** What the page's script would hand over: the authenticator's answer to the options, in its JSON form. */
function credential(kind: 'create' | 'get', options: object): Promise<object> {
  const read = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON'
  const given = JSON.stringify(options)
  return page.evaluate<object>(
    `navigator.credentials.${kind}({ publicKey: PublicKeyCredential.${read}(${given}) }).then((made) => made.toJSON())`,
  )
}

const whoAmI = () => page.evaluate(async () => (await fetch('/v1/me')).status)

test('from the invitation to a session, and out again', async () => {
  const wanted = { name: 'Ana', handle: 'ana', days: 30, country: 'BO' }
  const token = await inTransaction(app.db, (trx) => inviteFirstAdmin(trx, wanted))
  const create = await post('/v1/auth/enrolment/passkey-options', { token })
  const enrolled = await post('/v1/auth/enrolment/passkey', {
    token,
    response: await credential('create', create.body),
  })
  expect([enrolled.status, enrolled.body]).toEqual([201, expect.objectContaining({ handle: 'ana' })])
  expect(await whoAmI(), 'enrolling is not signing in').toBe(401)

  const get = await post('/v1/auth/passkey-options', {})
  const signed = await post('/v1/auth/passkey', { response: await credential('get', get.body) })
  expect([signed.status, signed.body]).toEqual([200, expect.objectContaining({ is_fresh: true })])
  expect(await whoAmI()).toBe(200)
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({
    name: '__Host-vigia_session',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
  })
  expect(await page.evaluate<string>('document.cookie'), 'out of reach of scripts').toBe('')

  const stepOptions = await post('/v1/auth/step-up/passkey-options', {})
  const stepped = await post('/v1/auth/step-up/passkey', {
    response: await credential('get', stepOptions.body),
  })
  expect(stepped.status).toBe(200)
  expect((await post('/v1/auth/session:sign-out', {})).status).toBe(200)
  expect(await whoAmI()).toBe(401)
  expect(await page.context().cookies()).toEqual([])
})
