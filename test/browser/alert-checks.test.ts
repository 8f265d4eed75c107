// Why an alert fired: numbers, evidence, what did not count; who was told, and its rule since.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { alertDesk } from '../support/alert-desk.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
const ruleId = 'candidate-threats'
let url = ''
const { ask, report, alertOf } = alertDesk(tokens, () => url)
let desk: ConsoleDesk
/** Of five threats by five origins, and two more that came later; one of the five may not be shared with the United Nations. */
let alert: string
/** The signal that may not. */
let kept: string
// A page, its data and an evaluation, on a machine that others use too.
const longMs = 600_000
const slowly = { timeout: 300_000, interval: 500 }

interface Why {
  readonly kind: string
  readonly explain: { readonly es: string; readonly en: string }
  readonly comparisons: readonly {
    readonly measure: string
    readonly value: number
    readonly threshold: number
    readonly margin: number
  }[]
  readonly prevention: readonly { readonly measure: string; readonly change: number }[]
  readonly evidence: readonly { readonly signal: string; readonly source_root?: string }[]
  readonly evidence_count: number
  readonly excluded: readonly { readonly signal: string; readonly why: string }[]
  readonly measures: Readonly<Record<string, number>>
  readonly phase_weight: number | null
  readonly factors: Readonly<Record<string, readonly { readonly measure: string; readonly share: number }[]>>
}

const readWhy = (id: string) => ask<Why>(tokens.ombudsman, 'GET', `/v1/alerts/${id}/why`)

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const name of ['radio-a', 'ong-b', 'prensa-c', 'iglesia-d']) await report(name, 'BO03')
  kept = await report('testigo-f', 'BO03', { consent: { internal: true, ombudsman: true } })
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
  'C31 why it fired, in both languages: the numbers are those of the evaluation and follow from the evidence; thresholds, and what would have prevented it',
  async () => {
    const why = await readWhy(alert)
    // Computed anew from the evidence itself.
    const origins = new Set(why.evidence.map((one) => one.source_root))
    expect(why.measures).toMatchObject({ n: why.evidence.length, sources: origins.size })
    expect([why.evidence_count, origins.size]).toEqual([5, 5])
    expect(why.prevention).toEqual([
      { measure: 'n', change: -1, words: { es: '1 señal menos', en: '1 fewer signal' } },
      {
        measure: 'sources',
        change: -3,
        words: { es: '3 orígenes distintos menos', en: '3 fewer distinct origins' },
      },
    ])
    for (const [language, title, observed, prevented] of [
      [
        'es',
        '¿Por qué se disparó?',
        'Números frente a los umbrales',
        ['1 señal menos (n)', '3 orígenes distintos menos (sources)'],
      ],
      [
        'en',
        'Why did it fire?',
        'Numbers against thresholds',
        ['1 fewer signal (n)', '3 fewer distinct origins (sources)'],
      ],
    ] as const) {
      const page = await desk.open(tokens.ombudsman, `/alerts/${alert}`, { language })
      await page.getByText(why.explain[language]).first().waitFor()
      const part = region(page, title)
      const table = part.getByRole('table', { name: observed })
      await table.waitFor()
      const counted = { es: /^señales contadas en 14 días/, en: /^signals counted in 14 days/ }[language]
      await table.getByRole('rowheader', { name: counted }).waitFor()
      // The window that each measure looks at, from the revision that fired.
      await table.getByText('count: threats, window: 14d').waitFor()
      for (const { measure, value, threshold, margin } of why.comparisons) {
        const row = table.getByRole('row').filter({ has: page.getByText(measure, { exact: true }) })
        expect((await row.getByRole('cell').allInnerTexts()).slice(0, 3)).toEqual([
          String(value),
          `≥ ${threshold}`,
          String(margin),
        ])
      }
      // Five of five that are needed, and five sources where three would do.
      expect(await part.getByRole('listitem').allInnerTexts()).toEqual(prevented)
      expect(await page.locator('[aria-labelledby=evidence] tbody tr').count()).toBe(5)
      await page.context().close()
    }
    expect(desk.complaints()).toEqual([])
  },
  longMs,
)

