// The product with the exercise open, a browser on it, and what the tests of the verification desk do with both.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { openChromium } from '../support/chromium.ts'
import { serveProduct } from '../support/served-product.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// Hundreds of key presses and as many requests on a machine that others use too.
export const longRoadMs = 1_500_000
/** For expect.poll. */
export const patient = { timeout: 60_000 }

export interface Standing {
  readonly etag: string
  readonly merged_into: string | null
  readonly held_by: string | null
  readonly signal: { readonly verification: string }
}

/** Opens everything before the tests of a file and closes it after them. */
export async function deskInBrowser() {
  const app = await serveProduct()
  const tokens = await openExercise(app)
  const verifier = tokens.verifier ?? ''
  let url = ''
  let browser: Browser
  let context: BrowserContext
  const complaints: string[] = []
  beforeAll(async () => {
    url = (await app.start()).url ?? ''
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser.close()
    await app.stop()
  })
  beforeEach(async () => {
    complaints.length = 0
    context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
    context.setDefaultTimeout(patient.timeout)
    context.on('weberror', (error) => complaints.push(String(error.error())))
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
  })
  afterEach(() => context.close())

  async function api<Answer>(path: string, more: { method?: string; body?: string; etag?: string } = {}) {
    const { etag, ...init } = more
    const answer = await fetch(url + path, {
      ...init,
      headers: {
        authorization: `Bearer ${verifier}`,
        'content-type': 'application/json',
        ...(etag === undefined ? {} : { 'if-match': etag }),
      },
    })
    return (await answer.json()) as Answer
  }

  return {
    complaints,
    api,
    standing: (id: string) => api<Standing>(`/v1/triage/${id}`),
    url: () => url,
    /** Files so many reports by the API; the place tells the tests' signals apart. */
    file: async (place: string, many: number, more: object = {}): Promise<string[]> => {
      const made: string[] = []
      for (let from = 0; from < many; from += 250) {
        const size = Math.min(250, many - from)
        made.push(...(await postBatch(url, tokens, place, size, more)))
      }
      return made
    },
    /** Of a verifier who is signed in, in a browser that has fetched nothing yet. */
    coldPage: async (): Promise<Page> => {
      // The empty page that a new one begins with has no storage.
      await context.addInitScript(
        `if (location.origin !== 'null') sessionStorage.setItem('vigia.token', '${verifier}')`,
      )
      return context.newPage()
    },
    desk: async (path: string): Promise<Page> => {
      const page = await context.newPage()
      await page.goto(url)
      await page.evaluate((token) => sessionStorage.setItem('vigia.token', token), verifier)
      await page.goto(url + path)
      await page.getByRole('listbox').waitFor()
      return page
    },
  }
}

let count = 0
async function postBatch(
  url: string,
  tokens: { readonly analyst: string; readonly process: string },
  place: string,
  size: number,
  more: object,
): Promise<string[]> {
  const batch = Array.from({ length: size }, () => {
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
  return items.map((one) => {
    if (one.signal === undefined) throw new Error(`refused: ${JSON.stringify(one)}`)
    return one.signal.id
  })
}

export const options = (page: Page): Locator => page.getByRole('listbox').getByRole('option')
export const opened = (page: Page): Locator => page.getByRole('article')
export const bar = (page: Page): Locator => page.locator('.done-bar')
/** The signal that the address names. */
export const selectedIn = (page: Page): string => /\/triage\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? ''

export async function expectRows(page: Page, many: number): Promise<void> {
  await expect.poll(() => options(page).count(), patient).toBe(many)
}

export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axe)
}

/** Violations of WCAG 2.0 to 2.2, A and AA, and what is wider than the page. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(async () => {
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const { violations } = await axe.run({ runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
    const root = document.documentElement
    return [
      ...violations.map((one) => one.id + ' ' + one.nodes[0]?.html.slice(0, 120)),
      ...(root.scrollWidth > root.clientWidth ? ['overflow ' + root.scrollWidth + ' > ' + root.clientWidth] : []),
    ]
  })()`)
}
