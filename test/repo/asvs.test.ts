// ASVS 5.0.0, level 2: docs/security/asvs.md lists every requirement that applies, each with a test that exists or as open, and what does not
// apply with a check that it is absent. Beside it, the requirements that a look at the sources settles.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string) => readFileSync(file, 'utf8')
const sources = globSync('src/**/*.ts').map((file) => ({ file, text: read(file) }))
const filesWith = (form: RegExp) => sources.filter(({ text }) => form.test(text)).map(({ file }) => file)
const table = read('docs/security/asvs.md')
const locked = Object.keys((JSON.parse(read('package-lock.json')) as { packages: object }).packages).map(
  (one) => one.slice(one.lastIndexOf('node_modules/') + 'node_modules/'.length),
)
const direct = Object.keys((JSON.parse(read('package.json')) as { dependencies: object }).dependencies)
const rows = [...table.matchAll(/^\| (V\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, id = '', words = '', how = '']) => ({ id, words, how: how.trim() }),
)

/** Chapter and section with their last requirement, and those left out: what applies to a product without SAML, GraphQL, SMS codes, WebRTC, uploads. */
const applies =
  '1.1.1-2 1.2.1-5 1.2.9 1.3.1-7 1.3.10-11 1.4.2-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2 ' +
  '4.1.1-3 4.2.1 4.3.1 5.1.1 5.2.1-2 5.3.2 5.4.1-2 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.8.1-2 6.8.4 7.1.1-3 7.2.1-4 ' +
  '7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1 8.4.1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1 10.5.1-4 11.1.1-2 ' +
  '11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1 12.1.1-2 12.2.1-2 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 ' +
  '14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3'
const absent =
  '1.2.6-8 1.3.8-9 1.4.1 4.3.2 4.4.1-4 5.2.3 5.3.1 5.4.3 6.6.1-3 6.8.3 10.3.2-4 10.4.1-11 10.5.5 10.6.1-2 10.7.1-3 12.1.3 17.1.1 17.2.1-4 17.3.1-2'

function expand(list: string): string[] {
  return list.split(' ').flatMap((one) => {
    const dot = one.lastIndexOf('.')
    const [from = 0, to = from] = one
      .slice(dot + 1)
      .split('-')
      .map(Number)
    return Array.from({ length: to - from + 1 }, (_, at) => `V${one.slice(0, dot)}.${from + at}`)
  })
}

test('the table has the 207 requirements that apply and the 46 that do not, each once', () => {
  expect([expand(applies).length, expand(absent).length]).toEqual([207, 46])
  expect(rows.map(({ id }) => id).toSorted()).toEqual([...expand(applies), ...expand(absent)].toSorted())
})

test('every row names a test that exists, or says that it is open and what is missing; the count is true', () => {
  const wrong = rows.filter(({ how }) => {
    if (how.startsWith('open: ')) return how.length < 'open: '.length + 12
    return how.split(' · ').some((one) => {
      const [, file = '', title = ''] = /^`(test\/[^`]+)` › (.+)$/.exec(one) ?? []
      return file === '' || !globSync(file).some((found) => read(found).includes(`'${title}`))
    })
  })
  expect(wrong).toEqual([])
  const mine = new Set(expand(applies))
  const done = rows.filter(({ id, how }) => mine.has(id) && !how.startsWith('open: ')).length
  expect(table).toContain(`**${done} of 207** that apply have a named test`)
  const gone = rows.filter(({ id, how }) => !mine.has(id) && !how.startsWith('open: ')).length
  expect(table).toContain(`**${gone} of 46** that do not apply have a check of their absence`)
})

test('V11.1.2: cryptography stands in the files that docs/security/cryptography.md lists, and in no other', () => {
  const listed = [...read('docs/security/cryptography.md').matchAll(/^\| `(src\/[^`]+)`/gm)].map(
    ([, file = '']) => file,
  )
  const libraries =
    /from '(node:crypto|age-encryption|@node-rs\/argon2|@simplewebauthn\/server|otpauth|openid-client)'/
  expect(filesWith(libraries).toSorted()).toEqual(listed.toSorted())
})

test('V11.3.1: no broken cipher, mode or hash; SHA-1 for UUIDv5 and codes of apps alone', () => {
  expect(filesWith(/\b(md5|rc4|des-ede|-ecb|aes-\d+-cbc|RSA_PKCS1_PADDING)\b/i)).toEqual([])
  expect(filesWith(/createHash\(['"]sha1/)).toEqual(['src/platform/ids.ts'])
})

test('V1.2.5: the product starts no other program', () => {
  expect(filesWith(/child_process|worker_threads/)).toEqual([])
})

test('V1.2.9: no regular expression is made from what a caller wrote', () => {
  // Of the product's own texts; the pattern of a mapping is a file of the operator's.
  expect(filesWith(/new RegExp\(/).toSorted()).toEqual([
    'src/access/open-session.ts',
    'src/domain/map-row.ts',
    'src/domain/rules/spanish.ts',
  ])
})

test('V1.3.10: no format strings', () => {
  expect(filesWith(/\b(sprintf|printf|util\.format|format\(\s*['"`]%)/)).toEqual([])
})

test('V1.5.1: XML is written and never read: one file knows the library, and gives it no text to parse', () => {
  expect(direct.filter((name) => /xml|sax/i.test(name))).toEqual(['xmlbuilder2'])
  expect(filesWith(/from 'xmlbuilder2'/)).toEqual(['src/delivery/feeds/write-xml.ts'])
  const calls = [...read('src/delivery/feeds/write-xml.ts').matchAll(/create\(([^)]*)\)/g)].map(
    ([, given]) => given,
  )
  expect(calls).toEqual(["{ version: '1.0', encoding: 'UTF-8' }"])
})

