// The numbers of now: they are those of the API, they print to a tagged PDF of small size, and say that nobody has released them.
import { beforeAll, expect, test, vi } from 'vitest'
import { consoleUnderTest, everyLookMs, faultsOfEveryLook } from '../support/console-page.ts'

const vigia = await consoleUnderTest()
const { tokens } = vigia

interface Situation {
  readonly items: readonly {
    readonly place: string
    readonly signals: number
    readonly level: string | null
  }[]
}

const readSituation = async () =>
  (await vigia.ask(tokens.ombudsman, 'GET', '/v1/situation?days=7')) as Situation

beforeAll(async () => {
  for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
    await vigia.ask(tokens.analyst, 'POST', '/v1/signals', {
      external_id: `bulletin-${root}`,
      process: tokens.process,
      category: 'threat',
      target: { kind: 'candidate' },
      event_time: new Date(Date.now() - 3_600_000).toISOString(),
      place: 'BO05',
      severity: 3,
      source: { root },
    })
  }
  await vi.waitFor(
    async () => {
      const { items } = await readSituation()
      expect(items.find((one) => one.place === 'BO05')?.level).toBe('watch')
    },
    { timeout: 120_000, interval: 500 },
  )
})

test('C61 every number of now is the API’s', async () => {
  const page = await vigia.open(tokens.ombudsman, '/bulletin/now?kind=weekly')
  const summary = page.getByRole('region', { name: 'En pocas palabras' })
  await summary.waitFor()
  const { items } = await readSituation()
  const signals = items.reduce((sum, one) => sum + one.signals, 0)
  const term = summary.locator('.fact', { hasText: 'Señales recibidas' })
  expect(await term.getByRole('definition').innerText()).toBe(String(signals))
  const alerts = (await vigia.ask(tokens.ombudsman, 'GET', '/v1/alerts?limit=200')) as {
    items: readonly { id: string; state: string }[]
  }
  const open = alerts.items.filter(({ state }) => state === 'firing' || state === 'acknowledged')
  const openTerm = summary.locator('.fact', { hasText: 'Alertas abiertas' })
  // Nobody has acknowledged anything here.
  expect(open.length).toBeGreaterThan(0)
  expect(await openTerm.getByRole('definition').innerText()).toBe(`${open.length}, sin acuse`)
  // Each alert that is told of can be opened.
  await page.locator(`a[href="/alerts/${open[0]?.id}"]`).waitFor()
  await page.getByText('nadie los ha aprobado para publicar').waitFor()
  expect(vigia.complaints()).toEqual([])
})

test('C60 on paper it is a tagged PDF below 500 KB with its marking', async () => {
  const page = await vigia.open(tokens.ombudsman, '/bulletin/now?kind=daily')
  await page.locator('.map-place').first().waitFor()
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true })
  expect(pdf.length).toBeLessThan(500_000)
  expect(pdf.toString('latin1')).toContain('/StructTreeRoot')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.bulletin-head .tlp').isVisible()).toBe(true)
})

test(
  'C70 C71 the numbers of now have no axe fault and no overflow in any language, theme and width',
  async () => {
    const page = await vigia.open(tokens.ombudsman, '/bulletin/now')
    const ready = (one: typeof page) => one.locator('.map-place').first().waitFor()
    expect(await faultsOfEveryLook(page, ready)).toEqual([])
  },
  everyLookMs,
)
