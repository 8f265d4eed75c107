// Identities of sources in a real browser: asked for by one person, agreed to by another, on record before they are shown; legal holds and
// the time that the rest is kept, each by two persons.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { testConfig } from '../support/app.ts'
import { type ConsoleDesk, expectSound, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'

const app = await createApp(testConfig())
const tokens = await openExercise(app)
const verifier = tokens.verifier ?? ''
let url: string
let desk: ConsoleDesk
let auditor: string
let second: string

const person = { name: 'Eulalia Choque Nina', phone: '+591 70011223' }
const slow = { timeout: 60_000 }
const minutes = 600_000

async function tokenOf(request: Pick<TokenRequest, 'role' | 'label'> & Partial<TokenRequest>): Promise<string> {
  const whole = { territory: ['BO'], marking: 'TLP:AMBER+STRICT', days: 1, ...request } as const
  return (await inTransaction(app.db, (trx) => issueToken(trx, whole, undefined))).secret
}

async function ask<Answer>(token: string, method: string, route: string, body?: object): Promise<Answer> {
  const answer = await fetch(url + route, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  expect(answer.ok, `${method} ${route}: ${text}`).toBe(true)
  return JSON.parse(text) as Answer
}

/** A report that came with the person behind it. */
async function report(name: string, identity: object = person): Promise<string> {
  const { id } = await ask<{ id: string }>(tokens.analyst, 'POST', '/v1/signals', {
    external_id: `identities-${name}`,
    process: tokens.process,
    category: 'threat',
    place: 'BO02',
    severity: 3,
    source: { root: name, identity },
  })
  return id
}

async function open(token: string, path: string, language: 'es' | 'en' = 'es'): Promise<Page> {
  const page = await desk.open(token, path, { language })
  await page.getByRole('heading', { level: 1 }).waitFor(slow)
  await nothingLoads(page)
  return page
}

const readings = async () =>
  (await ask<{ items: { signal: string }[] }>(auditor, 'GET', '/v1/identity-reads?limit=200')).items

beforeAll(async () => {
  url = (await app.start()).url ?? ''
  desk = await openConsoleDesk(url)
  auditor = await tokenOf({ role: 'auditor', label: 'auditor' })
  second = await tokenOf({
    role: 'ombudsman',
    label: 'another person',
    office: 'ombudsman-duty',
    processes: [tokens.process],
  })
})
afterAll(async () => {
  await desk.close()
  await app.stop()
})
beforeEach(() => {
  desk.complaints()
})

test(
  'C78 nothing yet, nothing answered and no right are told apart',
  async () => {
    const page = await open(tokens.ombudsman, '/identities')
    await page.getByText('Ninguna solicitud').waitFor(slow)
    for (const [part, empty] of [
      ['Lecturas', 'Nadie ha leído una identidad'],
      ['Retenciones legales', 'Ninguna retención vigente'],
      ['Plazo', 'Ningún cambio propuesto.'],
    ] as const) {
      await page.getByRole('link', { name: part, exact: true }).click()
      await page.getByText(empty).waitFor(slow)
    }
    await page.getByText('Las identidades se guardan 90 días').waitFor()
    expect(desk.complaints()).toEqual([])
    await page.route('**/v1/legal-holds*', (route) => route.abort())
    await page.getByRole('link', { name: 'Retenciones legales', exact: true }).click()
    await page.getByText('Vigía no respondió.').first().waitFor(slow)
    await page.unroute('**/v1/legal-holds*')
    await page.getByRole('button', { name: 'Reintentar' }).click()
    await page.getByText('Ninguna retención vigente').waitFor(slow)
    await page.context().close()
    const analyst = await open(tokens.analyst, '/identities')
    await analyst.getByRole('heading', { name: 'Su token no permite ver esta sección' }).waitFor(slow)
    await analyst.context().close()
  },
  minutes,
)

test(
  'one asks, another agrees, the reading is on record before a name is shown, and the name leaves the page again',
  async () => {
    const signal = await report('asked')
    const page = await open(verifier, `/identities?signal=${signal}`)
    await page.getByText('Con esta señal llegó una identidad.').waitFor(slow)
    const send = page.getByRole('button', { name: 'Pedir a otra persona' })
    await send.click()
    // Without a reason nothing is asked.
    expect(await page.getByLabel('Por qué hace falta').evaluate((field) => field.matches(':invalid'))).toBe(true)
    await page.getByLabel('Para qué').selectOption('protection')
    await page.getByLabel('Por qué hace falta').fill('puede estar en peligro esta noche')
    await send.click()
    await page.getByText('Pedido. Espera a otra persona; vence en un día.').waitFor(slow)
    const waiting = page.getByRole('region', { name: 'Esperan a otra persona' })
    await waiting.getByText('Usted lo pidió: debe decidir otra persona.').waitFor(slow)
    expect(await page.getByRole('button', { name: 'Leer ahora' }).count()).toBe(0)

    const other = await open(tokens.ombudsman, '/identities')
    const asked = other.getByRole('listitem').filter({ hasText: 'puede estar en peligro esta noche' })
    await asked.getByText('Proteger a la persona').waitFor(slow)
    await asked.getByLabel('Nota para el registro (no obligatoria)').fill('conforme')
    await asked.getByRole('button', { name: 'Aprobar 15 minutos' }).click()
    await other.getByRole('region', { name: 'Abiertas ahora' }).getByText('Abierta hasta').waitFor(slow)
    // Whoever agreed reads nothing.
    expect(await other.getByRole('button', { name: 'Leer ahora' }).count()).toBe(0)
    await other.context().close()

    expect(await readings()).toEqual([])
    let recorded = -1
    await page.route('**/v1/identity-access/*/reads', async (route) => {
      const response = await route.fetch()
      recorded = (await readings()).length
      expect(await page.getByText(person.name).count()).toBe(0)
      await route.fulfill({ response })
    })
    await page.getByRole('button', { name: 'Leer ahora' }).click(slow)
    const opened = page.getByRole('region', { name: 'Identidad', exact: true })
    await opened.getByText(person.name).waitFor(slow)
    expect(recorded).toBe(1)
    expect(await opened.innerText()).toContain(person.phone)
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])',
    )
    expect(kept).not.toContain('Choque')
    await opened.getByRole('button', { name: 'Ocultar' }).click()
    expect(await page.getByText(person.name).count()).toBe(0)
    await page.getByText('1 identidad leída').waitFor(slow)
    await page.context().close()

    const watch = await open(auditor, '/identities?part=record')
    const record = watch.getByRole('table', { name: /^Identidades leídas/ })
    await record.getByText('Proteger a la persona').waitFor(slow)
    expect(await record.innerText()).toMatch(/Nombre y Teléfono|Teléfono y Nombre/)
    expect(await watch.content()).not.toContain('Choque')
    await watch.getByText('Abierta con la aprobación de otra persona').waitFor(slow)
    expect(desk.complaints()).toEqual([])
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
    await page.getByText('Abierto por 15 minutos.', { exact: false }).first().waitFor(slow)
    const row = page.getByRole('listitem').filter({ hasText: 'la están siguiendo en este momento' })
    await row.getByText('Emergencia, abierta por una persona').waitFor(slow)
    await row.getByRole('button', { name: 'Leer ahora' }).click()
    await row.getByText(person.name).waitFor(slow)
    await page.context().close()

    const refused = await report('refused')
    await ask(verifier, 'POST', `/v1/signals/${refused}/identity-access`, {
      purpose: 'verification',
      explanation: 'para saber quién lo dijo',
    })
    const other = await open(tokens.ombudsman, '/identities')
    const asked = other.getByRole('listitem').filter({ hasText: 'para saber quién lo dijo' })
    await asked.getByRole('button', { name: 'Rechazar' }).click(slow)
    await asked.getByText('Rechazada').waitFor(slow)
    await other.getByRole('link', { name: 'Lecturas', exact: true }).click()
    await other.getByText('Abierta en una emergencia').waitFor(slow)
    await other.getByText('una sola persona').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await other.context().close()
  },
  minutes,
)

