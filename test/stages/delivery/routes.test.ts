import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { deliveryRoutes } from '#delivery/routes.ts'
import { pack } from '../../support/delivery-world.ts'
import { anActor, ask, routeServer } from '../../support/route-server.ts'
import { plan, rowOf, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const rig = useRig()
let server: FastifyInstance

beforeEach(async () => {
  const callers = {
    duty: anActor({ office: 'duty' }),
    national: anActor(),
    norte: anActor({ office: 'office-norte', territory: ['AA01'] }),
    sur: anActor({ office: 'office-sur', territory: ['AA02'] }),
    liaison: anActor({ role: 'un_liaison', marking: 'TLP:AMBER' }),
    verifier: anActor({ role: 'verifier' }),
    bound: anActor({ processes: ['another'] }),
  }
  server = await routeServer(callers, deliveryRoutes({ db: rig().db, loadPack: () => Promise.resolve(pack) }))
})

const titles = (body: { items: { title: { es: string } }[] }) => body.items.map((one) => one.title.es)

async function fire(episode: number, changes: Record<string, unknown> = {}, audiences = [audience('duty')]) {
  const id = alertId.replace(/.{4}$/, String(2_000 + episode))
  await addAlert(rig().db, {
    id,
    episode,
    title: JSON.stringify({ es: `Alerta ${episode}`, en: `Alert ${episode}` }),
    ...changes,
  })
  await addEvent(rig().db, { alert_id: id }, { audiences })
  await plan(rig())
  await run(rig())
  return id
}

describe('the log of an alert', () => {
  beforeEach(async () => {
    await addEvent(rig().db, {}, { audiences: [audience('duty'), audience('offices'), audience('liaison')] })
    await plan(rig())
    await run(rig())
  })
  const path = `/v1/alerts/${alertId}/deliveries`

  test('says for everybody considered what came of it and why', async () => {
    const { status, body } = await ask(server, 'duty', 'GET', path)
    expect(status).toBe(200)
    expect(
      body.items.map(
        (one: Record<string, string>) =>
          `${one['recipient']} ${one['channel']} ${one['state']} ${one['reason']}`,
      ),
    ).toEqual([
      'duty email-duty accepted planned',
      'duty inbox delivered planned',
      'duty sms-duty withheld no_usable_channel',
      'liaison email-liaison accepted planned',
      'office-norte email-office accepted planned',
      'office-norte inbox delivered planned',
    ])
    expect(body.items[0]).toMatchObject({
      event: { ordinal: 1, kind: 'fired' },
      attempts: 1,
      due_at: null,
      accepted_at: '2026-03-20T18:31:00Z',
    })
  })

  test('a liaison sees the rows of the liaison', async () => {
    const { body } = await ask(server, 'liaison', 'GET', path)
    expect(body.items.map((one: { recipient: string }) => one.recipient)).toEqual(['liaison'])
  })

  test.each(['sur', 'bound'])('%s may not know of the alert', async (caller) => {
    expect((await ask(server, caller, 'GET', path)).body.code).toBe('ALERT_UNKNOWN')
  })

  test('every try of a delivery, for those who see the delivery', async () => {
    const mail = await rowOf(rig(), 'email-duty')
    const { body } = await ask(server, 'duty', 'GET', `/v1/deliveries/${mail.id}/attempts`)
    expect(body.items).toMatchObject([
      { ordinal: 1, outcome: 'accepted', detail: '250', ended_at: '2026-03-20T18:31:00Z' },
    ])
    for (const caller of ['sur', 'liaison', 'bound']) {
      expect((await ask(server, caller, 'GET', `/v1/deliveries/${mail.id}/attempts`)).status).toBe(404)
    }
    expect((await ask(server, 'duty', 'GET', `/v1/deliveries/${alertId}/attempts`)).status).toBe(404)
  })
})

describe('the inbox', () => {
  test('holds the messages to the caller’s own office, in both languages', async () => {
    const id = await fire(2, {}, [audience('offices')])
    const { body } = await ask(server, 'norte', 'GET', '/v1/inbox')
    expect(body).toMatchObject({
      next: null,
      items: [
        {
          alert_id: id,
          recipient: 'office-norte',
          kind: 'fired',
          level: 'warning',
          alert_state: 'firing',
          view: 'full',
          title: { es: expect.stringContaining('Alerta 2'), en: expect.stringContaining('Alert 2') },
          link: `https://vigia.example.org/alerts/${id}`,
          delivered_at: '2026-03-20T18:31:00Z',
          seen_at: null,
        },
      ],
    })
    expect(body.items[0].lines.es).toContain('Por qué: 5 amenazas en 14 días.')
    for (const caller of ['duty', 'sur', 'liaison', 'verifier']) {
      expect((await ask(server, caller, 'GET', '/v1/inbox')).body.items).toEqual([])
    }
  })

  test('a token without an office reads those of its role', async () => {
    rig().unusable = ['sms', 'email']
    await fire(2, {}, [audience('duty'), audience('liaison')])
    const national = (await ask(server, 'national', 'GET', '/v1/inbox')).body
    const liaison = (await ask(server, 'liaison', 'GET', '/v1/inbox')).body
    expect(
      [national, liaison].map((body) => body.items.map((one: { recipient: string }) => one.recipient)),
    ).toEqual([['duty'], ['liaison']])
  })

  test('pages follow each other without a gap or a double, the newest first', async () => {
    for (let episode = 2; episode <= 6; episode += 1) {
      // Two of them arrive in the same moment.
      await setNow(rig().db, `2026-03-20T18:3${Math.max(4, episode)}:00Z`)
      await fire(episode)
    }
    const seen: string[] = []
    let url = '/v1/inbox?limit=2'
    for (let page = 0; page < 5 && url !== ''; page += 1) {
      const { body } = await ask(server, 'duty', 'GET', url)
      seen.push(...titles(body))
      url = body.next === null ? '' : `/v1/inbox?limit=2&cursor=${body.next}`
    }
    expect(seen.length).toBe(5)
    expect(new Set(seen).size).toBe(5)
    expect(seen[0]).toContain('Alerta 6')
    expect(seen[1]).toContain('Alerta 5')
    expect((await ask(server, 'duty', 'GET', '/v1/inbox?cursor=%00')).status).toBe(400)
    expect((await ask(server, 'duty', 'GET', '/v1/inbox?limit=0')).status).toBe(422)
  })

  test('a text above the caller’s marking is not listed', async () => {
    await fire(2)
    await sql`update alert set marking = 'TLP:RED'`.execute(rig().db)
    expect((await ask(server, 'duty', 'GET', '/v1/inbox')).body.items).toEqual([])
  })

  test('a message is seen once, by those whose inbox it is in', async () => {
    await fire(2)
    const { id } = await rowOf(rig(), 'inbox')
    for (const caller of ['norte', 'liaison', 'bound']) {
      expect((await ask(server, caller, 'POST', `/v1/inbox/${id}/seen`)).body.code).toBe(
        'INBOX_MESSAGE_UNKNOWN',
      )
    }
    const first = await ask(server, 'duty', 'POST', `/v1/inbox/${id}/seen`)
    await setNow(rig().db, '2026-03-20T20:00:00Z')
    const again = await ask(server, 'duty', 'POST', `/v1/inbox/${id}/seen`)
    expect(first).toMatchObject({ status: 200, body: { id, seen_at: '2026-03-20T18:31:00Z' } })
    expect(again.body).toEqual(first.body)
    expect(await rowOf(rig(), 'inbox')).toMatchObject({ state: 'seen' })
    expect((await ask(server, 'duty', 'GET', '/v1/inbox?unseen=true')).body.items).toEqual([])
    expect((await ask(server, 'duty', 'GET', '/v1/inbox')).body.items.length).toBe(1)
  })

  test('a mail is no inbox message, and what was never delivered is not there', async () => {
    await fire(2)
    const mail = await rowOf(rig(), 'email-duty')
    expect((await ask(server, 'duty', 'POST', `/v1/inbox/${mail.id}/seen`)).status).toBe(404)
  })
})
