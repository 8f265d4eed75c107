// The views of the office in a real browser: silences, the audit log, health, people, tokens; and that all of them are sound.
import { expect, test } from 'vitest'
import { expectSound, nothingLoads } from '../support/console-desk.ts'
import { minutes, officeInBrowser, slow } from './office-rig.ts'

const { tokens, desk, auditor, other } = await officeInBrowser()

test(
  'a silence is put after its effect was seen; one that is wide waits for another person',
  async () => {
    const page = await desk().open(tokens.ombudsman, '/silences')
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

    const second = await desk().open(other(), '/silences')
    await second.getByRole('button', { name: 'Aprobar' }).click()
    await second.getByText('En vigor', { exact: true }).waitFor(slow)
    await second.getByRole('button', { name: 'Terminar…' }).click()
    await second.getByLabel('Motivo').last().fill('Terminó el operativo')
    await second.getByRole('button', { name: 'Terminar ahora' }).click()
    await second.getByText('lo terminó una persona').waitFor(slow)
    expect(desk().complaints()).toEqual([])
    await second.context().close()
  },
  minutes,
)

test(
  'C34 an act of the audit log is proven on the device of its reader, and a forged proof is not',
  async () => {
    const page = await desk().open(auditor(), '/audit?action=token.issued')
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
    expect(desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a token sees no people: the page says who may',
  async () => {
    const page = await desk().open(tokens.admin, '/people')
    await page.getByText('Esto lo hace una persona que ingresó').waitFor(slow)
    await page.context().close()
  },
  minutes,
)

test(
  'a chain that nobody tests is not known to work, which is no failure; one that is cut is',
  async () => {
    const page = await desk().open(tokens.admin, '/system')
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
    expect(desk().complaints()).toEqual([])
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
    [auditor(), '/audit'],
    [auditor(), '/audit?part=checkpoints'],
    [tokens.admin, '/system'],
  ] as const
  for (const [token, path] of views) {
    await expectSound(desk(), token, path, async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor(slow)
      await nothingLoads(page)
    })
  }
  expect(desk().complaints()).toEqual([])
}, 1_200_000)
