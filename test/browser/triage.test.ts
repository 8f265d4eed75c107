// The verification desk in a real browser: worked by keyboard alone, shared by two people, with ten thousand rows, in both languages.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { testConfig } from '../support/app.ts'
import { openChromium } from '../support/chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const app = await createApp(testConfig())
const tokens = await openExercise(app)
const verifier = tokens.verifier ?? ''
let url: string
let browser: Browser
let context: BrowserContext
let complaints: string[]

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})
beforeEach(async () => {
  complaints = []
  context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  context.setDefaultTimeout(60_000)
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
})
afterEach(() => context.close())

// Hundreds of key presses and as many requests on a machine that others use too.
const longRoadMs = 540_000

let count = 0
/** Files so many reports by the API; the place tells the tests' signals apart. */
async function file(place: string, many: number, more: object = {}): Promise<string[]> {
  const made: string[] = []
  for (let from = 0; from < many; from += 250) {
    const batch = Array.from({ length: Math.min(250, many - from) }, () => {
      count += 1
      return {
        external_id: `desk-${count}`,
        process: tokens.process,
        category: 'threat',
        place,
        severity: (count % 5) + 1,
        source: { id: 'exercise-analyst', root: `root-${count}` },
        narrative: `Informe ${count}: amenaza contra una persona delegada`,
        ...more,
      }
    })
    const answer = await fetch(`${url}/v1/signals:batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.analyst}`, 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    })
    const { items } = (await answer.json()) as { items: { signal?: { id: string } }[] }
    for (const one of items) {
      if (one.signal === undefined) throw new Error(`refused: ${JSON.stringify(one)}`)
      made.push(one.signal.id)
    }
  }
  return made
}

async function desk(path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.evaluate((token) => sessionStorage.setItem('vigia.token', token), verifier)
  await page.goto(url + path)
  await page.getByRole('listbox').waitFor()
  return page
}

const options = (page: Page) => page.getByRole('listbox').getByRole('option')
const opened = (page: Page) => page.getByRole('article')
const bar = (page: Page) => page.locator('.done-bar')

async function api<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url + path, {
    ...init,
    headers: { authorization: `Bearer ${verifier}`, 'content-type': 'application/json', ...init.headers },
  })
  return (await answer.json()) as Answer
}

interface Standing {
  readonly etag: string
  readonly merged_into: string | null
  readonly held_by: string | null
  readonly signal: { readonly verification: string }
}
const standing = (id: string) => api<Standing>(`/v1/triage/${id}`)

test(
  'C02 the keys move, open, verify, reject with a reason, merge, take, snooze, undo, search and help; and can be switched off',
  async () => {
    await file('BO06', 6, { severity: 4 })
    const page = await desk('/triage?place=BO06')
    await expect.poll(() => options(page).count()).toBe(6)
    const press = (key: string) => page.keyboard.press(key)
    await press('j')
    await opened(page).waitFor()
    const first = page.url().split('/').at(-1)?.split('?')[0] ?? ''
    await press('j')
    await press('k')
    expect(page.url()).toContain(first)
    await opened(page).getByRole('button', { name: 'Verificar' }).waitFor()
    expect(await opened(page).getByRole('button', { name: 'Verificar' }).getAttribute('title')).toBe(
      'Verificar (v)',
    )

    await press('v')
    await page.getByRole('form', { name: 'Verificar' }).waitFor()
    await press('Enter')
    await page.getByText('Elija la nota del dato.').waitFor()
    await press('2')
    await press('Enter')
    await bar(page).getByText('Verificada.').waitFor()
    expect((await standing(first)).signal.verification).toBe('verified')
    await press('u')
    await bar(page).getByText('Deshecho.').waitFor()
    expect((await standing(first)).signal.verification).toBe('unverified')

    await opened(page).getByRole('button', { name: 'Rechazar' }).waitFor()
    await press('r')
    await page.getByRole('form', { name: 'Rechazar' }).waitFor()
    await press('Enter')
    await page.getByText('Elija un motivo o escríbalo.').waitFor()
    await press('1')
    await press('Enter')
    await bar(page).getByText('Rechazada.').waitFor()
    expect((await standing(first)).signal.verification).toBe('rejected')

    const second = page.url().split('/').at(-1)?.split('?')[0] ?? ''
    await opened(page).getByText('parecido').first().waitFor()
    await press('d')
    await page.getByRole('form', { name: 'Repetida' }).waitFor()
    await press('Enter')
    await bar(page).getByText('Unida a la otra señal.').waitFor()
    expect((await standing(second)).merged_into).not.toBe(null)

    const third = page.url().split('/').at(-1)?.split('?')[0] ?? ''
    await opened(page).getByRole('button', { name: 'Tomar' }).waitFor()
    await press('a')
    await opened(page).getByText('En mis manos').waitFor()
    expect((await standing(third)).held_by).toBe('me')
    await press('s')
    await page.getByRole('form', { name: 'Posponer' }).waitFor()
    await press('1')
    await press('Enter')
    await bar(page).getByText('Pospuesta.').waitFor()
    await expect.poll(() => options(page).count()).toBe(3)

    await press('/')
    expect(await page.locator(':focus').getAttribute('type')).toBe('search')
    await press('Escape')
    await press('?')
    await page.getByRole('dialog', { name: 'Atajos de teclado' }).waitFor()
    await page.getByRole('checkbox', { name: 'Usar atajos de una letra' }).uncheck()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    const before = page.url()
    await press('j')
    expect(page.url()).toBe(before)
    await press('ArrowDown')
    await expect.poll(() => page.url()).not.toBe(before)
    expect(complaints).toEqual([])
  },
  longRoadMs,
)

