// A stored bulletin as its own page in Chromium: printed to a tagged PDF of small size, and nothing in it that an accessibility checker minds.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChromium } from '../support/chromium.ts'
import { openBulletinDesk } from './bulletins-rig.ts'

const rig = await openBulletinDesk()
let browser: Browser
let address: string
beforeAll(async () => {
  const { id } = await rig.published('weekly')
  address = `${rig.url}/v1/bulletins/${id}`
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  await rig.close()
})

async function opened(language: 'es' | 'en') {
  const answer = await fetch(`${address}.html?lang=${language}`, {
    headers: { authorization: `Bearer ${rig.author}` },
  })
  expect(answer.status).toBe(200)
  const page = await (await browser.newContext()).newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.setContent(await answer.text())
  return { page, asked }
}

test('C60 on paper a stored bulletin is a tagged PDF below 500 KB with page numbers, and asks nobody for anything', async () => {
  const { page, asked } = await opened('es')
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true, outline: true })
  const text = pdf.toString('latin1')
  expect(pdf.length).toBeLessThan(500_000)
  expect(text).toContain('/StructTreeRoot')
  expect(text).toContain('/Outlines')
  expect(text.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1)
  expect(asked).toEqual([])
})

test('C70 C71 the page has no axe fault in either language', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  for (const language of ['es', 'en'] as const) {
    const { page } = await opened(language)
    expect(await page.evaluate('document.documentElement.lang')).toBe(language)
    await page.evaluate(axe)
    const faults = await page.evaluate<string[]>(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map(({ id }) => id))`,
    )
    expect(faults).toEqual([])
  }
})
