// The calendar: bands and marks that keys and buttons move and zoom, what is seen as a table and a file, what a moved date would change.
import { expect, test } from 'vitest'
import { consoleUnderTest, everyLookMs, faultsOfEveryLook } from '../support/console-page.ts'

const vigia = await consoleUnderTest()
const { tokens } = vigia

test('C20 phases stand as bands with today; a moved date shows its effect and is stored nowhere', async () => {
  const page = await vigia.open(tokens.ombudsman, '/calendar')
  const chart = page.getByRole('application', { name: /^Fases, ventanas/ })
  await chart.getByText('Campaña', { exact: true }).waitFor()
  await chart.getByText('hoy', { exact: true }).waitFor()
  const path = `/v1/processes/${tokens.process}/calendar`
  const before = await vigia.ask(tokens.ombudsman, 'GET', path)
  await page.getByLabel('Hito').selectOption('election_day')
  const date = page.getByLabel('Nueva fecha')
  const day = Temporal.PlainDate.from(await date.inputValue())
  await date.fill(day.add({ days: 14 }).toString())
  await page.getByRole('button', { name: 'Ver el efecto' }).click()
  const effect = page.getByRole('table', { name: /cambios?$/ })
  await effect.waitFor()
  expect(await effect.innerText()).toContain('+14 días')
  expect(await chart.locator('.band-then').count()).toBeGreaterThan(0)
  expect(await vigia.ask(tokens.ombudsman, 'GET', path)).toEqual(before)
  await page.getByRole('button', { name: 'Quitar la vista previa' }).click()
  expect(await chart.locator('.band-then').count()).toBe(0)
  await page.getByRole('table', { name: 'Versiones del calendario' }).waitFor()
  expect(vigia.complaints()).toEqual([])
})

test('C21 keys, buttons and the wheel zoom; layers go; the file holds what is seen', async () => {
  const page = await vigia.open(tokens.ombudsman, '/calendar')
  const chart = page.getByRole('application')
  await chart.getByText('Campaña', { exact: true }).waitFor()
  const widest = () =>
    page.evaluate<number>(
      "Math.max(...[...document.querySelectorAll('.lane-phase .band')].map((one) => Number.parseFloat(one.getAttribute('width'))))",
    )
  const whole = await widest()
  await chart.focus()
  await page.keyboard.press('+')
  await expect.poll(widest).not.toBe(whole)
  await page.keyboard.press('0')
  await expect.poll(widest).toBe(whole)
  await page.getByRole('button', { name: 'Acercar' }).click()
  await expect.poll(widest).not.toBe(whole)
  await page.getByRole('button', { name: 'Todo', exact: true }).click()
  await chart.hover()
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -400)
  await page.keyboard.up('Control')
  await expect.poll(widest).not.toBe(whole)
  expect(await chart.locator('.lane-window').count()).toBeGreaterThan(0)
  await page.getByLabel('Ventanas del calendario').uncheck()
  await expect.poll(() => chart.locator('.lane-window').count()).toBe(0)
  await page.locator('summary', { hasText: 'Lo que se ve, en tabla' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Descargar lo que se ve (CSV)' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('calendario.csv')
  expect(vigia.complaints()).toEqual([])
})

test(
  'C70 C71 the calendar has no axe fault and no overflow in any language, theme and width',
  async () => {
    const page = await vigia.open(tokens.ombudsman, '/calendar')
    const ready = (one: typeof page) => one.locator('.band').first().waitFor()
    expect(await faultsOfEveryLook(page, ready)).toEqual([])
  },
  everyLookMs,
)
