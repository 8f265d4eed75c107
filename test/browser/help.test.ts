// Help and the first tour in a real browser: a page per role, the glossary, and steps that are done when the server says so.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, expectSound, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url: string
let desk: ConsoleDesk

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

const slow = { timeout: 120_000 }
const minutes = 600_000

test(
  'C79 the tour says what is done: three signals, and the first alert is there',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/start')
    const steps = page.getByRole('listitem')
    const alert = steps.filter({ hasText: 'La regla dispara la primera alerta' })
    await alert.getByText('por hacer').waitFor(slow)
    await steps.filter({ hasText: 'Un simulacro está abierto' }).getByText('✓ hecho').waitFor(slow)
    for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
      const answer = await fetch(`${url}/v1/signals`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.analyst}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          external_id: `tour-${root}`,
          process: tokens.process,
          category: 'threat',
          place: 'BO02',
          severity: 3,
          target: { kind: 'candidate' },
          source: { root },
        }),
      })
      expect(answer.status).toBe(201)
    }
    await alert.getByText('✓ hecho').waitFor(slow)
    await alert.getByRole('link', { name: 'Alertas' }).click()
    await page.getByRole('link', { name: 'Amenazas contra candidaturas – La Paz' }).waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'C79 a step whose answer is on its way or that the reader may not see is not the one to do next',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/help')
    const { promise, resolve } = Promise.withResolvers<void>()
    await page.route(/\/v1\/alerts\?limit=50$/, async (route) => {
      await promise
      await route.continue()
    })
    await page.goto(`${url}/start`)
    const tour = page.getByRole('list', { name: 'El simulacro', exact: true })
    const step = (title: string) => tour.getByRole('listitem').filter({ hasText: title })
    await step('Envíe tres señales').getByText('✓ hecho').waitFor(slow)
    await step('La regla dispara').getByText('Cargando…').waitFor(slow)
    expect(await tour.locator('[aria-current]').count()).toBe(0)
    resolve()
    await step('La regla dispara').getByText('✓ hecho').waitFor(slow)
    expect(await step('Acuse recibo').getAttribute('aria-current')).toBe('step')
    await page.context().close()

    const other = await desk.open(tokens.rules_admin, '/start')
    const unseen = other.getByRole('list', { name: 'El simulacro', exact: true })
    await unseen.getByText('✓ hecho').waitFor(slow)
    expect(await unseen.getByText('Su rol no ve este paso').count()).toBe(3)
    expect(await unseen.locator('[aria-current]').count()).toBe(0)
    expect(desk.complaints()).toEqual([])
    await other.context().close()
  },
  minutes,
)

test(
  'C79 each role reads its own page first',
  async () => {
    const jobs = [
      [tokens.analyst, 'Registrar lo que pasa'],
      [tokens.ombudsman, 'Entender la alerta'],
      [tokens.un_liaison, 'Decidir qué se transmite'],
      [tokens.rules_admin, 'Cambiar reglas sin miedo'],
      [tokens.admin, 'Mantener Vigía en pie'],
    ] as const
    for (const [token, job] of jobs) {
      const page = await desk.open(token, '/help')
      await page.getByText(job).waitFor(slow)
      await page.context().close()
    }
    expect(desk.complaints()).toEqual([])
  },
  minutes,
)

test(
  'all pages: each is as high as a finger on a phone',
  async () => {
    const page = await desk.open(tokens.analyst, '/help?part=pages', { width: 360 })
    const links = page.locator('.help-pages a')
    await links.filter({ hasText: 'Verificación' }).waitFor(slow)
    const boxes = await Promise.all((await links.all()).map((one) => one.boundingBox()))
    expect(boxes.length).toBeGreaterThan(3)
    for (const box of boxes) expect(box?.height).toBeGreaterThanOrEqual(44)
    // The token of the exercise verifies too: the page of its role says so.
    await page.getByRole('link', { name: 'Su trabajo' }).click()
    await page.getByText('Si en su menú está «Verificación»').waitFor()
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test('C70 help and the tour are sound in each language, scheme and width', async () => {
  for (const path of ['/help', '/help?part=pages', '/help?part=words', '/start']) {
    await expectSound(desk, tokens.ombudsman, path, async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor(slow)
    })
  }
  expect(desk.complaints()).toEqual([])
}, 900_000)
