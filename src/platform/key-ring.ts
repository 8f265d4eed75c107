// The keys of the source vault that live outside the database: wrapping keys by id, the first one in use, and the key of the blind index.
import { createHash, randomBytes } from 'node:crypto'
import { envelopeAlg, open, seal } from './envelope.ts'
import { AppError } from './errors.ts'

/** What turns data keys into wrapped ones and back: a file of keys here, or a keeper in key-service.ts. */
export interface KeyWrapper {
  /** The key that wraps from now on. */
  readonly keyId: string
  readonly alg: string
  wrap(dataKey: Uint8Array, rowId: string): Promise<Uint8Array>
  /** Throws VAULT_KEY_UNKNOWN when the ring has no key of this id. */
  unwrap(wrapped: Uint8Array, rowId: string, keyId: string): Promise<Uint8Array>
}

export interface KeyRing {
  readonly wrapper: KeyWrapper
  readonly indexKeyId: string
  readonly indexKey: Uint8Array
}

const line = /^(wrap|index):([a-z0-9-]{1,32}):([A-Za-z0-9_-]{43})$/

/** A ring of fresh keys, as text: what `vigia keys new` prints and the first embedded start writes. */
export function newKeyRingText(): string {
  return `${newKeyLine('wrap')}\n${newKeyLine('index')}\n`
}

/** `KIND:ID:KEY`; the id is the beginning of the key's hash, so that it names the key and tells nothing of it. */
export function newKeyLine(kind: 'wrap' | 'index'): string {
  const key = randomBytes(32)
  const id = createHash('sha256').update(key).digest('hex').slice(0, 8)
  return `${kind}:${id}:${key.toString('base64url')}`
}

/** `keeper`: wraps in place of the first wrapping key; wrapping keys of the text go on opening what they closed. */
export function parseKeyRing(text: string, keeper?: KeyWrapper): KeyRing {
  const keys = text
    .split(/\s+/)
    .filter((one) => one !== '')
    .map((entry, index) => {
      const [, kind, id = '', key = ''] = line.exec(entry) ?? []
      if (kind === undefined) throw ringFault(`entry ${index + 1} is not KIND:ID:KEY`)
      return { kind, id, key: Buffer.from(key, 'base64url') }
    })
  const wraps = keys.filter((one) => one.kind === 'wrap')
  const [current] = wraps
  const [index, ...others] = keys.filter((one) => one.kind === 'index')
  if (current === undefined && keeper === undefined) throw ringFault('it has no wrapping key (wrap:…)')
  if (index === undefined || others.length > 0) throw ringFault('it needs exactly one index key (index:…)')
  const byId = new Map(wraps.map((one) => [one.id, one.key]))
  if (byId.size < wraps.length) throw ringFault('two wrapping keys have the same id')
  const ring = ringWrapper(current?.id ?? '', byId)
  const wrapper = keeper === undefined ? ring : besideKeeper(keeper, ring, byId)
  return { wrapper, indexKeyId: index.id, indexKey: index.key }
}

/** Never says what was read: it would be a key. */
function ringFault(what: string): AppError {
  return new AppError(
    'invalid',
    'VAULT_KEYS_FORM',
    `the keys of the source vault cannot be used: ${what}. Make a file with: npx vigia keys new`,
  )
}

const placeOf = (row: string) => ({ table: 'vault.data_key', row, column: 'wrapped', version: 1 })

function ringWrapper(keyId: string, keys: ReadonlyMap<string, Uint8Array>): KeyWrapper {
  const keyOf = (id: string) => {
    const key = keys.get(id)
    if (key === undefined)
      throw new AppError(
        'unavailable',
        'VAULT_KEY_UNKNOWN',
        `a data key is wrapped by the key ${id}, which is not in the ring; add it to the file of VIGIA_VAULT_KEYS_FILE`,
      )
    return key
  }
  return {
    keyId,
    alg: envelopeAlg,
    wrap: (dataKey, rowId) => Promise.resolve(seal(keyOf(keyId), dataKey, placeOf(rowId))),
    unwrap: async (wrapped, rowId, id) => open(keyOf(id), wrapped, placeOf(rowId)),
  }
}

/** What a key of the file has closed is opened by it, everything else by the keeper. */
function besideKeeper(
  keeper: KeyWrapper,
  ring: KeyWrapper,
  keys: ReadonlyMap<string, Uint8Array>,
): KeyWrapper {
  return {
    ...keeper,
    unwrap: (wrapped, rowId, id) => (keys.has(id) ? ring : keeper).unwrap(wrapped, rowId, id),
  }
}
