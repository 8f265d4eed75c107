// Broken and hostile HTTP against a listening server, byte by byte: refused with a 4xx or the connection closed, and the process lives.
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, storedRows, type TestApp } from '../support/app.ts'

let app: TestApp
let port: number
beforeAll(async () => {
  app = await openTestApp()
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  port = address.port
}, 60_000)
afterAll(() => app.close())

/** Sends the bytes and returns everything that comes back until the server closes the connection. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    let answer = ''
    socket.on('data', (part) => {
      answer += part.toString('latin1')
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
  })
}

const statusesOf = (answer: string) =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
const post = (body: string, ...headers: string[]) =>
  `POST /v1/signals HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${app.tokens.desk}\r\nContent-Type: application/json\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`
const signal = () =>
  JSON.stringify({ external_id: 'raw', process: app.process, category: 'threat', place: 'BO02' })

const cases: Readonly<Record<string, () => string>> = {
  'content length and chunks at once': () =>
    post(`0\r\n\r\n${signal()}`, 'Content-Length: 4', 'Transfer-Encoding: chunked'),
  'two content lengths': () => post(signal(), 'Content-Length: 5', 'Content-Length: 6'),
  'a content length with a sign': () => post(signal(), 'Content-Length: +5'),
  'a content length that is none': () => post(signal(), 'Content-Length: five'),
  'a transfer encoding of its own': () => post(signal(), 'Transfer-Encoding: xchunked'),
  'a chunk size that is none': () => post('zz\r\nabc\r\n0\r\n\r\n', 'Transfer-Encoding: chunked'),
  'a folded header': () => post(signal(), `Content-Length: ${signal().length}`, 'X-A: b\r\n c'),
  'a space before the colon': () => post(signal(), 'Content-Length : 5'),
  'a header with a control character': () => post(signal(), 'X-A: a\x01b', 'Content-Length: 5'),
  'no Host': () => 'GET /v1/me HTTP/1.1\r\nConnection: close\r\n\r\n',
  'two Hosts': () => 'GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
  'line feeds only': () => 'GET /v1/me HTTP/1.1\nHost: x\nConnection: close\n\n',
  'a header of 20 KB': () =>
    `GET /v1/me HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\nConnection: close\r\n\r\n`,
  'a URL of 20 KB': () => `GET /v1/me?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  'a header named __proto__': () =>
    'GET /v1/me HTTP/1.1\r\nHost: x\r\n__proto__: x\r\nConnection: close\r\n\r\n',
  'a target of another host': () =>
    'GET http://example.org/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a target that leaves the root': () =>
    'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a target with a NUL': () => 'GET /v1/\x00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'a broken escape': () => 'GET /v1/signals/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'HTTP/2 in clear': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'another method': () => 'BREW /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  TRACE: () => 'TRACE /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'CONNECT to another host': () => 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n',
  'no HTTP at all': () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'a version that does not exist': () => 'GET /v1/me HTTP/9.9\r\nHost: x\r\n\r\n',
}

test.each(Object.keys(cases))('%s', async (name) => {
  const before = await storedRows(app.core)
  const answer = await exchange(cases[name]?.() ?? '')
  for (const status of statusesOf(answer)) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  }
  expect(await storedRows(app.core)).toEqual(before)
  const alive = await exchange('GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(statusesOf(alive)).toEqual([200])
})

test('an offer to go on in another protocol is left aside, and the request is served as it is', async () => {
  const answer = await exchange(
    'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
  )
  expect(statusesOf(answer).every((status) => status === 200 || (status >= 400 && status < 500))).toBe(true)
  expect(answer).not.toContain('101 ')
})

test('a request smuggled behind another is not served', async () => {
  const inner = `GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${app.tokens.desk}\r\n\r\n`
  const answer = await exchange(
    post(`0\r\n\r\n${inner}`, `Content-Length: ${inner.length}`, 'Transfer-Encoding: chunked'),
  )
  expect(answer).not.toContain('"role"')
})

test('a body that ends before its length leaves nothing behind', async () => {
  const before = await storedRows(app.core)
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(post(signal().slice(0, 20), `Content-Length: ${signal().length}`))
      socket.end()
    })
    socket.on('data', () => undefined)
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
  expect(await storedRows(app.core)).toEqual(before)
})
