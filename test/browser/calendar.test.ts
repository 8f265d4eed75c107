// The calendar: bands and marks that keys and buttons move and zoom, what is seen as a table and a file, what a moved date would change.
import { expect, test } from 'vitest'
import { createFormat } from '../../web/src/format.ts'
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
    const page = await vigia.open(tokens.rules_admin, '/calendar')
    const ready = async (one: typeof page) => {
      await one.locator('.band').first().waitFor()
      await one.locator('#changes ~ *').first().waitFor()
    }
    expect(await faultsOfEveryLook(page, ready)).toEqual([])
  },
  everyLookMs,
)

test('C20 a date moves by two persons: proposed with its effect in view, in force when the other one has approved', async () => {
  const path = `/v1/processes/${tokens.process}/calendar`
  const page = await vigia.open(tokens.rules_admin, `/calendar/${tokens.process}`)
  await page.getByLabel('Paso').selectOption('move')
  await page.getByLabel('Hito').selectOption('election_day')
  const date = page.getByLabel('Nueva fecha')
  const day = Temporal.PlainDate.from(await date.inputValue()).add({ days: 7 })
  await date.fill(day.toString())
  await page.getByLabel('Qué más se mueve').selectOption('to_come')
  await page.getByRole('button', { name: 'Ver el efecto' }).click()
  await page.locator('summary', { hasText: /\d+ cambios$/ }).waitFor()
  await page.getByRole('button', { name: 'Proponer este cambio' }).click()
  await page.getByLabel('Qué hizo el órgano electoral, en español').fill('Resolución 12/2026')
  await page.getByLabel('Qué hizo el órgano electoral, en inglés').fill('Resolution 12/2026')
  await page.getByLabel('Motivo de la propuesta').fill('publicado hoy')
  await page.getByRole('button', { name: 'Enviar la propuesta' }).click()
  await page.getByText('Usted lo propuso: tiene que decidir otra persona.').waitFor()
  expect(await vigia.ask(tokens.rules_admin, 'GET', path)).toMatchObject({ version: 1 })

  const other = await vigia.open(tokens.rules_approver ?? '', `/calendar/${tokens.process}`)
  const row = other.locator('li.row', { hasText: 'Resolución 12/2026' })
  await row.getByLabel('Comentario').fill('leí la resolución')
  await row.getByRole('button', { name: 'Aprobar y poner en vigor' }).click()
  await other.getByText('Ningún cambio espera a una segunda persona.').waitFor()
  expect(await vigia.ask(tokens.rules_admin, 'GET', path)).toMatchObject({ version: 2 })
  await other
    .getByRole('table', { name: 'Versiones del calendario' })
    .getByText('Resolución 12/2026')
    .waitFor()
  expect(vigia.complaints()).toEqual([])
})

test('an act that took place is recorded by a verifier, and taken back where it was a mistake', async () => {
  const page = await vigia.open(tokens.verifier ?? '', `/calendar/${tokens.process}`)
  const acts = page.getByRole('table', { name: 'Actos del calendario' })
  const row = acts.getByRole('row', { name: /Sorteo/ })
  await row.getByRole('button', { name: 'Registrar como hecho' }).click()
  await row.getByLabel('Dónde consta').fill('Resolución 30/2026')
  await row.getByRole('button', { name: 'Guardar el registro' }).click()
  await row.getByText('Hecho', { exact: true }).waitFor()
  await row.getByText('Resolución 30/2026').waitFor()
  await row.getByRole('button', { name: 'Fue un error' }).click()
  await row.getByLabel('Motivo').fill('era de otro departamento')
  await row.getByRole('button', { name: 'Retirar el registro' }).click()
  await row.getByRole('button', { name: 'Registrar como hecho' }).waitFor()
  expect(vigia.complaints()).toEqual([])
})

