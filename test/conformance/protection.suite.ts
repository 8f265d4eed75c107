// What has to be quick when somebody is at the door: an office closed, an analyst frozen, a phone's token changed or ended.
import { describe, expect, test } from 'vitest'
import type { Answer } from '../support/app.ts'
import { signIn } from '../support/people-desk.ts'
import { becomesStatus, colleague, elsewhere, moveClock, reason, type World } from './people-world.ts'

const office = 'ombudsman-duty'

export function protectionSuite(world: World): void {
  const withToken = (token: string): Promise<Answer> =>
    world()
      .other.seat()
      .call('GET', '/v1/me', undefined, { authorization: `Bearer ${token}` })

  async function phone(more: object = {}): Promise<{ id: string; token: string }> {
    const { status, body } = await world().ana.seat.call('POST', '/v1/tokens', {
      label: 'teléfono de campo',
      territory: ['BO02'],
      ...more,
    })
    expect(status).toBe(201)
    return { id: String(body['id']), token: String(body['token']) }
  }

  describe('«Cerrar todo»', () => {
    test('ADV1-close-everything: ends every session and token of the office on every process, and nothing of another', async () => {
      const head = await colleague(world(), 'head', 'ombudsman', office)
      const member = await colleague(world(), 'member', 'verifier', office)
      const stranger = await colleague(world(), 'stranger', 'verifier')
      const own = await phone({ office })
      const foreign = await phone()
      const there = elsewhere(world(), member.seat.cookie)
      expect((await there.call('GET', '/v1/me')).status).toBe(200)
      expect((await withToken(own.token)).status).toBe(200)

      const closed = await head.seat.call('POST', `/v1/offices/${office}:close-all`, { reason })
      expect(closed.body).toMatchObject({ office, tokens: 1, frozen: 0 })
      expect(closed.headers['clear-site-data']).toContain('storage')
      for (const one of [head, member]) expect((await one.seat.call('GET', '/v1/me')).status).toBe(401)
      await becomesStatus(401, () => there.call('GET', '/v1/me'))
      await becomesStatus(401, () => withToken(own.token))
      expect((await stranger.seat.call('GET', '/v1/me')).status).toBe(200)
      expect((await withToken(foreign.token)).status).toBe(200)
      expect((await signIn(member)).status, 'who is safe signs in again').toBe(200)

      await signIn(head)
      const frozen = await head.seat.call('POST', `/v1/offices/${office}:close-all`, { reason, freeze: true })
      expect(Number(frozen.body['frozen'])).toBeGreaterThan(0)
      expect((await signIn(member)).status).toBe(401)
      expect((await signIn(head)).status, 'whoever closed it can come back').toBe(200)
      const other = await head.seat.call('POST', '/v1/offices/un-liaison:close-all', { reason })
      expect(other.body['code']).toBe('ACCESS_OFFICE_UNKNOWN')
    })
  })

  test('ADV3-frozen: a coordinator freezes a colleague of the own office only; an administrator lets them in again', async () => {
    const head = await colleague(world(), 'head-two', 'ombudsman', office)
    const member = await colleague(world(), 'member-two', 'analyst', office)
    const stranger = await colleague(world(), 'stranger-two', 'analyst')
    const freeze = (account: string) => head.seat.call('POST', `/v1/accounts/${account}:freeze`, { reason })
    expect((await freeze(stranger.account)).body['code']).toBe('ACCESS_ACCOUNT_UNKNOWN')
    expect((await freeze(member.account)).body['state']).toBe('frozen')
    expect((await member.seat.call('GET', '/v1/me')).status).toBe(401)
    expect((await signIn(member)).status).toBe(401)
    const let_in = `/v1/accounts/${member.account}:unfreeze`
    expect((await head.seat.call('POST', let_in, { reason })).status).toBe(403)
    expect((await world().ana.seat.call('POST', let_in, { reason })).body['state']).toBe('active')
    expect((await signIn(member)).status).toBe(200)
  })

  describe('a token', () => {
    test('ADV1-seized-phone: writes and reads nothing unless asked, and never content', async () => {
      const { token } = await phone()
      const { body } = await withToken(token)
      expect(body).toMatchObject({ role: 'intake_token', scopes: ['signals:write'], territory: ['BO02'] })
      for (const scope of ['signals:read', 'alerts:read', 'rules:approve', 'admin:people']) {
        const wish = { label: 'teléfono', territory: ['BO02'], scopes: [scope] }
        expect((await world().ana.seat.call('POST', '/v1/tokens', wish)).status).toBe(422)
      }
    })

    test('for a place or an office that nobody knows is refused, and one that outlives a cycle', async () => {
      for (const wrong of [{ territory: ['BO99'] }, { territory: ['La Paz'] }, { office: 'nowhere' }]) {
        const wish = { label: 'teléfono', territory: ['BO02'], ...wrong }
        expect((await world().ana.seat.call('POST', '/v1/tokens', wish)).body['code']).toBe(
          'ACCESS_TOKEN_WRONG',
        )
      }
      const long = { label: 'teléfono', territory: ['BO02'], days: 731 }
      expect((await world().ana.seat.call('POST', '/v1/tokens', long)).status).toBe(422)
    })

    test('is rotated with an overlap: both are good, then only the new one', async () => {
      const old = await phone()
      const { status, body } = await world().ana.seat.call('POST', `/v1/tokens/${old.id}:rotate`, {
        overlap_hours: 2,
      })
      const fresh = String(body['token'])
      expect(status).toBe(201)
      expect([(await withToken(old.token)).status, (await withToken(fresh)).status]).toEqual([200, 200])
      expect((await withToken(old.token)).body['source']).toBe(null)
      // What the phone has reported stays its own.
      expect((await withToken(fresh)).body['source']).toBe(`token-${old.id}`)
      await moveClock(world(), '121 minutes')
      expect([(await withToken(old.token)).status, (await withToken(fresh)).status]).toEqual([401, 200])
    })
  })
}
