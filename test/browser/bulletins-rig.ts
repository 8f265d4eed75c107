// What the browser tests of bulletins share: the product with an alert and reports, two persons who may make bulletins, and acts of theirs.
import { expect, vi } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { type FirstRun, openExercise } from '#app/first-run.ts'
import { inTransaction } from '#platform/database/database.ts'
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts'
import { serveProduct } from '../support/served-product.ts'

type Kind = 'daily' | 'weekly'

export interface StoredBulletin {
  readonly id: string
  readonly version: number
  readonly hash: string
  readonly state: string
  readonly marking: string
  readonly texts: Readonly<Record<string, { readonly es: string; readonly en: string }>>
  readonly numbers: {
    readonly totals: {
      readonly signals: number
      readonly fired: number
      readonly open: number
      readonly unanswered: number
    }
    readonly places: readonly {
      readonly place: string
      readonly level: string | null
      readonly open_alerts: number
      readonly unanswered: number
      readonly signals: number
      readonly sources: number
      readonly coverage: string
    }[]
    readonly alerts: readonly { readonly id: string; readonly title: { readonly es: string } }[]
  }
}

export interface BulletinDesk {
  readonly tokens: FirstRun
  /** The Ombudsman of the exercise, and another person with the same rights. */
  readonly author: string
  readonly second: string
  readonly url: string
  readonly desk: ConsoleDesk
  /** One request to the API; throws what it refused. */
  readonly ask: <Answer>(
    who: string,
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>
  readonly report: (root: string) => Promise<unknown>
  readonly composed: (kind?: Kind) => Promise<StoredBulletin>
  readonly one: (id: string) => Promise<StoredBulletin>
  readonly proposed: (kind?: Kind) => Promise<StoredBulletin>
  readonly published: (kind?: Kind) => Promise<StoredBulletin>
  readonly close: () => Promise<void>
}

export async function openBulletinDesk(): Promise<BulletinDesk> {
  const app = await serveProduct()
  const tokens = await openExercise(app)
  const { url = '' } = await app.start()
  const desk = await openConsoleDesk(url)
  const author = tokens.ombudsman
  const request = {
    label: 'another person',
    role: 'ombudsman',
    territory: ['BO'],
    marking: 'TLP:AMBER+STRICT',
    processes: [tokens.process],
    days: 1,
  } as const
  const second = (await inTransaction(app.db, (trx) => issueToken(trx, request, undefined))).secret
  async function ask<Answer>(
    who: string,
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const told: unknown = await answer.json()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(told)}`)
    return told as Answer
  }
  const report: BulletinDesk['report'] = (root) =>
    ask(tokens.analyst, 'POST', '/v1/signals', {
      external_id: `bulletins-${root}`,
      process: tokens.process,
      category: 'threat',
      target: { kind: 'candidate' },
      event_time: new Date(Date.now() - 3_600_000).toISOString(),
      place: 'BO05',
      severity: 3,
      source: { root },
    })
  const composed: BulletinDesk['composed'] = (kind = 'daily') =>
    ask(author, 'POST', '/v1/bulletins', { process: tokens.process, kind })
  const proposed: BulletinDesk['proposed'] = async (kind) => {
    const { id } = await composed(kind)
    return ask(author, 'POST', `/v1/bulletins/${id}:propose`, { reason: 'Para la reunión del lunes' })
  }
  for (const root of ['radio-a', 'ong-b', 'prensa-c']) await report(root)
  // The measures of the alert are the last that comes of the reports: what is counted from here on stays as it is.
  await vi.waitFor(
    async () => {
      const { items } = await ask<{ items: unknown[] }>(author, 'GET', '/v1/actions')
      expect(items.length).toBeGreaterThan(0)
    },
    { timeout: 400_000, interval: 500 },
  )
  return {
    tokens,
    author,
    second,
    url,
    desk,
    ask,
    report,
    composed,
    proposed,
    one: (id) => ask(author, 'GET', `/v1/bulletins/${id}`),
    async published(kind) {
      const { id, hash } = await proposed(kind)
      return ask(second, 'POST', `/v1/bulletins/${id}:publish`, { hash })
    },
    async close() {
      await desk.close()
      await app.stop()
    },
  }
}
