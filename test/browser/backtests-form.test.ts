// The form of a new back-test in a real browser: what it was opened for is chosen from the start, and nothing is called by its code.
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
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
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

test('C54 until the names are there the page says that it loads; then the rule it was opened for is chosen, by its name', async () => {
  const page = await desk.open(tokens.rules_admin, '/backtests')
  let answer: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/v1/rules', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`${url}/backtests/new?rule=${ruleId}`)
  await page.getByRole('heading', { level: 1, name: 'Nueva prueba retrospectiva' }).waitFor()
  await page.locator('main').getByRole('status').filter({ hasText: 'Cargando…' }).waitFor()
  // No form yet that would have lost its rule, and no code in place of a name.
  const rule = page.getByLabel('Regla', { exact: true })
  expect([await rule.count(), await page.locator('main').innerText()]).toEqual([
    0,
    expect.not.stringContaining(ruleId),
  ])
  answer()
  await rule.waitFor()
  expect(await rule.inputValue()).toBe(ruleId)
  expect(await rule.locator('option:checked').innerText()).toBe('Amenazas contra candidaturas')

  // A rule that is not in force yet: chosen as well, with its newest revision in place of one in force.
  const draft = written.replace(`id: ${ruleId}`, 'id: not-yet').replace(/^version: \d+/m, 'version: 1')
  const kept = await fetch(`${url}/v1/rules`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.rules_admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ yaml: draft, reason: 'Regla para este caso' }),
  })
  expect(kept.status, await kept.text()).toBe(201)
  await page.goto(`${url}/backtests/new?rule=not-yet`)
  await page
    .locator('#field-rule option:checked', { hasText: 'Amenazas contra candidaturas' })
    .waitFor({ state: 'attached' })
  expect(await rule.inputValue()).toBe('not-yet')
  const revision = page.getByLabel('Revisión', { exact: true })
  await vi.waitUntil(async () => (await revision.inputValue()).length === 64)
  expect(await revision.locator('option').allInnerTexts()).toEqual([expect.stringMatching(/^Versión 1 · /)])
  expect(desk.complaints()).toEqual([])
  await page.context().close()
}, 300_000)
