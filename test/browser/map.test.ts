// The map, its table, the situation and the wall: the same numbers everywhere, keys for every territory, no data told apart from zero.
import { beforeAll, expect, test, vi } from 'vitest'
import { consoleUnderTest, everyLookMs, faultsOfEveryLook } from '../support/console-page.ts'

const vigia = await consoleUnderTest()
const { tokens } = vigia

beforeAll(async () => {
  // In Cochabamba one voice speaks, which is no alert; of the others nothing is heard.
  const reports = {
    BO02: ['radio-a', 'ong-b', 'prensa-c'],
    BO07: ['radio-a', 'ong-b', 'prensa-c'],
    BO03: ['radio-a'],
  }
  for (const [place, roots] of Object.entries(reports)) {
    for (const root of roots) {
      await vigia.ask(tokens.analyst, 'POST', '/v1/signals', {
        external_id: `map-${place}-${root}`,
        process: tokens.process,
        category: 'threat',
        target: { kind: 'candidate' },
        event_time: new Date(Date.now() - 3_600_000).toISOString(),
        place,
        severity: 3,
        source: { root },
      })
    }
  }
  await vi.waitFor(
    async () => {
      const { items } = (await vigia.ask(tokens.ombudsman, 'GET', '/v1/situation')) as {
        items: readonly { place: string; level: string | null; coverage: string }[]
      }
      expect(items.find((one) => one.place === 'BO03')).toMatchObject({ level: null, coverage: 'reporting' })
      for (const place of ['BO02', 'BO07']) {
        expect(items.find((one) => one.place === place)?.level).toBe('watch')
      }
    },
    { timeout: 120_000, interval: 500 },
  )
})

test('C10 C11 every territory is reached by Tab and arrows, is spoken with its value, and has its row in the table', async () => {
  const hosts = new Set<string>()
  vigia.context().on('request', (request) => hosts.add(new URL(request.url()).origin))
  const page = await vigia.open(tokens.ombudsman, '/map?show=signals')
  const laPaz = page.getByRole('button', { name: 'La Paz: 3 señales' })
  await laPaz.waitFor()
  expect(await page.locator('.map-place').count()).toBe(9)
  const row = page.getByRole('row', { name: /^La Paz/ })
  expect(await row.getByRole('cell').nth(2).innerText()).toMatch(/^3\b/)
  await laPaz.focus()
  await page.keyboard.press('ArrowUp')
  expect(await page.locator(':focus').getAttribute('data-place')).toBe('BO09')
  await page.keyboard.press('ArrowDown')
  expect(await page.locator(':focus').getAttribute('data-place')).not.toBe('BO09')
  expect([...hosts]).toEqual([vigia.url()])
  expect(vigia.complaints()).toEqual([])
})

test('C12 no data is not zero: it says so on the map, in the legend and in the table', async () => {
  const page = await vigia.open(tokens.ombudsman, '/map?show=signals')
  await page.getByRole('button', { name: 'Pando: Sin datos (no es cero)' }).waitFor()
  const legend = page.getByRole('list', { name: 'Leyenda' })
  expect(await legend.innerText()).toMatch(/Cero[\s\S]*Sin datos \(no es cero\)/)
  expect(await page.getByRole('row', { name: /^Pando/ }).innerText()).toContain('Sin datos (no es cero)')
  await page.getByRole('combobox', { name: 'Qué se muestra' }).selectOption('coverage')
  await page.getByRole('button', { name: 'Pando: Sin datos: nadie reporta' }).waitFor()
  expect(new URL(page.url()).search).toBe('?show=coverage')
})

test('C12 where nobody reports there is no «sin alerta»: the map of levels says so in its hatching, its legend, its words and its table', async () => {
  for (const path of ['/map', '/', '/wall']) {
    const page = await vigia.open(tokens.ombudsman, path)
    const shape = (name: string) => page.locator(`.map-place[aria-label="${name}"] path`)
    await shape('Pando: Sin datos').waitFor()
    const fills = async (name: string) => [
      await shape(name).getAttribute('class'),
      await page.evaluate<boolean>(
        `getComputedStyle(document.querySelector('[aria-label="${name}"] path')).fill.includes('#hatch')`,
      ),
    ]
    expect(await fills('Pando: Sin datos'), path).toEqual(['fill-no-data', true])
    expect(await fills('Cochabamba: Sin alerta'), path).toEqual(['fill-level-none', false])
    expect(await fills('La Paz: Vigilancia'), path).toEqual(['fill-level-watch', false])
    expect(await page.locator('.map-place[aria-label$=": Sin datos"]').count(), path).toBe(6)
    const legend = page.getByRole('list', { name: 'Leyenda' }).getByRole('listitem')
    expect(
      (await legend.allInnerTexts()).map((one) => one.trim()),
      path,
    ).toContain('Sin datos')
    // What has no shape is not left out.
    await page.getByText('Sin forma en el mapa: Exterior (Sin datos)').waitFor()
    if (path === '/wall') continue
    const levelOf = (place: string) =>
      page
        .getByRole('row', { name: new RegExp(`^${place}`) })
        .getByRole('cell')
        .first()
        .innerText()
    expect([await levelOf('Pando'), await levelOf('Cochabamba')], path).toEqual(['Sin datos', 'Sin alerta'])
  }
})

