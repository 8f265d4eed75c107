// What the rule view warns of before anybody proposes: a department that falls silent, a flood, a level that nothing reaches, nobody who is told.
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
const ruleId = 'candidate-threats'
const written = readFileSync(
  path.join(import.meta.dirname, `../../rules/bo/rules/${ruleId}.rule.yaml`),
  'utf8',
)
let url = ''
const { ask, report, alertOf } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
// An editor, an evaluation and dry runs, on a machine that others use too.
const longMs = 600_000
const slow = { timeout: 300_000 }
/** One report in each of the other departments: no alert as the rule stands. */
const others = ['BO01', 'BO03', 'BO04', 'BO05', 'BO06', 'BO07', 'BO08']

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const name of ['radio-a', 'ong-b', 'prensa-c']) await report(name, 'BO02')
  for (const place of others) await report(`one-${place}`, place)
  await alertOf('BO02', 'watch')
  // All of it is history by now.
  await vi.waitFor(
    async () => {
      const { entries } = await ask<{ entries: number }>(tokens.rules_admin, 'POST', '/v1/rules:dry-run', {
        yaml: next,
        process: tokens.process,
      })
      expect(entries).toBeGreaterThanOrEqual(10)
    },
    { timeout: 300_000, interval: 1_000 },
  )
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})
beforeEach(() => {
  desk.complaints()
})

/** The next version of the rule that is in force, as the change part starts with it. */
const next = written.replace('version: 2', 'version: 3')

function changed(from: string, to: string): string {
  expect(next).toContain(from)
  return next.replace(from, to)
}

const effect = (page: Page) => page.getByRole('region', { name: 'Qué habría pasado' })

async function openEdit(): Promise<Page> {
  const page = await desk.open(tokens.rules_admin, '/enrol')
  page.setDefaultTimeout(300_000)
  await page.goto(`${url}/rules/${ruleId}?part=edit`)
  await effect(page).getByText('Ninguna alerta cambia.').waitFor(slow)
  expect(await page.locator('.rule-marks li, .rule-work .notice-bad').count()).toBe(0)
  return page
}

/** Of the browser; the tests' own types are those of Node. */
interface BrowserClipboard {
  readonly DataTransfer: new () => { setData(type: string, text: string): void }
  readonly ClipboardEvent: new (name: string, init: object) => never
}

/** Pasted: what the browser inserts by itself it clothes in styles of its own, which the policy reports. */
async function write(page: Page, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'Editor de la regla en YAML' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+A')
  await editor.evaluate((one, pasted) => {
    const { DataTransfer: Data, ClipboardEvent: Paste } = globalThis as unknown as BrowserClipboard
    const clipboardData = new Data()
    clipboardData.setData('text/plain', pasted)
    one.dispatchEvent(new Paste('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

test(
  'C53 a draft that silences a department, and one that would give more than five times as many alerts, say so with the name and the number',
  async () => {
    const page = await openEdit()
    await page.getByRole('button', { name: 'Formulario' }).click()
    const reports = page.getByLabel('1. cuando «n» ≥', { exact: true })
    await reports.fill('40')
    const silenced = effect(page).getByText('Deja de avisar en La Paz: todas sus alertas se perderían.')
    await silenced.waitFor(slow)
    await reports.fill('1')
    await page.getByLabel('1. cuando «sources» ≥', { exact: true }).fill('1')
    await effect(page).getByText('Avisaría 8 veces más que ahora.').waitFor(slow)
    await silenced.waitFor({ state: 'detached' })
    // A field that is being written may be tried while it is empty, and refused.
    expect(desk.complaints().filter((one) => !one.includes('422'))).toEqual([])
    await page.context().close()
  },
  longMs,
)

test(
  'C53 a level whose condition nothing meets, and an audience that the routing never tells in the times of the rule, are marked at their places',
  async () => {
    const page = await openEdit()
    const marks = page.locator('.rule-marks')
    await write(page, changed('when: {n: {gte: 3}, sources', 'when: {n: {gte: 3, lt: 2}, sources'))
    await marks
      .getByText('«watch» no puede dispararse nunca: ningún valor de «n» cumple su condición')
      .waitFor(slow)
    await page.getByText('El texto es válido. 1 advertencia.').waitFor()
    await write(
      page,
      changed('only: [precampaign, campaign, silence, runoff_campaign]', 'only: [planning]').replace(
        '{audience: ombudsman-duty, from: watch',
        '{audience: election-day-room, from: watch',
      ),
    )
    await marks.getByText('las rutas avisan a «election-day-room» solo en').waitFor(slow)
    const line =
      written.split('\n').findIndex((one) => one.includes('{audience: ombudsman-duty, from: watch')) + 1
    await marks.getByText(`línea ${line}, columna`).waitFor()
    expect(desk.complaints().filter((one) => !one.includes('422'))).toEqual([])
    await page.context().close()
  },
  longMs,
)

test(
  'C78 what the editor needs and did not get is asked for again soon, though it is otherwise asked for once an hour',
  async () => {
    const page = await desk.open(tokens.rules_admin, '/enrol')
    page.setDefaultTimeout(300_000)
    let lost = 0
    await page.route(
      '**/v1/rules/*/revisions/*',
      async (route) => {
        lost += 1
        await route.abort()
      },
      { times: 1 },
    )
    await page.goto(`${url}/rules/${ruleId}?part=edit`)
    await page.getByRole('textbox', { name: 'Editor de la regla en YAML' }).waitFor()
    await effect(page).getByText('Ninguna alerta cambia.').waitFor(slow)
    expect(lost).toBe(1)
    expect(desk.complaints().filter((one) => !one.includes('ERR_FAILED'))).toEqual([])
    await page.context().close()
  },
  longMs,
)

test('C53 the same warning is English for an English reader', async () => {
  const answer = await fetch(`${url}/v1/rules/${ruleId}/revisions?dry_run=true`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens.rules_admin}`,
      'content-type': 'application/json',
      'accept-language': 'en',
    },
    body: JSON.stringify({
      yaml: changed('when: {n: {gte: 3}, sources', 'when: {n: {gte: 3, lt: 2}, sources'),
      reason: 'try',
    }),
  })
  expect(answer.status).toBe(200)
  const { warnings } = (await answer.json()) as { warnings: { code: string; message: string }[] }
  expect(warnings).toEqual([
    expect.objectContaining({
      code: 'unreachable',
      message: '"watch" can never fire: no value of "n" meets its condition',
    }),
  ])
})
