// How long a guesser waits, and which passwords are taken.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delayAfter } from '#domain/access/attempts.ts'
import { PASSWORD_LEAST, PASSWORD_MOST, passwordFault } from '#domain/access/password.ts'

describe('the wait after failures', () => {
  test('nothing at first, then twice as long each time, up to 42 seconds', () => {
    expect(Array.from({ length: 11 }, (_, at) => delayAfter(at + 1, 3))).toEqual([
      0, 0, 1, 2, 4, 8, 16, 32, 42, 42, 42,
    ])
  })

  test('never shrinks and never passes 42 seconds, however many', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(100), (failures, free) => {
        const wait = delayAfter(failures, free)
        expect(wait).toBeGreaterThanOrEqual(0)
        expect(wait).toBeLessThanOrEqual(42)
        expect(delayAfter(failures + 1, free)).toBeGreaterThanOrEqual(wait)
      }),
    )
  })
})

describe('a password', () => {
  const context = ['María Condori', 'm.condori', 'defensoria-beni', 'Bolivia']
  test.each([
    'cuatro mulas bajan despacio',
    'ñandú k’ita sach’a wasi',
    'Tr0ub4dor&3 y algo más',
    '日本語の長いパスフレーズですね',
  ])('%s is taken, without rules of composition', (password) => {
    expect(passwordFault(password, context)).toBeUndefined()
  })

  test.each([
    ['short', 'catorce letras'],
    ['made of the own name', 'la condorí baja al valle'],
    ['made of the handle', 'm-condori-baja-al-valle'],
    ['made of the office', 'defensoria baja al valle'],
    ['made of the country', 'BOLIVIA baja al valle'],
    ['made of the product', 'la vigía baja al valle'],
    ['one letter', 'aaaaaaaaaaaaaaaaaaaa'],
    ['a row of digits', '12345678901234567890'],
    ['a row of letters backwards', 'zyxwvutsrqponmlkji'],
  ])('%s is refused, in Spanish and English', (_name, password) => {
    const fault = passwordFault(password, context)
    expect([fault?.es.length ?? 0, fault?.en.length ?? 0].every((length) => length > 20)).toBe(true)
  })

  test('is refused by length exactly outside of its bounds', () => {
    const word = fc.string({
      unit: fc.constantFrom('b', 'f', 'k', 'q', 'v', 'z', ' ', '2', '7'),
      minLength: 1,
      maxLength: 400,
    })
    fc.assert(
      fc.property(word, (password) => {
        const isLong = password.length >= PASSWORD_LEAST && password.length <= PASSWORD_MOST
        const fault = passwordFault(password, [])
        if (!isLong) expect(fault?.en).toContain('were read')
        else expect(fault?.en ?? '').not.toContain('were read')
      }),
    )
  })
})