// As it is drawn: the size in the units of the drawing, at the scale of the page.
const pixelsOf =
  '(one) => Math.round(parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a * 10) / 10'

test('C71 names on the map are never below 11 pixels, and on a phone nothing of the table is out of sight', async () => {
  const page = await vigia.open(tokens.ombudsman, '/')
  for (const width of [360, 768, 1366]) {
    await page.setViewportSize({ width, height: 768 })
    for (const path of ['/', '/map', '/wall']) {
      await page.goto(vigia.url() + path)
      await page.locator('.map-label').first().waitFor()
      const pixels = await page.evaluate<number[]>(
        `Array.from(document.querySelectorAll('.map-label'), ${pixelsOf})`,
      )
      expect(pixels.length, `${path} at ${width}`).toBeGreaterThan(3)
      expect(Math.min(...pixels), `${path} at ${width}`).toBeGreaterThanOrEqual(11)
    }
  }
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${vigia.url()}/`)
  const cell = page
    .getByRole('row', { name: /^Pando/ })
    .getByRole('cell')
    .last()
  await cell.waitFor()
  expect(await cell.innerText()).toBe('Sin datos (no es cero)')
  const box = await cell.boundingBox()
  expect((box?.x ?? 360) + (box?.width ?? 360)).toBeLessThanOrEqual(360)
})

test('C13 a chosen territory filters the alerts beside it and the list of alerts; Escape clears it', async () => {
  const page = await vigia.open(tokens.ombudsman, '/map')
  await page.getByRole('button', { name: 'Santa Cruz: Vigilancia' }).press('Enter')
  const chosen = page.getByRole('region', { name: 'Alertas abiertas en Santa Cruz' })
  await chosen.getByRole('link', { name: 'Amenazas contra candidaturas' }).waitFor()
  expect(new URL(page.url()).searchParams.get('place')).toBe('BO07')
  await chosen.getByRole('link', { name: 'Ver en la lista de alertas' }).click()
  const list = page.getByRole('list', { name: 'Lista de alertas' })
  await list.getByRole('link').first().waitFor()
  expect(await list.getByRole('link').allInnerTexts()).toEqual(['Amenazas contra candidaturas – Santa Cruz'])
  await page.goBack()
  await chosen.waitFor()
  await page.keyboard.press('Escape')
  await chosen.waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toBe('')
})

test('C15 the situation puts unanswered alerts first and names who is not heard; the wall shows the same', async () => {
  const page = await vigia.open(tokens.ombudsman, '/')
  const waiting = page.getByRole('region', { name: 'Esperan acuse' })
  await waiting.getByRole('link', { name: 'Amenazas contra candidaturas – La Paz' }).waitFor()
  await page.getByText('territorios sin datos: nadie reporta').waitFor()
  await page.getByText('Patrones de lo que se reporta, no un censo de lo que ocurre.').waitFor()
  // A milestone that is a whole day is told as that day, and how far away it is only once.
  const drawn = page.getByRole('row', { name: /^Sorteo de juradas y jurados/ })
  await drawn.waitFor()
  expect(await drawn.getByRole('cell').allInnerTexts()).toEqual([
    expect.stringMatching(/^\S+, \d+ \S+ \d{4}\s+dentro de \d+ días$/),
  ])
  await page.getByRole('link', { name: 'Pantalla de sala' }).click()
  await page.getByRole('heading', { name: '2 alertas esperan acuse' }).waitFor()
  expect(await page.getByRole('navigation').count()).toBe(0)
  await page.getByRole('link', { name: 'Volver a la consola' }).click()
  await page.getByRole('navigation', { name: 'Secciones' }).waitFor()
  expect(vigia.complaints()).toEqual([])
})

test(
  'C70 C71 the map has no axe fault and no overflow in any language, theme and width',
  async () => {
    const page = await vigia.open(tokens.ombudsman, '/map?show=signals&place=BO02')
    const ready = (one: typeof page) => one.locator('.map-place').first().waitFor()
    expect(await faultsOfEveryLook(page, ready)).toEqual([])
  },
  everyLookMs,
)

test(
  'C70 C71 the wall has no axe fault and no overflow in any language, theme and width',
  async () => {
    const page = await vigia.open(tokens.ombudsman, '/wall')
    const ready = (one: typeof page) => one.locator('.map-place').first().waitFor()
    expect(await faultsOfEveryLook(page, ready)).toEqual([])
  },
  everyLookMs,
)
