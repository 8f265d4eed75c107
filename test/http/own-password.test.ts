// The own password and the codes beside it: changed by whoever shows the present one, taken as typed, good until changed; and what is on record.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '#config/limits.ts'
import { hashPassword, isPassword } from '#platform/password-hash.ts'
import { moveClock, type PeopleWorld } from '../conformance/people-world.ts'
import { type Answer, testConfig } from '../support/app.ts'
import { type Desk, openDesk, type Seat, signIn, stepUp } from '../support/people-desk.ts'
import { firstPassword, later, type PasswordPerson, personWithPassword } from '../support/people-password.ts'

let desk: Desk
let world: PeopleWorld
const lines: Record<string, unknown>[] = []

beforeAll(async () => {
  const note = (line: unknown) => void lines.push(line as Record<string, unknown>)
  const logger = { debug: note, info: note, warn: note, error: note }
  desk = await openDesk(testConfig({ VIGIA_ACCESS_KEY: 'q'.repeat(43) }), { logger: logger as never })
  const ana = await desk.firstAdmin('ana')
  world = { desk, other: desk, ana, beto: ana, close: () => desk.close() }
  expect((await signIn(ana)).status).toBe(200)
})
afterAll(async () => {
  await moveClock(world, '0 seconds')
  await desk.close()
})

/** Time went on: whoever administers shows their passkey again. */
async function somebody(handle: string): Promise<PasswordPerson> {
  expect((await signIn(world.ana)).status).toBe(200)
  return personWithPassword(world, handle)
}

const other = 'nueve perros caminan bajo la lluvia'
const codeIn = ({ status, body }: Answer) => [status, body['code']]

test('V6.2.2: a password is changed by its owner; the former one enters no more, and the other sessions end', async () => {
  const { seat, enter, nextCode } = await somebody('change')
  const elsewhere = desk.seat()
  expect((await enter({ code: await nextCode() }, elsewhere)).status).toBe(200)
  expect((await enter({ code: await nextCode() })).status).toBe(200)
  expect((await seat.call('POST', '/v1/auth/password:change', { password: other })).status).toBe(200)
  expect((await elsewhere.call('GET', '/v1/me')).status).toBe(401)
  expect((await seat.call('GET', '/v1/me')).status, 'whoever changed it stays in').toBe(200)
  expect((await enter({ code: await nextCode() })).status, 'the former one').toBe(401)
  expect((await enter({ password: other, code: await nextCode() })).status).toBe(200)
  const weak = await seat.call('POST', '/v1/auth/password:change', { password: 'quispe baja hoy despacio' })
  expect(codeIn(weak)).toEqual([422, 'AUTH_PASSWORD_WEAK'])
})

test('V6.2.3: changing it needs the present one with its code, shown in the last five minutes', async () => {
  const { seat, enter, nextCode } = await somebody('stale')
  expect((await enter({ code: await nextCode() })).status).toBe(200)
  await later(world, limits.stepUpSeconds + 60)
  const change = () => seat.call('POST', '/v1/auth/password:change', { password: other })
  expect(codeIn(await change())).toEqual([401, 'AUTH_STEP_UP_REQUIRED'])
  const show = async (password: string) =>
    seat.call('POST', '/v1/auth/step-up/password', { password, code: await nextCode() })
  expect(codeIn(await show(other))).toEqual([401, 'AUTH_SIGN_IN_REFUSED'])
  expect(codeIn(await change()), 'a wrong one proves nothing').toEqual([401, 'AUTH_STEP_UP_REQUIRED'])
  expect((await show(firstPassword)).status).toBe(200)
  expect((await change()).status).toBe(200)
})

test('V6.2.8: a password is taken as typed: none that is cut, longer, in another case or trimmed enters', async () => {
  const long = `Mañana ${'cruzan el río '.repeat(6)}fin`
  const stored = await hashPassword(long)
  expect(await isPassword(stored, long)).toBe(true)
  expect(await isPassword(stored, long.normalize('NFD')), 'the same letters, composed otherwise').toBe(true)
  const alike = [
    long.slice(0, -1),
    long.slice(0, 72),
    `${long}x`,
    long.toLowerCase(),
    ` ${long}`,
    `${long} `,
    long.replaceAll(' ', ''),
    long.replaceAll('ñ', 'n'),
  ]
  for (const one of alike) expect(await isPassword(stored, one), one).toBe(false)
  const { enter, nextCode } = await somebody('typed')
  for (const password of [firstPassword.slice(0, -1), firstPassword.toUpperCase()])
    expect((await enter({ password, code: await nextCode() })).status).toBe(401)
  expect((await enter({ code: await nextCode() })).status).toBe(200)
})

