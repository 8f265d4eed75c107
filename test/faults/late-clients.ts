// Clients that come late: a stream that goes away and comes back, reports kept for days, dates that do not exist; and what all clients share.
import { setTimeout as sleep } from 'node:timers/promises'
import { type EventClient, openEvents } from '../support/event-stream.ts'
import { type Arena, untilSettled } from './arena.ts'
import { idOf, invoke, post } from './post.ts'
import { createAgent, send } from './request.ts'
import { number, text } from './row.ts'
import { type SignalBody, threat } from './signals.ts'

export const agent = createAgent()
export const portOf = ({ fleet }: Arena) => fleet.apis[0]?.port ?? 0
export const marked = (name: string, process: string, place = 'BO04', root = 'radio-x'): SignalBody => ({
  ...threat(name, process, place, root),
  external_id: name,
})

/** F46: the stream's client is away while alerts change, and comes back with the last id that it has. */
export async function awayAndBack(arena: Arena): Promise<void> {
  const url = `http://127.0.0.1:${portOf(arena)}/v1/stream`
  const process = arena.world.processes[2] ?? arena.world.processes[0]
  const raise = async (place: string) => {
    for (const root of ['radio-x', 'party-y', 'ngo-z'])
      await post(arena, marked(`f46-${place}-${root}`, process, place, root), `f46-${place}-${root}`)
    await untilSettled(arena)
  }
  const ids: string[] = []
  let last: string | undefined
  const places = ['BO01', 'BO02', 'BO03', 'BO04', 'BO05', 'BO06']
  for (const [index, place] of places.entries()) {
    const client = openEvents(url, arena.world.ombudsman, last)
    await client.status
    const isListening = index % 2 === 0
    // Every second alert comes while nobody listens.
    if (!isListening) await client.close()
    await raise(place)
    await sleep(isListening ? 1_500 : 100)
    ids.push(...changesIn(client))
    last = client.lastEventId() ?? last
    if (isListening) await client.close()
  }
  const client = openEvents(url, arena.world.ombudsman, last)
  await sleep(3_000)
  ids.push(...changesIn(client))
  await client.close()
  const rows = await arena.ask(
    `select e.alert_id::text || ' ' || e.ordinal as id from alert_event e join alert a on a.id = e.alert_id
     where a.process = $1 and not a.is_shadow`,
    [process],
  )
  const told = new Set(ids)
  arena.found.count('F46 changes of alerts', rows.length)
  arena.found.count('F46 events told', ids.length)
  if (rows.length === 0) arena.found.add('script', 'F46: no alerts')
  for (const row of rows)
    if (!told.has(text(row['id']))) arena.found.add('untold', `F46: ${text(row['id'])} on no stream`)
}

/** «alert ordinal» of every change of an alert that the client was told. */
export function changesIn({ told }: EventClient): string[] {
  const changes = told.filter((one) => one.event === 'alert.changed')
  return changes.map(({ data }) => `${text(data['alert_id'])} ${text(data['ordinal'])}`)
}

/** F49: five hundred reports of three days ago, kept by a phone without a network. */
export async function daysLate(arena: Arena): Promise<void> {
  const process = arena.world.processes[3] ?? arena.world.processes[0]
  const old = Temporal.Now.instant().subtract({ hours: 72 }).toString({ smallestUnit: 'millisecond' })
  for (let from = 0; from < 500; from += 100) {
    const bodies = Array.from({ length: 100 }, (_unused, index) => ({
      ...marked(`f49-${from + index}`, process, 'BO07', arena.random.pick(['radio-x', 'party-y', 'ngo-z'])),
      event_time: old,
    }))
    const operations = bodies.map((body) => invoke(arena, body, `f49-${from}`))
    const reply = await send(agent, {
      port: portOf(arena),
      method: 'POST',
      path: '/v1/signals:batch',
      token: arena.world.analyst,
      key: `f49-${from}`,
      body: bodies,
    })
    const isDone = reply.kind === 'answer' && reply.status < 300
    if (!isDone) arena.found.add('network', `F49: ${JSON.stringify(reply).slice(0, 300)}`)
    for (const one of operations) arena.log.settle(one, isDone ? 'ok' : 'unknown')
  }
  await untilSettled(arena)
  await judgeOldReports(arena, process)
}

async function judgeOldReports(arena: Arena, process: string): Promise<void> {
  const [row] = await arena.ask(
    `select count(*)::int as stored, count(*) filter (where s::text like '%late%')::int as late,
       (select count(*)::int from alert where process = $1 and not is_late and closed_at is null) as alerts
     from signal s where external_id like 'f49-%'`,
    [process],
  )
  arena.found.count('F49 reports stored', number(row?.['stored']))
  arena.found.count('F49 marked late', number(row?.['late']))
  arena.found.count('F49 alerts not marked late', number(row?.['alerts']))
  if (number(row?.['stored']) !== 500 || number(row?.['late']) !== 500)
    arena.found.add('network', `F49: ${JSON.stringify(row)}`)
  if (number(row?.['alerts']) > 0)
    arena.found.add('alert unexpected', 'F49: old reports alone raised an alert that is not late')
}

/** F53: dates that exist are taken, others refused with the field named; never an error of ours. */
export async function oddDates(arena: Arena): Promise<void> {
  const corpus: readonly (readonly [string, boolean])[] = [
    ['2024-02-29T12:00:00-04:00', true],
    ['2025-12-31T23:59:59.999-04:00', true],
    ['2000-02-29T00:00:00Z', true],
    ['1900-01-01T00:00:00Z', true],
    ['2025-02-29T12:00:00Z', false],
    ['1900-02-29T12:00:00Z', false],
    ['2025-04-31T12:00:00Z', false],
    ['1899-12-31T23:59:59Z', false],
    ['9999-12-31T23:59:59Z', false],
    ['10000-01-01T00:00:00Z', false],
    ['+010000-01-01T00:00:00Z', false],
    ['+275761-01-01T00:00:00Z', false],
    ['2025-06-01T24:00:00Z', false],
    ['2025-06-01T12:00:00', false],
    ['2025-06-01', false],
    ['0000-00-00T00:00:00Z', false],
  ]
  for (const [index, [date, isReal]] of corpus.entries()) {
    const name = `f53-${index}`
    const body = {
      ...marked(name, arena.world.processes[3] ?? arena.world.processes[0], 'BO08'),
      event_time: date,
    }
    const call = {
      port: portOf(arena),
      method: 'POST',
      path: '/v1/signals',
      token: arena.world.analyst,
    } as const
    const reply = await send(agent, { ...call, key: name, body })
    const status = reply.kind === 'answer' ? reply.status : 0
    const names = reply.kind === 'answer' ? JSON.stringify(reply.body).includes('/event_time') : false
    const isRight = isReal ? status === 201 : status === 422 && names
    if (!isRight) arena.found.add('network', `F53: ${date} was answered ${status}`)
    if (status === 201) arena.log.settle(invoke(arena, body, name), 'ok', status, idOf(reply))
  }
  arena.found.count('F53 dates', corpus.length)
}
