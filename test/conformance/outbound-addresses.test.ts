// Where no call goes, whatever a URL looks like and whatever a name resolves to: forms of addresses against a listening trap.
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOutboundHttp, isPublicAddress, type OutboundHttp } from '#platform/outbound-http.ts'

let trap: Server
let port: number
let connections = 0

beforeAll(async () => {
  trap = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  // Every address of this machine, both families.
  trap.listen(0, '::')
  await once(trap, 'listening')
  const address = trap.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  trap.close()
  await once(trap, 'close')
})

/** Ways to write an address of this machine or of a private network. */
// biome-ignore format: one line per family reads as a table
const hosts: readonly string[] = [
  // Loopback: dotted, short, decimal, octal, hexadecimal, mixed, with dots at the end.
  '127.0.0.1', '127.0.0.2', '127.1', '127.0.1', '127.255.255.254', '2130706433', '0x7f000001', '0X7F000001', '017700000001',
  '0177.0.0.1', '0177.0.0.01', '0x7f.0.0.1', '0x7f.0x0.0x0.0x1', '0x7f.1', '127.0.0.1.', '0177.1', '127.0.0.0x1', '00000177.0.0.1',
  '0x0000007f.0.0.1', '2130706434', '127.000.000.001', '127.0.0.01',
  // Encoded: percent signs, full-width digits, other full stops, circled digits.
  '%31%32%37.0.0.1', '127%2e0%2e0%2e1', '１２７.０.０.１', '127。0。0。1', '127．0．0．1', '127｡0｡0｡1', '①②⑦.0.0.1', '⑫7.0.0.1', '𝟭𝟮𝟳.𝟬.𝟬.𝟭',
  // This host and «any».
  '0.0.0.0', '0', '0x0', '00', '0.0', '000.000.000.000', '0.0.0.1', '0.1.2.3',
  // IPv6 loopback and «any», in every spelling.
  '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[0:0:0:0:0:0:0:0]', '[::0001]', '[0::1]', '[::0.0.0.1]',
  // IPv4 inside IPv6: mapped, compatible, translated, 6to4, Teredo, NAT64, ISATAP.
  '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::FFFF:127.0.0.1]', '[::ffff:10.0.0.1]', '[::ffff:169.254.169.254]',
  '[::127.0.0.1]', '[::7f00:1]', '[::10.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:7f00:0001::1]', '[2002:a00:1::]', '[2001:0:7f00:1::]', '[2001::1]',
  // Private, shared, link-local and metadata.
  '10.0.0.1', '10.255.255.255', '10.1', '167772161', '0xa000001', '012.0.0.1', '172.16.0.1', '172.31.255.255', '0xac100001', '192.168.0.1',
  '192.168.1.1', '3232235521', '0xc0a80001', '0300.0250.0.1', '100.64.0.1', '100.127.255.254', '169.254.169.254', '169.254.1', '2852039166',
  '0xa9fea9fe', '0251.0376.0251.0376', '[fe80::1]', '[fe80::a9fe:a9fe]', '[fc00::1]', '[fd00::1]', '[fd00:ec2::254]', '[fec0::1]',
  // Multicast, broadcast, reserved, documentation, benchmarks.
  '224.0.0.1', '239.255.255.250', '255.255.255.255', '4294967295', '240.0.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1',
  '192.0.0.1', '192.88.99.1', '[ff02::1]', '[ff0e::1]', '[2001:db8::1]', '[100::1]', '[2001:10::1]', '[2001:20::1]', '[3fff::1]', '[5f00::1]',
  // Names that mean this machine.
  'localhost', 'LOCALHOST', 'localhost.', 'ｌｏｃａｌｈｏｓｔ', 'loc%61lhost', 'LocalHost.',
]

/** The same as a whole URL, with what parsers disagree about. */
const urls = (): string[] => [
  ...hosts.flatMap((host) => [`http://${host}:${port}/`, `https://${host}:${port}/hook`]),
  `http://user:secret@127.0.0.1:${port}/`,
  `http://example.org@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}#@example.org/`,
  `http://127.0.0.1:${port}?@example.org/`,
  `http:\\\\127.0.0.1:${port}/`,
  `http:/127.0.0.1:${port}/`,
  `http:127.0.0.1:${port}/`,
  `http:////127.0.0.1:${port}/`,
  `\thttp://127.0.0.1:${port}/`,
  `http://127.0.0.1\t:${port}/`,
  `http://1\n27.0.0.1:${port}/`,
  `//127.0.0.1:${port}/`,
  `ftp://127.0.0.1:${port}/`,
  `gopher://127.0.0.1:${port}/`,
  `file:///etc/passwd`,
  `data:text/plain,x`,
  `unix:/var/run/docker.sock`,
  `http://unix:/var/run/docker.sock:/x`,
  `javascript:alert(1)`,
  '',
]

