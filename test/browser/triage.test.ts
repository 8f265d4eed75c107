// The verification desk in a real browser: its keys, two people at once, the clock, likely repeats, filters in the address.
import { expect, test } from 'vitest'
import {
  bar,
  deskInBrowser,
  expectRows,
  longRoadMs,
  opened,
  options,
  patient,
  selectedIn,
} from './triage-rig.ts'

const { api, complaints, desk, file, standing } = await deskInBrowser()

test(
  'C02 the keys move, open, verify, reject with a reason, merge, take, snooze, undo, search and help; and can be switched off',
  async () => {
    await file('BO06', 6, { severity: 4 })
    const page = await desk('/triage?place=BO06')
    await expectRows(page, 6)
    const press = (key: string) => page.keyboard.press(key)
    await press('j')
    await opened(page).waitFor()
    const first = selectedIn(page)
    await press('j')
    await press('k')
    expect(page.url()).toContain(first)
    await opened(page).getByRole('button', { name: 'Verificar' }).waitFor()
    expect(await opened(page).getByRole('button', { name: 'Verificar' }).getAttribute('title')).toBe(
      'Verificar (v)',
    )

    await press('v')
    await page.getByRole('form', { name: 'Verificar' }).waitFor()
    await press('Enter')
    await page.getByText('Elija la nota del dato.').waitFor()
    await press('2')
    await press('Enter')
    await bar(page).getByText('Verificada.').waitFor()
    expect((await standing(first)).signal.verification).toBe('verified')
    await press('u')
    await bar(page).getByText('Deshecho.').waitFor()
    expect((await standing(first)).signal.verification).toBe('unverified')

    await opened(page).getByRole('button', { name: 'Rechazar' }).waitFor()
    await press('r')
    await page.getByRole('form', { name: 'Rechazar' }).waitFor()
    await press('Enter')
    await page.getByText('Elija un motivo o escríbalo.').waitFor()
    await press('1')
    await press('Enter')
    await bar(page).getByText('Rechazada.').waitFor()
    expect((await standing(first)).signal.verification).toBe('rejected')

    await expect.poll(() => selectedIn(page), patient).not.toBe(first)
    const second = selectedIn(page)
    await opened(page).getByText('parecido').first().waitFor()
    await press('d')
    await page.getByRole('form', { name: 'Es repetida' }).waitFor()
    await press('Enter')
    await bar(page).getByText('Unida a la otra señal.').waitFor()
    expect((await standing(second)).merged_into).not.toBe(null)

    await expect.poll(() => selectedIn(page), patient).not.toBe(second)
    const third = selectedIn(page)
    await opened(page).getByRole('button', { name: 'Tomar' }).waitFor()
    await press('a')
    await opened(page).getByText('En mis manos').waitFor()
    expect((await standing(third)).held_by).toBe('me')
    await press('s')
    await page.getByRole('form', { name: 'Posponer' }).waitFor()
    await press('1')
    await press('Enter')
    await bar(page).getByText('Pospuesta.').waitFor()
    await expectRows(page, 3)

    await press('/')
    expect(await page.locator(':focus').getAttribute('type')).toBe('search')
    await press('Escape')
    await press('?')
    await page.getByRole('dialog', { name: 'Atajos de teclado' }).waitFor()
    await page.getByRole('checkbox', { name: 'Usar atajos de una letra' }).uncheck()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    const before = page.url()
    await press('j')
    expect(page.url()).toBe(before)
    await press('ArrowDown')
    await expect.poll(() => page.url(), patient).not.toBe(before)
    expect(complaints).toEqual([])
  },
  longRoadMs,
)

