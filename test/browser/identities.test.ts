// Identities of sources in a real browser: asked for by one person, agreed to by another, on record before they are shown; legal holds and
// the time that the rest is kept, each by two persons.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { expectSound, nothingLoads } from '../support/console-desk.ts'
import { identityDesk, minutes, person, slow } from './identities-rig.ts'

const rig = await identityDesk()
const { verifier, ombudsman, ask, report, open } = rig
let second: string

beforeAll(async () => {
  second = (await rig.tokenOf({ role: 'ombudsman', label: 'another person', office: 'ombudsman-duty' }))
    .secret
})

const complaints = () => rig.desk().complaints()

test(
  'C78 nothing yet, nothing answered and no right are told apart',
  async () => {
    const page = await open(ombudsman, '/identities')
    await page.getByText('Ninguna solicitud').waitFor()
    for (const [part, empty] of [
      ['Lecturas', 'Nadie ha leído una identidad'],
      ['Retenciones legales', 'Ninguna retención vigente'],
      ['Conservación', 'Ningún cambio propuesto.'],
    ] as const) {
      await page.getByRole('link', { name: part, exact: true }).click()
      await page.getByText(empty).waitFor()
    }
    await page.getByText('Las identidades se guardan 90 días').waitFor()
    expect(complaints()).toEqual([])
    await page.route('**/v1/legal-holds*', (route) => route.abort())
    await page.getByRole('link', { name: 'Retenciones legales', exact: true }).click()
    await page.getByText('Vigía no respondió.').first().waitFor()
    await page.unroute('**/v1/legal-holds*')
    await page.getByRole('button', { name: 'Reintentar' }).click()
    await page.getByText('Ninguna retención vigente').waitFor()
    await page.context().close()
    const analyst = await open(rig.analyst, '/identities')
    await analyst.getByRole('heading', { name: 'Su token no permite ver esta sección' }).waitFor()
    await analyst.context().close()
  },
  minutes,
)

test(
  'from a signal one asks, another agrees, the reading is on record before a name is shown, and the auditor sees acts without a name',
  async () => {
    const signal = await report('asked')
    const page = await open(verifier, `/triage/${signal}`)
    await page.getByRole('link', { name: 'Pedir su identidad' }).click()
    await page.getByText('Con esta señal llegó una identidad.').waitFor()
    expect(await page.getByLabel('Número de la señal').inputValue()).toBe(signal)
    const send = page.getByRole('button', { name: 'Pedir a otra persona' })
    await send.click()
    // Without a reason nothing is asked.
    const why = page.getByLabel('Por qué hace falta')
    expect(await why.evaluate((field) => field.matches(':invalid'))).toBe(true)
    await page.getByLabel('Para qué').selectOption('protection')
    await why.fill('puede estar en peligro esta noche')
    await send.click()
    await page.getByText('Pedido. Espera a otra persona; vence en un día.').waitFor()
    const waiting = page.getByRole('region', { name: 'Esperan a otra persona' })
    await waiting.getByText('Usted lo pidió: debe decidir otra persona.').waitFor()
    expect(await page.getByRole('button', { name: 'Leer ahora' }).count()).toBe(0)

    const other = await open(ombudsman, '/identities')
    const asked = other.getByRole('listitem').filter({ hasText: 'puede estar en peligro esta noche' })
    await asked.getByText('Proteger a la persona').waitFor()
    await asked.getByLabel('Nota para el registro (no obligatoria)').fill('conforme')
    await asked.getByRole('button', { name: 'Aprobar 15 minutos' }).click()
    const openNow = other.getByRole('region', { name: 'Abiertas ahora' })
    await openNow.getByText(/^Quedan 1[3-5] minutos · Abierta hasta/).waitFor()
    // Whoever agreed reads nothing.
    expect(await other.getByRole('button', { name: 'Leer ahora' }).count()).toBe(0)
    await other.context().close()

    expect(await rig.readings()).toEqual([])
    const before = Promise.withResolvers<{ recorded: number; shown: number }>()
    await page.route('**/v1/identity-access/*/reads', async (route) => {
      const response = await route.fetch()
      const recorded = (await rig.readings()).length
      before.resolve({ recorded, shown: await page.getByText(person.name).count() })
      await route.fulfill({ response })
    })
    await page.getByRole('button', { name: 'Leer ahora' }).click()
    const opened = page.getByRole('region', { name: 'Identidad', exact: true })
    await opened.getByText(person.name).waitFor()
    expect(await before.promise).toEqual({ recorded: 1, shown: 0 })
    expect(await opened.innerText()).toContain(person.phone)
    await opened.getByRole('button', { name: 'Ocultar' }).click()
    await page.getByText('Se ocultó.', { exact: true }).waitFor()
    expect(await page.content()).not.toContain('Choque')
    await page.getByText('1 identidad leída').waitFor()
    await page.context().close()

    const watch = await open(rig.auditor(), '/identities?part=record')
    const record = watch.getByRole('table', { name: /^Identidades leídas/ })
    await record.getByText('Proteger a la persona').waitFor()
    expect(await record.innerText()).toMatch(/Nombre y teléfono|Teléfono y nombre/)
    expect(await watch.content()).not.toContain('Choque')
    // Of the office of whoever agreed, and in words.
    const notice = watch.getByRole('listitem').filter({
      hasText: 'Identidad abierta con la aprobación de otra persona',
    })
    await notice.getByText(/Aprobó: Guardia .*Defensoría/).waitFor()
    // An auditor puts no hold.
    expect(await watch.getByRole('link', { name: 'Retención legal…' }).count()).toBe(0)
    expect(complaints()).toEqual([])
    await watch.context().close()
  },
  minutes,
)

