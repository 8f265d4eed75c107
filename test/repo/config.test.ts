// The environment as the product reads it: contradictions are refused at the start, all at once, with what to do.
import { describe, expect, test } from 'vitest'
import { readConfig } from '#config/config.ts'
import { summarise } from '#config/summary.ts'

const noFile = (path: string): string => {
  throw new Error(`nobody asked for ${path}`)
}
const read = (env: Readonly<Record<string, string>>) => readConfig(env, noFile)
const url = 'postgres://vigia:geheim@db:5432/vigia'

describe('modes', () => {
  test('nothing set: embedded, in ./data, on this machine only', () => {
    expect(read({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      role: 'all',
      backend: { mode: 'embedded', dataDir: './data' },
    })
  })

  test('an empty value is as if it were not set', () => {
    expect(read({ DATABASE_URL: '', REDIS_URL: '', PORT: '', FAIL_AT: '' })).toEqual(read({}))
  })

  test(':memory: keeps nothing', () => {
    expect(read({ VIGIA_DATA_DIR: ':memory:' }).backend).toEqual({ mode: 'embedded', dataDir: undefined })
  })

  test('a database: server mode, with Redis or without', () => {
    expect(read({ DATABASE_URL: url }).backend).toEqual({
      mode: 'server',
      databaseUrl: url,
      redisUrl: undefined,
    })
    expect(read({ DATABASE_URL: url, REDIS_URL: 'rediss://r' }).backend).toMatchObject({
      redisUrl: 'rediss://r',
    })
  })

  test('the configuration cannot be changed afterwards', () => {
    expect(Object.isFrozen(read({}))).toBe(true)
  })
})

const good = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`
const webhookWith = (more: object) =>
  JSON.stringify({ a: { url: 'https://x.example', secret: good, ...more } })
const adapterWith = (more: object) =>
  JSON.stringify({
    a: { url: 'https://x.example', secret: good, callback_secret: other, to: { '*': '+591' }, ...more },
  })

test('webhooks and adapters: one secret or several, the one before with its end', () => {
  const until = '2026-03-21T00:00:00-04:00'
  const key = `whsk_${Buffer.alloc(32, 1).toString('base64')}`
  const { delivery } = read({
    VIGIA_WEBHOOKS: webhookWith({ secret: [good, key], previous: { secret: other, until } }),
    VIGIA_ADAPTERS: adapterWith({}),
  })
  expect(delivery.webhooks['a']).toEqual({
    url: 'https://x.example',
    secrets: [good, key],
    previous: { secrets: [other], until },
  })
  expect(delivery.adapters['a']).toMatchObject({ secrets: [good], callbackSecrets: [other], senders: [] })
})

const oidc = {
  VIGIA_OIDC_ISSUER: 'https://login.example.org',
  VIGIA_OIDC_CLIENT_ID: 'vigia',
  VIGIA_OIDC_CLIENT_SECRET: 'geheim-geheim',
  VIGIA_PUBLIC_URL: 'https://vigia.example.org',
}

test('V3.5.4: the public address is a whole host that Vigía has for itself, and nothing but a web address', () => {
  const publicUrl = (address: string) => read({ VIGIA_PUBLIC_URL: address }).publicUrl
  expect(publicUrl('https://vigia.example.org/')).toBe('https://vigia.example.org')
  expect(publicUrl('http://localhost:3000')).toBe('http://localhost:3000')
  for (const shared of [
    'https://portal.example.org/vigia',
    'https://portal.example.org/?app=vigia',
    'https://portal.example.org/#vigia',
    'https://ana:geheim@portal.example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://portal.example.org',
  ])
    expect(() => publicUrl(shared), shared).toThrow('VIGIA_PUBLIC_URL')
})

test('OpenID Connect: off without its settings; the values that count as a second factor, by commas', () => {
  expect(read({}).oidc).toBeUndefined()
  const settings = {
    issuer: 'https://login.example.org',
    clientId: 'vigia',
    clientSecret: 'geheim-geheim',
    secondFactors: [],
  }
  expect(read(oidc).oidc).toEqual(settings)
  expect(read({ ...oidc, VIGIA_OIDC_ALLOWED_ACR: 'mfa, urn:two' }).oidc).toEqual({
    ...settings,
    secondFactors: ['mfa', 'urn:two'],
  })
  const onThisMachine = { VIGIA_OIDC_ISSUER: 'http://localhost:9000', VIGIA_ALLOW_PRIVATE_ADDRESSES: '1' }
  expect(read({ ...oidc, ...onThisMachine }).oidc?.issuer).toBe('http://localhost:9000')
})

describe('refused', () => {
  test.each([
    [{ REDIS_URL: 'redis://r' }, 'REDIS_URL'],
    [{ VIGIA_ROLE: 'worker' }, 'VIGIA_ROLE'],
    [{ VIGIA_ROLE: 'boss', DATABASE_URL: url }, 'VIGIA_ROLE'],
    [{ FAIL_AT: 'x:1' }, 'FAIL_AT'],
    [{ PORT: '65536' }, 'PORT'],
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '1.5' }, 'PORT'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ DATABASE_URL: url, REDIS_URL: 'http://x' }, 'REDIS_URL'],
    [{ VIGIA_COUNTRY: '../etc' }, 'VIGIA_COUNTRY'],
    [{ VIGIA_COUNTRY: 'BO' }, 'VIGIA_COUNTRY'],
    [{ VIGIA_SMTP_URL: 'http://x' }, 'VIGIA_SMTP_URL'],
    [{ VIGIA_WEBHOOKS: 'not json' }, 'VIGIA_WEBHOOKS'],
    [{ VIGIA_WEBHOOKS: '{"a":{"url":"https://x.example","secret":"short"}}' }, 'VIGIA_WEBHOOKS'],
    [{ VIGIA_WEBHOOKS: webhookWith({ secret: `whsk_${'A'.repeat(40)}` }) }, 'VIGIA_WEBHOOKS'],
    [{ VIGIA_WEBHOOKS: webhookWith({ secret: [] }) }, 'VIGIA_WEBHOOKS'],
    [{ VIGIA_WEBHOOKS: webhookWith({ previous: { secret: good, until: 'tomorrow' } }) }, 'VIGIA_WEBHOOKS'],
    [{ VIGIA_WEBHOOKS: webhookWith({ extra: 1 }) }, 'VIGIA_WEBHOOKS'],
    [{ VIGIA_ADAPTERS: '[]' }, 'VIGIA_ADAPTERS'],
    [{ VIGIA_ADAPTERS: adapterWith({ callback_secret: good }) }, 'callback_secret must not be'],
    [{ VIGIA_ADAPTERS: adapterWith({ senders: [{ address: '+591', person: 'Ana' }] }) }, 'person'],
    [{ VIGIA_ALLOW_PRIVATE_ADDRESSES: 'yes' }, 'VIGIA_ALLOW_PRIVATE_ADDRESSES'],
    [{ ...oidc, VIGIA_OIDC_CLIENT_SECRET: '' }, 'VIGIA_OIDC_CLIENT_SECRET'],
    [{ VIGIA_OIDC_ALLOWED_ACR: 'mfa' }, 'VIGIA_OIDC_ISSUER'],
    [{ ...oidc, VIGIA_PUBLIC_URL: '' }, 'VIGIA_PUBLIC_URL'],
    [{ ...oidc, VIGIA_OIDC_ISSUER: 'http://login.example.org' }, 'VIGIA_OIDC_ISSUER'],
    [{ ...oidc, VIGIA_OIDC_ISSUER: 'http://127.0.0.1:9000' }, 'VIGIA_ALLOW_PRIVATE_ADDRESSES=1'],
    [
      { ...oidc, VIGIA_OIDC_ISSUER: 'http://127.0.0.1.evil.example', VIGIA_ALLOW_PRIVATE_ADDRESSES: '1' },
      'VIGIA_OIDC_ISSUER',
    ],
    [{ ...oidc, VIGIA_OIDC_ISSUER: 'https://u:p@login.example.org' }, 'VIGIA_OIDC_ISSUER'],
    [{ ...oidc, VIGIA_OIDC_ISSUER: 'https://login.example.org?x=1' }, 'VIGIA_OIDC_ISSUER'],
    [{ ...oidc, VIGIA_OIDC_ALLOWED_ACR: 'mfa,pwd' }, 'pwd says that one factor'],
  ])('%j names %s', (env, name) => {
    expect(() => read(env as unknown as Record<string, string>)).toThrow(name)
  })

  test('every fault at once', () => {
    const faulty = { PORT: 'x', LOG_LEVEL: 'loud', VIGIA_COUNTRY: 'X' }
    expect(() => read(faulty)).toThrow(/3 fault\(s\)[\s\S]*PORT[\s\S]*LOG_LEVEL[\s\S]*VIGIA_COUNTRY/)
  })
})

describe('secrets', () => {
  test('NAME_FILE is read, without the line end, and goes before NAME', () => {
    const files: Record<string, string> = { '/run/secrets/url': `${url}\n` }
    const config = readConfig(
      { DATABASE_URL_FILE: '/run/secrets/url', DATABASE_URL: 'postgres://other' },
      (path) => files[path] ?? '',
    )
    expect(config.backend).toMatchObject({ databaseUrl: url })
  })

  test('the line in the log has none of them', () => {
    const webhooks = JSON.stringify({
      'webhook-partner': { url: 'https://x.example', secret: `whsec_${'s3cret'.repeat(8)}` },
    })
    const adapters = JSON.stringify({
      'sms-duty': {
        url: 'https://x.example',
        secret: `whsec_${'s3cret'.repeat(8)}`,
        callback_secret: `whsec_${'geheim'.repeat(8)}`,
        to: { '*': '+59170000000' },
        senders: [{ address: '+59170000000', person: '018f6d2e-2222-7000-8000-000000000001' }],
      },
    })
    const config = read({
      DATABASE_URL: url,
      REDIS_URL: 'redis://u:geheim@r',
      VIGIA_SMTP_URL: 'smtp://u:geheim@m',
      VIGIA_AUDIT_KEY: 'geheim',
      ...oidc,
      VIGIA_WEBHOOKS: webhooks,
      VIGIA_ADAPTERS: adapters,
    })
    const line = JSON.stringify(summarise(config))
    expect(line).not.toMatch(/geheim|s3cret|\+591|018f6d2e/)
    expect(line).toContain('webhook-partner')
    expect(line).toContain('sms-duty')
  })
})
