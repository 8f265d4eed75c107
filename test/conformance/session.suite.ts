// Sessions: how long they last, how fresh a proof must be, where they end, and which pages may use them.
import { describe, expect, test } from 'vitest'
import { origin, type Person, signIn, stepUp } from '../support/people-desk.ts'
import { becomesStatus, colleague, elsewhere, moveClock, type World } from './people-world.ts'

export function sessionSuite(world: World): void {
  const me = ({ seat }: Pick<Person, 'seat'>) => seat.call('GET', '/v1/me')

  describe('a session', () => {
    test('ends after half an hour without use, and lasts while it is used', async () => {
      const person = await colleague(world(), 'idle', 'verifier')
      await moveClock(world(), '20 minutes')
      expect((await me(person)).status).toBe(200)
      await moveClock(world(), '40 minutes')
      expect((await me(person)).status, 'used 20 minutes ago').toBe(200)
      await moveClock(world(), '71 minutes')
      expect((await me(person)).status).toBe(401)
    })

    test('ends after twelve hours, however busy', async () => {
      const person = await colleague(world(), 'busy', 'verifier')
      for (let minutes = 25; minutes < 720; minutes += 25) {
        await moveClock(world(), `${minutes} minutes`)
        expect([minutes, (await me(person)).status]).toEqual([minutes, 200])
      }
      await moveClock(world(), '721 minutes')
      expect((await me(person)).status).toBe(401)
    })

    test('a stream that stays open does not keep it alive', async () => {
      const person = await colleague(world(), 'stream', 'verifier')
      const { authenticate } = world().desk
      await moveClock(world(), '29 minutes')
      expect(await authenticate.watching({ cookie: person.seat.cookie })).toMatchObject({ role: 'verifier' })
      await moveClock(world(), '31 minutes')
      expect((await me(person)).status).toBe(401)
    })

    test('ADV3-stale-proof: dangerous acts need a proof five minutes old; it gives the session another id', async () => {
      const { ana } = world()
      await signIn(ana)
      const invite = () => ana.seat.call('POST', '/v1/accounts', { name: 'Alguien', handle: 'ana' })
      expect((await invite()).body['code'], 'fresh: only the handle is wrong').toBe('ACCESS_HANDLE_TAKEN')
      await moveClock(world(), '6 minutes')
      expect((await invite()).body['code']).toBe('AUTH_STEP_UP_REQUIRED')
      const before = ana.seat.cookie
      expect((await stepUp(ana)).status).toBe(200)
      expect((await invite()).body['code']).toBe('ACCESS_HANDLE_TAKEN')
      expect(ana.seat.cookie).not.toBe(before)
      expect((await elsewhere(world(), before).call('GET', '/v1/me')).status).toBe(401)
      await moveClock(world(), '0 seconds')
      await signIn(ana)
    })

    test('signing out ends it, and tells the browser to forget the site', async () => {
      const person = await colleague(world(), 'leaver', 'verifier')
      const { cookie } = person.seat
      const { headers, body } = await person.seat.call('POST', '/v1/auth/session:sign-out', {})
      expect([headers['clear-site-data'], body]).toEqual(['"cache", "cookies", "storage"', { ended: 1 }])
      expect((await elsewhere(world(), cookie).call('GET', '/v1/me')).status).toBe(401)
    })

    test('signing out everywhere ends those of other devices, on every process', async () => {
      const person = await colleague(world(), 'everywhere', 'verifier')
      const first = elsewhere(world(), person.seat.cookie)
      await signIn(person)
      expect((await person.seat.call('GET', '/v1/sessions')).body['items']).toHaveLength(2)
      expect((await first.call('GET', '/v1/me')).status).toBe(200)
      const { body } = await person.seat.call('POST', '/v1/sessions:end-all', { keep_this: true })
      expect(body).toEqual({ ended: 1 })
      await becomesStatus(401, () => first.call('GET', '/v1/me'))
      expect((await me(person)).status).toBe(200)
    })

    test('of somebody else can neither be seen nor ended', async () => {
      const { ana, beto } = world()
      const { body } = await beto.seat.call('GET', '/v1/sessions')
      const [theirs] = body['items'] as unknown as { id: string }[]
      const ended = await ana.seat.call('POST', `/v1/sessions/${theirs?.id}:end`, {})
      expect(ended.body['code']).toBe('ACCESS_SESSION_UNKNOWN')
      expect((await me(beto)).status).toBe(200)
    })

    test('an Authorization header is judged by itself: a good cookie does not help a bad token', async () => {
      const { seat } = world().ana
      const bad = { authorization: 'Bearer vigia_live_000000000000000000000000000_000000' }
      expect((await seat.call('GET', '/v1/me', undefined, bad)).status).toBe(401)
    })
  })

  describe('changes by a session come from a page of this server', () => {
    const change = (headers: Record<string, string>) =>
      world().desk.server.inject({
        method: 'POST',
        url: '/v1/sessions:end-all',
        headers: {
          cookie: String(world().beto.seat.cookie),
          'content-type': 'application/json',
          ...headers,
        },
        payload: '{"keep_this":true}',
      })

    test.each([
      ['nothing is said', {}],
      ['another site', { origin: 'https://evil.example' }],
      ['another port', { origin: `${origin}:8080` }],
      ['a sandboxed frame', { origin: 'null' }],
      ['a link of another site', { origin, 'sec-fetch-site': 'cross-site' }],
      ['another name of the same domain', { origin, 'sec-fetch-site': 'same-site' }],
    ])('%s: refused', async (_name, headers) => {
      const answer = await change(headers)
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'AUTH_ORIGIN_FOREIGN'])
    })

    test.each([
      ['its origin', { origin }],
      ['what the browser says of it', { 'sec-fetch-site': 'same-origin' }],
    ])('%s: taken', async (_name, headers) => {
      expect((await change(headers)).statusCode).toBe(200)
    })
  })
}
