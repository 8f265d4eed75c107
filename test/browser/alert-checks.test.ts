// Why an alert fired and what became of that: numbers, evidence, drafts, withdrawn evidence, deliveries, its rule since.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { testConfig } from '../support/app.ts'
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts'

const app = await createApp(testConfig())
const tokens = await openExercise(app)
const approver = tokens.rules_approver ?? ''
const ruleId = 'candidate-threats'
let url = ''
const { ask, report, alertOf } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
/** Of five threats by five origins, and two more that came later. */
let alert: string
const sent: string[] = []
// A page, its data and an evaluation, on a machine that others use too.
const longMs = 600_000

interface Why {
  readonly explain: { readonly es: string; readonly en: string }
  readonly comparisons: readonly {
    readonly measure: string
    readonly value: number
    readonly threshold: number
  }[]
  readonly prevention: readonly { readonly measure: string; readonly change: number }[]
  readonly evidence_count: number
  readonly measures: Readonly<Record<string, number>>
}

const readWhy = () => ask<Why>(tokens.ombudsman, 'GET', `/v1/alerts/${alert}/why`)

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const name of ['radio-a', 'ong-b', 'prensa-c', 'iglesia-d']) sent.push(await report(name, 'BO03'))
  // This one may not be shared with the United Nations.
  sent.push(await report('testigo-f', 'BO03', { consent: { internal: true, ombudsman: true } }))
  alert = await alertOf('BO03', 'warning')
  // They change no level, so what the alert says rests on the five until it is evaluated anew.
  for (const name of ['vecinos-g', 'sindicato-h']) await report(name, 'BO03')
}, longMs)
afterAll(async () => {
  await desk.close()
  await app.stop()
})

beforeEach(() => {
  desk.complaints()
})

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

test(
  'C31 why it fired, in both languages: the numbers are those of the evaluation, with thresholds, evidence and what would have prevented it',
  async () => {
    const why = await readWhy()
    expect(why.measures).toMatchObject({ n: 5, sources: 5 })
    for (const [language, title, observed, prevented] of [
      ['es', '¿Por qué se disparó?', 'Números frente a los umbrales', /menos en/],
      ['en', 'Why did it fire?', 'Numbers against thresholds', /less in/],
    ] as const) {
      const page = await desk.open(tokens.ombudsman, `/alerts/${alert}`, { language })
      await page.getByText(why.explain[language]).first().waitFor()
      const part = region(page, title)
      const table = part.getByRole('table', { name: observed })
      await table.waitFor()
      for (const { measure, value, threshold } of why.comparisons) {
        const row = table
          .getByRole('row', { name: new RegExp(`^${measure}\\b`) })
          .filter({ hasText: String(threshold) })
        expect(await row.first().innerText()).toContain(String(value))
      }
      expect(await part.getByRole('listitem').filter({ hasText: prevented }).count()).toBe(
        why.prevention.length,
      )
      expect(why.prevention.length).toBeGreaterThan(0)
      expect(await page.locator('[aria-labelledby=evidence] tbody tr').count()).toBe(5)
      await page.context().close()
    }
    expect(desk.complaints()).toEqual([])
  },
  longMs,
)

test(
  'C32 grades of source and content stand apart; what the reader may not read is seen to be withheld, with the reason',
  async () => {
    const page = await desk.open(tokens.ombudsman, `/alerts/${alert}`)
    const evidence = region(page, 'Evidencia').getByRole('table')
    await evidence.waitFor()
    for (const head of ['Fiabilidad de la fuente', 'Credibilidad del dato'])
      await evidence.getByRole('columnheader', { name: head }).waitFor()
    expect(await evidence.getByRole('row').nth(1).innerText()).toMatch(/[A-F] · .+\s+[1-6] · /)
    await page.context().close()
    const other = await desk.open(tokens.un_liaison, `/alerts/${alert}`)
    const withheld = region(other, 'Evidencia').locator('.withheld')
    await withheld.waitFor()
    expect(await withheld.count()).toBe(1)
    expect(await withheld.innerText()).toContain('Oculto: la persona no consintió compartirlo')
    expect(await other.content()).not.toContain('testigo-f')
    expect(desk.complaints()).toEqual([])
    await other.context().close()
  },
  longMs,
)