test(
  'a signal without an identity, and one that does not exist, are told before anything is asked',
  async () => {
    const { id } = await ask<{ id: string }>(tokens.analyst, 'POST', '/v1/signals', {
      external_id: 'identities-none',
      process: tokens.process,
      category: 'threat',
      place: 'BO02',
      severity: 2,
    })
    const page = await open(verifier, `/identities?signal=${id}`)
    await page.getByText('no llegó ninguna identidad: no hay nada que pedir').waitFor(slow)
    const number = page.getByLabel('Número de la señal')
    await number.fill('018f6d2e-0000-7000-8000-00000000cccc')
    await page.getByText('No hay una señal con ese número que usted pueda ver.').waitFor(slow)
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
    const page = await open(tokens.ombudsman, '/identities?part=holds')
    await page.getByRole('button', { name: 'Poner una retención legal' }).click()
    await page.getByLabel('Número de la señal').fill(signal)
    await page.getByLabel('Motivo').fill('orden judicial 12 de marzo')
    await page.getByRole('button', { name: 'Poner la retención' }).click()
    const standing = page.getByRole('region', { name: 'Vigentes' })
    await standing.getByText('Usted la puso: debe levantarla otra persona.').waitFor(slow)
    expect(await page.getByRole('button', { name: 'Levantar' }).count()).toBe(0)
    const known = await ask<{ items: { held: boolean }[] }>(verifier, 'GET', `/v1/signals/${signal}/identities`)
    expect(known.items).toMatchObject([{ held: true }])

    const other = await open(second, '/identities?part=holds')
    await other.getByRole('button', { name: 'Levantar' }).click(slow)
    await other.getByRole('region', { name: 'Levantadas' }).getByText('orden judicial 12 de marzo').waitFor(slow)

    await page.getByRole('link', { name: 'Plazo', exact: true }).click()
    await page.getByRole('button', { name: 'Proponer otro plazo' }).click()
    await page.getByLabel('Días').fill('45')
    await page.getByLabel('Motivo').fill('acuerdo con las organizaciones')
    await page.getByRole('button', { name: 'Proponer a otra persona' }).click()
    await page.getByText('Usted lo propuso: debe decidir otra persona.').waitFor(slow)
    await page.getByText('Las identidades se guardan 90 días').waitFor()

    await other.getByRole('link', { name: 'Plazo', exact: true }).click()
    await other.getByText('acuerdo con las organizaciones').waitFor(slow)
    await other.getByRole('button', { name: 'Aprobar el plazo' }).click()
    await other.getByText('Las identidades se guardan 45 días').waitFor(slow)
    await other.getByText('Ningún cambio propuesto.').waitFor(slow)
    expect(desk.complaints()).toEqual([])
    await page.context().close()
    await other.context().close()
  },
  minutes,
)

