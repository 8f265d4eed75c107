// Plays drawn requests against a world, a few at a time, and keeps what came of them.

import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type Contract, createContract } from '../support/openapi.ts'
import { routesOf } from '../support/route-list.ts'
import { createDice } from './draw.ts'
import { createKnown, type Learning } from './known.ts'
import { createRequests, type Drawn, type Requests, targetsOf } from './requests.ts'
import type { Tally } from './tally.ts'
import { type FuzzWorld, openFuzzWorld } from './world.ts'

export interface Plan {
  readonly seed: number
  readonly requests: number
  /** Every so many answers one is held against the API document. */
  readonly compareEvery: number
  readonly atOnce: number
  readonly databaseUrl?: string | undefined
  readonly onProgress?: () => void
}

/** How often what the requests have left behind is scored and planned. */
const workEvery = 10_000
/** Past the most that the server waits for anything. */
const hangMs = 60_000

interface Play {
  readonly world: FuzzWorld
  readonly known: Learning
  readonly requests: Requests
  readonly tally: Tally
  readonly contract: Contract
}

export async function playWorld(plan: Plan, tally: Tally): Promise<void> {
  const world = await openFuzzWorld(plan.databaseUrl)
  try {
    const dice = createDice(plan.seed)
    const known = createKnown(world.document, world.process, world.secret)
    const requests = createRequests(dice, world, targetsOf(world, routesOf(world.desk.server)), known)
    const play = { world, known, requests, tally, contract: createContract(world.document) }
    for (let done = 0; done < plan.requests; done += workEvery) {
      await playSome(play, plan, Math.min(workEvery, plan.requests - done))
      await world.work()
      plan.onProgress?.()
      // What is left in it beside are lines of sign-ins between the requests.
      const failed = world.faults.splice(0).filter((line) => line.includes('"sweep.failed"'))
      if (failed.length > 0) tally.fault(faultOf(undefined, 500, 'WORK', failed))
    }
  } finally {
    await world.close()
  }
}

async function playSome(play: Play, { compareEvery, atOnce }: Plan, count: number): Promise<void> {
  let left = count
  const player = async () => {
    while (left > 0) {
      left -= 1
      await ask(play, left % compareEvery === 0)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, player))
}

interface Said {
  readonly status: number
  readonly code: string
  readonly contentType: string
  /** Undefined when it is no JSON, or a long one that nobody looks into. */
  readonly body: { readonly code?: string } | undefined
  readonly tag: string | undefined
}

async function ask(play: Play, isCompared: boolean): Promise<void> {
  const { requests, tally } = play
  const drawn = requests.next()
  const start = performance.now()
  const said = await send(play, drawn, isCompared)
  const { status, code } = said
  tally.add(drawn, status, code, performance.now() - start)
  noteFaults(play, drawn, said, isCompared)
  if (status < 300) learn(play, drawn, said)
  if (status === 401) await drawn.caller.renew?.(code)
  else if (status !== 403) requests.welcome(drawn.target, drawn.caller)
}

async function send({ world, tally }: Play, drawn: Drawn, isCompared: boolean): Promise<Said> {
  const { method, url, headers, payload } = drawn
  const asked = world.desk.server.inject({
    method: method as 'GET',
    url,
    headers,
    remoteAddress: `10.9.${tally.requests % 250}.1`,
    ...(payload === undefined ? {} : { payload }),
  })
  const answer = await withinTime(asked, drawn)
  const contentType = answer.headers['content-type'] ?? ''
  const text = plainText(answer.rawPayload, answer.headers['content-encoding'])
  const isJson = contentType.includes('json') && !contentType.includes('ndjson') && text !== ''
  const isRead = isJson && (isCompared || text.length < 20_000)
  const body = isRead ? (JSON.parse(text) as { code?: string }) : undefined
  return {
    status: answer.statusCode,
    code: body?.code ?? '',
    contentType,
    body,
    tag: answer.headers['etag'],
  }
}

/** Some of the drawn requests take compressed answers. */
function plainText(payload: Buffer, encoding: string | string[] | number | undefined): string {
  if (encoding === 'br') return brotliDecompressSync(payload).toString()
  return (encoding === 'gzip' ? gunzipSync(payload) : payload).toString()
}

function learn({ known }: Play, { target }: Drawn, { body, tag }: Said): void {
  known.learn(target.path, body)
  if (tag !== undefined) known.tags.set(target.path, tag)
}

function noteFaults({ world, tally, contract }: Play, drawn: Drawn, said: Said, isCompared: boolean): void {
  const { status, code, contentType, body } = said
  // A chain that stands still says so by a 503: that is what the probe is for.
  const isProbe = status === 503 && drawn.target.path === '/health/pipeline'
  if (status >= 500 && !isProbe) tally.fault(faultOf(drawn, status, code, world.faults.splice(0)))
  if (!isCompared || body === undefined) return
  const { method, url } = drawn
  const faults = contract.faults({ method, url, status, contentType, body })
  if (faults.length > 0) tally.fault(faultOf(drawn, status, 'CONTRACT', faults))
}

/** An answer that never comes is a fault of its own kind, and ends the run: nothing after it would mean anything. */
async function withinTime<T>(asked: PromiseLike<T>, drawn: Drawn): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new Error(`no answer within ${hangMs} ms: ${drawn.method} ${drawn.url}`)),
    hangMs,
  )
  try {
    return await Promise.race([asked, promise])
  } finally {
    clearTimeout(timer)
  }
}

function faultOf(drawn: Drawn | undefined, status: number, code: string, logged: readonly string[]) {
  return {
    status,
    code,
    method: drawn?.method ?? '',
    url: drawn?.url ?? '',
    caller: drawn?.caller.name ?? '',
    headers: drawn?.headers ?? {},
    payload: drawn?.payload?.slice(0, 5_000),
    logged: logged.join('\n').slice(0, 3_000),
  }
}