test('V3.7.2: no answer sends a browser elsewhere', () => {
  // A place of our own, in the answer of what was taken up, is none; one route sends to one of two pages of the console (oidc.suite.ts, OIDC-callback).
  expect(filesWith(/\.redirect\(|header\(\s*'location',(?!\s*`\/v1\/)/i)).toEqual([
    'src/access/oidc-routes.ts',
  ])
})

test('V12.3.2: certificates are verified everywhere, and nothing can turn that off', () => {
  expect(filesWith(/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/)).toEqual([])
})

test('V1.2.4: no SQL is put together from texts outside of migrations', () => {
  // A fixed comment; and the one statement that opens a transaction names role and sight, each text made a literal by one function.
  expect(filesWith(/sql\.raw\(|sql\.lit\(|client\.query\(`|set_config\('\$\{/)).toEqual([
    'src/platform/database/kept-plan.ts',
    'src/platform/database/who-asks.ts',
  ])
  expect(filesWith(/sql\.raw\((?!mark\))/)).toEqual([])
})

test('V3.7.1: the console uses no plug-in and no feature that browsers have dropped', () => {
  const web = globSync(['web/src/**/*.{ts,tsx}', 'web/index.html']).map(read).join('\n')
  expect(web).not.toMatch(/(?<!\w)<(embed|object|applet|iframe)\b|document\.execCommand|ActiveXObject/)
})

test('V3.5.5: the console listens to no messages of other windows', () => {
  const web = globSync('web/src/**/*.{ts,tsx}').map(read).join('\n')
  expect(web).not.toMatch(/addEventListener\(\s*['"]message['"]|onmessage\s*=|\.postMessage\(/)
})

test.each([
  ['absent: LDAP, XPath, LaTeX, JNDI, memcached', /ldap|xpath|latex|jndi|memcache/i],
  ['absent: GraphQL', /graphql|apollo/i],
  ['absent: codes by SMS or voice as a factor', /twilio|vonage|sms-otp/i],
  ['absent: SAML', /saml/i],
  ['absent: WebRTC', /webrtc|wrtc|turn-server|mediasoup/i],
])('%s: no dependency', (_what, form) => {
  expect(direct.filter((name) => form.test(name))).toEqual([])
  expect(locked.filter((name) => form.test(name) && direct.includes(name))).toEqual([])
  expect(filesWith(new RegExp(`from '[^']*(?:${form.source})[^']*'`, 'i'))).toEqual([])
})

test('absent: memory that the program frees by hand: no addon of our own, no native code', () => {
  expect(globSync(['src/**/*.{c,cc,cpp,h,node,wasm}', 'binding.gyp'])).toEqual([])
})

test('absent: WebSocket: nothing of ours accepts an upgrade', () => {
  expect(filesWith(/on\(\s*'upgrade'|WebSocketServer|@fastify\/websocket/)).toEqual([])
})

test('absent: certificates of clients as a way in', () => {
  expect(filesWith(/requestCert|getPeerCertificate/)).toEqual([])
})

test('absent: an authorization server: no route issues tokens to applications of others', () => {
  expect(filesWith(/\/(authorize|oauth|token_endpoint|introspect|jwks|\.well-known)\b/)).toEqual([])
})

test('absent: archives: nothing is unpacked; zlib makes a check sum and packs answers', () => {
  expect(filesWith(/node:zlib/).toSorted()).toEqual(['src/access/api-token.ts', 'src/http/compress.ts'])
  expect(read('src/access/api-token.ts')).toMatch(/import { crc32 } from 'node:zlib'/)
  expect(filesWith(/gunzip|inflate|unzip|DecompressionStream|brotliDecompress/)).toEqual([])
  expect(direct.filter((name) => /zip|tar$|archive|decompress/i.test(name))).toEqual([])
})

test('absent: files of strangers: no body is one, no route writes one; what a body may be is JSON, as lines or whole', () => {
  const parsers = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/addContentTypeParser\('([^']+)'/g)].map(([, type]) => `${file}: ${type}`),
  )
  expect(parsers.toSorted()).toEqual([
    // Whatever it is: the page that confirms a test message reads nothing of it.
    'src/delivery/callback-routes.ts: application/json',
    'src/delivery/confirm-routes.ts: *',
    'src/http/build-server.ts: application/json',
    'src/http/build-server.ts: application/x-ndjson',
  ])
  expect(read('src/delivery/confirm-routes.ts')).toContain('(_request, _text, parsed) => parsed(null, null)')
  const writers = filesWith(/\b(writeFile|writeFileSync|createWriteStream|appendFile|copyFile|rename)\(/)
  // Commands, the first start, keys of an embedded folder, the watchdog: none of them is a route.
  expect(
    writers.filter((file) => /routes?\.ts$|^src\/(http|intake|delivery|response|sources)\//.test(file)),
  ).toEqual([])
  expect(writers.length).toBeGreaterThan(0)
})

test('absent: access tokens of another provider: no route takes one, and what a provider gives beside the word who it is goes nowhere', () => {
  expect(
    filesWith(/access_token|introspect|fetchUserInfo|fetchProtectedResource|from 'jose'/).filter(
      (file) => file !== 'src/platform/database/migrate.ts',
    ),
  ).toEqual([])
  expect(direct.filter((name) => /jwt|jose|passport/i.test(name))).toEqual([])
})

test('absent: sign-out by a provider: no route takes a logout token', () => {
  expect(filesWith(/logout_token|back.?channel_logout|front.?channel_logout/i)).toEqual([])
})
