// Dead letters and the list of all deliveries: what is there, for whom, and what a named person does about it.
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { deliveryDeskRoutes } from '#delivery/delivery-desk-routes.ts'
import { pack } from '../../support/delivery-world.ts'
import { anActor, ask, routeServer } from '../../support/route-server.ts'
import { attemptsOf, plan, retry, rowOf, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const rig = useRig()
let server: FastifyInstance
beforeEach(async () => {
  const { db, pokes } = rig()
  const callers = {
    duty: anActor({ office: 'duty' }),
    admin: anActor({ role: 'system_admin' }),
    auditor: anActor({ role: 'auditor' }),
    sur: anActor({ office: 'office-sur', territory: ['AA02'] }),
    bound: anActor({ processes: ['another'] }),
    low: anActor({ marking: 'TLP:CLEAR' }),
    verifier: anActor({ role: 'verifier' }),
  }
  const deps = { db, pokes, loadPack: () => Promise.resolve(pack) }
  server = await routeServer(callers, deliveryDeskRoutes(deps))
})

const list = async (who: string, path: string) => (await ask(server, who, 'GET', path)).body
const ids = (body: { items: { id: string }[] }) => body.items.map((one) => one.id)

/** A mail that the other side refuses for good. */
async function deadMail(): Promise<string> {
  await addEvent(rig().db)
  await plan(rig())
  rig().answers = [{ outcome: 'rejected', detail: 'EENVELOPE 550' }]
  await run(rig())
  rig().answers = []
  return (await rowOf(rig(), 'email-duty')).id
}

describe('dead letters', () => {
  test('a failed and an exhausted delivery are on the list until somebody clears them with a reason', async () => {
    const id = await deadMail()
    const { items } = await list('admin', '/v1/dead-letters')
    expect(items).toMatchObject([
      { id, state: 'failed', last_detail: 'EENVELOPE 550', alert_id: alertId, cleared: null },
    ])
    const path = `/v1/dead-letters/${id}:clear`
    expect((await ask(server, 'admin', 'POST', path, { reason: 'checked' })).status).toBe(403)
    expect((await ask(server, 'duty', 'POST', path, {})).status).toBe(422)
    const { status, body } = await ask(server, 'duty', 'POST', path, { reason: 'told by telephone' })
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { cleared: { at: '2026-03-20T18:31:00Z', reason: 'told by telephone', by: anActor().personId } },
    })
    expect(ids(await list('admin', '/v1/dead-letters'))).toEqual([])
    expect(ids(await list('auditor', '/v1/dead-letters?cleared=true'))).toEqual([id])
    expect((await ask(server, 'duty', 'POST', path, { reason: 'once more' })).body.code).toBe(
      'DELIVERY_NOT_DEAD',
    )
    const audit = await rig().db.selectFrom('audit_event').selectAll().where('object_id', '=', id).execute()
    expect(audit.map((one) => one.action)).toEqual(['delivery.cleared'])
  })

  test('a delivery that is under way is none', async () => {
    await addEvent(rig().db)
    await plan(rig())
    rig().answers = [retry]
    await run(rig())
    const { id } = await rowOf(rig(), 'email-duty')
    expect(ids(await list('duty', '/v1/dead-letters'))).toEqual([])
    for (const act of [`/v1/dead-letters/${id}:clear`, `/v1/deliveries/${id}:retry`])
      expect((await ask(server, 'duty', 'POST', act, { reason: 'try it' })).status).toBe(409)
  })
})

test('tried again: the same id and bytes, a whole new series, and on the list again when that fails too', async () => {
  await addEvent(rig().db, { level: 'watch' })
  await plan(rig())
  rig().answers = [retry]
  for (let day = 20; day <= 29; day += 1) {
    await setNow(rig().db, `2026-03-${day}T19:31:00Z`)
    await run(rig())
  }
  const before = await rowOf(rig(), 'email-duty')
  expect(before).toMatchObject({ state: 'exhausted', attempts: 9 })
  const { status, body } = await ask(server, 'duty', 'POST', `/v1/deliveries/${before.id}:retry`, {
    reason: 'the mail server is back',
  })
  expect({ status, state: body.state }).toEqual({ status: 200, state: 'planned' })
  expect(rig().pokes.given).toContain('deliver due')
  await run(rig())
  // A first failure of the new series, not the tenth of the old.
  expect(await rowOf(rig(), 'email-duty')).toMatchObject({ state: 'retry', attempts: 10 })
  rig().answers = []
  await setNow(rig().db, '2026-03-29T20:31:00Z')
  await run(rig())
  expect(await rowOf(rig(), 'email-duty')).toMatchObject({ id: before.id, state: 'accepted', attempts: 11 })
  expect((await attemptsOf(rig(), before.id)).length).toBe(11)
  const texts = new Set(
    rig()
      .sent.filter((one) => one.target.channel === 'email-duty')
      .map((one) => JSON.stringify(one)),
  )
  expect(texts.size).toBe(1)
})

describe('all deliveries', () => {
  beforeEach(async () => {
    for (let episode = 2; episode <= 6; episode += 1) {
      const id = alertId.replace(/.{4}$/, String(6_000 + episode))
      await addAlert(rig().db, { id, episode })
      await addEvent(rig().db, { alert_id: id }, { audiences: [audience('duty'), audience('partners')] })
    }
    await plan(rig())
    await run(rig())
  })

  test('are filtered by what they are', async () => {
    const counts = async (query: string) =>
      ids(await list('admin', `/v1/deliveries?limit=200&${query}`)).length
    expect(await counts('')).toBe(20)
    expect(await counts('channel=email-duty')).toBe(5)
    expect(await counts('recipient=partners')).toBe(5)
    expect(await counts('state=withheld&reason=no_usable_channel')).toBe(5)
    expect(await counts('level=critical')).toBe(0)
    expect(await counts(`alert=${alertId.replace(/.{4}$/, '6003')}`)).toBe(4)
    expect(await counts('since=2026-03-20T18:32:00Z')).toBe(0)
    expect(await counts('process=another')).toBe(0)
    expect((await ask(server, 'admin', 'GET', '/v1/deliveries?state=lost')).status).toBe(422)
  })

  test('pages follow each other without a gap or a double', async () => {
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const query: string = next === '' ? '' : `&cursor=${next}`
      const body: { items: { id: string }[]; next: string | null } = await list(
        'admin',
        `/v1/deliveries?limit=7${query}`,
      )
      seen.push(...ids(body))
      next = body.next
    }
    expect(seen.length).toBe(20)
    expect(new Set(seen).size).toBe(20)
  })

  test('nobody learns of what is outside their territory, process or marking, by list, act or error', async () => {
    const { id } = await rowOf(rig(), 'email-duty')
    for (const who of ['sur', 'bound', 'low']) {
      expect(ids(await list(who, '/v1/deliveries'))).toEqual([])
      const { body } = await ask(server, who, 'POST', `/v1/deliveries/${id}:retry`, { reason: 'try it' })
      expect(body.code).toBe('DELIVERY_UNKNOWN')
    }
    expect((await ask(server, 'verifier', 'GET', '/v1/deliveries')).status).toBe(403)
  })

  test('no content of a message is in them', async () => {
    expect(JSON.stringify(await list('admin', '/v1/deliveries?limit=200'))).not.toMatch(
      /Amenazas|Puerto|amenazas/,
    )
  })
})