test(
  'C31 signals over the cap of their source are named as what did not count; a composite shows its factors, weights and the weight of the phase',
  async () => {
    for (const [place, root] of ['radio-x', 'radio-x', 'radio-x', 'ong-y'].entries())
      await report(`tope-${place}`, 'BO05', { source: { root } })
    const capped = await alertOf('BO05', 'watch')
    const why = await readWhy(capped)
    expect(why.excluded).toEqual([{ signal: expect.any(String), why: 'over_cap' }])
    const page = await desk.open(tokens.ombudsman, `/alerts/${capped}`)
    const evidence = region(page, 'Evidencia')
    await evidence.getByText('1 señal sobre el tope de su fuente').waitFor()
    await evidence.getByText(why.excluded[0]?.signal.slice(-8) ?? '?').waitFor()
    await page.context().close()

    for (const [name, value] of [
      ['food_price_change_yoy', 25],
      ['polarisation_index', 8],
    ] as const)
      await ask(tokens.analyst, 'POST', `/v1/indicators/${name}/values`, {
        place: 'BO',
        observed_at: new Date(Date.now() - 60_000).toISOString(),
        value,
      })
    await report('violencia', 'BO08', { category: 'violence', severity: 4, target: undefined })
    const composite = await vi.waitFor(async () => {
      const { items } = await ask<{ items: { id: string }[] }>(
        tokens.ombudsman,
        'GET',
        '/v1/alerts?place=BO08&rule=compound-risk',
      )
      expect(items).toHaveLength(1)
      return items[0]?.id ?? ''
    }, slowly)
    const weighed = await readWhy(composite)
    const shares = (weighed.factors['risk'] ?? []).map(({ share }) => share)
    // The parts make up the whole.
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(weighed.measures['risk'] ?? -1, 4)
    const second = await desk.open(tokens.ombudsman, `/alerts/${composite}`)
    const factors = region(second, '¿Por qué se disparó?').getByRole('table', { name: 'Factores de risk' })
    await factors.waitFor()
    expect(await factors.getByRole('row').count()).toBe(shares.length + 1)
    expect(await factors.getByRole('row', { name: /^food_prices/ }).innerText()).toMatch(
      /exógeno\s+25\s+1\s+0,2\s+20/,
    )
    await second.getByText(`× ${weighed.phase_weight ?? '?'}`, { exact: true }).waitFor()
    expect(desk.complaints()).toEqual([])
    await second.context().close()
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
    const cells = await evidence.getByRole('row').nth(1).getByRole('cell').allInnerTexts()
    expect(cells[3]).toMatch(/^[A-F] · ./)
    expect(cells[4]).toMatch(/^[1-6] · ./)
    await page.context().close()

    const { evidence: seen } = await ask<Why>(tokens.un_liaison, 'GET', `/v1/alerts/${alert}/why`)
    expect(seen.find(({ signal }) => signal === kept)).toEqual({ signal: kept, redacted: 'consent' })
    const other = await desk.open(tokens.un_liaison, `/alerts/${alert}`)
    const withheld = region(other, 'Evidencia').locator('.withheld')
    await withheld.first().waitFor()
    expect(await withheld.count()).toBe(1)
    expect(await withheld.innerText()).toContain(kept.slice(-8))
    expect(await withheld.innerText()).toContain('Oculto: la persona no consintió compartirlo')
    await nothingLoads(other)
    expect(desk.complaints()).toEqual([])
    await other.context().close()
  },
  longMs,
)

/** The rule with a longer wait before it fires anew: a change that keeps its state and its alerts. */
async function changeTheRule(): Promise<void> {
  const path = `/v1/rules/${ruleId}`
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${tokens.rules_admin}` } })
  const life = (await answer.json()) as { newest: { version: number } }
  const { yaml } = await ask<{ yaml: string }>(
    tokens.rules_admin,
    'GET',
    `${path}/revisions/${life.newest.version}`,
  )
  const version = life.newest.version + 1
  const next = yaml.replace('cooldown: 7d', 'cooldown: 9d').replace(/^version: \d+/m, `version: ${version}`)
  const body = { yaml: next, reason: 'Menos avisos' }
  await ask(tokens.rules_admin, 'POST', `${path}/revisions`, body, answer.headers.get('etag') ?? '')
  const revision = `${path}/revisions/${version}`
  await ask(tokens.rules_admin, 'POST', `${revision}:test`, {})
  await ask(tokens.rules_admin, 'POST', `${revision}:propose`, { act: 'activate', reason: 'Menos avisos' })
  await ask(tokens.rules_approver ?? '', 'POST', `${revision}/approvals`, {})
  await ask(tokens.rules_admin, 'POST', `${revision}:activate`, {})
}

test(
  'C33 the delivery log has each recipient with state, reason and next try; the rule since then with its difference and its back-tests',
  async () => {
    const page = await desk.open(tokens.ombudsman, `/alerts/${alert}`)
    await page.getByText('La revisión que disparó la alerta es la que está en vigor.').waitFor()
    const log = region(page, 'Envíos').getByRole('table')
    await log.getByRole('columnheader', { name: 'Próximo intento' }).waitFor()
    const { items } = await ask<{ items: { audience: string; state: string }[] }>(
      tokens.ombudsman,
      'GET',
      `/v1/alerts/${alert}/deliveries`,
    )
    expect(items.length).toBeGreaterThan(1)
    await vi.waitUntil(async () => (await log.getByRole('row').count()) === items.length + 1, slowly)
    // Told or not told, each with its reason: the United Nations are not, for want of consent.
    await log.getByText('las personas no consintieron compartirlo').first().waitFor()
    // No code is left standing as it is.
    const codes = /\b[a-z]+_[a-z_]+\b|\b(held|withheld|planned|exhausted|superseded|accepted|failed)\b/
    expect(await region(page, 'Línea de tiempo').innerText()).not.toMatch(codes)
    expect(await log.innerText()).not.toMatch(codes)
    // An office by its name.
    expect(await log.innerText()).toContain('Oficina de ')
    expect(await log.innerText()).not.toContain('office-')
    await page.context().close()

    await changeTheRule()
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
