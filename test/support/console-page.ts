// The console in a real Chromium: signing in, what the browser complains of, and axe over every look of a page.
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { openChromium } from './chromium.ts'
import { isSearched } from './looks.ts'
import { serveProduct } from './served-product.ts'

export interface ConsoleUnderTest {
  readonly tokens: Awaited<ReturnType<typeof openExercise>>
  readonly url: () => string
  readonly context: () => BrowserContext
  /** Errors and warnings that the browser told since the test began. */
  readonly complaints: () => readonly string[]
  /** Opens the address with the token, as a tab does that was signed in before. */
  open(token: string, path: string): Promise<Page>
  /** One request to the API; throws what it refused. */
  ask(token: string, method: string, path: string, body?: object): Promise<unknown>
}

/** For the top of a test file: one running product in server mode, one browser, a fresh context for each test. */
export async function consoleUnderTest(): Promise<ConsoleUnderTest> {
  const app = await serveProduct()
  const tokens = await openExercise(app)
  let url = ''
  let browser: Browser
  let context: BrowserContext
  let complaints: string[] = []
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
    context.on('weberror', (error) => complaints.push(String(error.error())))
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
  })
  afterEach(() => context.close())
  return {
    tokens,
    url: () => url,
    context: () => context,
    complaints: () => complaints,
    async open(token, path) {
      const page = await context.newPage()
      await page.goto(url)
      await page.evaluate((secret) => sessionStorage.setItem('vigia.token', secret), token)
      await page.goto(url + path)
      return page
    },
    async ask(token, method, path, body) {
      const answer = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const told: unknown = await answer.json()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(told)}`)
      return told
    },
  }
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

interface AxeFault {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
}

/** What axe finds on the page as it stands, a sentence each. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(`if (globalThis.axe === undefined) { ${axe.source} }`)
  const { violations } = await page.evaluate<{ violations: AxeFault[] }>(
    `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(tags)} } })`,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  )
}

/** Some dozens of looks at a page, each searched by axe, on a machine that others use too. */
export const everyLookMs = 900_000

const looks = {
  languages: ['es', 'en'],
  widths: [360, 768, 1366],
} as const

/** The page in both languages, three themes and three widths: what axe finds, and what is wider than the window. `ready` waits for the view. */
export async function faultsOfEveryLook(page: Page, ready: (page: Page) => Promise<void>): Promise<string[]> {
  const faults: string[] = []
  for (const language of looks.languages) {
    await page.evaluate((code) => localStorage.setItem('vigia.language', code), language)
    await page.reload()
    await ready(page)
    for (const width of looks.widths) {
      await page.setViewportSize({ width, height: 768 })
      const name = `${language} ${width}`
      const tooWide = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      if (tooWide > 0) faults.push(`${name}: ${tooWide} px wider than the window`)
      // Colours do not depend on the width: high contrast is looked at once.
      const themes = width === 1366 ? ['light', 'dark', 'contrast'] : ['light', 'dark']
      for (const theme of themes.filter((one) => isSearched(language, one, width))) {
        await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
        faults.push(...(await axeFaults(page)).map((fault) => `${name} ${theme}: ${fault}`))
      }
    }
  }
  return faults
}
