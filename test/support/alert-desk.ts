// What the browser tests of alerts ask of the API: a request, a report that its sources let everybody read, and the alert that it makes.
import { expect, vi } from 'vitest'
import type { FirstRun } from '#app/first-run.ts'

export interface AlertDesk {
  readonly ask: <Answer>(
    who: string,
    method: string,
    route: string,
    body?: object,
    etag?: string,
  ) => Promise<Answer>
  /** A threat against a candidate unless `more` says otherwise; returns the signal's id. */
  readonly report: (name: string, place: string, more?: object) => Promise<string>
  /** The alert of a department, once it stands at the level. */
  readonly alertOf: (place: string, level: string) => Promise<string>
}

interface Listed {
  readonly id: string
  readonly level: string | null
}

/** `url` is asked for with each request: the product starts after the test file was read. */
export function alertDesk(tokens: FirstRun, url: () => string): AlertDesk {
  const ask: AlertDesk['ask'] = async <Answer>(
    who: string,
    method: string,
    route: string,
    body?: object,
    etag?: string,
  ) => {
    const answer = await fetch(url() + route, {
      method,
      headers: {
        authorization: `Bearer ${who}`,
        'content-type': 'application/json',
        ...(etag === undefined ? {} : { 'if-match': etag }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    expect(answer.ok, `${method} ${route}: ${text}`).toBe(true)
    return JSON.parse(text) as Answer
  }
  return {
    ask,
    async report(name, place, more = {}) {
      const { id } = await ask<{ id: string }>(tokens.analyst, 'POST', '/v1/signals', {
        external_id: `alert-desk-${name}`,
        process: tokens.process,
        category: 'threat',
        target: { kind: 'candidate' },
        place,
        severity: 3,
        consent: { internal: true, ombudsman: true, un: true },
        source: { root: name },
        ...more,
      })
      return id
    },
    alertOf: (place, level) =>
      vi.waitFor(
        async () => {
          const { items } = await ask<{ items: Listed[] }>(
            tokens.ombudsman,
            'GET',
            `/v1/alerts?place=${place}`,
          )
          const found = items.find((one) => one.level === level)
          if (found === undefined) throw new Error(`no ${level} in ${place} yet`)
          return found.id
        },
        { timeout: 300_000, interval: 500 },
      ),
  }
}
