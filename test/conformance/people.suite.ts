// Issue «who may see what», as a new user would try it: the first administrator, a second person, passkeys, a phone's token, revoke, shut out.
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../support/app.ts'
import { type Desk, invited, type Person, type Seat, signIn } from '../support/people-desk.ts'

export interface PeopleWorld {
  readonly desk: Desk
  /** Another process on the same database; the same one where there is only one. */
  readonly other: Desk
  close(): Promise<void>
}

const reason = 'prueba de la puerta'
const signal = { external_id: 'phone-1', category: 'threat', place: 'BO02' }

export function peopleSuite(open: () => Promise<PeopleWorld>): void {
  let world: PeopleWorld
  let ana: Person
  let beto: Person
  beforeAll(async () => {
    world = await open()
    ana = await world.desk.firstAdmin('ana')
    beto = await world.desk.firstAdmin('beto')
    expect((await signIn(ana)).status).toBe(200)
    expect((await signIn(beto)).status).toBe(200)
  })
  afterAll(() => world.close())
  afterEach(() => moveClock('0 seconds'))

  /** Time of the database; sessions and codes go by it. */
  async function moveClock(interval: string): Promise<void> {
    await sql
      .raw(
        `create or replace function app.now() returns timestamptz language sql stable as 'select now() + interval ''${interval}'''`,
      )
      .execute(world.desk.core.db)
  }

  async function give(by: Person, to: Person, role: string, more: object = {}): Promise<Answer> {
    return by.seat.call('POST', `/v1/accounts/${to.account}/grants`, {
      role,
      territory: ['BO'],
      marking: 'TLP:AMBER',
      days: 30,
      reason,
      ...more,
    })
  }

  /** A seat of the other process with the same cookie or token. */
  function elsewhere(cookie: string | undefined): Seat {
    const seat = world.other.seat()
    seat.cookie = cookie
    return seat
  }

  async function becomesStatus(expected: number, ask: () => Promise<Answer>): Promise<void> {
    await expect.poll(async () => (await ask()).status, { timeout: 60_000, interval: 250 }).toBe(expected)
  }

  describe('the first administrators', () => {
    test('are two: the third comes by invitation of the two', async () => {
      await expect(world.desk.firstAdmin('carla')).rejects.toMatchObject({
        code: 'ACCESS_SECOND_PERSON_NEEDED',
      })
    })

    test('are signed in as system administrators, and see no content', async () => {
      const { body } = await ana.seat.call('GET', '/v1/me')
      expect(body).toMatchObject({ role: 'system_admin', office: null })
      expect((await ana.seat.call('GET', '/v1/signals')).body['code']).toBe('AUTH_SCOPE_MISSING')
    })

    test('the cookie is bound to this host, out of reach of scripts and of other sites', async () => {
      const { headers } = await signIn(ana)
      expect(headers['set-cookie']).toMatch(
        /^__Host-vigia_session=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      )
      expect(headers['cache-control']).toBe('no-store')
    })

    test('the secret of a session is nowhere in the database', async () => {
      const secret = String(ana.seat.cookie).split('=')[1] ?? ''
      const { rows } = await sql<{
        found: boolean
      }>`select bool_or(s::text like ${`%${secret}%`}) as found from session s`.execute(world.desk.core.db)
      expect([secret.length, rows]).toEqual([43, [{ found: false }]])
    })
  })

  describe('from the second person to the phone that is taken away', () => {
    test('invite, grant, phone, revoke, shut out', async () => {
      const diego = await invited(world.desk, ana, {
        name: 'Diego Mamani',
        handle: 'diego',
        office: 'ombudsman-duty',
      })
      expect((await signIn(diego)).body['code'], 'no grant yet').toBe('AUTH_SIGN_IN_REFUSED')
      expect((await give(ana, diego, 'verifier', { territory: ['BO02'] })).status).toBe(201)
      expect((await signIn(diego)).status).toBe(200)
      expect((await diego.seat.call('GET', '/v1/me')).body).toMatchObject({
        role: 'verifier',
        territory: ['BO02'],
        office: 'ombudsman-duty',
      })
      expect((await diego.seat.call('GET', '/v1/signals')).status).toBe(200)

      const person = String((await diego.seat.call('GET', '/v1/auth/session')).body['person'])
      const issued = await ana.seat.call('POST', '/v1/tokens', {
        label: 'teléfono',
        person,
        territory: ['BO02'],
      })
      expect(issued.status).toBe(201)
      expect(issued.body['token']).toMatch(/^vigia_live_[0-9A-Za-z]{27}_[0-9A-Za-z]{6}$/)
      const phone = (body: object) =>
        world.other.seat().call('POST', '/v1/signals', body, {
          authorization: `Bearer ${String(issued.body['token'])}`,
        })
      expect((await phone(signal)).status, 'no process is open here, but the door is').toBe(422)
      const readsNothing = await world.other.seat().call('GET', '/v1/signals', undefined, {
        authorization: `Bearer ${String(issued.body['token'])}`,
      })
      expect(readsNothing.body['code']).toBe('AUTH_SCOPE_MISSING')
      const listed = await ana.seat.call('GET', '/v1/tokens')
      const row = (listed.body['items'] as unknown as Record<string, unknown>[]).find(
        (one) => one['id'] === issued.body['id'],
      )
      expect(row?.['last_used_day']).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(JSON.stringify(listed.body)).not.toContain(String(issued.body['token']))

      const revoked = await ana.seat.call('POST', `/v1/tokens/${String(issued.body['id'])}:revoke`, {
        reason,
      })
      expect(revoked.status).toBe(200)
      await becomesStatus(401, () => phone(signal))

      const there = elsewhere(diego.seat.cookie)
      expect((await there.call('GET', '/v1/me')).status).toBe(200)
      expect((await ana.seat.call('POST', `/v1/accounts/${diego.account}:disable`, { reason })).status).toBe(
        200,
      )
      expect((await diego.seat.call('GET', '/v1/me')).status, 'at once in the process that did it').toBe(401)
      await becomesStatus(401, () => there.call('GET', '/v1/me'))
      expect((await signIn(diego)).body['code']).toBe('AUTH_SIGN_IN_REFUSED')
    })
  })
}
