// The product with its exercise open, the persons who have to do with identities, and a browser: for the tests of that view.
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type ConsoleDesk, nothingLoads, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

/** Who stands behind every report of these tests. */
export const person = { name: 'Eulalia Choque Nina', phone: '+591 70011223' }
export const slow = { timeout: 60_000 }
export const minutes = 900_000

export interface IdentityDesk {
  readonly desk: () => ConsoleDesk
  readonly verifier: string
  readonly ombudsman: string
  readonly analyst: string
  readonly auditor: () => string
  /** Of a person of their own. */
  readonly tokenOf: (request: Pick<TokenRequest, 'role' | 'label'> & Partial<TokenRequest>) => Promise<Issued>
  readonly revoke: (id: string) => Promise<void>
  readonly ask: <Answer>(token: string, method: string, route: string, body?: object) => Promise<Answer>
  /** A report that came with the person behind it, or with nobody; its signal. */
  readonly report: (name: string, identity?: object | null) => Promise<string>
  /** The page of whoever holds the token, when it has loaded. */
  readonly open: (token: string, path: string) => Promise<Page>
  /** So much later, for the server. */
  readonly later: (minutes: number) => Promise<void>
  /** Readings that are on record. */
  readonly readings: () => Promise<readonly { readonly signal: string }[]>
}

type Issued = Awaited<ReturnType<typeof issueToken>>

/** For the top of a test file. */
export async function identityDesk(): Promise<IdentityDesk> {
  const app = await serveProduct()
  const tokens = await openExercise(app)
  let url = ''
  let desk: ConsoleDesk
  let auditor = ''
  beforeAll(async () => {
    url = (await app.start()).url ?? ''
    desk = await openConsoleDesk(url)
    auditor = (await tokenOf({ role: 'auditor', label: 'auditor' })).secret
  })
  afterAll(async () => {
    await desk.close()
    await app.stop()
  })
  beforeEach(() => {
    desk.complaints()
  })

  async function tokenOf(request: Pick<TokenRequest, 'role' | 'label'> & Partial<TokenRequest>) {
    const whole = { territory: ['BO'], marking: 'TLP:AMBER+STRICT', days: 1, ...request } as const
    return inTransaction(app.db, (trx) => issueToken(trx, whole, undefined))
  }

  async function ask<Answer>(token: string, method: string, route: string, body?: object): Promise<Answer> {
    const answer = await fetch(url + route, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    expect(answer.ok, `${method} ${route}: ${text}`).toBe(true)
    return JSON.parse(text) as Answer
  }

  return {
    desk: () => desk,
    verifier: tokens.verifier ?? '',
    ombudsman: tokens.ombudsman ?? '',
    analyst: tokens.analyst ?? '',
    auditor: () => auditor,
    tokenOf,
    async revoke(id) {
      await sql`update api_token set revoked_at = app.now() where id = ${id}::uuid`.execute(app.db)
    },
    ask,
    async report(name, identity = person) {
      const { id } = await ask<{ id: string }>(tokens.analyst ?? '', 'POST', '/v1/signals', {
        external_id: `identities-${name}`,
        process: tokens.process,
        category: 'threat',
        place: 'BO02',
        severity: 3,
        source: { root: name, ...(identity === null ? {} : { identity }) },
      })
      return id
    },
    async open(token, path) {
      const page = await desk.open(token, path)
      page.setDefaultTimeout(slow.timeout)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await nothingLoads(page)
      return page
    },
    async later(count) {
      await sql
        .raw(
          `create or replace function app.now() returns timestamptz language sql stable as 'select now() + interval ''${count} minutes'''`,
        )
        .execute(app.db)
    },
    async readings() {
      const list = await ask<{ items: { signal: string }[] }>(auditor, 'GET', '/v1/identity-reads?limit=200')
      return list.items
    },
  }
}
