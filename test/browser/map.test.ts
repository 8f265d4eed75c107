// The map, its table, the situation and the wall: the same numbers everywhere, keys for every territory, no data told apart from zero.
import { beforeAll, expect, test, vi } from 'vitest'
import { consoleUnderTest, everyLookMs, faultsOfEveryLook } from '../support/console-page.ts'

const vigia = await consoleUnderTest()
const { tokens } = vigia

beforeAll(async () => {
  const roots = ['radio-a', 'ong-b', 'prensa-c']
  for (const place of ['BO02', 'BO07']) {
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
        items: readonly { place: string; level: string | null }[]
      }
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
