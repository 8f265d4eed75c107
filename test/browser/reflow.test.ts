// Readers who enlarge the page four times, and readers whom motion disturbs: every main view serves them.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { testConfig } from '../support/app.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'

const app = await createApp(testConfig())
const tokens = await openExercise(app)
let url = ''
const { report, alertOf } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
let alert = ''
let signal = ''
// A dozen views, on a machine that others use too.
const longMs = 600_000

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const name of ['radio-a', 'ong-b', 'prensa-c']) signal = await report(name, 'BO03')
  alert = await alertOf('BO03', 'watch')
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})

/** Each view with who opens it and what one comes for; `:alert` and `:signal` are those of this test. */
const views: readonly (readonly [address: string, token: () => string, act: string])[] = [
  ['/', () => tokens.ombudsman, '.waiting a'],
  ['/map', () => tokens.ombudsman, 'main button'],
  ['/calendar', () => tokens.ombudsman, 'main button'],
  ['/alerts', () => tokens.ombudsman, '.rows a'],
  ['/alerts/:alert', () => tokens.ombudsman, '.acknowledge button'],
  ['/inbox', () => tokens.ombudsman, '.messages button'],
  ['/response', () => tokens.ombudsman, 'main a'],
  ['/triage', () => tokens.verifier ?? '', 'main a'],
  ['/triage/:signal', () => tokens.verifier ?? '', 'main button'],
  ['/signals', () => tokens.analyst, 'main button[type=submit]'],
  ['/rules', () => tokens.rules_admin, 'main a'],
  ['/help', () => tokens.analyst, 'main a'],
  ['/form', () => tokens.analyst, 'button[type=submit]'],
]

async function arrive(page: Page, act: string): Promise<void> {
  await page.locator(act).first().waitFor()
  await nothingLoads(page)
}

const addressOf = (address: string) => address.replace(':alert', alert).replace(':signal', signal)

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
  return told
})()`

test(
  'C70 at 400 % nothing scrolls sideways, and whatever can be pressed is reached and uncovered',
  async () => {
    const found: Record<string, readonly string[]> = {}
    for (const [address, token, act] of views) {
      const page = await desk.open(token(), addressOf(address), { width: 320 })
      // 1280 × 1024 at 400 %.
      await page.setViewportSize({ width: 320, height: 256 })
      await arrive(page, act)
      const told = await page.evaluate<string[]>(unusable)
      if (told.length > 0) found[address] = told
      await page.context().close()
    }
    expect(found).toEqual({})
  },
  longMs,
)

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

test(
  'C70 where the reader wants no motion, nothing moves on any view',
  async () => {
    const found: Record<string, readonly string[]> = {}
    for (const [address, token, act] of views) {
      const page = await desk.open(token(), addressOf(address))
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await arrive(page, act)
      const told = await page.evaluate<string[]>(moving)
      if (told.length > 0) found[address] = told
      await page.context().close()
    }
    expect(found).toEqual({})
  },
  longMs,
)
