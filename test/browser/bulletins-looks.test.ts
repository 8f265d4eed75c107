// The views of stored bulletins in their states – nothing, no right, no answer, out of date – and in every look.
import type { Page } from 'playwright-core'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { expectSound, nothingLoads } from '../support/console-desk.ts'
import { openBulletinDesk } from './bulletins-rig.ts'

const rig = await openBulletinDesk()
const { tokens, author, second, url, desk, ask, composed, one, proposed, published } = rig
afterAll(() => rig.close())
beforeEach(() => {
  desk.complaints()
})

test('C60 C78 whoever only reads is offered no act and no draft; without rows, without the right and without an answer the page says so', async () => {
  const draft = await composed()
  const done = await published()
  const page = await desk.open(tokens.un_liaison, '/bulletin')
  await page.locator(`a[href="/bulletin/${done.id}"]`).waitFor()
  expect(await page.locator(`a[href="/bulletin/${draft.id}"]`).count()).toBe(0)
  expect(await page.getByRole('link', { name: 'Componer un boletín' }).count()).toBe(0)
  await page.getByLabel('Estado').selectOption('withdrawn')
  await page.getByLabel('Período').selectOption('weekly')
  await page.getByText('No hay boletines con este filtro').waitFor()
  await page.goto(`${url}/bulletin/${done.id}`)
  await page.getByText(/^Publicado el /).waitFor()
  expect(await page.getByRole('button', { name: /Retirar|Publicar|erratas/ }).count()).toBe(0)
  await page.goto(`${url}/bulletin/new`)
  await page.getByText('Falta el permiso «delivery:manage»').waitFor()
  await page.goto(`${url}/bulletin/${draft.id}`)
  await page.getByText('No hay un boletín con este número').waitFor()
  await page.route('**/v1/bulletins?*', (route) => route.abort())
  await page.goto(`${url}/bulletin`)
  await page.getByText('No se pudo cargar').waitFor()
  await page.getByRole('button', { name: 'Reintentar' }).waitFor()
  await page.context().close()
})

test('C78 a list that is not renewed for a minute says how old it is', async () => {
  await composed()
  const page = await desk.open(author, '/bulletin')
  await page.getByRole('row').nth(1).waitFor()
  await page.route('**/v1/bulletins?*', (route) => route.abort())
  await page.clock.install()
  await page.clock.fastForward(90_000)
  await page.getByText(/^Sin datos nuevos: la última respuesta llegó/).waitFor()
  // What came last is still shown.
  expect(await page.getByRole('row').count()).toBeGreaterThan(1)
  await page.context().close()
})

// Five pages in their looks, on a machine that others use too.
const manyLooksMs = 900_000

test(
  'C70 C71 the views of bulletins are sound in each language, scheme and width',
  async () => {
    const waits = await proposed()
    const draft = await composed('weekly')
    const summary = { es: 'Lo de otra persona.', en: 'Of another person.' }
    await expectSound(desk, author, '/bulletin', (page) => page.getByRole('table').first().waitFor())
    await expectSound(desk, author, '/bulletin/new', async (page) => {
      await page.locator('#field-process option').first().waitFor({ state: 'attached' })
    })
    const drawn = (page: Page) => page.locator('.map-place').first().waitFor()
    await expectSound(desk, author, `/bulletin/${waits.id}`, drawn)
    await expectSound(desk, author, `/bulletin/${draft.id}?part=check`, async (page) => {
      await page.locator('#recount-today').waitFor()
      await nothingLoads(page)
    })
    await expectSound(desk, author, `/bulletin/${draft.id}?part=write`, async (page) => {
      await page.locator('#field-summary-es').waitFor({ timeout: 120_000 })
      await page.locator('#field-summary-es').fill('Lo mío.')
      const { version } = await one(draft.id)
      const mine = { summary: { ...summary, en: `${summary.en} ${version}` } }
      await ask(second, 'PATCH', `/v1/bulletins/${draft.id}`, mine, { 'if-match': `"${version}"` })
      await page.locator('.bulletin-save .primary').click()
      await page.locator('.bulletin-version').first().waitFor()
    })
    expect(desk.complaints().filter((line) => !line.includes('412'))).toEqual([])
  },
  manyLooksMs,
)
