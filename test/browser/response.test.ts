// The response views in a real browser: measures from proposal to rating, the index with its interval, two people on one measure.
import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type ConsoleDesk, expectSound, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url: string
let desk: ConsoleDesk
let alert: string

const asks = (who: string, key = '') => ({
  authorization: `Bearer ${who}`,
  'content-type': 'application/json',
  ...(key === '' ? {} : { 'if-match': key }),
})

async function post(path: string, body: object): Promise<{ readonly id: string }> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: asks(tokens.ombudsman),
    body: JSON.stringify(body),
  })
  expect(answer.ok).toBe(true)
  return (await answer.json()) as { id: string }
}

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
    const signal = {
      external_id: `response-${root}`,
      process: tokens.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
      target: { kind: 'candidate' },
      source: { root },
    }
    const answer = await fetch(`${url}/v1/signals`, {
      method: 'POST',
      headers: asks(tokens.analyst),
      body: JSON.stringify(signal),
    })
    expect(answer.status).toBe(201)
  }
  alert = await vi.waitUntil(
    async () => {
      const answer = await fetch(`${url}/v1/alerts`, { headers: asks(tokens.ombudsman) })
      return ((await answer.json()) as { items: { id: string }[] }).items[0]?.id
    },
    { timeout: 60_000 },
  )
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})

const measureOf = (es: string, dueAt: string) =>
  post(`/v1/alerts/${alert}/actions`, {
    text: { es, en: `In English: ${es}` },
    addressee: 'police',
    class: 'prevention',
    due_at: dueAt,
  })

/** Whoever stands outside of those who were asked and of those who did it. */
async function outsider(): Promise<string> {
  const request = {
    label: 'outside',
    role: 'ombudsman',
    territory: ['BO'],
    marking: 'TLP:AMBER+STRICT',
    office: 'ombudsman-duty',
    processes: [tokens.process],
    days: 1,
  } as const
  return (await inTransaction(app.db, (trx) => issueToken(trx, request, undefined))).secret
}

async function fillMeasure(page: Page): Promise<void> {
  await page.getByLabel('Alerta', { exact: true }).selectOption(alert)
  await page.getByLabel('Qué se pide, en español').fill('Reforzar la custodia del traslado')
  await page.getByLabel('Lo mismo en inglés').fill('Strengthen custody of the transfer')
  await page.getByLabel('A cargo de').selectOption('police')
  await page.getByLabel('Clase', { exact: true }).last().selectOption('prevention')
  await page.getByLabel('Fecha límite').fill('2026-01-10T09:00')
}

test('C42 C44 a measure goes from proposal to rating: overdue is said, a document is hashed on the device, who did it may not rate it', async () => {
  const page = await desk.open(tokens.ombudsman, '/response')
  await page.getByRole('link', { name: 'Nueva medida' }).click()
  await fillMeasure(page)
  await page.getByRole('button', { name: 'Recomendar la medida' }).click()
  await page.getByRole('heading', { level: 1, name: 'Reforzar la custodia del traslado' }).waitFor()
  await page.getByRole('button', { name: 'Emitir a la institución' }).click()
  await page.getByRole('button', { name: 'La institución la asume' }).click()
  await page.getByRole('button', { name: 'Está en marcha' }).click()
  await page.getByRole('definition').getByText('En marcha', { exact: true }).waitFor()

  // The overdue list names its institution and how many are late.
  await page.getByRole('checkbox', { name: 'Solo vencidas' }).check()
  const police = page.getByRole('region', { name: 'Policía' })
  await police.getByText('1 vencida').waitFor()
  expect(new URL(page.url()).searchParams.get('overdue')).toBe('true')

  const content = 'acta de entrega'
  await page.getByRole('button', { name: 'Agregar evidencia…' }).click()
  await page.getByLabel('Título, número de señal o dirección').fill('Acta de entrega')
  await page.getByLabel('El documento').setInputFiles({
    name: 'acta.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(content),
  })
  await page.getByRole('button', { name: 'Agregar', exact: true }).click()
  const hash = createHash('sha256').update(content).digest('hex')
  await page.getByText(`SHA-256 ${hash.slice(0, 16)}…`).waitFor()
  // The file itself never left the page.
  const address = new URL(page.url()).pathname

  await page.getByRole('button', { name: 'Calificar…' }).click()
  await page.getByRole('radio', { name: '4 · Por completo' }).check()
  await page.getByLabel('Motivo').last().fill('Se vio en el lugar')
  await page.getByRole('button', { name: 'Guardar calificación' }).click()
  await page.getByText('no puede calificarla').waitFor()
  // The refusal is the browser's only complaint: it names every answer of 400 and above.
  expect(desk.complaints()).toEqual([expect.stringContaining('403')])
  await page.context().close()

  const outside = await desk.open(await outsider(), address)
  await outside.getByRole('button', { name: 'Calificar…' }).click()
  await outside.getByRole('radio', { name: '4 · Por completo' }).check()
  await outside.getByLabel('Motivo').last().fill('Se vio en el lugar')
  await outside.getByRole('button', { name: 'Guardar calificación' }).click()
  await outside.getByRole('definition').getByText('Por completo').waitFor()

  // What is rated counts; the index stands with n and interval, drills apart from what is real.
  await outside.getByRole('link', { name: 'Índice de respuesta' }).click()
  await outside.getByText('Todavía no hay medidas que contar').waitFor()
  await outside.getByRole('checkbox', { name: 'Ver simulacros' }).check()
  const row = outside.getByRole('row', { name: /^Policía/ })
  await row.waitFor()
  const asked = await fetch(`${url}/v1/response-index?group=institution&exercise=true`, {
    headers: asks(tokens.ombudsman),
  })
  const { items } = (await asked.json()) as {
    items: { group: string; n: number; index: number; low: number; high: number }[]
  }
  const counted = items.find(({ group }) => group === 'police')
  expect(counted).toMatchObject({ n: 1, index: 1 })
  const percent = (share = 0) => `${Math.round(share * 100)}\u00a0%`
  const interval = `${percent(counted?.low)}–${percent(counted?.high)}`
  expect(await row.innerText()).toContain(interval)
  expect(await row.innerText()).toContain(percent(1))
  await outside.getByText('Con n = 1 el intervalo es ancho').waitFor()
  expect(desk.complaints()).toEqual([])
  await outside.context().close()
})

