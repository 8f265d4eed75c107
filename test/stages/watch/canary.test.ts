// The canary through the real API, rule, alert and webhook of an embedded installation; and that it shows nowhere else.

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beat, type CanaryPlan } from '#app/canary.ts'
import { isBeatDue, readChain, takeBeat } from '#app/canary-store.ts'
import { type App, createApp } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { openCanary } from '#app/open-canary.ts'
import { createOutboundHttp, type OutboundHttp } from '#platform/outbound-http.ts'
import { testConfig } from '../../support/app.ts'
import { openWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts'
import { restoreNow } from '../delivery/rows.ts'

const secret = `whsec_${Buffer.from('canary-canary-canary-canary').toString('base64')}`
let sink: WebhookSink
let app: App
let http: OutboundHttp
let plan: CanaryPlan
let tokens: Awaited<ReturnType<typeof openExercise>>

beforeAll(async () => {
  sink = await openWebhookSink()
  app = await createApp(
    testConfig({
      VIGIA_WEBHOOKS: JSON.stringify({ canary: { url: sink.url, secret } }),
      VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
    }),
  )
  tokens = await openExercise(app)
  const { url = '' } = await app.start()
  plan = { url, token: (await openCanary(app)) ?? '', everyMs: 60_000 }
  http = createOutboundHttp({ allowPrivateAddresses: true })
})

afterAll(async () => {
  await restoreNow(app.db)
  await http.close()
  await app.stop()
  await sink.close()
})

const counters = () =>
  sink.calls.flatMap(({ body }) => {
    const { type, data } = JSON.parse(body) as { type: string; data: { comparisons: { value: number }[] } }
    return type === 'vigia.alert.fired' ? [data.comparisons[0]?.value] : []
  })
const received = (counter: number) => expect.poll(counters, { timeout: 60_000 }).toContain(counter)
const later = (seconds: number) =>
  sql`update canary set due_at = app.now() - make_interval(secs => ${seconds})`.execute(app.db)
const ask = async (path: string, token = tokens.admin) => {
  const answer = await fetch(`${plan.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  return { status: answer.status, text: await answer.text() }
}

describe('the canary', () => {
  test('its counter arrives at the far end, and the next one after it', async () => {
    await beat(app, http, plan)
    await received(1)
    expect(await isBeatDue(app.db, plan.everyMs)).toBe(false)
    await beat(app, http, plan)
    await later(1)
    await beat(app, http, plan)
    await received(2)
    expect(counters()).toEqual([1, 2])
    expect(sink.calls[0]?.headers['webhook-signature']).toMatch(/^v1,/)
  })

  test('processes that find it due at once: one of them beats', async () => {
    await later(1)
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeBeat(app.db, plan.everyMs)))
    expect(taken.filter((one) => one !== undefined)).toEqual([3])
  })

  test('a clock that was set back does not silence it', async () => {
    await later(-86_400)
    expect(await isBeatDue(app.db, plan.everyMs)).toBe(true)
  })

  test('a beat that the API refuses is not posted, and is followed within seconds', async () => {
    await later(1)
    await beat(app, http, { ...plan, token: 'wrong' })
    const { rows } = await sql<{ wait: number }>`
      select extract(epoch from due_at - app.now())::float8 as wait from canary`.execute(app.db)
    expect(rows[0]?.wait).toBeLessThanOrEqual(5)
    const facts = await readChain(app.db, true)
    expect(facts.counter).toBe(4)
    expect(facts.postedSeconds).toBeGreaterThanOrEqual(0)
    expect(counters()).not.toContain(4)
  })

  test('a lane that stands still keeps it silent', async () => {
    await later(1)
    // In one transaction, so that no worker can take the entry up in between.
    await app.db.transaction().execute(async (trx) => {
      await sql`insert into inbox (lane, kind, ref, received_at)
        select lane, 'clock', 'stuck', app.now() - interval '2 minutes' from lane where process = 'vigia-canary'`.execute(
        trx,
      )
      await beat({ ...app, db: trx }, http, plan)
      const { rows } = await sql<{ counter: number; withheld: boolean }>`
        select counter, withheld_at is not null as withheld from canary`.execute(trx)
      expect(rows).toEqual([{ counter: 4, withheld: true }])
      await sql`delete from inbox where ref = 'stuck'`.execute(trx)
    })
  })

  test('it shows in no list of signals, alerts or processes', async () => {
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from alert where process = 'vigia-canary'`.execute(app.db)
    expect(rows[0]?.n).toBe(2)
    for (const path of ['/v1/signals', '/v1/alerts', '/v1/processes'])
      expect((await ask(path, path === '/v1/processes' ? tokens.admin : tokens.ombudsman)).text).not.toMatch(
        /vigia-canary|canary-1/,
      )
  })

  test('no other rule says anything of its process', async () => {
    const { rows } = await sql<{ rule: string }>`
      select distinct rule_id as rule from alert where process = 'vigia-canary'`.execute(app.db)
    expect(rows).toEqual([{ rule: 'pipeline-canary' }])
  })

  test('nobody else reports to its process, and it reports to no other', async () => {
    const post = (token: string, process: string) =>
      fetch(`${plan.url}/v1/signals`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ external_id: 'x', process, category: 'situation_report', place: 'BO' }),
      })
    expect((await post(tokens.analyst, 'vigia-canary')).status).toBe(422)
    expect((await post(plan.token, tokens.process)).status).toBe(422)
  })
})

describe('/health/pipeline and the gauges', () => {
  test('flow, then silence when the clock has moved on, without a token', async () => {
    const health = async () =>
      (await fetch(`${plan.url}/health/pipeline`)).json() as Promise<{ status: string }>
    expect(await health()).toMatchObject({ status: 'flowing', findings: [], limit_seconds: 180 })
    await sql`update canary set opened_at = app.now() - interval '1 hour', posted_at = app.now() - interval '1 hour'`.execute(
      app.db,
    )
    const answer = await fetch(`${plan.url}/health/pipeline`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ status: 'silent', findings: ['canary_not_posted'] })
  })

  test('the golden signals are there', async () => {
    const { text } = await ask('/metrics')
    expect(text).toMatch(/^vigia_canary_age_seconds \d/m)
    expect(text).toMatch(/^vigia_watchdog_age_seconds \d/m)
    expect(text).toMatch(/^vigia_pipeline_silent 1$/m)
    expect(text).toMatch(/^vigia_lane_waiting_entries\{process="vigia-canary",shard="0"\} 0$/m)
    expect(text).toMatch(/^vigia_oldest_unacknowledged_seconds\{level="warning"\} 0$/m)
    expect(text).toMatch(/^vigia_lanes_behind_rules 0$/m)
  })
})
