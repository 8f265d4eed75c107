// The page's policy: nothing but own files, nothing inline, no text that becomes code; and no view that breaks it or complains of anything.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { type FilledWorld, fillWorld, views } from '../support/every-view.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url = ''
let desk: ConsoleDesk
let world: FilledWorld
// Some dozens of pages, on a machine that others use too.
const longMs = 1_200_000
const slowMs = 300_000

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  world = await fillWorld(url, tokens, app.db)
  desk = await openConsoleDesk(url)
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})
beforeEach(() => {
  desk.complaints()
})

/** Runs before anything of the page: every report of the browser about its policy. */
const collect = `
  globalThis.reports = []
  addEventListener('securitypolicyviolation', (event) => {
    globalThis.reports.push(event.effectiveDirective + ' refused ' + (event.blockedURI || event.sample))
  })`
const reportsOf = (page: Page) => page.evaluate<string[]>('globalThis.reports')

/** A style in the page, markup and a script made of text; tells which of the last two the browser refused. */
const broken = `(() => {
  const style = document.createElement('style')
  style.append('body { color: red }')
  document.head.append(style)
  const acts = {
    markup: () => { document.body.innerHTML = '<p></p>' },
    script: () => { document.createElement('script').text = 'alert(1)' },
  }
  return Object.entries(acts).flatMap(([name, act]) => {
    try {
      act()
      return []
    } catch (error) {
      return error instanceof TypeError ? [name] : []
    }
  })
})()`
const isWorkerThere = `(async () => {
  const kept = await navigator.serviceWorker.getRegistration('/form')
  return kept !== undefined && kept.active !== null
})()`

/** A page of whoever holds the token, with the collector in every page that it opens from now on. */
async function listening(token: string): Promise<Page> {
  const page = await desk.open(token, '/enrol')
  page.setDefaultTimeout(slowMs)
  await page.addInitScript(collect)
  return page
}

async function arrive(page: Page, path: string): Promise<void> {
  await page.goto(url + path)
  await page.locator('h1').first().waitFor()
  await nothingLoads(page)
}

test('C76 every page comes with a policy that starts from nothing: own files only, nothing inline, trusted types', async () => {
  for (const path of ['/', '/form', '/enrol', '/alerts/none']) {
    const answer = await fetch(url + path, { headers: { accept: 'text/html' } })
    const policy = new Map(
      (answer.headers.get('content-security-policy') ?? '').split(';').map((one) => {
        const [name = '', ...values] = one.trim().split(' ')
        return [name, values.join(' ')] as const
      }),
    )
    expect(policy.get('default-src')).toBe("'none'")
    for (const name of ['script-src', 'style-src', 'connect-src', 'font-src', 'worker-src', 'manifest-src'])
      expect(policy.get(name), name).toBe("'self'")
    expect(policy.get('img-src')).toBe("'self' data:")
    expect(policy.get('require-trusted-types-for')).toBe("'script'")
    expect(policy.get('trusted-types')).toBe('vigia-form')
    for (const name of ['base-uri', 'frame-ancestors']) expect(policy.get(name), name).toBe("'none'")
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe|\*|https?:/)
    const page = await answer.text()
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
  }
})

test(
  'C76 what would break the policy is refused and reported: the collector of the next test is not deaf',
  async () => {
    const page = await listening(tokens.analyst)
    await arrive(page, '/help')
    const told = await page.evaluate<string[]>(broken)
    expect(told).toEqual(['markup', 'script'])
    await vi.waitUntil(async () => (await reportsOf(page)).length >= 3, { timeout: slowMs })
    const reports = await reportsOf(page)
    expect(reports).toContainEqual(expect.stringContaining('style-src'))
    expect(reports).toContainEqual(expect.stringContaining('require-trusted-types-for'))
    expect(desk.complaints().length).toBeGreaterThan(0)
    await page.context().close()
  },
  longMs,
)

test(
  'C76 no view breaks it and none complains: 0 reports of the policy, 0 errors and warnings of the console',
  async () => {
    const more = [
      ['/people', tokens.admin],
      ['/tokens', tokens.admin],
      ['/account', tokens.admin],
    ] as const
    const known = await Promise.all(
      views.map(async ([address, role]) => [await world.reached(address), world.tokenOf(role)] as const),
    )
    const found: Record<string, readonly string[]> = {}
    const pages = new Map<string, Page>()
    for (const [address, token] of [...known, ...more]) {
      const page = pages.get(token) ?? (await listening(token))
      pages.set(token, page)
      await arrive(page, address)
      // Of what the view loads last: the editor, and the worker that keeps the form.
      if (address.includes('part=edit')) await page.getByRole('textbox', { name: /Editor/ }).waitFor()
      if (address === '/form')
        await vi.waitUntil(() => page.evaluate<boolean>(isWorkerThere), { timeout: slowMs })
      // A token sees no people: the two views ask, are refused, and say who may.
      const isRefused = address === '/people' || address === '/tokens'
      const complaints = desk.complaints().filter((one) => !(isRefused && one.includes('403')))
      const told = [...(await reportsOf(page)), ...complaints]
      if (told.length > 0) found[address] = told
    }
    expect(found).toEqual({})
    for (const page of pages.values()) await page.context().close()
  },
  longMs,
)

test(
  'C76 before anybody is signed in nothing complains either',
  async () => {
    const page = await desk.open(tokens.analyst, '/enrol')
    const context = await page.context().browser()?.newContext()
    if (context === undefined) throw new Error('the page has no browser')
    context.setDefaultTimeout(slowMs)
    const complaints: string[] = []
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await context.addInitScript(collect)
    const found: string[] = []
    for (const path of ['/', '/enrol', '/form']) {
      const stranger = await context.newPage()
      await stranger.goto(url + path)
      await stranger.locator('h1').first().waitFor()
      found.push(...(await reportsOf(stranger)))
      await stranger.close()
    }
    expect([...found, ...complaints]).toEqual([])
    await context.close()
    await page.context().close()
  },
  longMs,
)
