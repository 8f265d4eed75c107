// Whoever cannot use a pointer does what others do: acknowledges an alert, releases its texts and approves a rule, from the first page on.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url = ''
const { ask, report, alertOf } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
// A page, its data and an evaluation, on a machine that others use too.
const longMs = 600_000
const slowly = { timeout: 300_000, interval: 500 }

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})

/** Counts what a pointer does, and every key that is pressed while nothing has the focus. */
const watch = `{
  globalThis.seen = { pointers: 0, lost: [] }
  for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
    addEventListener(kind, () => { globalThis.seen.pointers += 1 }, true)
}`

/** What has the focus: what it is called, and whether it can be seen. */
const focused = `(() => {
  const one = document.activeElement
  if (one === null || one === document.body) return undefined
  const box = one.getBoundingClientRect()
  const inView = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
  const name = one.getAttribute('aria-label') ?? (one.labels?.[0] ?? one).innerText ?? ''
  return { name: name.trim(), isSeen: inView && getComputedStyle(one).outlineStyle !== 'none' }
})()`

interface Focused {
  readonly name: string
  readonly isSeen: boolean
}

interface Keys {
  readonly page: Page
  /** Tab until what has this name has the focus; each stop on the way can be seen. */
  readonly to: (name: string) => Promise<void>
  readonly press: (...keys: string[]) => Promise<void>
  readonly type: (text: string) => Promise<void>
}

const stops = 400

async function onlyKeys(token: string): Promise<Keys> {
  const page = await desk.open(token, '/')
  page.setDefaultTimeout(300_000)
  await page.evaluate(watch)
  await page.getByRole('navigation').waitFor()
  await nothingLoads(page)
  return {
    page,
    async to(name) {
      await nothingLoads(page)
      const passed: string[] = []
      for (let stop = 0; stop < stops; stop += 1) {
        await page.keyboard.press('Tab')
        // Undefined after the last one: the browser's own controls come in between.
        const at = await page.evaluate<Focused | undefined>(focused)
        if (at === undefined) continue
        expect(at, `after ${passed.at(-1)}`).toMatchObject({ isSeen: true })
        if (at.name === name) return
        passed.push(at.name)
      }
      throw new Error(`no way to «${name}» in ${stops} stops; passed ${passed.slice(0, 60).join(' · ')}`)
    },
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key)
    },
    type: (text) => page.keyboard.type(text),
  }
}

const pointersOf = (page: Page) => page.evaluate<number>('globalThis.seen.pointers')

/** What one did has an answer, and the focus has a place. */
async function answered(page: Page, said: RegExp): Promise<void> {
  const answer = page.getByRole('status').filter({ hasText: said })
  await answer.waitFor()
  await vi.waitFor(
    async () => expect(await page.evaluate<Focused | undefined>(focused)).toBeDefined(),
    slowly,
  )
  expect(await pointersOf(page)).toBe(0)
}

test(
  'C70 an alert is found and acknowledged by keyboard alone: the focus is seen at every stop, and the answer is announced',
  async () => {
    for (const name of ['radio-a', 'ong-b', 'prensa-c']) await report(name, 'BO03')
    const alert = await alertOf('BO03', 'watch')
    const { page, press, to, type } = await onlyKeys(tokens.ombudsman)
    await to('Alertas')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Alertas' }).waitFor()
    await to('Amenazas contra candidaturas – Cochabamba')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: /Cochabamba/ }).waitFor()
    await to('Nota (opcional)')
    await type('Llamamos a la oficina')
    await to('Acusar recibo')
    await press('Space')
    await answered(page, /Su acuse quedó registrado/)
    const route = `/v1/alerts/${alert}/acknowledgements`
    const { items } = await ask<{ items: { note: string }[] }>(tokens.ombudsman, 'GET', route)
    expect(items.map(({ note }) => note)).toEqual(['Llamamos a la oficina'])
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)

test(
  'C70 the texts of an alert are read and released by keyboard alone',
  async () => {
    for (const name of ['radio-k', 'ong-l', 'prensa-m', 'iglesia-n', 'gremio-o']) await report(name, 'BO04')
    const alert = await alertOf('BO04', 'warning')
    const draftOf = async () => {
      const route = `/v1/alerts/${alert}/drafts`
      const { items } = await ask<{ items: { state: string }[] }>(tokens.ombudsman, 'GET', route)
      return items[0]?.state
    }
    await vi.waitFor(async () => expect(await draftOf()).toBe('open'), slowly)
    const { page, press, to } = await onlyKeys(tokens.ombudsman)
    await to('Alertas')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Alertas' }).waitFor()
    await to('Amenazas contra candidaturas – Oruro')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: /Oruro/ }).waitFor()
    const part = page.getByRole('region', { name: 'Textos que esperan aprobación' })
    await part.waitFor()
    const summary = part.locator('summary').first()
    await to((await summary.innerText()).trim())
    await press('Enter')
    await part.locator('.draft-text').first().waitFor()
    await to('Aprobar y enviar')
    await press('Enter')
    await answered(page, /^Enviado/)
    expect(await draftOf()).toBe('released')
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)

const ruleId = 'candidate-threats'
const ruleFile = `rules/bo/rules/${ruleId}.rule.yaml`

/** A change of the rule, tested and proposed by the first person. */
async function propose(): Promise<void> {
  const yaml = readFileSync(ruleFile, 'utf8')
    .replace('version: 2', 'version: 3')
    .replace('cooldown: 7d', 'cooldown: 9d')
  const revisions = `/v1/rules/${ruleId}/revisions`
  const admin = tokens.rules_admin
  const { version } = await ask<{ version: number }>(admin, 'POST', revisions, {
    yaml,
    reason: 'menos avisos',
  })
  expect(version).toBe(3)
  await ask(admin, 'POST', `${revisions}/3:test`, {})
  await ask(admin, 'POST', `${revisions}/3:propose`, { act: 'activate', reason: 'menos avisos repetidos' })
}

test(
  'C70 the change of a rule is found, read and approved by another person by keyboard alone',
  async () => {
    await propose()
    const { page, press, to, type } = await onlyKeys(tokens.rules_approver ?? '')
    await to('Reglas')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Reglas', exact: true }).waitFor()
    await to('Buscar')
    await type('candidaturas')
    await to('Amenazas contra candidaturas')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Amenazas contra candidaturas' }).waitFor()
    await to('Propuestas')
    await press('Enter')
    await page.getByText('cooldown: 9d').first().waitFor()
    await to('Comentario')
    await type('De acuerdo')
    await to('Aprobar')
    await press('Enter')
    // The form is gone, and with it the button that had the focus.
    await page.getByRole('button', { name: 'Aprobar' }).waitFor({ state: 'detached' })
    await page.getByText('De acuerdo').first().waitFor()
    await answered(page, /^Acto registrado/)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)
