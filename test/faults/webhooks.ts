// A partner's webhook: senders that die after its 2xx, a partner that breaks connections, a sender that is frozen while it waits; judged at
// the receiver.
import { setTimeout as sleep } from 'node:timers/promises'
import { openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import type { Arena, Scenario } from './arena.ts'
import { post } from './post.ts'
import { noStormControl } from './receivers.ts'
import { text } from './row.ts'
import { threat } from './signals.ts'
import { copyProduct, type Patch } from './snapshot.ts'
import { prepareWorld, type World } from './world.ts'

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
  // Every message is told by itself: what storm control holds for a list is judged in the storm.
  noStormControl,
]

let sink: WebhookSink | undefined

/** A sender that is frozen while a partner keeps it waiting, and woken while another has taken its message over and waits as well. */
async function freezeSender(arena: Arena): Promise<void> {
  const [other, sender] = arena.fleet.workers
  sink?.behave('hang')
  const { promise: isAsked, resolve } = Promise.withResolvers<void>()
  const rests = other?.freeze(isAsked)
  await sleep(200)
  for (const root of ['radio-x', 'party-y', 'ngo-z']) {
    const body = threat(root, arena.world.processes[0], 'BO02', root)
    await post(arena, { ...body, external_id: root }, root)
  }
  await until(arena, () => (sink?.calls.length ?? 0) > 0, 'the partner was not called')
  await sleep(500)
  const isTakenOver = until(
    arena,
    async () => (await arena.ask('select 1 from attempt where ordinal > 1')).length > 0,
    'nobody took over',
  )
  const frozen = sender?.freeze(isTakenOver.then(() => sleep(1_000)))
  resolve()
  await Promise.all([rests, frozen])
  await sleep(2_000) // the woken one records its try
  sink?.behave({ status: 204 })
}

async function until(
  { found }: Arena,
  holds: () => boolean | Promise<boolean>,
  otherwise: string,
): Promise<void> {
  for (const began = performance.now(); !(await holds()); await sleep(100)) {
    if (performance.now() - began < 90_000) continue
    found.add('script', otherwise)
    return
  }
}

/** The product as built, or with patches that take a promise out. */
export function zombieScenario(id: string, patches: readonly Patch[] = []): Scenario {
  return {
    ...webhookScenario(id, patches),
    faults: ['F08'],
    title: 'a sender frozen longer than its lease, and woken while another sends',
    clients: 0,
    inject: freezeSender,
  }
}

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
     where channel = 'webhook-partner' and state not in ('withheld', 'superseded', 'draft')
       and not (state = 'held' and held_until > app.now()) -- the route's digest: its time has not come`,
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
