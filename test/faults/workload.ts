// Clients that post, correct, retract and acknowledge over real HTTP, and try again with the same key when they do not know what happened.
import type { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { list, record, text } from '../support/oracle/plain.ts'
import type { Operation, OperationKind, OperationLog } from './operations.ts'
import type { Random } from './random.ts'
import { createAgent, type Reply, send } from './request.ts'
import { correctionOf, makeSignal, type SignalBody } from './signals.ts'
import type { World } from './world.ts'

export interface WorkloadPlan {
  readonly clients: number
  /** Pause between two operations of one client. */
  readonly pauseMs: number
  readonly world: World
  readonly ports: readonly [number, ...number[]]
  readonly log: OperationLog
  readonly random: Random
}

interface Sent {
  readonly operation: Operation
  readonly body: SignalBody
}

interface Client {
  readonly plan: WorkloadPlan
  readonly random: Random
  readonly agent: Agent
  readonly name: string
  count: number
  /** Acknowledged signals of this client, for duplicates, corrections and retractions. */
  readonly known: { readonly id: string; readonly sent: Sent }[]
  readonly retracted: Set<string>
}

type Act = (client: Client) => Promise<void>

const mix: readonly (readonly [number, Act])[] = [
  [0.46, postOne],
  [0.12, postBatch],
  [0.14, postAgain],
  [0.12, correct],
  [0.06, retract],
  [0.1, acknowledge],
]
/** Shares of clients' habits: some give up on an unknown outcome, some send once more what was answered, some posts carry no key. */
const abandons = 0.05
const sendsTwice = 0.25
const idOnly = 0.3
const externalIdOnly = 0.2
/** Tries of one request before a client gives up: longer than any outage of the suite. */
const tryLimit = 150

/** Works until the signal says stop; every operation under way is brought to its end. */
export async function runWorkload(plan: WorkloadPlan, stop: AbortSignal): Promise<void> {
  const clients = Array.from({ length: plan.clients }, (_unused, index) => ({
    plan,
    random: plan.random.stream(`client ${index}`),
    agent: createAgent(),
    name: `c${index}`,
    count: 0,
    known: [],
    retracted: new Set<string>(),
  }))
  await Promise.all(clients.map((client) => work(client, stop)))
}

async function work(client: Client, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await choose(client.random)(client)
    await sleep(client.plan.pauseMs)
  }
  client.agent.destroy()
}

function choose(random: Random): Act {
  let left = random.fraction()
  for (const [share, act] of mix) {
    left -= share
    if (left < 0) return act
  }
  return postOne
}

function nextMarker(client: Client): string {
  client.count += 1
  return `${client.name}-${client.count}`
}

function invoke(client: Client, kind: OperationKind, marker: string, body: SignalBody, key?: string): Sent {
  const externalId = typeof body['external_id'] === 'string' ? body['external_id'] : undefined
  return { operation: client.plan.log.invoke({ kind, marker, key, externalId }, body), body }
}

/** Named by its sender's id, or by an id that the client made. */
function newSignal(client: Client, hasExternalId: boolean, key: string | undefined): Sent {
  const marker = nextMarker(client)
  const process = client.random.pick(client.plan.world.processes)
  const body = makeSignal(client.random, marker, process)
  if (hasExternalId) body['external_id'] = `ext-${marker}`
  else body['id'] = madeId(client.random)
  return invoke(client, 'signal', marker, body, key)
}

function madeId(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.int(0, 15).toString(16)).join('')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}

async function postOne(client: Client): Promise<void> {
  const habit = client.random.fraction()
  const key = habit < externalIdOnly ? undefined : `key-${client.name}-${client.count + 1}`
  const sent = newSignal(client, habit < externalIdOnly || habit >= externalIdOnly + idOnly, key)
  await carryThrough(client, [sent], '/v1/signals', sent.body, key)
}

async function postBatch(client: Client): Promise<void> {
  const key = `batch-${client.name}-${client.count + 1}`
  const sents = Array.from({ length: client.random.int(2, 12) }, () =>
    newSignal(client, client.random.chance(0.7), key),
  )
  await carryThrough(
    client,
    sents,
    '/v1/signals:batch',
    sents.map((one) => one.body),
    key,
  )
}

/** What a phone does that has lost its memory of the answer: the same report once more, with another key or none. */
async function postAgain(client: Client): Promise<void> {
  const known = pickKnown(client)
  if (known === undefined) return postOne(client)
  const key = client.random.chance(0.5) ? `again-${nextMarker(client)}` : undefined
  await carryThrough(client, [known.sent], '/v1/signals', known.sent.body, key)
}

