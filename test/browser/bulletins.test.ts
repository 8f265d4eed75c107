// Stored bulletins in a real browser: composed, written in both languages, proposed by one person, published by another, counted again.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { numbersAreThoseOf } from './bulletin-numbers.ts'
import { openBulletinDesk } from './bulletins-rig.ts'

const rig = await openBulletinDesk()
const { author, second, desk, ask, report, composed, one, proposed, published } = rig
afterAll(() => rig.close())
beforeEach(() => {
  desk.complaints()
})

const field = (page: Page, section: string, language: 'Español' | 'Inglés') =>
  page.getByRole('region', { name: section }).getByLabel(language, { exact: true })

test('C60 C61 composed, written, proposed by one person and published by another; its numbers are the API’s, and counted again they are equal', async () => {
  const page = await desk.open(author, '/bulletin')
  await page.getByRole('link', { name: 'Componer un boletín' }).click()
  await page.locator('#field-process option').first().waitFor({ state: 'attached' })
  await page.getByRole('radio', { name: /^Semanal/ }).check()
  await page.getByLabel('Territorio').selectOption('BO')
  await page.getByRole('button', { name: 'Contar y crear el borrador' }).click()
  await field(page, 'En pocas palabras', 'Español').fill('Semana con amenazas en Potosí.')
  await page.getByText('Sin guardar: En pocas palabras.').waitFor()
  await page.getByRole('button', { name: 'Guardar los textos' }).click()
  await page.getByText('Guardado.').waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expect((await one(id)).texts['summary']).toEqual({ es: 'Semana con amenazas en Potosí.', en: '' })

  // One language alone is not proposed: the button says why.
  await page.getByRole('link', { name: 'Boletín', exact: true }).last().click()
  const propose = page.getByRole('button', { name: 'Proponer para publicar…' })
  await page.getByText('complete la otra lengua en: En pocas palabras').waitFor()
  expect(await propose.isDisabled()).toBe(true)
  await page.getByRole('link', { name: 'Escribir los textos' }).click()
  await field(page, 'En pocas palabras', 'Inglés').fill('A week with threats in Potosí.')
  await page.getByRole('button', { name: 'Guardar los textos' }).click()
  await page.getByText('Guardado.').waitFor()
  await page.getByRole('link', { name: 'Boletín', exact: true }).last().click()
  await propose.click()
  await page.getByLabel('Motivo').first().fill('Para la reunión del lunes')
  await page.getByRole('button', { name: 'Proponer', exact: true }).click()

  // Who wrote it cannot publish it, and reads why.
  await page.getByText('otra persona debe publicarlo').waitFor()
  expect(await page.getByRole('button', { name: 'Publicar' }).isDisabled()).toBe(true)
  await page.context().close()

  const other = await desk.open(second, '/bulletin?state=proposed')
  await other.getByRole('link', { name: 'Boletín semanal – Bolivia' }).click()
  await other.getByText('Para la reunión del lunes').waitFor()
  await other.getByText('Semana con amenazas en Potosí.').waitFor()
  await numbersAreThoseOf(other, await one(id))
  await other.getByRole('button', { name: 'Publicar' }).click()
  await other.getByText(/^Publicado el .* por dos personas/).waitFor()
  expect((await one(id)).state).toBe('published')

  await other.getByRole('link', { name: 'Recuento e historial' }).click()
  await other.getByText('Igual: el mismo recuento da los mismos números.').waitFor()
  await other.getByText('Igual: nada ha cambiado desde entonces.').waitFor()
  expect(desk.complaints()).toEqual([])
  await other.context().close()
})

test('C60 two people write one bulletin: the second sees both texts, loses nothing, and joins them', async () => {
  const { id } = await composed()
  const page = await desk.open(author, `/bulletin/${id}?part=write`)
  await field(page, 'En pocas palabras', 'Español').fill('Lo mío.')
  await field(page, 'En pocas palabras', 'Inglés').fill('Mine.')
  await field(page, 'Respuesta', 'Español').fill('Solo yo escribí aquí.')
  const theirs = {
    summary: { es: 'Lo de otra persona.', en: 'Of another person.' },
    map: { es: 'El mapa.', en: 'The map.' },
  }
  await ask(second, 'PATCH', `/v1/bulletins/${id}`, theirs, { 'if-match': '"1"' })
  await page.getByRole('button', { name: 'Guardar los textos' }).click()
  await page.getByText('Otra persona guardó cambios mientras usted escribía').waitFor()
  const summary = page.getByRole('region', { name: 'En pocas palabras' })
  await summary.getByText('Lo de otra persona.').waitFor()
  expect(await field(page, 'En pocas palabras', 'Español').inputValue()).toBe('Lo mío.')
  expect(await field(page, 'Respuesta', 'Español').inputValue()).toBe('Solo yo escribí aquí.')
  // Where nothing was typed, what is new stands already.
  expect(await field(page, 'Nivel por territorio', 'Español').inputValue()).toBe('El mapa.')

  // Another view and back: what was typed is still there.
  await page.getByRole('link', { name: 'Recuento e historial' }).click()
  await page.getByRole('link', { name: 'Escribir' }).click()
  expect(await field(page, 'Respuesta', 'Español').inputValue()).toBe('Solo yo escribí aquí.')
  await page.getByRole('button', { name: 'Guardar los textos' }).click()
  await page.getByText('Otra persona guardó cambios mientras usted escribía').waitFor()
  await summary.getByRole('button', { name: 'Juntar ambos' }).click()
  await page.getByRole('button', { name: 'Guardar lo mío sobre lo nuevo' }).click()
  await page.getByText('Guardado.').waitFor()
  expect((await one(id)).texts).toMatchObject({
    summary: { es: 'Lo de otra persona.\n\nLo mío.', en: 'Of another person.\n\nMine.' },
    map: theirs.map,
    response: { es: 'Solo yo escribí aquí.', en: '' },
  })
  // The refusals are the browser's only complaints.
  expect(desk.complaints().filter((line) => !line.includes('412'))).toEqual([])
  await page.context().close()
})

