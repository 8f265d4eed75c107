// The frame of the console: sections by role, the menu of a phone, themes, paper, the foot, a line that is cut.
import { expect, test } from 'vitest'
import { sections } from '../../web/src/sections.ts'
import { consoleUnderTest, everyLookMs, faultsOfEveryLook } from '../support/console-page.ts'

const vigia = await consoleUnderTest()
const { tokens } = vigia

test(
  'C70 C71 the frame has no axe fault and no overflow in any language, theme and width',
  async () => {
    const page = await vigia.open(tokens.ombudsman, '/')
    const faults = await faultsOfEveryLook(page, (one) => one.getByRole('table').first().waitFor())
    expect(faults).toEqual([])
    expect(vigia.complaints()).toEqual([])
  },
  everyLookMs,
)

test('C70 on a phone the sections lie behind a button that keys open, Escape closes, and a choice leaves', async () => {
  const page = await vigia.open(tokens.ombudsman, '/')
  await page.setViewportSize({ width: 360, height: 740 })
  const menu = page.getByRole('button', { name: 'Menú' })
  const rules = page.getByRole('link', { name: 'Reglas', exact: true })
  await menu.waitFor()
  expect(await rules.isVisible()).toBe(false)
  await menu.press('Enter')
  await rules.waitFor()
  await page.keyboard.press('Escape')
  expect(await menu.getAttribute('aria-expanded')).toBe('false')
  await menu.press('Enter')
  await rules.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Reglas', exact: true }).waitFor()
  expect(await rules.isVisible()).toBe(false)
})

/** The left edge of the text of each, and whether the foot ends where the window does. */
const frameOfPage = `(() => {
  const textOf = (name) => {
    const range = document.createRange()
    range.selectNodeContents(document.querySelector(name))
    return range.getBoundingClientRect()
  }
  const edges = ['.brand', '.exercise-banner p', 'main h1', '.foot p'].map((name) => textOf(name).left)
  return { edges, below: innerHeight - document.querySelector('.foot').getBoundingClientRect().bottom }
})()`

test('C70 below 1024 px everything begins at one edge, and the foot of a short page stands at the end of the window', async () => {
  const page = await vigia.open(tokens.ombudsman, '/inbox')
  for (const one of ['.exercise-banner', 'main h1', '.foot p']) await page.locator(one).first().waitFor()
  for (const width of [360, 768]) {
    await page.setViewportSize({ width, height: 3000 })
    const { edges, below } = await page.evaluate<{ edges: number[]; below: number }>(frameOfPage)
    expect(new Set(edges).size, `${width}: ${edges.join(' ')}`).toBe(1)
    expect(below, `${width}`).toBe(0)
  }
})

test('C70 the parts of a view stand in one row on a phone, the open one in sight, and none moves when another is opened', async () => {
  const page = await vigia.open(tokens.ombudsman, '/response')
  await page.setViewportSize({ width: 360, height: 740 })
  const parts = page.getByRole('navigation', { name: 'Partes' })
  const row = () =>
    parts
      .getByRole('link')
      .evaluateAll((links) =>
        links.map((one) => [Reflect.get(one, 'offsetTop'), Reflect.get(one, 'offsetLeft')].join(' ')),
      )
  await parts.getByRole('link', { name: 'Desenlaces' }).waitFor()
  const before = await row()
  expect(new Set(before.map((one) => one.split(' ')[0])).size).toBe(1)
  await page.goto(`${vigia.url()}/response?part=outcomes`)
  const open = parts.getByRole('link', { name: 'Desenlaces' })
  await open.waitFor()
  expect(await row()).toEqual(before)
  const box = await open.boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360)
})

test('C75 the reader chooses light, dark or high contrast, the choice outlives the tab, and paper is always light', async () => {
  const page = await vigia.open(tokens.ombudsman, '/')
  const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
  await page.emulateMedia({ colorScheme: 'dark' })
  const theme = page.getByLabel('Aspecto')
  await theme.waitFor()
  const darkOfDevice = await ground()
  await theme.selectOption('light')
  const light = await ground()
  expect(light).not.toBe(darkOfDevice)
  await theme.selectOption('dark')
  expect(await ground()).toBe(darkOfDevice)
  await theme.selectOption('contrast')
  expect(await ground()).toBe('rgb(0, 0, 0)')
  await page.reload()
  await theme.waitFor()
  expect(await theme.inputValue()).toBe('contrast')
  await page.emulateMedia({ media: 'print' })
  const ink = await page.evaluate<string>("getComputedStyle(document.querySelector('main')).color")
  expect(ink).toBe('rgb(0, 0, 0)')
  expect(await page.getByRole('navigation').isVisible()).toBe(false)
})

test('C78 a device without a line says so on every page, and takes it back', async () => {
  const page = await vigia.open(tokens.ombudsman, '/rules')
  await page.getByRole('contentinfo').getByText('La cadena de aviso').waitFor()
  await vigia.context().setOffline(true)
  await page.getByText('Este equipo no tiene conexión.').waitFor()
  await vigia.context().setOffline(false)
  await page.getByText('Este equipo no tiene conexión.').waitFor({ state: 'detached' })
})

test('C78 the foot tells a chain that is cut from one that nobody tests', async () => {
  const page = await vigia.open(tokens.ombudsman, '/')
  const foot = page.getByRole('contentinfo')
  await foot.getByText('La cadena de aviso no se comprueba en esta instalación').waitFor()
  const cut = {
    status: 'silent',
    canary_age_seconds: 240,
    watchdog_age_seconds: null,
    canary_counter: 9,
    limit_seconds: 180,
    findings: ['canary_not_received'],
  }
  await page.route('**/health/pipeline', (route) => route.fulfill({ status: 503, json: cut }))
  await page.reload()
  await foot.getByText('La cadena de aviso está cortada').waitFor()
  await foot.getByText('última prueba hace 240 segundos').waitFor()
})

test(
  'V7.4.4 signing out is at hand on every page, on a phone behind the menu, and leads out',
  async () => {
    const paths = sections.map(({ path }) => path)
    expect(paths.length).toBeGreaterThan(20)
    const page = await vigia.open(tokens.ombudsman, '/')
    const leave = page.getByRole('button', { name: 'Salir', exact: true })
    for (const path of paths) {
      await page.goto(vigia.url() + path)
      await page.setViewportSize({ width: 1366, height: 768 })
      await leave.waitFor()
      for (const width of [1366, 360]) {
        await page.setViewportSize({ width, height: 768 })
        const menu = page.getByRole('button', { name: 'Menú' })
        await menu.or(leave).first().waitFor()
        if (await menu.isVisible()) await menu.click()
        await leave.waitFor()
        const box = await leave.boundingBox()
        expect(box?.x, path).toBeGreaterThanOrEqual(0)
        expect((box?.x ?? 0) + (box?.width ?? 0), path).toBeLessThanOrEqual(width)
      }
    }
    await page.goto(`${vigia.url()}/wall`)
    await leave.click()
    await page.getByRole('heading', { name: 'Ingresar' }).waitFor()
    expect(await page.evaluate<string | null>("sessionStorage.getItem('vigia.token')")).toBe(null)
  },
  everyLookMs,
)
