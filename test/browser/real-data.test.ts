// The console over real data: the road blockades of 2020–2022, as they were received. Every number on the screen is the API's, and those of
// different views are the same; a queue of thousands of rows stays small in the page.
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type AlertDesk, alertDesk } from '../support/alert-desk.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { numbersAreThoseOf } from './bulletin-numbers.ts'
import type { StoredBulletin } from './bulletins-rig.ts'
import { everyItem, isRecordHere, type PlayedRecord, playRecord } from './record-rig.ts'

const longMs = 900_000
const slowly = { timeout: 300_000, interval: 100 }
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
/** What a cell says as a number: «1.234,5» in the Spanish of Bolivia. */
const numberIn = (text: string) => Number(text.trim().replaceAll('.', '').replace(',', '.').replace('−', '-'))

interface PlaceNumbers {
  readonly place: string
  readonly level: string | null
  readonly open_alerts: number
  readonly signals: number
  readonly sources: number
  readonly coverage: 'reporting' | 'silent' | 'quiet' | 'unheard'
}
interface Situation {
  readonly from: string
  readonly items: readonly PlaceNumbers[]
}
interface Alert {
  readonly id: string
  readonly rule: string
  readonly state: string
  readonly place: string
}
interface Why {
  readonly explain: { readonly es: string; readonly en: string }
  readonly comparisons: readonly {
    readonly measure: string
    readonly value: number
    readonly threshold: number
    readonly margin: number
  }[]
  readonly prevention: readonly unknown[]
  readonly evidence: readonly { readonly signal: string; readonly source_root?: string }[]
  readonly evidence_count: number
  readonly measures: Readonly<Record<string, number>>
}