test(
  'C04 two at once: the second is shown what changed and keeps what was typed; the row leaves by itself',
  async () => {
    const [id = ''] = await file('BO09', 1, { severity: 5 })
    const page = await desk(`/triage/${id}?place=BO09`)
    await opened(page).getByRole('button', { name: 'Rechazar' }).waitFor()
    await page.keyboard.press('r')
    await page.getByLabel('Con sus palabras').fill('la radio se retractó')
    await page.getByRole('radio', { name: /No ocurrió/ }).check()
    const { etag } = await standing(id)
    await api(`/v1/signals/${id}/verifications`, {
      method: 'POST',
      etag,
      body: JSON.stringify({ decision: 'verified', credibility: 2 }),
    })
    await page.getByRole('button', { name: 'Rechazar' }).click()
    await page.getByText('La señal cambió mientras usted decidía.').waitFor()
    await page.getByText('verificación: antes –, ahora Verificada').waitFor()
    expect(await page.getByLabel('Con sus palabras').inputValue()).toBe('la radio se retractó')
    expect((await standing(id)).signal.verification).toBe('verified')
    await page.getByRole('button', { name: 'Rechazar' }).click()
    await bar(page).getByText('Rechazada.').waitFor()
    expect((await standing(id)).signal.verification).toBe('rejected')
    // The browser names every answer of 400 and above.
    expect(complaints.filter((one) => !one.includes('412'))).toEqual([])
  },
  longRoadMs,
)

test(
  'C05 C06 C07 the clock orders the queue and says it in words; likely repeats come with reasons; filters live in the address',
  async () => {
    await file('BO05', 1, { severity: 1, narrative: 'Insultos en la plaza' })
    await file('BO05', 1, { severity: 5, category: 'roadblock', narrative: 'Bloqueo del camino a Uyuni' })
    await file('BO05', 1, { severity: 4, category: 'roadblock', narrative: 'Bloqueo en el camino a Uyuni' })
    const page = await desk('/triage')
    await page.getByLabel('Departamento').selectOption('BO05')
    await expectRows(page, 3)
    const rows = await options(page).allInnerTexts()
    expect(rows.map((row) => /Bloqueo|Amenaza/.exec(row)?.[0])).toEqual(['Bloqueo', 'Bloqueo', 'Amenaza'])
    for (const row of rows) expect(row).toMatch(/Vence dentro de/)
    await page.getByLabel('Buscar en el texto').fill('uyuni')
    await expectRows(page, 2)
    expect(page.url()).toContain('/triage?place=BO05&text=uyuni')
    await options(page).first().click()
    await opened(page)
      .getByText(/mismo lugar · misma hora · mismo tipo de hecho/)
      .waitFor()
    // Nobody was asked: what the server takes then is said, not that nobody may read it.
    await opened(page).getByText('no se indicó: uso interno y Defensoría').waitFor()
    const shared = page.url()
    await page.getByRole('link', { name: 'Situación' }).click()
    await page.goBack()
    expect(page.url()).toBe(shared)
    await expectRows(page, 2)
    expect(complaints).toEqual([])
  },
  longRoadMs,
)

test(
  'C70 at the width of a phone no keys are drawn on the acts, the way back is a target of its own, and a short queue has no empty rows',
  async () => {
    const [id = ''] = await file('BO08', 2)
    const page = await desk('/triage?place=BO08')
    await expectRows(page, 2)
    const heightOf = async (what: string) => (await page.locator(what).boundingBox())?.height ?? 0
    const inRows = (await options(page).count()) * ((await options(page).first().boundingBox())?.height ?? 0)
    expect(await heightOf('.queue')).toBeLessThan(inRows + 4)

    await page.goto(page.url().replace('/triage?', `/triage/${id}?`))
    const act = opened(page).getByRole('button', { name: 'Rechazar' })
    await act.locator('kbd').waitFor()
    await page.setViewportSize({ width: 360, height: 740 })
    await act.locator('kbd').waitFor({ state: 'hidden' })
    const [back, card] = await Promise.all([
      page.getByRole('link', { name: '← Volver a la lista' }).boundingBox(),
      opened(page).boundingBox(),
    ])
    expect(back?.height).toBeGreaterThanOrEqual(44)
    expect((card?.y ?? 0) - ((back?.y ?? 0) + (back?.height ?? 0))).toBeGreaterThanOrEqual(8)
    await page.getByRole('link', { name: '← Volver a la lista' }).click()
    await expectRows(page, 2)
    expect(complaints).toEqual([])
  },
  longRoadMs,
)