/** Every name is one of this machine; nobody is asked. */
const loopback = () => Promise.resolve(['127.0.0.1'])

const post = (http: OutboundHttp, url: string) =>
  http.post({ url, headers: {}, body: '{}', deadline: AbortSignal.timeout(10_000) })

test('forms of URLs against the trap: not one connection, and each refused for a reason', async () => {
  const http = createOutboundHttp({ allowPrivateAddresses: false, allowAnyPort: true, resolve: loopback })
  const all = urls()
  expect(hosts.length).toBeGreaterThanOrEqual(100)
  const before = connections
  const answers = await Promise.all(all.map(async (url) => ({ url, answer: await post(http, url) })))
  expect(answers.filter(({ answer }) => answer.outcome !== 'refused')).toEqual([])
  expect(connections - before).toBe(0)
  await http.close()
})

test('with the settings of an installation: the same, by https and port 443 alone', async () => {
  const http = createOutboundHttp({ allowPrivateAddresses: false, resolve: loopback })
  const before = connections
  for (const url of urls()) expect(await post(http, url)).toMatchObject({ outcome: 'refused' })
  for (const host of hosts) expect(await post(http, `https://${host}/`)).toMatchObject({ outcome: 'refused' })
  expect(connections - before).toBe(0)
  await http.close()
})

test('the trap is one: without the guard its connections are counted', async () => {
  const http = createOutboundHttp({ allowPrivateAddresses: true })
  const before = connections
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    'localhost',
  ])
    await post(http, `http://${host}:${port}/`)
  expect(connections - before).toBeGreaterThanOrEqual(7)
  await http.close()
})

describe('names', () => {
  /** No packet leaves: what would be connected to is written down. */
  function guarded(resolve: (name: string) => Promise<readonly string[]>) {
    const opened: string[] = []
    const http = createOutboundHttp({
      allowPrivateAddresses: false,
      resolve,
      connect: (target, callback) => {
        opened.push(target.hostname)
        callback(new Error('no network in this test'), null)
      },
    })
    return { http, opened }
  }
  const publicAddress = '93.184.215.14'
  const refused = { outcome: 'refused', reason: 'the address is not a public one' }

  test('a name of a private address is refused, also when only one of several is', async () => {
    for (const addresses of [
      ['127.0.0.1'],
      [publicAddress, '10.0.0.1'],
      ['::1', publicAddress],
      ['fe80::1%eth0'],
    ]) {
      const { http, opened } = guarded(() => Promise.resolve(addresses))
      expect(await post(http, 'https://hooks.example.org/')).toEqual(refused)
      expect(opened).toEqual([])
      await http.close()
    }
  })

  test('ADV6-rebinding-name: a name that rebinds between question and connection gains nothing: it is asked once, and that answer is opened', async () => {
    const answers = [publicAddress, '127.0.0.1', publicAddress, '169.254.169.254']
    let asked = 0
    const { http, opened } = guarded(() => Promise.resolve([answers[asked++ % answers.length] ?? '']))
    const outcomes = []
    for (let turn = 0; turn < 4; turn += 1)
      outcomes.push((await post(http, 'https://hooks.example.org/')).outcome)
    expect(outcomes).toEqual(['failed', 'refused', 'failed', 'refused'])
    expect(opened).toEqual([publicAddress, publicAddress])
    expect(asked).toBe(4)
    await http.close()
  })

  test('a resolver that fails, knows nothing or answers nonsense leads nowhere', async () => {
    const gone = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))
    for (const [resolve, answer] of [
      [gone, { outcome: 'failed', reason: 'ENOTFOUND' }],
      [() => Promise.resolve([]), { outcome: 'failed' }],
      [() => Promise.resolve(['not an address']), refused],
    ] as const) {
      const { http, opened } = guarded(resolve)
      expect(await post(http, 'https://hooks.example.org/')).toMatchObject(answer)
      expect(opened).toEqual([])
      await http.close()
    }
  })
})

test('addresses of the public Internet are allowed', () => {
  const allowed = ['93.184.215.14', '1.1.1.1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '2a00:1450:4001::1']
  expect(allowed.filter(isPublicAddress)).toEqual(allowed)
})