test(
  'in an emergency one person opens and everybody is told; a request that another refuses opens nothing',
  async () => {
    const urgent = await report('urgent')
    const page = await open(verifier, `/identities?signal=${urgent}`)
    await page.getByLabel('Por qué hace falta').fill('la están siguiendo en este momento')
    await page.getByLabel('Es una emergencia: no hay tiempo para otra persona').check()
    await page.getByRole('button', { name: 'Abrir ahora y avisar a todos' }).click()
    await page.getByText('Abierto por 15 minutos.', { exact: false }).first().waitFor()
    const row = page.getByRole('listitem').filter({ hasText: 'la están siguiendo en este momento' })
    await row.getByText('Emergencia, abierta por una persona').waitFor()
    await row.getByRole('button', { name: 'Leer ahora' }).click()
    await row.getByText(person.name).waitFor()
    await page.context().close()

    const refused = await report('refused')
    await ask(verifier, 'POST', `/v1/signals/${refused}/identity-access`, {
      purpose: 'verification',
      explanation: 'para saber quién lo dijo',
    })
    const other = await open(ombudsman, '/identities')
    const asked = other.getByRole('listitem').filter({ hasText: 'para saber quién lo dijo' })
    await asked.getByRole('button', { name: 'Rechazar' }).click()
    await asked.getByText('Rechazada').waitFor()
    await other.getByRole('link', { name: 'Lecturas', exact: true }).click()
    await other.getByText('Identidad abierta en una emergencia').waitFor()
    await other.getByText('una sola persona').first().waitFor()
    expect(complaints()).toEqual([])
    await other.context().close()
  },
  minutes,
)

test(
  'a signal without an identity, and one that does not exist, are told before anything is asked',
  async () => {
    const page = await open(verifier, `/identities?signal=${await report('nobody', null)}`)
    await page.getByText('no llegó ninguna identidad: no hay nada que pedir').waitFor()
    const number = page.getByLabel('Número de la señal')
    await number.fill('018f6d2e-0000-7000-8000-00000000cccc')
    await page.getByText('No hay una señal con ese número que usted pueda ver.').waitFor()
    await number.fill('12')
    await page.getByText('Un número de señal tiene 36 caracteres').waitFor()
    await page.context().close()
  },
  minutes,
)

