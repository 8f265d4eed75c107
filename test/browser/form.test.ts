// The light form in a real browser: filed without a line, the browser killed, the line lost again and again – and each signal stored once.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { isSearched } from '../support/looks.ts'
import { need } from '../support/needs.ts'
import { serveProduct } from '../support/served-product.ts'
import { type Line, openLine } from './cut-line.ts'
import { faultsOf, loadAxe, longRoadMs, patient } from './triage-rig.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let line: Line
let profile: string
beforeAll(async () => {
  line = await openLine((await app.start()).url ?? '')
  profile = await mkdtemp(path.join(tmpdir(), 'vigia-form-'))
})
afterAll(async () => {
  await line.close()
  await app.stop()
  await rm(profile, { recursive: true, force: true, maxRetries: 5 })
})

interface Phone {
  readonly page: Page
  readonly browser: Browser
  /** As when the battery is taken out. */
  readonly kill: () => Promise<void>
}

/** Those that run: a test that fails leaves none behind for the next one. */
const running = new Set<ChildProcess>()

async function end(child: ChildProcess): Promise<void> {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => {
    child.once('exit', resolve)
  })
  child.kill('SIGKILL')
  await gone
}
afterEach(async () => {
  for (const child of running) await end(child)
})

/** Chromium that starts and then does not speak is started again. */
async function connected(
  args: readonly string[],
  tries = 3,
): Promise<{ child: ChildProcess; browser: Browser }> {
  const child = spawn(need('chromium'), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  try {
    return { child, browser: await chromium.connectOverCDP(await endpointOf(child), patient) }
  } catch (error) {
    await end(child)
    if (tries === 1) throw error
    return connected(args, tries - 1)
  }
}

/** A browser whose profile stays, and whose process can be killed. */
async function phone(): Promise<Phone> {
  const args = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  const { child, browser } = await connected(args)
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('the browser has no context')
  const page = await context.newPage()
  page.setDefaultTimeout(patient.timeout)
  return {
    page,
    browser,
    kill: () => end(child),
  }
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.once('exit', () => reject(new Error(`chromium ended: ${said}`)))
    child.stderr?.on('data', (part) => {
      said += String(part)
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
}

async function enter(page: Page): Promise<void> {
  await page.goto(`${line.url}/form`)
  await page.getByLabel('Token de acceso').fill(tokens.analyst)
  await page.getByRole('button', { name: 'Ingresar' }).click()
  await page.getByRole('heading', { name: 'Nueva señal' }).waitFor()
}

async function fill(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Qué pasó' }).fill('amenaza')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Dónde' }).fill('potosi')
  await page.keyboard.press('Enter')
  await page.getByLabel('3 · Coerción o interrupción').check()
  await page.getByLabel('Qué se sabe').fill(text)
  await page.getByLabel('Lo presencié').check()
}

const state = (page: Page, which: string) => page.locator(`[data-state="${which}"]`)

/** Everything that the device keeps, as far as a script can read it. */
const dump = (page: Page) =>
  page.evaluate<string>(`new Promise((resolve, reject) => {
    const asked = indexedDB.open('vigia-form')
    asked.onerror = () => reject(asked.error)
    asked.onsuccess = async () => {
      const all = (name) => new Promise((done) => {
        const found = asked.result.transaction(name).objectStore(name).getAll()
        found.onsuccess = () => done(found.result)
      })
      const bytes = (value) => value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : value
      const rows = [...await all('queue'), ...await all('kept')]
      const key = rows.find((one) => one instanceof CryptoKey)
      const exported = await crypto.subtle.exportKey('raw', key).then(() => 'key read', () => 'key kept')
      resolve(exported + JSON.stringify(rows, (_, value) => bytes(value)) + JSON.stringify({ ...localStorage }))
    }
  })`)

async function stored(): Promise<{ id: string; revision: number; narrative: string }[]> {
  const found: { id: string; revision: number; narrative: string }[] = []
  let cursor = ''
  do {
    const answer = await fetch(`${line.url}/v1/signals?limit=200${cursor}`, {
      headers: { authorization: `Bearer ${tokens.analyst}` },
    })
    const { items, next } = (await answer.json()) as {
      items: { id: string; revision: number; body: { narrative?: string } }[]
      next: string | null
    }
    found.push(
      ...items.map((one) => ({ id: one.id, revision: one.revision, narrative: one.body.narrative ?? '' })),
    )
    cursor = next === null ? '' : `&cursor=${next}`
  } while (cursor !== '')
  return found
}

test(
  'C73 five hundred signals filed without a line, the browser killed, a fifth of the connections reset: five hundred stored, once each',
  async () => {
    const first = await phone()
    await enter(first.page)
    await first.page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    await expect
      .poll(() => first.page.evaluate(`caches.match('/form').then((one) => one !== undefined)`), patient)
      .toBe(true)
    line.lose(100)
    await fill(first.page, 'señal número 0 de la prueba')
    await first.page.getByRole('button', { name: 'Guardar y enviar' }).click()
    await first.page.getByText('Sin enviar: 1').waitFor()
    // The other ones by the same form and the same code, without a round trip of the test for each key.
    await first.page.evaluate(`(async () => {
      const set = (one, value) => { one.value = value; one.dispatchEvent(new Event('input', { bubbles: true })) }
      for (let n = 1; n < 500; n += 1) {
        const form = document.querySelector('.signal-form')
        set(form.querySelector('#field-category'), 'Amenaza')
        set(form.querySelector('#field-place'), 'Potosí')
        set(form.querySelector('#field-text'), 'señal número ' + n + ' de la prueba')
        form.querySelector('input[name="severity"][value="2"]').click()
        form.querySelector('input[name="known"][value="seen"]').click()
        form.requestSubmit()
        while (!document.querySelector('.queue-status').textContent.includes('Sin enviar: ' + (n + 1)))
          await new Promise((done) => requestAnimationFrame(done))
      }
    })()`)
    await first.page.getByText('Sin enviar: 500').waitFor()
    expect(await state(first.page, 'received').count()).toBe(0)
    const kept = await dump(first.page)
    expect(kept).toContain('key kept')
    expect(kept).not.toContain('de la prueba')
    expect(kept).not.toContain('vigia_live_')
    await first.kill()

    // No line yet: the page itself comes from the device.
    const second = await phone()
    await second.page.goto(`${line.url}/form`)
    await second.page.getByText('Sin enviar: 500').waitFor()
    line.lose(20)
    // The phone says again and again that the line is back, so that the sender's pauses after each reset are not waited for.
    await second.page.evaluate(`setInterval(() => dispatchEvent(new Event('online')), 50)`)
    await second.page.getByText('Todo enviado.').waitFor({ timeout: longRoadMs })
    expect(await state(second.page, 'refused').count()).toBe(0)
    line.lose(0)
    const all = await stored()
    expect(all.map((one) => one.revision)).toEqual(Array.from({ length: 500 }, () => 1))
    expect(new Set(all.map((one) => one.narrative)).size).toBe(500)
    // Otherwise nothing was put to the test.
    expect(line.lateResets()).toBeGreaterThan(10)
    await second.kill()
  },
  2 * longRoadMs,
)

test(
  'C73 a portal that answers for us is no success; what the server refuses comes back to its field; a draft outlives the page',
  async () => {
    const { page, kill } = await phone()
    await page.goto(`${line.url}/form`)
    await fill(page, 'informe tras el portal')
    await page.route('**/v1/signals', (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Wi-Fi</h1>' }),
    )
    await page.getByRole('button', { name: 'Guardar y enviar' }).click()
    await page.getByText('Sin conexión con Vigía').waitFor()
    expect(await state(page, 'queued').count()).toBe(1)
    await page.unroute('**/v1/signals')
    await page.evaluate(`dispatchEvent(new Event('online'))`)
    await page.getByText('Todo enviado.').waitFor()

    await fill(page, 'informe del futuro')
    await page.getByLabel('Cuándo').fill('2090-01-01T10:00')
    await page.getByRole('button', { name: 'Guardar y enviar' }).click()
    await state(page, 'refused').waitFor()
    await page.getByRole('button', { name: 'Corregir' }).click()
    expect(await page.locator('#fault-when').innerText()).toContain('en el futuro')
    await page.getByLabel('Cuándo').fill('2026-01-05T10:00')
    await page.reload()
    await page.getByText('Borrador recuperado.').waitFor()
    expect(await page.getByLabel('Qué se sabe').inputValue()).toBe('informe del futuro')
    await kill()
  },
  longRoadMs,
)

async function judge(page: Page, language: string): Promise<string[]> {
  const found: string[] = []
  await loadAxe(page)
  for (const [colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 768 })
    const faults = isSearched(language, colorScheme, width) ? await faultsOf(page) : []
    for (const one of faults) found.push(`${language} ${colorScheme} ${width}: ${one}`)
  }
  return found
}

const looks = (['light', 'dark'] as const).flatMap((scheme) =>
  [360, 768, 1366].map((width) => [scheme, width] as const),
)

test(
  'C70 C71 the form has no violation of WCAG 2.2 A and AA and is no wider than the page: both languages, light and dark, three widths',
  async () => {
    const { page, kill } = await phone()
    const found: string[] = []
    for (const language of ['es', 'en']) {
      await page.goto(`${line.url}/form`)
      await page.evaluate((code) => localStorage.setItem('vigia.language', code), language)
      await page.reload()
      await page.locator('.signal-form').waitFor()
      await page.locator('.signal-form button[type="submit"]').click()
      found.push(...(await judge(page, language)))
    }
    expect(found).toEqual([])
    await kill()
  },
  longRoadMs,
)
