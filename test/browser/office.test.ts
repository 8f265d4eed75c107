// The views of the office in a real browser: deliveries, channels and routes, silences, who is on duty, the audit log, health, people, tokens.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type ConsoleDesk, expectSound, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

const app = await serveProduct()
const tokens = await openExercise(app)
let url: string
let desk: ConsoleDesk
let auditor: string
let other: string

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })

async function tokenOf(
  request: Partial<TokenRequest> & Pick<TokenRequest, 'role' | 'label'>,
): Promise<string> {
  const whole = { territory: ['BO'], marking: 'TLP:AMBER+STRICT', days: 1, ...request } as const
  return (await inTransaction(app.db, (trx) => issueToken(trx, whole, undefined))).secret
}

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  auditor = await tokenOf({ role: 'auditor', label: 'auditor' })
  const office = { office: 'ombudsman-duty', processes: [tokens.process] }
  other = await tokenOf({ role: 'ombudsman', label: 'another person', ...office })
  for (const root of ['radio-a', 'ong-b', 'prensa-c']) {
    const signal = {
      external_id: `office-${root}`,
      process: tokens.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
      target: { kind: 'candidate' },
      source: { root },
    }
    const answer = await fetch(`${url}/v1/signals`, {
      method: 'POST',
      headers: bearer(tokens.analyst),
      body: JSON.stringify(signal),
    })
    expect(answer.status).toBe(201)
  }
  await vi.waitUntil(
    async () => {
      const answer = await fetch(`${url}/v1/deliveries`, { headers: bearer(tokens.ombudsman) })
      return ((await answer.json()) as { items: unknown[] }).items.length > 0
    },
    { timeout: 120_000 },
  )
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})
beforeEach(() => {
  desk.complaints()
})

const slow = { timeout: 60_000 }
const minutes = 600_000

test(
  'a dead letter stays on the list until a person clears it with a reason',
  async () => {
    // The exercise has no channel that could fail: one delivery that has arrived is made a dead letter.
    await vi.waitFor(
      async () => {
        const made = await sql`update delivery set state = 'exhausted', reason = 'exhausted'
          where id = (select id from delivery where state in ('delivered', 'seen') limit 1) returning id`.execute(
          app.db,
        )
        expect(made.rows).toHaveLength(1)
      },
      { timeout: 120_000 },
    )
    const page = await desk.open(tokens.ombudsman, '/deliveries')
    const table = page.getByRole('table', { name: 'Envíos' })
    await table.getByText('Falló tras todos los intentos').waitFor(slow)
    await page.getByRole('button', { name: 'Descartar…' }).click()
    await page.getByRole('button', { name: 'Descartar de la lista' }).click()
    // Without a reason nothing is sent.
    expect(
      await page
        .getByLabel('Motivo')
        .last()
        .evaluate((field) => field.matches(':invalid')),
    ).toBe(true)
    await page.getByLabel('Motivo').last().fill('Se avisó por teléfono')
    await page.getByRole('button', { name: 'Descartar de la lista' }).click()
    await page.getByText('No hay envíos fallidos por atender.').waitFor(slow)
    const stored = await fetch(`${url}/v1/dead-letters?cleared=true`, { headers: bearer(tokens.ombudsman) })
    expect(await stored.json()).toMatchObject({ items: [{ cleared: { reason: 'Se avisó por teléfono' } }] })
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a way that nobody has set up is not called one that works',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/channels')
    const mail = page.getByRole('row').filter({ hasText: 'email-duty' })
    await mail.getByText('Sin configurar aquí').first().waitFor(slow)
    await nothingLoads(page)
    expect(await mail.locator('.late').allInnerTexts()).toContain('Sin configurar aquí')
    expect(await page.getByRole('main').innerText()).not.toContain('Funciona')
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'an office is called by its place, and found by it',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/channels')
    const names = page.getByRole('main').getByRole('heading', { level: 2 })
    await page.getByRole('heading', { name: /^Oficina de Chuquisaca/ }).waitFor(slow)
    const all = await names.allInnerTexts()
    expect(new Set(all.map((one) => one.replace(/ \S+$/, ''))).size).toBe(all.length)
    await page.getByRole('searchbox', { name: 'Buscar' }).fill('santa cruz')
    await expect.poll(() => names.allInnerTexts(), slow).toEqual([expect.stringContaining('Santa Cruz')])
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a route is tried without sending: who would be told, and who not and why',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/channels?part=routes')
    await page.getByLabel('Regla').fill('candidate-threats')
    await page.getByLabel('Presunto actor').fill('state_security')
    await page.getByRole('button', { name: 'Probar la ruta' }).click()
    const result = page.getByRole('table', { name: 'Resultado de la prueba de ruta' })
    await result.waitFor(slow)
    expect(await result.innerText()).toContain('ombudsman-duty')
    const before = await fetch(`${url}/v1/deliveries?limit=200`, { headers: bearer(tokens.ombudsman) })
    const { items } = (await before.json()) as { items: { level: string }[] }
    expect(items.filter(({ level }) => level === 'warning')).toEqual([])
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a silence is put after its effect was seen; one that is wide waits for another person',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/silences')
    await page.getByRole('button', { name: 'Nuevo silencio' }).click()
    await page.getByLabel('Lugar y todo lo que contiene').selectOption('BO02')
    await page.getByLabel('Motivo').fill('Operativo anunciado en la zona')
    await page.getByRole('button', { name: 'Ver qué callaría' }).click()
    const effect = page.getByRole('region', { name: 'Qué callaría' })
    await effect.getByText('Amenazas contra candidaturas').waitFor(slow)
    await effect.getByText('abarca más que un municipio').waitFor()
    await page.getByRole('button', { name: 'Proponer a otra persona' }).click()
    await page.getByText('Usted lo propuso: debe aprobarlo otra persona.').waitFor(slow)
    await page.context().close()

    const second = await desk.open(other, '/silences')
    await second.getByRole('button', { name: 'Aprobar' }).click()
    await second.getByText('En vigor', { exact: true }).waitFor(slow)
    await second.getByRole('button', { name: 'Terminar…' }).click()
    await second.getByLabel('Motivo').last().fill('Terminó el operativo')
    await second.getByRole('button', { name: 'Terminar ahora' }).click()
    await second.getByText('lo terminó una persona').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await second.context().close()
  },
  minutes,
)

