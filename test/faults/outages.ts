// Every way out down for a day. Judged at the receivers and by the record.
import { list, record } from '../support/oracle/plain.ts'
import type { Arena, Scenario } from './arena.ts'
import { plantAlerts, runOut, until, untilIdle } from './planted.ts'
import { idOf, receiversOf, setUpOf, withPartner } from './receivers.ts'
import { createAgent, send } from './request.ts'
import { number, text } from './row.ts'

const agent = createAgent()

async function askApi(arena: Arena, method: 'GET' | 'POST', to: string, key?: string): Promise<unknown> {
  const reply = await send(agent, {
    port: arena.fleet.apis[0]?.port ?? 0,
    method,
    path: to,
    token: arena.world.ombudsman,
    key,
    ...(method === 'POST' ? { body: { reason: 'fault suite' } } : {}),
  })
  if (reply.kind === 'answer' && reply.status < 300) return reply.body
  throw new Error(`${method} ${to}: ${JSON.stringify(reply)}`)
}

const downAlerts = 10

async function takeAllDown(arena: Arena): Promise<void> {
  const { ask, found } = arena
  const receivers = receiversOf(arena)
  receivers.manner = 'reset'
  receivers.mails.behave({ refuse: 421 })
  const [process] = arena.world.processes
  const plan = { process, name: 'down-', from: 1, to: downAlerts, audience: 'ombudsman-duty' } as const
  await plantAlerts(ask, { ...plan, criticalEvery: 2 })
  await until(arena, () => receivers.webhooks.calls.length > 0, 'nothing was tried')
  await runOut(arena, { seconds: 24 * 3_600 })
  if (receivers.taken.length + receivers.mails.mails.length > 0)
    found.add('script', 'the receivers were not down')
  // What the console shows in red.
  const recipients = list(record(await askApi(arena, 'GET', '/v1/recipients'))['items']).map(record)
  const ways = recipients.flatMap((one) => list(one['channels']).map(record))
  const red = new Set(ways.filter((one) => one['state'] === 'degraded').map((one) => text(one['channel'])))
  found.count('F65 channels shown as degraded', red.size)
  for (const channel of ['webhook-partner', 'email-duty'])
    if (!red.has(channel)) found.add('outage', `${channel} is not shown as degraded after 24 h`)
  receivers.manner = { status: 204 }
  receivers.mails.behave('accept')
  await runOut(arena)
  await reviveDead(arena)
  await untilIdle(arena)
}

/** Mail is tried for a day; what was given up is a dead letter that a named person sends again. */
async function reviveDead(arena: Arena): Promise<void> {
  for (let page = 0; page < 50; page += 1) {
    const dead = list(record(await askApi(arena, 'GET', '/v1/dead-letters?limit=100'))['items']).map(record)
    if (dead.length === 0) return
    for (const one of dead)
      await askApi(arena, 'POST', `/v1/deliveries/${text(one['id'])}:retry`, crypto.randomUUID())
    arena.found.count('F65 dead letters sent again by a person', dead.length)
    await untilIdle(arena)
  }
}

async function checkOutage(arena: Arena): Promise<void> {
  const { ask, found } = arena
  const { taken, mails } = receiversOf(arena)
  const arrived = new Set([...taken.map((one) => one.id), ...mails.mails.map(idOf)])
  const rows = await ask(`
    select d.id::text as id, d.channel, d.state, d.carrier::text as carrier from delivery d join alert a on a.id = d.alert_id
    where a.rule_id = 'down-' and d.ordinal = 1 and d.channel_type in ('webhook', 'email') and d.state <> 'withheld'`)
  found.count('F65 deliveries', rows.length)
  // Told one by one, or in the list of another.
  const lost = rows.filter((row) => !arrived.has(text(row['id'])) && !arrived.has(text(row['carrier'])))
  for (const row of lost)
    found.add('untold', `${text(row['channel'])} ${text(row['id'])} ${text(row['state'])}`)
  if (rows.length !== 2 * downAlerts) found.add('script', `${rows.length} deliveries, not ${2 * downAlerts}`)
  const [inbox] = await ask(`
    select count(distinct alert_id)::int as n from delivery where channel_type = 'inbox' and state in ('delivered', 'seen') and ordinal = 1`)
  if (number(inbox?.['n']) !== downAlerts) found.add('outage', `${number(inbox?.['n'])} alerts in the inbox`)
  const [escalated] = await ask(
    "select count(distinct alert_id)::int as alerts, count(*)::int as steps from alert_event where kind = 'escalated'",
  )
  found.count('F65 alerts escalated', number(escalated?.['alerts']))
  if (number(escalated?.['alerts']) !== downAlerts)
    found.add('outage', `${number(escalated?.['alerts'])} of ${downAlerts} unanswered alerts were escalated`)
}

export const outageScenario: Scenario = {
  id: 'outage',
  faults: ['F65'],
  title: 'every way out down for 24 hours',
  roles: ['api', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  setUp: setUpOf('outage', [withPartner]),
  inject: takeAllDown,
  check: checkOutage,
}
