// Requirements of ASVS 5.0.0 that a document meets: each compared with what the program does, so that neither can change alone.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { environment } from '#config/config.ts'
import { passwordFault } from '#domain/access/password.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const sources = globSync('src/**/*.ts').map((file) => ({ file, text: read(file) }))
const filesWith = (form: RegExp) => sources.filter(({ text }) => form.test(text)).map(({ file }) => file)
const flat = (file: string) => read(file).replaceAll(/\s+/g, ' ')

test('V6.1.2: the words that no password may hold are written down, and are those that are refused', () => {
  const text = flat('docs/security/sign-in.md')
  const own = /const ownWords: readonly string\[\] = \[([^\]]+)\]/.exec(read('src/domain/access/password.ts'))
  const words = [...(own?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, word = '']) => word)
  const written = /and (`vigia`[^.]+)\./.exec(text)?.[1] ?? ''
  expect([...written.matchAll(/`(\w+)`/g)].map(([, word]) => word)).toEqual(words)
  expect(words.length).toBeGreaterThan(4)
  const around = (word: string) => `diez nubes ${word} sobre el mar`
  for (const word of words) expect(passwordFault(around(word), []), word).toBeDefined()
  // Of the person, the office and the country: what refuseWeakPassword hands over, and access-of-core knows.
  for (const said of [
    'the person’s name and handle, their office',
    'offices and audiences of the country pack',
  ])
    expect(text.replaceAll("'", '’')).toContain(said)
  expect(read('src/access/enrol.ts')).toContain('[account.name, account.handle, account.office ??')
  expect(passwordFault(around('Quispe'), ['Ana Quispe'])).toBeDefined()
  expect(passwordFault(around('cielo'), ['Ana Quispe'])).toBeUndefined()
})

test('V7.1.3: how sessions here and with a provider end is written down: apart, and nothing of the program joins them', () => {
  const text = flat('docs/security/sign-in.md')
  for (const said of [
    'Two sessions, each with its own end.',
    'Vigía neither lengthens nor ends it',
    'Signing out there ends nothing here',
    'freeze or disable the account here too',
  ])
    expect(text).toContain(said)
  // No call to the provider's end of session, none from it, and no token of its that would have to be renewed.
  expect(filesWith(/end_session_endpoint|buildEndSessionUrl|refreshTokenGrant|offline_access/)).toEqual([])
})

test('V11.1.1: every setting that holds a key or a secret is in the list of keys, with who makes it, where it lies, how it is renewed', () => {
  const document = read('docs/security/cryptography.md')
  const rows = [...document.matchAll(/^\| ([a-z][^|`]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)]
  expect(rows.length).toBeGreaterThan(8)
  const lies = rows.map(([, , , where = '']) => where).join(' ')
  const secrets = /SECRET_IN_ENVIRONMENT/.test(read('src/app/doctor/setting-checks.ts'))
    ? [
        ...(
          /const secretNames = \[([^\]]+)\]/.exec(read('src/app/doctor/setting-checks.ts'))?.[1] ?? ''
        ).matchAll(/'(\w+)'/g),
      ].map(([, name = '']) => name)
    : []
  const bySound = Object.keys(environment.shape).filter((name) =>
    /KEY|SECRET|TOKEN|WEBHOOKS|ADAPTERS/.test(name),
  )
  expect(secrets.length).toBeGreaterThan(8)
  expect(bySound.filter((name) => !secrets.includes(name))).toEqual([])
  expect(secrets.filter((name) => !lies.includes(`${name}_FILE`))).toEqual([])
  for (const said of ['when somebody who knew it leaves', 'when it may have been seen', 'is destroyed'])
    expect(document).toContain(said)
})

test('V13.2.3: no password of any service stands in what is shipped, and the roles of the database cannot sign in', () => {
  const compose = read('docker-compose.yml')
  const { services, secrets } = parse(compose, { merge: true }) as {
    services: Record<string, { environment?: Record<string, unknown> }>
    secrets: Record<string, { file?: string }>
  }
  const named = Object.values(services).flatMap((one) => Object.entries(one.environment ?? {}))
  const given = named.filter(([name]) => /PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL|SMTP/.test(name))
  expect(given.length).toBeGreaterThan(2)
  for (const [name, value] of given)
    expect(`${name}=${String(value)}`).toMatch(/_FILE=\/run\/secrets\/[a-z-]+$/)
  for (const { file = '' } of Object.values(secrets)) expect(file).toMatch(/^\.\/secrets\//)
  // Not ignored by chance: nothing of that folder is in the repository or in an image.
  expect(globSync('secrets/*')).toEqual([])
  expect(read('.dockerignore')).not.toMatch(/^!secrets/m)
  for (const [url] of compose.matchAll(/\b(?:postgres|redis|smtps?):\/\/[^\s'"]*/g))
    expect(url).not.toMatch(/\/\/[^/@\s]*:[^%@\s][^@\s]*@/)
  const made = globSync('migrations/*.ts').flatMap((file) =>
    [...read(file).matchAll(/create role [^'"`;]*/gi)].map(([statement]) => statement),
  )
  expect(made.length).toBeGreaterThan(0)
  for (const statement of made) expect(statement.toLowerCase()).toContain('nologin')
  expect(filesWith(/password: '[^']+'|\bsecret: '[a-z0-9]{6,}'/i)).toEqual([])
})

test('V15.1.1: within how many days a weakness is closed is written down, the worst first', () => {
  const part =
    read('SECURITY.md')
      .split(/^## /m)
      .find((one) => one.startsWith('How soon it is closed')) ?? ''
  const days = [...part.matchAll(/^\| \w[^|]+ \| (\d+) days \|$/gm)].map(([, count]) => Number(count))
  expect(days).toHaveLength(4)
  expect(days).toEqual(days.toSorted((a, b) => a - b))
  expect(days.at(-1)).toBeLessThanOrEqual(90)
  expect(part).toMatch(/brought up to date every \d+ days/)
})

test('V15.2.3: an image holds what runs and nothing of tests, benches or builds; nothing that runs imports from them', () => {
  const stages = read('Dockerfile').split(/^FROM /m)
  const last = stages.at(-1) ?? ''
  const copied = [...last.matchAll(/^COPY (?:--from=(\w+) )?(.+) \S+$/gm)].map(([, from, what = '']) =>
    from === undefined ? what : `${from}:${what}`,
  )
  expect(copied).toEqual([
    'packages:/app/node_modules',
    'package.json',
    'migrations',
    'rules',
    'src',
    'console:/app/web/dist',
  ])
  expect(stages.find((one) => one.includes('AS packages'))).toMatch(/npm ci --omit=dev/)
  const goes = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
  expect(goes.filter((line) => /test|bench|looks|fixtures|docs/.test(line))).toEqual([])
  expect(read('.dockerignore').split('\n')).toContain('*')
  expect(filesWith(/from '[^']*(\/test\/|\/bench\/|vitest|fast-check|playwright)/)).toEqual([])
  expect(globSync('src/**/*.{test,suite,bench,spec,snap}.*')).toEqual([])
  // What breaks the program on purpose works in the fault suite's mode alone; the doctor names it (TEST_MODE).
  expect(read('src/config/config.ts')).toMatch(/is for the fault suite: it needs VIGIA_TEST=1/)
})
