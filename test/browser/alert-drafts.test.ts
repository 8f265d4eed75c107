// Messages that wait for a person, and evidence that is withdrawn while they wait.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { type ConsoleDesk, type Look, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url = ''
const { ask, report, alertOf } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
/** Everybody behind it consents: a message to the United Nations waits for a person. */
let alert: string
const sent: string[] = []
// A page, its data and an evaluation, on a machine that others use too.
const longMs = 600_000
const slowly = { timeout: 300_000, interval: 500 }

interface Why {
  readonly explain: { readonly es: string }
  readonly excluded: readonly { readonly signal: string; readonly why: string }[]
  readonly measures: Readonly<Record<string, number>>
}

const readWhy = () => ask<Why>(tokens.ombudsman, 'GET', `/v1/alerts/${alert}/why`)

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const name of ['radio-a', 'ong-b', 'prensa-c', 'iglesia-d', 'gremio-e'])
    sent.push(await report(name, 'BO04'))
  alert = await alertOf('BO04', 'warning')
  // They change no level, so what the alert says rests on the five until it is evaluated anew.
  for (const name of ['vecinos-g', 'sindicato-h']) await report(name, 'BO04')
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})

beforeEach(() => {
  desk.complaints()
})

async function open(token: string, path: string, look?: Look): Promise<Page> {
  const page = await desk.open(token, '/enrol', look)
  page.setDefaultTimeout(300_000)
  await page.goto(url + path)
  return page
}

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

interface Draft {
  readonly state: string
  readonly texts: readonly {
    readonly recipient: string
    readonly message: { readonly title: { readonly es: string }; readonly lines: { readonly es: string[] } }
  }[]
  readonly differences: readonly { readonly what: string; readonly before: string; readonly now: string }[]
}

const readDrafts = async () =>
  (await ask<{ items: Draft[] }>(tokens.ombudsman, 'GET', `/v1/alerts/${alert}/drafts`)).items

/** A person of the Ombudsman who also sent the signals. */
async function senderAsOmbudsman(): Promise<string> {
  const { person } = await ask<{ person: string }>(tokens.analyst, 'GET', '/v1/me')
  const request = {
    label: 'sent them',
    role: 'ombudsman',
    territory: ['BO'],
    marking: 'TLP:AMBER+STRICT',
    office: 'ombudsman-duty',
    processes: [tokens.process],
    days: 1,
    personId: person,
  } as const
  return (await inTransaction(app.db, (trx) => issueToken(trx, request, undefined))).secret
}

test(
  'C37 a draft shows its exact text and its recipients; who sent a signal behind the alert cannot approve it, and reads why',
  async () => {
    const draft = await vi.waitFor(async () => {
      const [first] = await readDrafts()
      expect(first?.state).toBe('open')
      return first
    }, slowly)
    const [text] = draft?.texts ?? []
    expect(text?.message.lines.es.length).toBeGreaterThan(3)
    const page = await open(await senderAsOmbudsman(), `/alerts/${alert}`)
    const part = region(page, 'Textos que esperan aprobación')
    await part.waitFor()
    const { codes } = await ask<{
      codes: { audiences: { code: string; labels: { es: string } }[] }
    }>(tokens.ombudsman, 'GET', '/v1/meta')
    const name = codes.audiences.find(({ code }) => code === text?.recipient)?.labels.es
    await part
      .getByText(name ?? '?')
      .first()
      .waitFor()
    await part.locator('summary').first().click()
    expect((await part.locator('.draft-text').first().innerText()).trim()).toBe(
      [text?.message.title.es, ...(text?.message.lines.es ?? [])].join('\n').trim(),
    )
    expect(await part.getByRole('button', { name: 'Aprobar y enviar' }).isDisabled()).toBe(true)
    await part.getByText('otra persona tiene que aprobarlo').waitFor()
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)

test(
  'C35 C37 withdrawn evidence is said at the top with the result of the re-evaluation; the draft says what has moved, and is released',
  async () => {
    const gone = sent[0] ?? ''
    await ask(tokens.analyst, 'POST', `/v1/signals/${gone}/retractions`, { reason: 'Era una repetición' })
    // Seven in all, without the one that was withdrawn.
    await vi.waitFor(async () => expect((await readWhy()).measures).toMatchObject({ n: 6 }), slowly)
    const why = await readWhy()
    expect(why.excluded).toEqual([{ signal: gone, why: 'retracted' }])
    await vi.waitFor(async () => expect((await readDrafts())[0]?.differences).not.toEqual([]), slowly)
    const page = await open(tokens.ombudsman, `/alerts/${alert}`)
    const banner = region(page, 'Evidencia retirada')
    await banner.waitFor()
    const said = await banner.innerText()
    expect(said).toContain('1 señal fue retirada')
    expect(said).toMatch(/Resultado de la reevaluación: Se retiró evidencia ·\s+Alta/)
    expect(said).toContain(why.explain.es)
    await region(page, 'Evidencia').getByText('1 señal retirada por quien la envió').waitFor()

    const part = region(page, 'Textos que esperan aprobación')
    await part.locator('ins').first().waitFor()
    const [draft] = await readDrafts()
    expect(draft?.differences).toContainEqual({ what: 'n', before: '5', now: '6' })
    for (const { before, now } of draft?.differences ?? []) {
      expect(await part.locator('del').allInnerTexts()).toContain(before)
      expect(await part.locator('ins').allInnerTexts()).toContain(now)
    }
    const english = await open(tokens.ombudsman, `/alerts/${alert}`, { language: 'en' })
    const waiting = region(english, 'Texts that wait for approval')
    await waiting
      .locator('ins')
      .filter({ hasText: /^6 threats from 6 sources/ })
      .waitFor()
    expect((await waiting.locator('del, ins').allInnerTexts()).join('\n')).not.toMatch(/amenaza/)
    await english.context().close()
    await part.getByRole('button', { name: 'Aprobar y enviar' }).click()
    const decided = part.getByRole('status').filter({ hasText: /^Enviado/ })
    await decided.waitFor()
    // Whoever pressed the button is not left nowhere.
    await vi.waitUntil(() => decided.evaluate((one) => one === one.ownerDocument.activeElement), slowly)
    expect((await readDrafts())[0]?.state).toBe('released')
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)
