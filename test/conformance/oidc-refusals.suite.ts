// What proves nobody: tokens of a real provider, spoiled one by one, and answers that were changed, stolen or kept; every way around the second
// factor that was thought of.
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Claims, Returned } from '../support/institution.ts'
import { type OidcWorld, oidcActs, refused, said, twoFactors } from './oidc-acts.ts'
import { moveClock } from './people-world.ts'

export function oidcRefusalsSuite(world: () => OidcWorld): void {
  const { begin, visit, linked, enter, showPasskey, refusals } = oidcActs(world)
  beforeEach(() => {
    world().institution.forge = undefined
    world().institution.isDown = false
  })

  describe('what proves nobody', () => {
    const changes = (more: Claims) => (claims: Claims) => world().institution.signed({ ...claims, ...more })
    const hour = 3_600
    const wrong: readonly (readonly [string, (claims: Claims) => string, string])[] = [
      [
        'OIDC-nonce: another nonce',
        changes({ nonce: 'of-another-sign-in' }),
        'oauth_jwt_claim_comparison_failed',
      ],
      ['OIDC-no-nonce: no nonce', changes({ nonce: undefined }), 'oauth_invalid_response'],
      [
        'OIDC-expired: expired an hour ago',
        (claims) =>
          changes({ exp: Number(claims['exp']) - 2 * hour, iat: Number(claims['iat']) - 2 * hour })(claims),
        'oauth_jwt_timestamp_check_failed',
      ],
      [
        'OIDC-audience: for another client',
        changes({ aud: 'another-client' }),
        'oauth_jwt_claim_comparison_failed',
      ],
      [
        'OIDC-audiences: for several clients, by another one',
        changes({ aud: ['vigia', 'another-client'], azp: 'another-client' }),
        'oauth_jwt_claim_comparison_failed',
      ],
      [
        'OIDC-issuer: of another provider',
        changes({ iss: 'https://evil.example' }),
        'oauth_jwt_claim_comparison_failed',
      ],
      ['OIDC-none: alg none', (claims) => world().institution.missigned(claims, 'none'), 'oauth_'],
      [
        'OIDC-foreign-key: signed by another key',
        (claims) => world().institution.missigned(claims, 'foreign'),
        'oauth_',
      ],
      [
        'OIDC-confused: HS256 with the public key',
        (claims) => world().institution.missigned(claims, 'confused'),
        'oauth_',
      ],
      ['OIDC-no-subject: without a subject', changes({ sub: undefined }), 'oauth_invalid_response'],
    ]
    test.each(wrong)('%s', async (_name, forge, cause) => {
      await known()
      world().institution.forge = forge
      const { seat, answer } = await enter('known', twoFactors)
      expect(said(answer)).toEqual(refused)
      expect(seat.cookie).toBeUndefined()
      expect((await refusals()).at(-1)).toMatch(new RegExp(`^${cause}`))
    })

    /** Linked once for all of these. */
    let isKnown = false
    async function known(): Promise<void> {
      if (!isKnown) await linked('known')
      isKnown = true
    }

    test('OIDC-subject: the rigs above enter when nothing is wrong', async () => {
      await known()
      world().institution.forge = (claims) => world().institution.signed(claims)
      expect((await enter('known', twoFactors)).answer.status).toBe(200)
    })

    test('OIDC-unknown: nobody who has not linked it, in the same words as any refusal; it is on record, and nobody gets an account', async () => {
      const { desk, beto } = world()
      const accounts = () => sql`select id from account`.execute(desk.core.db)
      const before = (await accounts()).rows.length
      const { answer } = await enter('stranger', twoFactors)
      const { body: options } = await beto.seat.call('POST', '/v1/auth/passkey-options', {})
      const other = await beto.seat.call('POST', '/v1/auth/passkey', {
        response: beto.key.get(options as never, { isForged: true }),
      })
      expect([answer.status, answer.body['code'], answer.body['detail']]).toEqual([
        other.status,
        other.body['code'],
        other.body['detail'],
      ])
      expect((await refusals()).at(-1)).toBe('subject_unknown')
      expect((await accounts()).rows.length).toBe(before)
    })

    test.each<[string, (back: Returned) => Returned]>([
      ['OIDC-state: another state', (back) => ({ ...back, state: `oidc_sign_in.${'0'.repeat(64)}` })],
      ['OIDC-code-made-up: another code', (back) => ({ ...back, code: 'made-up-by-somebody' })],
      ['OIDC-mix-up: of another issuer', (back) => ({ ...back, iss: 'https://evil.example' })],
      ['OIDC-error: the person said no there', ({ state }) => ({ state, error: 'access_denied' })],
    ])('%s', async (_name, change) => {
      await known()
      const seat = world().desk.seat()
      const back = await visit(await begin(seat), 'known', twoFactors)
      expect(said(await seat.call('POST', '/v1/auth/oidc', change(back)))).toEqual(refused)
      expect(said(await seat.call('POST', '/v1/auth/oidc', back)), 'a flow is good once').toEqual(refused)
    })

    test('OIDC-replay: an answer enters once, and a code that was taken out of one browser enters by no other', async () => {
      await known()
      const { seat, back, answer } = await enter('known', twoFactors)
      expect(answer.status).toBe(200)
      expect(said(await seat.call('POST', '/v1/auth/oidc', back))).toEqual(refused)
      const mine = world().desk.seat()
      const stolen = await visit(await begin(mine), 'known', twoFactors)
      const thief = world().desk.seat()
      expect(said(await thief.call('POST', '/v1/auth/oidc', stolen)), 'no cookie').toEqual(refused)
      const own = await visit(await begin(thief), 'thief')
      const mixed = { ...own, code: stolen.code ?? '' }
      expect(said(await thief.call('POST', '/v1/auth/oidc', mixed)), 'another PKCE verifier').toEqual(refused)
    })

    test('OIDC-old: an answer after ten minutes, and a second factor after ten more', async () => {
      await known()
      const seat = world().desk.seat()
      const back = await visit(await begin(seat), 'known', twoFactors)
      await moveClock(world(), '11 minutes')
      expect(said(await seat.call('POST', '/v1/auth/oidc', back))).toEqual(refused)
      await moveClock(world(), '0 seconds')
      const person = await linked('late')
      const half = await enter('late')
      await moveClock(world(), '11 minutes')
      expect(said(await showPasskey(half.seat, person, half.answer))).toEqual(refused)
    })

    test('OIDC-other-factor: the second factor of somebody else, one without the person, one that was used', async () => {
      const { beto } = world()
      const person = await linked('own-factor')
      const half = await enter('own-factor')
      expect(said(await showPasskey(half.seat, beto, half.answer))).toEqual(refused)
      const again = await enter('own-factor')
      expect(said(await showPasskey(again.seat, person, again.answer, { isUserVerified: false }))).toEqual(
        refused,
      )
      expect(said(await showPasskey(again.seat, person, again.answer)), 'one try per challenge').toEqual(
        refused,
      )
      const alone = await enter('own-factor')
      const elsewhere = world().desk.seat()
      expect(said(await showPasskey(elsewhere, person, alone.answer)), 'another browser').toEqual(refused)
    })

    test('OIDC-bearer: a token of the provider, whole and sound, is no token of this API', async () => {
      await known()
      const tokens: string[] = []
      world().institution.forge = (claims) => {
        tokens.push(world().institution.signed(claims))
        return tokens[0] ?? ''
      }
      expect((await enter('known', twoFactors)).answer.status).toBe(200)
      const headers = { authorization: `Bearer ${tokens[0]}` }
      const answer = await world().desk.seat().call('GET', '/v1/me', undefined, headers)
      expect(said(answer)).toEqual([401, 'AUTH_TOKEN_MISSING'])
    })

    test('OIDC-counted: a network that guesses waits, here as everywhere, before anybody is sent away', async () => {
      const seat = world().desk.seat()
      for (let n = 0; n < 22; n += 1)
        await seat.call('POST', '/v1/auth/oidc', { state: 'guess', code: String(n) })
      expect(said(await seat.call('POST', '/v1/auth/oidc:start', {}))).toEqual([429, 'RATE_SIGN_IN'])
    })
  })
}