test(
  'a rota says who is on duty now, and where nobody will be',
  async () => {
    const page = await desk.open(tokens.ombudsman, '/duty')
    await page.getByRole('button', { name: 'Nueva lista de turnos' }).click()
    await page.getByLabel('Oficina o grupo').fill('ombudsman-duty')
    await page.getByRole('button', { name: 'Crear' }).click()
    const rota = page.getByRole('region', { name: 'Guardia de la Defensoría (nacional)' })
    await rota.getByText('Nadie de turno ahora').waitFor(slow)
    await rota.getByText('Hay un hueco en las próximas 48 horas').waitFor()
    await rota.getByRole('button', { name: 'Turnos y ausencias' }).click()
    await rota.getByRole('button', { name: 'Agregar turno…' }).click()
    await rota.getByLabel('Código de la persona').first().fill('p-01')
    await rota.getByLabel('Nombre', { exact: true }).first().fill('Guardia de prueba')
    await rota.getByLabel('Desde').first().fill('2020-01-01T08:00')
    await rota.getByLabel('Hasta').first().fill('2040-01-01T08:00')
    await rota.getByRole('button', { name: 'Guardar' }).first().click()
    await rota.getByText('Cubierto los próximos 30 días').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'C34 an act of the audit log is proven on the device of its reader, and a forged proof is not',
  async () => {
    const page = await desk.open(auditor, '/audit?action=token.issued')
    const verify = page.getByRole('button', { name: /^Comprobar/ }).last()
    await verify.waitFor(slow)
    await verify.click()
    await page.getByText('Comprobado aquí: el acto está en el registro sellado').waitFor(slow)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Descargar la prueba/ }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^vigia-proof-\d+\.json$/)
    // Somebody between the server and the page changes what was done.
    await page.route('**/v1/audit/proofs/*', async (route) => {
      const answer = await route.fetch()
      const proof = (await answer.json()) as { event: string }
      await route.fulfill({
        response: answer,
        json: { ...proof, event: proof.event.replace('issued', 'revoked') },
      })
    })
    await verify.click()
    await page.getByText('La prueba NO coincide con el sello').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a token sees no people: the page says who may',
  async () => {
    const page = await desk.open(tokens.admin, '/people')
    await page.getByText('Esto lo hace una persona que ingresó').waitFor(slow)
    await page.context().close()
  },
  minutes,
)

test(
  'a chain that nobody tests is not known to work, which is no failure; one that is cut is',
  async () => {
    const page = await desk.open(tokens.admin, '/system')
    const chain = {
      canary_age_seconds: null,
      watchdog_age_seconds: 86_400,
      canary_counter: 0,
      limit_seconds: 180,
      findings: [],
    }
    let status = 'no_canary'
    await page.route('**/health/pipeline', (route) => route.fulfill({ json: { status, ...chain } }))
    await page.reload()
    await page.locator('.notice', { hasText: 'No se sabe' }).waitFor(slow)
    await page.getByText('todo: interfaz y tareas').waitFor(slow)
    expect(await page.locator('main .notice-bad').count()).toBe(0)
    expect(await page.locator('main').innerText()).toMatch(
      /hace 24 horas[^]*3 min[^]*todo: interfaz y tareas/,
    )
    status = 'silent'
    await page.reload()
    await page.locator('.notice-bad', { hasText: 'la cadena de aviso está cortada' }).waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test('C70 the views of the office are sound in each language, scheme and width', async () => {
  const views = [
    [tokens.ombudsman, '/deliveries?part=all'],
    [tokens.ombudsman, '/channels'],
    [tokens.ombudsman, '/channels?part=routes'],
    [tokens.ombudsman, '/silences'],
    [tokens.ombudsman, '/duty'],
    [auditor, '/audit'],
    [auditor, '/audit?part=checkpoints'],
    [tokens.admin, '/system'],
  ] as const
  for (const [token, path] of views) {
    await expectSound(desk, token, path, async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor(slow)
      await nothingLoads(page)
    })
  }
  expect(desk.complaints()).toEqual([])
}, 1_200_000)
