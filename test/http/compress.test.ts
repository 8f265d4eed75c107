// Answers go out in br or gzip to whoever takes them, and hold the same bytes as the plain ones.
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodingFor } from '#http/compress.ts'
import { sharedApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

async function get(url: string, accepted?: string, method: 'GET' | 'HEAD' = 'GET') {
  const { statusCode, headers, rawPayload } = await app.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${app.tokens.ombudsman}`,
      ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
    },
  })
  expect(statusCode, url).toBe(200)
  return { headers, bytes: rawPayload }
}

/** The console's first script, whatever it is called today. */
const script = async () =>
  /src="(\/assets\/[^"]+)"/.exec((await get('/')).bytes.toString())?.[1] ?? 'no script'

const longOnes = ['/v1/meta', '/v1/places', '/openapi.json', '/v1/places/geometry', 'script of the console']

test.each(longOnes)(
  'A10 %s: br and gzip hold what the plain answer holds, and are half as long at most',
  async (which) => {
    const url = which.startsWith('/') ? which : await script()
    const plain = await get(url)
    expect(plain.headers['content-encoding']).toBeUndefined()
    for (const [accepted, encoding, inflate] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
    ] as const) {
      const { headers, bytes } = await get(url, accepted)
      expect([headers['content-encoding'], headers['vary']]).toEqual([
        encoding,
        expect.stringContaining('accept-encoding'),
      ])
      expect(inflate(bytes).equals(plain.bytes), url).toBe(true)
      if (plain.bytes.length > 2_048) expect(bytes.length * 2).toBeLessThan(plain.bytes.length)
    }
  },
)

test('A10 what is short goes out as it is; so does what nobody takes compressed, and a HEAD says the plain length', async () => {
  expect((await get('/healthz', 'br')).headers['content-encoding']).toBeUndefined()
  expect((await get('/v1/meta', 'deflate')).headers['content-encoding']).toBeUndefined()
  expect((await get('/v1/meta', 'identity')).bytes.equals((await get('/v1/meta')).bytes)).toBe(true)
  const head = await get('/', 'br', 'HEAD')
  expect(head.headers['content-encoding']).toBeUndefined()
})

test('A10 a body that comes in compressed is refused, however small it says it is', async () => {
  const { statusCode } = await app.server.inject({
    method: 'POST',
    url: '/v1/signals',
    headers: {
      authorization: `Bearer ${app.tokens.desk}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    payload: Buffer.from([0x1f, 0x8b, 8, 0]),
  })
  expect(statusCode).toBeGreaterThanOrEqual(400)
  expect(statusCode).toBeLessThan(500)
})

describe('what a caller takes', () => {
  test.each([
    [undefined, undefined],
    ['', undefined],
    ['br', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'br'],
    ['gzip, br;q=0', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['BR', 'br'],
    ['gzip;q=nonsense', undefined],
    [['gzip', 'br'], 'br'],
  ])('%s → %s', (accepted, encoding) => {
    expect(encodingFor(accepted)).toBe(encoding)
  })
})