test('V6.5.4: recovery codes have more than eighty bits, the secret of an app a hundred and sixty', async () => {
  const { seat, enter, nextCode, recoveryCodes } = await somebody('codes')
  expect((await enter({ code: await nextCode() })).status).toBe(200)
  const codes = [...recoveryCodes]
  for (let n = 0; n < 9; n += 1) {
    const { status, body } = await seat.call('POST', '/v1/auth/recovery-codes', {})
    expect(status).toBe(201)
    codes.push(...(body['recovery_codes'] as unknown as string[]))
  }
  expect(new Set(codes).size).toBe(100)
  for (const code of codes) expect(code).toMatch(/^[0-9a-z]{5}(-[0-9a-z]{5}){3}$/)
  const signs = codes.join('').replaceAll('-', '')
  const counts = [...Map.groupBy(signs, (sign) => sign).values()].map((found) => found.length)
  expect(counts).toHaveLength(36)
  // By the likeliest sign of all: what a guesser would begin with.
  const bits = -Math.log2(Math.max(...counts) / signs.length) * 20
  expect(bits).toBeGreaterThan(80)
  expect((await signIn(world.ana)).status).toBe(200)
  const made = await world.ana.seat.call('POST', '/v1/accounts', { name: 'Inés', handle: 'ines-app' })
  const { body } = await seat.call('POST', '/v1/auth/enrolment/totp-options', {
    token: String(made.body['invitation']),
  })
  expect(String(body['secret'])).toMatch(/^[A-Z2-7]{32}$/)
})

interface Recorded {
  readonly action: string
  readonly pathway: string | null
}

const recordOf = async (account: string): Promise<Recorded[]> => {
  const { rows } = await sql<Recorded>`
    select e.action, e.detail ->> 'pathway' as pathway from audit_event e
    where e.actor_token::text = ${account} order by e.id`.execute(desk.core.db)
  return rows
}

test('V16.3.1: each sign-in, proof anew and sign-out is on record with what was shown; each refusal is a line of the log', async () => {
  const { account, seat, enter, nextCode } = await somebody('on-record')
  lines.length = 0
  expect((await enter({ password: other, code: await nextCode() })).status).toBe(401)
  expect((await enter({ code: '000000' })).status).toBe(401)
  expect(lines.filter((line) => line['event'] === 'request.refused')).toEqual(
    [1, 2].map(() =>
      expect.objectContaining({
        method: 'POST',
        route: '/v1/auth/password',
        status: 401,
        code: 'AUTH_SIGN_IN_REFUSED',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    ),
  )
  expect(JSON.stringify(lines)).not.toMatch(/on-record|perros|mulas/)
  expect((await enter({ code: await nextCode() })).status).toBe(200)
  const proof = { password: firstPassword, code: await nextCode() }
  expect((await seat.call('POST', '/v1/auth/step-up/password', proof)).status).toBe(200)
  expect((await seat.call('POST', '/v1/auth/session:sign-out', {})).status).toBe(200)
  expect((await recordOf(account)).filter(({ action }) => action.startsWith('session.'))).toEqual([
    { action: 'session.opened', pathway: 'password' },
    { action: 'session.stepped_up', pathway: 'password' },
    { action: 'session.ended', pathway: null },
  ])
  expect((await signIn(world.ana)).status).toBe(200)
  expect((await stepUp(world.ana)).status).toBe(200)
  expect((await recordOf(world.ana.account)).slice(-2)).toEqual([
    { action: 'session.opened', pathway: 'passkey' },
    { action: 'session.stepped_up', pathway: 'passkey' },
  ])
})

test('V7.1.2: one account has twenty sessions at most: a further one ends that which was left alone for longest', async () => {
  const { ana } = world
  const seats: Seat[] = []
  for (let n = 0; n < limits.sessionsPerAccount + 1; n += 1) {
    await later(world, 1)
    const seat = desk.seat()
    expect((await signIn({ seat, key: ana.key })).status).toBe(200)
    seats.push(seat)
  }
  desk.forget()
  const [first, second] = seats
  expect((await first?.call('GET', '/v1/me'))?.status).toBe(401)
  expect((await second?.call('GET', '/v1/me'))?.status).toBe(200)
  const listed = await seats.at(-1)?.call('GET', '/v1/sessions')
  expect(listed?.body['items']).toHaveLength(limits.sessionsPerAccount)
  const { rows } = await sql<{ reason: string; sessions: number }>`
    select s.end_reason as reason, count(*)::int as sessions from session s
    where s.account_id = ${ana.account}::uuid and s.end_reason = 'too_many' group by s.end_reason`.execute(
    desk.core.db,
  )
  expect(rows[0]?.sessions).toBeGreaterThanOrEqual(1)
})

// The last one: by then the right of whoever invites is over.
test('V6.2.10: a password does not run out: after six hundred days it enters, and nobody asks for another', async () => {
  const { seat, enter, nextCode } = await somebody('old')
  await later(world, 600 * 86_400)
  expect((await enter({ code: await nextCode() })).status).toBe(200)
  expect((await seat.call('GET', '/v1/me')).body['role']).toBe('verifier')
})
