// A line that loses everything in one direction (F40): what the API asks the database, what it would be answered, what a worker tells the
// mail server, what it would be answered. Nobody is told of a loss, and no connection ends.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Campaign, Scenario } from './arena.ts'
import { marked, portOf } from './late-clients.ts'
import { plantAlerts, runOut, until } from './planted.ts'
import { post } from './post.ts'
import { openProxy, type Proxy } from './proxy.ts'
import { file, idOf, noLadder, receiversOf, setUpOf } from './receivers.ts'
import { createAgent, send } from './request.ts'
import { text } from './row.ts'

interface Lines {
  readonly database: Proxy
  readonly mail: Proxy
}

let lines: Lines | undefined
const id = 'one-way'
/** Long enough for every limit of the API's (a query 2 s, a request 15 s) to be met. */
const lostMs = 20_000
const ways = ['requests', 'answers'] as const

async function setUp(campaign: Campaign) {
  const setting = await setUpOf(id, [
    noLadder,
    { file, find: 'channels: [inbox, email-duty, sms-duty]', put: 'channels: [inbox, email-duty]' },
  ])(campaign)
  const direct = new URL(campaign.postgres.url(`run_${id.replaceAll('-', '_')}`))
  const mailPort = Number(new URL(setting.env.VIGIA_SMTP_URL).port)
  const random = campaign.random.stream('one-way lines')
  const opened = {
    database: await openProxy(Number(direct.port), random),
    mail: await openProxy(mailPort, random),
  }
  lines = opened
  const viaProxy = new URL(direct)
  viaProxy.port = String(opened.database.port)
  return {
    ...setting,
    env: { ...setting.env, VIGIA_SMTP_URL: `smtp://127.0.0.1:${opened.mail.port}?tls=off` },
    envOf: { api0: { DATABASE_URL: viaProxy.href } },
    close: async () => {
      await Promise.all([opened.database.close(), opened.mail.close()])
      await setting.close()
    },
  }
}

/** The API hears the clients and not the database: each answer comes in time, none is a success that is not stored. */
async function apart(arena: Arena, database: Proxy, way: (typeof ways)[number]): Promise<void> {
  const { found, world } = arena
  const process = world.processes[0]
  const name = (index: number) => `f40-${way}-${index}`
  database.swallows = way
  const began = performance.now()
  const tried = Array.from({ length: 5 }, () =>
    send(createAgent(), {
      port: portOf(arena),
      method: 'GET',
      path: '/v1/alerts?limit=1',
      token: world.ombudsman,
    }),
  )
  const posts = Array.from({ length: 10 }, (_unused, index) =>
    post(arena, marked(name(index), process), name(index)),
  )
  const replies = await Promise.all(tried)
  found.count(
    `F40 s until the last answer while ${way} are lost`,
    Math.round((performance.now() - began) / 1_000),
  )
  for (const reply of replies)
    if (reply.kind !== 'answer' || reply.status !== 503)
      found.add('network', `F40 ${way}: ${JSON.stringify(reply).slice(0, 200)}`)
  await sleep(Math.max(0, lostMs - (performance.now() - began)))
  database.swallows = false
  const healed = performance.now()
  await Promise.all(posts)
  const took = performance.now() - healed
  found.count(`F40 ms from the end of the loss of ${way} to the last report taken`, Math.round(took))
  if (took > 60_000) found.add('late', `F40 ${way}: ${Math.round(took)} ms`)
}

/** A worker and the mail server: whatever the loss cuts off is sent again, under the same id, once more at most. */
async function withoutMail(arena: Arena, mail: Proxy, way: (typeof ways)[number]): Promise<void> {
  const { ask, found, world } = arena
  const { mails } = receiversOf(arena)
  const plan = {
    process: world.processes[0],
    name: `f40-${way}-`,
    from: 1,
    to: 5,
    audience: 'ombudsman-duty',
  }
  mail.swallows = way
  await plantAlerts(ask, { ...plan, level: 'critical' })
  await until(
    arena,
    async () =>
      (
        await ask(
          "select 1 from delivery d join alert a on a.id = d.alert_id where a.rule_id = $1 and d.channel = 'email-duty' and d.attempts > 0",
          [plan.name],
        )
      ).length === plan.to,
    `F40 ${way}: the mails were not tried`,
    90_000,
  )
  // A send has 30 s.
  await sleep(35_000)
  mail.swallows = false
  await runOut(arena)
  const rows = await ask(
    `select d.id::text as id, d.state, (select count(*)::int from attempt t where t.delivery_id = d.id) as tries
     from delivery d join alert a on a.id = d.alert_id where a.rule_id = $1 and d.channel = 'email-duty'`,
    [plan.name],
  )
  let copies = 0
  for (const row of rows) {
    const arrived = mails.mails.filter((one) => idOf(one) === text(row['id'])).length
    copies += Math.max(0, arrived - 1)
    // Each try that the loss cut off may have arrived: one copy for each.
    if (arrived === 0) found.add('untold', `F40 ${way}: ${JSON.stringify(row)}`)
    if (arrived > Number(row['tries']))
      found.add('told twice', `F40 ${way}: ${arrived} ${JSON.stringify(row)}`)
  }
  if (rows.length !== plan.to) found.add('script', `F40 ${way}: ${rows.length} mails`)
  found.count(`F40 mails while ${way} were lost`, rows.length)
  found.count(`F40 copies while ${way} were lost`, copies)
}

export const oneWayScenario: Scenario = {
  id,
  faults: ['F40'],
  title:
    'lines that lose everything in one direction: from the API to the database and back, from a worker to the mail server and back',
  roles: ['api', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  setUp,
  async inject(arena) {
    if (lines === undefined) throw new Error('no lines')
    for (const way of ways) await apart(arena, lines.database, way)
    for (const way of ways) await withoutMail(arena, lines.mail, way)
  },
}
