// Files of reports in a real browser: columns mapped, every row tried before anything is stored, sent once over a line that breaks, and what
// was refused corrected and brought back.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, expectSound, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'
import {
  certain,
  check,
  choose,
  file,
  head,
  minutes,
  region,
  savedBy,
  slow,
  tabTo,
  uncertain,
  words,
} from './import-rig.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url: string
let desk: ConsoleDesk

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})
beforeEach(() => {
  desk.complaints()
})

async function open(): Promise<Page> {
  const page = await desk.open(tokens.analyst, '/import')
  await page.getByRole('heading', { level: 1 }).waitFor(slow)
  await nothingLoads(page)
  return page
}

interface StoredRow {
  readonly external_id: string
  readonly body: { readonly narrative?: string; readonly event_time?: string }
}

/** Signals that came from files. */
async function stored(): Promise<StoredRow[]> {
  const all: StoredRow[] = []
  let cursor: string | null | undefined
  do {
    const answer = await fetch(
      `${url}/v1/signals?limit=200${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      {
        headers: { authorization: `Bearer ${tokens.analyst}` },
      },
    )
    const page = (await answer.json()) as { items: StoredRow[]; next: string | null }
    all.push(...page.items)
    cursor = page.next
  } while (cursor !== null && cursor !== undefined)
  return all.filter((one) => one.external_id.startsWith('imp-'))
}

test(
  'a spreadsheet of an old program: faults at their row and column, the rest stored, the refused rows corrected and brought back',
  async () => {
    const page = await open()
    const before = (await stored()).length
    const text = [
      head,
      `Amenaza;${certain} 10:00;La Paz;3;"Gritos; vidrios rotos, según el señor";radio-a`,
      `Feria;${certain} 11:00;La Paz;3;nada;radio-a`,
      `Amenaza;${certain} 12:00;Narnia;3;lejos;radio-b`,
      ';;;;;',
      `Amenaza;${certain};La Paz`,
      `amenaza;${certain} 13:00;Oruro;2;otra;radio-c`,
      `Feria;${certain} 14:00;Atlántida;3;dos faltas;radio-c`,
    ].join('\r\n')
    await choose(page, file('reportes.csv', text, 'latin1'))
    const read = region(page, '1. Archivo')
    await read.getByText('6 filas, 6 columnas').waitFor(slow)
    await read.getByText('leído como Windows-1252').waitFor()
    expect(await read.getByLabel('Separador').inputValue()).toBe(';')
    expect(await read.getByRole('table').innerText()).toContain('Gritos; vidrios rotos, según el señor')
    // Guessed from the names of the columns; the words of one column from its cells.
    expect(await page.getByLabel('Cuándo', { exact: true }).inputValue()).toBe('c:Cuándo')
    expect(await page.getByLabel('Orden de las fechas').inputValue()).toBe('dmy')
    await page.getByText('1 valor sin código todavía.').waitFor()
    expect(await page.getByLabel(/^Amenaza \(/).inputValue()).toBe('threat')

    await check(page)
    const checked = region(page, '3. Revisión')
    await checked.getByText('2 filas se pueden recibir').waitFor(slow)
    await checked.getByText('4 filas necesitan corrección').waitFor()
    const faults = checked.getByRole('table', { name: 'Qué corregir' })
    const rows = await faults.getByRole('row').allInnerTexts()
    expect(rows.slice(1)).toEqual([
      // One reason stands once; what else such a row has is told too.
      expect.stringMatching(/^3 y 8\s+Qué pasó\s+valor no previsto: Qué pasó = Feria$/),
      expect.stringMatching(/^4\s+Dónde\s+.*Narnia/),
      expect.stringMatching(/^6\s+toda la fila\s+tiene 3 celdas y el encabezado 6$/),
      expect.stringMatching(/^8\s+Dónde\s+.*Atlántida/),
    ])
    // Nothing is stored by looking.
    expect((await stored()).length).toBe(before)

    await checked.getByRole('button', { name: 'Enviar 2 filas' }).click()
    await page.getByText('Envío terminado.').waitFor(slow)
    await page.getByText('2 señales nuevas').waitFor()
    expect((await stored()).length).toBe(before + 2)

    const refused = await savedBy(page, 'Descargar filas por corregir')
    expect(refused).toMatch(/^\uFEFFvigia_fila;vigia_motivo;Qué pasó;/)
    expect(refused).toContain('Qué pasó: valor no previsto: Qué pasó = Feria')
    const corrected = refused
      .replaceAll(';Feria;', ';Amenaza;')
      .replaceAll(/;(Narnia|Atlántida);/gu, ';Oruro;')
    await choose(page, file('filas-por-corregir.csv', corrected))
    await read.getByText('4 filas, 6 columnas').waitFor()
    await check(page)
    await checked.getByText('4 filas se pueden recibir').waitFor(slow)
    await checked.getByRole('button', { name: 'Enviar 4 filas' }).click()
    await page.getByText('4 señales nuevas').waitFor(slow)
    expect((await stored()).length).toBe(before + 6)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'over a line that breaks behind the server, and one that breaks before it, each row is stored once and counted once',
  async () => {
    const page = await open()
    const before = (await stored()).length
    const rows = Array.from(
      { length: 300 },
      (_, index) => `Amenaza;${certain} 10:00;La Paz;3;fila número ${index};radio-${index % 3}`,
    )
    await choose(page, file('muchas.csv', [head, ...rows].join('\n')))
    await check(page)
    await page.getByText('300 filas se pueden recibir').waitFor(slow)
    const parts: { key: string; count: number }[] = []
    await page.route('**/v1/signals:batch', async (route) => {
      const request = route.request()
      const body = request.postDataJSON() as unknown[]
      parts.push({ key: request.headers()['idempotency-key'] ?? '', count: body.length })
      // The first answer is lost on its way back, the next question on its way there.
      if (parts.length === 1) await route.fetch()
      if (parts.length <= 2) await route.abort()
      else await route.continue()
    })
    await page.getByRole('button', { name: 'Enviar 300 filas' }).click()
    const sending = region(page, '4. Envío')
    await sending.getByText('El envío se detuvo.').waitFor(slow)
    // Stored, and yet not called received: the server has not said so to this page.
    await sending.getByText('Recibidas por el servidor: 0 de 300').waitFor()
    expect((await stored()).length).toBe(before + 250)
    await sending.getByRole('button', { name: 'Continuar' }).click()
    await sending.getByText('El envío se detuvo.').waitFor(slow)
    await expect.poll(() => parts.length, slow).toBe(2)
    await sending.getByRole('button', { name: 'Continuar' }).click()
    await sending.getByText('Envío terminado.').waitFor(slow)
    await sending.getByText('300 señales nuevas').waitFor()
    expect((await stored()).length).toBe(before + 300)
    expect(parts.map((one) => one.count)).toEqual([250, 250, 250, 50])
    expect(new Set(parts.slice(0, 3).map((one) => one.key)).size).toBe(1)
    expect(parts[3]?.key).not.toBe(parts[2]?.key)
    await page.context().close()
  },
  minutes,
)

test(
  'dates that can be read in two ways are not guessed, by keyboard alone from the file to the last answer',
  async () => {
    const page = await open()
    await choose(page, file('ambiguas.csv', `${head}\nAmenaza;${uncertain} 09:00;La Paz;3;a teclado;radio-t`))
    await tabTo(page, 'Revisar sin guardar')
    await page.keyboard.press('Enter')
    await page.getByText('Diga en qué orden están las fechas.').waitFor(slow)
    const order = page.getByLabel('Orden de las fechas')
    expect(await order.getAttribute('aria-invalid')).toBe('true')
    await order.focus()
    await page.keyboard.type('dd')
    expect(await order.inputValue()).toBe('dmy')
    await tabTo(page, 'Revisar sin guardar')
    await page.keyboard.press('Enter')
    await page.getByText('1 fila se puede recibir').waitFor(slow)
    await tabTo(page, 'Enviar 1 fila')
    await page.keyboard.press('Enter')
    await page.getByText('1 señal nueva').waitFor(slow)
    const [day = '', month = '', year = ''] = uncertain.split('/')
    const found = (await stored()).find(({ body }) => body.narrative === 'a teclado')
    expect(found?.body.event_time).toBe(`${year}-${month}-${day}T09:00:00-04:00`)
    await page.context().close()
  },
  minutes,
)

test(
  'lines that are signals already go as they are; brought a second time they are known',
  async () => {
    const line = (category: string, root: string, process: object = { process: tokens.process }) =>
      JSON.stringify({ ...process, category, place: 'BO02', severity: 2, source: { root } })
    const lines = {
      ...file(
        'senales.ndjson',
        // The last one names no process: it takes the one that was chosen.
        [line('threat', 'a'), '{ roto', line('thret', 'b'), line('threat', 'c', {})].join('\n'),
      ),
      mimeType: 'application/x-ndjson',
    }
    for (const outcome of ['2 señales nuevas', '2 que ya estaban']) {
      const page = await open()
      await choose(page, lines)
      expect(await page.getByLabel('Cada línea ya es una señal').isChecked()).toBe(true)
      await check(page)
      const faults = page.getByRole('table', { name: 'Qué corregir' })
      await faults.getByText('código desconocido').waitFor(slow)
      expect(await faults.innerText()).toMatch(/2\s+toda la fila\s+no es un objeto JSON/)
      expect(await faults.innerText()).toMatch(/3\s+category\s+código desconocido "thret"/)
      await page.getByRole('button', { name: 'Enviar 2 filas' }).click()
      await page.getByText(outcome).waitFor(slow)
      await page.context().close()
    }
  },
  minutes,
)

test('C78 a file that cannot be read, mappings that do not come, and a role without the right say so', async () => {
  const page = await open()
  // Nobody drops a file with a finger.
  const drop = page.getByText('También puede soltarlo aquí')
  expect(await drop.isVisible()).toBe(true)
  await page.setViewportSize({ width: 360, height: 768 })
  expect(await drop.isVisible()).toBe(false)
  await choose(page, file('vacio.csv', ' \n'))
  await page.getByText('El archivo no tiene filas.').waitFor(slow)
  await choose(page, file('comilla.csv', `${head}\n"Amenaza;${certain};La Paz;3;x;y`))
  await page.getByText(/^Una comilla se abre y no se cierra/).waitFor(slow)
  await choose(page, file('libro.xlsx', 'PK\u0003\u0004…', 'latin1'))
  await page.getByText(/^Es un libro de hojas de cálculo/).waitFor(slow)
  await page.context().close()

  const none = await desk.open(tokens.ombudsman, '/import')
  await none.getByRole('heading', { name: 'Su token no permite ver esta sección' }).waitFor(slow)
  await none.getByText('signals:write').waitFor()
  await none.context().close()

  const cut = await desk.open(tokens.analyst, '/help')
  await cut.getByRole('link', { name: 'Importar', exact: true }).waitFor(slow)
  await cut.route('**/v1/mappings', (route) => route.abort())
  await cut.getByRole('link', { name: 'Importar', exact: true }).click()
  await cut.getByRole('button', { name: 'Reintentar' }).waitFor(slow)
  await cut.unroute('**/v1/mappings')
  await cut.getByRole('button', { name: 'Reintentar' }).click()
  await cut.getByText('Ningún archivo elegido').waitFor(slow)
  await cut.context().close()
}, 600_000)

test(
  'C70 C71 the import with its faults is sound in every look, in the reader’s language',
  async () => {
    await expectSound(desk, tokens.analyst, '/import', async (page, language) => {
      await nothingLoads(page)
      await choose(
        page,
        file(
          'reportes.csv',
          `${head}\nAmenaza;${certain};La Paz;3;uno;radio-a\nAmenaza;${certain};Narnia;3;dos;radio-b`,
        ),
      )
      await page.getByRole('button', { name: words[language].check }).click()
      await page.getByText(words[language].refused).waitFor(slow)
      expect(await page.getByRole('table').last().innerText()).toMatch(words[language].reason)
    })
    expect(desk.complaints()).toEqual([])
  },
  minutes,
)
