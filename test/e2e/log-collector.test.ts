// The log's second way: to a collector behind TLS, in order, bounded while it is away, and from the whole product as its operators start it.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '#config/config.ts'
import { limits } from '#config/limits.ts'
import { createLogShipper, frameOf, type LogShipper } from '#platform/ship-log.ts'
import { startChild } from './child.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'vigia-logs-'))
const authority = path.join(folder, 'pem')
const closers: (() => unknown)[] = []
let key = ''
let cert = ''

beforeAll(async () => {
  const files = ['-keyout', path.join(folder, 'key'), '-out', authority, '-subj', '/CN=collector']
  const subject = ['-addext', 'subjectAltName=IP:127.0.0.1']
  await promisify(execFile)('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    ...files,
    ...subject,
  ])
  key = readFileSync(path.join(folder, 'key'), 'utf8')
  cert = readFileSync(authority, 'utf8')
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** Messages by the lengths before them, as RFC 5425 has it. */
function messagesIn(bytes: Buffer): string[] {
  const messages: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(' ', at)
    const length = Number(bytes.subarray(at, space).toString())
    if (space === -1 || bytes.length < space + 1 + length) break
    messages.push(bytes.subarray(space + 1, space + 1 + length).toString())
    at = space + 1 + length
  }
  return messages
}

async function collector(port = 0) {
  const parts: Buffer[] = []
  const sockets = new Set<TLSSocket>()
  const server = createServer({ key, cert }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (part: Buffer) => parts.push(part))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    const ended = new Promise((resolve) => server.close(resolve))
    for (const one of sockets) one.destroy()
    await ended
  }
  closers.push(close)
  const texts = () => messagesIn(Buffer.concat(parts)).map((one) => one.slice(one.indexOf(' - {') + 3))
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    messages: () => messagesIn(Buffer.concat(parts)),
    texts,
    close,
  }
}

function shipping(port: number, authorities: readonly string[] = [cert]) {
  const news: (string | number)[] = []
  const shipper: LogShipper = createLogShipper(`tls://127.0.0.1:${port}`, authorities)
  shipper.onNews({ lost: (reason) => news.push(reason), back: (dropped) => news.push(dropped) })
  closers.push(() => shipper.close())
  return { shipper, news }
}

const line = (n: number, more = '') =>
  `{"level":30,"time":"2026-11-29T06:00:00.000Z","event":"x.y","n":${n}${more}}\n`

describe('a line', () => {
  test('is a message with severity, time and event, its length counted in bytes', () => {
    const [message = ''] = messagesIn(frameOf(line(1, ',"word":"señal"')))
    expect(message).toMatch(/^<134>1 2026-11-29T06:00:00\.000Z \S+ vigia \d+ x\.y - \{"level":30.*"señal"\}$/)
    expect(frameOf('{"level":50,"time":"t"}').toString()).toMatch(/^\d+ <131>1 t \S+ vigia \d+ - - \{/)
    expect(frameOf('no json').toString()).toMatch(/^\d+ <135>1 - \S+ vigia \d+ - - no json$/)
  })
})

describe('the way to the collector', () => {
  test('V16.4.3: lines arrive elsewhere by TLS, in order', async () => {
    const { port, texts } = await collector()
    const { shipper, news } = shipping(port)
    const sent = Array.from({ length: 500 }, (_, n) => line(n))
    for (const one of sent) shipper.write(one)
    await vi.waitFor(() => expect(texts()).toEqual(sent.map((one) => one.trimEnd())), { timeout: 60_000 })
    expect(news).toEqual([])
  })

  test('a collector that is away: it is told once, lines wait, and arrive when it is back', async () => {
    const first = await collector()
    await first.close()
    const { shipper, news } = shipping(first.port)
    await vi.waitFor(() => expect(news).toEqual(['ECONNREFUSED']), {
      timeout: 60_000,
    })
    for (let n = 0; n < 50; n += 1) shipper.write(line(n))
    const second = await collector(first.port)
    await vi.waitFor(() => expect(second.texts()).toHaveLength(50), { timeout: 120_000 })
    expect(news.slice(1)).toEqual([0])
  })

  test('what waits is bounded: the oldest lines give way, and how many is told', async () => {
    const first = await collector()
    await first.close()
    const { shipper, news } = shipping(first.port)
    for (let n = 0; n < limits.logLinesWaiting + 25; n += 1) shipper.write(line(n))
    const second = await collector(first.port)
    await vi.waitFor(() => expect(second.texts()).toHaveLength(limits.logLinesWaiting), { timeout: 120_000 })
    expect(second.texts()[0]).toContain('"n":25}')
    expect(news.at(-1)).toBe(25)
  })

  test('a collector that reads nothing holds up nobody: the bound holds for it too', async () => {
    const { port, sockets } = await collector()
    const { shipper, news } = shipping(port)
    await vi.waitFor(() => expect(sockets.size).toBe(1), { timeout: 60_000 })
    for (const one of sockets) one.pause()
    // More than the buffers of two sockets hold, and the bound above it; the loop turns between, as it does in the product.
    const wide = `,"text":"${'x'.repeat(2_000)}"`
    for (let n = 0; n < limits.logLinesWaiting + 10_000; n += 1) {
      shipper.write(line(n, wide))
      if (n % 100 === 0) await new Promise(setImmediate)
    }
    expect(news).toEqual([])
    for (const one of sockets) one.resume()
    await vi.waitFor(() => expect(news).toHaveLength(1), { timeout: 120_000 })
    expect(news[0]).toBeGreaterThan(1_000)
  })

  test('whoever has no certificate of a known authority gets nothing', async () => {
    const { port, messages } = await collector()
    const { shipper, news } = shipping(port, [])
    shipper.write(line(1))
    await vi.waitFor(() => expect(news).toHaveLength(1), { timeout: 60_000 })
    expect(news[0]).toEqual(expect.stringMatching(/SELF_SIGNED|UNABLE/))
    expect(messages()).toEqual([])
  })
})

describe('the product', () => {
  test('ships what it prints, and its last line before it ends', async () => {
    const { port, texts } = await collector()
    const child = await startChild({
      VIGIA_DATA_DIR: path.join(folder, 'data'),
      VIGIA_LOG_URL: `tls://127.0.0.1:${port}`,
      NODE_EXTRA_CA_CERTS: authority,
    })
    await child.stop()
    const printed = child
      .printed()
      .split('\n')
      .filter((one) => one.startsWith('{"level"'))
    expect(printed.length).toBeGreaterThan(0)
    await vi.waitFor(() => expect(texts()).toEqual(printed), { timeout: 60_000 })
  })

  test.each([
    'http://logs.example.org',
    'tls://user:word@logs.example.org',
    'tls://logs.example.org/x',
    'logs:6514',
  ])('does not start with %s as its collector', (url) =>
    expect(() => readConfig({ VIGIA_LOG_URL: url }, () => '')).toThrow(/VIGIA_LOG_URL/),
  )
})
