// Thousands of deliveries while their senders are killed, mail connections drop after DATA and webhooks answer 500 nine times: each arrives,
// with at most one extra copy per fault, under one id and with the same bytes. Judged at the receivers. `--long`: 10,000 and more.
import { setTimeout as sleep } from 'node:timers/promises'
import { header, type KeptMail, type MailSink, openMailSink } from '../support/mail-sink.ts'
import { type KeptCall, type Manner, openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import type { Arena, Campaign, Scenario } from './arena.ts'
import type { Ask, Row } from './machines.ts'
import { plantAlerts, runOut } from './planted.ts'
import { noStormControl } from './receivers.ts'
import { number, text } from './row.ts'
import { copyProduct, type Patch } from './snapshot.ts'
import type { Findings } from './verdict.ts'
import { prepareWorld } from './world.ts'

/** The duty officers are told by webhook, mail and inbox, whatever the marking. */
const routes: readonly Patch[] = [
  {
    file: 'rules/bo/routes.yaml',
    find: 'channels: [inbox, email-duty, sms-duty]',
    put: 'channels: [inbox, webhook-partner, email-duty]',
  },
  // Each alert is told at once and once: neither storm control nor a ladder adds to what is judged here.
  {
    file: 'rules/bo/routes.yaml',
    find: '  ladder: departmental-then-national\n',
    put: '  ladder: none\n',
  },
  noStormControl,
]

/** One call in so many is answered 500 nine times; one mail in so many loses its connection after DATA, once. */
const FAILS_EVERY = 20
const DROPS_EVERY = 25
const FAILURES = 9

interface Receivers {
  readonly webhooks: WebhookSink
  readonly mails: MailSink
  /** Webhook ids with the number of times that they were refused. */
  readonly refused: Map<string, number>
  /** Message-IDs whose connection was dropped once. */
  readonly dropped: Set<string>
  /** Calls answered 204, in order. */
  readonly taken: KeptCall[]
}

let receivers: Receivers | undefined

async function openReceivers(): Promise<Receivers> {
  const refused = new Map<string, number>()
  const dropped = new Set<string>()
  const taken: KeptCall[] = []
  const decide = (call: KeptCall): Manner => {
    const id = call.headers['webhook-id'] ?? ''
    const count = refused.get(id) ?? 0
    if (isChosen(id, FAILS_EVERY) && count < FAILURES) {
      refused.set(id, count + 1)
      return { status: 500 }
    }
    taken.push(call)
    return { status: 204 }
  }
  const drops = (mail: KeptMail): boolean => {
    const id = header(mail, 'message-id') ?? ''
    if (!isChosen(id, DROPS_EVERY) || dropped.has(id)) return false
    dropped.add(id)
    return true
  }
  const mails = await openMailSink({ disabledCommands: ['STARTTLS'] }, drops)
  return { webhooks: await openWebhookSink(decide), mails, refused, dropped, taken }
}

/** By the id alone, so that every try of one delivery has the same fate. */
function isChosen(id: string, every: number): boolean {
  const digits = /[0-9a-f]{8}/.exec(id.replace('msg_', ''))?.[0] ?? '0'
  return Number.parseInt(digits, 16) % every === 0
}

function countOf({ isQuick, isLong }: Campaign): number {
  if (isLong) return 5_200
  return isQuick ? 120 : 600
}

/** On a machine that is busy with other things a delivery takes a tenth of a second. */
function patienceOf({ campaign }: Arena): number {
  return campaign.isLong ? 3_600_000 : 900_000
}

export const deliveryCopies: Scenario = {
  id: 'delivery-copies',
  faults: ['F05', 'F56', 'F63', 'F64'],
  title: 'senders killed, mail dropped after DATA, webhooks that answer 500 nine times',
  roles: ['worker', 'worker'],
  queue: 'redis',
  isInQuick: true,
  clients: 0,
  async setUp(campaign) {
    receivers = await openReceivers()
    const { webhooks, mails } = receivers
    const template = 'delivery_copies_template'
    await campaign.postgres.createFrom(undefined, template)
    const world = await prepareWorld(campaign.postgres.url(template), 1, false)
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    return {
      root: await copyProduct(campaign.root, `${campaign.folder}/delivery-copies/product`, routes),
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
  },
  async inject(arena) {
    const count = countOf(arena.campaign)
    await Promise.all([addAlerts(arena, count), killSenders(arena, count)])
    await arena.fleet.untilUp()
    await runOut(arena, { patienceMs: patienceOf(arena) })
  },
  check: checkCopies,
}

/** In steps, so that planning, sending and dying go on side by side. */
async function addAlerts({ ask, world, campaign }: Arena, count: number): Promise<void> {
  const [process] = world.processes
  // The everyday size is spread over the time that a killed process needs to come back.
  const [step, pauseMs] = campaign.isLong ? [200, 200] : [20, 1_000]
  for (let from = 0; from < count; from += step) {
    const to = Math.min(count, from + step)
    await plantAlerts(ask, {
      process,
      name: 'delivery-copies-',
      from: from + 1,
      to,
      audience: 'ombudsman-duty',
    })
    await sleep(pauseMs)
  }
}

/** At random moments, and at the two points where a copy can come about: after the claim, and after the other side has taken it. */
async function killSenders(arena: Arena, count: number): Promise<void> {
  const { fleet, random, ask } = arena
  const [first, second] = fleet.workers
  await first?.dieAt(`delivery.after_accept:${random.int(1, 6)}`, 20_000)
  await second?.dieAt(`delivery.after_claim:${random.int(1, 6)}`, 20_000)
  const deadline = performance.now() + patienceOf(arena)
  while ((await openRows(ask)) > 0 || (await planned(ask)) < count) {
    if (performance.now() > deadline) break
    const up = fleet.workers.filter((one) => one.isUp())
    if (up.length === fleet.workers.length) up[random.int(0, up.length - 1)]?.kill('random worker')
    await sleep(random.int(1_500, 5_000))
  }
}

/** First tries that are still to come. */
async function openRows(ask: Ask): Promise<number> {
  const [row] = await ask(
    `select (select count(*) from alert_event where planned_at is null)::int
       + (select count(*) from delivery where state = 'planned')::int as waiting`,
  )
  return number(row?.['waiting'])
}

async function planned(ask: Ask): Promise<number> {
  const [row] = await ask('select count(*)::int as n from alert_event where planned_at is not null')
  return number(row?.['n'])
}

async function checkCopies(arena: Arena): Promise<void> {
  if (receivers === undefined) throw new Error('no receivers')
  const { ask, found, campaign } = arena
  const { refused, dropped } = receivers
  const copies = copiesOf(receivers)
  const rows = await ask(`
    select d.id::text as id, d.channel_type, d.state,
      (select count(*) from attempt t where t.delivery_id = d.id and t.outcome in ('unknown', 'stale'))::int as cut
    from delivery d where d.channel_type in ('webhook', 'email') and d.state <> 'withheld'`)
  const wanted = countOf(campaign) * 2
  if (rows.length !== wanted) found.add('script', `${rows.length} deliveries, not ${wanted}`)
  const lost = new Set([...dropped].map((one) => one.replace(/^<|@.*$/g, '')))
  let extra = 0
  for (const row of rows) {
    const id = text(row['id'])
    const arrived = copies.get(id) ?? []
    copies.delete(id)
    extra += Math.max(0, arrived.length - 1)
    // What the product itself knows to have been cut off, and the connections that the receiver dropped.
    judgeOne(found, row, arrived, number(row['cut']) + (lost.has(id) ? 1 : 0))
  }
  // The clock passed mornings: channels were tested, which is no delivery of an alert.
  // Nor is one of those tried again when it was refused: it does not count among what is refused nine times.
  for (const row of await ask('select id::text as id from channel_message')) {
    copies.delete(text(row['id']))
    refused.delete(`msg_${text(row['id'])}`)
  }
  for (const id of copies.keys()) found.add('unexpected', `${id}: no such delivery`)
  const counts = [...refused.values()]
  found.count('deliveries judged at the receivers', rows.length)
  found.count('copies beyond one', extra)
  found.count('webhooks refused nine times', counts.filter((one) => one === FAILURES).length)
  found.count('mails dropped after DATA', dropped.size)
  if (counts.some((one) => one !== FAILURES)) found.add('script', 'a webhook was not refused nine times')
}

/** What arrived, by the id of its delivery. */
function copiesOf({ taken, mails }: Receivers): Map<string, string[]> {
  const copies = new Map<string, string[]>()
  const note = (id: string, bytes: string) => void copies.set(id, [...(copies.get(id) ?? []), bytes])
  for (const { headers, body } of taken) note((headers['webhook-id'] ?? '').replace('msg_', ''), body)
  for (const mail of mails.mails) note((header(mail, 'message-id') ?? '').replace(/^<|@.*$/g, ''), mail.raw)
  return copies
}

function judgeOne(found: Findings, row: Row, arrived: readonly string[], faults: number): void {
  const [id, state] = [text(row['id']), text(row['state'])]
  if (arrived.length === 0) found.add('untold', `${text(row['channel_type'])} ${id}, ${state}`)
  if (arrived.length > 1 + faults)
    found.add('told twice', `${id}: ${arrived.length} copies for ${faults} faults`)
  if (new Set(arrived).size > 1) found.add('told twice', `${id}: copies with different bytes`)
  if (state !== 'accepted') found.add('undelivered', `${id} ${state}`)
}