async function correct(client: Client): Promise<void> {
  const known = pickKnown(client)
  if (known === undefined || client.retracted.has(known.id)) return postOne(client)
  const marker = nextMarker(client)
  const body = { set: correctionOf(client.random), reason: marker }
  const sent = invoke(client, 'correction', marker, body, `key-${marker}`)
  await carryThrough(client, [sent], `/v1/signals/${known.id}/corrections`, body, `key-${marker}`)
}

async function retract(client: Client): Promise<void> {
  const known = pickKnown(client)
  if (known === undefined || client.retracted.has(known.id)) return postOne(client)
  client.retracted.add(known.id)
  const marker = nextMarker(client)
  const body = { reason: marker }
  const sent = invoke(client, 'retraction', marker, body, `key-${marker}`)
  await carryThrough(client, [sent], `/v1/signals/${known.id}/retractions`, body, `key-${marker}`)
}

async function acknowledge(client: Client): Promise<void> {
  const { world, ports } = client.plan
  const alerts = await send(client.agent, {
    port: client.random.pick(ports),
    method: 'GET',
    path: '/v1/alerts?limit=20',
    token: world.ombudsman,
  })
  const items = alerts.kind === 'answer' && alerts.status === 200 ? listed(alerts.body, world.processes) : []
  const id = items[client.random.int(0, Math.max(0, items.length - 1))]
  if (id === undefined) return
  const marker = nextMarker(client)
  const body = { note: marker }
  const sent = invoke(client, 'acknowledgement', marker, body, `key-${marker}`)
  const path = `/v1/alerts/${id}/acknowledgements`
  await carryThrough(client, [sent], path, body, `key-${marker}`, world.ombudsman)
}

/** Clients leave alone what a script does in processes of its own. */
function listed(body: unknown, processes: readonly string[]): string[] {
  const alerts = list(record(body)['items']).map(record)
  return alerts.filter((one) => processes.includes(text(one['process']))).map((one) => text(one['id']))
}

function pickKnown(client: Client): { id: string; sent: Sent } | undefined {
  return client.known[client.random.int(0, Math.max(0, client.known.length - 1))]
}

/** Sends until the outcome is known, or gives up; a second try goes to any server with the same key and body. */
async function carryThrough(
  client: Client,
  sents: readonly Sent[],
  path: string,
  body: unknown,
  key: string | undefined,
  token = client.plan.world.analyst,
): Promise<void> {
  let isSentTwice = false
  const isPatient = !client.random.chance(abandons)
  for (let tries = 1; tries <= tryLimit; tries += 1) {
    const port = client.random.pick(client.plan.ports)
    const reply = await send(client.agent, { port, method: 'POST', path, token, key, body })
    const isKnown = settle(client, sents, reply, path)
    if (isKnown && (isSentTwice || key === undefined || !client.random.chance(sendsTwice))) return
    isSentTwice ||= isKnown
    if (!isPatient && reply.kind !== 'unsent') return
    await sleep(Math.min(50 * tries, 250))
  }
}

/** True when the outcome is known. */
function settle(client: Client, sents: readonly Sent[], reply: Reply, path: string): boolean {
  const { log } = client.plan
  const isAnswered = reply.kind === 'answer' && reply.status !== 503 && !isInFlight(reply.body)
  if (!isAnswered || reply.status >= 500) {
    if (isAnswered) log.faultyAnswers.push(`${reply.status} to ${path}: ${JSON.stringify(reply.body)}`)
    const status = reply.kind === 'answer' ? reply.status : undefined
    for (const { operation } of sents) log.settle(operation, 'unknown', status)
    return false
  }
  if (reply.status === 207) {
    const items = list(record(reply.body)['items']).map(record)
    for (const [index, sent] of sents.entries()) {
      const item = record(items[index])
      note(client, sent, Number(item['status']), idOf(item['signal']))
    }
  } else {
    for (const sent of sents) note(client, sent, reply.status, idOf(reply.body))
  }
  return true
}

function idOf(answer: unknown): string | undefined {
  const id = record(answer)['id']
  return typeof id === 'string' ? id : undefined
}

/** Another try of the same request is still running: its outcome is not known yet. */
function isInFlight(body: unknown): boolean {
  return record(body)['code'] === 'IDEMPOTENCY_IN_FLIGHT'
}

function note(client: Client, sent: Sent, status: number, id: string | undefined): void {
  const { operation } = sent
  const isDone = status >= 200 && status < 300
  client.plan.log.settle(operation, isDone ? 'ok' : 'fail', status, isDone ? id : undefined)
  const isNew = !client.known.some((one) => one.sent.operation === operation)
  if (isDone && id !== undefined && isNew && operation.kind === 'signal') client.known.push({ id, sent })
}
