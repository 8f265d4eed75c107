// The key that signs checkpoints of the audit log (Ed25519), as signed notes of C2SP name and write it; and the hash of the log's tree.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
} from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { AppError } from './errors.ts'

export interface CheckpointSigner {
  /** First four bytes of SHA-256 over the name, a line end and the public key: 8 hexadecimal digits. */
  readonly keyId: string
  /** The public key as a line: name+id+key. */
  readonly publicKey: string
  /** Base64 of the key's id and the signature. */
  sign(text: string): string
}

// C2SP signed-note: the type byte of Ed25519; RFC 8410: what stands before the 32 bytes of a public key in SPKI.
const ed25519 = Buffer.from([1])
const spkiPrefixBytes = 12

export function createCheckpointSigner(pem: string, name: string): CheckpointSigner {
  const key = privateKeyOf(pem)
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const raw = Buffer.concat([ed25519, spki.subarray(spkiPrefixBytes)])
  const id = createHash('sha256').update(`${name}\n`).update(raw).digest().subarray(0, 4)
  return {
    keyId: id.toString('hex'),
    publicKey: `${name}+${id.toString('hex')}+${raw.toString('base64')}`,
    sign: (text) => Buffer.concat([id, sign(null, Buffer.from(text, 'utf8'), key)]).toString('base64'),
  }
}

function privateKeyOf(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {}
  throw new AppError(
    'invalid',
    'AUDIT_KEY_UNREADABLE',
    'VIGIA_AUDIT_KEY: expected an Ed25519 private key in PEM, as `vigia audit keygen FILE` writes it',
  )
}

export function newCheckpointKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
}

/** Refuses a file that exists: a key is never written over. */
export function writeCheckpointKey(file: string): void {
  writeFileSync(file, newCheckpointKey(), { mode: 0o600, flag: 'wx' })
}

/** The key of a file, which is made when it is not there. */
export function readOrMakeCheckpointKey(file: string): string {
  try {
    writeCheckpointKey(file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(file, 'utf8')
}

const digest = (bytes: Buffer) => hash('sha256', bytes, 'hex')

/** Leaves and nodes of RFC 6962 over SHA-256. */
export const sha256Tree = {
  empty: digest(Buffer.alloc(0)),
  leaf: (text: string) => digest(Buffer.concat([Buffer.from([0]), Buffer.from(text, 'utf8')])),
  node: (left: string, right: string) =>
    digest(Buffer.concat([Buffer.from([1]), Buffer.from(left, 'hex'), Buffer.from(right, 'hex')])),
}

export const hexToBase64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
