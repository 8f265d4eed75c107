// What happens to deliveries when everything is down, when too much comes at once, and when a recipient may not be told any more. Judged at
// the receivers and by the record.
import { readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { list, record } from '../support/oracle/plain.ts'
import { header, type KeptMail, type MailSink, openMailSink } from '../support/mail-sink.ts'
import { type KeptCall, type Manner, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import type { Arena, Campaign, Scenario } from './arena.ts'
import { moveClock, plantAlerts, runOut, until, untilIdle } from './planted.ts'
import { createAgent, send } from './request.ts'
import { number, text } from './row.ts'
import { copyProduct, type Patch } from './snapshot.ts'
import { prepareWorld } from './world.ts'

const file = 'rules/bo/routes.yaml'
const withPartner: Patch = {
  file,
  find: 'channels: [inbox, email-duty, sms-duty]',
  put: 'channels: [inbox, webhook-partner, email-duty]',
}
const noLadder: Patch = { file, find: '  ladder: departmental-then-national\n', put: '  ladder: none\n' }

interface Receivers {
  readonly webhooks: WebhookSink
  readonly mails: MailSink
  /** Webhook calls that were answered 204, and when. */
  readonly taken: { readonly id: string; readonly at: number }[]
  manner: Manner
}

const opened = new Map<string, Receivers>()
const agent = createAgent()

function receiversOf({ database }: Arena): Receivers {
  const found = opened.get(database)
  if (found === undefined) throw new Error('no receivers')
  return found
}

function setUpOf(id: string, patches: readonly Patch[]) {
  return async (campaign: Campaign) => {
    const taken: { id: string; at: number }[] = []
    const mails = await openMailSink()
    const webhooks = await openWebhookSink((call: KeptCall) => {
      const { manner } = receivers
      const isTaken = typeof manner === 'object' && manner.status === 204
      if (isTaken) taken.push({ id: (call.headers['webhook-id'] ?? '').replace('msg_', ''), at: performance.now() })
      return manner
    })
    const receivers: Receivers = { webhooks, mails, taken, manner: { status: 204 } }
    opened.set(`run_${id.replaceAll('-', '_')}`, receivers)
    const template = `${id.replaceAll('-', '_')}_template`
    await campaign.postgres.createFrom(undefined, template)
    const world = await prepareWorld(campaign.postgres.url(template), 1, false)
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    return {
      root: await copyProduct(campaign.root, `${campaign.folder}/${id}/product`, patches),
      template,
      world,
      env: {
        VIGIA_WEBHOOKS: JSON.stringify({ 'webhook-partner': { url: webhooks.url, secret } }),
        VIGIA_SMTP_URL: `smtp://127.0.0.1:${mails.port}?tls=off`,
        VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
      },
      close: async () => {
        await webhooks.close()
        await mails.close()
      },
    }
  }
}

const idOf = (mail: KeptMail) => (header(mail, 'message-id') ?? '').replace(/^<|@.*$/g, '')

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

// F65 ---------------------------------------------------------------------------------------------------------------------------------

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
  if (receivers.taken.length + receivers.mails.mails.length > 0) found.add('script', 'the receivers were not down')
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
    for (const one of dead) await askApi(arena, 'POST', `/v1/deliveries/${text(one['id'])}:retry`, crypto.randomUUID())
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
  for (const row of lost) found.add('untold', `${text(row['channel'])} ${text(row['id'])} ${text(row['state'])}`)
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

// F67 and F71 -------------------------------------------------------------------------------------------------------------------------

const stormSize = ({ isLong }: Campaign) => (isLong ? 10_000 : 1_000)

async function blowStorm(arena: Arena): Promise<void> {
  const { ask, campaign } = arena
  const receivers = receiversOf(arena)
  const count = stormSize(campaign)
  const [process] = arena.world.processes
  const step = count / 10
  for (let from = 0; from < count; from += step) {
    const plan = { process, name: 'storm-', from: from + 1, to: from + step, audience: 'ombudsman-duty' }
    await plantAlerts(ask, { ...plan, criticalEvery: 10 })
    await sleep(campaign.isLong ? 3_000 : 200)
  }
  await untilIdle(arena, 900_000)
  arena.found.count('F67 mails in the first hour', receivers.mails.mails.length)
  firstHour.set(arena, { mails: receivers.mails.mails.length, webhooks: receivers.taken.length })
  // The rest waits for its digest. Lists of criticals come by the minute.
  for (let step = 0; step < 5; step += 1) {
    const [row] = await ask(`
      select extract(epoch from min(coalesce(due_at, held_until)) - app.now())::float8 as ahead
      from delivery where state in ('held', 'planned', 'retry')`)
    if (row?.['ahead'] === null) break
    await moveClock(ask, Math.max(0, number(row?.['ahead'])) + 0.2)
    await sleep(1_500)
    await untilIdle(arena, 900_000)
  }
}

const firstHour = new WeakMap<Arena, { mails: number; webhooks: number }>()

async function checkStorm(arena: Arena): Promise<void> {
  const { ask, found, campaign } = arena
  const { taken, mails } = receiversOf(arena)
  const count = stormSize(campaign)
  const early = firstHour.get(arena) ?? { mails: 0, webhooks: 0 }
  // Per minute five criticals and a list, of which the storm of ten minutes at most makes few; per hour twenty others.
  const most = 20 + 6 * 3
  for (const [way, sent] of Object.entries(early)) {
    found.count(`F67 ${way} of the first hour`, sent)
    if (sent > most) found.add('storm', `${sent} ${way} in the first hour; at most ${most}`)
  }
  const rows = await ask(`
    select d.id::text as id, d.channel, d.level, d.state, coalesce(d.carrier, d.id)::text as shown from delivery d
    join alert a on a.id = d.alert_id where a.rule_id = 'storm-' and d.channel in ('webhook-partner', 'email-duty')`)
  const order = [...taken.map((one) => one.id), ...mails.mails.map(idOf)]
  const arrived = new Set(order)
  const missing = rows.filter((row) => !arrived.has(text(row['shown'])))
  found.count('F67 alerts', count)
  found.count('F67 rows on record', rows.length)
  found.count('F67 messages', order.length)
  if (rows.length !== 2 * count) found.add('storm', `${rows.length} rows on record for ${count} alerts and two ways`)
  for (const row of missing)
    found.add('untold', `${text(row['channel'])} ${text(row['level'])} ${text(row['id'])} ${text(row['state'])}`)
  const levels = new Map(rows.map((row) => [text(row['id']), text(row['level'])]))
  const firsts = [taken.map((one) => one.id), mails.mails.map(idOf)].map((ids) =>
    ids.slice(0, 5).filter((id) => levels.get(id) === 'critical').length,
  )
  found.count('F67 criticals among the first five', Math.min(...firsts))
  if (firsts.some((one) => one < 4)) found.add('storm', `criticals among the first five messages: ${firsts.join(', ')}`)
}

export const stormScenario: Scenario = {
  id: 'storm',
  faults: ['F67'],
  title: 'thousands of alerts within a minute',
  roles: ['api', 'worker', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  patienceMs: 600_000,
  setUp: setUpOf('storm', [withPartner, noLadder]),
  inject: blowStorm,
  check: checkStorm,
}

// F66, F69, F71 -----------------------------------------------------------------------------------------------------------------------

async function withdraw(arena: Arena): Promise<void> {
  const { ask, found, fleet } = arena
  const receivers = receiversOf(arena)
  const [process] = arena.world.processes
  await besideBulletin(arena)
  // F66: messages wait for their next try when the endpoint says that it is gone.
  receivers.manner = { status: 500 }
  const plan = { process, from: 1, to: 5, audience: 'ombudsman-duty' } as const
  await plantAlerts(ask, { ...plan, name: 'pending-' })
  await untilPending(arena, 'pending-', 5)
  receivers.manner = { status: 410 }
  await plantAlerts(ask, { ...plan, name: 'gone-', to: 1 })
  await until(
    arena,
    async () => (await ask("select 1 from channel_health where channel = 'webhook-partner' and state = 'disabled'")).length > 0,
    'the endpoint was not disabled',
  )
  await runOut(arena)
  const rows = await ask(`
    select d.alert_id::text as id, bool_or(d.channel = 'webhook-partner' and d.state in ('withheld', 'failed')) as ended,
      bool_or(d.channel_type = 'inbox' and d.state in ('delivered', 'seen')) as told
    from delivery d join alert a on a.id = d.alert_id where a.rule_id in ('pending-', 'gone-') group by 1`)
  found.count('F66 alerts pending at a disabled endpoint', rows.length)
  for (const row of rows)
    if (row['ended'] !== true || row['told'] !== true) found.add('withdrawn', `F66 ${text(row['id'])}: ${JSON.stringify(row)}`)
  // F69: mail waits for its next try when the recipient loses the right to read it.
  receivers.mails.behave({ refuse: 450 })
  await plantAlerts(ask, { ...plan, name: 'revoked-' })
  await untilPending(arena, 'revoked-', 5)
  await until(
    arena,
    async () =>
      (await ask("select 1 from delivery d join alert a on a.id = d.alert_id where a.rule_id = 'revoked-' and d.channel = 'email-duty' and d.state = 'retry'"))
        .length === 5,
    'the mails of F69 do not wait',
  )
  await revoke(arena)
  await fleet.workers[0]?.kill('new routes')
  await fleet.untilUp()
  const before = receivers.mails.mails.length
  receivers.mails.behave('accept')
  await runOut(arena)
  const told = receivers.mails.mails.slice(before).filter((mail) => mail.raw.includes('revoked-'))
  const left = await ask(`
    select d.alert_id::text as id, d.state, d.reason,
      exists (select 1 from delivery o where o.alert_id = d.alert_id and o.id <> d.id and o.state in ('delivered', 'seen', 'accepted')) as other
    from delivery d join alert a on a.id = d.alert_id where a.rule_id = 'revoked-' and d.channel = 'email-duty'`)
  found.count('F69 deliveries withheld at the last moment', left.filter((row) => row['state'] === 'withheld').length)
  found.count('F69 mails that arrived', told.length)
  if (told.length > 0) found.add('withdrawn', `F69: ${told.length} mails reached who may not read them`)
  for (const row of left)
    if (row['state'] !== 'withheld' || row['other'] !== true) found.add('withdrawn', `F69 ${JSON.stringify(row)}`)
}

async function untilPending(arena: Arena, rule: string, count: number): Promise<void> {
  await until(
    arena,
    async () => {
      const [row] = await arena.ask(
        `select count(*)::int as n from delivery d join alert a on a.id = d.alert_id
         where a.rule_id = $1 and d.state = 'retry'`,
        [rule],
      )
      return number(row?.['n']) >= count
    },
    `${rule}: no messages wait`,
  )
}

/** The duty officers lose the mailbox: an installation's routes are a file. */
async function revoke(arena: Arena): Promise<void> {
  const routes = path.join(arena.campaign.folder, 'withdrawn/product', file)
  const now = await readFile(routes, 'utf8')
  const next = now.replace('channels: [inbox, webhook-partner, email-duty], clearance: \'TLP:AMBER+STRICT\'', 'channels: [inbox, webhook-partner], clearance: \'TLP:AMBER+STRICT\'')
  if (next === now) throw new Error('the routes to change are gone')
  await writeFile(routes, next)
}

/** F71: how long one critical alert takes alone, and beside hundreds of messages on their way. */
async function besideBulletin(arena: Arena): Promise<void> {
  const { ask, found } = arena
  const { taken } = receiversOf(arena)
  const [process] = arena.world.processes
  const tell = async (name: string) => {
    const began = performance.now()
    const plan = { process, name, from: 1, to: 1, audience: 'ombudsman-duty', level: 'critical' } as const
    await plantAlerts(ask, plan)
    const [row] = await ask('select md5($1)::uuid::text as id', [`${name}1`])
    let id = ''
    await until(
      arena,
      async () => {
        const [made] = await ask(
          "select id::text as id from delivery where alert_id = $1::uuid and channel = 'webhook-partner'",
          [text(row?.['id'])],
        )
        id = text(made?.['id'])
        return taken.some((one) => one.id === id)
      },
      `${name} did not arrive`,
    )
    return (taken.find((one) => one.id === id)?.at ?? 0) - began
  }
  const alone = await tell('alone-')
  // A page of a bulletin each; under the limits of a storm every one would be held.
  await plantAlerts(ask, { process, name: 'bulletin-', from: 1, to: 200, audience: 'ombudsman-duty' })
  await until(
    arena,
    async () =>
      (await ask("select 1 from alert_event e join alert a on a.id = e.alert_id where a.rule_id = 'bulletin-' and e.planned_at is null"))
        .length === 0,
    'the bulletin was not planned',
  )
  const [open] = await ask("select count(*)::int as n from delivery where state in ('planned', 'sending')")
  found.count('F71 messages still on their way then', number(open?.['n']))
  const beside = await tell('beside-')
  found.count('F71 critical alone, ms', Math.round(alone))
  found.count('F71 critical beside 200 pages, ms', Math.round(beside))
  // A sweep of one second finds what the suite writes, for either; what a busy machine does to the one it does to the other.
  if (beside - alone > 2_000 + alone) found.add('late', `F71: ${Math.round(beside - alone)} ms later beside a bulletin`)
  await runOut(arena, { seconds: 1 })
}

export const withdrawnScenario: Scenario = {
  id: 'withdrawn',
  faults: ['F66', 'F69', 'F71'],
  title: 'an endpoint is disabled and a recipient loses a right while messages wait; a bulletin beside a critical alert',
  roles: ['worker'],
  queue: 'redis',
  isInQuick: true,
  clients: 0,
  setUp: setUpOf('withdrawn', [
    withPartner,
    noLadder,
    { file, find: 'fallback: {channel_down', put: 'storm: {criticals_per_minute: 1000, others_per_hour: 10000}\nfallback: {channel_down' },
  ]),
  inject: withdraw,
}
