// The two ways in, and every way around them that was thought of.
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { codeOf, enrolled, invited, type Person, signIn } from '../support/people-desk.ts'
import { softwareAuthenticator } from '../support/software-authenticator.ts'
import { colleague, give, moveClock, reason, type World } from './people-world.ts'

const password = 'cuatro mulas bajan despacio'

export function signInSuite(world: World): void {
  /** Somebody with a password, an authenticator app and recovery codes. */
  async function withPassword(handle: string) {
    const { desk, ana } = world()
    const seat = desk.seat()
    const made = await ana.seat.call('POST', '/v1/accounts', { name: 'Rosa Quispe', handle })
    const token = String(made.body['invitation'])
    const account = (made.body['account'] as unknown as { id: string }).id
    await give(ana, { account } as Person, 'verifier')
    const { body: app } = await seat.call('POST', '/v1/auth/enrolment/totp-options', { token })
    const secret = String(app['secret'])
    const enrol = (given: object) =>
      seat.call('POST', '/v1/auth/enrolment/password', { token, totp: app['id'], ...given })
    const done = await enrol({ password, code: await codeOf(desk.core, secret) })
    expect(done.status).toBe(201)
    const enter = (given: object) => seat.call('POST', '/v1/auth/password', { handle, password, ...given })
    return { seat, secret, enter, codes: done.body['recovery_codes'] as unknown as string[] }
  }

  describe('a password', () => {
    test('enters with a code, and each code once', async () => {
      const { desk } = world()
      const { seat, secret, enter } = await withPassword('rosa')
      const first = await codeOf(desk.core, secret)
      expect((await enter({ code: first })).status, 'the code of the enrolment is used up').toBe(401)
      await moveClock(world(), '30 seconds')
      const code = await codeOf(desk.core, secret)
      expect((await enter({ code })).status).toBe(200)
      expect((await seat.call('GET', '/v1/me')).body['role']).toBe('verifier')
      expect((await enter({ code })).body['code']).toBe('AUTH_SIGN_IN_REFUSED')
    })

    test('ADV3-code-read-over-the-shoulder: of two requests with the same code one enters', async () => {
      const { secret, enter } = await withPassword('rosa-twice')
      await moveClock(world(), '30 seconds')
      const code = await codeOf(world().desk.core, secret)
      const answers = await Promise.all([enter({ code }), enter({ code })])
      expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 401])
    })

    test('enters with a recovery code, each once, however it is typed', async () => {
      const { enter, codes } = await withPassword('rosa-lost')
      const [first = ''] = codes
      expect(codes).toHaveLength(10)
      expect((await enter({ recovery_code: first.toUpperCase().replaceAll('-', ' ') })).status).toBe(200)
      expect((await enter({ recovery_code: first })).body['code']).toBe('AUTH_SIGN_IN_REFUSED')
    })

    test('ADV3-password-alone: never enters alone', async () => {
      const { enter } = await withPassword('rosa-alone')
      expect((await enter({})).status).toBe(422)
      expect((await enter({ code: '000000', recovery_code: 'aaaaaaaaaa' })).status).toBe(422)
      expect((await enter({ code: '' })).status).toBe(422)
    })

    test('who guesses waits longer each time, and learns nothing of who exists', async () => {
      const { secret, enter } = await withPassword('rosa-slow')
      const wrong = { password: 'cinco mulas bajan despacio', code: '123456' }
      const refused = [await enter(wrong), await enter({ ...wrong, handle: 'nobody-here' })]
      expect(refused[0]?.body['detail']).toBe(refused[1]?.body['detail'])
      await enter(wrong)
      await enter(wrong)
      await moveClock(world(), '30 seconds')
      const right = { code: await codeOf(world().desk.core, secret) }
      await moveClock(world(), '0 seconds')
      const waiting = await enter(right)
      expect([waiting.status, waiting.body['code']]).toEqual([429, 'RATE_SIGN_IN'])
      expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0)
      await moveClock(world(), '30 seconds')
      expect((await enter(right)).status).toBe(200)
      const { rows } = await sql<{ failures: number }>`
        select failures from attempt_counter where kind = 'account' and subject = encode(sha256('rosa-slow'), 'hex')`.execute(
        world().desk.core.db,
      )
      expect(rows).toEqual([{ failures: 0 }])
    })

    test('guesses sent side by side wait like guesses sent in a row', async () => {
      const { enter } = await withPassword('rosa-crowd')
      const wrong = { password: 'cinco mulas bajan despacio', code: '123456' }
      const answers = await Promise.all(Array.from({ length: 12 }, () => enter(wrong)))
      const judged = answers.filter((one) => one.status === 401).length
      expect(judged).toBeLessThanOrEqual(4)
    })

    test('guessing many accounts from one network slows that network down, and no other', async () => {
      const guesser = world().desk.seat()
      const guess = (n: number) =>
        guesser.call('POST', '/v1/auth/password', { handle: `guess-${n}`, password, code: '123456' })
      const answers: number[] = []
      for (let n = 0; n < 22; n += 1) answers.push((await guess(n)).status)
      expect(answers.slice(0, 20).every((status) => status === 401)).toBe(true)
      expect(answers.at(-1)).toBe(429)
      expect((await signIn(world().beto)).status).toBe(200)
      const { rows } = await sql<{ found: boolean }>`
        select coalesce(bool_or(subject like ${`%${guesser.address}%`}), false) as found from attempt_counter`.execute(
        world().desk.core.db,
      )
      expect(rows, 'the address itself is not kept').toEqual([{ found: false }])
    })

    test('and its secrets are nowhere in the database as they are', async () => {
      const { secret, codes } = await withPassword('rosa-secret')
      for (const text of [password, secret, codes[0] ?? '', (codes[0] ?? '').replaceAll('-', '')]) {
        const { rows } = await sql<{ found: boolean }>`
          select coalesce(bool_or(t::text like ${`%${text}%`}), false) as found from (
            select p::text as t from password_credential p union all select r::text from recovery_code r
            union all select o::text from one_time_token o union all select e::text from audit_event e) as every`.execute(
          world().desk.core.db,
        )
        expect(rows).toEqual([{ found: false }])
      }
    })

    test.each([
      ['too short', 'mulas lentas'],
      ['with the own name', 'quispe baja despacio hoy'],
      ['with the country', 'bolivia baja despacio hoy'],
      ['counted', '123456789012345678'],
    ])('%s is refused, with the reason in two languages', async (_name, weak) => {
      const { desk, ana } = world()
      const handle = `weak-${weak.slice(0, 4).trim()}`
      const made = await ana.seat.call('POST', '/v1/accounts', { name: 'Rosa Quispe', handle })
      const given = { token: made.body['invitation'], totp: 'x'.repeat(20), code: '123456', password: weak }
      const { status, body } = await desk.seat().call('POST', '/v1/auth/enrolment/password', given)
      expect([status, body['code']]).toEqual([422, 'AUTH_PASSWORD_WEAK'])
    })
  })

  describe('a passkey', () => {
    const refused = async (person: Person, flaws: object, url = '/v1/auth/passkey-options') => {
      const { body: options } = await person.seat.call('POST', url, {})
      return person.seat.call('POST', '/v1/auth/passkey', {
        response: person.key.get(options as never, flaws),
      })
    }

    test.each([
      ['for a page that looks like ours', { origin: 'http://localhost.evil.example' }],
      ['for another relying party', { rpId: 'evil.example' }],
      ['without the person being verified', { isUserVerified: false }],
      ['signed with another key', { isForged: true }],
      ['to a challenge that we did not give', { challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ])('%s does not enter', async (_name, flaws) => {
      const { status, body } = await refused(world().beto, flaws)
      expect([status, body['code']]).toEqual([401, 'AUTH_SIGN_IN_REFUSED'])
    })

    test('an answer enters once', async () => {
      const { beto } = world()
      const { body: options } = await beto.seat.call('POST', '/v1/auth/passkey-options', {})
      const response = beto.key.get(options as never)
      expect((await beto.seat.call('POST', '/v1/auth/passkey', { response })).status).toBe(200)
      expect((await beto.seat.call('POST', '/v1/auth/passkey', { response })).status).toBe(401)
    })

    test('ADV3-copied-passkey: whose counter stands still is a copy, and does not enter', async () => {
      const person = await colleague(world(), 'copied', 'verifier')
      expect((await refused(person, { counter: 1 })).status).toBe(401)
    })

    test('a challenge of a step-up opens no session, nor one that is ten minutes old', async () => {
      const { ana } = world()
      expect((await refused(ana, {}, '/v1/auth/step-up/passkey-options')).status).toBe(401)
      const { body: options } = await ana.seat.call('POST', '/v1/auth/passkey-options', {})
      const response = ana.key.get(options as never)
      await moveClock(world(), '11 minutes')
      expect((await ana.seat.call('POST', '/v1/auth/passkey', { response })).status).toBe(401)
    })

    test('nobody steps up with the passkey of another person', async () => {
      const { ana, beto } = world()
      const { body: options } = await ana.seat.call('POST', '/v1/auth/step-up/passkey-options', {})
      const answer = await ana.seat.call('POST', '/v1/auth/step-up/passkey', {
        response: beto.key.get(options as never),
      })
      expect(answer.body['code']).toBe('AUTH_SIGN_IN_REFUSED')
    })
  })

  describe('an invitation', () => {
    test('is good once, and not after its time', async () => {
      const { desk, ana } = world()
      const made = await ana.seat.call('POST', '/v1/accounts', { name: 'Inés', handle: 'ines' })
      const token = String(made.body['invitation'])
      await enrolled(desk.seat(), token)
      const again = await desk.seat().call('POST', '/v1/auth/enrolment', { token })
      expect([again.status, again.body['code']]).toEqual([410, 'AUTH_INVITATION_GONE'])
      const late = await ana.seat.call('POST', '/v1/accounts', { name: 'Inés', handle: 'ines-late' })
      await moveClock(world(), '49 hours')
      const gone = await desk.seat().call('POST', '/v1/auth/enrolment', { token: late.body['invitation'] })
      expect(gone.status).toBe(410)
    })

    test('a new one ends the old way in and every session; an administrator’s comes from the machine only', async () => {
      const { desk, ana, beto } = world()
      const person = await colleague(world(), 'renewed', 'verifier')
      const made = await ana.seat.call('POST', `/v1/accounts/${person.account}:reinvite`, { reason })
      expect(made.status).toBe(201)
      expect((await person.seat.call('GET', '/v1/me')).status).toBe(401)
      const anew = await enrolled(desk.seat(), String(made.body['invitation']))
      expect((await signIn(person)).status, 'the lost passkey').toBe(401)
      expect((await signIn(anew)).status).toBe(200)
      const admin = await ana.seat.call('POST', `/v1/accounts/${beto.account}:reinvite`, { reason })
      expect(admin.body['code']).toBe('ACCESS_RESET_OF_ADMIN')
    })

    test('a further passkey is added after a proof; the last one stays', async () => {
      const person = await invited(world().desk, world().ana, { name: 'Dos Llaves', handle: 'two-keys' })
      await give(world().ana, person, 'verifier')
      await signIn(person)
      const { seat } = person
      const removed = await seat.call('POST', `/v1/auth/passkeys/${person.key.id}:remove`, {})
      expect(removed.body['code']).toBe('ACCESS_LAST_CREDENTIAL')
      const second = softwareAuthenticator('http://localhost')
      const { body: options } = await seat.call('POST', '/v1/auth/passkeys:options', {})
      const added = await seat.call('POST', '/v1/auth/passkeys', {
        response: second.create(options as never),
        label: 'llave',
      })
      expect(added.status).toBe(201)
      expect((await seat.call('POST', `/v1/auth/passkeys/${person.key.id}:remove`, {})).status).toBe(200)
      expect((await signIn(person)).status).toBe(401)
      expect((await signIn({ seat, key: second })).status).toBe(200)
    })
  })
}
