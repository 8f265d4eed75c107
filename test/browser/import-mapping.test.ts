// How columns become fields, in a real browser: by a mapping made by hand, kept as a file and used for the next table, or by one of the pack.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'
import { certain, check, choose, file, minutes, paste, savedBy, slow } from './import-rig.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let desk: ConsoleDesk

beforeAll(async () => {
  desk = await openConsoleDesk((await app.start()).url ?? '')
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

async function open(): Promise<Page> {
  const page = await desk.open(tokens.analyst, '/import')
  await nothingLoads(page)
  await page.getByText('Ningún archivo elegido').waitFor(slow)
  return page
}

test(
  'cells that were pasted, and a mapping that was kept as a file and serves for the next one',
  async () => {
    const page = await open()
    await paste(page, `Hecho\tCuándo\tDónde\nQuema\t${certain}\tLa Paz`)
    await page.getByText('celdas pegadas').waitFor(slow)
    await page.getByLabel('Qué pasó', { exact: true }).selectOption('c:Hecho')
    await page.getByLabel(/^Quema \(/).selectOption('threat')
    const kept = await savedBy(page, 'Guardar la correspondencia')
    // A page that was closed knows nothing of it.
    await page.reload()
    await page.getByText('Ningún archivo elegido').waitFor(slow)
    await choose(
      page,
      file('otra.csv', `Dónde,Hecho,Cuándo\n#adm1 +name,#event,#date\nOruro,Quema,${certain}`),
    )
    expect(await page.getByLabel('Qué pasó', { exact: true }).inputValue()).toBe('')
    const load = page.getByLabel('Usar una guardada')
    await load.setInputFiles(file('otra.json', '[]'))
    await page.getByText('Ese archivo no es una correspondencia guardada aquí.').waitFor()
    await load.setInputFiles(file('correspondencia.json', kept))
    await page.getByLabel(/^Quema \(/).waitFor({ state: 'attached' })
    expect(await page.getByLabel('Qué pasó', { exact: true }).inputValue()).toBe('c:Hecho')
    expect(await page.getByLabel(/^Quema \(/).inputValue()).toBe('threat')
    await check(page)
    await page.getByText('1 fila se puede recibir').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'the template comes back as a file whose example could be received',
  async () => {
    const page = await open()
    await choose(page, file('plantilla.csv', await savedBy(page, 'Descargar plantilla')))
    await page.getByText('1 fila, 6 columnas').waitFor(slow)
    await page.getByRole('table', { name: 'Primera fila del archivo' }).waitFor()
    await check(page)
    await page.getByText('1 fila se puede recibir').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'C78 a table of a known sender is recognised by its columns, and says whose data it is',
  async () => {
    const page = await open()
    const columns =
      'fecha_reporte,fecha_consulta,lat,lon,department,ine_code,municipality,seccion,evento,alternativa'
    const row =
      '2020-08-07 03:05:12,2020-08-08 19:47:50,-17.2,-64.2,Santa Cruz,070403,San Carlos,a - b,bloqueo,no se tiene alternativa de circulación'
    await choose(page, file('bloqueos.csv', `${columns}\n${row}`))
    expect(await page.getByLabel('Con una correspondencia conocida').isChecked()).toBe(true)
    await page.getByText(/^Crédito: Administradora Boliviana de Carreteras/).waitFor()
    await check(page)
    // The process of 2020 is not open here: the row says so, and nothing can be sent.
    await page.getByText('Ninguna fila se puede recibir así').waitFor(slow)
    await page.getByRole('table', { name: 'Qué corregir' }).getByText('Proceso', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: /^Enviar/ }).count()).toBe(0)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)
