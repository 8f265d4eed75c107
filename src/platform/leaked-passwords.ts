// Passwords that are known from breaches, as the first eight bytes of their SHA-256, sorted: long ones only, because shorter ones are refused anyway.
// test/repo/leaked-passwords.test.ts makes the file from its source.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as path from 'node:path'

const width = 8
let list: Buffer | undefined

/** Letters of any case and whatever stands between them count as the same: who guesses tries these too. */
export function isLeakedPassword(password: string): boolean {
  list ??= readFileSync(path.join(import.meta.dirname, 'leaked-passwords.bin'))
  const wanted = digestOfPassword(password)
  let [low, high] = [0, list.length / width]
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = wanted.compare(list, middle * width, (middle + 1) * width)
    if (order === 0) return true
    if (order < 0) high = middle
    else low = middle + 1
  }
  return false
}

export function digestOfPassword(password: string): Buffer {
  const plain = password
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}]+/gu, '')
  return createHash('sha256').update(plain).digest().subarray(0, width)
}
