// What the suites about accounts of an institution share: there and back, from a browser of one's own, and what is said on the way.
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Answer } from '../support/app.ts'
import type { Institution } from '../support/institution.ts'
import { codeOf, invited, type Person, type Seat, signIn } from '../support/people-desk.ts'
import { give, type PeopleWorld } from './people-world.ts'

export interface OidcWorld extends PeopleWorld {
  readonly institution: Institution
}

export const twoFactors = ['pwd', 'mfa']
export const refused = [401, 'AUTH_SIGN_IN_REFUSED']
export const said = ({ status, body }: Answer) => [status, body['code']]

export function oidcActs(world: () => OidcWorld) {
  const begin = async (seat: Seat, url = '/v1/auth/oidc:start') => {
    const { status, body } = await seat.call('POST', url, {})
    expect([status, body]).toEqual([200, { url: expect.stringContaining(world().institution.issuer) }])
    return String(body['url'])
  }
  const visit = (url: string, accountId: string, amr: readonly string[] = ['pwd']) =>
    world().institution.visit(url, { accountId, amr })

  async function link(person: Person, accountId: string): Promise<Answer> {
    const back = await visit(await begin(person.seat, '/v1/auth/oidc-links:start'), accountId)
    return person.seat.call('POST', '/v1/auth/oidc-links', back)
  }

  /** Somebody who is signed in, with a role and a linked account that is called as they are. */
  async function linked(handle: string): Promise<Person> {
    const { desk, ana } = world()
    const person = await invited(desk, ana, { name: `Colega ${handle}`, handle })
    await give(ana, person, 'verifier')
    await signIn(person)
    expect((await link(person, handle)).status).toBe(201)
    return person
  }

  /** To the provider and back, from a browser of its own unless one is given. */
  async function enter(accountId: string, amr?: readonly string[], seat = world().desk.seat()) {
    const back = await visit(await begin(seat), accountId, amr)
    return { seat, back, answer: await seat.call('POST', '/v1/auth/oidc', back) }
  }

  async function showPasskey(seat: Seat, by: Person, asked: Answer, flaws: object = {}): Promise<Answer> {
    const options = asked.body['second_factor']?.['passkey']
    return seat.call('POST', '/v1/auth/oidc/second-factor', { response: by.key.get(options as never, flaws) })
  }

  async function refusals(): Promise<string[]> {
    const { rows } = await sql<{ cause: string }>`
      select e.detail ->> 'cause' as cause from audit_event e where e.action = 'oidc_sign_in.refused' order by e.id`.execute(
      world().desk.core.db,
    )
    return rows.map((row) => row.cause)
  }

  /** A colleague with a password, an app and a linked account. */
  async function withApp(handle: string) {
    const { desk, ana } = world()
    const seat = desk.seat()
    const made = await ana.seat.call('POST', '/v1/accounts', { name: 'Inés Mamani', handle })
    const token = String(made.body['invitation'])
    const account = (made.body['account'] as unknown as { id: string }).id
    await give(ana, { account } as Person, 'verifier')
    const { body: app } = await seat.call('POST', '/v1/auth/enrolment/totp-options', { token })
    const secret = String(app['secret'])
    const password = 'cuatro mulas bajan despacio'
    const given = { token, totp: app['id'], password, code: await codeOf(desk.core, secret, -1) }
    const done = await seat.call('POST', '/v1/auth/enrolment/password', given)
    expect(done.status).toBe(201)
    const entered = await seat.call('POST', '/v1/auth/password', {
      handle,
      password,
      code: await codeOf(desk.core, secret),
    })
    expect(entered.status).toBe(200)
    const person = { handle, account, seat } as Person
    expect((await link(person, handle)).status).toBe(201)
    return { secret, codes: done.body['recovery_codes'] as unknown as string[] }
  }

  return { begin, visit, link, linked, enter, showPasskey, refusals, withApp }
}
