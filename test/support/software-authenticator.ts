// A passkey in software: what a phone or a security key does, with ES256 keys and CBOR written here, so that the server's checks are tested
// against bytes that its own library did not make.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

interface Flaws {
  /** Another page than the server's: what a phishing site would relay. */
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly isUserVerified?: boolean
  /** Signed with a key that was never enrolled. */
  readonly isForged?: boolean
  /** The counter of a copied authenticator stands still. */
  readonly counter?: number
}

interface Options {
  readonly challenge: string
  readonly rp?: { readonly id: string }
  readonly rpId?: string
}

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

export function softwareAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const id = randomBytes(32)
  let counter = 0

  function clientData(type: string, { challenge }: Options, flaws: Flaws): Buffer {
    const data = {
      type,
      challenge: flaws.challenge ?? challenge,
      origin: flaws.origin ?? origin,
      crossOrigin: false,
    }
    return Buffer.from(JSON.stringify(data))
  }

  function authData(rpId: string, flaws: Flaws, credential?: Buffer): Buffer {
    counter += 1
    const flags =
      USER_PRESENT |
      (flaws.isUserVerified === false ? 0 : USER_VERIFIED) |
      (credential === undefined ? 0 : HAS_CREDENTIAL)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(flaws.counter ?? counter)
    const hash = createHash('sha256')
      .update(flaws.rpId ?? rpId)
      .digest()
    return Buffer.concat([hash, Buffer.from([flags]), count, credential ?? Buffer.alloc(0)])
  }

  function attestedCredential(): Buffer {
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const key = map([
      [int(1), int(2)],
      [int(3), int(-7)],
      [int(-1), int(1)],
      [int(-2), bytes(Buffer.from(x, 'base64url'))],
      [int(-3), bytes(Buffer.from(y, 'base64url'))],
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(id.length)
    return Buffer.concat([Buffer.alloc(16), length, id, key])
  }

  const common = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
  } as const
  return {
    id: common.id,
    /** navigator.credentials.create */
    create(options: Options, flaws: Flaws = {}) {
      const data = authData(options.rp?.id ?? '', flaws, attestedCredential())
      const attestation = map([
        [text('fmt'), text('none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(data)],
      ])
      return {
        ...common,
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', options, flaws).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    /** navigator.credentials.get */
    get(options: Options, flaws: Flaws = {}) {
      const client = clientData('webauthn.get', options, flaws)
      const data = authData(options.rpId ?? '', flaws)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return {
        ...common,
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', signed, flaws.isForged === true ? stranger : privateKey).toString(
            'base64url',
          ),
        },
      }
    },
  }
}

// CBOR (RFC 8949), as far as WebAuthn needs it.
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff])
}
function int(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value)
}
function bytes(value: Buffer): Buffer {
  return Buffer.concat([head(2, value.length), value])
}
function text(value: string): Buffer {
  return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
}
function map(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([head(5, entries.length), ...entries.flat()])
}
