// The doctor: each seeded mistake is found by its own code, a sound installation has none, and it reads what it must on real servers.
import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DatabaseFacts, databaseChecks } from '#app/doctor/database-checks.ts'
import { examine } from '#app/doctor/examine.ts'
import { findingsOf } from '#app/doctor/finding.ts'
import { type SettingFacts, settingChecks } from '#app/doctor/setting-checks.ts'
import { readConfig } from '#config/config.ts'

type Environment = Readonly<Record<string, string>>

const sound: Environment = {
  DATABASE_URL: 'postgres://vigia@db.example.org/vigia?sslmode=verify-full',
  REDIS_URL: 'rediss://:secret@redis.example.org',
  VIGIA_PUBLIC_URL: 'https://vigia.example.org',
  VIGIA_SMTP_URL: 'smtps://mail.example.org',
  VIGIA_MAIL_FROM: 'vigia@example.org',
  VIGIA_VAULT_RECIPIENTS: 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq',
}

function settings(changes: Environment = {}, facts: Partial<SettingFacts> = {}): SettingFacts {
  const { REDIS_URL: redis, ...others } = sound
  const env = { ...others, ...(changes['DATABASE_URL'] === '' ? {} : { REDIS_URL: redis ?? '' }), ...changes }
  const inEnvironment = Object.keys(env).filter((name) => env[name as keyof typeof env] !== '')
  const config = readConfig({ VIGIA_CANARY_TOKEN: 'from-a-file', ...env }, () => 'from-a-file')
  return { config, inEnvironment, files: [], freeShare: undefined, nodeVersion: '26.10.0', ...facts }
}

const database: DatabaseFacts = {
  settings: new Map([
    ['fsync', 'on'],
    ['full_page_writes', 'on'],
    ['synchronous_commit', 'on'],
    ['server_version_num', '150018'],
    ['max_connections', '100'],
    ['log_statement', 'none'],
    ['log_min_duration_statement', '-1'],
  ]),
  isSuperuser: false,
  canBypassRowSecurity: false,
  ownsTables: false,
  walls: { missingRoles: [], unwalled: [], open: [], views: [] },
  encoding: 'UTF8',
  skewMs: 20,
  redisPolicy: 'noeviction',
  ruleApprovers: 2,
  endingTokens: [],
  realProcesses: ['bo-2026-subnational'],
  activeRules: 30,
  unusableChannels: [],
}

const setting = (name: string, value: string): Partial<DatabaseFacts> => ({
  settings: new Map([...(database.settings ?? []), [name, value]]),
})

const provider = {
  VIGIA_OIDC_ISSUER: 'https://login.example.org',
  VIGIA_OIDC_CLIENT_ID: 'vigia',
  VIGIA_OIDC_CLIENT_SECRET_FILE: '/etc/vigia/oidc-secret',
}

const mistakes: readonly (readonly [code: string, SettingFacts])[] = [
  ['LISTENS_EVERYWHERE', settings({ HOST: '0.0.0.0' })],
  ['PUBLIC_URL_MISSING', settings({ VIGIA_PUBLIC_URL: '' })],
  ['PUBLIC_URL_PLAIN', settings({ VIGIA_PUBLIC_URL: 'http://vigia.example.org' })],
  ['METRICS_OPEN', settings({ HOST: '10.1.2.3', VIGIA_METRICS_PORT: '9464' })],
  ['MAIL_MISSING', settings({ VIGIA_SMTP_URL: '' })],
  ['MAIL_PLAIN', settings({ VIGIA_SMTP_URL: 'smtp://mail.example.org?tls=off' })],
  ['MAIL_SENDER', settings({ VIGIA_MAIL_FROM: 'Vigía <vigia@localhost>' })],
  ['PRIVATE_ADDRESSES', settings({ VIGIA_ALLOW_PRIVATE_ADDRESSES: '1' })],
  ['TEST_MODE', settings({ VIGIA_TEST: '1' })],
  ['TEST_MODE', settings({ VIGIA_TEST: '1', FAIL_AT: 'scoring.before_commit:1' })],
  [
    'SECRET_IN_ENVIRONMENT',
    settings({ DATABASE_URL: 'postgres://v:hunter2@db.example.org/v?sslmode=verify-full' }),
  ],
  ['SECRET_IN_ENVIRONMENT', settings({ VIGIA_VAULT_KEYS: 'k1.secret' })],
  [
    'SECRET_IN_ENVIRONMENT',
    settings({ ...provider, VIGIA_OIDC_CLIENT_SECRET: 'hunter2-hunter2', VIGIA_OIDC_CLIENT_SECRET_FILE: '' }),
  ],
  ['SECRET_IN_ENVIRONMENT', settings({ VIGIA_SMTP_URL: 'smtps://v:hunter2@mail.example.org' })],
  ['FILE_READABLE', settings({}, { files: [{ path: '/etc/vigia/webhooks.json', mode: 0o644 }] })],
  ['DATABASE_PLAIN', settings({ DATABASE_URL: 'postgres://vigia@db.example.org/vigia' })],
  ['DATABASE_PLAIN', settings({ DATABASE_URL: 'postgres://vigia@db.example.org/vigia?sslmode=require' })],
  ['REDIS_PLAIN', settings({ REDIS_URL: 'redis://:secret@redis.example.org' })],
  ['REDIS_NO_PASSWORD', settings({ REDIS_URL: 'rediss://redis.example.org' })],
  ['NO_RATE_LIMIT', settings({ VIGIA_RATE_PER_MINUTE: '0' })],
  ['LOG_TOO_MUCH', settings({ LOG_LEVEL: 'debug' })],
  ['LOG_NOTHING', settings({ LOG_LEVEL: 'silent' })],
  ['NO_CANARY', settings({ VIGIA_CANARY_TOKEN: '' })],
  ['VAULT_NOT_SEALED', settings({ VIGIA_VAULT_RECIPIENTS: '' })],
  ['OIDC_TRUSTS_PROVIDER', settings({ ...provider, VIGIA_OIDC_ALLOWED_ACR: 'mfa' })],
  ['DISK_NEARLY_FULL', settings({}, { freeShare: 0.04 })],
  ['NODE_TOO_OLD', settings({}, { nodeVersion: '20.20.2' })],
]

