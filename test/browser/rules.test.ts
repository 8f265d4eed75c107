// The rules views in a real browser: one text as form and as YAML, faults at their place, its effect on history, and a second person.
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, expectSound, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
const approver = tokens.rules_approver ?? ''
const ruleId = 'candidate-threats'
const written = readFileSync(
  path.join(import.meta.dirname, `../../rules/bo/rules/${ruleId}.rule.yaml`),
  'utf8',
)
let url: string
let desk: ConsoleDesk

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
    const signal = {
      external_id: `rules-${root}`,
      process: tokens.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
      target: { kind: 'candidate' },
      source: { root },
    }
    const answer = await fetch(`${url}/v1/signals`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.analyst}`, 'content-type': 'application/json' },
      body: JSON.stringify(signal),
    })
    expect(answer.status).toBe(201)
  }
  // The history that a draft is tried on.
  await vi.waitUntil(
    async () => {
      const answer = await fetch(`${url}/v1/alerts`, {
        headers: { authorization: `Bearer ${tokens.ombudsman}` },
      })
      return ((await answer.json()) as { items: unknown[] }).items.length > 0
    },
    { timeout: 120_000 },
  )
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

beforeEach(() => {
  desk.complaints()
})

const effect = (page: Page) => page.getByRole('region', { name: 'Qué habría pasado' })
const difference = (page: Page) => page.getByRole('region', { name: 'Diferencia con lo que rige' }).first()

/** The next version of the rule that is in force, as the change part starts with it. */
const next = written.replace('version: 2', 'version: 3')

async function textOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'YAML' }).click()
  return page.getByRole('textbox', { name: 'Editor de la regla en YAML' }).evaluate((content) => {
    // What the editor holds, not what it has drawn.
    const { cmTile, cmView } = content as unknown as Record<
      'cmTile' | 'cmView',
      { root?: { view: { state: { doc: object } } }; view?: { state: { doc: object } } } | undefined
    >
    const view = cmTile?.root?.view ?? cmTile?.view ?? cmView?.root?.view
    return String(view?.state.doc)
  })
}

test('C50 C51 form and YAML are one text: a threshold changed in the form changes its place only, and its effect on history is told', async () => {
  const page = await desk.open(tokens.rules_admin, `/rules/${ruleId}?part=edit`)
  await effect(page).getByText('Ninguna alerta cambia.').waitFor({ timeout: 120_000 })
  expect(await textOf(page)).toBe(next)

  await page.getByRole('button', { name: 'Formulario' }).click()
  const threshold = page.getByLabel('1. cuando «n» ≥', { exact: true })
  expect(await threshold.inputValue()).toBe('3')
  await threshold.fill('40')
  await page.getByText('Vigilancia: al menos 40 señales y al menos 2 orígenes distintos en 14 días').waitFor()
  await page.getByText('Deja de avisar en La Paz').waitFor({ timeout: 120_000 })
  // Every comment and every other character stays.
  expect(await textOf(page)).toBe(next.replace('n: {gte: 3}', 'n: {gte: 40}'))
  expect(await difference(page).innerText()).toMatch(/se agrega:\s*- \{level: watch, when: \{n: \{gte: 40\}/)
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 600_000)

test('C50 a fault is marked at its line and column, and completion offers the codes of the country', async () => {
  const page = await desk.open(tokens.rules_admin, `/rules/${ruleId}?part=edit`)
  const editor = page.getByRole('textbox', { name: 'Editor de la regla en YAML' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('End')
  await page.keyboard.type('\nrights: [pers')
  await page.getByRole('option', { name: /^personal_integrity/ }).waitFor()
  // What was typed is gone with the page: nothing was saved.
  await page.reload()
  await editor.click()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('End')
  await page.keyboard.type('\nthreshhold: 3')
  await page.getByText('línea 2, columna 1:').first().waitFor({ timeout: 120_000 })
  await page.getByText('clave desconocida').first().waitFor()
  // Refusals of what is being written are the browser's only complaints.
  expect(desk.complaints().filter((one) => !one.includes('422'))).toEqual([])
  await page.context().close()
}, 600_000)

test('C50 a rule is read: any of its categories in words; the list beside it is in the order of the titles and shows the rule that is open', async () => {
  const page = await desk.open(tokens.rules_admin, `/rules/${ruleId}`)
  const words = page.getByRole('region', { name: 'En palabras' })
  await words
    .getByText('tipo de hecho amenaza o intimidación u hostigamiento; contra candidatura; y severidad ≥ 2')
    .waitFor()
  await words.getByText('Varias amenazas de fuentes independientes en dos semanas').waitFor()

  const here = page.locator('.pane-list [aria-current]:visible')
  await here.waitFor()
  expect(await here.innerText()).toBe('Amenazas contra candidaturas')
  const box = await here.boundingBox()
  expect(box?.y).toBeGreaterThanOrEqual(0)
  expect(box?.y).toBeLessThan(768 - 20)
  // The list moved, not the page.
  expect(await page.evaluate<number>('scrollY')).toBe(0)
  const titles = await page.getByRole('list', { name: 'Todas las fases' }).getByRole('link').allInnerTexts()
  expect(titles.length).toBeGreaterThan(5)
  expect(titles).toEqual(titles.toSorted((a, b) => a.localeCompare(b, 'es')))

  // The text is folded away until somebody asks for it.
  const yaml = page.getByRole('region', { name: 'Texto de la regla en YAML' })
  expect(await yaml.isVisible()).toBe(false)
  await page.getByRole('heading', { name: 'Texto de la regla en YAML' }).click()
  expect(await yaml.innerText()).toContain('category: [threat, intimidation]')
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 600_000)

test('C52 a change is saved, tested and proposed; who wrote it cannot approve it, another person does, with a comment', async () => {
  const page = await desk.open(tokens.rules_admin, `/rules/${ruleId}?part=edit`)
  await page.getByRole('button', { name: 'Formulario' }).click()
  await page.getByLabel('Espera tras resolverse').fill('9d')
  await page.getByLabel('Motivo del cambio').fill('Una semana es poco entre dos avisos')
  await page.getByRole('button', { name: 'Guardar como borrador' }).click()
  await page.getByText('Guardada como versión 3').waitFor({ timeout: 120_000 })

  await page.getByRole('link', { name: 'Revisiones y pruebas' }).click()
  await page.getByRole('button', { name: 'Ejecutar las pruebas' }).first().click()
  await page
    .getByText(/^Pasan? (?:las? )?\d+ pruebas?\.$/)
    .first()
    .waitFor({ timeout: 120_000 })
  await page.getByRole('button', { name: 'Proponer…' }).first().click()
  await page.getByLabel('Motivo del cambio').first().fill('Menos avisos repetidos')
  await page.getByRole('button', { name: 'Proponer', exact: true }).click()
  await page.getByRole('button', { name: 'Proponer…' }).first().waitFor()

  await page.getByRole('link', { name: 'Propuestas' }).click()
  await page.getByText('Usted la escribió o la propuso').waitFor({ timeout: 120_000 })
  expect(await page.getByRole('button', { name: 'Aprobar' }).isDisabled()).toBe(true)
  // A field that is being written may be tried while it is empty, and refused.
  expect(desk.complaints().filter((one) => !one.includes('422'))).toEqual([])
  await page.context().close()

  const other = await desk.open(approver, `/rules/${ruleId}?part=proposals`)
  await other
    .getByRole('region', { name: /^Diferencia de la versión 3/ })
    .first()
    .waitFor({ timeout: 120_000 })
  await other.getByText('cooldown: 9d').first().waitFor()
  await other.getByText('Calcular contra la historia: terminado').waitFor({ timeout: 120_000 })
  await other.getByRole('button', { name: 'Aprobar' }).click()
  // Without a comment nothing is sent.
  expect(await other.getByLabel('Comentario').evaluate((field) => field.matches(':invalid'))).toBe(true)
  await other.getByLabel('Comentario').fill('De acuerdo, revisado con la unidad')
  await other.getByRole('button', { name: 'Aprobar' }).click()
  await other.getByText('De acuerdo, revisado con la unidad').waitFor({ timeout: 120_000 })
  await other.getByRole('link', { name: 'Revisiones y pruebas' }).click()
  await other.getByRole('button', { name: 'Poner en vigor' }).click()
  await other
    .getByRole('listitem')
    .filter({ hasText: 'versión 3' })
    .getByText('En vigor', { exact: true })
    .first()
    .waitFor({ timeout: 120_000 })
  expect(desk.complaints()).toEqual([])
  await other.context().close()
}, 600_000)

test('what the rule files brought is told in the language of the reader, whatever the record says', async () => {
  const page = await desk.open(tokens.rules_admin, `/rules/${ruleId}?part=revisions`)
  await page.getByText('Leída del archivo del paquete.').waitFor()
  // As a newer file is proposed where people decide.
  await page.route('**/v1/proposals?*', async (route) => {
    const answer = await route.fetch()
    const { items } = (await answer.json()) as { items: object[] }
    const [first] = items
    const filed = { ...first, proposer_person: null, reason: 'the file x.rule.yaml is newer' }
    await route.fulfill({ response: answer, json: { items: [filed] } })
  })
  await page.getByRole('link', { name: 'Propuestas' }).click()
  await page.getByText('El archivo del paquete es más nuevo que lo que rige.').waitFor()
  expect(await page.locator('main').innerText()).not.toMatch(/read from|is newer/)
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 600_000)

test('C70 the rules views are sound in each language, scheme and width', async () => {
  await expectSound(desk, tokens.rules_admin, `/rules/${ruleId}`, async (page, language) => {
    await page.getByRole('heading', { name: language === 'es' ? 'En palabras' : 'In words' }).waitFor()
  })
  await expectSound(desk, tokens.rules_admin, `/rules/${ruleId}?part=edit`, async (page, language) => {
    await page.getByRole('button', { name: language === 'es' ? 'Formulario' : 'Form' }).click()
    await page
      .getByText(language === 'es' ? 'El texto es válido.' : 'The text is valid.')
      .waitFor({ timeout: 120_000 })
  })
  await expectSound(desk, tokens.rules_admin, `/rules/${ruleId}?part=revisions`, async (page, language) => {
    const name = language === 'es' ? 'Ejecutar las pruebas' : 'Run the tests'
    await page.getByRole('button', { name }).first().waitFor()
  })
  expect(desk.complaints()).toEqual([])
}, 900_000)
