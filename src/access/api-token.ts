// The written form of an API token: a prefix that secret scanners know, 160 random bits, six check digits.
import { crc32 } from 'node:zlib'
import { randomBase62, sha256, toBase62 } from '#platform/ids.ts'

const shape = /^vigia_live_([0-9A-Za-z]{27})_([0-9A-Za-z]{6})$/

export interface IssuedToken {
  /** Shown once; never stored. */
  readonly secret: string
  readonly prefix: string
  readonly hash: string
}

export function newToken(): IssuedToken {
  const random = randomBase62(27)
  const secret = `vigia_live_${random}_${checkDigits(random)}`
  return { secret, prefix: `vigia_live_${random.slice(0, 4)}`, hash: sha256(secret) }
}

/** Refuses a mistyped token without a query; undefined when it is none. */
export function hashOfToken(text: string): string | undefined {
  const found = shape.exec(text)
  if (found === null || checkDigits(found[1] ?? '') !== found[2]) return undefined
  return sha256(text)
}

function checkDigits(random: string): string {
  return toBase62(crc32(random), 6)
}
