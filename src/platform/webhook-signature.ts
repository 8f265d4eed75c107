// Both signatures of Standard Webhooks 1.0.0, over `<id>.<timestamp>.<body>`: `v1` is HMAC-SHA256 with a shared secret (`whsec_`),
// `v1a` is ed25519 with a private key of ours (`whsk_`) and a public one that the receiver holds (`whpk_`).
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'

/** A call is refused when its timestamp is further off than this, in either direction. */
export const TOLERANCE_SECONDS = 300

// RFC 8410: what stands before the 32 bytes of an ed25519 key in PKCS#8 and SPKI.
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')
const keyBytes = 32

/** One entry of the `webhook-signature` header; the secret's prefix says which scheme. `timestamp`: seconds since the epoch. */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): string {
  const content = Buffer.from(`${id}.${timestamp}.${body}`, 'utf8')
  return secret.startsWith('whsk_')
    ? `v1a,${sign(null, content, privateKey(secret)).toString('base64')}`
    : `v1,${digest(secret, content).toString('base64')}`
}

/** The public half of a `whsk_` key, for the receiver. */
export function publicKeyOf(secret: string): string {
  const der = createPublicKey(privateKey(secret)).export({ format: 'der', type: 'spki' })
  return `whpk_${der.subarray(publicPrefix.length).toString('base64')}`
}

export interface SignedCall {
  readonly id: string | undefined
  readonly timestamp: string | undefined
  readonly signature: string | undefined
  readonly body: string
}

/** Is one of the signatures made with one of the secrets (`whsec_`) or keys (`whpk_`), at about this time? Throws on an empty secret. */
export function isSignedBy(secrets: readonly string[], call: SignedCall, nowSeconds: number): boolean {
  if (secrets.some((one) => one.replace(/^whsec_|^whpk_/, '') === '')) throw new Error('a secret is empty')
  const { id, timestamp, signature, body } = call
  if (id === undefined || id === '' || signature === undefined || !/^\d{1,12}$/.test(timestamp ?? ''))
    return false
  if (Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS) return false
  const content = Buffer.from(`${id}.${timestamp}.${body}`, 'utf8')
  return signature.split(' ').some((entry) => secrets.some((secret) => isRight(secret, entry, content)))
}

function isRight(secret: string, entry: string, content: Buffer): boolean {
  const comma = entry.indexOf(',')
  const [version, given] = [entry.slice(0, comma), Buffer.from(entry.slice(comma + 1), 'base64')]
  if (secret.startsWith('whpk_')) return version === 'v1a' && verify(null, content, publicKey(secret), given)
  if (version !== 'v1') return false
  const wanted = digest(secret, content)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function digest(secret: string, content: Buffer): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return createHmac('sha256', key).update(content).digest()
}

/** 32 bytes are the seed; 64 are seed and public key, as libsodium writes a secret key. */
function privateKey(secret: string): KeyObject {
  const seed = Buffer.from(secret.slice('whsk_'.length), 'base64').subarray(0, keyBytes)
  return createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' })
}

function publicKey(key: string): KeyObject {
  const raw = Buffer.from(key.slice('whpk_'.length), 'base64')
  return createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' })
}
