// Clients on bad lines: slow, broken, gone and back, days late, with impossible dates; and a queue whose connection is open at one end only.
import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Scenario } from './arena.ts'
import { awayAndBack, daysLate, marked, oddDates, portOf } from './late-clients.ts'
import { until } from './planted.ts'
import { idOf, invoke, post } from './post.ts'
import { openProxy, type Proxy } from './proxy.ts'
import { send } from './request.ts'

/** F41: 300 ms each way, and every fifth connection breaks. Each post is a connection of its own, tried until it is answered. */
async function onABadLine(arena: Arena): Promise<void> {
  const proxy = await openProxy(portOf(arena), arena.random)
  proxy.delayMs = 150
  proxy.resetShare = 0.2
  const process = arena.world.processes[0]
  const one = async (index: number) => {
    const name = `f41-${index}`
    const body = marked(name, process)
    const operation = invoke(arena, body, name)
    for (let tries = 0; tries < 60; tries += 1) {
      const ownLine = new Agent({ keepAlive: false })
      const reply = await send(ownLine, {
        port: proxy.port,
        method: 'POST',
        path: '/v1/signals',
        token: arena.world.analyst,
        key: name,
        body,
      })
      const isDone = reply.kind === 'answer' && reply.status < 300
      arena.log.settle(operation, isDone ? 'ok' : 'unknown', undefined, isDone ? idOf(reply) : undefined)
      if (isDone) return
      await sleep(50)
    }
    arena.found.add('script', `${name} was never acknowledged`)
  }
  await Promise.all(Array.from({ length: 60 }, (_unused, index) => one(index)))
  arena.found.count('F41 connections broken', proxy.resets())
  if (proxy.resets() === 0) arena.found.add('script', 'F41: no connection was broken')
  await proxy.close()
}

