// Criteria of WCAG that no rule of axe finds, looked for in every view: a sensible order, nothing that happens by itself, one frame for all.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { axeFaultsOf, type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { fillWorld, views } from '../support/every-view.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let desk: ConsoleDesk
// Some dozens of views, on a machine that others use too.
const longMs = 1_200_000
const slowMs = 300_000
/** The list of all pages, as far as each may open them. */
const pageLists = [
  ['/help?part=pages', 'verifier'],
  ['/help?part=pages', 'rules_admin'],
  ['/help?part=pages', 'admin'],
  ['/help?part=pages', 'auditor'],
] as const
/** Without the frame: a page for the room, and one of the field. */
const bare = ['/wall', '/form']

interface Seen {
  readonly address: string
  readonly role: string
  readonly order: readonly string[]
  readonly titles: readonly string[]
  readonly headings: readonly string[]
  readonly fields: readonly string[]
  readonly edges: readonly string[]
  readonly names: readonly string[]
  readonly focus: readonly string[]
  readonly input: readonly string[]
  readonly frame: readonly string[]
  readonly ways: readonly string[]
}
const seen: Seen[] = []

/** Of two that follow each other in the text, the second stands neither above nor before the first. */
const order = `(() => {
  const told = []
  const isPlaced = (one) => {
    const { position, display } = getComputedStyle(one)
    return one.checkVisibility({ visibilityProperty: true }) && !['absolute', 'fixed', 'sticky'].includes(position) && display !== 'contents' && one.getClientRects().length > 0
  }
  const name = (one) => one.tagName + '.' + one.className + ' «' + (one.innerText ?? '').trim().slice(0, 30) + '»'
  for (const parent of document.querySelectorAll('body *:not(svg *)')) {
    const children = [...parent.children].filter((one) => !(one instanceof SVGElement) && isPlaced(one))
    for (const [index, next] of children.slice(1).entries()) {
      const [a, b] = [children[index].getBoundingClientRect(), next.getBoundingClientRect()]
      if (a.width * a.height * b.width * b.height === 0) continue
      const isAbove = b.bottom <= a.top + 1
      const isBefore = b.right <= a.left + 1 && b.top < a.bottom - 1
      if (isAbove || isBefore) told.push(name(next) + ' stands before ' + name(children[index]))
    }
  }
  return told
})()`

const titles = `[...document.querySelectorAll('h1')].filter((one) => one.checkVisibility()).map((one) => one.innerText.trim())`

/** Headings without words, and two of one name side by side. */
const headings = `(() => {
  const told = []
  const groups = new Map()
  for (const one of document.querySelectorAll('h1, h2, h3, h4')) {
    if (!one.checkVisibility()) continue
    const text = one.innerText.trim()
    if (text === '') told.push('an empty ' + one.tagName)
    const part = one.parentElement?.closest('section, article, fieldset, li, main')
    const above = [...(groups.get(part) ?? [])]
    if (above.includes(one.tagName + text)) told.push('twice ' + one.tagName + ' «' + text + '»')
    groups.set(part, [...above, one.tagName + text])
  }
  return told
})()`

/** Fields of one form, or of none, that have one name. */
const fields = `(() => {
  const told = []
  const groups = new Map()
  for (const one of document.querySelectorAll('input:not([type="hidden"], [type="radio"]), select, textarea')) {
    if (!one.checkVisibility({ visibilityProperty: true })) continue
    const part = one.closest('form, fieldset, li, tr, section, article') ?? document.body
    const name = one.getAttribute('aria-label') ?? [...(one.labels ?? [])].map((label) => label.innerText.trim()).join(' ')
    const above = groups.get(part) ?? []
    if (above.includes(name)) told.push('two fields «' + name + '»')
    groups.set(part, [...above, name])
  }
  return told
})()`

