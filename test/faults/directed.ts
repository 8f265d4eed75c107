// Scenarios with a script instead of chance: one key at once, another body under a known key, another order, a retraction in the middle,
// a partner's webhook, an entry that kills its reader.
import { setTimeout as sleep } from 'node:timers/promises'
import { record } from '../support/oracle/plain.ts'
import { openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import { type Arena, type Scenario, untilSettled } from './arena.ts'
import type { Operation } from './operations.ts'
import { shuffled } from './random.ts'
import { createAgent, type Reply, send } from './request.ts'
import { number, text } from './row.ts'
import { makeSignal, type SignalBody, threat } from './signals.ts'
import { copyProduct, type Patch } from './snapshot.ts'
import { prepareWorld, type World } from './world.ts'

const agent = createAgent()

/** Posts and logs it, until it is answered. */
async function post(
  arena: Arena,
  body: SignalBody,
  key?: string,
  operation = invoke(arena, body, key),
): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    const port = arena.fleet.apis[0]?.port ?? 0
    const reply = await send(agent, {
      port,
      method: 'POST',
      path: '/v1/signals',
      token: arena.world.analyst,
      key,
      body,
    })
    const isDone = reply.kind === 'answer' && reply.status < 300
    arena.log.settle(operation, isDone ? 'ok' : 'unknown', undefined, isDone ? idOf(reply) : undefined)
    if (isDone || tries > 100) return reply
    await sleep(100)
  }
}

function invoke(arena: Arena, body: SignalBody, key: string | undefined): Operation {
  const [marker, externalId] = [text(body['title']), text(body['external_id'])]
  return arena.log.invoke({ marker, kind: 'signal', key, externalId }, body)
}

function idOf(reply: Reply): string {
  return reply.kind === 'answer' ? text(record(reply.body)['id']) : ''
}

async function revise(arena: Arena, id: string, reason: string): Promise<void> {
  const key = `key-${reason}`
  const operation = arena.log.invoke({ marker: reason, kind: 'retraction', key, externalId: undefined }, {})
  const path = `/v1/signals/${id}/retractions`
  const port = arena.fleet.apis[0]?.port ?? 0
  const token = arena.world.analyst
  const reply = await send(agent, { port, method: 'POST', path, token, key, body: { reason } })
  const isDone = reply.kind === 'answer' && reply.status === 201
  arena.log.settle(operation, isDone ? 'ok' : 'unknown', undefined, isDone ? idOf(reply) : undefined)
  if (!isDone) arena.found.add('script', `retraction ${reason} was not taken`)
}

async function postAtOnce(arena: Arena): Promise<void> {
  const process = arena.world.processes[3] ?? arena.world.processes[0]
  const body = { ...threat('at-once', process, 'BO02', 'radio-x'), external_id: 'at-once' }
  const operation = invoke(arena, body, 'one-key')
  const posts = Array.from({ length: 50 }, () => post(arena, body, 'one-key', operation))
  const replies = await Promise.all(posts)
  const ids = new Set(replies.map(idOf))
  if (ids.size !== 1) arena.found.add('doubled', `50 posts with one key named ${ids.size} signals`)
  const other = await send(agent, {
    port: arena.fleet.apis[0]?.port ?? 0,
    method: 'POST',
    path: '/v1/signals',
    token: arena.world.analyst,
    key: 'one-key',
    body: { ...body, severity: 4 },
  })
  const status = other.kind === 'answer' ? other.status : 0
  if (status !== 422)
    arena.found.add('script', `the same key with another body was answered ${status}, not 422`)
}

/** A report older than what its rule allows is stale, and then the order counts by design: stale evidence raises nothing alone. */
const freshMs = 4 * 3_600_000

/** The same reports into two processes, sorted by event time into one and shuffled into the other. */
async function postInTwoOrders(arena: Arena): Promise<void> {
  const [sorted, other = sorted] = arena.world.processes
  const bodies = Array.from({ length: 120 }, (_unused, index) =>
    makeSignal(arena.random, `order-${index}`, sorted, freshMs),
  ).toSorted((a, b) => (text(a['event_time']) < text(b['event_time']) ? -1 : 1))
  // Equal event times too.
  const even = bodies.map((body, index) =>
    index % 5 === 1 ? { ...body, event_time: bodies[index - 1]?.['event_time'] } : body,
  )
  for (const body of even.map((one) => named(one, sorted)))
    await post(arena, body, `key-${text(body['title'])}`)
  for (const body of shuffled(arena.random, even).map((one) => named(one, other))) await post(arena, body)
}

