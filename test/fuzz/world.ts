// A running product for the generator: an exercise with alerts in it, a token of every role, and a person of every role who is signed in with
// a passkey. Whoever lost their way in (a session ended, a token revoked by a request that was drawn) gets a new one.
import { issueToken } from '#access/issue-token.ts'
import { drain } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { sweep } from '#app/sweeper.ts'
import { type Role, roles } from '#domain/actor.ts'
import { inTransaction } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import type { Logger } from '#platform/logger.ts'
import { testConfig, tokensOfRoles } from '../support/app.ts'
import { testAuditKey } from '../support/audit-key.ts'
import type { OpenApiDocument } from '../support/openapi.ts'
import { type Desk, enrolled, openDesk, origin, type Person, signIn, stepUp } from '../support/people-desk.ts'
import { silentLogger } from '../support/silent-logger.ts'

export interface Caller {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** A new way in after a 401; undefined for those who never had one. */
  renew?(code: string): Promise<void>
}

export interface FuzzWorld {
  readonly desk: Desk
  readonly document: OpenApiDocument
  readonly process: string
  readonly callers: readonly Caller[]
  /** Ids that the run stands on. */
  readonly secret: ReadonlySet<string>
  /** What was logged of answers of 500 and above. */
  readonly faults: string[]
  /** Scores and plans what waits; sends nothing, plays no drill. */
  work(): Promise<void>
  close(): Promise<void>
}

const personRoles = roles.filter((role) => role !== 'intake_token')
const adminRoles: readonly Role[] = ['rules_admin', 'auditor']

/** `databaseUrl`: an empty database of a PostgreSQL server; without it the embedded one, in memory. */
export async function openFuzzWorld(databaseUrl?: string): Promise<FuzzWorld> {
  const faults: string[] = []
  const note = (line: unknown) => void faults.push(JSON.stringify(line))
  const silent = () => undefined
  const logger: Logger = { debug: silent, info: silent, warn: note, error: note } as unknown as Logger
  if (databaseUrl !== undefined) await migrated(databaseUrl)
  const place = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, VIGIA_AUDIT_KEY: testAuditKey }
  const desk = await openDesk(testConfig({ ...place, VIGIA_ACCESS_KEY: 'q'.repeat(43) }), { logger })
  const first = await openExercise(desk.core)
  const document: OpenApiDocument = (await desk.server.inject('/openapi.json')).json()
  const secret = new Set<string>()
  const callers = [
    ...(await tokenCallers(desk, first.process, first.analyst)),
    ...(await people(desk, secret)),
    { name: 'nobody', headers: {} },
    { name: 'a wrong token', headers: { authorization: `Bearer vigia_live_${'a'.repeat(27)}_aaaaaa` } },
    { name: 'no token at all', headers: { authorization: 'Basic eDp5' } },
  ]
  await somethingHappens(desk, first.process, first.analyst)
  for (const { id } of await desk.core.db.selectFrom('api_token').select('id').execute()) secret.add(id)
  for (const { id } of await desk.core.db.selectFrom('role_grant').select('id').execute()) secret.add(id)
  await victims(desk, first.process)
  const quiet = new Set(['drill', 'backtest'])
  const stages = desk.core.stages.filter(({ poke }) => !quiet.has(poke))
  return {
    desk,
    document,
    process: first.process,
    callers,
    secret,
    faults,
    work: () => sweep(desk.core.db, stages, logger),
    close: () => desk.close(),
  }
}

async function migrated(databaseUrl: string): Promise<void> {
  const db = openPostgres(databaseUrl, silentLogger)
  await migrate(db)
  await db.destroy()
}

