// Readers who enlarge the page four times, who set text wider, whom motion disturbs, or whose device has colours of its own: every view serves
// them. Each view is opened once and looked at in all four ways.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { fillWorld, views } from '../support/every-view.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let desk: ConsoleDesk
let url = ''
/** What was found, by the way of looking and the view. */
const found: Record<Way, Record<string, readonly string[]>> = {
  reflow: {},
  spacing: {},
  motion: {},
  colours: {},
}
// Some dozens of views four times, on a machine that others use too.
const longMs = 1_200_000
const slowMs = 300_000

type Way = keyof typeof ways

/** What of the page cannot be used: wider than the window, or covered by something else when it is scrolled to. Tables scroll by themselves. */
const unusable = `(() => {
  const told = []
  const excess = document.documentElement.scrollWidth - innerWidth
  if (excess > 0) told.push('the page is ' + excess + ' px too wide')
  for (const one of document.querySelectorAll('a, button, input, select, textarea, summary')) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('.table-scroll, .visually-hidden, .skip, svg')) continue
    one.scrollIntoView({ block: 'center', inline: 'nearest' })
    const box = one.getClientRects()[0]
    if (box === undefined || box.width === 0) continue
    const name = one.tagName + ' «' + (one.innerText || one.name || one.id).slice(0, 40) + '»'
    if (box.left < -1 || box.right > innerWidth + 1) told.push(name + ' reaches beyond the window')
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2)
    if (top === null || !(one.contains(top) || top.contains(one))) told.push(name + ' lies under ' + top?.tagName + '.' + top?.className)
  }
  scrollTo(0, 0)
  return told
})()`

/** The distances of WCAG 1.4.12, set by the reader over whatever the page says. */
const spaced = `
  globalThis.wider = new CSSStyleSheet()
  wider.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }')
  document.adoptedStyleSheets = [wider]`
/** Text that its own edge cuts off, or a page that grew too wide. */
const cut = `(() => {
  const excess = document.documentElement.scrollWidth - innerWidth
  const told = excess > 0 ? ['the page is ' + excess + ' px too wide'] : []
  for (const one of document.querySelectorAll('body *:not(svg *):not(input, select, textarea, option)')) {
    if (!one.checkVisibility() || (one.innerText ?? '').trim() === '') continue
    const style = getComputedStyle(one)
    if (style.clipPath !== 'none') continue
    const isCut = (how, has, room) => ['hidden', 'clip'].includes(how) && has > room + 1
    if (isCut(style.overflowX, one.scrollWidth, one.clientWidth) || isCut(style.overflowY, one.scrollHeight, one.clientHeight))
      told.push(one.tagName + '.' + one.className + ' cuts «' + one.innerText.slice(0, 40) + '»')
  }
  return told
})()`

const moving = `[
  ...document.getAnimations().map((one) => 'an animation runs on ' + one.effect?.target?.className),
  ...[...document.querySelectorAll('*')].flatMap((one) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(one)
    const fades = transitionDuration.split(',').some((length) => Number.parseFloat(length) > 0)
    const what = [
      animationName !== 'none' && 'animation ' + animationName,
      fades && 'transition ' + transitionDuration,
      scrollBehavior === 'smooth' && 'smooth scrolling',
    ].filter(Boolean)
    return what.length === 0 ? [] : [one.tagName + '.' + one.className + ': ' + what.join(', ')]
  }),
]`

/** What is lost where backgrounds and colours are the device's: the mark of what is chosen, and the mark of the focus. */
const unmarked = `(() => {
  const drawn = (one) => {
    const style = getComputedStyle(one)
    return ['color', 'backgroundColor', 'borderLeftColor', 'borderLeftWidth', 'borderLeftStyle', 'borderBottomColor', 'borderBottomWidth',
      'borderTopWidth', 'outlineStyle', 'outlineWidth', 'fontWeight', 'textDecorationLine'].map((name) => style[name]).join('|')
  }
  // The mark may stand on the row that holds what is chosen.
  const looks = (one) => [one, one.closest('li, tr')].map((part) => (part === null ? '' : drawn(part))).join(' ')
  const chosen = '[aria-current]:not([aria-current="false"]), [aria-pressed="true"], [aria-selected="true"]'
  const name = (one) => one.tagName + '.' + one.className + ' «' + (one.innerText || one.getAttribute('aria-label') || '').slice(0, 40) + '»'
  const told = []
  for (const one of document.querySelectorAll(chosen)) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('svg')) continue
    const group = one.closest('ul, ol, fieldset, tbody, [role="listbox"], nav, p, div')
    const others = [...(group?.querySelectorAll(one.tagName) ?? [])].filter((other) => !other.matches(chosen) && other.className === one.className)
    if (others.some((other) => looks(other) === looks(one))) told.push(name(one) + ' looks like what is not chosen')
  }
  for (const one of document.querySelectorAll('a[href], button:not(:disabled), input:not([type="hidden"]), select, textarea, summary')) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('svg')) continue
    one.focus({ preventScroll: true })
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    if (document.activeElement === one && (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2)) told.push(name(one) + ' shows no focus')
  }
  return told
})()`

