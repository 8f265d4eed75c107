// Somebody who signs in with a password and an authenticator app, and the clock by which their codes change.
import { expect } from 'vitest'
import { give, moveClock, type PeopleWorld } from '../conformance/people-world.ts'
import type { Answer } from './app.ts'
import { codeOf, type Person, type Seat } from './people-desk.ts'

export interface PasswordPerson {
  readonly account: string
  readonly seat: Seat
  readonly recoveryCodes: readonly string[]
  /** The next code of the app, half a minute after the last one: each is good once. */
  readonly nextCode: () => Promise<string>
  readonly enter: (given: object, seat?: Seat) => Promise<Answer>
}

export const firstPassword = 'cuatro mulas bajan despacio'

/** Enrolled by invitation, as a verifier, not signed in. */
export async function personWithPassword(world: PeopleWorld, handle: string): Promise<PasswordPerson> {
  const { desk, ana } = world
  const seat = desk.seat()
  const made = await ana.seat.call('POST', '/v1/accounts', { name: 'Rosa Quispe', handle })
  expect(made.status).toBe(201)
  const token = String(made.body['invitation'])
  const account = (made.body['account'] as unknown as { id: string }).id
  await give(ana, { account } as Person, 'verifier', { days: 700 })
  const { body: app } = await seat.call('POST', '/v1/auth/enrolment/totp-options', { token })
  const secret = String(app['secret'])
  const done = await seat.call('POST', '/v1/auth/enrolment/password', {
    token,
    totp: app['id'],
    password: firstPassword,
    code: await codeOf(desk.core, secret, -1),
  })
  expect(done.status).toBe(201)
  return {
    account,
    seat,
    recoveryCodes: done.body['recovery_codes'] as unknown as string[],
    async nextCode() {
      seconds += 30
      await moveClock(world, `${seconds} seconds`)
      return codeOf(desk.core, secret)
    },
    enter: (given, by = seat) =>
      by.call('POST', '/v1/auth/password', { handle, password: firstPassword, ...given }),
  }
}

/** Time only goes on. */
let seconds = 0

export async function later(world: PeopleWorld, more: number): Promise<void> {
  seconds += more
  await moveClock(world, `${seconds} seconds`)
}
