// People at their browsers: a cookie jar each, an authenticator or a phone with codes, and every answer held against the OpenAPI document.
import type { FastifyInstance } from 'fastify'
import { TOTP } from 'otpauth'
import { expect } from 'vitest'
import type { Authenticate } from '#access/authenticate.ts'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { type Core, openCore, serverDeps } from '#app/create-app.ts'
import type { Config } from '#config/config.ts'
import { buildServer, type ServerDeps } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import { databaseNow, inTransaction } from '#platform/database/database.ts'
import type { Answer, Body, Method } from './app.ts'
import { createContract, type OpenApiDocument } from './openapi.ts'
import { softwareAuthenticator } from './software-authenticator.ts'

export const origin = 'http://localhost'

/** One process of the product, without a listening port. */
export interface Desk {
  readonly core: Core
  readonly server: FastifyInstance
  readonly authenticate: Authenticate
  seat(): Seat
  /** What this process remembers of callers for three seconds is read anew: for tests that move the clock. */
  readonly forget: () => void
  /** Everybody below signs in with passkeys. */
  firstAdmin(handle: string, name?: string): Promise<Person>
  close(): Promise<void>
}

/** One browser. */
export interface Seat {
  cookie: string | undefined
  /** Of a sign-in that goes by the provider of an institution. */
  flow: string | undefined
  readonly address: string
  call(
    method: Method,
    url: string,
    payload?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
}

export interface Person {
  readonly handle: string
  readonly account: string
  readonly seat: Seat
  readonly key: ReturnType<typeof softwareAuthenticator>
}

export async function openDesk(config: Config, changes: Partial<ServerDeps> = {}): Promise<Desk> {
  const core = await openCore(config)
  const groups = createSignalGroups(core, core.writers)
  const deps = { ...(await serverDeps(core, groups)), ...changes }
  const server = await buildServer(deps)
  await server.ready()
  const contract = createContract((await server.inject('/openapi.json')).json<OpenApiDocument>())
  let seats = 0
  const seat = (): Seat => ({
    cookie: undefined,
    flow: undefined,
    // A network of its own: failed sign-ins are counted by network too.
    address: `10.7.${Math.floor(seats / 250)}.${(seats++ % 250) + 1}`,
    async call(method, url, payload, headers = {}) {
      const answer = await server.inject({
        method,
        url,
        remoteAddress: this.address,
        headers: {
          ...cookiesOf(this),
          ...(method === 'GET' ? {} : { origin, 'content-type': 'application/json' }),
          ...headers,
        },
        ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
      })
      for (const set of [answer.headers['set-cookie'] ?? []].flat()) keepCookie(this, set)
      const contentType = answer.headers['content-type'] ?? ''
      const body: unknown = contentType.includes('json') ? JSON.parse(answer.body) : answer.body
      expect(contract.faults({ method, url, status: answer.statusCode, contentType, body })).toEqual([])
      return { status: answer.statusCode, headers: answer.headers, body: body as Body }
    },
  })
  return {
    core,
    server,
    authenticate: deps.authenticate,
    seat,
    forget: () => deps.authenticate.forget(),
    async firstAdmin(handle, name = `Persona ${handle}`) {
      const wanted = { name, handle, days: 30, country: core.installed.pack.country }
      const token = await inTransaction(core.db, (trx) => inviteFirstAdmin(trx, wanted))
      return enrolled(seat(), token)
    },
    async close() {
      await server.close()
      await core.stack.stop()
    },
  }
}

function cookiesOf({ cookie, flow }: Seat): { cookie?: string } {
  const sent = [cookie, flow].filter((one) => one !== undefined)
  return sent.length === 0 ? {} : { cookie: sent.join('; ') }
}

function keepCookie(seat: Seat, set: string): void {
  const value = set.includes('Max-Age=0') ? undefined : set.split(';')[0]
  if (set.startsWith('__Host-vigia_oidc=')) seat.flow = value
  else seat.cookie = value
}

/** Takes up an invitation with a passkey, and signs in with it. */
export async function enrolled(seat: Seat, token: string): Promise<Person> {
  const key = softwareAuthenticator(origin)
  const { body: options } = await seat.call('POST', '/v1/auth/enrolment/passkey-options', { token })
  const response = key.create(options as never)
  const { status, body } = await seat.call('POST', '/v1/auth/enrolment/passkey', { token, response })
  expect([status, body]).toEqual([201, expect.objectContaining({ handle: expect.any(String) })])
  return { handle: String(body['handle']), account: String(body['account']), seat, key }
}

export async function signIn({ seat, key }: Pick<Person, 'seat' | 'key'>, grant?: string): Promise<Answer> {
  const { body: options } = await seat.call('POST', '/v1/auth/passkey-options', {})
  return seat.call('POST', '/v1/auth/passkey', {
    response: key.get(options as never),
    ...(grant === undefined ? {} : { grant }),
  })
}

export async function stepUp({ seat, key }: Person): Promise<Answer> {
  const { body: options } = await seat.call('POST', '/v1/auth/step-up/passkey-options', {})
  return seat.call('POST', '/v1/auth/step-up/passkey', { response: key.get(options as never) })
}

/** Invites somebody by the hand of an administrator who is signed in; without grants yet. */
export async function invited(
  desk: Desk,
  admin: Person,
  given: Readonly<Record<string, unknown>>,
): Promise<Person> {
  const { status, body } = await admin.seat.call('POST', '/v1/accounts', { ...given })
  expect([status, body]).toEqual([201, expect.anything()])
  return enrolled(desk.seat(), String(body['invitation']))
}

/** What the phone's app shows at the database's time; `steps` later or earlier. */
export async function codeOf(core: Core, secret: string, steps = 0): Promise<string> {
  const now = await databaseNow(core.db)
  return new TOTP({ secret }).generate({ timestamp: now.epochMilliseconds + steps * 30_000 })
}