test('C04 two people change one measure: the second sees both versions, and what was typed is still there', async () => {
  const { id } = await measureOf('Instalar una mesa de diálogo', '2027-01-10T12:00:00Z')
  const page = await desk.open(tokens.ombudsman, `/response/${id}`)
  await page.getByRole('button', { name: 'Cambiar destinatario o plazo…' }).click()
  await page.getByLabel('Motivo').last().fill('Pidieron más tiempo')
  await page.getByLabel('Fecha límite').last().fill('2027-02-01T09:00')
  const change = await fetch(`${url}/v1/actions/${id}`, {
    method: 'PATCH',
    headers: asks(tokens.ombudsman, '"1"'),
    body: JSON.stringify({ class: 'mediation' }),
  })
  expect(change.status).toBe(200)
  await page.getByRole('button', { name: 'Guardar cambios' }).click()
  await page.getByText('Otra persona cambió la medida mientras usted escribía').waitFor()
  const both = page.getByRole('alert').filter({ hasText: 'Ahora guardado' })
  await both.getByText('Mediación').waitFor()
  expect(await page.getByLabel('Motivo').last().inputValue()).toBe('Pidieron más tiempo')
  expect(await page.getByLabel('Fecha límite').last().inputValue()).toBe('2027-02-01T09:00')
  await page.getByRole('button', { name: 'Guardar lo mío sobre lo nuevo' }).click()
  await page.getByRole('definition').getByText('lun, 1 feb 2027, 09:00').waitFor()
  // Nothing of the other person's change is lost.
  const stored = await fetch(`${url}/v1/actions/${id}`, { headers: asks(tokens.ombudsman) })
  expect(await stored.json()).toMatchObject({ class: 'mediation', due_at: '2027-02-01T13:00:00Z' })
  expect(desk.complaints()).toEqual([expect.stringContaining('412')])
  await page.context().close()
})

test('an agreement is recorded, and its follow-up says whether it was kept', async () => {
  const page = await desk.open(tokens.ombudsman, '/response?part=agreements')
  await page.getByRole('button', { name: 'Registrar un acuerdo' }).click()
  await page.getByLabel('Alerta', { exact: true }).selectOption(alert)
  await page.getByLabel('Qué es').selectOption('truce')
  await page.getByLabel('Contenido, en español').fill('Cuarto intermedio de 72 horas')
  await page.getByLabel('Contenido, en inglés').fill('A pause of 72 hours')
  await page.getByLabel('Partes', { exact: true }).fill('Comité cívico\nTransportistas')
  await page.getByLabel('Acordado el').fill('2026-01-10T09:00')
  await page.getByLabel('Revisar el').fill('2026-01-13T09:00')
  await page.getByRole('button', { name: 'Registrar', exact: true }).click()
  await page.getByText('Cuarto intermedio de 72 horas').first().waitFor()
  await page.getByRole('button', { name: 'Anotar el resultado…' }).click()
  await page.getByLabel('Resultado').selectOption('broken')
  await page.getByLabel('Qué se vio').fill('El bloqueo volvió la primera noche')
  await page.getByRole('button', { name: 'Guardar el resultado' }).click()
  await page.getByText('Se rompió', { exact: true }).first().waitFor()
  expect(desk.complaints()).toEqual([])
  await page.context().close()
})

test('a liaison reads the ledger and is offered no act', async () => {
  const page = await desk.open(tokens.un_liaison, '/response')
  await page.getByRole('heading', { level: 1, name: 'Respuesta' }).waitFor()
  await page.getByRole('navigation', { name: 'Partes de esta vista' }).waitFor()
  expect(await page.getByRole('link', { name: 'Nueva medida' }).count()).toBe(0)
  await page.context().close()
})

// Four pages in twelve looks each, on a machine that others use too.
const manyLooksMs = 900_000

test(
  'C70 every part of the response views is sound in each language, scheme and width',
  async () => {
    const { id } = await measureOf('Acompañar la entrega de actas', '2027-03-10T12:00:00Z')
    const heading = (page: Page) => page.getByRole('heading', { level: 1 }).first().waitFor()
    await expectSound(desk, tokens.ombudsman, `/response/${id}`, async (page, language) => {
      const name = language === 'es' ? 'Cambiar destinatario o plazo…' : 'Change addressee or due date…'
      await page.getByRole('button', { name }).click()
    })
    await expectSound(desk, tokens.ombudsman, '/response?part=index&exercise=true', async (page) => {
      await page.getByRole('table').waitFor()
    })
    await expectSound(desk, tokens.ombudsman, '/response?part=agreements', heading)
    await expectSound(desk, tokens.ombudsman, '/response/new', heading)
    expect(desk.complaints()).toEqual([])
  },
  manyLooksMs,
)