/** Fields whose edge is less than 3:1 from what lies around and within, and marks of the focus that are. */
const edges = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const ground = (one) => {
    for (let at = one; at !== null; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor)
      if (colour[3] === 255) return colour
    }
    return [255, 255, 255, 255]
  }
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)]
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
  }
  const told = []
  const name = (one) => one.tagName + '.' + one.className + ' «' + (one.innerText || one.name || one.id).slice(0, 30) + '»'
  for (const one of document.querySelectorAll('input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="file"]), select, textarea')) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.disabled) continue
    const { borderBottomColor, borderBottomWidth } = getComputedStyle(one)
    const edge = Number.parseFloat(borderBottomWidth) > 0 ? ratio(rgba(borderBottomColor), ground(one.parentElement)) : 1
    if (Math.max(edge, ratio(ground(one), ground(one.parentElement))) < 3) told.push(name(one) + ' has no edge of 3:1')
  }
  for (const one of document.querySelectorAll('a[href], button:not(:disabled), input:not([type="hidden"]), select, textarea, summary')) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('svg')) continue
    one.focus({ preventScroll: true, focusVisible: true })
    if (document.activeElement !== one) continue
    // A file is chosen with the label that is drawn as a button.
    const marked = one.closest('.file-button') ?? one
    if (ratio(rgba(getComputedStyle(marked).outlineColor), ground(marked.parentElement)) < 3) told.push(name(one) + ' has a mark of the focus below 3:1')
  }
  return told
})()`

const stops =
  'a[href], button:not(:disabled), input:not([type="hidden"], :disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]'

/** The first two parts of the address (a list may name what it shows), dialogs, the title. */
const shown = `[location.pathname.split('/').slice(0, 2).join('/'), document.querySelectorAll('dialog[open]').length, document.querySelector('h1')?.innerText].join(' | ')`

/** Whatever gets the focus keeps it, and nothing else changes by that. */
async function onFocus(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const told = []
    const shown = () => ${shown}
    const before = shown()
    for (const one of document.querySelectorAll('${stops}')) {
      if (!one.isConnected || !one.checkVisibility({ visibilityProperty: true })) continue
      const name = one.tagName + '.' + one.className + ' «' + (one.innerText ?? one.name ?? '').slice(0, 30) + '»'
      one.focus({ preventScroll: true })
      if (document.activeElement !== one) told.push(name + ' gives the focus away')
    }
    // What the view makes of it is drawn after that.
    for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done))
    if (shown() !== before) told.push(before + ' became ' + shown())
    return told
  })()`)
}

const fieldInFocus = `(() => {
  const field = document.activeElement
  return [field.tagName + ' «' + (field.labels?.[0]?.innerText ?? field.ariaLabel ?? '').split('\\n')[0] + '»', field.type ?? '']
})()`

/** Another value in a field moves neither the reader nor the focus. */
async function onInput(page: Page): Promise<string[]> {
  const told: string[] = []
  const before = await page.evaluate<string>(shown)
  const settable =
    'input[type="checkbox"], input[type="radio"], input[type="text"], input[type="search"], input:not([type]), select, textarea'
  const count = await page.locator(settable).count()
  for (let index = 0; index < count; index += 1) {
    const one = page.locator(settable).nth(index)
    // A field before it may have taken it away.
    if ((await one.count()) === 0 || !(await one.isVisible()) || !(await one.isEditable())) continue
    await one.focus()
    const [name, kind] = await page.evaluate<[string, string]>(fieldInFocus)
    if (kind === 'checkbox' || kind === 'radio') await page.keyboard.press('Space')
    else if (kind.startsWith('select')) await page.keyboard.press('ArrowDown')
    else await page.keyboard.type('1')
    const isHeld = await one.evaluate((field) => field === field.ownerDocument.activeElement)
    if (!isHeld) told.push(`${name} lost the focus`)
    const after = await page.evaluate<string>(shown)
    if (after !== before) told.push(`${name}: ${before} became ${after}`)
  }
  return told
}

/** The links and switches of the frame in their order, with what they are called. */
const frame = `[...document.querySelectorAll('.side a, .side button, .side select, .side input')]
  .map((one) => [one.tagName, one.getAttribute('href') ?? '', one.labels?.[0]?.innerText ?? one.innerText].join(' ').trim())`

const ways = `[...document.querySelectorAll('main a[href^="/"]')].map((one) => new URL(one.href).pathname)`

