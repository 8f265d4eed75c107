// Rotas, who is on duty, «Escalar ahora» and what an alert says of its ladder, through the whole API of a running product.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { announceDuty } from '#registry/announce-duty.ts'
import { addAlert, addEvent, audience } from '../stages/delivery/rows.ts'
import { openTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
const id = '018f6d2e-0000-5000-8000-00000000e5ca'
const hours = (count: number) => Temporal.Now.instant().add({ hours: count }).toString()
const person = (code: string, more: object = {}) => ({ person: code, name: `Nombre ${code}`, ...more })

beforeAll(async () => {
  app = await openTestApp()
}, 240_000)
afterAll(() => app.close())

async function newRota(payload: object): Promise<string> {
  const { status, body } = await app.call('ombudsman', 'POST', '/v1/rotas', { payload })
  expect(status).toBe(201)
  return String(body['id'])
}
const duty = async (query = '') => {
  const { body } = await app.call('auditor', 'GET', `/v1/on-duty${query}`)
  return body['items'] as unknown as {
    owner: string
    role: string | null
    status: string
    on_duty: { person: string; because: string }[]
    fallback: string | null
    gaps: { urgency: string }[]
    empty_times: { from: string; to: string | null; urgency: string }[]
  }[]
}

describe('rotas', () => {
  let rota: string
  beforeAll(async () => {
    rota = await newRota({ owner: 'office-cochabamba', fallback: person('jefe') })
  })
  const post = (path: string, payload: object) =>
    app.call('ombudsman', 'POST', `/v1/rotas/${rota}/${path}`, { payload })

  test('an owner has one rota per role', async () => {
    const again = await app.call('ombudsman', 'POST', '/v1/rotas', {
      payload: { owner: 'office-cochabamba' },
    })
    expect([again.status, again.body['code']]).toEqual([409, 'ROTA_EXISTS'])
    const unknown = await app.call('ombudsman', 'POST', '/v1/rotas', {
      payload: { owner: 'office-atlantis' },
    })
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'ROTA_OWNER_UNKNOWN'])
  })

  test('whoever may keep a rota or receive a message has a name in both languages', async () => {
    const { body } = await app.call('auditor', 'GET', '/v1/recipients')
    const recipients = body['items'] as unknown as { id: string }[]
    const meta = await app.call('auditor', 'GET', '/v1/meta')
    const { audiences, offices } = meta.body['codes'] as unknown as Record<
      'audiences' | 'offices',
      { code: string; labels: { es: string; en: string } }[]
    >
    const names = new Map([...audiences, ...offices].map(({ code, labels }) => [code, labels]))
    expect(recipients.filter(({ id: code }) => !names.has(code))).toEqual([])
    expect(names.get('office-cochabamba')).toEqual({ es: 'Oficina de Cochabamba', en: 'Cochabamba office' })
  })

  test('with nobody on a shift the fallback person is called, and the gap is an alarm', async () => {
    const [row] = await duty('?place=BO0301')
    expect(row).toMatchObject({ owner: 'office-cochabamba', status: 'alarm' })
    expect(row?.on_duty).toEqual([{ person: 'jefe', name: 'Nombre jefe', because: 'fallback' }])
    expect(row).toMatchObject({ fallback: 'Nombre jefe', empty_times: [] })
    expect(await duty('?place=BO09')).toEqual([])
  })

  test('shifts, an absence with its cover, and a gap that is still far away', async () => {
    const shifts = [
      { ...person('ana'), starts_at: hours(-1), ends_at: hours(100) },
      { ...person('luis'), starts_at: hours(120), ends_at: hours(24 * 31) },
    ]
    const { status, body } = await post('shifts', { shifts })
    expect([status, body['items']?.['length']]).toEqual([201, 2])
    expect(await duty()).toMatchObject([
      { status: 'warning', on_duty: [{ person: 'ana', because: 'shift' }] },
    ])
    const away = {
      person: 'ana',
      cover: person('eva', { channels: ['email-office'] }),
      starts_at: hours(-1),
      ends_at: hours(5),
    }
    const absent = await post('absences', away)
    expect(absent.status).toBe(201)
    expect((await duty())[0]?.on_duty).toMatchObject([{ person: 'eva', because: 'cover' }])
    const entry = `/v1/rotas/${rota}/absences/${String(absent.body['id'])}`
    expect((await app.call('ombudsman', 'DELETE', entry)).status).toBe(200)
    expect((await app.call('ombudsman', 'DELETE', entry)).body['code']).toBe('ROTA_ENTRY_UNKNOWN')
    expect((await duty())[0]?.on_duty).toMatchObject([{ person: 'ana' }])
    const listed = await app.call('auditor', 'GET', `/v1/rotas/${rota}/shifts`)
    expect(listed.body['items']).toMatchObject([{ person: 'ana' }, { person: 'luis' }])
    const without = await app.call('ombudsman', 'PATCH', `/v1/rotas/${rota}`, { payload: { fallback: null } })
    expect(without.body['fallback']).toBeNull()
    // Between the two shifts nobody is called any more; the second one lasts beyond what is looked at.
    const [row] = await duty()
    expect(row).toMatchObject({ fallback: null, gaps: row?.empty_times ?? [] })
    expect(row?.empty_times).toMatchObject([
      { from: expect.any(String), to: expect.any(String), urgency: 'warning' },
    ])
  })

  test('a rota without shifts and without a fallback person is empty from now on, with no end in sight', async () => {
    const oruro = await newRota({ owner: 'office-oruro' })
    const [row] = await duty('?place=BO04')
    expect(row).toMatchObject({ on_duty: [], status: 'alarm', empty_times: [{ to: null, urgency: 'alarm' }] })
    await app.call('ombudsman', 'PATCH', `/v1/rotas/${oruro}`, { payload: { fallback: person('jefa') } })
    expect(await duty('?place=BO04')).toMatchObject([{ fallback: 'Nombre jefa', empty_times: [] }])
  })

  test('what cannot be is refused whole, with the place of the fault', async () => {
    const wrong = await post('shifts', {
      shifts: [{ ...person('x'), starts_at: hours(2), ends_at: hours(1) }],
    })
    expect([wrong.status, wrong.body['code'], wrong.body['errors']?.[0]?.['pointer']]).toEqual([
      422,
      'ROTA_TIMES',
      '/shifts/0/ends_at',
    ])
    const channel = { ...person('x', { channels: ['pigeon'] }), starts_at: hours(1), ends_at: hours(2) }
    expect((await post('shifts', { shifts: [channel] })).body['code']).toBe('ROTA_CHANNEL_UNKNOWN')
    expect((await app.call('ombudsman', 'GET', `/v1/rotas/${id}/shifts`)).body['code']).toBe('ROTA_UNKNOWN')
    expect(
      (await app.call('verifier', 'POST', '/v1/rotas', { payload: { owner: 'office-oruro' } })).status,
    ).toBe(403)
  })

  test('a change of who is on duty is announced once, in the inbox of the audience', async () => {
    const national = await newRota({ owner: 'ombudsman-duty' })
    const shift = { ...person('marta'), starts_at: hours(-1), ends_at: hours(8) }
    await app.call('ombudsman', 'POST', `/v1/rotas/${national}/shifts`, { payload: { shifts: [shift] } })
    await app.drain()
    await announceDuty(app.core)
    const { body } = await app.call('ombudsman', 'GET', '/v1/inbox')
    expect(body['duty']).toMatchObject([
      {
        recipient: 'ombudsman-duty',
        names: ['Nombre marta'],
        title: { es: 'De turno desde ahora: Nombre marta' },
      },
    ])
    const { rows } = await sql`select 1 from duty_notice where recipient = 'ombudsman-duty'`.execute(
      app.core.db,
    )
    expect(rows.length).toBe(1)
  })
})

