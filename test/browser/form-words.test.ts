// What the light form says back: the time that it reads, whom the source is taken to agree to, and what is on the device.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let desk: ConsoleDesk
beforeAll(async () => {
  desk = await openConsoleDesk((await app.start()).url ?? '')
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

// A browser on a machine that others use too.
const minutes = 600_000
const slow = { timeout: 60_000 }

test(
  'C73 the time is said back in words, whatever order the field of the browser has, and so are the consents that are ticked',
  async () => {
    const page = await desk.open(tokens.analyst, '/form')
    const when = page.getByLabel('Cuándo')
    await when.waitFor(slow)
    expect(await when.getAttribute('aria-describedby')).toContain('hint-when')
    const read = page.locator('#hint-when')
    await when.fill('2026-12-04T09:05')
    expect(await read.innerText()).toContain('4 dic 2026, 09:05, hora de La Paz.')
    await when.fill('2026-04-12T09:05')
    expect(await read.innerText()).toContain('12 abr 2026, 09:05, hora de La Paz.')
    const consent = page.getByRole('group', { name: 'La fuente acepta que lo lean' })
    expect(await consent.getAttribute('aria-describedby')).toBe('hint-consent')
    expect(await page.locator('#hint-consent').innerText()).toContain('vienen marcados')
    expect(await consent.getByRole('checkbox', { checked: true }).count()).toBe(2)
    expect((await page.locator('main').innerText()).match(/simulacro/gi)).toHaveLength(1)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'C73 a device that has filed nothing says what it will show; one that has says what became of it, until its user leaves',
  async () => {
    const page = await desk.open(tokens.analyst, '/form')
    const status = page.locator('.queue-status')
    await status.waitFor(slow)
    expect(await status.innerText()).toBe('Aquí verá las señales que guarde en este equipo.')
    await page.getByRole('combobox', { name: 'Qué pasó' }).fill('amenaza')
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'Dónde' }).fill('Potosí')
    await page.keyboard.press('Enter')
    await page.getByLabel('2 · Tensión').check()
    await page.getByLabel('Lo presencié').check()
    await page.getByRole('button', { name: 'Guardar y enviar' }).click()
    await status.getByText('Todo enviado.').waitFor(slow)
    await page.getByRole('button', { name: 'Salir y borrar mis señales de este equipo' }).click()
    await status.getByText('Aquí verá las señales').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)
