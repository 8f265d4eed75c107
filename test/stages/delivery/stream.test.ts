// What a stream tells to whom, and when it ends.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import { type EventClient, openEvents, until } from '../../support/event-stream.ts'
import { anActor } from '../../support/route-server.ts'
import { streamServer } from '../../support/stream-server.ts'
import { plan, run, useRig } from './deliver-rig.ts'
import { addEvent, alertId, audience } from './rows.ts'

const rig = useRig()
let callers: Record<string, Actor>
let server: Awaited<ReturnType<typeof streamServer>>
let clients: EventClient[]

beforeEach(async () => {
  callers = {
    duty: anActor({ office: 'duty' }),
    sur: anActor({ office: 'office-sur', territory: ['AA02'] }),
    liaison: anActor({ role: 'un_liaison', office: 'liaison', marking: 'TLP:AMBER' }),
    clear: anActor({ marking: 'TLP:CLEAR' }),
    bound: anActor({ processes: ['another'] }),
    analyst: anActor({ role: 'analyst' }),
  }
  server = await streamServer(rig().db, callers)
  clients = []
})
afterEach(async () => {
  for (const one of clients) await one.close()
  await server.close()
})

async function connect(who: string, lastEventId?: string): Promise<EventClient> {
  const client = openEvents(server.url, who, lastEventId)
  clients.push(client)
  await until(() => client.told.length > 0, `${who} is ready`)
  return client
}
const has = (client: EventClient, event: string) => client.told.some((one) => one.event === event)
const topics = (client: EventClient) => [...new Set(client.told.map((one) => one.event))].toSorted()

describe('a change', () => {
  test('is told with its ids and states to everybody who may see it, and to nobody else', async () => {
    const duty = await connect('duty')
    const others = {
      liaison: await connect('liaison'),
      sur: await connect('sur'),
      clear: await connect('clear'),
      bound: await connect('bound'),
    }
    await addEvent(rig().db, {}, { audiences: [audience('duty'), audience('liaison')] })
    await plan(rig())
    await run(rig())
    await until(
      () => has(duty, 'inbox.changed') && duty.told.some((one) => one.data['state'] === 'accepted'),
      'all is told',
    )
    expect(duty.told.map(({ event }) => event).slice(0, 2)).toEqual(['ready', 'alert.changed'])
    expect(duty.told.find((one) => one.event === 'alert.changed')?.data).toEqual({
      alert_id: alertId,
      ordinal: 1,
      kind: 'fired',
      level: 'warning',
      process: 'aa-2026-general',
      place: 'AA0101',
      shadow: false,
    })
    expect(duty.told.find((one) => one.event === 'inbox.changed')?.data).toMatchObject({
      recipient: 'duty',
      state: 'delivered',
    })
    await until(() => has(others.liaison, 'delivery.changed'), 'the liaison is told')
    const own = others.liaison.told.filter((one) => one.event === 'delivery.changed')
    expect(new Set(own.map((one) => one.data['recipient']))).toEqual(new Set(['liaison']))
    expect(topics(others.liaison)).toEqual(['alert.changed', 'delivery.changed', 'ready'])
    for (const who of ['sur', 'clear', 'bound'] as const) expect(topics(others[who])).toEqual(['ready'])
  })

  test('that came while nobody listened is told on return', async () => {
    const first = await connect('duty')
    const lastEventId = first.lastEventId()
    await first.close()
    await addEvent(rig().db)
    await addEvent(rig().db, { ordinal: 2, kind: 'raised', level: 'critical' })
    const second = await connect('duty', lastEventId)
    await until(() => second.told.length >= 3, 'both are told')
    expect(second.told.slice(1).map((one) => one.data['ordinal'])).toEqual([1, 2])
  })
})

describe('a stream', () => {
  test.each([
    ['not ours', 'x-17'],
    ['of another database', '999999999999999999_0_a'],
  ])('goes on after an id that is %s by telling the client to load anew', async (_name, id) => {
    const client = await connect('duty', id)
    expect(client.told[0]?.event).toBe('reset')
    await addEvent(rig().db)
    await until(() => has(client, 'alert.changed'), 'it is live')
  })

  test.each([
    ['revoked', undefined],
    ['of another territory now', { territory: ['AA02'] }],
    ['of another role now', { role: 'un_liaison' }],
  ] as const)('ends when its token is %s', async (_name, change) => {
    const client = await connect('duty')
    if (change === undefined) delete callers['duty']
    else callers['duty'] = anActor({ office: 'duty', ...change })
    await client.ended
    await addEvent(rig().db)
    expect(topics(client)).toEqual(['ready'])
  })

  test('is refused to a token that may not read alerts, and beyond the number for one token', async () => {
    expect(await openEvents(server.url, 'analyst').status).toBe(403)
    const many = await Promise.all(Array.from({ length: limits.streamsPerToken }, () => connect('duty')))
    const refused = openEvents(server.url, 'duty')
    expect(await refused.status).toBe(429)
    await many[0]?.close()
    // the place is free once the server has seen the end
    let last = openEvents(server.url, 'duty')
    while ((await last.status) !== 200) last = openEvents(server.url, 'duty')
    clients.push(last)
  })

  test('ends with the server, which does not wait for it', async () => {
    const client = await connect('duty')
    await server.close()
    await client.ended
  })
})