describe('an alert and its ladder', () => {
  beforeAll(async () => {
    const { db } = app.core
    const alert = {
      id,
      process: app.process,
      place: 'BO03',
      department: 'BO03',
      level: 'critical',
      max_level: 'critical',
    }
    await addAlert(db, alert)
    await addEvent(db, { alert_id: id, level: 'critical' }, { audiences: [audience('ombudsman-duty')] })
    await app.drain()
  })
  const escalation = async (who: 'ombudsman' | 'un_liaison' = 'ombudsman') =>
    (await app.call(who, 'GET', `/v1/alerts/${id}`)).body['escalation']
  const escalate = (payload: object, who: 'ombudsman' | 'un_liaison' = 'ombudsman') =>
    app.call(who, 'POST', `/v1/alerts/${id}:escalate`, { payload })

  test('says who must act, which step runs and how long is left', async () => {
    const shown = await escalation()
    expect(shown).toMatchObject({
      state: 'running',
      ladder: 'departmental-then-national',
      running_step: {
        order: 1,
        audience: 'department-office',
        outcome: 'told',
        people: [{ recipient: 'office-cochabamba', names: ['Nombre ana'] }],
      },
    })
    expect(Number(shown?.['seconds_left'])).toBeGreaterThan(0)
    expect(Number(shown?.['seconds_left'])).toBeLessThanOrEqual(1_800)
    expect(await escalation('un_liaison')).toBeNull()
  })

  test('a person does not wait for the clock, and may choose the step', async () => {
    const next = await escalate({ reason: 'Hay heridos' })
    expect(next.status).toBe(201)
    expect(next.body['steps']).toMatchObject([
      {
        order: 2,
        audience: 'ombudsman-duty',
        outcome: 'told',
        reason: 'by_person',
        recipients: ['ombudsman-duty'],
      },
    ])
    const chosen = await escalate({ reason: 'Decisión de la jefatura', to_step: 4 })
    expect(chosen.body['steps']).toMatchObject([{ order: 4, audience: 'un-liaison', outcome: 'told' }])
    const back = await escalate({ reason: 'De nuevo al departamento', to_step: 1 })
    expect(back.body['steps']).toMatchObject([{ order: 1, recipients: ['office-cochabamba'] }])
    const timeline = await app.call('ombudsman', 'GET', `/v1/alerts/${id}/timeline`)
    const items = timeline.body['items'] as unknown as readonly { readonly kind: string }[]
    expect(items.filter(({ kind }) => ['fired', 'escalated'].includes(kind))).toMatchObject([
      { kind: 'fired' },
      { kind: 'escalated', reason: 'opening' },
      { kind: 'escalated', reason: 'by_person', note: 'Hay heridos' },
      { kind: 'escalated', reason: 'by_person' },
      { kind: 'escalated', reason: 'by_person' },
    ])
  })

  test.each<[object, 'ombudsman' | 'un_liaison', number, string]>([
    [{ reason: 'x y z', to_step: 9 }, 'ombudsman', 422, 'ESCALATION_STEP_UNKNOWN'],
    [{ reason: 'x y z' }, 'un_liaison', 403, 'ESCALATION_INSIDE_ONLY'],
    [{}, 'ombudsman', 422, 'HTTP_FIELDS'],
  ])('%j of %s: %d %s', async (payload, who, status, code) => {
    const { body, ...answer } = await escalate(payload, who)
    expect([answer.status, body['code']]).toEqual([status, code])
  })

  test('an unknown alert is 404; a repeated request with its key is answered as before', async () => {
    const other = await app.call('ombudsman', 'POST', `/v1/alerts/${id.replace('e5ca', 'ffff')}:escalate`, {
      payload: { reason: 'x y z' },
    })
    expect([other.status, other.body['code']]).toEqual([404, 'ALERT_UNKNOWN'])
    const headers = { 'idempotency-key': 'escalate-1' }
    const send = () =>
      app.call('ombudsman', 'POST', `/v1/alerts/${id}:escalate`, { payload: { reason: 'Una vez' }, headers })
    const [first, again] = [await send(), await send()]
    expect(again.body).toEqual(first.body)
    expect((await escalation())?.['steps']?.['length']).toBe(5)
  })

  test('acknowledged: one step is told, the clock stays still; closed: nobody is', async () => {
    await app.call('ombudsman', 'POST', `/v1/alerts/${id}/acknowledgements`, { payload: {} })
    await app.drain()
    expect(await escalation()).toMatchObject({ state: 'stopped', reason: 'acknowledged', due_at: null })
    const told = await escalate({ reason: 'Que lo sepa la jefatura', to_step: 3 })
    expect(told.body).toMatchObject({ due_at: null, steps: [{ order: 3, role: 'head_of_office' }] })
    await app.drain()
    expect(await escalation()).toMatchObject({ state: 'stopped', seconds_left: null })
    await sql`update alert set state = 'resolved', closed_at = app.now() where id = ${id}::uuid`.execute(
      app.core.db,
    )
    expect((await escalate({ reason: 'x y z' })).body['code']).toBe('ESCALATION_ALERT_CLOSED')
  })

  test('the metrics count steps, running ladders and gaps', async () => {
    const { body } = await app.call('system_admin', 'GET', '/metrics')
    const text = String(body)
    expect(text).toMatch(/vigia_escalation_steps_total\{outcome="told"\} [1-9]/)
    expect(text).toContain('vigia_escalation_running 0')
    expect(text).toContain('vigia_oldest_unacknowledged_seconds{level="critical"} 0')
    expect(text).toContain('vigia_oldest_waiting_seconds{stage="escalation"} 0')
    expect(text).toMatch(/vigia_rota_gaps\{urgency="alarm"\} [1-9]/)
  })
})