test(
  'C03 one hundred signals are triaged by keyboard alone: no pointer event, and the focus is never lost',
  async () => {
    const ids = await file('BO08', 100, { severity: 2 })
    const page = await desk('/triage?place=BO08')
    await page.evaluate(() => {
      const seen = window as unknown as { pointers: number; lost: number }
      seen.pointers = 0
      seen.lost = 0
      for (const kind of ['pointerdown', 'mousedown', 'click', 'touchstart'])
        addEventListener(
          kind,
          () => {
            seen.pointers += 1
          },
          true,
        )
      addEventListener(
        'keydown',
        () => {
          const at = document.activeElement
          if (at === null || at === document.body) seen.lost += 1
        },
        true,
      )
    })
    await page.getByRole('listbox').focus()
    await page.keyboard.press('j')
    for (let done = 0; done < ids.length; done += 1) {
      const id = page.url().split('/').at(-1)?.split('?')[0] ?? ''
      await page.locator(`[data-signal="${id}"]`).waitFor()
      const [key, choice, name] = (
        [
          ['v', '2', 'Verificar'],
          ['r', '3', 'Rechazar'],
          ['v', '3', 'Verificar'],
        ] as const
      )[done % 3] ?? ['v', '2', 'Verificar']
      await page.keyboard.press(key)
      await page.getByRole('form', { name }).waitFor()
      await page.keyboard.press(choice)
      await page.keyboard.press('Enter')
      await page.locator(`#triage-${id}`).waitFor({ state: 'detached' })
    }
    await page.getByText('Nada por decidir con este filtro').waitFor()
    const { pointers, lost } = await page.evaluate(() => {
      const seen = window as unknown as { pointers: number; lost: number }
      return { pointers: seen.pointers, lost: seen.lost }
    })
    expect({ pointers, lost }).toEqual({ pointers: 0, lost: 0 })
    const left = await api<{ items: readonly unknown[] }>('/v1/triage?place=BO08')
    expect(left.items).toEqual([])
    expect(complaints).toEqual([])
  },
  longRoadMs,
)

test(
  'C04 two at once: the second is shown what changed and keeps what was typed; the row leaves by itself',
  async () => {
    const [id = ''] = await file('BO09', 1, { severity: 5 })
    const page = await desk(`/triage/${id}?place=BO09`)
    await opened(page).getByRole('button', { name: 'Rechazar' }).waitFor()
    await page.keyboard.press('r')
    await page.getByLabel('Con sus palabras').fill('la radio se retractó')
    await page.getByRole('radio', { name: /No ocurrió/ }).check()
    const { etag } = await standing(id)
    await api(`/v1/signals/${id}/verifications`, {
      method: 'POST',
      headers: { 'if-match': etag },
      body: JSON.stringify({ decision: 'verified', credibility: 2 }),
    })
    await page.getByRole('button', { name: 'Rechazar' }).click()
    await page.getByText('La señal cambió mientras usted decidía.').waitFor()
    await page.getByText('verificación: antes –, ahora Verificada').waitFor()
    expect(await page.getByLabel('Con sus palabras').inputValue()).toBe('la radio se retractó')
    expect((await standing(id)).signal.verification).toBe('verified')
    await page.getByRole('button', { name: 'Rechazar' }).click()
    await bar(page).getByText('Rechazada.').waitFor()
    expect((await standing(id)).signal.verification).toBe('rejected')
    // The browser names every answer of 400 and above.
    expect(complaints.filter((one) => !one.includes('412'))).toEqual([])
  },
  longRoadMs,
)

