// Back-tests in a real browser: started, read, repeated with the same bytes, two revisions side by side; a rule without tests stays out of force.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, expectSound, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
const ruleId = 'candidate-threats'
const written = readFileSync(
  path.join(import.meta.dirname, `../../rules/bo/rules/${ruleId}.rule.yaml`),
  'utf8',
)
const today = Temporal.Now.zonedDateTimeISO('America/La_Paz').toPlainDate()
let url: string
let desk: ConsoleDesk
/** A finished back-test that the tests read. */
let first: string

async function ask<Answer>(who: string, method: string, route: string, body?: object): Promise<Answer> {
  const answer = await fetch(url + route, {
    method,
    headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  expect(answer.status, text).toBeLessThan(300)
  return JSON.parse(text) as Answer
}

const request = (more: object = {}) => ({
  process: tokens.process,
  rules: [{ id: ruleId }],
  from: today.subtract({ days: 60 }).toString(),
  to: today.toString(),
  horizons_days: [7, 14],
  outcomes: { rows: [{ date: today.subtract({ days: 10 }).toString(), place: 'La Paz', size: 2 }] },
  ...more,
})

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
    await ask(tokens.analyst, 'POST', '/v1/signals', {
      external_id: `backtests-${root}`,
      process: tokens.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
      target: { kind: 'candidate' },
      source: { root },
    })
  }
  await vi.waitUntil(
    async () => (await ask<{ items: unknown[] }>(tokens.ombudsman, 'GET', '/v1/alerts')).items.length > 0,
    { timeout: 120_000 },
  )
  first = (await ask<{ id: string }>(tokens.rules_admin, 'POST', '/v1/backtests', request())).id
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

beforeEach(() => {
  desk.complaints()
})

interface Report {
  readonly settings: { readonly seed: number }
  readonly inputs: readonly { readonly role: string; readonly sha256: string }[]
  readonly judged: readonly {
    readonly predictor: string
    readonly horizonDays: number
    readonly missed: number
    readonly recall: { readonly count: number; readonly of: number; readonly high: number }
  }[]
}

test('C54 a back-test is started from the rule; its page has seed, hashes and the numbers of the report', async () => {
  const page = await desk.open(tokens.rules_admin, `/rules/${ruleId}`)
  await page.getByRole('link', { name: 'Nueva prueba retrospectiva' }).click()
  const rule = page.getByLabel('Regla', { exact: true })
  await vi.waitUntil(async () => (await rule.inputValue()) === ruleId)
  await page.getByLabel('Desde').fill(today.subtract({ days: 40 }).toString())
  await page.getByLabel('Una lista de hechos etiquetados').check()
  await page.getByLabel('Hechos, uno por línea').fill('ayer; La Paz')
  await page.getByRole('button', { name: 'Ejecutar' }).click()
  await page.getByText('La línea 1 no se puede leer').waitFor()
  const event = today.subtract({ days: 5 }).toString()
  await page.getByLabel('Hechos, uno por línea').fill(`${event}; La Paz; 2; bloqueo`)
  await page.getByRole('button', { name: 'Ejecutar' }).click()
  await page.getByRole('heading', { level: 2, name: 'De qué se calculó' }).waitFor({ timeout: 60_000 })

  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const run = await ask<{ report_hash: string }>(tokens.rules_admin, 'GET', `/v1/backtests/${id}`)
  const report = await ask<Report>(tokens.rules_admin, 'GET', `/v1/backtests/${id}/report`)
  const origin = await page.getByRole('region', { name: 'De qué se calculó' }).innerText()
  expect(origin).toMatch(new RegExp(`Semilla\\s+${report.settings.seed}\\s+Remuestreos\\s+400\\s`))
  for (const hash of [run.report_hash, ...report.inputs.map(({ sha256 }) => sha256)])
    expect(origin).toContain(hash)
  expect(report.inputs.map(({ role }) => role)).toEqual(['history', 'rule'])

  // The event was missed: nothing had been reported before it.
  const judged = report.judged.find(
    ({ predictor, horizonDays }) => predictor === `${ruleId} watch` && horizonDays === 14,
  )
  expect(judged).toMatchObject({ missed: 1, recall: { count: 0, of: 1 } })
  const high = `${Math.round((judged?.recall.high ?? 0) * 100)}\u00a0%`
  // Named by what was tried and over which days, not by codes.
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(
    /^Amenazas contra candidaturas \(versión\s2\) · .+ – .+ de 20\d\d$/,
  )
  const results = page.getByRole('region', { name: 'Horizonte de 14 días, todos los hechos' })
  const row = results.getByRole('row', { name: /^Amenazas contra candidaturas Vigilancia/ })
  expect(await row.innerText()).toContain(`0\u00a0de\u00a01 [0\u00a0%\u2060–\u2060${high}]`)
  await page.getByText('Los últimos 14 días del período no se juzgan').waitFor()
  await page.getByText('Amenazas contra candidaturas: nivel de alerta').first().waitFor()
  await page.getByRole('img', { name: /alertas y 1 hechos? etiquetados/ }).waitFor()
  for (const part of ['Anticipación', 'Calibración', 'Por fase', 'Por departamento'])
    await page.getByRole('region', { name: part, exact: true }).waitFor()
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 300_000)

test('C54 run again, the report has the same bytes, and what is downloaded has the hash that the page shows', async () => {
  const page = await desk.open(tokens.rules_admin, `/backtests/${first}`)
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Descargar JSON' }).click()
  const file = readFileSync(await (await waiting).path())
  await page.getByText('Descargado; su SHA-256 es el del informe.').waitFor()
  const hash = createHash('sha256').update(file).digest('hex')
  expect(await page.getByRole('region', { name: 'De qué se calculó' }).innerText()).toContain(hash)

  await page.getByRole('button', { name: 'Ejecutar otra vez' }).click()
  await page.getByText('Los dos informes son idénticos, byte por byte').waitFor({ timeout: 60_000 })
  const { searchParams } = new URL(page.url())
  expect(searchParams.get('a')).toBe(first)
  const second = searchParams.get('b') ?? ''
  expect(second).not.toBe(first)
  const again = await fetch(`${url}/v1/backtests/${second}/report`, {
    headers: { authorization: `Bearer ${tokens.rules_admin}` },
  })
  expect(Buffer.from(await again.arrayBuffer()).equals(file)).toBe(true)
  const row = page.getByRole('row', { name: /^Informe, SHA.256/ })
  const digits = hash.slice(0, 12)
  expect(await row.innerText()).toMatch(new RegExp(`\\s${digits}\\s+${digits}\\s+igual`))
  await page.getByRole('button', { name: 'Mostrar las huellas completas' }).click()
  expect(await row.innerText()).toMatch(new RegExp(`\\s${hash}\\s+${hash}\\s+igual`))
  await page.getByText('Ningún resultado difiere.').waitFor()
  expect(await page.getByRole('table', { name: /^Horizonte/ }).count()).toBe(0)
  for (const [name, ending] of [
    ['Markdown', 'md'],
    ['HTML', 'html'],
  ] as const) {
    await page.goto(`${url}/backtests/${first}`)
    const other = page.waitForEvent('download')
    await page.getByRole('button', { name: `Descargar ${name}` }).click()
    expect((await other).suggestedFilename()).toBe(`vigia-backtest-${first}.${ending}`)
  }
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 300_000)

test('C54 two revisions stand side by side: the rule differs, the data do not, and two of the list are compared', async () => {
  const high = written.replace('n: {gte: 3}', 'n: {gte: 30}').replace('version: 2', 'version: 3')
  const { id } = await ask<{ id: string }>(
    tokens.rules_admin,
    'POST',
    '/v1/backtests',
    request({ rules: [{ yaml: high }], title: 'Umbral treinta' }),
  )
  const page = await desk.open(tokens.ombudsman, `/backtests?rule=${ruleId}`)
  // The draft is none of the rule in force.
  await page.getByText('Solo las que probaron la regla').waitFor()
  expect(await page.getByRole('link', { name: 'Umbral treinta' }).count()).toBe(0)
  await page.getByRole('link', { name: 'ver todas' }).click()
  await page.getByLabel('Comparar Umbral treinta').check()
  await page
    .getByRole('listitem')
    .filter({ has: page.locator(`a[href="/backtests/${first}"]`) })
    .getByRole('checkbox')
    .check()
  await page.getByRole('button', { name: 'Comparar las dos elegidas' }).click()
  await page.getByText('Los informes difieren. Cambió: Regla: Amenazas contra candidaturas.').waitFor()
  expect(new URL(page.url()).search).toBe(`?a=${id}&b=${first}`)
  const rule = page.getByRole('row', { name: /^Regla: Amenazas contra candidaturas/ })
  expect(await rule.innerText()).toMatch(/distinto$/)
  expect(await rule.locator('.differs').count()).toBe(4)
  const data = page.getByRole('row', { name: /^Datos: / })
  expect(await data.innerText()).toMatch(/igual$/)
  expect(await data.locator('.differs').count()).toBe(0)
  // Who only reads is offered no run.
  await page.goto(`${url}/backtests/new`)
  await page.getByText('Para ejecutar una prueba hace falta').waitFor()
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 300_000)

test('C54 kinds of event are ticked and counted, and none is refused in words; on a phone the timeline fits with words that can be read', async () => {
  const page = await desk.open(tokens.rules_admin, `/backtests/new?rule=${ruleId}`, { width: 360 })
  await page.getByText('Ninguno elegido').waitFor()
  await page.getByRole('button', { name: 'Ejecutar' }).click()
  await page.getByText('Elija al menos un tipo de hecho.').waitFor()
  await page.getByRole('checkbox', { name: 'Arrestos o aprehensiones' }).focus()
  await page.keyboard.press('Space')
  await page.getByText('1 elegido', { exact: true }).waitFor()
  expect(await page.getByText('Elija al menos un tipo de hecho.').count()).toBe(0)
  await page.getByRole('button', { name: 'Ejecutar' }).click()
  await page.getByRole('heading', { level: 2, name: 'De qué se calculó' }).waitFor({ timeout: 60_000 })

  const drawing = page.locator('.backtest-timeline svg')
  const box = await drawing.boundingBox()
  expect(box?.width).toBeLessThanOrEqual(360)
  // A unit of the drawing is a pixel: words of 12 units are 12 px high.
  const [, , wide] = ((await drawing.getAttribute('viewBox')) ?? '').split(' ').map(Number)
  expect(Math.abs((wide ?? 0) - (box?.width ?? 0))).toBeLessThan(1)
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 300_000)

/** The states that the tests of a rule expect. */
function expectedStates(yaml: string): readonly string[] {
  const { tests = [] } = parse(yaml) as { tests?: { expect?: { state?: string }[] }[] }
  return tests.flatMap(({ expect: expected = [] }) => expected.flatMap(({ state }) => state ?? []))
}

test('C55 a rule whose tests never expect silence cannot be proposed: the page says what is missing; every rule in force has both', async () => {
  const { items } = await ask<{ items: { id: string; yaml: string }[] }>(
    tokens.rules_admin,
    'GET',
    '/v1/rules',
  )
  expect(items.length).toBeGreaterThan(20)
  for (const { id, yaml } of items)
    expect([id, expectedStates(yaml)]).toEqual([id, expect.arrayContaining(['firing', 'none'])])

  const bare = written
    .replace(`id: ${ruleId}`, 'id: never-silent')
    .replace(/^version: \d+/m, 'version: 1')
    .replace(/^ +- \{.*state: none.*\n/gm, '')
  expect(expectedStates(bare)).not.toContain('none')
  await ask(tokens.rules_admin, 'POST', '/v1/rules', { yaml: bare, reason: 'Regla para este caso' })
  const page = await desk.open(tokens.rules_admin, '/rules/never-silent?part=revisions')
  await page.getByRole('button', { name: 'Proponer…' }).click()
  await page.getByLabel('Motivo del cambio').fill('Que avise ya')
  await page.getByRole('button', { name: 'Proponer', exact: true }).click()
  await page.getByText('Ejecute primero las pruebas de esta revisión').waitFor()
  await page.getByRole('button', { name: 'Ejecutar las pruebas' }).click()
  await page.getByText(/^Pasan? (?:las? )?\d+ pruebas?\.$/).waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Proponer', exact: true }).click()
  await page.getByText('al menos una en la que la regla avise y una en la que calle').waitFor()
  const life = await ask<{ in_force: unknown }>(tokens.rules_admin, 'GET', '/v1/rules/never-silent')
  expect(life.in_force).toBeNull()
  // Both refusals are the browser's only complaints.
  expect(desk.complaints().map((one) => /\b4\d\d\b/.exec(one)?.[0])).toEqual(['409', '422'])
  await page.context().close()
}, 300_000)

// Four pages in their looks, on a machine that others use too.
const manyLooksMs = 900_000

test(
  'C70 the views of back-tests are sound in each language, scheme and width',
  async () => {
    const done = (page: Page) => page.locator('#backtest-scores').waitFor({ timeout: 60_000 })
    await expectSound(desk, tokens.rules_admin, '/backtests', (page) =>
      page.getByRole('checkbox').first().waitFor(),
    )
    await expectSound(desk, tokens.rules_admin, `/backtests/new?rule=${ruleId}`, async (page) => {
      await page.locator('#field-rule option').nth(1).waitFor({ state: 'attached' })
    })
    await expectSound(desk, tokens.ombudsman, `/backtests/${first}`, done)
    await expectSound(desk, tokens.ombudsman, `/backtests/compare?a=${first}&b=${first}`, async (page) => {
      await page.locator('#compare-results').waitFor()
    })
    expect(desk.complaints()).toEqual([])
  },
  manyLooksMs,
)
