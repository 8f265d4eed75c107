// The console in a browser for one test: pages of a role in a language, a colour scheme and a width, and what the browser complained of.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openChromium } from './chromium.ts'
import { isSearched } from './looks.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export interface Look {
  readonly language?: 'es' | 'en'
  readonly width?: number
  /** What the device takes the time for, in ms since 1970; from there it can be moved on by hand. */
  readonly clock?: number
}

export interface ConsoleDesk {
  /** A page of whoever holds the token, as that reader sees it. */
  open(token: string, path: string, look?: Look): Promise<Page>
  /** Errors and warnings of every page since the last call. */
  complaints(): string[]
  close(): Promise<void>
}

export async function openConsoleDesk(url: string): Promise<ConsoleDesk> {
  const browser = await openChromium()
  let complaints: string[] = []
  return {
    async open(token, path, look = {}) {
      const page = await pageFor(browser, token, look)
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      await page.goto(url + path)
      return page
    },
    complaints() {
      const found = complaints
      complaints = []
      return found
    },
    close: () => browser.close(),
  }
}

async function pageFor(browser: Browser, token: string, look: Look): Promise<Page> {
  const { language = 'es', width = 1366 } = look
  const context = await browser.newContext({ viewport: { width, height: 768 } })
  // On a machine that others use too.
  context.setDefaultNavigationTimeout(300_000)
  await context.addInitScript(
    ([secret, tongue]) => {
      sessionStorage.setItem('vigia.token', secret ?? '')
      if (localStorage.getItem('vigia.language') === null)
        localStorage.setItem('vigia.language', tongue ?? '')
    },
    [token, language],
  )
  const page = await context.newPage()
  if (look.clock !== undefined) await page.clock.install({ time: look.clock })
  return page
}

/** Waits until nothing of a page says any more that it is loading; a view can have several places that load by themselves. */
export async function nothingLoads(page: Page): Promise<void> {
  const loading = page.locator('.loading')
  while ((await loading.count()) > 0) await loading.first().waitFor({ state: 'detached' })
}

/** The axe rules of WCAG 2.0 to 2.2, A and AA, or those that are named; each fault with the elements that have it. */
export async function axeFaultsOf(
  page: Page,
  rules: { readonly type: 'tag' | 'rule'; readonly values: string[] } = { type: 'tag', values: tags },
): Promise<string[]> {
  await page.evaluate(`if (globalThis.axe === undefined) { ${axeSource} }`)
  const found = await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> }
    }
    const { violations } = await axe.run({ runOnly })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    )
  }, rules)
  return found
}

const languages = ['es', 'en'] as const
const schemes = ['light', 'dark'] as const
const widths = [360, 768, 1366]

/**
 * The state that `reach` brings the page to, in every language, scheme and width: no axe fault, and nothing wider than the page. `reach`
 * waits until there is something to look at.
 */
export async function expectSound(
  desk: ConsoleDesk,
  token: string,
  path: string,
  reach: (page: Page, language: 'es' | 'en') => Promise<void>,
): Promise<void> {
  const page = await desk.open(token, path)
  for (const language of languages) {
    if (language !== 'es') await speak(page, path, language)
    await reach(page, language)
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme })
      for (const width of widths) {
        await page.setViewportSize({ width, height: 768 })
        const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        const where = `${path} ${language} ${scheme} ${width}`
        const faults = isSearched(language, scheme, width) ? await axeFaultsOf(page) : []
        expect({ where, faults, excess: Math.max(0, excess) }).toEqual({
          where,
          faults: [],
          excess: 0,
        })
      }
    }
  }
  await page.context().close()
}

/** The page anew in another language, as a reader who changed it sees it at the next visit. */
async function speak(page: Page, path: string, language: 'es' | 'en'): Promise<void> {
  await page.evaluate((code) => localStorage.setItem('vigia.language', code), language)
  await page.goto(new URL(path, page.url()).href)
}
