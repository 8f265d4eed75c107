// Over a thousand raw byte streams at a listening server: a sound request cut off at every byte, with bytes changed by a seed, and with every
// odd length, coding, host, target and line that HTTP/1.1 parsers have differed over. Each ends with a closed connection and no answer of
// 500 and above; after every group the server answers. STREAM_SEED repeats a run.
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDice } from '../fuzz/draw.ts'
import { openTestApp, storedRows, type TestApp } from '../support/app.ts'

const seed = Number(process.env['STREAM_SEED'] ?? 20_261_128)
let app: TestApp
let port: number
beforeAll(async () => {
  app = await openTestApp()
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  port = address.port
})
afterAll(() => app.close())

/** Everything that comes back until the connection is closed; `ends`: our side says that no more will come. */
function exchange(bytes: string, ends = true): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      socket.write(bytes, 'latin1')
      if (ends) socket.end()
    })
    socket.on('data', (part) => {
      answer += part.toString('latin1')
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(answer))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
  })
}

const statusesOf = (answer: string) =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))

/** Some at a time, as a busy listener sees them; every status that came back. */
async function sendAll(streams: readonly string[], ends = true): Promise<number[]> {
  const statuses: number[] = []
  for (let at = 0; at < streams.length; at += 25) {
    const answers = await Promise.all(streams.slice(at, at + 25).map((one) => exchange(one, ends)))
    statuses.push(...answers.flatMap(statusesOf))
    const alive = await exchange('GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(statusesOf(alive)).toEqual([200])
  }
  return statuses
}

const signal = (id: string) =>
  JSON.stringify({ external_id: id, process: app.process, category: 'threat', place: 'BO02' })
const sound = (id = 'stream') => {
  const body = signal(id)
  return `${head('POST', '/v1/signals')}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}
const head = (method: string, target: string, host = 'Host: x\r\n') =>
  `${method} ${target} HTTP/1.1\r\n${host}Connection: close\r\nAuthorization: Bearer ${app.tokens.desk}\r\n`

/** Lines put between the head and a body that says nothing. */
const lines: readonly string[] = [
  ...[
    '',
    '-1',
    '+2',
    '0x2',
    '2,2',
    '2, 3',
    '2 2',
    ' 2',
    '2;',
    'two',
    '99999999999999999999',
    '1e1',
    '００',
  ].map((length) => `Content-Length: ${length}`),
  'Content-Length: 2\r\nContent-Length: 3',
  'Content-Length: 2\r\nContent-Length: 2',
  'Content-Length : 2',
  'Content-Length\t: 2',
  ' Content-Length: 2',
  'Content_Length: 2',
  ...['chunked', 'Chunked', ' chunked', 'chunked,', ',chunked', 'chunked, identity', 'identity, chunked'].map(
    (coding) => `Transfer-Encoding: ${coding}`,
  ),
  ...['xchunked', 'gzip', 'gzip, chunked', 'chunked, chunked', '"chunked"', 'chunked;q=1', '\x0bchunked'].map(
    (coding) => `Transfer-Encoding: ${coding}`,
  ),
  'Transfer-Encoding: chunked\r\nContent-Length: 2',
  'Content-Length: 2\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding:\r\n chunked',
  'X-A: b\r\n folded',
  'X-A: b\r\n\tfolded',
  'X-A: \x00',
  'X-A: \x01\x02',
  'X-A: a\rb',
  'X-A: a\nb',
  'X\x00A: b',
  'X A: b',
  'X-A',
  ': b',
  '__proto__: x',
  'constructor: x',
  `X-A: ${'a'.repeat(20_000)}`,
  ...[500, 3_000].map((count) => Array.from({ length: count }, (_, index) => `X-${index}: b`).join('\r\n')),
  'Expect: 100-continue\r\nContent-Length: 2',
  'Expect: 200-maybe',
  'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
  'Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13',
  'Cookie: __Host-vigia_session=a; __Host-vigia_session=b',
  `Cookie: ${'a=b; '.repeat(2_000)}`,
  'Content-Encoding: gzip\r\nContent-Length: 2',
  'Trailer: Authorization\r\nTransfer-Encoding: chunked',
]
const bodies = ['{}', '0\r\n\r\n', '2\r\n{}\r\n0\r\n\r\n', '2;ext="\r\n{}\r\n0\r\n\r\n']
const chunks = [
  'zz',
  '-1',
  '+2',
  '0x2',
  ' 2',
  '2 ',
  'ffffffffffffffff',
  '2\n',
  '2;a=b;c',
  '',
  '02',
  '2\r\r\n',
]
const targets = [
  '*',
  '/',
  '//',
  '/\\',
  '/..',
  '/%2e%2e/etc/passwd',
  '/../../etc/passwd',
  '/v1/signals/%zz',
  '/v1/signals/%00',
  '/v1/signals/\x00',
  '/v1/signals/ \x7f',
  '/v1//signals',
  '/v1/signals?%',
  '/v1/signals?a[b][c]=d&a=1&a=2',
  '/v1/signals#fragment',
  'http://example.org/v1/me',
  'http://example.org:99999/v1/me',
  'https:///v1/me',
  'ftp://x/v1/me',
  'file:///etc/passwd',
  'example.org:443',
  'v1/me',
  '?x',
  `/${'a'.repeat(20_000)}`,
  `/v1/alerts?${'a=b&'.repeat(3_000)}`,
  '/v1/ñ',
  '/\xff\xfe',
]
const hosts = ['', 'Host:\r\n', 'Host: a\r\nHost: b\r\n', 'Host: a,b\r\n', 'Host: a@b\r\n', 'Host: x y\r\n']
const methods = [
  'GET',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PUT',
  'DELETE',
  'PATCH',
  'BREW',
  'get',
  'GET\x00',
  'PRI',
  '',
]
const versions = [
  'HTTP/0.9',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/9.9',
  'HTTP/1.1 ',
  'http/1.1',
  'X',
  '',
]

test('a sound request cut off at every byte: refused or dropped, and nothing is stored', async () => {
  const whole = sound()
  const before = await storedRows(app.core)
  const cut = Array.from({ length: whole.length }, (_, length) => whole.slice(0, length))
  expect(cut.length).toBeGreaterThan(250)
  const statuses = await sendAll(cut)
  expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([])
  expect(await storedRows(app.core)).toEqual(before)
  // The same bytes, whole, are taken in: what was cut off was a request.
  expect(statusesOf(await exchange(whole))).toEqual([201])
})

test('a sound request with bytes changed, doubled, taken out or put in', async () => {
  const dice = createDice(seed)
  const odd = ['\x00', '\r', '\n', '\r\n', ' ', '\t', ':', '\xff', '\x80', ',', ';', '%', '"', '\x7f', '0']
  const changed = Array.from({ length: 300 }, (_, index) => {
    const whole = sound(`changed-${index}`)
    let text = whole
    for (let wounds = 1 + dice.below(3); wounds > 0; wounds -= 1) {
      const at = dice.below(text.length)
      const until = at + dice.pick([0, 1, 1, 2, 20])
      text =
        text.slice(0, at) + (dice.chance(0.2) ? text.slice(at, until) : dice.pick(odd)) + text.slice(until)
    }
    return text
  })
  process.stdout.write(`byte streams: STREAM_SEED=${seed}\n`)
  expect((await sendAll(changed)).filter((status) => status >= 500)).toEqual([])
})

describe('what parsers have differed over', () => {
  test('lengths, codings and lines, with four bodies each', async () => {
    const streams = lines.flatMap((line) =>
      bodies.map((body) => `${head('POST', '/v1/signals')}${line}\r\n\r\n${body}`),
    )
    expect(streams.length).toBeGreaterThan(200)
    const statuses = await sendAll(streams)
    expect(statuses.filter((status) => status === 201 || status >= 500)).toEqual([])
  })

  test('chunks, targets, hosts, methods, versions', async () => {
    const chunked = `${head('POST', '/v1/signals')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    const streams = [
      ...chunks.map((size) => `${chunked}${size}\r\n{}\r\n0\r\n\r\n`),
      ...targets.map((target) => `${head('GET', target)}\r\n`),
      ...targets.map((target) => `${head('POST', target)}Content-Length: 2\r\n\r\n{}`),
      ...hosts.map((host) => `${head('GET', '/v1/me', host)}\r\n`),
      ...methods.map((method) => `${head(method, '/v1/nothing')}\r\n`),
      ...versions.map((version) => `GET /v1/me ${version}\r\nHost: x\r\nConnection: close\r\n\r\n`),
      'GET /v1/me HTTP/1.1\nHost: x\n\n',
      '\r\n\r\n\r\n',
      '\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00',
      `${sound('twice')}${sound('twice')}`,
      `${head('GET', '/v1/nothing').replace('Connection: close\r\n', '')}\r\n`.repeat(200),
      '\x00'.repeat(70_000),
    ]
    expect((await sendAll(streams)).filter((status) => status >= 500)).toEqual([])
  })

  test('nobody who starts and then says nothing keeps a connection', async () => {
    const whole = sound('slow')
    const body = whole.indexOf('\r\n\r\n') + 4
    const waiting = [
      '',
      'G',
      'GET / HTTP/1.1',
      'GET / HTTP/1.1\r\nHost: x\r\n',
      ...[1, 5, 20].map((n) => whole.slice(0, body + n)),
    ]
    const before = await storedRows(app.core)
    const statuses = await sendAll(waiting, false)
    expect(statuses.filter((status) => status !== 408 && status !== 400)).toEqual([])
    expect(await storedRows(app.core)).toEqual(before)
  })
})
