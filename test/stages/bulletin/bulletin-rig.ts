// What the tests of bulletins share: an app with one alert and reports in two departments, two persons of the Ombudsman, and acts of theirs.
import { expect } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type Answer, type Body, type Method, openTestApp, type TestApp } from '../../support/app.ts'

type Headers = Readonly<Record<string, string>>

export interface BulletinRig {
  readonly app: TestApp
  /** Two persons who may make bulletins. */
  readonly author: string
  readonly second: string
  readonly as: (
    token: string,
    method: Method,
    url: string,
    payload?: object,
    headers?: Headers,
  ) => Promise<Answer>
  tokenFor(more: Partial<TokenRequest>): Promise<string>
  report(name: string, root: string, hoursAgo: number, place?: string): Promise<void>
  /** By the author; of a week and of the country when nothing else is said. */
  composed(more?: object): Promise<Body>
  published(): Promise<Body>
}

export const pathOf = (bulletin: Body) => `/v1/bulletins/${String(bulletin['id'])}`
export const listOf = (body: Body | undefined) => (body ?? []) as unknown as readonly Body[]
export const reason = { reason: 'para la reunión del lunes' }

export async function openRig(): Promise<BulletinRig> {
  const app = await openTestApp()
  const author = app.tokens.ombudsman
  const tokenFor: BulletinRig['tokenFor'] = async (more) => {
    const request: TokenRequest = {
      label: 'another person',
      role: 'ombudsman',
      territory: ['BO'],
      marking: 'TLP:AMBER+STRICT',
      days: 1,
      ...more,
    }
    return (await inTransaction(app.core.db, (trx) => issueToken(trx, request, undefined))).secret
  }
  const second = await tokenFor({})
  const as: BulletinRig['as'] = (token, method, url, payload, headers = {}) =>
    app.call('nobody', method, url, {
      ...(payload === undefined ? {} : { payload }),
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
  const report: BulletinRig['report'] = async (name, root, hoursAgo, place = 'BO02') => {
    const { status } = await app.call('desk', 'POST', '/v1/signals', {
      payload: {
        external_id: `bulletin-${name}`,
        process: app.process,
        category: 'threat',
        target: { kind: 'candidate' },
        event_time: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
        place,
        severity: 3,
        source: { root },
      },
    })
    expect(status).toBe(201)
  }
  const composed: BulletinRig['composed'] = async (more = {}) => {
    const wanted = { process: app.process, kind: 'weekly', ...more }
    const { status, body } = await as(author, 'POST', '/v1/bulletins', wanted)
    expect(status).toBe(201)
    return body
  }
  const published: BulletinRig['published'] = async () => {
    const bulletin = await composed()
    expect((await as(author, 'POST', `${pathOf(bulletin)}:propose`, reason)).status).toBe(200)
    const answer = await as(second, 'POST', `${pathOf(bulletin)}:publish`, { hash: bulletin['hash'] })
    expect(answer.status).toBe(200)
    return answer.body
  }
  for (const [index, root] of ['a', 'b', 'c'].entries()) await report(`first-${root}`, root, index + 1)
  await report('before', 'd', 15 * 24, 'BO06')
  await app.drain()
  return { app, author, second, as, tokenFor, report, composed, published }
}