test('C60 what changed while one read it is not published: the page says so, and only what was read goes out', async () => {
  const { id } = await proposed()
  const page = await desk.open(second, `/bulletin/${id}`)
  await page.getByRole('button', { name: 'Publicar' }).waitFor()
  const summary = { es: 'Otro texto.', en: 'Another text.' }
  await ask(author, 'PATCH', `/v1/bulletins/${id}`, { summary }, { 'if-match': '"2"' })
  await ask(author, 'POST', `/v1/bulletins/${id}:propose`, { reason: 'Otra vez' })
  await page.getByRole('button', { name: 'Publicar' }).click()
  await page.getByText('El texto cambió desde que lo leyó').waitFor()
  expect((await one(id)).state).toBe('proposed')
  await page.getByRole('button', { name: 'El boletín cambió mientras leía' }).click()
  await page.getByText('Otro texto.').waitFor()

  // Sent back it needs a reason.
  await page.getByRole('button', { name: 'Devolver al borrador' }).click()
  await page.getByText('Diga por qué lo devuelve.').waitFor()
  await page.getByLabel('Nota').fill('Falta la respuesta')
  await page.getByRole('button', { name: 'Devolver al borrador' }).click()
  await page.getByText('Falta la respuesta').waitFor()
  expect((await one(id)).state).toBe('draft')
  expect(desk.complaints()).toEqual([expect.stringContaining('412')])
  await page.context().close()
})

test('C60 a published bulletin is corrected and withdrawn with a reason, given as files, and what has moved since is told', async () => {
  const { id } = await published()
  const page = await desk.open(author, `/bulletin/${id}`)
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Descargar la página (HTML)' }).click()
  const file = readFileSync(await (await waiting).path(), 'utf8')
  expect(file).toContain('<html lang="es">')
  expect(file).toContain(id)
  const text = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Descargar el texto' }).click()
  expect((await text).suggestedFilename()).toMatch(/\.es\.txt$/)

  await page.getByRole('button', { name: 'Agregar fe de erratas…' }).click()
  await page.getByLabel('En español').fill('Donde dice 3, lea 4.')
  await page.getByLabel('En inglés').fill('For 3 read 4.')
  await page.getByRole('button', { name: 'Agregar', exact: true }).click()
  await page.getByRole('region', { name: 'Fe de erratas' }).getByText('Donde dice 3, lea 4.').waitFor()

  // Someone reports late: as known then it is equal, as known today it is not.
  await report('tarde-d')
  await page.getByRole('link', { name: 'Recuento e historial' }).click()
  const row = page.getByRole('row', { name: /^Total: señales recibidas/ })
  await vi.waitUntil(
    async () => {
      await page.getByRole('button', { name: 'Recontar ahora' }).click()
      return (await row.count()) > 0
    },
    { timeout: 60_000, interval: 500 },
  )
  await page.getByText('Igual: el mismo recuento da los mismos números.').waitFor()

  await page.getByRole('link', { name: 'Boletín', exact: true }).last().click()
  await page.getByRole('button', { name: 'Retirar…' }).click()
  await page.getByLabel('Motivo').first().fill('Un dato era falso')
  await page.getByRole('button', { name: 'Retirar', exact: true }).click()
  await page.getByText('Un dato era falso').first().waitFor()
  await page.getByText(/^Retirado el /).waitFor()
  expect(await page.getByRole('button', { name: 'Agregar fe de erratas…' }).count()).toBe(0)
  expect(desk.complaints()).toEqual([])
  await page.context().close()
})

test('C60 on paper a stored bulletin is a tagged PDF below 500 KB with its marking, without buttons', async () => {
  const { id } = await published()
  const page = await desk.open(author, `/bulletin/${id}`)
  await page.locator('.map-place').first().waitFor()
  const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true })
  expect(pdf.length).toBeLessThan(500_000)
  expect(pdf.toString('latin1')).toContain('/StructTreeRoot')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.bulletin-head .tlp').isVisible()).toBe(true)
  expect(await page.getByRole('button', { name: 'Retirar…' }).isVisible()).toBe(false)
  await page.context().close()
})