test(
  'C70 C71 requests, the record, holds and the time of keeping are sound in every look',
  async () => {
    const signal = await report('looks')
    await ask(verifier, 'POST', `/v1/signals/${signal}/identity-access`, {
      purpose: 'legal_duty',
      explanation: 'un juez lo pidió por escrito',
    })
    await ask(tokens.ombudsman, 'POST', '/v1/legal-holds', { kind: 'signal', target: signal, reason: 'orden judicial 13' })
    await ask(tokens.ombudsman, 'POST', '/v1/identity-retention', { days: 60, reason: 'acuerdo nuevo de marzo' })
    const heads = { es: 'Identidades de las fuentes', en: 'Identities of sources' }
    const ready = (one: Page, language: 'es' | 'en', text: string) =>
      one
        .getByRole('heading', { name: heads[language] })
        .waitFor(slow)
        .then(() => nothingLoads(one))
        .then(() => one.getByText(text).first().waitFor(slow))
    await expectSound(desk, verifier, `/identities?signal=${signal}`, (one, language) =>
      ready(one, language, 'un juez lo pidió por escrito'),
    )
    await expectSound(desk, second, '/identities', (one, language) =>
      ready(one, language, 'un juez lo pidió por escrito'),
    )
    await expectSound(desk, auditor, '/identities?part=record', (one, language) =>
      ready(one, language, language === 'es' ? 'Para qué' : 'What for'),
    )
    await expectSound(desk, second, '/identities?part=holds', (one, language) =>
      ready(one, language, 'orden judicial 13'),
    )
    await expectSound(desk, second, '/identities?part=keeping', (one, language) =>
      ready(one, language, 'acuerdo nuevo de marzo'),
    )
    expect(desk.complaints()).toEqual([])
  },
  minutes,
)
