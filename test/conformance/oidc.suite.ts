// Signing in with the account of an institution, by a real provider: what enters, how it is linked, and what ends it.
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { codeOf, invited, type Person, signIn, stepUp } from '../support/people-desk.ts'
import { type OidcWorld, oidcActs, refused, said, twoFactors } from './oidc-acts.ts'
import { give, moveClock, reason } from './people-world.ts'

export function oidcSuite(world: () => OidcWorld): void {
  const { begin, visit, link, linked, enter, showPasskey, withApp } = oidcActs(world)
  beforeEach(() => {
    world().institution.forge = undefined
    world().institution.isDown = false
  })

  describe('a linked account', () => {
    test('OIDC-passkey: asks for the own passkey, and opens a session like any other', async () => {
      const person = await linked('luz')
      const { seat, answer } = await enter('luz')
      expect(answer.status).toBe(202)
      expect(answer.body['second_factor']).toMatchObject({
        code: false,
        passkey: { challenge: expect.any(String) },
      })
      expect((await seat.call('GET', '/v1/me')).status, 'halfway is no session').toBe(401)
      const opened = await showPasskey(seat, person, answer)
      expect([opened.status, opened.body['handle'], opened.body['is_fresh']]).toEqual([200, 'luz', true])
      expect(String(opened.headers['set-cookie'])).toMatch(
        /__Host-vigia_session=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Strict/,
      )
      expect((await seat.call('GET', '/v1/me')).body['role']).toBe('verifier')
      const { body } = await seat.call('GET', '/v1/sessions')
      expect(body['items']).toContainEqual(expect.objectContaining({ pathway: 'oidc', is_current: true }))
      await moveClock(world(), '31 minutes')
      expect((await seat.call('GET', '/v1/me')).status, 'the same limits').toBe(401)
    })

    test('OIDC-code: takes a code of the app, each once; a dangerous act asks for both factors anew', async () => {
      const person = await withApp('mar')
      const { seat, answer } = await enter('mar')
      expect(answer.body['second_factor']).toEqual({ code: true, passkey: null })
      const show = (given: object) => seat.call('POST', '/v1/auth/oidc/second-factor', given)
      expect(said(await show({ code: '000000' }))).toEqual(refused)
      await moveClock(world(), '30 seconds')
      const code = await codeOf(world().desk.core, person.secret)
      const opened = await show({ code })
      expect([opened.status, opened.body['is_fresh']]).toEqual([200, false])
      expect(said(await show({ code })), 'one sign-in').toEqual(refused)
      expect((await seat.call('POST', '/v1/auth/oidc-links:start', {})).body['code']).toBe(
        'AUTH_STEP_UP_REQUIRED',
      )
      const again = await enter('mar')
      const used = { code }
      expect(said(await again.seat.call('POST', '/v1/auth/oidc/second-factor', used))).toEqual(refused)
      const recovery = { recovery_code: person.codes[0] }
      expect((await again.seat.call('POST', '/v1/auth/oidc/second-factor', recovery)).status).toBe(200)
    })

    test('OIDC-amr: enters at once when the provider says that it asked for a second factor, in words that are allowed', async () => {
      await linked('sol')
      const { seat, answer } = await enter('sol', twoFactors)
      expect([answer.status, answer.body['is_fresh']]).toEqual([200, false])
      expect((await seat.call('GET', '/v1/me')).status).toBe(200)
      expect((await seat.call('POST', '/v1/auth/passkeys:options', {})).body['code']).toBe(
        'AUTH_STEP_UP_REQUIRED',
      )
      for (const amr of [['pwd'], ['MFA'], ['mfa2', 'otp'], []])
        expect((await enter('sol', amr)).answer.status, amr.join()).toBe(202)
    })

    test('OIDC-acr: by its acr as well', async () => {
      const { institution, desk } = world()
      await linked('rio')
      for (const [acr, status] of [
        ['urn:two', 200],
        ['urn:one', 202],
      ] as const) {
        const seat = desk.seat()
        const back = await institution.visit(await begin(seat), { accountId: 'rio', acr })
        expect((await seat.call('POST', '/v1/auth/oidc', back)).status).toBe(status)
      }
    })

    test('OIDC-unlinked: once unlinked enters no more, not even from halfway; another one’s link is not one’s own', async () => {
      const person = await linked('ola')
      const other = await linked('mar-y-sol')
      const half = await enter('ola')
      expect(half.answer.status).toBe(202)
      const { body } = await person.seat.call('GET', '/v1/auth/oidc-links')
      const [own] = body['items'] as unknown as { id: string; issuer: string }[]
      expect(own?.issuer).toBe(world().institution.issuer)
      const remove = (by: Person) => by.seat.call('POST', `/v1/auth/oidc-links/${own?.id}:remove`, {})
      expect(said(await remove(other))).toEqual([404, 'ACCESS_LINK_UNKNOWN'])
      await stepUp(person)
      expect((await remove(person)).status).toBe(200)
      expect(said(await showPasskey(half.seat, person, half.answer))).toEqual(refused)
      expect(said((await enter('ola')).answer)).toEqual(refused)
      expect((await signIn(person)).status, 'the other ways stay').toBe(200)
    })

    test('OIDC-frozen: of a frozen or invited account enters no more, and a new invitation ends the link', async () => {
      const { desk, ana } = world()
      const person = await linked('cal')
      const half = await enter('cal')
      const act = (what: string) =>
        ana.seat.call('POST', `/v1/accounts/${person.account}:${what}`, { reason })
      await stepUp(ana)
      expect((await act('disable')).status).toBe(200)
      expect(said(await showPasskey(half.seat, person, half.answer))).toEqual(refused)
      expect(said((await enter('cal', twoFactors)).answer)).toEqual(refused)
      const anew = await linked('sal')
      const made = await ana.seat.call('POST', `/v1/accounts/${anew.account}:reinvite`, { reason })
      expect(made.status).toBe(201)
      expect(said((await enter('sal', twoFactors)).answer), 'invited').toEqual(refused)
      const token = String(made.body['invitation'])
      const seat = desk.seat()
      const { body: options } = await seat.call('POST', '/v1/auth/enrolment/passkey-options', { token })
      await seat.call('POST', '/v1/auth/enrolment/passkey', {
        token,
        response: anew.key.create(options as never),
      })
      expect(said((await enter('sal', twoFactors)).answer), 'whoever found it has nothing').toEqual(refused)
    })

    test('OIDC-panic: «Cerrar todo» ends such a session, and with freeze its account does not come back', async () => {
      const { desk, ana } = world()
      const office = 'ombudsman-duty'
      const person = await invited(desk, ana, { name: 'Colega Faro', handle: 'faro', office })
      await give(ana, person, 'verifier', { office })
      await signIn(person)
      await link(person, 'faro')
      const { seat, answer } = await enter('faro', twoFactors)
      expect(answer.status).toBe(200)
      await stepUp(ana)
      const closed = await ana.seat.call('POST', `/v1/offices/${office}:close-all`, { reason, freeze: true })
      expect(closed.status).toBe(200)
      expect((await seat.call('GET', '/v1/me')).status).toBe(401)
      expect(said((await enter('faro', twoFactors)).answer)).toEqual(refused)
    })
  })

  describe('linking', () => {
    test('OIDC-link-twice: one account there signs one person in', async () => {
      const first = await linked('first')
      const second = await linked('second')
      expect(said(await link(second, 'first'))).toEqual([409, 'ACCESS_LINK_TAKEN'])
      expect(said(await link(first, 'first'))).toEqual([409, 'ACCESS_LINK_TAKEN'])
      const { seat, answer } = await enter('first')
      expect((await showPasskey(seat, first, answer)).body['handle']).toBe('first')
    })

    test('OIDC-link-fresh: needs both factors shown a moment ago', async () => {
      const person = await linked('stale')
      await moveClock(world(), '6 minutes')
      const { seat } = person
      expect(said(await seat.call('POST', '/v1/auth/oidc-links:start', {}))).toEqual([
        401,
        'AUTH_STEP_UP_REQUIRED',
      ])
      const given = { state: 'oidc_link.x', code: 'x' }
      expect(said(await seat.call('POST', '/v1/auth/oidc-links', given))).toEqual([
        401,
        'AUTH_STEP_UP_REQUIRED',
      ])
    })

    test('OIDC-purpose: an answer for signing in links nothing, one of another person neither, and one for linking opens nothing', async () => {
      const person = await linked('purpose')
      const other = await linked('purpose-other')
      const forSignIn = await visit(await begin(person.seat), 'purpose-new')
      expect(said(await person.seat.call('POST', '/v1/auth/oidc-links', forSignIn))).toEqual(refused)
      const forLink = await visit(await begin(person.seat, '/v1/auth/oidc-links:start'), 'purpose')
      const thief = world().desk.seat()
      thief.flow = person.seat.flow
      expect(said(await thief.call('POST', '/v1/auth/oidc', forLink))).toEqual(refused)
      other.seat.flow = person.seat.flow
      expect(said(await other.seat.call('POST', '/v1/auth/oidc-links', forLink))).toEqual(refused)
    })

    test('OIDC-secrets: neither subjects nor secrets of a flow are in the database', async () => {
      const person = await linked('hidden-subject-4711')
      const url = new URL(await begin(person.seat))
      const secret = person.seat.flow?.split('=')[1] ?? 'none'
      const texts = [secret, url.searchParams.get('state') ?? 'none', url.searchParams.get('nonce') ?? 'none']
      for (const text of texts) {
        const { rows } = await sql<{ found: boolean }>`
          select coalesce(bool_or(every.t like ${`%${text}%`}), false) as found from (
            select l::text as t from oidc_link l union all select o::text from one_time_token o
            union all select e::text from audit_event e) as every`.execute(world().desk.core.db)
        expect(rows).toEqual([{ found: false }])
      }
      const { rows } = await sql<{ found: boolean }>`
        select bool_or(l::text like '%hidden-subject%') as found from oidc_link l`.execute(
        world().desk.core.db,
      )
      expect(rows).toEqual([{ found: false }])
    })
  })

  test('OIDC-down: a provider that does not answer is called so, and counts against nobody; the other ways stay open', async () => {
    const { institution, beto } = world()
    await linked('down')
    const { seat } = beto
    const back = await visit(await begin(seat), 'down')
    institution.isDown = true
    for (let n = 0; n < 3; n += 1) {
      const answer = await seat.call('POST', '/v1/auth/oidc', back)
      const isFirst = n === 0
      expect(said(answer)).toEqual(isFirst ? [503, 'AUTH_PROVIDER_UNAVAILABLE'] : refused)
    }
    expect((await signIn(beto)).status).toBe(200)
    const { rows } = await sql<{ failures: number }>`
      select c.failures from attempt_counter c, network_salt s
      where c.kind = 'network' and c.subject = encode(sha256(convert_to(s.salt || ' ' || ${seat.address}, 'UTF8')), 'hex')`.execute(
      world().desk.core.db,
    )
    expect(rows, 'the two that proved nothing').toEqual([{ failures: 2 }])
    institution.isDown = false
    expect((await enter('down')).answer.status).toBe(202)
  })

  test('OIDC-callback: hands the answer to one of two pages of this server, whatever comes in', async () => {
    const seat = world().desk.seat()
    const to = async (query: string) =>
      (await seat.call('GET', `/v1/auth/oidc/callback?${query}`)).headers['location']
    expect(await to('state=oidc_sign_in.a&code=b&iss=c')).toBe('/#state=oidc_sign_in.a&code=b&iss=c')
    expect(await to('state=oidc_link.a&code=b')).toBe('/account#state=oidc_link.a&code=b')
    expect(await to('state=//evil.example&next=https://evil.example&code=%0d%0ax')).toBe(
      '/#state=%2F%2Fevil.example&code=%0D%0Ax',
    )
    expect(await to('error=access_denied')).toBe('/#error=access_denied')
  })
}
