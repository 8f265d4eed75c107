// A bulletin as files: everything that it says, the marking on every page, nothing that runs, and no word of people taken for markup.
import { beforeAll, expect, test } from 'vitest'
import { saidTime } from '#domain/said-time.ts'
import type { Body } from '../../support/app.ts'
import { type BulletinRig, listOf, openRig, pathOf, reason } from './bulletin-rig.ts'

let rig: BulletinRig
let bulletin: Body
const summary = { es: 'Semana <b>tensa</b> en La Paz.', en: 'A tense week & more.' }
beforeAll(async () => {
  rig = await openRig()
  const draft = await rig.composed()
  const edit = await rig.as(rig.author, 'PATCH', pathOf(draft), { summary }, { 'if-match': '"1"' })
  await rig.as(rig.author, 'POST', `${pathOf(draft)}:propose`, reason)
  const hash = edit.body['hash']
  expect((await rig.as(rig.second, 'POST', `${pathOf(draft)}:publish`, { hash })).status).toBe(200)
  const text = { es: 'Donde dice tensa, lea tranquila.', en: 'For tense read quiet.' }
  bulletin = (await rig.as(rig.author, 'POST', `${pathOf(draft)}/errata`, { text })).body
})

async function file(ending: string, language = 'es') {
  const answer = await rig.as(rig.author, 'GET', `${pathOf(bulletin)}.${ending}?lang=${language}`)
  expect(answer.status).toBe(200)
  return { text: String(answer.body), headers: answer.headers }
}

test('C60 the page: contents, map, tables, charts, method, checkpoint, erratum, marking on every sheet', async () => {
  const { text, headers } = await file('html')
  expect(headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox")
  for (const id of ['errata', 'summary', 'map', 'places', 'alerts', 'response', 'method', 'proof']) {
    expect(text).toContain(`<h2 id="${id}">`)
    expect(text).toContain(`href="#${id}"`)
  }
  expect(text).toContain(`@top-right{content:"${String(bulletin['marking'])} · SIMULACRO"`)
  expect(text).toContain('counter(page) " / " counter(pages)')
  // Nine departments, each a shape and a row.
  const shapes = [...text.matchAll(/<path class="(none|unknown|info|watch|warning|critical)"/g)]
  expect(shapes).toHaveLength(9)
  expect(text.match(/<svg /g)).toHaveLength(3)
  expect(text).toContain(String(bulletin['hash']))
  expect(text).toContain('Donde dice tensa, lea tranquila.')
  expect(text).not.toMatch(/<script|<link|src=|http:\/\//)
})

test('a place of which nobody tells anything is never shown as one without an alert', async () => {
  const { text } = await file('html')
  const places = listOf(bulletin['numbers']?.['places'])
  const unheard = places.filter((one) => one['level'] === null && String(one['coverage']) === 'unheard')
  expect(unheard.length).toBeGreaterThan(7)
  const rows = [...text.matchAll(/<th scope="row">[^<]*<\/th><td>([^<]*)<\/td>/g)].map(([, level]) => level)
  expect(rows.filter((one) => one === 'sin datos')).toHaveLength(unheard.length)
  // One of the places, abroad, has no outline.
  expect(text.match(/<path class="unknown"/g)).toHaveLength(unheard.length - 1)
  // One tells that nothing happened.
  const calm = places.filter((one) => one['level'] === null && String(one['coverage']) === 'quiet')
  expect(text.match(/<path class="none"/g)).toHaveLength(calm.length)
})

test('what people wrote is text, whatever it looks like', async () => {
  expect((await file('html')).text).toContain('Semana &lt;b&gt;tensa&lt;/b&gt; en La Paz.')
  expect((await file('html', 'en')).text).toContain('A tense week &amp; more.')
})

test('C60 the text version says the same, with the marking at its head and foot', async () => {
  const { text } = await file('txt', 'en')
  const lines = text.trim().split('\n')
  const mark = `${String(bulletin['marking'])} · EXERCISE`
  expect([lines[0], lines.at(-1)]).toEqual([mark, mark])
  for (const part of [
    'A tense week & more.',
    'For tense read quiet.',
    'How to read these numbers',
    'Signals received: 3',
  ])
    expect(text).toContain(part)
  expect(text).not.toContain('<')
})

test('times are written as each language writes them, on the clocks of the country', async () => {
  const asOf = Temporal.Instant.from(String(bulletin['as_of'])).epochMilliseconds
  for (const [language, said] of [
    ['es', /^\d{1,2} [a-z]{3,4} 20\d\d, [0-2]\d:[0-5]\d \(hora de Bolivia\)$/],
    ['en', /^\d{1,2} [A-Z][a-z]{2,3} 20\d\d, [0-2]\d:[0-5]\d \(Bolivia Time\)$/],
  ] as const) {
    const time = saidTime(asOf, 'America/La_Paz', language)
    expect(time).toMatch(said)
    for (const ending of ['html', 'txt']) expect((await file(ending, language)).text).toContain(time)
  }
})

test('the usual number of signals has the word that the map has for it, and states are those at close', async () => {
  const page = await file('html')
  for (const head of ['Lo usual', 'Estado al cierre']) expect(page.text).toContain(`>${head}</th>`)
  expect(page.text).toMatch(/>3 \(lo usual: \d+(?:,\d+)?\)</)
  const english = await file('html', 'en')
  for (const head of ['Usual', 'Status at close']) expect(english.text).toContain(`>${head}</th>`)
  expect(english.text).toMatch(/>3 \(usual: \d+(?:\.\d+)?\)</)
  // What is expected is that somebody reports at all.
  expect(page.text).not.toContain('esperadas')
})

test('C61 every number of the table is the frozen one', async () => {
  const { text } = await file('html', 'en')
  const row = /<th scope="row">La Paz<\/th>(.*?)<\/tr>/.exec(text)?.[1] ?? ''
  const cells = [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell)
  const frozen = listOf(bulletin['numbers']?.['places']).find((one) => String(one['place']) === 'BO02')
  const [open, unanswered, signals, expected, sources] = [
    'open_alerts',
    'unanswered',
    'signals',
    'expected',
    'sources',
  ].map((name) => String(frozen?.[name]))
  expect(signals).toBe('3')
  expect(cells).toEqual(['Watch', 'no alert', open, unanswered, signals, expected, sources, 'reporting'])
})

test('whoever may not see the bulletin gets no file of it', async () => {
  const elsewhere = await rig.tokenFor({ role: 'verifier', territory: ['BO02'] })
  for (const ending of ['html', 'txt'])
    expect((await rig.as(elsewhere, 'GET', `${pathOf(bulletin)}.${ending}`)).status).toBe(404)
})
