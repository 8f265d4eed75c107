// What the suites about people share: two administrators who are signed in, a clock that moves, and the acts that every story needs.
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Answer } from '../support/app.ts'
import { type Desk, invited, type Person, type Seat, signIn } from '../support/people-desk.ts'

export interface PeopleWorld {
  readonly desk: Desk
  /** Another process on the same database; the same one where there is only one. */
  readonly other: Desk
  readonly ana: Person
  readonly beto: Person
  close(): Promise<void>
}

/** Of the world that the suite has opened. */
export type World = () => PeopleWorld

export const reason = 'prueba de la puerta'

/** Time of the database; sessions, codes and waits go by it. What the process remembers is forgotten. */
export async function moveClock({ desk, other }: PeopleWorld, interval: string): Promise<void> {
  await sql
    .raw(
      `create or replace function app.now() returns timestamptz language sql stable as 'select now() + interval ''${interval}'''`,
    )
    .execute(desk.core.db)
  desk.forget()
  other.forget()
}

export function give(by: Person, to: Person, role: string, more: object = {}): Promise<Answer> {
  return by.seat.call('POST', `/v1/accounts/${to.account}/grants`, {
    role,
    territory: ['BO'],
    marking: 'TLP:AMBER',
    days: 30,
    reason,
    ...more,
  })
}

/** Somebody with one grant, signed in. */
export async function colleague(
  { desk, ana }: PeopleWorld,
  handle: string,
  role: string,
  office: string | null = null,
): Promise<Person> {
  const person = await invited(desk, ana, { name: `Colega ${handle}`, handle, office })
  expect((await give(ana, person, role)).status).toBe(201)
  expect((await signIn(person)).status).toBe(200)
  return person
}

/** Somebody whose role two persons gave: ana proposes, beto approves. Signed in. */
export async function administrator(
  world: PeopleWorld,
  handle: string,
  role: string,
  person?: string,
): Promise<Person> {
  const { desk, ana, beto } = world
  const who = person === undefined ? { name: `Colega ${handle}` } : { person }
  const made = await invited(desk, ana, { ...who, handle })
  const proposed = await give(ana, made, role)
  expect(proposed.status).toBe(202)
  expect((await approve(beto, proposed)).status).toBe(201)
  expect((await signIn(made)).status).toBe(200)
  return made
}

export function approve(by: Person, proposed: Answer): Promise<Answer> {
  return by.seat.call('POST', `/v1/grant-proposals/${String(proposed.body['id'])}/approvals`, {})
}

/** A browser at the other process with the same cookie. */
export function elsewhere({ other }: PeopleWorld, cookie: string | undefined): Seat {
  const seat = other.seat()
  seat.cookie = cookie
  return seat
}

export async function becomesStatus(expected: number, ask: () => Promise<Answer>): Promise<void> {
  await expect.poll(async () => (await ask()).status, { timeout: 60_000, interval: 250 }).toBe(expected)
}

export async function personOf({ seat }: Person): Promise<string> {
  return String((await seat.call('GET', '/v1/auth/session')).body['person'])
}
