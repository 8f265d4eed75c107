// Scenarios with a script instead of chance: one key at once, another body under a known key, another order, a retraction in the middle,
// an entry that kills its reader.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Arena, type Scenario, untilSettled } from './arena.ts'
import { idOf, invoke, post } from './post.ts'
import { shuffled } from './random.ts'
import { type Call, createAgent, type Reply, send } from './request.ts'
import { number, text } from './row.ts'
import { makeSignal, type SignalBody, threat } from './signals.ts'
import { copyProduct, type Patch } from './snapshot.ts'
import { webhookScenario, zombieScenario } from './webhooks.ts'

const agent = createAgent()

/** A busy product may say 503: the same request again. */
async function sendUntilAnswered(call: Call): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    const reply = await send(agent, call)
    if ((reply.kind === 'answer' && reply.status !== 503) || tries > 100) return reply
    await sleep(100)
  }
}

async function revise(arena: Arena, id: string, reason: string): Promise<void> {
  const key = `key-${reason}`
  const operation = arena.log.invoke({ marker: reason, kind: 'retraction', key, externalId: undefined }, {})
  const path = `/v1/signals/${id}/retractions`
  const port = arena.fleet.apis[0]?.port ?? 0
  const token = arena.world.analyst
  const reply = await sendUntilAnswered({ port, method: 'POST', path, token, key, body: { reason } })
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
  const other = await sendUntilAnswered({
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

export async function retractAroundAlert(arena: Arena): Promise<void> {
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
  // Whoever was told, at first or by the ladder, hears that it is over.
  const toldBefore = rows.slice(0, -1).reduce((sum, row) => sum + number(row['told']), 0)
  const isWithdrawn = last?.['state'] !== 'firing' && number(last?.['told']) === toldBefore
  if (!isRight || !isWithdrawn)
    arena.found.add('script', `retractions around alerts gave: ${story.join(', ')}`)
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
  zombieScenario('webhook-zombie'),
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
      const deadline = performance.now() + 400_000
      while (performance.now() < deadline) {
        const rows = await arena.ask('select 1 from quarantine')
        if (rows.length > 0) return
        await sleep(250)
      }
    },
  },
]
