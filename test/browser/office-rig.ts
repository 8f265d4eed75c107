// The product with the exercise open, one alert told and a browser on it, for the tests of the views of the office.
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

export const slow = { timeout: 60_000 }
export const minutes = 600_000

/** Opens everything before the tests of a file and closes it after them. */
export async function officeInBrowser() {
  const app = await serveProduct()
  const tokens = await openExercise(app)
  let url = ''
  let desk: ConsoleDesk | undefined
  const secrets = { auditor: '', other: '' }
  const deskNow = (): ConsoleDesk => {
    if (desk === undefined) throw new Error('the desk is open once the tests of the file have begun')
    return desk
  }

  async function ask<Answer>(who: string, route: string, body?: object): Promise<Answer> {
    const answer = await fetch(url + route, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(answer.ok, `${route}: ${answer.status}`).toBe(true)
    return (await answer.json()) as Answer
  }

  async function tokenOf(
    request: Partial<TokenRequest> & Pick<TokenRequest, 'role' | 'label'>,
  ): Promise<string> {
    const whole = { territory: ['BO'], marking: 'TLP:AMBER+STRICT', days: 1, ...request } as const
    return (await inTransaction(app.db, (trx) => issueToken(trx, whole, undefined))).secret
  }

  async function report(root: string): Promise<void> {
    await ask(tokens.analyst, '/v1/signals', {
      external_id: `office-${root}`,
      process: tokens.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
      target: { kind: 'candidate' },
      source: { root },
    })
  }

  beforeAll(async () => {
    url = (await app.start()).url ?? ''
    desk = await openConsoleDesk(url)
    const office = { office: 'ombudsman-duty', processes: [tokens.process] }
    secrets.auditor = await tokenOf({ role: 'auditor', label: 'auditor' })
    secrets.other = await tokenOf({ role: 'ombudsman', label: 'another person', ...office })
    for (const root of ['radio-a', 'ong-b', 'prensa-c']) await report(root)
    await vi.waitUntil(
      async () => (await ask<{ items: unknown[] }>(tokens.ombudsman, '/v1/deliveries')).items.length > 0,
      { timeout: 120_000 },
    )
  })
  afterAll(async () => {
    await desk?.close()
    await app.stop()
  })
  beforeEach(() => {
    desk?.complaints()
  })

  return { app, tokens, ask, desk: deskNow, auditor: () => secrets.auditor, other: () => secrets.other }
}
