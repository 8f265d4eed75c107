// The only way out by HTTP. Every connection is opened to an address that was checked just before and is pinned to it: literals and
// resolved names alike, because a resolver hook is never asked about a literal. No redirects, one total deadline, a capped answer.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, request } from 'undici'

/** An answer is read up to here and the rest is left. */
const READ_LIMIT_BYTES = 65_536
/** What is kept of an answer's body for the delivery log. */
const KEEP_BYTES = 1_024
const CONNECT_TIMEOUT_MS = 10_000

export interface OutboundHttp {
  post(call: Call): Promise<Answer>
  close(): Promise<void>
}

interface Call {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Ends the call whatever state it is in. */
  readonly deadline: AbortSignal
}

export type Answer =
  | {
      readonly outcome: 'answered'
      readonly status: number
      readonly retryAfter: string | undefined
      readonly start: string
    }
  /** The address or the URL is not one that may be called. */
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly reason: string }

export interface OutboundOptions {
  /** Private addresses, and with them http and any port; for tests and development on one machine. */
  readonly allowPrivateAddresses: boolean
  /** http and any port, still to public addresses only. */
  readonly allowAnyPort?: boolean
  /** Addresses of a name; the system's resolver unless a test brings its own. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
  /** Opens the socket to an address that was found to be good. */
  readonly connect?: buildConnector.connector
}

export function createOutboundHttp(options: OutboundOptions): OutboundHttp {
  const agent = new Agent({
    connect: checkedConnector(options),
    maxHeaderSize: 16_384,
    pipelining: 0,
  })
  return {
    async post(call) {
      const fault = faultOfUrl(call.url, options.allowPrivateAddresses || options.allowAnyPort === true)
      if (fault !== undefined) return { outcome: 'refused', reason: fault }
      try {
        return await exchange(agent, call)
      } catch (error) {
        if (error instanceof AddressRefused) return { outcome: 'refused', reason: error.message }
        return {
          outcome: 'failed',
          reason: call.deadline.aborted ? 'no answer before the deadline' : reasonOf(error),
        }
      }
    },
    close: () => agent.destroy(),
  }
}

async function exchange(dispatcher: Agent, call: Call): Promise<Answer> {
  const response = await request(call.url, {
    method: 'POST',
    headers: call.headers,
    body: call.body,
    signal: call.deadline,
    dispatcher,
  })
  const retryAfter = response.headers['retry-after']
  return {
    outcome: 'answered',
    status: response.statusCode,
    retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    start: await startOf(response.body),
  }
}

/** The status has come, so the answer counts: a body that breaks off, drips or never ends takes nothing from it. */
async function startOf(body: AsyncIterable<unknown>): Promise<string> {
  const kept: Buffer[] = []
  let read = 0
  try {
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) break
      if (read < KEEP_BYTES) kept.push(chunk)
      read += chunk.length
      if (read >= READ_LIMIT_BYTES) break
    }
  } catch {}
  return Buffer.concat(kept).subarray(0, KEEP_BYTES).toString('utf8')
}

class AddressRefused extends Error {}

function faultOfUrl(text: string, allowAnyPort: boolean): string | undefined {
  const url = URL.parse(text)
  if (url === null) return 'the address is no URL'
  if (url.username !== '' || url.password !== '') return 'a URL may not carry credentials'
  if (allowAnyPort)
    return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : 'http or https only'
  if (url.protocol !== 'https:') return 'https only'
  return url.port === '' ? undefined : 'port 443 only'
}

const systemResolver = async (name: string) => (await lookup(name, { all: true })).map((one) => one.address)

/** The name is asked once for each connection, and the connection goes to the very address that was judged: a name cannot rebind between. */
function checkedConnector(options: OutboundOptions): buildConnector.connector {
  const { allowPrivateAddresses, resolve = systemResolver } = options
  const connect = options.connect ?? buildConnector({ timeout: CONNECT_TIMEOUT_MS })
  return (target, callback) => {
    const name = target.hostname.replace(/^\[|\]$/g, '')
    const isName = isIP(name) === 0
    const open = (address: string) =>
      connect({ ...target, hostname: address, ...(isName ? { servername: name } : {}) }, callback)
    const refuse = (error: unknown) =>
      callback(error instanceof Error ? error : new Error(String(error)), null)
    const addresses = isName ? resolve(name) : Promise.resolve([name])
    addresses.then((found) => checkedAddress(found, allowPrivateAddresses)).then(open, refuse)
  }
}

/** One bad address among those of a name refuses the name: it would be tried next time. */
function checkedAddress(addresses: readonly string[], allowPrivate: boolean): string {
  const bad = addresses.find((address) => !allowPrivate && !isPublicAddress(address))
  const [first] = addresses
  if (bad !== undefined) throw new AddressRefused('the address is not a public one')
  if (first === undefined) throw new Error('the name has no address')
  return first
}

/** Unicast addresses of the public Internet. IPv4 inside IPv6 is judged as IPv4, and the old compatible form (::/96) is refused. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv6 && parsed.parts.slice(0, 6).every((part) => part === 0)) return false
  return parsed.range() === 'unicast'
}

/** Codes of the system and of undici; never a text from the other side. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.name : 'failed'
}
