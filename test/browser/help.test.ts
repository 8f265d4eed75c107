// Help and the first tour in a real browser: a page per role, the glossary, and steps that are done when the server says so.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExercise } from '#app/first-run.ts'
import { type ConsoleDesk, expectSound, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

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

const slow = { timeout: 120_000 }
const minutes = 600_000

test(
  'C79 the tour says what is done: three signals, and the first alert is there',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/start')
    const steps = page.getByRole('listitem')
    const alert = steps.filter({ hasText: 'La regla dispara la primera alerta' })
    await alert.getByText('por hacer').waitFor(slow)
    await steps.filter({ hasText: 'Un simulacro está abierto' }).getByText('✓ hecho').waitFor(slow)
    for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
      const answer = await fetch(`${url}/v1/signals`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.analyst}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          external_id: `tour-${root}`,
          process: tokens.process,
          category: 'threat',
          place: 'BO02',
          severity: 3,
          target: { kind: 'candidate' },
          source: { root },
        }),
      })
      expect(answer.status).toBe(201)
    }
    await alert.getByText('✓ hecho').waitFor(slow)
    await alert.getByRole('link', { name: 'Alertas' }).click()
    await page.getByRole('link', { name: 'Amenazas contra candidaturas – La Paz' }).waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'C79 each role reads its own page first',
  async () => {
    const jobs = [
      [tokens.analyst, 'Registrar lo que pasa'],
      [tokens.ombudsman, 'Entender la alerta'],
      [tokens.un_liaison, 'Decidir qué se transmite'],
      [tokens.rules_admin, 'Cambiar reglas sin miedo'],
      [tokens.admin, 'Mantener Vigía en pie'],
    ] as const
    for (const [token, job] of jobs) {
      const page = await desk.open(token, '/help')
      await page.getByText(job).waitFor(slow)
      await page.context().close()
    }
    expect(desk.complaints()).toEqual([])
  },
  minutes,
)

test('C70 help and the tour are sound in each language, scheme and width', async () => {
  for (const path of ['/help', '/help?part=words', '/start']) {
    await expectSound(desk, tokens.ombudsman, path, async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor(slow)
    })
  }
  expect(desk.complaints()).toEqual([])
}, 900_000)