test('an act of a whole day is due on that day', async () => {
  const calendar = await vigia.ask(tokens.ombudsman, 'GET', `/v1/processes/${tokens.process}/calendar`)
  const { milestones } = calendar as { milestones: Record<string, { from: string }> }
  const from = milestones['election_day']?.from ?? ''
  for (const [language, name, whole] of [
    ['es', /^Jornada de votación/, 'todo el día'],
    ['en', /^Election day/, 'whole day'],
  ] as const) {
    const page = await vigia.open(tokens.ombudsman, '/calendar')
    await page.evaluate((code) => localStorage.setItem('vigia.language', code), language)
    await page.reload()
    const row = page.getByRole('row', { name }).filter({ hasText: whole })
    await row.waitFor()
    const day = createFormat(language, 'America/La_Paz', 'BO').day(from)
    expect(await row.innerText()).toContain(`${day} (${whole})`)
    await page.evaluate(() => localStorage.removeItem('vigia.language'))
    await page.close()
  }
  expect(vigia.complaints()).toEqual([])
})

test('an end with a day is told by that day in every table, in both languages, and no midnight stands for it', async () => {
  const calendar = await vigia.ask(tokens.ombudsman, 'GET', `/v1/processes/${tokens.process}/calendar`)
  const { spans } = calendar as { spans: { type: string; code: string; last_day: string | null }[] }
  const campaign = spans.find(({ type, code }) => type === 'phase' && code === 'campaign')?.last_day ?? ''
  for (const [language, phase, closes, milestone, effectOf] of [
    ['es', 'Campaña Fase', 'Fin de campaña en actos públicos', 'Hito', 'Ver el efecto'],
    ['en', 'Campaign Phase', 'Campaign in public closes', 'Milestone', 'See the effect'],
  ] as const) {
    const shown = createFormat(language, 'America/La_Paz', 'BO')
    const day = (date: Temporal.PlainDate) => shown.day(`${date.toString()}T12:00:00-04:00`)
    const last = Temporal.PlainDate.from(campaign)
    const page = await vigia.open(tokens.ombudsman, '/calendar')
    await page.evaluate((code) => localStorage.setItem('vigia.language', code), language)
    await page.reload()
    await page.locator('.calendar-table summary').click()
    const seen = page.locator('.calendar-table table')
    const row = seen.getByRole('row', { name: phase })
    expect(await row.getByRole('cell').last().innerText()).toBe(`${day(last)} inclusive`)
    const act = seen.getByRole('row', { name: closes })
    expect(await act.getByRole('cell').nth(1).innerText()).toBe(day(last))
    await page.getByLabel(milestone, { exact: true }).selectOption('campaign_acts_close')
    // The day that the calendar gives is the day that is moved.
    expect(await page.locator('#preview ~ form input[type="date"]').inputValue()).toBe(campaign)
    await page.locator('#preview ~ form input[type="date"]').fill(last.subtract({ days: 2 }).toString())
    await page.getByRole('button', { name: effectOf }).click()
    const effect = page.locator('#preview ~ [role="status"] table')
    await effect.waitFor()
    expect(await effect.innerText()).toContain(`${day(last.subtract({ days: 2 }))} inclusive`)
    for (const table of await page.getByRole('table').allInnerTexts()) expect(table).not.toContain('00:00')
    await page.evaluate(() => localStorage.removeItem('vigia.language'))
    await page.close()
  }
  expect(vigia.complaints()).toEqual([])
})

test('marks that would lie on each other are one with their number, which brings them nearer', async () => {
  const page = await vigia.open(tokens.ombudsman, '/calendar')
  const chart = page.getByRole('application')
  const counts = chart.locator('.mark-milestone .mark-count')
  await counts.first().waitFor()
  const largest = async () => Math.max(...(await counts.allTextContents()).map(Number))
  const cluster = chart.locator('.mark-milestone .mark-link').last()
  const held = Number(await cluster.locator('.mark-count').textContent())
  const box = await cluster.locator('.mark-target').boundingBox()
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24)
  await cluster.click()
  await expect.poll(largest).toBeLessThan(held)
  expect(vigia.complaints()).toEqual([])
})
