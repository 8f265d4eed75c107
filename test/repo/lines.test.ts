// docs/security/lines.md against the program: files that open or take connections, and settings that name a place.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { environment } from '#config/config.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const document = read('docs/security/lines.md')

test('V13.1.1: every file that opens a connection is in the list of lines, and every file of the list opens one', () => {
  const opens =
    /from '(node:(net|tls|https?|http2|dgram|dns[^']*)|undici|nodemailer[^']*|pg|ioredis|bullmq|openid-client)'|(?<![\w.])fetch\(/
  // An import of a type opens nothing.
  const isType = (text: string) => !opens.test(text.replaceAll(/^import type .*$/gm, ''))
  const found = globSync('src/**/*.ts').filter((file) => !isType(read(file)))
  const listed = [...document.matchAll(/`(src\/[^`]+)`/g)].map(([, file = '']) => file)
  expect(found.length).toBeGreaterThan(8)
  expect([...new Set(listed)].toSorted()).toEqual(found.toSorted())
})

test('V13.1.1: every setting that names a place is in it, and it names no setting that does not exist', () => {
  const places = Object.keys(environment.shape).filter((name) =>
    /(_URL|_ISSUER|_WEBHOOKS|_ADAPTERS|HOST|PORT|_PROXIES)$/.test(name),
  )
  expect(places.length).toBeGreaterThan(9)
  expect(places.filter((name) => !document.includes(`\`${name}\``))).toEqual([])
  const named = [...document.matchAll(/^\| `([A-Z_]+)`(?:, `([A-Z_]+)`)? \|/gm)].flatMap(([, one, other]) =>
    [one, other].filter((name) => name !== undefined),
  )
  expect(named.toSorted()).toEqual(places.toSorted())
  const watchdog = read('src/watchdog/settings.ts')
  const ofWatchdog = [...watchdog.matchAll(/env\('([A-Z_]*URL)'\)/g)].map(([, name]) => name)
  expect(ofWatchdog.length).toBeGreaterThan(2)
  for (const name of ofWatchdog) expect(document).toContain(`\`VIGIA_WATCHDOG_${name}\``)
})
