// Persons around the vault: each a token of a person of their own, bound to the exercise of the shared app.
import { issueToken } from '#access/issue-token.ts'
import type { Role } from '#domain/actor.ts'
import { inTransaction } from '#platform/database/database.ts'
import type { Answer, Method, TestApp } from '../../support/app.ts'

export interface Person {
  readonly token: string
  ask(
    method: Method,
    url: string,
    payload?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
}

export async function person(
  app: TestApp,
  role: Role,
  {
    territory = ['BO'],
    days = 30,
    personId,
  }: { territory?: readonly string[]; days?: number; personId?: string } = {},
): Promise<Person> {
  const { secret } = await inTransaction(app.core.db, (trx) =>
    issueToken(
      trx,
      {
        label: `sources: ${role}`,
        role,
        territory,
        marking: 'TLP:RED',
        processes: [app.process],
        days,
        ...(personId === undefined ? {} : { personId }),
      },
      undefined,
    ),
  )
  return {
    token: secret,
    ask: (method, url, payload, headers = {}) =>
      app.call('nobody', method, url, {
        ...(payload === undefined ? {} : { payload }),
        headers: { authorization: `Bearer ${secret}`, ...headers },
      }),
  }
}

let count = 0

/** Posts a report with an identity and gives the signal's id. */
export async function reportWith(
  app: TestApp,
  identity: object,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  count += 1
  const { status, body } = await app.call('desk', 'POST', '/v1/signals', {
    payload: {
      external_id: `with-identity-${count}`,
      process: app.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
      source: { identity },
      ...more,
    },
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return String(body['id'])
}

export const explanation = 'la persona puede estar en peligro esta noche'