test(
  'a legal hold is put by one person and lifted by another; another time of keeping is proposed by one and approved by another',
  async () => {
    const signal = await report('held')
    await ask(verifier, 'POST', `/v1/signals/${signal}/identity-access`, {
      purpose: 'legal_duty',
      explanation: 'un juez quiere que se conserve',
    })
    const page = await open(ombudsman, '/identities')
    // The number comes along from the row: nobody has to find its 36 characters.
    const asked = page.getByRole('listitem').filter({ hasText: 'un juez quiere que se conserve' })
    await asked.getByRole('link', { name: 'Retención legal…' }).click()
    expect(await page.getByLabel('Número de la señal').inputValue()).toBe(signal)
    await page.getByLabel('Qué cubre').selectOption('identity')
    expect(await page.getByLabel('Número de la identidad').inputValue()).toBe('')
    await page.getByLabel('Qué cubre').selectOption('signal')
    await page.getByLabel('Motivo').fill('orden judicial 12 de marzo')
    await page.getByRole('button', { name: 'Poner la retención' }).click()
    const standing = page.getByRole('region', { name: 'Vigentes' })
    await standing.getByText('Usted la puso: debe levantarla otra persona.').waitFor()
    expect(await page.getByRole('button', { name: 'Levantar' }).count()).toBe(0)
    const known = await ask<{ items: { held: boolean }[] }>(
      verifier,
      'GET',
      `/v1/signals/${signal}/identities`,
    )
    expect(known.items).toMatchObject([{ held: true }])

    const other = await open(second, '/identities?part=holds')
    await other.getByRole('button', { name: 'Levantar' }).click()
    await other.getByRole('region', { name: 'Levantadas' }).getByText('orden judicial 12 de marzo').waitFor()

    await page.getByRole('link', { name: 'Conservación', exact: true }).click()
    await page.getByRole('button', { name: 'Proponer otro plazo' }).click()
    await page.getByLabel('Días').fill('45')
    await page.getByLabel('Motivo').fill('acuerdo con las organizaciones')
    await page.getByRole('button', { name: 'Proponer a otra persona' }).click()
    await page.getByText('Usted lo propuso: debe decidir otra persona.').waitFor()
    await page.getByText('Las identidades se guardan 90 días').waitFor()

    await other.getByRole('link', { name: 'Conservación', exact: true }).click()
    await other.getByText('acuerdo con las organizaciones').waitFor()
    await other.getByRole('button', { name: 'Aprobar el plazo' }).click()
    await other.getByText('Las identidades se guardan 45 días').waitFor()
    await other.getByText('Ningún cambio propuesto.').waitFor()
    expect(complaints()).toEqual([])
    await page.context().close()
    await other.context().close()
  },
  minutes,
)

test(
  'C70 C71 requests, what is open, the record, holds and the time of keeping are sound in every look',
  async () => {
    const signal = await report('looks')
    const request = { purpose: 'legal_duty', explanation: 'un juez lo pidió por escrito' }
    await ask(verifier, 'POST', `/v1/signals/${signal}/identity-access`, request)
    await ask(verifier, 'POST', `/v1/signals/${signal}/identity-access`, {
      purpose: 'protection',
      explanation: 'hay que avisarle esta noche',
      emergency: true,
    })
    const hold = { kind: 'signal', target: signal, reason: 'orden judicial 13' }
    await ask(ombudsman, 'POST', '/v1/legal-holds', hold)
    await ask(ombudsman, 'POST', '/v1/identity-retention', { days: 60, reason: 'acuerdo nuevo de marzo' })
    const heads = { es: 'Identidades de las fuentes', en: 'Identities of sources' }
    const looks = (
      token: string,
      path: string,
      reach: (page: Page, language: 'es' | 'en') => Promise<void>,
    ) =>
      expectSound(rig.desk(), token, path, async (page, language) => {
        await page.getByRole('heading', { name: heads[language] }).waitFor(slow)
        await nothingLoads(page)
        await reach(page, language)
      })
    const shows = (text: string) => (page: Page) => page.getByText(text).first().waitFor(slow)
    await looks(verifier, `/identities?signal=${signal}`, async (page, language) => {
      await shows('un juez lo pidió por escrito')(page)
      const row = page.getByRole('listitem').filter({ hasText: 'hay que avisarle esta noche' })
      await row.getByRole('button', { name: language === 'es' ? 'Leer ahora' : 'Read now' }).click(slow)
      await row.getByText(person.name).waitFor(slow)
    })
    await looks(second, '/identities', shows('un juez lo pidió por escrito'))
    await looks(rig.auditor(), '/identities?part=record', async (page, language) => {
      await shows(language === 'es' ? 'Proteger a la persona' : 'To protect the person')(page)
    })
    await looks(second, '/identities?part=holds', shows('orden judicial 13'))
    await looks(second, '/identities?part=keeping', shows('acuerdo nuevo de marzo'))
    expect(complaints()).toEqual([])
  },
  minutes,
)