interface Draft {
  readonly texts: readonly {
    readonly recipient: string
    readonly message: { readonly lines?: { readonly es: string[] } }
  }[]
  readonly differences: readonly { readonly what: string; readonly now: string }[]
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
  'C37 a draft shows its exact text and its recipients; who sent a signal behind the alert cannot approve it',
  async () => {
    const [draft] = await vi.waitUntil(
      async () => {
        const drafts = await readDrafts()
        return drafts.length > 0 && drafts
      },
      { timeout: 300_000 },
    )
    const page = await desk.open(await senderAsOmbudsman(), `/alerts/${alert}`)
    const part = region(page, 'Textos que esperan aprobación')
    await part.waitFor()
    for (const { recipient } of draft?.texts ?? []) await part.getByText(recipient).first().waitFor()
    await part.locator('summary').first().click()
    const shown = await part.locator('.draft-text').first().innerText()
    for (const line of draft?.texts[0]?.message.lines?.es ?? []) expect(shown).toContain(line)
    expect(shown.length).toBeGreaterThan(50)
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
    await ask(tokens.analyst, 'POST', `/v1/signals/${sent[0] ?? ''}/retractions`, {
      reason: 'Era una repetición',
    })
    await vi.waitFor(async () => expect((await readWhy()).measures).toMatchObject({ n: 6 }), {
      timeout: 300_000,
      interval: 500,
    })
    const why = await readWhy()
    const page = await desk.open(tokens.ombudsman, `/alerts/${alert}`)
    const banner = region(page, 'Evidencia retirada')
    await banner.waitFor()
    const said = await banner.innerText()
    expect(said).toContain('1 señal fue retirada')
    expect(said).toContain('Resultado de la reevaluación')
    expect(said).toContain(why.explain.es)
    const part = region(page, 'Textos que esperan aprobación')
    const [draft] = await readDrafts()
    expect(draft?.differences.length).toBeGreaterThan(0)
    for (const { now } of draft?.differences ?? [])
      expect(await part.locator('ins').allInnerTexts()).toContain(now)
    await part.getByRole('button', { name: 'Aprobar y enviar' }).click()
    await part.getByText('Enviado').first().waitFor()
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  longMs,
)

test(
  'C33 the delivery log has each recipient with state, reason and next try; the rule since then with its difference and its back-tests',
  async () => {
    const text = (
      await ask<{ items: { id: string; yaml: string; version: number }[] }>(
        tokens.rules_admin,
        'GET',
        '/v1/rules',
      )
    ).items.find(({ id }) => id === ruleId)
    const page = await desk.open(tokens.ombudsman, `/alerts/${alert}`)
    await page.getByText('La revisión que disparó la alerta es la que está en vigor.').waitFor()
    const log = region(page, 'Envíos').getByRole('table')
    await log.getByRole('columnheader', { name: 'Próximo intento' }).waitFor()
    const { items } = await ask<{ items: unknown[] }>(
      tokens.ombudsman,
      'GET',
      `/v1/alerts/${alert}/deliveries`,
    )
    expect(await log.getByRole('row').count()).toBe(items.length + 1)
    // No code is left standing as it is.
    expect(await region(page, 'Línea de tiempo').innerText()).not.toMatch(/[a-z]+_[a-z]+/)
    expect(await log.innerText()).not.toMatch(/\b(held|withheld|planned|exhausted)_?[a-z]*\b/)
    await page.context().close()

    const next = (text?.yaml ?? '')
      .replace('cooldown: 7d', 'cooldown: 9d')
      .replace(/^version: \d+/m, `version: ${(text?.version ?? 0) + 1}`)
    const answer = await fetch(`${url}/v1/rules/${ruleId}`, {
      headers: { authorization: `Bearer ${tokens.rules_admin}` },
    })
    const etag = answer.headers.get('etag') ?? ''
    await ask(
      tokens.rules_admin,
      'POST',
      `/v1/rules/${ruleId}/revisions`,
      { yaml: next, reason: 'Menos avisos' },
      etag,
    )
    const revision = `/v1/rules/${ruleId}/revisions/${(text?.version ?? 0) + 1}`
    await ask(tokens.rules_admin, 'POST', `${revision}:test`, {})
    await ask(tokens.rules_admin, 'POST', `${revision}:propose`, { act: 'activate', reason: 'Menos avisos' })
    await ask(approver, 'POST', `${revision}/approvals`, {})
    await ask(tokens.rules_admin, 'POST', `${revision}:activate`, {})
    const after = await desk.open(tokens.ombudsman, `/alerts/${alert}`)
    await after.getByText('La regla cambió después de esta alerta.').waitFor()
    await after.getByText('De la revisión de la alerta a la que está en vigor').first().click()
    await after.locator('.diff-removed').getByText('cooldown: 7d').waitFor()
    await after.locator('.diff-added').getByText('cooldown: 9d').waitFor()
    await after.getByRole('link', { name: 'Pruebas retrospectivas de la regla' }).click()
    await after.getByText('Solo las que probaron la regla').waitFor()
    expect(desk.complaints()).toEqual([])
    await after.context().close()
  },
  longMs,
)
