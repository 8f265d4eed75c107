// Deliveries, channels, the trial of a route and who is on duty, in a real browser: people and offices by name, and what is so.
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { nothingLoads } from '../support/console-desk.ts'
import { minutes, officeInBrowser, slow } from './office-rig.ts'

const { app, tokens, ask, desk } = await officeInBrowser()

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
    const page = await desk().open(tokens.ombudsman, '/deliveries')
    const table = page.getByRole('table', { name: 'Envíos' })
    await table.getByText('Falló tras todos los intentos').waitFor(slow)
    // Whom it was for by name, and how the try ended in the reader's language: no code, and nothing in English.
    const said = await table.innerText()
    expect(said).toMatch(/Guardia de la Defensoría|Oficina de|Unidad de|Sala de/)
    expect(said).toContain('guardado en la bandeja')
    expect(said).not.toMatch(/ombudsman-duty|office-|in the inbox/)
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
    const stored = await ask(tokens.ombudsman, '/v1/dead-letters?cleared=true')
    expect(stored).toMatchObject({ items: [{ cleared: { reason: 'Se avisó por teléfono' } }] })
    expect(desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a way that nobody has set up is not called one that works',
  async () => {
    const page = await desk().open(tokens.ombudsman, '/channels')
    const mail = page.getByRole('row').filter({ hasText: 'email-duty' })
    await mail.getByText('Sin configurar aquí').first().waitFor(slow)
    await nothingLoads(page)
    expect(await mail.locator('.late').allInnerTexts()).toContain('Sin configurar aquí')
    expect(await page.getByRole('main').innerText()).not.toContain('Funciona')
    expect(desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'an inbox says when a message was last stored in it, in its own column that is as wide as a date at every width',
  async () => {
    const stored = async () => {
      const { items } = await ask<{
        items: { id: string; channels: { type: string; last_success_at: string | null }[] }[]
      }>(tokens.ombudsman, '/v1/recipients')
      return items.find(({ id }) => id === 'ombudsman-duty')?.channels.find(({ type }) => type === 'console')
        ?.last_success_at
    }
    await vi.waitUntil(async () => typeof (await stored()) === 'string', { timeout: 120_000 })
    const page = await desk().open(tokens.ombudsman, '/channels')
    const card = page
      .getByRole('region', { name: 'Guardia de la Defensoría (nacional)', exact: true })
      .first()
    const inbox = card.getByRole('row').filter({ hasText: 'Bandeja' })
    await inbox.locator('time').waitFor(slow)
    expect(await inbox.locator('time').getAttribute('datetime')).toBe(await stored())
    await page.setViewportSize({ width: 768, height: 768 })
    // No state is broken into lines, and no column stands empty.
    const lines = await card
      .locator('.late')
      .evaluateAll((all) =>
        all.map((one) => (one as unknown as { getClientRects(): ArrayLike<object> }).getClientRects().length),
      )
    expect(lines).toEqual([1, 1])
    expect((await card.getByRole('columnheader').allInnerTexts()).filter((one) => one.trim() === '')).toEqual(
      [],
    )
    expect(desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'an office is called by its place, and found by it',
  async () => {
    const page = await desk().open(tokens.ombudsman, '/channels')
    const names = page.getByRole('main').getByRole('heading', { level: 2 })
    await page.getByRole('heading', { name: /^Oficina de Chuquisaca/ }).waitFor(slow)
    const all = await names.allInnerTexts()
    expect(new Set(all.map((one) => one.replace(/ \S+$/, ''))).size).toBe(all.length)
    await page.getByRole('searchbox', { name: 'Buscar' }).fill('santa cruz')
    await expect.poll(() => names.allInnerTexts(), slow).toEqual([expect.stringContaining('Santa Cruz')])
    expect(desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a route is tried without sending: who would be told, and who not and why',
  async () => {
    const page = await desk().open(tokens.ombudsman, '/channels?part=routes')
    await page.getByLabel('Regla').selectOption({ label: 'Amenazas contra candidaturas' }, slow)
    // Without a place nothing is asked.
    await page.getByRole('button', { name: 'Probar la ruta' }).click()
    await page.getByText('Elija un lugar de la lista.').waitFor()
    await page.getByRole('combobox', { name: 'Lugar' }).fill('cocha')
    await page.getByRole('option', { name: 'Cochabamba · departamento' }).click()
    await page.getByLabel('Tipo de hecho').selectOption({ label: 'Amenaza' })
    await page.getByRole('button', { name: 'Más condiciones' }).click()
    // What is in force there now is chosen.
    await expect.poll(() => page.getByLabel('Fase').inputValue(), slow).toBe('campaign')
    await page
      .getByLabel('Ventana del calendario')
      .selectOption({ label: 'Prohibición de propaganda (72 horas)' })
    await page.getByRole('checkbox', { name: 'Fuerzas de seguridad del Estado' }).check()
    await page.getByRole('checkbox', { name: 'Protección de personas' }).check()
    await page.getByRole('checkbox', { name: 'Compartir con la ONU' }).uncheck()
    expect(await page.getByRole('checkbox', { name: 'Es un simulacro' }).isChecked()).toBe(true)
    const [asked] = await Promise.all([
      page.waitForRequest('**/v1/routes:test'),
      page.getByRole('button', { name: 'Probar la ruta' }).click(),
    ])
    expect(asked.postDataJSON()).toEqual({
      process: tokens.process,
      rule: 'candidate-threats',
      place: 'BO03',
      level: 'warning',
      marking: 'TLP:GREEN',
      category: 'threat',
      phase: 'campaign',
      window: 'silence',
      actors: ['state_security'],
      tracks: ['protection'],
      consent: { internal: true, ombudsman: true, un: false, public: true },
      exercise: true,
    })
    const result = page.getByRole('table', { name: 'Resultado de la prueba de ruta' })
    await result.waitFor(slow)
    const found = await result.innerText()
    expect(found).toContain('Guardia de la Defensoría (nacional)')
    expect(found).not.toMatch(/ombudsman-duty|office-cocha/)
    // Another question has no answer yet.
    await page.getByLabel('Nivel').selectOption('critical')
    expect(await result.count()).toBe(0)
    const { items } = await ask<{ items: { level: string }[] }>(tokens.ombudsman, '/v1/deliveries?limit=200')
    expect(items.filter(({ level }) => level === 'warning')).toEqual([])
    expect(desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)

test(
  'a rota says who is on duty now, and where nobody will be',
  async () => {
    const page = await desk().open(tokens.ombudsman, '/duty')
    await page.getByRole('button', { name: 'Nueva lista de turnos' }).click()
    await page
      .getByLabel('Oficina o grupo')
      .selectOption({ label: 'Guardia de la Defensoría (nacional)' }, slow)
    await page.getByRole('button', { name: 'Crear' }).click()
    const rota = page.getByRole('region', { name: 'Guardia de la Defensoría (nacional)' })
    await rota.getByText('Nadie de turno ahora').waitFor(slow)
    await rota.getByText('Hay un hueco en las próximas 48 horas').waitFor()
    // What will happen, from when to when, and what to do.
    const warning = rota.locator('.notice-bad').filter({ hasText: 'Sin turno ni suplente' })
    const words = await warning.innerText()
    expect(words).toContain('desde ahora y sin fin previsto')
    expect(words).toContain('llega a «Guardia de la Defensoría (nacional)», ese paso se omite')
    expect(words).toContain('Agregue un turno que cubra ese tiempo, o nombre a una persona suplente.')
    await rota.getByRole('button', { name: 'Nombrar suplente…' }).click()
    await rota.getByLabel('Suplente (código)').fill('jefa')
    await rota.getByLabel('Suplente (nombre)').fill('Jefa de guardia')
    await rota.getByRole('button', { name: 'Guardar' }).click()
    await rota.getByText('Suplente: Jefa de guardia').waitFor(slow)
    expect(await warning.count()).toBe(0)
    // With a fallback person the gap is still one.
    await rota.getByRole('heading', { name: 'Sin turno: se llama a la persona suplente' }).waitFor()
    await rota.getByRole('button', { name: 'Cambiar suplente…' }).click()
    await rota.getByRole('button', { name: 'Quitar suplente' }).click()
    await warning.waitFor(slow)
    await rota.getByRole('button', { name: 'Turnos y ausencias' }).click()
    await rota.getByRole('button', { name: 'Agregar turno…' }).click()
    await rota.getByLabel('Código de la persona').first().fill('p-01')
    await rota.getByLabel('Nombre', { exact: true }).first().fill('Guardia de prueba')
    await rota.getByLabel('Desde').first().fill('2020-01-01T08:00')
    await rota.getByLabel('Hasta').first().fill('2040-01-01T08:00')
    await rota.getByRole('button', { name: 'Guardar' }).first().click()
    await rota.getByText('Cubierto los próximos 30 días').waitFor(slow)
    expect(await warning.count()).toBe(0)
    expect(desk().complaints()).toEqual([])
    await page.context().close()
  },
  minutes,
)
