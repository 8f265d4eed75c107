// The doctor at the public address: real TLS servers on loopback, one as it should be, and each mistake by itself.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createServer, type TlsOptions } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { examine } from '#app/doctor/examine.ts'
import { findingsOf } from '#app/doctor/finding.ts'
import { lineChecks } from '#app/doctor/line-checks.ts'
import { readConfig } from '#config/config.ts'
import { lookAtTls } from '#platform/tls-look.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'vigia-line-'))
const run = promisify(execFile)
const closers: (() => void)[] = []

/** A certificate that is its own authority, for this machine unless another name is given. */
async function certificate(name: string, days: number, subject = 'DNS:localhost,IP:127.0.0.1') {
  const [key, cert] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.pem`)]
  const files = ['-keyout', key, '-out', cert, '-subj', `/CN=${name}`, '-addext', `subjectAltName=${subject}`]
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', String(days), ...files])
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

async function listening(options: TlsOptions): Promise<URL> {
  const server = createServer(options, (socket) => socket.end())
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => void server.close())
  return new URL(`https://localhost:${(server.address() as AddressInfo).port}`)
}

let good: { key: string; cert: string }
beforeAll(async () => {
  good = await certificate('good', 90)
})
afterAll(() => {
  for (const close of closers) close()
})

const strong = 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305'
const codes = async (url: URL, trusted?: string) => {
  const look = await lookAtTls(url, trusted === undefined ? undefined : [trusted])
  return look === undefined ? 'nobody' : findingsOf(lineChecks, look).map((one) => one.code)
}

test('a line with TLS 1.2 and 1.3, ciphers with forward secrecy and a known certificate has no finding', async () => {
  const url = await listening({ ...good, minVersion: 'TLSv1.2', ciphers: strong })
  expect(await codes(url, good.cert)).toEqual([])
})

test('V12.1.1: a line that takes TLS 1.0 or 1.1 is found, and nothing else of it', async () => {
  const url = await listening({
    ...good,
    minVersion: 'TLSv1',
    ciphers: `${strong}:ECDHE-RSA-AES128-SHA:@SECLEVEL=0`,
  })
  expect(await codes(url, good.cert)).toEqual(['PUBLIC_URL_OLD_TLS'])
})

test('V12.1.2: a line that takes ciphers without forward secrecy is found, and which', async () => {
  const url = await listening({ ...good, minVersion: 'TLSv1.2', ciphers: `${strong}:AES128-SHA256` })
  expect(await codes(url, good.cert)).toEqual(['PUBLIC_URL_WEAK_CIPHER'])
  expect((await lookAtTls(url, [good.cert]))?.weakCipher).toBe('AES128-SHA256')
})

test('V12.2.2: a certificate that no browser knows is found, one of another name, and one that ends soon', async () => {
  const options = { minVersion: 'TLSv1.2', ciphers: strong } as const
  expect(await codes(await listening({ ...good, ...options }))).toEqual(['PUBLIC_URL_CERTIFICATE'])
  const other = await certificate('other', 90, 'DNS:elsewhere.example.org')
  expect(await codes(await listening({ ...other, ...options }), other.cert)).toEqual([
    'PUBLIC_URL_CERTIFICATE',
  ])
  const short = await certificate('short', 5)
  expect(await codes(await listening({ ...short, ...options }), short.cert)).toEqual([
    'PUBLIC_URL_CERTIFICATE_ENDS',
  ])
})

test('where nobody answers there is nothing to say; the doctor looks at the address of the settings', async () => {
  const url = await listening({ ...good, minVersion: 'TLSv1.2', ciphers: strong })
  closers.at(-1)?.()
  expect(await codes(url, good.cert)).toBe('nobody')
  const open = await listening({ ...good, minVersion: 'TLSv1.2', ciphers: strong })
  const env = { VIGIA_DATA_DIR: path.join(tmpdir(), 'vigia-never-started'), VIGIA_PUBLIC_URL: open.origin }
  const found = await examine(
    readConfig(env, () => ''),
    env,
  )
  expect(found.map((one) => one.code)).toContain('PUBLIC_URL_CERTIFICATE')
})
