// The product without a listening port: an embedded core in memory with an exercise whose campaign is open today, one token per role, and
// every answer held against the OpenAPI document. Opened once per worker, so tests use external ids of their own.
import type { FastifyInstance, InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { type Core, createTryBacktest, drain, openCore, serverDeps } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { type Config, readConfig } from '#config/config.ts'
import { type Role, roles } from '#domain/actor.ts'
import { buildServer } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import { inTransaction } from '#platform/database/database.ts'
import { createContract, type OpenApiDocument } from './openapi.ts'
import { lookFromOutside } from './outside-walls.ts'
import { testVaultKeys } from './vault-keys.ts'

lookFromOutside()

export interface Answer {
  readonly status: number
  readonly body: Body
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
}

/** A JSON value of unknown depth that tests may walk freely; what is not there is undefined. */
export interface Body {
  readonly [key: string]: Body
}

export interface TestApp {
  readonly core: Core
  readonly server: FastifyInstance
  readonly process: string
  readonly tokens: Readonly<Record<Role | 'desk', string>>
  /** One request; the answer is checked against the OpenAPI document. `nobody` sends no token. */
  call(who: Role | 'desk' | 'nobody', method: Method, url: string, options?: CallOptions): Promise<Answer>
  /** Everything that waits is scored, planned and delivered. */
  drain(): Promise<void>
  close(): Promise<void>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
export interface CallOptions {
  /** An object is sent as JSON; a text or bytes as they are. */
  readonly payload?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export function testConfig(env: Readonly<Record<string, string>> = {}): Config {
  return readConfig(
    {
      VIGIA_DATA_DIR: ':memory:',
      LOG_LEVEL: 'silent',
      PORT: '0',
      VIGIA_RATE_PER_MINUTE: '0',
      VIGIA_VAULT_KEYS: testVaultKeys,
      ...env,
    },
    () => '',
  )
}

let shared: Promise<TestApp> | undefined

/** The worker's own; never closed, because the worker ends with it. */
export function sharedApp(): Promise<TestApp> {
  shared ??= openTestApp()
  return shared
}

/** `backtestEntries`: how long a log may be for the back-test of a revision to be done with the answer. */
export async function openTestApp({ backtestEntries = 5_000 } = {}): Promise<TestApp> {
  const core = await openCore(testConfig())
  const first = await openExercise(core)
  const tokens = { ...(await tokensOfRoles(core, first.process)), desk: first.analyst }
  const groups = createSignalGroups(core, core.writers)
  const server = await buildServer({
    ...(await serverDeps(core, groups)),
    tryBacktest: createTryBacktest(core, backtestEntries),
  })
  await server.ready()
  const contract = createContract((await server.inject('/openapi.json')).json<OpenApiDocument>())
  return {
    core,
    server,
    process: first.process,
    tokens,
    async call(who, method, url, options = {}) {
      const answer = await server.inject(
        requestOf(who === 'nobody' ? undefined : tokens[who], method, url, options),
      )
      const { statusCode: status, headers, body: text } = answer
      const contentType = headers['content-type'] ?? ''
      const body: unknown =
        contentType.includes('json') && !contentType.includes('ndjson') && text !== ''
          ? JSON.parse(text)
          : text
      expect(contract.faults({ method, url, status, contentType, body })).toEqual([])
      return { status, headers, body: body as Body }
    },
    drain: () => drain(core),
    async close() {
      await server.close()
      await core.stack.stop()
    },
  }
}

function requestOf(
  token: string | undefined,
  method: Method,
  url: string,
  options: CallOptions,
): InjectOptions {
  const { payload, headers = {} } = options
  const isText = typeof payload === 'string' || Buffer.isBuffer(payload)
  return {
    method,
    url,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload: isText ? payload : JSON.stringify(payload) }),
  }
}

export async function tokensOfRoles(core: Core, process: string): Promise<Record<Role, string>> {
  const secrets: Partial<Record<Role, string>> = {}
  for (const role of roles) {
    const request = {
      label: `test: ${role}`,
      role,
      territory: ['BO'],
      marking: 'TLP:AMBER+STRICT',
      processes: [process],
      days: 30,
      ...(role === 'ombudsman' ? { office: 'ombudsman-duty' } : {}),
      ...(role === 'un_liaison' ? { office: 'un-liaison' } : {}),
    } as const
    secrets[role] = (await inTransaction(core.db, (trx) => issueToken(trx, request, undefined))).secret
  }
  return secrets as Record<Role, string>
}

/** Rows of the tables that intake writes; equal before and after means that nothing was stored. A refusal may keep its idempotency key. */
export async function storedRows(core: Core): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from signal) as signal, (select count(*) from inbox) as inbox,
      (select count(*) from indicator_value) as indicator_value, (select count(*) from acknowledgement) as acknowledgement, (select count(*) from source) as source,
      (select count(*) from audit_event) as audit_event`.execute(core.db)
  return rows[0] ?? {}
}