describe.skipIf(!isRecordHere)(
  'the road blockades of 2020–2022 (needs ../shared/data beside the checkout)',
  () => {
    let record: PlayedRecord
    let desk: ConsoleDesk
    let ask: AlertDesk['ask']
    let names: ReadonlyMap<string, string>

    beforeAll(async () => {
      record = await playRecord(1)
      desk = await openConsoleDesk(record.url)
      ask = alertDesk(record.live, () => record.url).ask
      const { items } = await ask<{ items: { code: string; name: string }[] }>(
        record.verifier,
        'GET',
        '/v1/places',
      )
      names = new Map(items.map(({ code, name }) => [code, name]))
    }, longMs)
    afterAll(async () => {
      await desk.close()
      await record.close()
    })
    beforeEach(() => {
      desk.complaints()
    })

    const nameOf = (code: string) => names.get(code) ?? code
    const numbersOf = (query: string) => ask<Situation>(record.ombudsman, 'GET', `/v1/situation?${query}`)
    const alertsOf = () => everyItem<Alert>(ask, record.ombudsman, `/v1/alerts?process=${record.process}`)

    /** The rows of the table beside the map, cell by cell. */
    async function tableBeside(page: Page): Promise<string[][]> {
      const rows = page.getByRole('table', { name: 'Los mismos números en tabla' }).locator('tbody tr')
      await rows.first().waitFor()
      return (await rows.allInnerTexts()).map((row) => row.split('\t').map((cell) => cell.trim()))
    }

    test(
      'C10 C11 C12 map, table and lists have the API’s numbers: nine departments, 339 municipalities; no data is not zero',
      async () => {
        const { from, items } = await numbersOf('days=90')
        // Nine departments, and the votes abroad, which have no shape.
        const drawn = items.filter(({ place }) => /^BO\d\d$/.test(place))
        expect([items.length, drawn.length]).toEqual([10, 9])
        // Counted once more from the list of signals.
        const listed = await everyItem<{ place: string }>(
          ask,
          record.ombudsman,
          `/v1/signals?since=${encodeURIComponent(from)}`,
        )
        for (const { place, signals } of items)
          expect([place, listed.filter((one) => one.place.startsWith(place)).length]).toEqual([
            place,
            signals,
          ])
        expect(listed.length).toBeGreaterThan(50)

        const hosts = new Set<string>()
        const page = await desk.open(record.ombudsman, '/map?show=signals&days=90')
        page.on('request', (request) => hosts.add(new URL(request.url()).origin))
        const spoken = ({ place, signals, coverage }: PlaceNumbers) =>
          `${nameOf(place)}: ${coverage === 'unheard' ? 'Sin datos (no es cero)' : `${signals} ${signals === 1 ? 'señal' : 'señales'}`}`
        for (const one of drawn) await page.getByRole('button', { name: spoken(one), exact: true }).waitFor()
        const told = ({ signals, coverage }: PlaceNumbers) =>
          coverage === 'unheard' ? 'Sin datos (no es cero)' : String(signals)
        expect(
          (await tableBeside(page)).map((cells) => `${cells[0]} ${cells[3]?.split('\n')[0]}`).toSorted(),
        ).toEqual(items.map((one) => `${nameOf(one.place)} ${told(one)}`).toSorted())
        const most = Math.max(...items.map((one) => one.signals))
        const legend = page.getByRole('list', { name: 'Leyenda' }).getByRole('listitem')
        expect(
          (await legend.allInnerTexts()).map((text) => numberIn(text.split('–').at(-1) ?? '')),
        ).toContain(most)

        await page.getByRole('combobox', { name: 'Qué se muestra' }).selectOption('rate')
        const busiest = items.find((one) => one.signals === most)
        const rate = page.getByRole('button', {
          name: new RegExp(`^${nameOf(busiest?.place ?? '')}: .* señales por fuente$`),
        })
        expect(
          numberIn(/: (.*) señales/.exec((await rate.getAttribute('aria-label')) ?? '')?.[1] ?? ''),
        ).toBeCloseTo(most / (busiest?.sources ?? 0), 2)

        const below = await numbersOf('days=90&level=municipality')
        await page.getByRole('combobox', { name: 'Territorios' }).selectOption('municipality')
        await vi.waitUntil(
          async () => (await page.locator('tbody tr').count()) === below.items.length,
          slowly,
        )
        expect(below.items).toHaveLength(339)
        expect(
          (await tableBeside(page)).map((cells) => `${cells[0]} ${cells[3]?.split('\n')[0]}`).toSorted(),
        ).toEqual(below.items.map((one) => `${nameOf(one.place)} ${told(one)}`).toSorted())
        expect(below.items.some((one) => one.coverage === 'unheard')).toBe(true)
        await page.reload()
        await tableBeside(page)
        expect([...hosts]).toEqual([record.url])
        expect(desk.complaints()).toEqual([])
        await page.context().close()
      },
      longMs,
    )

    test(
      'C20 C21 the calendar has every phase of the process, and every alert and signal that the API lists; the file has them too',
      async () => {
        const { spans } = await ask<{ spans: { type: string }[] }>(
          record.ombudsman,
          'GET',
          `/v1/processes/${record.process}/calendar`,
        )
        const alerts = await alertsOf()
        expect(alerts.length).toBeGreaterThan(0)
        expect(alerts.length).toBeLessThanOrEqual(200)
        const page = await desk.open(record.ombudsman, `/calendar/${record.process}`)
        const chart = page.getByRole('application')
        await chart.locator('.lane-signal :is(path, .mark-count)').first().waitFor()
        const count = (lane: string) => chart.locator(lane).count()
        expect(await count('.lane-phase')).toBe(spans.filter(({ type }) => type === 'phase').length)
        // Those that would lie on each other are one mark with their number.
        const told = async (lane: string) =>
          (await chart.locator(`${lane} .mark-count`).allTextContents())
            .map(Number)
            .reduce((sum, one) => sum + one, await count(`${lane} path`))
        expect([await told('.lane-alert'), await told('.lane-signal')]).toEqual([alerts.length, 200])

        await page.locator('summary', { hasText: 'Lo que se ve, en tabla' }).click()
        const waiting = page.waitForEvent('download')
        await page.getByRole('button', { name: 'Descargar lo que se ve (CSV)' }).click()
        const lines = readFileSync(await (await waiting).path(), 'utf8').split('\r\n')
        const ofKind = (kind: string) => lines.filter((line) => line.includes(`,"${kind}",`)).length
        expect([ofKind('Alerta'), ofKind('Señal')]).toEqual([alerts.length, 200])

        // Nearer: fewer marks, and those that left are out of the file as well.
        await page.getByLabel('Señales', { exact: true }).uncheck()
        await vi.waitUntil(async () => (await count('.lane-signal')) === 0, slowly)
        await nothingLoads(page)
        expect(desk.complaints()).toEqual([])
        await page.context().close()
      },
      longMs,
    )

    test(
      'C30 C31 an alert of the record: what, where, since when, who and the button above the fold; its numbers follow from its evidence',
      async () => {
        const alert = (await alertsOf()).find(
          (one) => one.rule === 'roadblock-surge' && one.state === 'firing',
        )
        if (alert === undefined) throw new Error('no alert of the record is open at its end')
        const why = await ask<Why>(record.ombudsman, 'GET', `/v1/alerts/${alert.id}/why`)
        expect(why.measures).toMatchObject({
          recent: why.evidence_count,
          origins: new Set(why.evidence.map((one) => one.source_root)).size,
        })
        const page = await desk.open(record.ombudsman, `/alerts/${alert.id}`)
        const head = page.locator('.alert-head')
        const button = page.getByRole('button', { name: 'Acusar recibo' })
        await page.getByRole('heading', { level: 1, name: new RegExp(`– ${nameOf(alert.place)}$`) }).waitFor()
        for (const [width, height] of [
          [1366, 768],
          [360, 740],
        ] as const) {
          await page.setViewportSize({ width, height })
          await button.waitFor()
          const parts: Locator[] = [
            page.getByRole('heading', { level: 1 }),
            head.locator('.tlp'),
            head.locator('time').first(),
            button,
          ]
          for (const part of parts) {
            const box = await part.boundingBox()
            expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
          }
        }
        await page.setViewportSize({ width: 1366, height: 768 })
        await page.getByText(why.explain.es).first().waitFor()
        const part = region(page, '¿Por qué se disparó?')
        const table = part.getByRole('table', { name: 'Números frente a los umbrales' })
        for (const { measure, value, threshold, margin } of why.comparisons) {
          const row = table.getByRole('row').filter({
            has: page.getByText(measure, { exact: true }),
            hasText: `≥ ${threshold}`.replace('.', ','),
          })
          const cells = await row.getByRole('cell').allInnerTexts()
          expect(numberIn(cells[0] ?? '')).toBeCloseTo(value, 2)
          expect(numberIn(cells[2] ?? '')).toBeCloseTo(margin, 2)
        }
        expect(await part.getByRole('listitem').count()).toBe(why.prevention.length)
        expect(await page.locator('[aria-labelledby=evidence] tbody tr').count()).toBe(why.evidence.length)
        expect(desk.complaints()).toEqual([])
        await page.context().close()
      },
      longMs,
    )

    test(
      'C60 C61 a weekly bulletin of the record: every number is the API’s, counted again it is the same, on paper it is small and tagged',
      async () => {
        const { id } = await ask<StoredBulletin>(record.ombudsman, 'POST', '/v1/bulletins', {
          process: record.process,
          kind: 'weekly',
        })
        const stored = await ask<StoredBulletin>(record.ombudsman, 'GET', `/v1/bulletins/${id}`)
        const page = await desk.open(record.ombudsman, `/bulletin/${id}`)
        await page.locator('.map-place').first().waitFor()
        await numbersAreThoseOf(page, stored)
        const { items } = await numbersOf(`days=7&process=${record.process}`)
        expect(
          stored.numbers.places.map(({ place, signals, open_alerts: open }) => [place, signals, open]),
        ).toEqual(items.map(({ place, signals, open_alerts: open }) => [place, signals, open]))
        const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true })
        expect(pdf.length).toBeLessThan(500_000)
        expect(pdf.toString('latin1')).toContain('/StructTreeRoot')
        await page.getByRole('link', { name: 'Recuento e historial' }).click()
        await page.getByText('Igual: el mismo recuento da los mismos números.').waitFor()
        expect(desk.complaints()).toEqual([])
        await page.context().close()
      },
      longMs,
    )
  },
)