function named(body: SignalBody, process: string): SignalBody {
  const marker = `${text(body['title'])}-${process}`
  return { ...body, process, title: marker, external_id: marker }
}

async function checkSameAlerts(arena: Arena): Promise<void> {
  const [sorted, other = sorted] = arena.world.processes
  const rows = await arena.ask(
    `select process, rule_id || ' ' || key::text || ' ' || episode || ' ' || coalesce(level, '-') || ' ' || state as alert
     from alert where rule_id in ('candidate-threats', 'electoral-premises-attacks') order by 2`,
  )
  const of = (process: string) =>
    rows.filter((row) => row['process'] === process).map((row) => text(row['alert']))
  arena.found.count('alerts in both orders', of(sorted).length)
  if (of(sorted).length === 0) arena.found.add('script', 'no alert to compare')
  if (of(sorted).join('\n') !== of(other).join('\n'))
    arena.found.add('alert differs', `sorted ${of(sorted).join(', ')}; shuffled ${of(other).join(', ')}`)
}

async function retractAroundAlert(arena: Arena): Promise<void> {
  const process = arena.world.processes[2] ?? arena.world.processes[0]
  const say = (name: string, place: string, root: string) =>
    post(arena, { ...threat(name, process, place, root), external_id: name }, `key-${name}`)
  // Before: the third report is gone when the alert would have been raised.
  const early = idOf(await say('before-1', 'BO01', 'radio-x'))
  await revise(arena, early, 'retract-before')
  await say('before-2', 'BO01', 'party-y')
  await say('before-3', 'BO01', 'ngo-z')
  // After: the alert has been raised and told.
  const late = idOf(await say('after-1', 'BO02', 'radio-x'))
  await say('after-2', 'BO02', 'party-y')
  await say('after-3', 'BO02', 'ngo-z')
  await untilSettled(arena)
  await revise(arena, late, 'retract-after')
  await untilSettled(arena)
  const rows = await arena.ask(
    `select a.department, a.state, e.ordinal, e.kind,
       (select count(*)::int from delivery d where d.alert_id = e.alert_id and d.ordinal = e.ordinal
          and d.channel_type = 'inbox' and d.state in ('delivered', 'seen')) as told
     from alert a join alert_event e on e.alert_id = a.id
     where a.process = $1 and a.rule_id = 'candidate-threats' order by a.department, e.ordinal`,
    [process],
  )
  const story = rows.map(
    (row) => `${text(row['department'])} ${text(row['kind'])} told ${number(row['told'])}`,
  )
  arena.found.count('retractions around alerts', 2)
  const isRight =
    story[0] === 'BO02 fired told 1' &&
    story.length > 1 &&
    story.slice(1).every((one) => one.startsWith('BO02'))
  const last = rows.at(-1)
  const isWithdrawn = last?.['state'] !== 'firing' && number(last?.['told']) === 1
  if (!isRight || !isWithdrawn)
    arena.found.add('script', `retractions around alerts gave: ${story.join(', ')}`)
}

/** The duty officers are told by webhook too, as an installation with a partner's endpoint would have it. */
const webhookRoutes: readonly Patch[] = [
  {
    file: 'rules/bo/routes.yaml',
    find: 'channels: [inbox, email-duty, sms-duty]',
    put: 'channels: [inbox, webhook-partner]',
  },
  {
    file: 'rules/bo/routes.yaml',
    find: "signing: standard-webhooks-v1, max_marking: 'TLP:GREEN'",
    put: "signing: standard-webhooks-v1, max_marking: 'TLP:AMBER+STRICT'",
  },
]

let sink: WebhookSink | undefined

