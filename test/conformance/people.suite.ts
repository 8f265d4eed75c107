// Issue «who may see what», as a new user would try it: the first administrator, a second person, passkeys, a phone's token, revoke, shut out.
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { invited, signIn } from '../support/people-desk.ts'
import { becomesStatus, elsewhere, give, reason, type World } from './people-world.ts'

const signal = { external_id: 'phone-1', category: 'threat', place: 'BO02' }

export function peopleSuite(world: World): void {
  describe('the first administrators', () => {
    test('are two: the third comes by invitation of the two', async () => {
      await expect(world().desk.firstAdmin('tercera')).rejects.toMatchObject({
        code: 'ACCESS_SECOND_PERSON_NEEDED',
      })
    })

    test('are signed in as system administrators, and see no content', async () => {
      const { ana } = world()
      const { body } = await ana.seat.call('GET', '/v1/me')
      expect(body).toMatchObject({ role: 'system_admin', office: null })
      expect((await ana.seat.call('GET', '/v1/signals')).body['code']).toBe('AUTH_SCOPE_MISSING')
    })

    test('the cookie is bound to this host, out of reach of scripts and of other sites', async () => {
      const { ana } = world()
      const { headers } = await signIn(ana)
      expect(headers['set-cookie']).toMatch(
        /^__Host-vigia_session=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      )
      expect(headers['cache-control']).toBe('no-store')
    })

    test('the secret of a session is nowhere in the database', async () => {
      const { ana } = world()
      const secret = String(ana.seat.cookie).split('=')[1] ?? ''
      const { rows } = await sql<{
        found: boolean
      }>`select bool_or(s::text like ${`%${secret}%`}) as found from session s`.execute(world().desk.core.db)
      expect([secret.length, rows]).toEqual([43, [{ found: false }]])
    })
  })

  describe('from the second person to the phone that is taken away', () => {
    test('invite, grant, phone, revoke, shut out', async () => {
      const { ana } = world()
      const diego = await invited(world().desk, ana, {
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
        world()
          .other.seat()
          .call('POST', '/v1/signals', body, {
            authorization: `Bearer ${String(issued.body['token'])}`,
          })
      expect((await phone(signal)).status, 'no process is open here, but the door is').toBe(422)
      const readsNothing = await world()
        .other.seat()
        .call('GET', '/v1/signals', undefined, {
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

      const there = elsewhere(world(), diego.seat.cookie)
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