/** Brings the page into the state, and tells what is wrong in it. */
const ways = {
  // 1280 × 1024, enlarged four times.
  async reflow(page: Page) {
    await page.setViewportSize({ width: 320, height: 256 })
    return page.evaluate<string[]>(unusable)
  },
  async spacing(page: Page) {
    await page.evaluate(spaced)
    const told: string[] = []
    for (const width of [1366, 360]) {
      await page.setViewportSize({ width, height: 768 })
      told.push(...(await page.evaluate<string[]>(cut)).map((one) => `${width}: ${one}`))
    }
    await page.evaluate('document.adoptedStyleSheets = []')
    return told
  },
  async motion(page: Page) {
    await page.setViewportSize({ width: 1366, height: 768 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    // Its cursor blinks while it has the focus.
    const editor = page.locator('.cm-content')
    if ((await editor.count()) > 0) await editor.focus()
    return page.evaluate<string[]>(moving)
  },
  async colours(page: Page) {
    await page.setViewportSize({ width: 1366, height: 768 })
    await page.emulateMedia({ forcedColors: 'active' })
    return page.evaluate<string[]>(unmarked)
  },
} as const

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  const world = await fillWorld(url, tokens, app.db)
  desk = await openConsoleDesk(url)
  const pages = new Map<string, Page>()
  for (const [address, role] of views) {
    const page = pages.get(role) ?? (await desk.open(world.tokenOf(role), '/enrol'))
    pages.set(role, page)
    page.setDefaultTimeout(slowMs)
    await page.emulateMedia({ reducedMotion: null, forcedColors: null })
    await page.setViewportSize({ width: 1366, height: 768 })
    await page.goto(url + (await world.reached(address)))
    await page.locator('h1').first().waitFor()
    await nothingLoads(page)
    if (address.includes('part=edit')) await page.locator('.cm-content').waitFor()
    for (const [name, look] of Object.entries(ways)) {
      const told = await look(page)
      if (told.length > 0) found[name as Way][address] = told
    }
  }
  for (const page of pages.values()) await page.context().close()
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})

/** One fault of each kind. */
const planted = `(() => {
  const put = (name, text, css) => {
    const made = document.createElement(name)
    made.append(text)
    made.style.cssText = css
    document.querySelector('main').append(made)
  }
  put('p', 'wide', 'width: 2000px')
  put('button', 'covered', '')
  const pair = document.createElement('div')
  for (const current of ['page', 'false']) {
    const link = document.createElement('a')
    link.href = '#'
    link.setAttribute('aria-current', current)
    link.append('alike')
    pair.append(link)
  }
  document.querySelector('main').append(pair)
  put('p', 'cut in half', 'height: 10px; overflow: hidden; transition: color 1s !important')
  put('div', '', 'position: fixed; inset: 0; z-index: 9; opacity: 0')
  for (const one of document.querySelectorAll('.sections a')) one.style.cssText = 'all: unset'
})()`

test(
  'C70 what the tests below look for is found where it is: too wide, covered, cut, moving, not marked',
  async () => {
    const page = await desk.open(tokens.analyst, '/enrol')
    page.setDefaultTimeout(slowMs)
    await page.goto(`${url}/help`)
    await page.locator('h1').first().waitFor()
    await nothingLoads(page)
    await page.evaluate(planted)
    const told: Record<string, string> = {}
    for (const [name, look] of Object.entries(ways)) told[name] = (await look(page)).join('\n')
    expect(told['reflow']).toMatch(/too wide[\s\S]*«covered» lies under/)
    expect(told['spacing']).toContain('«cut in half»')
    expect(told['motion']).toContain('transition 1s')
    expect(told['colours']).toMatch(/looks like what is not chosen[\s\S]*shows no focus/)
    await page.context().close()
  },
  longMs,
)

test('C70 at 400 % nothing scrolls sideways, and whatever can be pressed is reached and uncovered', () => {
  expect(found.reflow).toEqual({})
})

test('C70 with the distances of WCAG 1.4.12 between lines, words and letters no text is cut off', () => {
  expect(found.spacing).toEqual({})
})

test('C70 where the reader wants no motion, nothing moves on any view', () => {
  expect(found.motion).toEqual({})
})

test('C70 in the colours of the device what is chosen and what has the focus are still marked', () => {
  expect(found.colours).toEqual({})
})
