// What was read of an identity: nowhere in the page before somebody may read it now, nowhere else at any time, and gone from it by itself.
import type { Page, Response } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { identityDesk, minutes, person, slow } from './identities-rig.ts'

const rig = await identityDesk()
const { ombudsman, ask, report, open } = rig
const words = ['Eulalia', 'Choque', '70011223'] as const
const patient = { timeout: 60_000, interval: 200 }

const holdsWords = (text: string) => words.some((word) => text.includes(word))

/** A verifier of their own for each test: whoever asked sees what they may read now, and nobody else does. */
const verifierOf = async (label: string) => (await rig.tokenOf({ role: 'verifier', label })).secret

interface Access {
  readonly id: string
}

/** Asked for by whoever holds the token, and not yet agreed to. */
function asked(token: string, signal: string): Promise<Access> {
  return ask<Access>(token, 'POST', `/v1/signals/${signal}/identity-access`, {
    purpose: 'protection',
    explanation: 'puede estar en peligro esta noche',
  })
}

const agree = ({ id }: Access) =>
  ask(ombudsman, 'POST', `/v1/identity-access/${id}/decisions`, { decision: 'approve' })

const readButton = (page: Page) => page.getByRole('button', { name: 'Leer ahora' })

async function read(page: Page): Promise<void> {
  await readButton(page).click()
  await page.getByText(person.name).waitFor()
}

/** Whatever the page holds of the words: its document, hidden parts and values of fields too. */
async function isInPage(page: Page): Promise<boolean> {
  const values = "[...document.querySelectorAll('input, textarea')].map((one) => one.value).join()"
  return holdsWords((await page.content()) + (await page.evaluate<string>(values)))
}

const isGone = (page: Page) => vi.waitUntil(async () => !(await isInPage(page)), patient)

/** Everything that a page leaves in the browser: storages, caches, databases, addresses of its history. */
const leftInBrowser = `(async () => {
  const caches_ = await Promise.all((await caches.keys()).map(async (name) => {
    const cache = await caches.open(name)
    const requests = await cache.keys()
    return Promise.all(requests.map(async (one) => one.url + (await (await cache.match(one)).text())))
  }))
  return JSON.stringify([
    { ...localStorage }, { ...sessionStorage }, document.cookie, document.title, name, history.state,
    navigation.entries().map((one) => one.url + JSON.stringify(one.getState() ?? null)),
    (await indexedDB.databases()).map((one) => one.name),
    caches_.flat().filter((one) => !one.includes('/assets/')),
  ])
})()`