export function webhookScenario(id: string, patches: readonly Patch[] = []): Scenario {
  return {
    id,
    faults: ['F05', 'F63'],
    title: "workers die after a partner's 2xx; the partner breaks connections",
    roles: ['api', 'worker', 'worker'],
    queue: 'redis',
    isInQuick: false,
    clients: 2,
    async setUp(campaign) {
      sink = await openWebhookSink()
      const template = `${id.replaceAll('-', '_')}_template`
      await campaign.postgres.createFrom(undefined, template)
      const world: World = await prepareWorld(campaign.postgres.url(template), 2, false)
      const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
      return {
        root: await copyProduct(campaign.root, `${campaign.folder}/${id}/product`, [
          ...webhookRoutes,
          ...patches,
        ]),
        template,
        world,
        env: {
          VIGIA_WEBHOOKS: JSON.stringify({ 'webhook-partner': { url: sink.url, secret } }),
          VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
        },
        close: () => sink?.close() ?? Promise.resolve(),
      }
    },
    async inject({ fleet }) {
      sink?.behave('reset', { status: 204 })
      await fleet.workers[0]?.dieAt('delivery.after_accept:1', 8_000)
      await fleet.workers[1]?.dieAt('delivery.after_accept:2', 8_000)
      await fleet.workers[0]?.dieAt('delivery.after_claim:1', 8_000)
    },
    check: checkCopies,
  }
}

/** Judged at the sink: each delivery arrived, under one id, with at most one more copy per fault. */
async function checkCopies(arena: Arena): Promise<void> {
  const copies = new Map<string, number>()
  for (const { headers } of sink?.calls ?? []) {
    const id = headers['webhook-id'] ?? ''
    copies.set(id, (copies.get(id) ?? 0) + 1)
  }
  const rows = await arena.ask(
    `select 'msg_' || id as id, state, due_at is not null and due_at > app.now() as waits from delivery
     where channel = 'webhook-partner' and state not in ('withheld', 'superseded', 'draft')`,
  )
  const kills = [...arena.fleet.kills.values()].reduce((sum, count) => sum + count, 0)
  const extra = [...copies.values()].reduce((sum, count) => sum + count - 1, 0)
  arena.found.count('webhooks', rows.length)
  arena.found.count('webhook copies beyond one', extra)
  if (rows.length === 0) arena.found.add('script', 'nothing went to the webhook')
  // One broken connection was asked of the sink: it had read the whole request.
  if (extra > kills + 1) arena.found.add('told twice', `${extra} extra webhooks for ${kills} kills`)
  for (const row of rows) {
    const id = text(row['id'])
    if (!copies.has(id) && row['waits'] !== true)
      arena.found.add('untold', `webhook ${id}, ${text(row['state'])}`)
    copies.delete(id)
  }
  for (const id of copies.keys()) arena.found.add('unexpected', `webhook ${id}: no such delivery`)
}

/** A reader that dies of a marked entry, as a defect in the engine would make it. */
const poison: Patch = {
  file: 'src/scoring/read-entries.ts',
  find: '  const signals = await signalsOf(trx, lane, taken)\n',
  put: `  const signals = await signalsOf(trx, lane, taken)
  for (const one of signals.values()) if (one.fields['narrative'] === 'poison') process.kill(process.pid, 'SIGKILL')
`,
}

export const directed: readonly Scenario[] = [
  {
    id: 'scripted',
    faults: ['F47', 'F48', 'F72', 'F73'],
    title: 'one key at once, another body, another order, retractions around alerts',
    roles: ['api', 'worker', 'worker'],
    queue: 'redis',
    isInQuick: true,
    clients: 0,
    async inject(arena) {
      await postAtOnce(arena)
      await retractAroundAlert(arena)
      await postInTwoOrders(arena)
    },
    check: checkSameAlerts,
  },
  webhookScenario('webhook'),
  {
    id: 'poison',
    faults: ['F11'],
    title: 'an entry that kills every worker that reads it',
    roles: ['api', 'worker', 'worker'],
    queue: 'redis',
    isInQuick: false,
    clients: 1,
    poisoned: 1,
    async setUp(campaign) {
      return {
        root: await copyProduct(campaign.root, `${campaign.folder}/poison/product`, [poison]),
        killsItself: 'poison',
      }
    },
    async inject(arena) {
      const body = threat('poison', arena.world.processes[0], 'BO03', 'radio-x')
      await sleep(1_000)
      await post(arena, { ...body, external_id: 'poison', narrative: 'poison' }, 'poison')
      const deadline = performance.now() + 120_000
      while (performance.now() < deadline) {
        const rows = await arena.ask('select 1 from quarantine')
        if (rows.length > 0) return
        await sleep(250)
      }
    },
  },
]