beforeAll(async () => {
  const { url = '' } = await app.start()
  const world = await fillWorld(url, tokens, app.db)
  desk = await openConsoleDesk(url)
  const pages = new Map<string, Page>()
  for (const [address, role] of [...views, ...pageLists]) {
    const page = pages.get(role) ?? (await desk.open(world.tokenOf(role), '/enrol'))
    pages.set(role, page)
    page.setDefaultTimeout(slowMs)
    await page.goto(url + (await world.reached(address)))
    await page.locator('h1').first().waitFor()
    await nothingLoads(page)
    const tell = (script: string) => page.evaluate<string[]>(script)
    // Before anything else puts the focus somewhere.
    const focus = await onFocus(page)
    const edgesOf: string[] = []
    for (const theme of ['light', 'dark', 'contrast']) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
      edgesOf.push(...(await tell(edges)).map((one) => `${theme}: ${one}`))
    }
    seen.push({
      address,
      role,
      order: await tell(order),
      titles: await tell(titles),
      headings: await tell(headings),
      fields: await tell(fields),
      frame: await tell(frame),
      ways: await tell(ways),
      edges: edgesOf,
      names: await axeFaultsOf(page, { type: 'rule', values: ['label-content-name-mismatch'] }),
      focus,
      // Last: it changes what the page holds.
      input: await onInput(page),
    })
  }
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})

type Told = 'order' | 'headings' | 'fields' | 'edges' | 'names' | 'focus' | 'input'
const faultsOf = (what: Told) => seen.flatMap((one) => one[what].map((fault) => `${one.address}: ${fault}`))

test('C70 1.3.2 what is read after something does not stand before it, in any view', () => {
  expect(faultsOf('order')).toEqual([])
})

test('C70 1.4.11 the edge of every field and the mark of the focus have 3:1, light, dark and in high contrast', () => {
  expect(faultsOf('edges')).toEqual([])
})

test('C70 2.4.5 every section that the frame leads to can be reached from another page, too', () => {
  const linked = new Set(
    seen.flatMap(({ address, ways: to }) => to.filter((one) => !address.startsWith(one) || one === '/')),
  )
  const inFrame = new Set(
    seen.flatMap((one) => one.frame.flatMap((link) => /^A (\/\S*)/.exec(link)?.[1] ?? [])),
  )
  expect(inFrame.size).toBeGreaterThan(15)
  const isLinked = (path: string) => [...linked].some((one) => one === path || one.startsWith(`${path}/`))
  expect([...inFrame].filter((path) => !isLinked(path))).toEqual([])
})

test('C70 2.4.6 each view has one title of its own, no heading twice side by side, no two fields of one name', () => {
  expect(seen.filter((one) => one.titles.length !== 1).map((one) => [one.address, one.titles])).toEqual([])
  // The form of the field is the same form as in the console, for another device.
  const titled = Map.groupBy(
    seen.filter((one) => one.address !== '/form'),
    (one) => `${one.titles[0]}`,
  )
  const places = (address: string) => address.split('?')[0]
  const shared = [...titled].filter(([, of]) => new Set(of.map((one) => places(one.address))).size > 1)
  expect(shared.map(([title, of]) => [title, of.map(({ address }) => address)])).toEqual([])
  expect([...faultsOf('headings'), ...faultsOf('fields')]).toEqual([])
})

test('C70 2.5.3 what is written on a control is part of its name', () => {
  expect(faultsOf('names')).toEqual([])
})

test('C70 3.2.1 nothing moves when something gets the focus', () => {
  expect(faultsOf('focus')).toEqual([])
})

test('C70 3.2.2 nothing moves, and the focus stays, when a field gets another value', () => {
  expect(faultsOf('input')).toEqual([])
})

test('C70 3.2.3 3.2.4 3.2.6 the frame is the same on every page of a role: the same names in the same order, help in its place', () => {
  for (const role of new Set(seen.map((one) => one.role))) {
    const pages = seen.filter((one) => one.role === role && !bare.includes(one.address))
    const [first] = pages
    expect(first?.frame.length, role).toBeGreaterThan(5)
    expect(
      first?.frame.some((one) => one.startsWith('A /help')),
      role,
    ).toBe(true)
    for (const page of pages) expect(page.frame, `${role} ${page.address}`).toEqual(first?.frame)
  }
})
