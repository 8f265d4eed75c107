// What the tests of response share: persons with tokens, alerts that fire by reports, and a clock that is moved by hand.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type Method, openTestApp, type TestApp } from '../../support/app.ts'
import { setNow } from '../delivery/rows.ts'

let opened: Promise<TestApp> | undefined
/** A product whose clock is moved, and so none that other tests share; one for the files of a worker, which end with it. */
export function ledgerApp(): Promise<TestApp> {
  opened ??= openTestApp()
  return opened
}

export const clock = { now: Temporal.Now.instant() }

export async function tokenOf(changes: Partial<TokenRequest> = {}): Promise<string> {
  const { core } = await ledgerApp()
  const request: TokenRequest = {
    label: 'ledger',
    role: 'ombudsman',
    territory: ['BO'],
    marking: 'TLP:AMBER+STRICT',
    days: 30,
    ...changes,
  }
  return (await inTransaction(core.db, (trx) => issueToken(trx, request, undefined))).secret
}

export async function callWith(
  token: string,
  method: Method,
  url: string,
  payload?: object,
  more: Record<string, string> = {},
) {
  const app = await ledgerApp()
  return app.call('nobody', method, url, {
    headers: { authorization: `Bearer ${token}`, ...more },
    ...(payload === undefined ? {} : { payload }),
  })
}

async function report(name: string, place: string, more: object): Promise<void> {
  const app = await ledgerApp()
  const payload = {
    external_id: `ledger-${name}`,
    process: app.process,
    category: 'threat',
    target: { kind: 'candidate' },
    severity: 3,
    place,
    source: { root: `ledger-root-${name}` },
    consent: { internal: true, ombudsman: true },
    ...more,
  }
  const { status, body } = await app.call('desk', 'POST', '/v1/signals', { payload })
  expect([status, body]).toEqual([201, body])
}

/** Three threats in a department, scored, told and proposed for. */
export async function alertIn(place: string, more: object = {}): Promise<string> {
  const app = await ledgerApp()
  for (const n of [1, 2, 3]) await report(`${place}-${n}`, place, more)
  await app.drain()
  const { body } = await app.call('ombudsman', 'GET', `/v1/alerts?rule=candidate-threats&place=${place}`)
  return String((body['items'] as unknown as { id: string }[])[0]?.id)
}

/** From now, or from where the lanes have come to: the files of a worker share one product. */
export async function startClock(): Promise<void> {
  const { core } = await ledgerApp()
  const { rows } = await sql<{ lt: Temporal.Instant | null }>`
    select max(lt) filter (where lt > '-infinity') as lt from lane`.execute(core.db)
  const [now, lt] = [Temporal.Now.instant(), rows[0]?.lt ?? Temporal.Instant.fromEpochMilliseconds(0)]
  clock.now = Temporal.Instant.compare(now, lt) > 0 ? now : lt
  await setNow(core.db, clock.now.toString())
}

export async function later(duration: Temporal.DurationLike): Promise<void> {
  clock.now = clock.now.add(duration)
  await setNow((await ledgerApp()).core.db, clock.now.toString())
}

/** Drills stay out of counts: this one is taken for a real alert. */
export async function makeReal(alert: string): Promise<void> {
  const { core } = await ledgerApp()
  await sql`update alert set is_exercise = false where id = ${alert}::uuid`.execute(core.db)
}

export async function kindsOf(token: string, alert: string): Promise<string[]> {
  const { body } = await callWith(token, 'GET', `/v1/alerts/${alert}/timeline`)
  return (body['items'] as unknown as { kind: string }[]).map(({ kind }) => kind)
}