test(
  'V14.3.3: an identity comes in one answer, after it was opened; it is in no storage, address or line of the console, and on no paper',
  async () => {
    const verifier = await verifierOf('where')
    const signal = await report('where')
    const page = await open(verifier, `/identities?signal=${signal}`)
    const told: { readonly path: string; readonly text: string }[] = []
    const lines: string[] = []
    page.on('console', (line) => lines.push(line.text()))
    async function note(response: Response): Promise<void> {
      const path = new URL(response.url()).pathname
      if (path.startsWith('/v1/')) told.push({ path, text: await response.text().catch(() => '') })
    }
    page.on('response', (response) => void note(response))
    const access = await asked(verifier, signal)
    await page.getByText('Usted lo pidió: debe decidir otra persona.').waitFor()
    expect(await isInPage(page)).toBe(false)
    await agree(access)
    await readButton(page).waitFor()
    expect(await isInPage(page)).toBe(false)
    expect(told.filter(({ text }) => holdsWords(text))).toEqual([])

    await read(page)
    expect(holdsWords(await page.evaluate<string>(leftInBrowser))).toBe(false)
    const opened = page.getByRole('region', { name: 'Identidad', exact: true })
    // The reader of a screen is led to it, and no translator takes it along.
    expect(await opened.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true)
    expect(await opened.locator('dl').getAttribute('translate')).toBe('no')
    await page.emulateMedia({ media: 'print' })
    expect(await opened.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await vi.waitUntil(() => told.some(({ text }) => holdsWords(text)), patient)

    // To another view and back: there it is not, and here it has to be read again, on record again.
    await page.getByRole('link', { name: 'Lecturas', exact: true }).click()
    await page.getByRole('table').getByText('Proteger a la persona').first().waitFor()
    expect(await isInPage(page)).toBe(false)
    await page.goBack()
    await readButton(page).waitFor()
    expect(await isInPage(page)).toBe(false)
    expect(holdsWords(await page.evaluate<string>(leftInBrowser))).toBe(false)
    expect(new Set(told.filter(({ text }) => holdsWords(text)).map(({ path }) => path))).toEqual(
      new Set([`/v1/identity-access/${access.id}/reads`]),
    )
    await read(page)
    expect((await rig.readings()).filter((one) => one.signal === signal)).toHaveLength(2)
    expect(lines.filter(holdsWords)).toEqual([])
    expect(rig.desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'after a quarter of an hour the server lets nobody read, and what was shown leaves the page',
  async () => {
    const verifier = await verifierOf('over')
    await agree(await asked(verifier, await report('over')))
    const page = await open(verifier, '/identities')
    await read(page)
    await rig.later(15)
    try {
      await page.getByText(person.name).waitFor({ state: 'detached', ...slow })
      await isGone(page)
      await page.getByRole('region', { name: 'Anteriores' }).getByText('Terminada').first().waitFor()
      expect(await readButton(page).count()).toBe(0)
    } finally {
      await rig.later(0)
    }
    await page.context().close()
  },
  minutes,
)

test(
  'without a line it leaves the page all the same, by the seconds that the server gave and not by its hour',
  async () => {
    const verifier = await verifierOf('no-line')
    await agree(await asked(verifier, await report('no-line')))
    const page = await rig.desk().open(verifier, '/identities', {
      // A device whose clock is an hour behind believes that there is an hour and a quarter left.
      clock: Date.now() - 3_600_000,
    })
    page.setDefaultTimeout(slow.timeout)
    await read(page)
    await page.route('**/v1/**', (route) => route.abort())
    await page.clock.fastForward(5 * 60_000)
    expect(await isInPage(page)).toBe(true)
    await page.clock.fastForward(10 * 60_000)
    await page.getByText('Se ocultó: terminó el tiempo.').waitFor()
    await isGone(page)
    await page.context().close()
  },
  minutes,
)

test(
  'a page that goes out of sight forgets it; to see it again is to read it again',
  async () => {
    const verifier = await verifierOf('out-of-sight')
    const signal = await report('out-of-sight')
    await agree(await asked(verifier, signal))
    const page = await open(verifier, '/identities')
    const turn = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))`)
    await read(page)
    await turn(true)
    await isGone(page)
    await turn(false)
    await page.getByText('Se ocultó porque dejó esta página.').waitFor()
    // What comes when nobody looks any more is not shown either.
    await page.route('**/reads', async (route) => {
      const response = await route.fetch()
      await turn(true)
      await route.fulfill({ response })
    })
    await readButton(page).click()
    await vi.waitUntil(
      async () => (await rig.readings()).filter((one) => one.signal === signal).length === 2,
      patient,
    )
    await vi.waitUntil(
      async () => (await readButton(page).getAttribute('aria-disabled')) === 'false',
      patient,
    )
    expect(await isInPage(page)).toBe(false)
    expect(rig.desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a session that ends while it is shown and something is being written leaves the writing in the tab, and nothing of the identity',
  async () => {
    const mine = { role: 'verifier', label: 'whose session ends' } as const
    const first = await rig.tokenOf(mine)
    const { person: personId } = await ask<{ person: string }>(first.secret, 'GET', '/v1/me')
    const signal = await report('ended')
    await agree(await asked(first.secret, signal))
    const page = await open(first.secret, `/identities?signal=${signal}`)
    await page.getByLabel('Por qué hace falta').fill('para más adelante')
    await read(page)
    await rig.revoke(first.id)
    await page.getByText('Lo que estaba escribiendo sigue aquí').waitFor()
    await isGone(page)
    const next = await rig.tokenOf({ ...mine, personId })
    await page.getByLabel('Token de acceso').fill(next.secret)
    await page.getByRole('button', { name: 'Ingresar', exact: true }).click()
    await readButton(page).waitFor()
    expect(await page.getByLabel('Por qué hace falta').inputValue()).toBe('para más adelante')
    expect(await isInPage(page)).toBe(false)
    await page.context().close()
  },
  minutes,
)