async function tokenCallers(desk: Desk, process: string, analyst: string): Promise<Caller[]> {
  const secrets = { ...(await tokensOfRoles(desk.core, process)), desk: analyst }
  return Object.entries(secrets).map(([name, secret]) => {
    const headers: Record<string, string> = { authorization: `Bearer ${secret}` }
    const caller: Caller = { name: `token ${name}`, headers }
    if (name === 'desk') return caller
    caller.renew = async () => {
      const request = { label: `again: ${name}`, role: name as Role, territory: ['BO'], days: 30 }
      const issued = await inTransaction(desk.core.db, (trx) =>
        issueToken(trx, { ...request, marking: 'TLP:AMBER+STRICT', processes: [process] }, undefined),
      )
      headers['authorization'] = `Bearer ${issued.secret}`
    }
    return caller
  })
}

/** Two first administrators, who make the others; all of them sign in by passkey. */
async function people(desk: Desk, secret: Set<string>): Promise<Caller[]> {
  const ana = await desk.firstAdmin('ana')
  const beto = await desk.firstAdmin('beto')
  for (const one of [ana, beto]) await signIn(one)
  const others: [Role, Person][] = []
  for (const role of personRoles) {
    if (role === 'system_admin') continue
    const name = { name: `Persona ${role}`, handle: `p-${role.replace('_', '-')}` }
    const { body } = await ana.seat.call('POST', '/v1/accounts', name)
    const person = await enrolled(desk.seat(), String(body['invitation']))
    const office = role === 'ombudsman' ? { office: 'ombudsman-duty' } : {}
    const wanted = {
      role,
      territory: ['BO'],
      marking: 'TLP:AMBER+STRICT',
      days: 30,
      reason: 'para la prueba',
    }
    const given = await ana.seat.call('POST', `/v1/accounts/${person.account}/grants`, {
      ...wanted,
      ...office,
    })
    if (adminRoles.includes(role))
      await beto.seat.call('POST', `/v1/grant-proposals/${String(given.body['id'])}/approvals`, {})
    await signIn(person)
    others.push([role, person])
  }
  return [['system_admin', ana] as const, ['system_admin 2', beto] as const, ...others].map(
    ([name, person]) => {
      secret.add(person.account)
      return personCaller(name, person)
    },
  )
}

function personCaller(name: string, person: Person): Caller {
  const headers: Record<string, string> = { origin }
  const put = () => {
    headers['cookie'] = person.seat.cookie ?? ''
  }
  put()
  // Of several requests that were refused at once, one signs in for all.
  let renewing: Promise<void> | undefined
  const signInAgain = async (code: string) => {
    try {
      await (code === 'AUTH_STEP_UP_REQUIRED' ? stepUp(person) : signIn(person))
      put()
    } finally {
      renewing = undefined
    }
  }
  return {
    name: `person ${name}`,
    headers,
    renew(code) {
      renewing ??= signInAgain(code)
      return renewing
    },
  }
}

/** Accounts and tokens that requests may end. */
async function victims(desk: Desk, process: string): Promise<void> {
  for (const handle of ['victima-a', 'victima-b', 'victima-c'])
    await inTransaction(desk.core.db, (trx) =>
      issueToken(
        trx,
        {
          label: handle,
          role: 'intake_token',
          territory: ['BO'],
          marking: 'TLP:CLEAR',
          processes: [process],
          days: 30,
        },
        undefined,
      ),
    )
}

/** Reports from which alerts, messages and measures follow. */
async function somethingHappens(desk: Desk, process: string, analyst: string): Promise<void> {
  const headers = { authorization: `Bearer ${analyst}` }
  for (let n = 0; n < 24; n += 1) {
    const signal = {
      external_id: `fuzz-${n}`,
      process,
      category: n % 3 === 2 ? 'violence' : 'threat',
      target: { kind: 'candidate' },
      severity: 3 + (n % 2),
      place: ['La Paz', 'BO03', 'BO07'][n % 3],
      source: { root: `raiz-${n % 6}`, identity: { name: `Nombre ${n}`, phone: '+591 71234567' } },
      consent: { internal: true, ombudsman: true, un: true },
    }
    const { statusCode, body } = await desk.server.inject({
      method: 'POST',
      url: '/v1/signals',
      headers,
      payload: signal,
    })
    if (statusCode !== 201) throw new Error(`the world could not be made: ${statusCode} ${body}`)
  }
  await drain(desk.core)
}