const flaws: readonly (readonly [code: string, Partial<DatabaseFacts>])[] = [
  ['DATABASE_FSYNC', setting('fsync', 'off')],
  ['DATABASE_FULL_PAGE_WRITES', setting('full_page_writes', 'off')],
  ['DATABASE_SYNCHRONOUS_COMMIT', setting('synchronous_commit', 'off')],
  ['DATABASE_VERSION', setting('server_version_num', '140012')],
  ['DATABASE_LOGS_STATEMENTS', setting('log_statement', 'all')],
  ['DATABASE_LOGS_STATEMENTS', setting('log_min_duration_statement', '250')],
  ['DATABASE_CONNECTIONS', setting('max_connections', '20')],
  ['DATABASE_SUPERUSER', { isSuperuser: true, canBypassRowSecurity: true }],
  ['DATABASE_BYPASSES_ROW_SECURITY', { canBypassRowSecurity: true }],
  ['DATABASE_OWNER', { ownsTables: true }],
  ['DATABASE_WALLS', { walls: { ...database.walls, unwalled: ['public.signal'] } }],
  ['DATABASE_ENCODING', { encoding: 'SQL_ASCII' }],
  ['CLOCK_SKEWED', { skewMs: -9_000 }],
  ['REDIS_EVICTS', { redisPolicy: 'allkeys-lru' }],
  ['NO_SECOND_APPROVER', { ruleApprovers: 1 }],
  ['TOKENS_END_SOON', { endingTokens: ['radio in El Alto'] }],
  ['EMBEDDED_ELECTION', { settings: undefined }],
  ['NO_ACTIVE_RULE', { activeRules: 0 }],
  ['CHANNELS_WITHOUT_SETTINGS', { unusableChannels: ['sms-duty'] }],
]

describe('seeded mistakes', () => {
  test('every check is seeded with a mistake, and a sound installation has none', () => {
    const seeded = new Set([...mistakes, ...flaws].map(([code]) => code))
    expect(seeded.size).toBe(settingChecks.length + databaseChecks.length)
    expect(seeded.size).toBeGreaterThanOrEqual(25)
    expect(findingsOf(settingChecks, settings())).toEqual([])
    expect(findingsOf(databaseChecks, database)).toEqual([])
  })

  test.for(mistakes)('%s is found in the settings', ([code, facts]) => {
    expect(findingsOf(settingChecks, facts).map((one) => one.code)).toContain(code)
  })

  test.for(flaws)('%s is found in the database, and nothing else', ([code, change]) => {
    expect(findingsOf(databaseChecks, { ...database, ...change }).map((one) => one.code)).toEqual([code])
  })

  test('what is read never shows a secret', () => {
    const said = JSON.stringify(mistakes.map(([, facts]) => findingsOf(settingChecks, facts)))
    expect(said).not.toMatch(/hunter2|:secret@/)
  })
})

test('an embedded folder is opened and judged: others may read it, and nobody can approve', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-doctor-'))
  chmodSync(folder, 0o755)
  const env = { VIGIA_DATA_DIR: folder, LOG_LEVEL: 'info' }
  const { createApp } = await import('#app/create-app.ts')
  const app = await createApp(readConfig({ ...env, LOG_LEVEL: 'silent', PORT: '0' }, () => ''))
  await app.stop()
  chmodSync(folder, 0o755)
  writeFileSync(path.join(folder, 'first-run.json'), '{}', { mode: 0o644 })
  const found = await examine(
    readConfig(env, () => ''),
    env,
  )
  expect(found.map((one) => one.code)).toEqual(
    expect.arrayContaining(['FILE_READABLE', 'NO_SECOND_APPROVER']),
  )
  expect(found.find((one) => one.code === 'FILE_READABLE')?.read).toMatch(/755.*first-run\.json 644/)
  expect(found.map((one) => one.severity)).toEqual(found.map((one) => one.severity).toSorted())
})

test('a folder that nobody has started in is left alone', async () => {
  const env = { VIGIA_DATA_DIR: path.join(tmpdir(), 'vigia-never-started'), SSL_CERT_FILE: '/etc/hosts' }
  const found = await examine(
    readConfig(env, () => ''),
    env,
  )
  expect(found.map((one) => one.code)).toEqual(['NEVER_STARTED'])
  expect(existsSync(env.VIGIA_DATA_DIR)).toBe(false)
})

test('a database that is not there is a finding, not a crash', async () => {
  const env = { DATABASE_URL: 'postgres://127.0.0.1:9/none' }
  const found = await examine(
    readConfig(env, () => ''),
    env,
  )
  expect(found.find((one) => one.code === 'DATABASE_UNREADABLE')?.read).toMatch(/ECONNREFUSED/)
})