function requestHead(arena: Arena, path: string, bytes: number, key: string): string {
  return [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${arena.world.analyst}`,
    'content-type: application/json',
    `content-length: ${bytes}`,
    `idempotency-key: ${key}`,
    'connection: close',
    '\r\n',
  ].join('\r\n')
}

async function open(arena: Arena): Promise<Socket> {
  const socket = connect(portOf(arena), '127.0.0.1')
  socket.on('error', () => undefined)
  // Unread, the end of a connection would never be noticed.
  socket.resume()
  await once(socket, 'connect')
  return socket
}

/** F42: a hundred signals at 64 kbit/s. */
async function atModemSpeed(arena: Arena): Promise<void> {
  const process = arena.world.processes[0]
  const bodies = Array.from({ length: 100 }, (_unused, index) => marked(`f42-${index}`, process, 'BO05'))
  const operations = bodies.map((body) => invoke(arena, body, 'f42'))
  const bytes = Buffer.from(JSON.stringify(bodies))
  const socket = await open(arena)
  let answer = ''
  socket.on('data', (part: Buffer) => {
    answer += part.toString()
  })
  const closed = once(socket, 'close')
  const began = performance.now()
  socket.write(requestHead(arena, '/v1/signals:batch', bytes.length, 'f42'))
  for (let at = 0; at < bytes.length && socket.writable; at += 800) {
    socket.write(bytes.subarray(at, at + 800))
    await sleep(100)
  }
  await Promise.race([closed, sleep(20_000, undefined, { ref: false })])
  socket.destroy()
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
  arena.found.count('F42 kB', Math.round(bytes.length / 1_024))
  arena.found.count('F42 seconds', Math.round((performance.now() - began) / 1_000))
  const isDone = status >= 200 && status < 300
  for (const one of operations) arena.log.settle(one, isDone ? 'ok' : 'unknown', status)
  if (!isDone) arena.found.add('network', `F42: answered ${status}: ${answer.slice(-300)}`)
}

/** Of 150 posts one after the other, in milliseconds. */
async function p99Of(arena: Arena, name: string): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < 150; index += 1) {
    const began = performance.now()
    await post(arena, marked(`${name}-${index}`, arena.world.processes[0], 'BO06'), `${name}-${index}`)
    times.push(performance.now() - began)
    await sleep(20)
  }
  return times.toSorted((a, b) => a - b)[148] ?? 0
}

/** F43: sockets that send a letter now and then, some in the head and some in the body; a client beside them measures, and did before. */
async function amongSlowOnes(arena: Arena): Promise<void> {
  const count = arena.campaign.isQuick ? 400 : 2_000
  const alone = await p99Of(arena, 'f43-alone')
  const sockets: Socket[] = []
  for (let index = 0; index < count; index += 1) {
    const socket = await open(arena)
    socket.write(
      index % 2 === 0
        ? 'POST /v1/signals HTTP/1.1\r\nhost: x\r\nx-a: '
        : requestHead(arena, '/v1/signals', 9_000, `slow-${index}`),
    )
    sockets.push(socket)
  }
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('a')
  }, 500)
  const p99 = await p99Of(arena, 'f43')
  clearInterval(timer)
  arena.found.count('F43 slow sockets', count)
  arena.found.count('F43 p99 ms alone', Math.round(alone))
  arena.found.count('F43 p99 ms', Math.round(p99))
  // A second; on a machine that takes as long by itself, no more than twice that.
  if (p99 >= Math.max(1_000, 2 * alone))
    arena.found.add(
      'network',
      `F43: p99 ${Math.round(p99)} ms beside ${count} slow sockets, ${Math.round(alone)} ms alone`,
    )
  const isCut = await until(
    arena,
    () => sockets.every((socket) => socket.closed || socket.destroyed || !socket.readable),
    'F43: slow sockets are held for ever',
    90_000,
  )
  if (isCut) arena.found.count('F43 slow sockets cut by the product', count)
  for (const socket of sockets) socket.destroy()
}

/** F44: half a body, then the connection breaks. */
async function droppedInTheMiddle(arena: Arena): Promise<void> {
  const count = 40
  for (let index = 0; index < count; index += 1) {
    const bytes = Buffer.from(JSON.stringify(marked(`f44-${index}`, arena.world.processes[0])))
    const socket = await open(arena)
    socket.write(requestHead(arena, '/v1/signals', bytes.length, `f44-${index}`))
    socket.write(bytes.subarray(0, arena.random.int(1, bytes.length - 1)))
    await sleep(5)
    socket.resetAndDestroy()
  }
  await sleep(500)
  const stored = await arena.ask("select 1 from signal where external_id like 'f44-%'")
  arena.found.count('F44 bodies cut off', count)
  if (stored.length > 0) arena.found.add('unexpected', `F44: ${stored.length} half bodies were stored`)
}

let redisProxy: Proxy | undefined

/** F45: nothing passes between the queue and anybody, and no connection ends. */
async function onHalfOpenQueue(arena: Arena): Promise<void> {
  if (redisProxy === undefined) throw new Error('no proxy before Redis')
  redisProxy.swallows = 'everything'
  await sleep(500)
  const process = arena.world.processes[1] ?? arena.world.processes[0]
  let slowest = 0
  for (let round = 0; round < 3; round += 1) {
    for (const root of ['radio-x', 'party-y', 'ngo-z'])
      await post(
        arena,
        marked(`f45-${round}-${root}`, process, `BO0${round + 1}`, root),
        `f45-${round}-${root}`,
      )
    const began = performance.now()
    const isTold = async () =>
      (
        await arena.ask(
          `select 1 from delivery d join alert a on a.id = d.alert_id
         where a.process = $1 and a.department = $2 and d.channel_type = 'inbox' and d.state in ('delivered', 'seen')`,
          [process, `BO0${round + 1}`],
        )
      ).length > 0
    await until(arena, isTold, 'F45: the alert was not told')
    slowest = Math.max(slowest, performance.now() - began)
  }
  arena.found.count('F45 slowest ms from the last report to the inbox', Math.round(slowest))
  // Three stages of a second's sweep each, and a busy machine.
  if (slowest > 5_000) arena.found.add('late', `F45: ${Math.round(slowest)} ms with a half-open queue`)
  redisProxy.swallows = false
  await redisProxy.close()
}
export const networkScenario: Scenario = {
  id: 'network',
  faults: ['F41', 'F42', 'F43', 'F44', 'F45', 'F46', 'F49', 'F53'],
  title: 'clients that are slow, broken, away, days late; a queue open at one end',
  roles: ['api', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  async setUp(campaign) {
    const proxy = await openProxy(
      Number(new URL(campaign.redis.url).port),
      campaign.random.stream('redis proxy'),
    )
    redisProxy = proxy
    return {
      env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
      close: () => proxy.close().catch(() => undefined),
    }
  },
  async inject(arena) {
    await onABadLine(arena)
    await atModemSpeed(arena)
    await droppedInTheMiddle(arena)
    await amongSlowOnes(arena)
    await oddDates(arena)
    await daysLate(arena)
    await awayAndBack(arena)
    await onHalfOpenQueue(arena)
  },
}
