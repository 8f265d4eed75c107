// An alert in full: who must act and until when, a person's hand on the ladder, comments, measures, and the paper form.
import { beforeAll, expect, test, vi } from 'vitest'
import { consoleUnderTest, everyLookMs, faultsOfEveryLook } from '../support/console-page.ts'

const vigia = await consoleUnderTest()
const { tokens } = vigia
let alert: string

beforeAll(async () => {
  for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
    await vigia.ask(tokens.analyst, 'POST', '/v1/signals', {
      external_id: `alert-${root}`,
      process: tokens.process,
      category: 'threat',
      target: { kind: 'candidate' },
      event_time: new Date(Date.now() - 3_600_000).toISOString(),
      place: 'BO04',
      severity: 3,
      source: { root },
    })
  }
  alert = await vi.waitFor(
    async () => {
      const { items } = (await vigia.ask(tokens.ombudsman, 'GET', '/v1/alerts?place=BO04')) as {
        items: readonly { id: string }[]
      }
      expect(items).toHaveLength(1)
      return items[0]?.id ?? ''
    },
    { timeout: 120_000, interval: 500 },
  )
})

test('C30 what, where, when, level, marking and the button stand above the fold on a desk and on a phone', async () => {
  const page = await vigia.open(tokens.ombudsman, `/alerts/${alert}`)
  for (const [width, height] of [
    [1366, 768],
    [360, 740],
  ] as const) {
    await page.setViewportSize({ width, height })
    const button = page.getByRole('button', { name: 'Acusar recibo' })
    await button.waitFor()
    const parts = [page.getByRole('heading', { level: 1 }), page.locator('.alert-head .tlp'), button]
    for (const part of parts) {
      const box = await part.boundingBox()
      expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
    }
  }
})

test('C41 the ladder says whose turn it is; «escalar ahora» is recorded once with its reason', async () => {
  const page = await vigia.open(tokens.ombudsman, `/alerts/${alert}`)
  const ladder = page.getByRole('region', { name: 'Quién debe actuar' })
  await ladder.waitFor()
  // A time of the clock first, then what is left of it as an amount that cannot be read as one.
  const deadline = ladder.getByRole('definition').filter({ hasText: 'quedan' })
  expect(await deadline.innerText()).toMatch(/, \d\d:\d\d · quedan \d+\s(?:h|min)(?: \d+\smin)?$/)
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith(':escalate')) sent.push(request.headers()['idempotency-key'] ?? '')
  })
  await ladder.getByLabel('Motivo').fill('No contesta el teléfono de turno')
  await ladder.getByRole('button', { name: 'Escalar ahora' }).click()
  await ladder.getByText('Se avisó al paso siguiente.').waitFor()
  expect(sent).toEqual([expect.stringMatching(/./)])
  const steps = ladder.getByRole('table', { name: 'Pasos de la escalera' })
  await steps.getByRole('rowheader', { name: 'Paso 1', exact: true }).waitFor()
  // Nothing is waited for: a phone spends no line on it.
  await page.setViewportSize({ width: 360, height: 740 })
  const deliveries = page.getByRole('region', { name: 'Envíos' }).first()
  await deliveries.getByRole('cell').first().waitFor()
  expect(await deliveries.locator('td:has(> div:empty)').filter({ visible: true }).count()).toBe(0)
  expect(await deliveries.locator('td:has(> div:empty)').count()).toBeGreaterThan(0)
})

test('a comment whose answer was lost is sent again under the same key and stands there once', async () => {
  const page = await vigia.open(tokens.ombudsman, `/alerts/${alert}`)
  const comments = page.getByRole('region', { name: 'Comentarios' })
  const field = comments.getByLabel('Comentario')
  await field.fill('Se llamó a la oficina departamental.')
  let tries = 0
  await page.route('**/comments', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    tries += 1
    if (tries > 1) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await comments.getByRole('button', { name: 'Agregar comentario' }).click()
  await comments.getByText('No se sabe si llegó.').waitFor()
  expect(await field.inputValue()).toBe('Se llamó a la oficina departamental.')
  await comments.getByRole('button', { name: 'Agregar comentario' }).click()
  await comments.getByText('Comentario registrado.').waitFor()
  // The list is read again after that.
  const listed = comments.getByText('Se llamó a la oficina departamental.')
  await listed.first().waitFor()
  expect(await listed.count()).toBe(1)
})

test('C36 on paper an alert fills one or two pages of A4, with its marking and without controls', async () => {
  const page = await vigia.open(tokens.ombudsman, `/alerts/${alert}`)
  await page.getByRole('table', { name: 'Números frente a los umbrales' }).waitFor()
  await page.getByRole('region', { name: 'Línea de tiempo' }).getByRole('listitem').first().waitFor()
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0
  expect(pages).toBeGreaterThan(0)
  expect(pages).toBeLessThanOrEqual(2)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.print-head .tlp').isVisible()).toBe(true)
  expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0)
})

test(
  'C70 C71 an alert has no axe fault and no overflow in any language, theme and width',
  async () => {
    const page = await vigia.open(tokens.ombudsman, `/alerts/${alert}`)
    const ready = (one: typeof page) => one.locator('#evidence').waitFor()
    expect(await faultsOfEveryLook(page, ready)).toEqual([])
  },
  everyLookMs,
)
