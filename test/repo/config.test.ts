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
    [{ VIGIA_ALLOW_PRIVATE_ADDRESSES: 'yes' }, 'VIGIA_ALLOW_PRIVATE_ADDRESSES'],
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
      'webhook-partner': { url: 'https://x.example', secret: `whsec_${'s3cret'.repeat(5)}` },
    })
    const config = read({
      DATABASE_URL: url,
      REDIS_URL: 'redis://u:geheim@r',
      VIGIA_SMTP_URL: 'smtp://u:geheim@m',
      VIGIA_WEBHOOKS: webhooks,
    })
    const line = JSON.stringify(summarise(config))
    expect(line).not.toMatch(/geheim|s3cret/)
    expect(line).toContain('webhook-partner')
  })
})