test(
  'C05 C06 C07 the clock orders the queue and says it in words; likely repeats come with reasons; filters live in the address',
  async () => {
    await file('BO05', 1, { severity: 1, narrative: 'Insultos en la plaza' })
    await file('BO05', 1, { severity: 5, category: 'roadblock', narrative: 'Bloqueo del camino a Uyuni' })
    await file('BO05', 1, { severity: 4, category: 'roadblock', narrative: 'Bloqueo en el camino a Uyuni' })
    const page = await desk('/triage')
    await page.getByLabel('Departamento').selectOption('BO05')
    await expect.poll(() => options(page).count()).toBe(3)
    const rows = await options(page).allInnerTexts()
    expect(rows.map((row) => /Bloqueo|Amenaza/.exec(row)?.[0])).toEqual(['Bloqueo', 'Bloqueo', 'Amenaza'])
    for (const row of rows) expect(row).toMatch(/Vence dentro de/)
    await page.getByLabel('Buscar en el texto').fill('uyuni')
    await expect.poll(() => options(page).count()).toBe(2)
    expect(page.url()).toContain('/triage?place=BO05&text=uyuni')
    await options(page).first().click()
    await opened(page)
      .getByText(/mismo lugar · 0 h de diferencia · mismo tipo de hecho/)
      .waitFor()
    const shared = page.url()
    await page.getByRole('link', { name: 'Situación' }).click()
    await page.goBack()
    expect(page.url()).toBe(shared)
    await expect.poll(() => options(page).count()).toBe(2)
    expect(complaints).toEqual([])
  },
  longRoadMs,
)

test(
  'C70 C71 no violation of WCAG 2.2 A and AA, nothing wider than the page, in both languages, light and dark, at three widths',
  async () => {
    const [id = ''] = await file('BO07', 2, { severity: 5 })
    const page = await desk('/triage?place=BO07')
    const found: string[] = []
    for (const language of ['es', 'en'] as const) {
      await page.evaluate((code) => localStorage.setItem('vigia.language', code), language)
      for (const path of [
        '/triage?place=BO07',
        `/triage/${id}?place=BO07`,
        '/triage?place=BO07&category=roadblock',
      ]) {
        await page.goto(url + path)
        await page.locator(path.includes(id) ? 'article' : '[role="listbox"]').waitFor()
        if (path.includes(id)) {
          await page.getByRole('button', { name: language === 'es' ? 'Verificar' : 'Verify' }).click()
          await page.locator('form.decide').waitFor()
        }
        await page.evaluate(axe)
        for (const colorScheme of ['light', 'dark'] as const)
          for (const width of [360, 768, 1366]) {
            await page.emulateMedia({ colorScheme })
            await page.setViewportSize({ width, height: 768 })
            const where = `${path.replace(id, ':id')} ${language} ${colorScheme} ${width}`
            for (const one of await faultsOf(page)) found.push(`${where}: ${one}`)
          }
      }
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  },
  longRoadMs,
)

async function faultsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const { violations } = await checker.run({
      runOnly: { type: 'tag', values },
      resultTypes: ['violations'],
    })
    const root = document.documentElement
    return [
      ...violations.map((one) => `${one.id} ${one.nodes[0]?.html.slice(0, 120)}`),
      ...(root.scrollWidth > root.clientWidth ? [`overflow ${root.scrollWidth} > ${root.clientWidth}`] : []),
    ]
  })
}

test(
  'C08 ten thousand rows: only those in view exist, the end is reached by scrolling, and each signal is there once',
  async () => {
    await file('BO02', 10_000, { severity: 1 })
    const page = await desk('/triage?place=BO02')
    const listed = new Set<string>()
    const end = Date.now() + longRoadMs / 2
    while (listed.size < 10_000 && Date.now() < end) {
      const ids = await page.evaluate(() => {
        const queue = document.querySelector('.queue')
        queue?.scrollBy(0, 20 * 76)
        return [...document.querySelectorAll('[role="option"]')].map((one) => one.id)
      })
      expect(ids.length).toBeLessThan(60)
      for (const one of ids) listed.add(one)
    }
    expect(listed.size).toBe(10_000)
    expect(complaints).toEqual([])
  },
  longRoadMs,
)
